// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A callback brings an id for a submit whose answer was lost: whose it is, what the gateway says of it, and how often
// that is asked, whoever posts what.
#include "callback_fixture.hpp"
#include "checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "journal_doubles.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(callback_confirmation)

namespace {

/// When the client's clock begins, as a gateway writes it.
constexpr std::int64_t begin_of_time = 1'767'965'610'929;

/// The shortest time between polls by the document of the model.
constexpr auto interval = 10s;

http_reply ended(const std::string& id, std::int64_t created = begin_of_time) {
    return reply_with(200, apixo_success(id, created));
}

/// A callback that does not say when its task was made.
std::string without_time(const std::string& id) {
    auto body = apixo_success(id);
    const auto time = body.find(",\"createTime\"");
    return body.erase(time, body.rfind("}}") - time);
}

/// A submit whose answer was lost, of which the caller has been told.
struct bench : callback_fixture {
    bench() {
        reply(answer_lost());
        client.submit(rain(), {.intent = "order-1"}, made.handler());
        settle();
        url = url_sent();
        network->answer_with([this](const http_request&) {
            polled.push_back(elapsed());
            return answer();
        });
    }

    /// Posts a body every half second.
    void keep_posting(const std::string& body, std::chrono::seconds time) {
        for (const auto end = elapsed() + time; elapsed() < end; pass(500ms)) BOOST_TEST(post(url, body) == 200);
    }

    bool has_task() const { return only().task.has_value(); }

    std::function<http_reply()> answer = [] { return ended("task_1"); };
    std::vector<std::chrono::milliseconds> polled;  ///< when the gateway was asked
    outcome<task> made;
    std::string url;
};

void expect_apart(const std::vector<std::chrono::milliseconds>& times, std::chrono::milliseconds least) {
    for (std::size_t i = 1; i < times.size(); ++i) BOOST_TEST((times[i] - times[i - 1] >= least));
}

}  // namespace

// ---- who knows a URL drives no polls

BOOST_AUTO_TEST_CASE(the_id_of_another_attempts_task_costs_no_poll) {
    bench f;
    f.answer = [] { return accepted("task_2"); };
    outcome<task> other;
    f.client.submit(rain(), {.intent = "order-2"}, other.handler());
    f.settle();
    BOOST_TEST(!other.code);
    f.polled.clear();
    f.keep_posting(apixo_success("task_2"), 120s);
    BOOST_TEST(f.polled.empty());
    BOOST_TEST(!f.written->find("order-1")->task);
}

