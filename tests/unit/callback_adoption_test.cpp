// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The answer to a submit is lost, and its callback brings the task: for whoever waits, after a restart, and never the
// task of another.
#include "callback_fixture.hpp"
#include "checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include <seedance/engine/impl/confirmed_ends.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(callback_adoption)

namespace {

const std::string first_url = "https://file.apixo.ai/1.mp4";

/// When the gateway says that it has made a task.
constexpr std::chrono::system_clock::time_point apixo_created{1'767'965'610'929ms};

/// An answer to a poll that names the task and shows its video.
http_reply ended(const std::string& id) { return reply_with(200, apixo_success(id)); }

/// A submit whose answer was lost, with a caller that waits for a video.
struct bench : callback_fixture {
    bench() {
        reply(answer_lost());
        client.generate(rain(), {.intent = "order-1", .why = &result.why}, result.handler());
        settle();
        url = url_sent();
    }

    /// Lets the client ask the gateway about the candidate, which shows it.
    void confirm() {
        reply(status_of("task_1", "success"), succeeded(first_url));
        run_until([this] { return result.done(); });
    }

    outcome<generated_video> result;
    std::string url;
};

}  // namespace

BOOST_AUTO_TEST_CASE(whoever_waits_gets_the_video) {
    bench f;
    BOOST_TEST(!f.result.done(), "a callback may bring it");
    BOOST_TEST(f.only().state == intent_state::unknown);
    f.pass(5min);
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST(f.polls() == 0, "its own answer may come, and other callbacks");
    f.confirm();
    BOOST_TEST(!f.result.code);
    BOOST_TEST(f.result.value.task.id == "task_1");
    BOOST_TEST(f.result.value.urls == std::vector<std::string>{first_url});
    BOOST_TEST(f.submits() == 1);
    BOOST_TEST(f.only().state == intent_state::succeeded);
    BOOST_TEST(f.only().task->id == "task_1");
    BOOST_TEST(f.log.front() == "called back task_1");
    BOOST_TEST((std::find(f.log.begin(), f.log.end(), "accepted task_1") != f.log.end()));
}

BOOST_AUTO_TEST_CASE(a_caller_of_submit_is_told_at_once) {
    callback_fixture f;
    f.reply(answer_lost());
    outcome<task> made;
    f.client.submit(rain(), {.intent = "order-1"}, made.handler());
    f.settle();
    BOOST_TEST_REQUIRE(made.done());
    BOOST_TEST(made.code == errc::outcome_unknown);
    outcome<generated_video> video;
    f.client.wait("order-1", video.handler());
    f.settle();
    BOOST_TEST(!video.done());
    f.post(f.url_sent(), apixo_success("task_1"));
    f.reply(status_of("task_1", "success"), succeeded(first_url));
    f.run_until([&] { return video.done(); });
    BOOST_TEST(!video.code);
}

BOOST_AUTO_TEST_CASE(without_a_callback_the_caller_hears_it_at_the_deadline) {
    bench f;
    f.run_until([&] { return f.result.done(); });
    BOOST_TEST(f.result.code == errc::deadline_reached);
    BOOST_TEST(f.result.why.billed == billed::unknown);
    BOOST_TEST(contains(f.result.why.detail, "its answer was lost"), f.result.why.detail);
    BOOST_TEST(f.elapsed() == 30min);
    BOOST_TEST(f.only().state == intent_state::unknown);
}

BOOST_AUTO_TEST_CASE(a_caller_that_waits_for_it_can_be_cancelled) {
    callback_fixture f;
    f.reply(answer_lost());
    outcome<generated_video> result;
    asio::cancellation_signal signal;
    f.client.generate(rain(), {.intent = "order-1", .why = &result.why}, result.handler(signal));
    f.settle();
    BOOST_TEST(!result.done());
    signal.emit(asio::cancellation_type::terminal);
    f.settle();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(result.why.billed == billed::unknown);
}

BOOST_AUTO_TEST_CASE(a_second_call_of_the_name_waits_too) {
    bench f;
    outcome<generated_video> again;
    f.client.generate(rain(), {.intent = "order-1"}, again.handler());
    f.settle();
    BOOST_TEST(!again.done());
    f.post(f.url, apixo_success("task_1"));
    f.confirm();
    f.run();
    BOOST_TEST(!f.result.code);
    BOOST_TEST(!again.code);
    BOOST_TEST(f.submits() == 1);
}

