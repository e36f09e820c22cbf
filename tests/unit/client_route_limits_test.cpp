// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a route leaves a leg for, or passes it over: patience, time, money, rest and content.
#include "checks.hpp"
#include "event_lines.hpp"
#include "intents.hpp"
#include "route_fixture.hpp"

#include <algorithm>
#include <string>

#include <seedance/models.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/testing/answers.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_route_limits)

using namespace test::routes;

// ---- from leg to leg

BOOST_FIXTURE_TEST_CASE(a_leg_that_is_passed_over_does_not_hide_the_task_that_has_failed_before_it, route_fixture) {
    client = with_same_journal("xenodia");
    reply(pixazo_accepts(), failed_for_nothing(), accepted("task_1"), succeeded(url));
    const auto video = generate(over_three());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "pa");
    BOOST_TEST(states() == "failed succeeded");
    BOOST_TEST(ends() == (lines{"pixazo ended: task_failed, then xenodia", "xenodia ended: no_account, then apixo"}));
}

BOOST_FIXTURE_TEST_CASE(a_leg_that_asks_for_patience_for_longer_than_half_a_minute_is_left, route_fixture) {
    reply(refused_for(429, "31"), xenodia_accepts(), xenodia_succeeds());
    BOOST_TEST(!generate(from_apixo()).code);
    BOOST_TEST(submitted() == "ax");
    BOOST_TEST(ends() == (lines{"apixo ended: throttled, then xenodia"}));
}

BOOST_FIXTURE_TEST_CASE(a_leg_that_asks_for_less_patience_is_waited_for, route_fixture) {
    reply(refused_for(429, "5"), accepted("task_1"), succeeded(url));
    BOOST_TEST(!generate(from_apixo()).code);
    BOOST_TEST(submitted() == "aa");
    BOOST_TEST(ends().empty());
}

BOOST_FIXTURE_TEST_CASE(a_caller_may_have_more_patience_with_a_leg, route_fixture) {
    reply(refused_for(429, "90"), accepted("task_1"), succeeded(url));
    BOOST_TEST(!generate(from_apixo(), {.intent = order, .throttle_patience = 2min}).code);
    BOOST_TEST(submitted() == "aa");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_too_a_caller_may_have_more_patience_with_a_leg, route_fixture) {
    reply(refused_for(429, "90"), xenodia_accepts());
    enqueue(from_apixo());
    BOOST_TEST(submitted() == "ax");
    BOOST_TEST(!contains(written->request_of(attempts().front()), "throttle_patience"));
    clock->advance(2min);
    network->hold(exchange_phase::connect);
    enqueue(from_apixo(), {.intent = "order-2", .throttle_patience = 2min});
    BOOST_TEST(contains(written->request_of(written->find("order-2").value()), R"("throttle_patience":120000)"));
    client.close();
    network->release();
    run();
    client = with_same_journal();
    reply(refused_for(429, "90"), accepted("task_1"));
    recover();
    BOOST_TEST(submitted() == "axaa", "by the client that takes it over, too");
}

BOOST_FIXTURE_TEST_CASE(what_has_no_other_leg_is_kept_in_the_queue_without_patience, route_fixture) {
    reply(refused_for(429, "90"), accepted("task_1"));
    enqueue(to({apixo_fast}), {.intent = order, .throttle_patience = 1s});
    BOOST_TEST(!contains(written->request_of(written->find(order).value()), "throttle_patience"));
    run();
    BOOST_TEST(submitted() == "aa");
    BOOST_TEST(elapsed() < 100s, "it waits for its turn, and is not tried again after a pause");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_a_leg_without_an_account_is_passed_over, route_fixture) {
    client = with_same_journal("pixazo");
    reply(accepted("task_1"), succeeded(url));
    enqueue(from_pixazo());
    BOOST_TEST(ends() == (lines{"pixazo ended: no_account, then apixo"}));
    BOOST_TEST(!wait().code);
    BOOST_TEST(submitted() == "a");
    BOOST_TEST(states() == "not_sent succeeded");
}

