// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Whoever took a callback may be gone before anything came of it: those whose answers were lost look for it, and what
// nobody would look for is not acknowledged before it has ended.
#include "callback_fixture.hpp"
#include "checks.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <seedance/engine/impl/callback_urls.hpp>
#include <seedance/engine/impl/lost_answers.hpp>

#include "journal_doubles.hpp"

using namespace test;
using seedance::detail::lost_answers;

BOOST_AUTO_TEST_SUITE(callback_watches)

namespace {

http_reply ended(const std::string& id) { return reply_with(200, apixo_success(id)); }

/// A program whose submits have lost their answers, and others with its journal that gateways post to.
struct bench : callback_fixture {
    bench() {
        network->answer_with([this](const http_request& request) {
            return request.method == "POST" ? answer_lost() : answer(request.url.substr(request.url.find('=') + 1));
        });
    }

    std::string lose(const std::string& name) {
        outcome<task> made;
        client.submit(rain(), {.intent = name}, made.handler());
        settle();
        BOOST_TEST(made.code == errc::outcome_unknown);
        return url_sent();
    }

    /// Has another program take a callback and end before anything has come of that.
    void post_to_one_that_dies(const std::string& url, const std::string& body) {
        auto other = another(options_of_client());
        other.use(pixazo::account{.api_key = secret{"test-key"}});
        post_to_client(other, url, body);
    }

    void post_to_client(seedance::client& other, const std::string& url, const std::string& body) {
        outcome<webhook_reply> taken;
        webhook_receiver{other}.handle(post_to(url, body), taken.handler());
        settle();
        BOOST_TEST_REQUIRE(taken.done());
        BOOST_TEST(taken.value.status == 200);
    }

    std::string task_of(const std::string& name) const {
        const auto found = written->find(name);
        return found && found->task ? found->task->id : std::string{};
    }

    std::function<http_reply(const std::string&)> answer = ended;
};

}  // namespace

// ---- another program took it, and is gone

BOOST_AUTO_TEST_CASE(who_has_lost_the_answer_hears_of_what_another_has_taken) {
    bench f;
    const auto url = f.lose("order-1");
    f.pass(50min);
    outcome<generated_video> video;
    f.client.wait("order-1", video.handler());
    f.settle();
    f.post_to_one_that_dies(url, apixo_success("task_1"));
    f.pass(30s);
    BOOST_TEST(f.task_of("order-1") == "task_1");
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(!video.code);
    BOOST_TEST(f.polls() == 1);
}

BOOST_AUTO_TEST_CASE(so_does_who_has_recovered_it) {
    bench f;
    const auto url = f.lose("order-1");
    f.begin_life();
    outcome<recovery> left;
    f.client.recover(left.handler());
    f.settle();
    BOOST_TEST_REQUIRE(left.done());
    BOOST_TEST(left.value.unknown.size() == 1u);
    f.pass(23h);
    f.post_to_one_that_dies(url, apixo_success("task_1"));
    f.pass(3min);
    BOOST_TEST(f.task_of("order-1") == "task_1", "it looks more seldom after an hour");
}

BOOST_AUTO_TEST_CASE(one_that_is_lost_now_is_looked_for_as_if_there_were_no_older_ones) {
    bench f;
    f.lose("order-1");
    f.pass(5h);
    const auto made = apixo_success("task_2", 1'767'965'610'929 + std::chrono::milliseconds{5h}.count());
    f.answer = [&made](const std::string&) { return reply_with(200, made); };
    f.post_to_one_that_dies(f.lose("order-2"), made);
    f.pass(12min);  // the older one might own it
    BOOST_TEST(f.task_of("order-2") == "task_2");
}

BOOST_AUTO_TEST_CASE(who_took_it_and_lives_is_the_one_that_asks) {
    bench f;
    const auto url = f.lose("order-1");
    f.pass(1min);
    auto other = f.another(f.options_of_client());
    f.post_to_client(other, url, apixo_success("task_1"));
    f.pass(1min);
    BOOST_TEST(f.task_of("order-1") == "task_1");
    BOOST_TEST(f.polls() == 1);
}

