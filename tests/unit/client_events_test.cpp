// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Handlers of events that throw, and journals that throw anything: nobody loses an answer by them.
#include "download_fixture.hpp"
#include "journal_doubles.hpp"

#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_events)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

/// What a handler throws.
enum class thrown { exception, number };

[[noreturn]] void throw_one(thrown what) {
    if (what == thrown::exception) throw std::runtime_error{"a handler's own fault"};
    throw 42;
}

/// A client whose own handler throws, as the caller's does, whatever they are told.
struct throwing_fixture : download_fixture {
    explicit throwing_fixture(thrown what, std::shared_ptr<journal> store = {}) {
        auto throwing = options();
        throwing.journal = std::move(store);
        throwing.on_event = [this, what](const event& e) {
            add_text(log, e);
            throw_one(what);
        };
        use_options(throwing);
        shout = [this, what](const event& e) {
            add_text(calls, e);
            throw_one(what);
        };
    }

    std::function<void(const event&)> shout;
    std::vector<std::string> calls;  ///< the events of the caller's own handler
};

/// A journal that throws a number when it is asked to do one of these.
class throwing_journal final : public journal_before<throwing_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        for (const auto& change : changes) throw_at(to_string(change.wanted.state));
        return kept.apply(changes);
    }
    std::optional<intent> find(const std::string& name) override { return throw_at("find"), kept.find(name); }
    std::string request_of(const intent& queued) override { return throw_at("request_of"), kept.request_of(queued); }
    std::size_t claim(std::size_t at_most) override { return throw_at("claim"), kept.claim(at_most); }
    journal_page list(const journal_query& query) override { return throw_at("list"), kept.list(query); }

    journal& inner_journal() { return kept; }

    memory_journal kept;
    std::string at;    ///< what it throws at
    int times = 1000;  ///< how often

  private:
    void throw_at(std::string_view what) {
        if (what != at || times == 0) return;
        --times;
        throw 42;
    }
};

struct throwing_journal_fixture : client_fixture {
    throwing_journal_fixture() {
        auto with_journal = options();
        with_journal.journal = store;
        use_options(with_journal);
    }

    std::shared_ptr<throwing_journal> store = std::make_shared<throwing_journal>();
};

}  // namespace

// ---- handlers that throw

BOOST_FIXTURE_TEST_CASE(a_function_that_changes_what_it_holds_hears_events, client_fixture) {
    int heard = 0;
    auto listen = event_handler{[n = 0, &heard](const events::accepted&) mutable { heard = ++n; }};
    reply(accepted("task_1"), accepted("task_2"));
    for (int i = 0; i != 2; ++i) {
        outcome<task> result;
        client.submit(rain(), {.on_event = listen}, result.handler());
        run();
    }
    BOOST_TEST(heard == 2);
    static_assert(!std::is_constructible_v<event_sink, void (&)(const event&)>, "a function is no object");
}

BOOST_DATA_TEST_CASE(a_handler_that_throws_costs_no_answer, data::make({thrown::exception, thrown::number}), what) {
    throwing_fixture f{what};
    outcome<generated_video> made;
    f.reply(not_connected(), refused_for(429, "1"), accepted("task_1"), state_is("processing"), refused(402),
            refused(503), succeeded(url));
    f.client.generate(rain(), {.on_event = f.shout, .why = &made.why}, made.handler());
    BOOST_REQUIRE_NO_THROW(f.run());
    BOOST_TEST_REQUIRE(made.done());
    BOOST_TEST(!made.code, made.why.detail);
    BOOST_TEST(made.value.urls.at(0) == url);
    const std::vector<std::string> told = {"retrying submit: the gateway could not be reached and nothing was sent",
                                           "retrying submit: the gateway asks for fewer requests",
                                           "accepted task_1",
                                           "polled processing",
                                           "paused: the gateway asks for balance or quota",
                                           "retrying poll: the gateway's answers to polls cannot be used",
                                           "polled success"};
    BOOST_TEST(f.calls == told);
    BOOST_TEST(f.log == told, "a throwing handler of the caller does not cost the client's own its event");
}

BOOST_DATA_TEST_CASE(a_handler_that_throws_costs_no_task_id, data::make({thrown::exception, thrown::number}), what) {
    throwing_fixture f{what};
    outcome<task> made;
    f.reply(accepted("task_1"));
    f.client.submit(rain(), {.on_event = f.shout}, made.handler());
    BOOST_REQUIRE_NO_THROW(f.run());
    BOOST_TEST_REQUIRE(made.done());
    BOOST_TEST(made.value.id == "task_1");
    BOOST_TEST(f.calls == std::vector<std::string>{"accepted task_1"});
}