BOOST_FIXTURE_TEST_CASE(a_route_without_any_account_stays_in_the_queue_until_there_is_one, route_fixture) {
    client = with_same_journal("xenodia");
    enqueue(to({xenodia_fast, xenodia_other}));
    BOOST_TEST(ends() == (lines{"xenodia ended: no_account, then xenodia", "xenodia ended: no_account, then nobody"}));
    BOOST_TEST(log.back() == "queued failed: the client has no account for this gateway, again");
    client.use(xenodia::account{.api_key = secret{"xenodia-key"}});
    reply(xenodia_accepts(), xenodia_succeeds());
    BOOST_TEST(!wait().code);
    BOOST_TEST(submitted() == "x");
}

BOOST_FIXTURE_TEST_CASE(the_deadline_is_that_of_all_legs_together, route_fixture) {
    network->answer_with([](const http_request& request) {
        const bool is_pixazo = request.url.find("pixazo") != std::string::npos;
        if (request.method == "POST") return is_pixazo ? pixazo_accepts() : accepted("task_1");
        return is_pixazo ? failed_for_nothing() : state_is("processing");
    });
    const auto video = generate(from_pixazo(), {.deadline = 10min, .intent = order});
    BOOST_TEST(submitted() == "pa");
    BOOST_TEST(video.code == errc::deadline_reached);
    BOOST_TEST(elapsed() == 10min);
    BOOST_TEST_REQUIRE(video.why.task.has_value());
    BOOST_TEST(video.why.task->id == "task_1");
    BOOST_TEST(video.why.retry == retry::resume);
    BOOST_TEST(video.why.legs.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_sent_to_a_leg_whose_video_would_come_too_late, route_fixture) {
    network->answer_with([this](const http_request& request) {
        if (request.method == "POST") return pixazo_accepts();
        const auto running = R"({"request_id":"p_1","status":"PROCESSING"})";
        return elapsed() < 9min ? reply_with(200, running) : failed_for_nothing();
    });
    const auto video = generate(from_pixazo(), {.deadline = 10min, .intent = order});
    BOOST_TEST(video.code == errc::task_failed, "no leg is left");
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(submitted() == "p");
    BOOST_TEST_REQUIRE(video.why.legs.size() == 2u);
    BOOST_TEST(video.why.legs[0].code == errc::task_failed);
    BOOST_TEST(video.why.legs[1].provider == "apixo");
    BOOST_TEST(video.why.legs[1].code == errc::deadline_reached);
}

BOOST_FIXTURE_TEST_CASE(a_leg_whose_video_takes_longer_than_there_is_time_is_passed_over, route_fixture) {
    reply(pixazo_accepts(), testing::succeeded("pixazo", "p_1", url));
    const auto video = generate(to({apixo_fast, pixazo_fast}), {.deadline = 3min, .intent = order});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "p", "the first is asked for after 200 s");
    BOOST_TEST(ends() == (lines{"apixo ended: deadline_reached, then pixazo"}));
    const auto none = generate(to({apixo_fast, apixo_mini}), {.deadline = 1min, .intent = "order-2"});
    BOOST_TEST(none.code == errc::deadline_reached);
    BOOST_TEST(none.why.billed == billed::no);
    BOOST_TEST(none.why.legs.size() == 2u);
    BOOST_TEST(contains(none.why.detail, "a video of this model takes at least"));
}

// ---- money

BOOST_FIXTURE_TEST_CASE(a_leg_that_costs_more_than_the_caller_pays_is_passed_over, route_fixture) {
    reply(accepted("task_1"), succeeded(url));
    const auto request = to({apixo_fast, apixo_mini});
    const auto video = generate(request, {.intent = order, .price_limit = price_at(apixo_mini)});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.model == "seedance-2-0-mini");
    BOOST_TEST(ends() == (lines{"apixo ended: over_limit, then apixo"}));
    const auto none = generate(request, {.intent = "order-2", .price_limit = micro_usd(1)});
    BOOST_TEST(none.code == errc::over_limit);
    BOOST_TEST(none.why.legs.size() == 2u);
    BOOST_TEST(submitted() == "a");
}

class budget_fixture : public route_fixture {
  public:
    budget_figures figures() const { return written->find_budget("b", clock->wall_now()).value(); }
    void set_limit(money limit) { written->set_budget("b", limit, {}, clock->wall_now()); }
    static call_options paid_from_budget() { return {.intent = order, .budget = "b"}; }
};