BOOST_AUTO_TEST_CASE(its_budget_is_settled_once) {
    callback_fixture f;
    outcome<budget_figures> figures;
    f.client.set_budget("b", usd(10), budget_period::ever(), figures.handler());
    f.settle();
    f.reply(answer_lost());
    outcome<generated_video> result;
    f.client.generate(rain(), {.intent = "order-1", .budget = "b"}, result.handler());
    f.settle();
    const auto held = f.written->find_budget("b", {})->held;
    BOOST_TEST(held > money{});
    for (int i = 0; i != 5; ++i) f.post(f.url_sent(), apixo_success("task_1"));
    f.reply(status_of("task_1", "success"), succeeded(first_url));
    f.run_until([&] { return result.done(); });
    BOOST_TEST(f.written->find_budget("b", {})->held == money{});
    BOOST_TEST(f.written->find_budget("b", {})->spent == held);
}

BOOST_AUTO_TEST_CASE(the_gateway_must_show_it_to_our_key) {
    bench f;
    f.post(f.url, apixo_success("task_1"));
    for (int i = 0; i != 12; ++i) f.reply(refused(404));
    f.pass(20min);
    BOOST_TEST(f.only().state == intent_state::unknown);
    BOOST_TEST(!f.result.done());
    f.replies.clear();
    f.run();
    BOOST_TEST(f.result.code == errc::deadline_reached);
}

BOOST_AUTO_TEST_CASE(an_early_callback_waits_for_the_answer) {
    callback_fixture f;
    f.network->hold();
    outcome<generated_video> result;
    f.client.generate(rain(), result.options(), result.handler());
    f.settle();
    BOOST_TEST(f.post(f.url_sent(), apixo_success("task_1")) == 200);
    f.reply(accepted("task_1"), succeeded(first_url));
    f.network->release();
    f.settle();
    f.run_until([&] { return result.done(); });
    BOOST_TEST(!result.code);
    BOOST_TEST((f.elapsed() <= 6s));
    BOOST_TEST(f.submits() == 1);
    BOOST_TEST(f.only().further_tasks == 0);
}

// ---- an answer that confirms the task and shows its end

BOOST_AUTO_TEST_CASE(a_confirmation_that_shows_the_video_is_the_poll) {
    bench f;
    f.post(f.url, apixo_success("task_1"));
    f.reply(ended("task_1"));
    f.run_until([&] { return f.result.done(); });
    BOOST_TEST(!f.result.code);
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(f.result.value.task.id == "task_1");
    BOOST_TEST(f.result.value.urls == std::vector<std::string>{"https://file.apixo.ai/task_1.mp4"});
    BOOST_TEST(!f.result.value.unconfirmed);
    BOOST_TEST(f.result.value.created_at == apixo_created);
    BOOST_TEST(f.only().state == intent_state::succeeded);
    const std::vector<std::string> told{"called back task_1", "accepted task_1", "polled success"};
    BOOST_TEST(f.log == told);
    f.run();
    BOOST_TEST(f.polls() == 1);
}

BOOST_AUTO_TEST_CASE(a_confirmation_that_shows_a_failure_is_the_poll) {
    callback_fixture f;
    outcome<budget_figures> figures;
    f.client.set_budget("b", usd(10), budget_period::ever(), figures.handler());
    f.settle();
    f.reply(answer_lost());
    outcome<generated_video> result;
    f.client.generate(rain(), {.intent = "order-1", .budget = "b", .why = &result.why}, result.handler());
    f.settle();
    f.post(f.url_sent(), apixo_failure("task_1"));
    f.reply(reply_with(200, apixo_failure("task_1")));
    const auto held = f.written->find_budget("b", {})->held;
    f.run_until([&] { return result.done(); });
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(result.code == errc::task_failed);
    BOOST_TEST(result.why.gateway_code == "PromptInvalid");
    BOOST_TEST(result.why.task.value().id == "task_1");
    BOOST_TEST(f.only().state == intent_state::failed);
    BOOST_TEST(f.submits() == 1);
    BOOST_TEST(held > money{});
    BOOST_TEST(f.written->find_budget("b", {})->held == held, "the gateway does not say whether it charges for it");
}

