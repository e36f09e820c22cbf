// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What gateways are told to post to, and what a callback makes a client do: ask, and nothing else.
#include "callback_fixture.hpp"
#include "checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <seedance/core/hex.hpp>
#include <seedance/core/hmac.hpp>

#include "journal_doubles.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(webhook_receiver_suite)

namespace {

using fast_pixazo = pixazo::seedance_2_0_fast;

}  // namespace

// ---- the URL

BOOST_AUTO_TEST_CASE(each_gateway_is_told_in_its_own_way) {
    callback_fixture f;
    f.reply(accepted("task_1"), reply_with(202, R"({"request_id":"r_1","status":"QUEUED"})"),
            reply_with(202, R"({"task_id":"t_1","state":"waiting"})"));
    outcome<task> made[3];
    f.client.submit(rain(), made[0].handler());
    f.client.submit(text_to_video<fast_pixazo>{.prompt = "rain"}, made[1].handler());
    f.client.submit(text_to_video<xenodia::seedance_2>{.prompt = "rain on a roof"}, made[2].handler());
    f.settle();
    BOOST_TEST_REQUIRE(f.requests().size() == 3u);
    for (std::size_t i = 0; i != 3; ++i) {
        BOOST_TEST(!made[i].code);
        BOOST_TEST(callback_url_in(f.requests()[i]).starts_with(callbacks_at + "/1.k1."), i);
        BOOST_TEST(made[i].value.callback == callback_use::instead_of_polls);
    }
    BOOST_TEST(contains(f.requests()[0].body, R"("request_type":"callback","callback_url":"https://)"));
    BOOST_TEST(f.requests()[1].header("X-Webhook-Mode") == "terminal");
    BOOST_TEST(contains(f.requests()[2].body, R"("callBackUrl":"https://)"));
}

BOOST_AUTO_TEST_CASE(it_tells_nothing_of_the_caller) {
    callback_fixture f;
    f.client.use(apixo::account{.api_key = secret{"another-key"}, .name = "tenant-of-acme"});
    f.reply(accepted("task_1"));
    outcome<task> made;
    f.client.submit(rain(), {.intent = "order-of-acme", .account = "tenant-of-acme", .budget = ""}, made.handler());
    f.settle();
    BOOST_TEST(!made.code);
    BOOST_TEST(!contains(f.url_sent(), "acme"));
    BOOST_TEST(!contains(f.url_sent(), text::hex("acme")));
    BOOST_TEST(contains(f.url_sent(), f.only().handle));
}

BOOST_AUTO_TEST_CASE(attempts_have_urls_of_their_own) {
    callback_fixture f;
    std::string urls[3];
    for (auto& url : urls) {
        f.reply(refused(402));
        outcome<task> made;
        f.client.submit(rain(), {.intent = "order-1"}, made.handler());
        f.settle();
        url = f.url_sent();
    }
    BOOST_TEST(urls[0] != urls[1]);
    BOOST_TEST(urls[1] != urls[2]);
    BOOST_TEST(urls[0] != urls[2]);
}

BOOST_AUTO_TEST_CASE(a_call_may_do_without_and_a_request_has_its_own) {
    callback_fixture f;
    f.reply(accepted("task_1"), accepted("task_2"), accepted("task_3"));
    outcome<task> made[3];
    f.client.submit(rain(), {.callback = false}, made[0].handler());
    f.client.submit(text_to_video<fast>{.prompt = "rain", .callback_url = "https://mine.example/1"}, made[1].handler());
    f.client.submit(unchecked<apixo::gateway>("seedance-3-0", "", R"({"request_type":"async"})"), made[2].handler());
    f.settle();
    BOOST_TEST(callback_url_in(f.requests()[0]).empty());
    BOOST_TEST(callback_url_in(f.requests()[1]) == "https://mine.example/1");
    BOOST_TEST(callback_url_in(f.requests()[2]).empty());
    BOOST_TEST(made[0].value.callback == callback_use::none);
    BOOST_TEST(made[1].value.callback == callback_use::beside_polls);
    BOOST_TEST(made[2].value.callback == callback_use::none);
    for (const auto& each : f.written->list({}).intents) BOOST_TEST(!each.callback);
}

BOOST_AUTO_TEST_CASE(a_client_without_callbacks_tells_none) {
    client_fixture f;
    f.reply(accepted("task_1"));
    outcome<task> made;
    f.client.submit(rain(), made.handler());
    f.settle();
    BOOST_TEST(callback_url_in(f.requests()[0]).empty());
    BOOST_TEST(made.value.callback == callback_use::none);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_work_are_refused) {
    client_fixture f;
    const auto expect = [&](callback_options bad, errc code, const char* words) {
        auto chosen = f.options();
        chosen.callbacks = std::move(bad);
        try {
            const auto made = f.another(chosen);
            BOOST_ERROR("these callbacks were taken: " << words);
        } catch (const error& e) {
            BOOST_TEST(e.code() == code);
            BOOST_TEST(contains(e.why().detail, words), e.why().detail);
        }
    };
    for (const std::string url :
         {"http://videos.example/hooks", "https://localhost/hooks", "https://10.0.0.1/hooks",
          "https://videos.example/hooks/", "https://videos.example/hooks?a=1", "https://videos.example/#a",
          "videos.example", "https://a:b@videos.example", "https://"})
        expect({.base_url = url, .keys = {some_key()}}, errc::bad_base_url, "callbacks.base_url must be");
    expect({.base_url = callbacks_at}, errc::bad_key, "no keys");
    expect({.base_url = callbacks_at, .keys = {some_key("k1", "fifteen bytes..")}}, errc::bad_key, "has 15 bytes");
    for (const std::string id : {"", "with blank", "with.dot", "with/slash", "seventeen-letters"})
        expect({.base_url = callbacks_at, .keys = {some_key(), some_key(id)}}, errc::bad_key, "1 to 16 of");
}

// ---- what a callback makes a client do

BOOST_AUTO_TEST_CASE(a_task_whose_end_is_posted_costs_one_poll) {
    waiting_fixture f;
    f.pass(9min);
    BOOST_TEST(f.polls() == 0);
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST_REQUIRE(f.result.done());
    BOOST_TEST(!f.result.code);
    BOOST_TEST(!f.result.value.unconfirmed);
    BOOST_TEST(f.polls() == 1);
}

BOOST_AUTO_TEST_CASE(the_gateway_decides_and_not_the_callback) {
    waiting_fixture f;
    f.reply(state_is("processing"), failed("PromptInvalid"));
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST(!f.result.done());
    f.run();
    BOOST_TEST_REQUIRE(f.result.done());
    BOOST_TEST(f.result.code == errc::task_failed);
    BOOST_TEST((f.times.back() - f.times[1] <= 20s), "it goes on as the document says once a callback has come");
}

BOOST_AUTO_TEST_CASE(a_lost_callback_costs_minutes) {
    waiting_fixture f;
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    f.run();
    BOOST_TEST_REQUIRE(f.result.done());
    BOOST_TEST(!f.result.code);
    BOOST_TEST((f.elapsed() >= 10min));
    BOOST_TEST((f.elapsed() <= 13min));
}

BOOST_AUTO_TEST_CASE(what_is_not_the_end_wakes_nobody) {
    waiting_fixture f;
    for (int i = 0; i != 20; ++i) BOOST_TEST(f.post(f.url, apixo_progress("task_1")) == 200);
    BOOST_TEST(f.post(f.url, R"({"code":200,"data":{"taskId":"task_1","state":"processing_r2"}})") == 200);
    f.pass(5min);
    BOOST_TEST(f.polls() == 0);
    BOOST_TEST(f.only().callback.value().empty());
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(many_wake_ups_are_one_poll_in_each_interval) {
    waiting_fixture f;
    for (int i = 0; i != 12; ++i) f.reply(state_is("processing"));
    for (int i = 0; i != 200; ++i) {
        BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
        f.pass(500ms);
    }
    BOOST_TEST(f.polls() <= 11);  // in 100 s; the document's interval is 10 to 20 s
    BOOST_TEST(f.polls() >= 5);
    for (std::size_t i = 2; i < f.times.size(); ++i) BOOST_TEST((f.times[i] - f.times[i - 1] >= 10s));
    f.replies.clear();
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(what_the_gateway_asked_to_wait_for_is_waited_for) {
    waiting_fixture f;
    f.reply(refused_for(429, "60"), succeeded("https://file.apixo.ai/1.mp4"));
    f.post(f.url, apixo_success("task_1"));
    BOOST_TEST(f.polls() == 1);
    f.pass(30s);
    f.post(f.url, apixo_success("task_1"));
    f.pass(29s);
    BOOST_TEST(f.polls() == 1);
    f.run();
    BOOST_TEST(f.result.done());
    BOOST_TEST((f.times.back() >= 60s));
}

BOOST_AUTO_TEST_CASE(duplicates_and_late_ones_change_nothing) {
    waiting_fixture f;
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    for (int i = 0; i != 10; ++i) BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST(f.result.done());
    const auto before = f.only();
    for (int i = 0; i != 10; ++i) {
        f.pass(2h);
        BOOST_TEST(f.post(f.url, i % 2 == 0 ? apixo_success("task_1") : apixo_failure("task_1")) == 200);
    }
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST((f.only() == before));
}

/// Ten copies each, of two orders, in any order, over two restarts: each becomes one video.
BOOST_AUTO_TEST_CASE(copies_in_any_order_over_restarts_are_one_completion_each) {
    for (unsigned seed = 1; seed != 21; ++seed) {
        std::mt19937 random{seed};
        callback_fixture f;
        std::string urls[2];
        for (int i = 0; i != 2; ++i) {
            f.reply(i == 0 ? accepted("task_0") : answer_lost());
            outcome<task> made;
            f.client.submit(rain(), {.intent = "order-" + std::to_string(i)}, made.handler());
            f.settle();
            urls[i] = f.url_sent();
        }
        f.network->answer_with([](const http_request& request) {
            return reply_with(200, apixo_success(request.url.substr(request.url.find('=') + 1)));
        });
        std::vector<int> copies;
        for (int i = 0; i != 20; ++i) copies.push_back(i % 2);
        std::shuffle(copies.begin(), copies.end(), random);
        outcome<generated_video> videos[2][3];
        outcome<recovery> left[3];  // which may end in a later life
        const auto wait = [&](int life) {
            for (int i = 0; i != 2; ++i)
                f.client.wait("order-" + std::to_string(i), {.deadline = 24h}, videos[i][life].handler());
        };
        wait(0);
        for (std::size_t i = 0; i != copies.size(); ++i) {
            const auto which = copies[i];
            BOOST_TEST(f.post(urls[which], apixo_success("task_" + std::to_string(which))) == 200);
            f.pass(std::chrono::milliseconds{random() % 4'000});
            if (i % 7 != 6) continue;
            f.begin_life();
            f.client.recover(left[i / 7].handler());
            f.settle();
            wait(static_cast<int>(i / 7) + 1);
        }
        f.pass(30min);
        for (int i = 0; i != 2; ++i) {
            const auto known = f.written->find("order-" + std::to_string(i)).value();
            BOOST_TEST(known.state == intent_state::succeeded, "seed " << seed);
            BOOST_TEST(known.task.value().id == "task_" + std::to_string(i));
            BOOST_TEST(known.further_tasks == 0);
            BOOST_TEST(known.attempt == 1);
            BOOST_TEST_REQUIRE(videos[i][2].done());
            BOOST_TEST(!videos[i][2].code);
        }
        BOOST_TEST(f.submits() == 2);
    }
}

BOOST_AUTO_TEST_CASE(a_copy_for_what_was_over_before_a_restart_changes_nothing) {
    waiting_fixture f;
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST_REQUIRE(f.result.done());
    const auto before = f.only();
    f.begin_life();
    BOOST_TEST(f.recover().unknown.empty());
    for (int i = 0; i != 10; ++i)
        BOOST_TEST(f.post(f.url, i % 2 == 0 ? apixo_success("task_1") : apixo_failure("task_1")) == 200);
    BOOST_TEST(f.post(f.url, apixo_success("task_2")) == 409);
    f.pass(1h);
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST((f.only() == before));
    f.client.close();
    f.run();
}

BOOST_AUTO_TEST_CASE(a_url_is_good_until_a_day_after_the_end) {
    waiting_fixture f;
    f.reply(failed("PromptInvalid"));
    BOOST_TEST(f.post(f.url, apixo_failure("task_1")) == 200);
    BOOST_TEST(f.result.done());
    f.pass(23h);
    BOOST_TEST(f.post(f.url, apixo_failure("task_1")) == 200);
    f.pass(2h);
    BOOST_TEST(f.post(f.url, apixo_failure("task_1")) == 410);
    f.written->prune(f.clock->wall_now());
    BOOST_TEST(f.post(f.url, apixo_failure("task_1")) == 404);
}

BOOST_AUTO_TEST_CASE(what_came_before_anybody_waited_counts) {
    waiting_fixture f;
    f.begin_life();  // nobody waits any more
    f.settle();
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST(f.polls() == 0);
    f.begin_life();
    const auto left = f.recover();
    BOOST_TEST_REQUIRE(left.tasks.size() == 1u);
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    outcome<generated_video> video;
    f.client.wait(*left.tasks[0].task, video.handler());
    f.pass(5s);
    BOOST_TEST(video.done(), "it looks into the journal");
}

BOOST_AUTO_TEST_CASE(another_client_of_the_journal_takes_it_too) {
    waiting_fixture f;
    auto other = f.another(f.options_of_client());
    webhook_receiver receiver{other};
    outcome<webhook_reply> taken;
    receiver.handle(post_to(f.url, apixo_success("task_1")), taken.handler());
    f.settle();
    BOOST_TEST(taken.value.status == 200);
    BOOST_TEST(f.only().callback.value() == apixo_success("task_1"));
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    f.pass(5s);
    BOOST_TEST(f.result.done(), "it looks into the journal");
}

// ---- a gateway that does not know its task when it is asked

BOOST_AUTO_TEST_CASE(a_callback_alone_gives_a_video_that_nobody_has_confirmed) {
    waiting_fixture f;
    for (int i = 0; i != 8; ++i) f.reply(refused(404));
    f.post(f.url, apixo_success("task_1"));
    f.run_until([&] { return f.result.done(); });
    BOOST_TEST(!f.result.code);
    BOOST_TEST(f.result.value.unconfirmed);
    BOOST_TEST(f.result.value.urls == std::vector<std::string>{"https://file.apixo.ai/task_1.mp4"});
    BOOST_TEST((f.elapsed() >= 60s));
    BOOST_TEST((f.elapsed() <= 2min));
    BOOST_TEST(f.only().state == intent_state::accepted, "a callback is not the gateway's word");
    f.replies.clear();
    f.run();
}

/// Also where the gateway has forgotten the task by now: what was paid for is what the callback has brought.
BOOST_AUTO_TEST_CASE(an_old_task_whose_video_a_callback_has_brought_is_not_given_up) {
    for (const bool has_succeeded : {true, false}) {
        waiting_fixture f;
        f.begin_life();  // nobody waits
        f.settle();
        BOOST_TEST(f.post(f.url, has_succeeded ? apixo_success("task_1") : apixo_failure("task_1")) == 200);
        f.begin_life();
        f.pass(24h * 8);
        f.network->answer_with([](const http_request&) { return refused(404); });
        const auto left = f.recover();
        BOOST_TEST(left.tasks.size() == (has_succeeded ? 1u : 0u));
        BOOST_TEST(left.expired.size() == (has_succeeded ? 0u : 1u), "nobody believes that it failed, and it is gone");
        if (!has_succeeded) continue;
        outcome<generated_video> video;
        f.client.wait(*left.tasks[0].task, video.handler());
        f.run_until([&] { return video.done(); });
        BOOST_TEST(!video.code);
        BOOST_TEST(video.value.unconfirmed);
        BOOST_TEST(video.value.urls == std::vector<std::string>{"https://file.apixo.ai/task_1.mp4"});
        f.run();
    }
}

BOOST_AUTO_TEST_CASE(an_old_task_of_which_nobody_knows_anything_has_expired) {
    waiting_fixture f;
    f.begin_life();
    f.pass(24h * 8);
    for (int i = 0; i != 3; ++i) f.reply(refused(404));
    BOOST_TEST(f.recover().expired.size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_one_not_found_goes_on_until_the_deadline) {
    waiting_fixture f;
    for (int i = 0; i != 60; ++i) f.reply(refused(404));
    f.run();
    BOOST_TEST_REQUIRE(f.result.done());
    BOOST_TEST(f.result.code == errc::deadline_reached);
    BOOST_TEST(f.elapsed() == 2h);
    BOOST_TEST(f.only().state == intent_state::accepted);
    f.replies.clear();
}

BOOST_AUTO_TEST_CASE(a_failure_that_nobody_confirms_is_not_believed) {
    waiting_fixture f;
    for (int i = 0; i != 600; ++i) f.reply(refused(404));
    f.post(f.url, apixo_failure("task_1"));
    f.run();
    BOOST_TEST(f.result.code == errc::deadline_reached);
    BOOST_TEST(contains(f.result.why.detail, "its callback says that it failed"), f.result.why.detail);
    BOOST_TEST(f.result.why.billed == billed::unknown);
    f.replies.clear();
}

/// What was acknowledged can be read after a restart, as large as it may be.
BOOST_AUTO_TEST_CASE(a_large_callback_is_kept_whole) {
    waiting_fixture f;
    f.begin_life();  // nobody waits
    f.settle();
    auto body = apixo_success("task_1");
    body.insert(1, R"("words":")" + std::string(256 * 1024 - body.size() - 11, 'x') + R"(",)");
    BOOST_TEST(body.size() == 256u * 1024);
    BOOST_TEST(f.post(f.url, body) == 200);
    BOOST_TEST((f.only().callback.value() == body));
    f.begin_life();
    f.network->answer_with([](const http_request&) { return refused(404); });
    outcome<generated_video> video;
    f.client.wait(*f.only().task, video.handler());
    f.run_until([&] { return video.done(); });
    BOOST_TEST(!video.code);
    BOOST_TEST(video.value.urls == std::vector<std::string>{"https://file.apixo.ai/task_1.mp4"});
}

// ---- keys

BOOST_AUTO_TEST_CASE(an_old_key_goes_on_verifying) {
    waiting_fixture f;
    f.keys = {some_key("k2", "a new key for callbacks"), some_key()};
    f.begin_life();
    f.reply(accepted("task_2"));
    outcome<task> made;
    f.client.submit(text_to_video<fast>{.prompt = "snow"}, made.handler());
    f.settle();
    BOOST_TEST(f.url_sent().starts_with(callbacks_at + "/1.k2."));
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 200);
    BOOST_TEST(f.post(f.url_sent(), apixo_success("task_2")) == 200);
    f.keys = {some_key("k2", "a new key for callbacks")};
    f.begin_life();
    f.settle();
    BOOST_TEST(f.post(f.url, apixo_success("task_1")) == 404, "the old key is gone");
    f.run();
}

// ---- the journal

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_not_acknowledged) {
    class failing final : public journal_before<failing> {
      public:
        std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
            for (const auto& each : changes)
                if (each.called_back && fails) throw std::runtime_error{"no room"};
            return journal_before::apply(changes);
        }
        std::optional<intent> find_handle(const std::string& handle) override {
            if (is_unreadable) throw std::runtime_error{"locked"};
            return inner.find_handle(handle);
        }
        journal& inner_journal() { return inner; }
        bool is_immediate() const noexcept override { return true; }

        memory_journal inner;
        bool fails = true, is_unreadable = false;
    };
    callback_fixture f;
    const auto store = std::make_shared<failing>();
    auto chosen = f.options_of_client();
    chosen.journal = store;
    f.use_options(chosen);
    f.reply(accepted("task_1"));
    outcome<generated_video> result;
    f.client.generate(rain(), result.handler());
    f.settle();
    BOOST_TEST(f.post(f.url_sent(), apixo_success("task_1")) == 503);
    BOOST_TEST(f.polls() == 0);
    store->is_unreadable = true;
    BOOST_TEST(f.post(f.url_sent(), apixo_success("task_1")) == 503);
    store->is_unreadable = store->fails = false;
    f.reply(succeeded("https://file.apixo.ai/1.mp4"));
    BOOST_TEST(f.post(f.url_sent(), apixo_success("task_1")) == 200);
    BOOST_TEST(result.done());
}

BOOST_AUTO_TEST_CASE(a_client_that_is_closed_takes_nothing) {
    waiting_fixture f;
    f.client.close();
    f.run();
    outcome<webhook_reply> taken;
    f.receiver.handle(post_to(f.url, apixo_success("task_1")), taken.handler());
    f.settle();
    BOOST_TEST_REQUIRE(taken.done());
    BOOST_TEST(taken.code == errc::client_closed);
}

// ---- gateways that document nothing

BOOST_AUTO_TEST_CASE(at_xenodia_a_callback_only_wakes) {
    callback_fixture f;
    f.reply(reply_with(202, R"({"task_id":"t_1","state":"waiting"})"));
    outcome<generated_video> result;
    f.client.generate(text_to_video<xenodia::seedance_2>{.prompt = "rain on a roof"}, result.handler());
    f.settle();
    const auto url = f.url_sent();
    f.reply(reply_with(200, R"({"task_id":"t_1","state":"generating"})"));
    BOOST_TEST(f.post(url, "anything at all") == 200);
    BOOST_TEST(f.polls() == 1);
    for (int i = 0; i != 5; ++i) BOOST_TEST(f.post(url, R"({"task_id":"another","state":"success"})") == 200);
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(f.only().callback.value().empty());
    f.client.close();
    f.run();
}

// ---- nudge

BOOST_AUTO_TEST_CASE(a_server_with_callbacks_of_its_own_nudges) {
    callback_fixture f;
    f.reply(accepted("task_1"));
    outcome<generated_video> result;
    f.client.generate(text_to_video<fast>{.prompt = "rain", .callback_url = "https://mine.example/1"},
                      {.intent = "order-1"}, result.handler());
    f.settle();
    const auto nudge = [&](const auto& what) {
        outcome<bool> waits;
        f.client.nudge(what, waits.handler());
        f.pass(0ms);
        BOOST_TEST_REQUIRE(waits.done());
        BOOST_TEST(!waits.code);
        return waits.value;
    };
    BOOST_TEST(!nudge("order-2"));
    BOOST_TEST(!nudge(task{.provider = "apixo", .id = "task_2"}));
    BOOST_TEST(!nudge(task{.provider = "apixo", .id = "task_1", .account = "eu"}));
    f.reply(state_is("processing"), succeeded("https://file.apixo.ai/1.mp4"));
    BOOST_TEST(nudge("order-1"));
    BOOST_TEST(f.polls() == 1);
    BOOST_TEST(nudge(*f.only().task));
    BOOST_TEST(f.polls() == 1, "the document's interval");
    f.run();
    BOOST_TEST(result.done());
    BOOST_TEST(!nudge("order-1"));
}

BOOST_AUTO_TEST_SUITE_END()