BOOST_FIXTURE_TEST_CASE(the_hold_of_a_leg_is_free_before_the_next_is_held, budget_fixture) {
    set_limit(std::max(price_at(pixazo_fast), price_at(apixo_fast)));  // for one of them, not for both
    reply(pixazo_accepts());
    outcome<generated_video> video;
    begin(video, from_pixazo(), paid_from_budget());
    BOOST_TEST(figures().held == price_at(pixazo_fast));
    reply(failed_for_nothing(), accepted("task_1"));
    run_until([&] { return submitted() == "pa"; });
    BOOST_TEST(figures().held == price_at(apixo_fast));
    BOOST_TEST(figures().spent == money{});
    reply(succeeded(url));
    run();
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(figures().held == money{});
    BOOST_TEST((figures().spent > money{}));
}

BOOST_FIXTURE_TEST_CASE(a_leg_for_which_the_budget_has_not_enough_left_is_passed_over, budget_fixture) {
    set_limit(price_at(apixo_mini));
    reply(accepted("task_1"), succeeded(url));
    const auto video = generate(to({apixo_fast, apixo_mini}), paid_from_budget());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.model == "seedance-2-0-mini");
    BOOST_TEST(ends() == (lines{"apixo ended: over_limit, then apixo"}));
    BOOST_TEST((figures().spent <= figures().limit));
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_too_one_leg_alone_is_held, budget_fixture) {
    set_limit(std::max(price_at(pixazo_fast), price_at(apixo_fast)));
    reply(pixazo_accepts());
    enqueue(from_pixazo(), paid_from_budget());
    BOOST_TEST(figures().held == price_at(pixazo_fast));
    reply(failed_for_nothing(), accepted("task_1"));
    outcome<generated_video> video;
    client.wait(order, video.options(), video.handler());
    run_until([&] { return submitted() == "pa"; });
    BOOST_TEST(figures().held == price_at(apixo_fast));
    reply(succeeded(url));
    run();
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(figures().held == money{});
}

BOOST_FIXTURE_TEST_CASE(what_the_queue_passes_over_for_its_price_is_told_once, budget_fixture) {
    set_limit(price_at(apixo_fast));
    BOOST_TEST_REQUIRE((price_at(pixazo_fast) > price_at(apixo_fast)));
    reply(refused(402), accepted("task_1"));
    enqueue(to({apixo_fast, pixazo_fast, apixo_mini}), paid_from_budget());
    BOOST_TEST(ends() == (lines{"apixo ended: rejected_balance, then pixazo", "pixazo ended: over_limit, then apixo"}));
    const auto all = attempts();
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].model == "seedance-2-0-fast");
    BOOST_TEST(all[1].model == "seedance-2-0-mini");
    BOOST_TEST(figures().held == price_at(apixo_mini));
    BOOST_TEST(states() == "not_sent accepted");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_the_end_of_a_task_is_told_once_however_long_its_budget_lasts, budget_fixture) {
    set_limit(price_at(pixazo_fast));
    reply(pixazo_accepts());
    enqueue(from_pixazo(), paid_from_budget());
    set_limit(micro_usd(1));
    reply(failed_for_nothing());
    outcome<generated_video> video;
    client.wait(order, video.options(24h), video.handler());
    run_until([&] { return elapsed() > 12h; });
    const auto told = ends();
    BOOST_TEST(std::count(told.begin(), told.end(), "pixazo ended: task_failed, then apixo") == 1);
    BOOST_TEST(std::count(told.begin(), told.end(), "apixo ended: over_limit, then nobody") > 1,
               "each time that it is tried");
    set_limit(price_at(apixo_fast));
    reply(accepted("task_1"), succeeded(url));
    run();
    BOOST_TEST(!video.code, video.why.detail);
}