BOOST_AUTO_TEST_CASE(an_id_that_the_gateway_refuses_is_asked_for_once_in_an_interval) {
    for (const int status : {400, 413, 415, 422}) {
        bench f;
        f.answer = [status] { return refused(status); };
        f.keep_posting(apixo_success("task_9"), 120s);
        BOOST_TEST(f.polled.size() >= 2u, status);
        expect_apart(f.polled, interval);
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_that_refuses_the_key_is_asked_once_in_a_minute) {
    bench f;
    f.answer = [] { return refused(401); };
    f.keep_posting(apixo_success("task_1"), 180s);
    BOOST_TEST(f.polled.size() >= 2u);
    expect_apart(f.polled, 60s);
}

BOOST_AUTO_TEST_CASE(an_id_that_was_refused_is_not_asked_for_again_by_itself) {
    bench f;
    f.answer = [] { return refused(400); };
    f.post(f.url, apixo_success("task_9"));
    f.pass(1h);
    BOOST_TEST(f.polled.size() == 1u);
    BOOST_TEST(!f.has_task());
}

BOOST_AUTO_TEST_CASE(what_most_callbacks_say_then_is_asked_for_after_the_rest) {
    bench f;
    f.answer = [&f] { return f.polled.size() == 1 ? refused(400) : ended("task_1"); };
    f.post(f.url, apixo_success("task_9"));
    f.pass(6s);
    BOOST_TEST(f.polled.size() == 1u);
    for (int i = 0; i != 2; ++i) f.post(f.url, apixo_success("task_1"));
    f.pass(interval - 1s);
    BOOST_TEST(f.polled.size() == 1u, "it rests");
    f.pass(1s);
    BOOST_TEST(f.polled.size() == 2u);
    BOOST_TEST_REQUIRE(f.has_task());
    BOOST_TEST(f.only().task->id == "task_1");
    expect_apart(f.polled, interval);
}

// ---- nobody can say

BOOST_AUTO_TEST_CASE(a_gateway_that_is_away_for_long_is_asked_until_it_answers) {
    for (const auto away : {11min, 100min, 23 * 60min}) {
        bench f;
        f.answer = [&] { return f.elapsed() < away ? not_connected() : ended("task_1"); };
        BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
        f.pass(away);
        BOOST_TEST(!f.has_task());
        f.pass(5min);
        BOOST_TEST(f.has_task());
        BOOST_TEST(std::count(f.log.begin(), f.log.end(), "accepted task_1") == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_that_is_away_is_not_asked_for_ever) {
    bench f;
    f.answer = [] { return not_connected(); };
    f.post(f.url, apixo_success("task_1"));
    f.run();
    BOOST_TEST((f.elapsed() <= 25h));
    BOOST_TEST(!f.has_task());
}

BOOST_AUTO_TEST_CASE(a_new_key_is_asked_with) {
    bench f;
    f.answer = [&f] {
        return f.requests().back().header("Authorization") == "Bearer new-key" ? ended("task_1") : refused(401);
    };
    f.post(f.url, apixo_success("task_1"));
    f.pass(10min);
    BOOST_TEST(!f.has_task());
    f.client.use(apixo::account{.api_key = secret{"new-key"}});
    f.pass(2min);
    BOOST_TEST(f.has_task());
}

BOOST_AUTO_TEST_CASE(where_the_journal_cannot_say_whose_it_is_nobody_gets_it) {
    class half_read final : public journal_before<half_read> {
      public:
        std::optional<intent> find(const task& what) override {
            if (is_unreadable) throw std::runtime_error{"locked"};
            return inner.find(what);
        }
        std::optional<intent> find(const std::string& name) override { return inner.find(name); }
        journal& inner_journal() { return inner; }
        bool is_immediate() const noexcept override { return true; }

        memory_journal inner;
        bool is_unreadable = false;
    };
    callback_fixture f;
    const auto store = std::make_shared<half_read>();
    auto chosen = f.options_of_client();
    chosen.journal = store;
    f.use_options(chosen);
    f.reply(answer_lost());
    outcome<task> made;
    f.client.submit(rain(), {.intent = "order-1"}, made.handler());
    f.settle();
    int polls = 0;
    bool breaks_after_poll = false;
    f.network->answer_with([&](const http_request&) {
        ++polls;
        store->is_unreadable = breaks_after_poll;
        return ended("task_1");
    });
    store->is_unreadable = true;
    f.post(f.url_sent(), apixo_success("task_1"));
    f.pass(2min);
    BOOST_TEST(polls == 0, "the journal is asked first");
    store->is_unreadable = false;
    breaks_after_poll = true;
    f.pass(2min);
    BOOST_TEST(polls == 1, "and again when the gateway has shown it");
    BOOST_TEST(!store->inner.find("order-1")->task);
    store->is_unreadable = breaks_after_poll = false;
    f.pass(2min);
    BOOST_TEST(store->inner.find("order-1")->task.has_value());
}

// ---- the gateway's own answer must fit the attempt, as the callback

BOOST_AUTO_TEST_CASE(a_task_that_was_made_before_the_attempt_is_not_its) {
    for (const auto made_before : {10min, 2min}) {
        bench f;
        const auto created = begin_of_time - std::chrono::milliseconds{made_before}.count();
        f.answer = [created] { return ended("task_1", created); };
        BOOST_TEST(f.post(f.url, without_time("task_1")) == 200, "the body does not say when");
        f.pass(1min);
        BOOST_TEST(f.polled.size() == 1u);
        BOOST_TEST(f.has_task() == (made_before == 2min), "clocks differ");
    }
}

BOOST_AUTO_TEST_CASE(after_a_restart_neither) {
    bench f;
    f.answer = [] { return ended("task_1", begin_of_time - 600'000); };
    f.post(f.url, without_time("task_1"));
    f.begin_life();
    outcome<recovery> left;
    f.client.recover(left.handler());
    f.pass(1h);
    BOOST_TEST_REQUIRE(left.done());
    BOOST_TEST(left.value.unknown.size() == 1u);
    BOOST_TEST(f.polled.size() == 1u);
    BOOST_TEST(!f.has_task());
}

BOOST_AUTO_TEST_CASE(a_task_of_another_model_is_not_its) {
    for (const std::string model : {"seedance-2-0", "seedance-2-0-fast"}) {
        callback_fixture f;
        f.reply(answer_lost());
        outcome<task> made;
        f.client.submit(text_to_video<pixazo::seedance_2_0_fast>{.prompt = "rain"}, made.handler());
        f.settle();
        BOOST_TEST(f.post(f.url_sent(), R"({"request_id":"r_1","status":"COMPLETED"})") == 200);
        f.reply(reply_with(200, pixazo_success("r_1", model)));
        f.pass(1min);
        BOOST_TEST(f.polls() == 1);
        BOOST_TEST(f.only().task.has_value() == (model == "seedance-2-0-fast"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