BOOST_AUTO_TEST_CASE(a_confirmation_settles_the_budget) {
    callback_fixture f;
    outcome<budget_figures> figures;
    f.client.set_budget("b", usd(10), budget_period::ever(), figures.handler());
    f.settle();
    f.reply(answer_lost());
    outcome<generated_video> result;
    f.client.generate(rain(), {.intent = "order-1", .budget = "b"}, result.handler());
    f.settle();
    const auto held = f.written->find_budget("b", {})->held;
    f.post(f.url_sent(), apixo_success("task_1"));
    f.reply(ended("task_1"));
    f.run_until([&] { return result.done(); });
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(f.written->find_budget("b", {})->held == money{});
    BOOST_TEST(f.written->find_budget("b", {})->spent == held);
}

BOOST_AUTO_TEST_CASE(a_confirmation_that_is_damaged_says_so_once) {
    bench f;
    f.post(f.url, apixo_success("task_1"));
    auto damaged = ended("task_1");
    damaged.body.insert(1, R"("x":"\ud800",)");
    f.reply(damaged);
    f.run_until([&] { return f.result.done(); });
    BOOST_TEST(!f.result.code);
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(std::count(f.log.begin(), f.log.end(), "mended poll: task_1") == 1);
}

/// What does not show the end of this task is only a confirmation, or none.
BOOST_AUTO_TEST_CASE(a_confirmation_that_shows_no_end_is_followed_by_a_poll) {
    const http_reply no_ends[] = {
        status_of("task_1", "processing"),
        status_of("task_1", "success"),  // and no URL
        reply_with(200, R"({"code":200,"data":{"taskId":"task_1","state":"success","resultJson":"{\"resultUr"}})"),
        ended("task_2"),
        reply_with(200, apixo_failure("task_2")),
        cut(apixo_success("task_1").substr(0, 60)),
        cut(apixo_success("task_1").substr(0, 120)),
    };
    for (const auto& no_end : no_ends) {
        bench f;
        BOOST_TEST_CONTEXT(no_end.body) {
            f.post(f.url, apixo_success("task_1"));
            f.network->answer_with([&](const http_request&) {
                if (f.polls() == 1) return no_end;
                return f.polls() == 2 ? status_of("task_1", "processing") : ended("task_1");
            });
            f.run_until([&] { return f.result.done(); });
            BOOST_TEST(!f.result.code);
            BOOST_TEST(f.polls() == 3);
            BOOST_TEST(f.result.value.task.id == "task_1");
            BOOST_TEST(f.result.value.urls == std::vector<std::string>{"https://file.apixo.ai/task_1.mp4"});
            BOOST_TEST(f.only().state == intent_state::succeeded);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_end_of_another_attempts_task_is_not_taken) {
    callback_fixture f;
    f.reply(accepted("task_1"));
    outcome<task> made[2];
    f.client.submit(rain(), {.intent = "order-1"}, made[0].handler());
    f.settle();
    f.reply(answer_lost());
    f.client.submit(rain(), {.intent = "order-2"}, made[1].handler());
    f.settle();
    f.post(f.url_sent(), apixo_success("task_1"));
    f.pass(10s);
    BOOST_TEST(f.polls() == 0, "the journal knows whose it is");
    BOOST_TEST(!f.written->find("order-2")->task);
    outcome<generated_video> video;
    f.client.wait("order-1", video.handler());
    f.reply(ended("task_1"));
    f.run_until([&] { return video.done(); });
    BOOST_TEST(!video.code);
    BOOST_TEST(f.polls() == 1, "what was found to be no candidate's is asked for by who waits for it");
}

BOOST_AUTO_TEST_CASE(each_of_two_gets_its_own_end) {
    callback_fixture f;
    f.network->answer_with([](const http_request& request) {
        return request.method == "POST" ? answer_lost() : ended(request.url.substr(request.url.find('=') + 1));
    });
    outcome<generated_video> results[2];
    for (int i = 0; i != 2; ++i) {
        f.client.generate(rain(), {.intent = "order-" + std::to_string(i)}, results[i].handler());
        f.settle();
        f.post(f.url_sent(), apixo_success("task_" + std::to_string(i)));
    }
    f.run_until([&] { return results[0].done() && results[1].done(); });
    for (int i = 0; i != 2; ++i) {
        const auto id = "task_" + std::to_string(i);
        BOOST_TEST(results[i].value.task.id == id);
        BOOST_TEST(results[i].value.urls == std::vector<std::string>{"https://file.apixo.ai/" + id + ".mp4"});
        BOOST_TEST(f.written->find("order-" + std::to_string(i))->task.value().id == id);
    }
    BOOST_TEST(f.polls() == 2);
}

BOOST_AUTO_TEST_CASE(no_more_ends_are_kept_than_the_limit) {
    seedance::detail::confirmed_ends ends;
    const auto most = seedance::detail::confirmed_ends::most;
    const auto keep = [&](std::size_t number, seedance::clock::time_point at) {
        ends.keep(task{.id = std::to_string(number)}, {.understood = true, .state = task_state::succeeded}, at);
    };
    const seedance::clock::time_point start{1h}, later = start + seedance::detail::confirmed_ends::kept_for;
    for (std::size_t number = 0; number <= most; ++number) keep(number, start);
    BOOST_TEST(ends.take(task{.id = "0"}, start).has_value());
    BOOST_TEST(!ends.take(task{.id = std::to_string(most)}, start).has_value());
    keep(most, later);
    BOOST_TEST(ends.take(task{.id = std::to_string(most)}, later).has_value(), "the old ones have made room");
    BOOST_TEST(!ends.take(task{.id = "1"}, start).has_value());
}

BOOST_AUTO_TEST_CASE(an_end_that_was_shown_is_taken_once_and_soon) {
    for (const auto late : {9min, 11min}) {
        callback_fixture f;
        f.reply(answer_lost());
        outcome<task> made;
        f.client.submit(rain(), {.intent = "order-1"}, made.handler());
        f.settle();
        f.post(f.url_sent(), apixo_success("task_1"));
        f.reply(ended("task_1"));
        f.pass(6s);
        BOOST_TEST(f.only().state == intent_state::accepted);
        f.pass(late);
        for (int asked = late == 9min ? 0 : 1; asked != 2; ++asked) {
            outcome<generated_video> video;
            f.client.wait("order-1", video.handler());
            if (asked != 0) f.reply(ended("task_1"));
            f.run_until([&] { return video.done(); });
            BOOST_TEST(!video.code);
            BOOST_TEST(f.polls() == 1 + asked);
        }
    }
}

BOOST_AUTO_TEST_CASE(who_waits_for_what_was_recovered_is_told_of_its_end) {
    bench f;
    f.post(f.url, apixo_success("task_1"));
    f.begin_life();
    f.settle();
    f.reply(ended("task_1"));
    const auto left = f.recover();
    BOOST_TEST_REQUIRE(left.tasks.size() == 1u);
    BOOST_TEST(f.only().state == intent_state::accepted, "nobody has the video yet");
    outcome<generated_video> video;
    f.client.wait(*left.tasks[0].task, video.handler());
    f.settle();
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(!video.code);
    BOOST_TEST(video.value.urls.size() == 1u);
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(f.only().state == intent_state::succeeded);
}

// ---- restarts

BOOST_AUTO_TEST_CASE(what_came_for_the_dead_is_recovered) {
    bench f;
    f.post(f.url, apixo_success("task_1"));
    f.begin_life();
    f.settle();
    f.reply(status_of("task_1", "success"));
    const auto left = f.recover();
    BOOST_TEST_REQUIRE(left.tasks.size() == 1u);
    BOOST_TEST(left.tasks[0].task->id == "task_1");
    BOOST_TEST(left.unknown.empty());
    BOOST_TEST(f.only().state == intent_state::accepted);
}

BOOST_AUTO_TEST_CASE(one_that_comes_after_a_restart_is_taken) {
    bench f;
    f.begin_life();
    f.settle();
    outcome<generated_video> video;
    f.client.wait("order-1", video.handler());
    f.settle();
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    f.reply(status_of("task_1", "success"), succeeded(first_url));
    f.run_until([&] { return video.done(); });
    BOOST_TEST(!video.code);
}

BOOST_AUTO_TEST_CASE(an_id_that_came_for_two_is_recovered_for_neither) {
    callback_fixture f;
    std::string urls[2];
    for (auto& url : urls) {
        f.reply(answer_lost());
        outcome<task> made;
        f.client.submit(rain(), made.handler());
        f.settle();
        url = f.url_sent();
    }
    f.post(urls[0], apixo_success("task_1"));
    f.post(urls[1], apixo_success("task_1"));
    f.begin_life();
    f.settle();
    const auto left = f.recover();
    BOOST_TEST(left.unknown.size() == 2u);
    BOOST_TEST(left.tasks.empty());
    BOOST_TEST(f.polls() == 0);
}

// ---- what somebody has said

BOOST_AUTO_TEST_CASE(one_that_was_said_not_to_be_sent_may_be_there_after_all) {
    callback_fixture f;
    f.reply(answer_lost());
    outcome<task> made;
    f.client.submit(rain(), {.intent = "order-1"}, made.handler());
    f.settle();
    const auto url = f.url_sent();
    outcome<intent> said;
    f.client.resolve("order-1", not_sent, said.handler());
    f.settle();
    BOOST_TEST(!said.code);
    f.reply(accepted("task_2"));
    outcome<task> again;
    f.client.submit(rain(), {.intent = "order-1"}, again.handler());
    f.settle();
    BOOST_TEST(again.value.id == "task_2");
    outcome<webhook_reply> taken;
    f.receiver.handle(post_to(url, apixo_success("task_1")), taken.handler());
    f.reply(status_of("task_1", "success"));
    f.pass(10s);
    BOOST_TEST(taken.value.status == 200);
    const auto all = f.written->list({}).intents;
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].attempt == 1);
    BOOST_TEST(all[0].task.value().id == "task_1");
    BOOST_TEST(all[1].task.value().id == "task_2");
}