BOOST_AUTO_TEST_CASE(what_the_gateway_has_denied_is_not_asked_for_again) {
    bench f;
    f.answer = [](const std::string&) { return refused(400); };
    const auto url = f.lose("order-1");
    f.post_to_one_that_dies(url, apixo_success("task_1"));
    f.pass(2h);
    BOOST_TEST(f.polls() == 1);
    f.begin_life();
    outcome<recovery> left;
    f.client.recover(left.handler());
    f.pass(2h);
    BOOST_TEST(left.value.unknown.size() == 1u);
    BOOST_TEST(f.polls() == 2, "by the next life, once");
}

BOOST_AUTO_TEST_CASE(what_nobody_could_say_while_it_was_recovered_is_asked_for_until_it_is_known) {
    bench f;
    f.answer = [&f](const std::string& id) { return f.elapsed() < 3h ? not_connected() : ended(id); };
    const auto url = f.lose("order-1");
    f.post_to_one_that_dies(url, apixo_success("task_1"));
    f.begin_life();
    outcome<recovery> left;
    f.client.recover(left.handler());
    f.pass(150min);
    BOOST_TEST_REQUIRE(left.done());
    BOOST_TEST(left.value.unknown.size() == 1u);
    f.pass(1h);
    BOOST_TEST(f.task_of("order-1") == "task_1");
}

BOOST_AUTO_TEST_CASE(what_the_life_before_has_kept_counts_against_what_comes_now) {
    bench f;
    const auto url = f.lose("order-1");
    f.post_to_one_that_dies(url, apixo_success("task_1"));
    f.begin_life();
    BOOST_TEST(f.post(url, apixo_success("task_9"), 30s) == 200);
    f.pass(1h);
    BOOST_TEST(f.task_of("order-1").empty(), "it is not clear: there are both");
    BOOST_TEST(*f.only().callback == apixo_success("task_1"));
    BOOST_TEST(f.post(url, apixo_success("task_1")) == 200);
    f.pass(1min);
    BOOST_TEST(f.task_of("order-1") == "task_1");
}

BOOST_AUTO_TEST_CASE(an_id_that_came_for_two_is_given_to_neither) {
    bench f;
    const std::string urls[] = {f.lose("order-1"), f.lose("order-2")};
    for (const auto& url : urls) f.post_to_one_that_dies(url, apixo_success("task_1"));
    f.pass(1h);
    BOOST_TEST(f.polls() == 0);
    BOOST_TEST(f.task_of("order-1").empty());
    BOOST_TEST(f.task_of("order-2").empty());
}

BOOST_AUTO_TEST_CASE(each_of_many_gets_its_own) {
    bench f;
    std::vector<std::string> urls;
    for (int i = 0; i != 20; ++i) urls.push_back(f.lose("order-" + std::to_string(i)));
    for (std::size_t i = 0; i != urls.size(); ++i)
        f.post_to_one_that_dies(urls[i], apixo_success("task_" + std::to_string(i)));
    f.pass(12min);
    for (std::size_t i = 0; i != urls.size(); ++i)
        BOOST_TEST(f.task_of("order-" + std::to_string(i)) == "task_" + std::to_string(i));
    BOOST_TEST(f.polls() == 20);
}

BOOST_AUTO_TEST_CASE(it_looks_for_a_day) {
    bench f;
    const auto url = f.lose("order-1");
    f.run();
    BOOST_TEST((f.elapsed() >= 24h));
    BOOST_TEST((f.elapsed() <= 24h + 2min));
    BOOST_TEST(f.polls() == 0);
}

BOOST_AUTO_TEST_CASE(it_ends_when_there_is_nothing_left_to_look_for) {
    bench f;
    f.post_to_one_that_dies(f.lose("order-1"), apixo_success("task_1"));
    f.run();
    BOOST_TEST(f.task_of("order-1") == "task_1");
    BOOST_TEST((f.elapsed() <= 1min));
}