BOOST_FIXTURE_TEST_CASE(what_is_passed_over_when_it_is_queued_is_told_too, budget_fixture) {
    reply(accepted("task_1"), accepted("task_2"));
    enqueue(to({apixo_fast, apixo_mini}), {.intent = order, .price_limit = price_at(apixo_mini)});
    BOOST_TEST(ends() == (lines{"apixo ended: over_limit, then apixo"}));
    set_limit(price_at(apixo_mini));
    log.clear();
    enqueue(to({apixo_fast, apixo_mini}), {.intent = "order-2", .budget = "b"});
    BOOST_TEST(ends() == (lines{"apixo ended: over_limit, then apixo"}));
    for (const auto& each : attempts()) BOOST_TEST(each.model == "seedance-2-0-mini");
    const auto none = enqueue(to({apixo_fast, apixo_mini}), {.intent = "order-3", .price_limit = micro_usd(1)});
    BOOST_TEST(none.code == errc::over_limit);
    BOOST_TEST(none.why.legs.size() == 2u);
    BOOST_TEST(attempts().size() == 2u);
}

/// What the name stands for already needs no leg that takes requests.
BOOST_FIXTURE_TEST_CASE(where_all_legs_rest_a_name_that_is_known_gets_its_video, route_fixture) {
    reply(accepted("task_1"), succeeded(url));
    BOOST_TEST(!generate(from_apixo()).code);
    for (int i = 0; i != 3; ++i) {
        reply(refused(402), reply_with(401, R"({"code":401,"message":"bad key"})"));
        BOOST_TEST(generate(from_apixo(), {}).code == errc::rejected_key);
    }
    const auto began = elapsed();
    reply(succeeded(url));
    const auto video = generate(from_apixo(), {.deadline = 2min, .intent = order});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_1");
    BOOST_TEST(elapsed() < began + 2min);
}

/// Another version has queued it, when it cost less.
BOOST_FIXTURE_TEST_CASE(what_has_become_too_dear_with_every_leg_is_given_up, route_fixture) {
    intent queued{.name = order, .provider = "apixo", .model = "seedance-2-0-fast"};
    queued.legs_left = 1;
    const std::string request = R"({"request":{"models":["apixo/seedance-2-0-fast","apixo/seedance-2-0-mini"],)"
                                R"("prompt":"rain on a tin roof"},"price_limit":1})";
    written->apply(std::vector{journal_change{.wanted = queued, .request = request}});
    outcome<recovery> found;
    client.recover(found.handler());
    run_until([&] { return elapsed() > 1h || attempts().back().state == intent_state::dropped; });
    BOOST_TEST(elapsed() < 1min);
    BOOST_TEST(ends() == (lines{"apixo ended: over_limit, then apixo", "apixo ended: over_limit, then nobody"}));
    BOOST_TEST(contains(attempts().back().note, "call_options::price_limit"), attempts().back().note);
    BOOST_TEST(submitted() == "");
}

// ---- legs that rest

BOOST_FIXTURE_TEST_CASE(where_all_legs_rest_the_caller_hears_when_the_next_may_be_tried, route_fixture) {
    for (int i = 0; i != 3; ++i) {
        reply(refused(402), reply_with(401, R"({"code":401,"message":"bad key"})"));
        BOOST_TEST(generate(from_apixo(), {}).code == errc::rejected_key);
    }
    const auto began = elapsed();
    const auto video = generate(from_apixo(), {.deadline = 20s, .intent = order});
    BOOST_TEST(video.code == errc::deadline_reached);
    BOOST_TEST(elapsed() == began + 20s);
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(video.why.retry == retry::call_again);
    BOOST_TEST(video.why.retry_after == 10s);
    BOOST_TEST(contains(video.why.detail, "rests: it may be tried again in 10 s"));
    BOOST_TEST(contains(to_string(video.why), "call again after 10 s"));
    BOOST_TEST(submitted() == "axaxax");
    BOOST_TEST(attempts().size() == 6u, "nothing is begun");
}

BOOST_FIXTURE_TEST_CASE(where_all_legs_rest_the_first_that_may_is_tried_within_the_deadline, route_fixture) {
    for (int i = 0; i != 3; ++i) {
        reply(refused(402), refused(402));
        generate(from_apixo(), {});
    }
    reply(accepted("task_1"), succeeded(url));
    const auto began = elapsed();
    BOOST_TEST(!generate(from_apixo()).code);
    BOOST_TEST(elapsed() >= began + 30s);
    BOOST_TEST(submitted() == "axaxaxa");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_a_leg_that_rests_is_passed_over, route_fixture) {
    tire_apixo();
    reply(testing::accepted("xenodia", "x_2"));
    enqueue(from_apixo());
    BOOST_TEST(submitted() == "axaxaxx");
    BOOST_TEST(written->find(order)->provider == "xenodia");
    BOOST_TEST(ends() == (lines{"apixo ended: rejected_balance, then xenodia"}));
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_a_task_that_has_failed_is_not_asked_for_while_the_other_legs_rest,
                        route_fixture) {
    tire_apixo();
    reply(pixazo_accepts());
    enqueue(from_pixazo());
    outcome<generated_video> video;
    client.wait(order, video.options(1h), video.handler());
    network->answer_with([](const http_request& request) {
        if (request.method == "POST") return accepted("task_1");
        return contains(request.url, "pixazo") ? failed_for_nothing() : succeeded(url);
    });
    run();
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(polled('p') == 1);
}