// Who knows one URL must not fill the memory while the gateway is away.
BOOST_AUTO_TEST_CASE(of_one_that_was_said_not_to_be_sent_no_more_than_sixteen_posts_wait) {
    bench f;
    outcome<intent> said;
    f.client.resolve("order-1", not_sent, said.handler());
    f.settle();
    std::vector<outcome<webhook_reply>> taken(20);
    for (auto& each : taken) {
        f.receiver.handle(post_to(f.url, apixo_success("task_1")), each.handler());
        f.settle();
    }
    const auto waiting = std::count_if(taken.begin(), taken.end(), [](const auto& each) { return !each.done(); });
    BOOST_TEST(waiting == 16);
    BOOST_TEST(taken.back().value.status == 503);
    f.network->answer_with([](const http_request&) { return not_connected(); });
    f.pass(26s);
    for (const auto& each : taken) BOOST_TEST(each.value.status == 503);
    f.network->answer_with([](const http_request&) { return status_of("task_1", "success"); });
    f.pass(2h);
    BOOST_TEST(f.only().task.value().id == "task_1");
}

// ---- whose task it is

BOOST_AUTO_TEST_CASE(what_cannot_be_its_task_is_refused) {
    bench f;
    const auto now = 1'767'965'610'929;
    BOOST_TEST(f.post(f.url, apixo_success("task_1", now - 10 * 60'000)) == 409, "made before it was planned");
    BOOST_TEST(f.post(f.url, apixo_success("task_1", now - 2 * 60'000)) == 200, "clocks differ");
    f.confirm();
    BOOST_TEST(f.post(f.url, apixo_success("task_2")) == 409);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_an_id_is_refused) {
    bench f;
    for (const std::string id : {"", " ", "a b", "\\n", "\\u0000", "\\ud83d", "with test-key in it", "test-key"})
        BOOST_TEST(f.post(f.url, apixo_success(id)) == 409, id);
    BOOST_TEST(f.post(f.url, apixo_success(std::string(3'000, 'a'))) == 409);
    BOOST_TEST(f.only().callback.value().empty());
    f.run();
    BOOST_TEST(f.polls() == 0);
}

BOOST_AUTO_TEST_CASE(a_task_of_another_model_is_refused) {
    callback_fixture f;
    f.reply(answer_lost());
    outcome<generated_video> result;
    f.client.generate(text_to_video<pixazo::seedance_2_0_fast>{.prompt = "rain"}, result.handler());
    f.settle();
    BOOST_TEST(f.post(f.url_sent(), pixazo_success("r_1", "seedance-2-0")) == 409);
    BOOST_TEST(f.post(f.url_sent(), pixazo_success("r_1")) == 200);
    f.reply(reply_with(200, pixazo_success("r_1")));
    f.run_until([&] { return result.done(); });
    BOOST_TEST(!result.code);
    BOOST_TEST(f.polls() == 1);
}

// After a restart the body that is kept is all that is known.
BOOST_AUTO_TEST_CASE(a_body_that_more_callbacks_speak_against_is_not_kept) {
    bench f;
    for (int i = 0; i != 2; ++i) BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST(f.post(f.url, apixo_success("task_2")) == 200);
    BOOST_TEST(*f.only().callback == apixo_success("task_1"));
}

// Who knows a URL posts to it before the gateway does.
BOOST_AUTO_TEST_CASE(a_forged_body_does_not_keep_the_right_one_out) {
    for (const auto between :
         {0s, 10s, 120s}) {  // before the gateway is asked, while it is, and after it has denied it
        bench f;
        f.network->answer_with([](const http_request& request) {
            return contains(request.url, "task_1") ? ended("task_1")
                                                   : reply_with(404, R"({"code":404,"message":"no"})");
        });
        BOOST_TEST(f.post(f.url, apixo_success("task_9")) == 200);
        f.pass(between);
        outcome<webhook_reply> taken;
        f.receiver.handle(post_to(f.url, apixo_success("task_1")), taken.handler());
        f.pass(30s);
        BOOST_TEST_REQUIRE(taken.done());
        if (taken.value.status == 503) f.pass(3min);
        if (taken.value.status == 503) BOOST_TEST(f.post(f.url, apixo_success("task_1"), 30s) == 200);
        f.run_until([&f] { return f.result.done(); });
        BOOST_TEST(f.result.value.task.id == "task_1");
        BOOST_TEST(f.only().task.value().id == "task_1");
    }
}

// A body that was posted to a wrong URL names a task that is there, too: it must not be bound by being posted again.
BOOST_AUTO_TEST_CASE(of_two_tasks_that_are_there_none_is_taken) {
    bench f;
    f.network->answer_with(
        [](const http_request& request) { return ended(contains(request.url, "task_1") ? "task_1" : "task_2"); });
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    for (int times = 0; times != 5; ++times) {
        outcome<webhook_reply> taken;
        f.receiver.handle(post_to(f.url, apixo_success("task_2")), taken.handler());
        f.pass(times == 0 ? 1min : 30s);
        BOOST_TEST_REQUIRE(taken.done());
        if (taken.value.status == 200) break;
    }
    f.pass(10min);
    BOOST_TEST(!f.only().task);
    BOOST_TEST(*f.only().callback == apixo_success("task_1"), "the next life asks about it");
    BOOST_TEST(f.polls() <= 3, "and nobody who knows the URL drives questions");
}

BOOST_AUTO_TEST_CASE(the_task_of_another_attempt_is_not_taken) {
    callback_fixture f;
    f.reply(accepted("task_1"));
    outcome<task> made[2];
    f.client.submit(rain(), made[0].handler());
    f.settle();
    f.reply(answer_lost());
    f.client.submit(rain(), {.intent = "order-2"}, made[1].handler());
    f.settle();
    f.post(f.url_sent(), apixo_success("task_1"));
    f.pass(1min);
    BOOST_TEST((f.written->find("order-2")->state == intent_state::unknown));
    BOOST_TEST(!f.written->find("order-2")->task);
}

BOOST_AUTO_TEST_CASE(at_xenodia_no_callback_brings_a_task) {
    callback_fixture f;
    f.reply(answer_lost());
    outcome<generated_video> result;
    f.client.generate(text_to_video<xenodia::seedance_2>{.prompt = "rain on a roof"}, result.handler());
    f.settle();
    BOOST_TEST(f.post(f.url_sent(), R"({"task_id":"t_1","state":"success"})") == 200);
    f.run();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(f.polls() == 0);
    BOOST_TEST(f.only().state == intent_state::unknown);
}

BOOST_AUTO_TEST_SUITE_END()