BOOST_AUTO_TEST_CASE(a_client_that_is_closed_looks_for_nothing) {
    bench f;
    f.lose("order-1");
    f.client.close();
    f.run();
    BOOST_TEST((f.elapsed() <= 10s));
}

BOOST_AUTO_TEST_CASE(what_no_callback_can_bring_is_not_looked_for) {
    bench f;
    outcome<task> made[2];
    f.client.submit(text_to_video<xenodia::seedance_2>{.prompt = "rain on a roof"}, made[0].handler());
    f.client.submit(rain(), {.callback = false}, made[1].handler());
    f.run();
    BOOST_TEST((f.elapsed() <= 1s));
}

// ---- the list

BOOST_AUTO_TEST_CASE(all_take_turns_and_none_is_asked_for_twice) {
    lost_answers lost;
    const seedance::clock::time_point now{};
    for (const auto* const handle : {"b", "a", "d", "c", "a"}) lost.add(handle, now);
    using handles = std::vector<std::string>;
    BOOST_TEST(lost.next(3) == (handles{"a", "b", "c"}));
    BOOST_TEST(lost.next(3) == (handles{"d"}));
    BOOST_TEST(lost.next(3) == (handles{"a", "b", "c"}));
    lost.remove("d");
    BOOST_TEST(lost.next(3) == handles{}, "the end of the list");
    BOOST_TEST(lost.next(4) == (handles{"a", "b", "c"}));
    BOOST_TEST(!lost.must_ask("a", "task_1"), "who took it is about to ask");
    BOOST_TEST(lost.must_ask("a", "task_1"));
    lost.note_asked("a", "task_1");
    BOOST_TEST(!lost.must_ask("a", "task_1"));
    BOOST_TEST(!lost.must_ask("a", "task_2"));
    BOOST_TEST(lost.must_ask("a", "task_2"), "other callbacks have come");
    BOOST_TEST(!lost.must_ask("x", "task_2"));
    BOOST_TEST(lost.remove_old(now + lost_answers::kept_for - 1s).empty());
    BOOST_TEST(lost.remove_old(now + lost_answers::kept_for).size() == 3u);
    BOOST_TEST(lost.is_empty());
    BOOST_TEST(lost.next(3).empty());
}

BOOST_AUTO_TEST_CASE(no_more_are_kept_than_the_limit) {
    lost_answers lost;
    for (std::size_t i = 0; i <= lost_answers::most; ++i) lost.add(std::to_string(i), {});
    BOOST_TEST(lost.next(lost_answers::most + 1).size() == lost_answers::most);
}

// ---- attempts that nobody looks for after a crash

namespace {

/// An attempt of which somebody has said that it was not sent, and another one after it.
struct unsent : bench {
    unsent() {
        url = lose("order-1");
        outcome<intent> said;
        client.resolve("order-1", not_sent, said.handler());
        settle();
        BOOST_TEST(!said.code);
    }

    /// Posts the end of a task to its URL.
    void post_again(outcome<webhook_reply>& answer) {
        receiver.handle(post_to(url, apixo_success("task_1")), answer.handler());
        settle();
    }

    void expect_taken_when_posted_again() {
        outcome<webhook_reply> again;
        post_again(again);
        pass(6s);
        BOOST_TEST_REQUIRE(again.done());
        BOOST_TEST(again.value.status == 200);
        BOOST_TEST(task_of("order-1") == "task_1");
    }

    std::string url;
};

}  // namespace

BOOST_AUTO_TEST_CASE(its_callback_is_acknowledged_when_it_has_its_task) {
    unsent f;
    outcome<webhook_reply> answer;
    f.post_again(answer);
    f.pass(5s);
    BOOST_TEST(!answer.done());
    f.pass(1s);
    BOOST_TEST_REQUIRE(answer.done());
    BOOST_TEST(answer.value.status == 200);
    BOOST_TEST(f.task_of("order-1") == "task_1");
}