// ---- content

BOOST_FIXTURE_TEST_CASE(from_the_queue_what_is_refused_for_its_content_is_refused_for_good, route_fixture) {
    reply(pixazo_accepts());
    enqueue(from_pixazo());
    reply(failed_for_nothing(refused_content));
    outcome<generated_video> video;
    client.wait(order, video.options(), video.handler());
    run();
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(video.why.reason == fail_reason::moderation);
    BOOST_TEST(submitted() == "p");
    BOOST_TEST(states() == "failed");
    BOOST_TEST(!attempts().front().queued, "nobody needs its request any more");
    BOOST_TEST(written->list({.open = true}).intents.empty());
    BOOST_TEST(recover().queued.empty());
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_what_every_leg_has_refused_is_given_up, route_fixture) {
    network->answer_with([](const http_request&) { return refused(400); });
    enqueue(from_apixo(), {.intent = order, .route = {.despite_content = true}});
    run();
    BOOST_TEST(submitted() == "ax", "it would be refused again");
    BOOST_TEST(!attempts().back().queued);
    BOOST_TEST(written->find(order)->state == intent_state::dropped);
    BOOST_TEST(ends() == (lines{"apixo ended: rejected, then xenodia", "xenodia ended: rejected, then nobody"}));
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_a_leg_that_has_refused_the_request_is_not_asked_again, route_fixture) {
    network->answer_with([this](const http_request& request) {
        if (contains(request.url, "apixo")) return refused(400);
        return elapsed() < 3h ? refused(402) : request.method == "POST" ? xenodia_accepts() : xenodia_succeeds();
    });
    enqueue(from_apixo(), {.intent = order, .route = {.despite_content = true}});
    outcome<generated_video> video;
    client.wait(order, video.options(24h), video.handler());
    run();
    BOOST_TEST(!video.code, video.why.detail);
    const auto sent = submitted();
    BOOST_TEST(std::count(sent.begin(), sent.end(), 'a') == 1, sent);
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_another_leg_is_asked_despite_the_content_where_the_caller_says_so,
                        route_fixture) {
    reply(pixazo_accepts());
    enqueue(from_pixazo(), {.intent = order, .route = {.despite_content = true}});
    reply(failed_for_nothing(refused_content), accepted("task_1"), succeeded(url));
    BOOST_TEST(!wait().code);
    BOOST_TEST(submitted() == "pa");
}

/// A task that has failed for nothing, and whose code says less than its words.
http_reply xenodia_refuses_in_words() {
    return reply_with(200, R"({"task_id":"x_1","state":"fail",)"
                           R"("error":{"code":"InternalError","message":"content policy violation"},)"
                           R"("billing":{"actual_amount_micro_usdc":0,"reserve_amount_micro_usdc":380000,)"
                           R"("released_amount_micro_usdc":380000}})");
}

BOOST_FIXTURE_TEST_CASE(the_words_about_content_count_too_whatever_the_code_is, route_fixture) {
    const auto from_xenodia = to({xenodia_fast, apixo_fast});
    reply(xenodia_accepts(), xenodia_refuses_in_words());
    const auto video = generate(from_xenodia, {});
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(video.why.billed == billed::no);
    BOOST_TEST(submitted() == "x");
    reply(xenodia_accepts(), xenodia_refuses_in_words());
    enqueue(from_xenodia);
    BOOST_TEST(wait().code == errc::task_failed);
    BOOST_TEST(submitted() == "xx");
    BOOST_TEST(!written->find(order)->queued);
}

BOOST_AUTO_TEST_SUITE_END()