BOOST_DATA_TEST_CASE(a_handler_that_throws_costs_no_file, data::make({thrown::exception, thrown::number}), what) {
    throwing_fixture f{what};
    outcome<saved_file> saved;
    f.network->answer_with(breaking_server{.file = bytes_of(10'000), .breaks = {5'000}});
    f.client.download(finished, f.path(), {.on_event = f.shout, .why = &saved.why}, saved.handler());
    BOOST_REQUIRE_NO_THROW(f.run());
    BOOST_TEST_REQUIRE(saved.done());
    BOOST_TEST(!saved.code, saved.why.detail);
    BOOST_TEST(same_bytes(f.content(f.name), bytes_of(10'000)));
    BOOST_TEST(f.calls.front() == "bytes 4096/10000");
    BOOST_TEST(f.calls.at(f.calls.size() - 2) == "bytes 10000/10000");
    BOOST_TEST(f.calls.back() == "an unknown container");
    BOOST_TEST(f.calls == f.log);
}

BOOST_DATA_TEST_CASE(a_handler_that_throws_costs_no_change_of_the_journal,
                     data::make({thrown::exception, thrown::number}), what) {
    const auto store = std::make_shared<throwing_journal>();
    throwing_fixture f{what, store};
    store->at = "accepted";
    store->times = 3;
    outcome<task> made;
    f.reply(accepted("task_1"));
    f.client.submit(rain(), {.intent = "order-1"}, made.handler());
    BOOST_REQUIRE_NO_THROW(f.run());
    BOOST_TEST_REQUIRE(made.done());
    BOOST_TEST(made.value.id == "task_1");
    const std::vector<std::string> told = {"journal failed: something that is no std::exception was thrown",
                                           "journal mended", "accepted task_1"};
    BOOST_TEST(f.log == told);
    BOOST_TEST(store->kept.find("order-1")->state == intent_state::accepted);
}

// ---- journals that throw anything

BOOST_FIXTURE_TEST_CASE(a_journal_that_throws_anything_before_the_first_byte_ends_the_call, throwing_journal_fixture) {
    for (const auto* at : {"find", "planned", "sending"}) {
        store->at = at;
        outcome<task> refused;
        client.submit(rain(), {.intent = at, .why = &refused.why}, refused.handler());
        BOOST_REQUIRE_NO_THROW(run());
        BOOST_TEST_REQUIRE(refused.done());
        BOOST_TEST(refused.code == errc::journal_unavailable);
        const bool is_looked_up = at != std::string{"find"};  // else the name may have been paid for before
        BOOST_TEST(refused.why.billed == (is_looked_up ? billed::no : billed::unknown));
        BOOST_TEST(refused.why.detail.starts_with("something that is no std::exception was thrown"));
    }
    BOOST_TEST(requests().empty());
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_throws_anything_later_costs_no_answer, throwing_journal_fixture) {
    for (const auto* at : {"accepted", "succeeded"}) {
        store->at = at;
        store->times = 20;
        outcome<generated_video> made;
        reply(accepted("task_1"), succeeded(url));
        client.generate(rain(), made.options(), made.handler());
        BOOST_REQUIRE_NO_THROW(run());
        BOOST_TEST_REQUIRE(made.done());
        BOOST_TEST(!made.code);
        BOOST_TEST(log.back() == "journal mended");
    }
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_throws_anything_when_a_submit_has_failed_costs_no_answer,
                        throwing_journal_fixture) {
    for (const auto* at : {"not_sent", "unknown"}) {
        store->at = at;
        store->times = 20;
        outcome<task> ended;
        reply(at == std::string{"unknown"} ? answer_lost() : refused(400));
        client.submit(rain(), ended.options(), ended.handler());
        BOOST_REQUIRE_NO_THROW(run());
        BOOST_TEST_REQUIRE(ended.done());
        BOOST_TEST(ended.code == (at == std::string{"unknown"} ? errc::outcome_unknown : errc::rejected));
        BOOST_TEST(log.back() == "journal mended");
    }
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_throws_anything_ends_a_recovery, throwing_journal_fixture) {
    for (const auto* at : {"claim", "list"}) {
        store->at = at;
        outcome<recovery> found;
        client.recover(found.options(), found.handler());
        BOOST_REQUIRE_NO_THROW(run());
        BOOST_TEST_REQUIRE(found.done());
        BOOST_TEST(found.code == errc::journal_unavailable);
        BOOST_TEST(found.why.detail == "something that is no std::exception was thrown");
    }
}

BOOST_AUTO_TEST_SUITE_END()