BOOST_AUTO_TEST_CASE(killed_before_it_has_not_acknowledged_it_and_it_comes_again) {
    unsent f;
    outcome<webhook_reply> answer;
    f.post_again(answer);
    f.pass(4s);
    f.begin_life();
    f.settle();
    BOOST_TEST(answer.code == errc::client_closed, "which is answered with 503, if at all");
    outcome<recovery> left;
    f.client.recover(left.handler());
    f.pass(1min);
    BOOST_TEST(left.value.unknown.empty(), "nobody looks for it");
    BOOST_TEST(f.polls() == 0);
    f.expect_taken_when_posted_again();
}

BOOST_AUTO_TEST_CASE(until_then_the_gateway_is_asked_to_post_it_again) {
    unsent f;
    f.answer = [&f](const std::string& id) { return f.elapsed() < 1min ? not_connected() : ended(id); };
    outcome<webhook_reply> answers[3];
    f.post_again(answers[0]);
    f.post_again(answers[1]);
    f.pass(24s);
    BOOST_TEST(!answers[0].done());
    f.pass(1s);
    for (const auto& each : {answers[0], answers[1]}) {
        BOOST_TEST_REQUIRE(each.done());
        BOOST_TEST(each.value.status == 503);
    }
    f.pass(2min);
    BOOST_TEST(f.task_of("order-1") == "task_1", "it goes on without them");
    f.post_again(answers[2]);
    BOOST_TEST_REQUIRE(answers[2].done());
    BOOST_TEST(answers[2].value.status == 200);
}

/// Who knows the URL must not make the gateway believe that its own callback was taken.
BOOST_AUTO_TEST_CASE(where_callbacks_disagree_the_gateway_posts_again_and_the_most_win) {
    unsent f;
    outcome<webhook_reply> its, forged;
    f.post_again(its);
    f.receiver.handle(post_to(f.url, apixo_success("task_9")), forged.handler());
    f.pass(25s);
    BOOST_TEST_REQUIRE((its.done() && forged.done()));
    BOOST_TEST(its.value.status == 503);
    BOOST_TEST(forged.value.status == 503);
    BOOST_TEST(f.polls() == 1, "whether there is a task of the first");
    f.expect_taken_when_posted_again();
}

BOOST_AUTO_TEST_CASE(what_its_gateway_denies_is_acknowledged_too) {
    unsent f;
    f.answer = [](const std::string&) { return refused(400); };
    outcome<webhook_reply> answer;
    f.post_again(answer);
    f.pass(25s);
    BOOST_TEST_REQUIRE(answer.done());
    BOOST_TEST(answer.value.status == 200);
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(f.task_of("order-1").empty());
}

// ---- a journal that is stuck

BOOST_AUTO_TEST_CASE(a_callback_that_a_stuck_journal_has_not_taken_is_refused_in_time) {
    class stuck final : public journal_before<stuck> {
      public:
        std::optional<intent> find_handle(const std::string& handle) override {
            std::unique_lock lock{mutex};
            opened.wait(lock, [this] { return is_open; });
            return inner.find_handle(handle);
        }
        void open() {
            const std::lock_guard lock{mutex};
            is_open = true;
            opened.notify_all();
        }
        journal& inner_journal() { return inner; }

        memory_journal inner;
        std::mutex mutex;
        std::condition_variable opened;
        bool is_open = false;
    };
    callback_fixture f;
    const auto store = std::make_shared<stuck>();
    auto chosen = f.options_of_client();
    const auto url = seedance::detail::callback_urls{chosen.callbacks}.url_of({.provider = "apixo", .handle = "h"});
    chosen.journal = store;
    f.use_options(chosen);
    outcome<webhook_reply> answer;
    f.receiver.handle(post_to(url, apixo_success("task_1")), answer.handler());
    f.pass(24s);
    BOOST_TEST(!answer.done());
    f.pass(1s);
    BOOST_TEST(answer.done());
    BOOST_TEST(answer.value.status == 503);
    store->open();  // whatever came of it: its thread waits
    f.client.close();
    f.settle();
}

BOOST_AUTO_TEST_SUITE_END()
