// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The life of a route: restarts between its legs, answers that come late, and what is told of each leg.
#include "checks.hpp"
#include "event_lines.hpp"
#include "intents.hpp"
#include "journal_doubles.hpp"
#include "route_fixture.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/testing/answers.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_route_life)

using namespace test::routes;

// ---- restarts

BOOST_FIXTURE_TEST_CASE(who_calls_again_after_a_restart_between_two_legs_gets_the_second, route_fixture) {
    reply(pixazo_accepts());
    outcome<generated_video> lost;
    begin(lost, from_pixazo());
    client.close();
    client = with_same_journal();
    run();
    BOOST_TEST(lost.code == errc::client_closed);
    reply(failed_for_nothing(), accepted("task_1"), succeeded(url));
    const auto video = generate(from_pixazo());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "pa");
    BOOST_TEST(states() == "failed succeeded");
}

BOOST_FIXTURE_TEST_CASE(who_calls_again_after_a_refusal_of_the_first_leg_pays_for_one_task, route_fixture) {
    reply(refused(402), xenodia_accepts());
    outcome<generated_video> lost;
    begin(lost, from_apixo());
    client.close();
    client = with_same_journal();
    reply(xenodia_succeeds());
    const auto video = generate(from_apixo());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "x_1");
    BOOST_TEST(submitted() == "ax");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_the_next_client_goes_on_with_the_next_leg, route_fixture) {
    reply(pixazo_accepts());
    enqueue(from_pixazo());
    const auto task = *written->find(order)->task;
    client.close();
    client = with_same_journal();
    run();
    written->apply(std::vector<journal_change>{
        {.wanted = {.state = intent_state::failed, .task = task, .note = "upstream timeout"}, .charged = billed::no}});
    BOOST_TEST(written->find(order)->queued);
    reply(accepted("task_1"));
    outcome<recovery> found;
    client.recover(found.handler());
    settle();
    BOOST_TEST_REQUIRE(found.done());
    BOOST_TEST(names_of(found.value.queued) == lines{order});
    BOOST_TEST(submitted() == "pa");
    BOOST_TEST(states() == "failed accepted");
    BOOST_TEST(ends() == (lines{"pixazo ended: task_failed, then apixo"}));
    reply(succeeded(url));
    BOOST_TEST(!wait().code);
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_the_next_client_does_not_go_on_after_refused_content, route_fixture) {
    reply(pixazo_accepts());
    enqueue(from_pixazo());
    const auto task = *written->find(order)->task;
    client.close();
    client = with_same_journal();
    run();
    written->apply(std::vector<journal_change>{
        {.wanted = {.state = intent_state::failed, .task = task, .note = "moderation: no"}, .charged = billed::no}});
    recover();
    BOOST_TEST(submitted() == "p");
    BOOST_TEST(!written->find(order)->queued);
    BOOST_TEST(recover().queued.empty());
}

BOOST_FIXTURE_TEST_CASE(an_ordinary_request_whose_task_has_failed_for_nothing_is_not_sent_again, route_fixture) {
    reply(pixazo_accepts(), failed_for_nothing());
    BOOST_TEST(generate(to({pixazo_fast})).code == errc::task_failed);
    reply(failed_for_nothing());
    const auto again = generate(to({pixazo_fast}));
    BOOST_TEST(again.code == errc::task_failed);
    BOOST_TEST(again.why.legs.empty(), "it is no route");
    BOOST_TEST(submitted() == "p");
}

BOOST_FIXTURE_TEST_CASE(who_calls_again_asks_for_a_task_before_its_route_moves_on, route_fixture) {
    reply(pixazo_accepts());
    outcome<generated_video> lost;
    begin(lost, from_pixazo());
    client.close();
    client = with_same_journal();
    run();
    written->apply(std::vector<journal_change>{
        {.wanted = {.state = intent_state::failed, .task = written->find(order)->task}, .charged = billed::no}});
    reply(testing::succeeded("pixazo", "p_1", url));  // the gateway has thought better of it
    const auto video = generate(from_pixazo());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "p");
}

// ---- several callers

BOOST_FIXTURE_TEST_CASE(two_clients_of_one_journal_pay_once, route_fixture) {
    auto other = with_same_journal();
    reply(refused(402), xenodia_accepts(), xenodia_succeeds());
    outcome<generated_video> one, two;
    client.generate(from_apixo(), {.intent = order, .why = &one.why}, one.handler());
    other.generate(from_apixo(), {.intent = order, .why = &two.why}, two.handler());
    run();
    BOOST_TEST_REQUIRE(one.done());
    BOOST_TEST_REQUIRE(two.done());
    BOOST_TEST(!one.code, one.why.detail);
    BOOST_TEST(two.code == errc::intent_taken);
    BOOST_TEST(two.why.billed == billed::unknown);
    BOOST_TEST(submitted() == "ax");
    reply(xenodia_succeeds());
    outcome<generated_video> again;
    other.generate(from_apixo(), {.intent = order, .why = &again.why}, again.handler());
    run();
    BOOST_TEST(!again.code, again.why.detail);
    BOOST_TEST(again.value.task == one.value.task);
    BOOST_TEST(submitted() == "ax");
}

BOOST_FIXTURE_TEST_CASE(two_clients_whose_leg_has_failed_for_nothing_pay_once, route_fixture) {
    reply(pixazo_accepts());
    outcome<generated_video> one, two;
    begin(one, from_pixazo());
    auto other = with_same_journal();
    other.generate(from_pixazo(), {.intent = order, .why = &two.why}, two.handler());
    settle();
    reply(failed_for_nothing(), accepted("task_1"));
    network->answer_with([](const http_request& request) {
        if (request.method == "POST") return accepted("task_1");
        return contains(request.url, "pixazo") ? failed_for_nothing() : succeeded(url);
    });
    replies.clear();
    run();
    BOOST_TEST_REQUIRE(one.done());
    BOOST_TEST_REQUIRE(two.done());
    BOOST_TEST(submitted() == "pa");
    const bool one_has_it = !one.code;
    BOOST_TEST((one_has_it || !two.code));
    const auto& loser = one_has_it ? two : one;
    if (loser.code) BOOST_TEST(loser.code == errc::intent_taken);
}

BOOST_FIXTURE_TEST_CASE(two_callers_of_one_client_share_all_legs, route_fixture) {
    reply(pixazo_accepts());
    outcome<generated_video> one, two;
    begin(one, from_pixazo());
    client.generate(from_pixazo(), {.intent = order, .why = &two.why}, two.handler());
    reply(failed_for_nothing(), accepted("task_1"), succeeded(url));
    run();
    BOOST_TEST(!one.code, one.why.detail);
    BOOST_TEST(!two.code, two.why.detail);
    BOOST_TEST(one.value.task == two.value.task);
    BOOST_TEST(submitted() == "pa");
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_the_name_of_a_call_gets_the_video_of_its_second_leg, route_fixture) {
    reply(pixazo_accepts());
    outcome<generated_video> one, waiting;
    network->hold();
    begin(one, from_pixazo());
    client.wait(order, waiting.options(), waiting.handler());
    settle();
    network->release();
    reply(failed_for_nothing(), accepted("task_1"), succeeded(url));
    run();
    BOOST_TEST(!one.code, one.why.detail);
    BOOST_TEST_REQUIRE(waiting.done());
    BOOST_TEST(!waiting.code, waiting.why.detail);
    BOOST_TEST(waiting.value.task.provider == "apixo");
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_the_name_of_a_call_hears_of_no_refusal_while_a_leg_is_left, route_fixture) {
    outcome<generated_video> one, waiting;
    network->hold();
    reply(refused(402), xenodia_accepts());
    begin(one, from_apixo());
    client.wait(order, waiting.options(), waiting.handler());
    settle();
    network->release();
    reply(xenodia_succeeds());
    run();
    BOOST_TEST(!one.code, one.why.detail);
    BOOST_TEST_REQUIRE(waiting.done());
    BOOST_TEST(!waiting.code, waiting.why.detail);
}

// ---- what is told

BOOST_FIXTURE_TEST_CASE(every_event_of_a_route_has_its_name, route_fixture) {
    lines told;
    const auto note = [&](const event& what) { told.push_back(event_line::of(what)); };
    reply(pixazo_accepts(), failed_for_nothing(), accepted("task_1"), succeeded(url));
    BOOST_TEST(!generate(from_pixazo(), {.on_event = note, .intent = order}).code);
    for (const auto& each : told) BOOST_TEST(contains(each, "intent=order-1"));
    const auto count = [&](std::string_view kind) {
        return std::count_if(told.begin(), told.end(), [&](const auto& each) { return each.starts_with(kind); });
    };
    BOOST_TEST(count("leg_ended ") == 1);
    BOOST_TEST(count("accepted ") == 2);
    BOOST_TEST(count("finished ") == 1);
    BOOST_TEST(told.back().starts_with("finished "));
    const auto left =
        std::find_if(told.begin(), told.end(), [](const auto& each) { return each.starts_with("leg_ended"); });
    BOOST_TEST(contains(*left, "next=apixo"));
    BOOST_TEST(contains(*left, "next_model=seedance-2-0-fast"));
    BOOST_TEST(contains(*left, "upstream timeout"));
    BOOST_TEST(contains(*left, "p_1"));
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_route_is_told_once, route_fixture) {
    int ended = 0;
    const event_handler count{[&](const events::finished&) { ++ended; }};
    reply(pixazo_accepts(), failed_for_nothing(), accepted("task_1"), failed("E1"));
    BOOST_TEST(generate(from_pixazo(), {.on_event = count, .intent = order}).code == errc::task_failed);
    BOOST_TEST(ended == 1);
    reply(refused(402), refused(402));
    BOOST_TEST(generate(from_apixo(), {.on_event = count, .intent = "order-2"}).code == errc::rejected_balance);
    BOOST_TEST(ended == 2);
}

BOOST_FIXTURE_TEST_CASE(a_failure_in_words_has_a_line_for_each_leg, route_fixture) {
    reply(refused(402), reply_with(401, R"({"code":401,"message":"bad key"})"));
    const auto video = generate(from_apixo());
    const auto text = to_string(video.why);
    BOOST_TEST(contains(text, "\nleg 1: apixo/seedance-2-0-fast: "));
    BOOST_TEST(contains(text, "\nleg 2: xenodia/seedance-2-fast: "));
    BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 2);
}

/// A journal in memory that keeps what it was told of attempts that were not sent.
class notes_journal final : public journal_before<notes_journal> {
  public:
    bool is_immediate() const noexcept override { return true; }
    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        for (const auto& each : changes)
            if (each.wanted.state == intent_state::not_sent) notes.push_back(each.wanted.note);
        return kept.apply(changes);
    }

    journal& inner_journal() { return kept; }

    lines notes;

  private:
    memory_journal kept;
};

BOOST_FIXTURE_TEST_CASE(the_journal_says_why_a_leg_was_left, route_fixture) {
    const auto noting = std::make_shared<notes_journal>();
    auto chosen = options();
    chosen.journal = noting;
    chosen.models = all_models::entries;
    client = another(chosen);
    client.use(xenodia::account{.api_key = secret{"xenodia-key"}});
    reply(refused(402), refused_for(429, "60"));
    BOOST_TEST(generate(from_apixo()).code == errc::throttled);
    BOOST_TEST_REQUIRE(noting->notes.size() == 2u);
    BOOST_TEST(contains(noting->notes[0], "HTTP 402"));
    BOOST_TEST(contains(noting->notes[1], "HTTP 429"));
}

// ---- answers that come late

/// A route over two gateways that post the ends of tasks: the first has refused, the second asks for patience.
class late_fixture : public route_fixture {
  public:
    late_fixture() {
        begin_life();  // with callbacks
        network->answer_with([](const http_request& request) {
            const bool is_xenodia = request.url.find("xenodia") != std::string::npos;
            if (request.method == "POST") return is_xenodia ? refused_for(429, "25") : refused(402);
            return reply_with(200, apixo_success("task_9"));
        });
    }

    /// Posts, for the refused leg, that there is a video after all.
    void post_late() {
        BOOST_TEST(submitted() == "ax");
        receiver.handle(post_to(callback_url_in(requests().front()), apixo_success("task_9")), taken.handler());
        settle();
        BOOST_TEST(!taken.done(), "its gateway is asked first");
    }

    outcome<webhook_reply> taken;
};

BOOST_FIXTURE_TEST_CASE(a_late_callback_of_the_first_leg_stops_the_second_before_it_is_sent, late_fixture) {
    outcome<generated_video> video;
    begin(video, from_apixo());
    post_late();
    run();
    BOOST_TEST(taken.value.status == 200);
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_9");
    BOOST_TEST(submitted() == "ax", "it is not sent again");
    BOOST_TEST(states() == "succeeded not_sent");
    const auto again = generate(from_apixo());
    BOOST_TEST(!again.code, again.why.detail);
    BOOST_TEST(again.value.task.id == "task_9");
    BOOST_TEST(submitted() == "ax");
    const auto later = wait();
    BOOST_TEST(!later.code, later.why.detail);
    const auto cheap = generate(from_apixo(), {.intent = order, .price_limit = micro_usd(1)});
    BOOST_TEST(!cheap.code, "it is paid for already, " + cheap.why.detail);
    const auto queued = enqueue(from_apixo(), {.intent = order, .price_limit = micro_usd(1)});
    BOOST_TEST(!queued.code, queued.why.detail);
    BOOST_TEST(queued.value.state == intent_state::succeeded);
    BOOST_TEST(states() == "succeeded not_sent", "no attempt is begun");
    outcome<std::optional<intent>> found;
    client.find(order, found.options(), found.handler());
    settle();
    BOOST_TEST_REQUIRE(found.value.has_value());
    BOOST_TEST((found.value->state == intent_state::succeeded));
    outcome<intent> over;
    client.acknowledge(order, over.options(), over.handler());
    settle();
    BOOST_TEST(!over.code, over.why.detail);
    BOOST_TEST(states() == "fetched not_sent");
}

BOOST_FIXTURE_TEST_CASE(from_the_queue_too_a_late_callback_stops_the_second_leg, late_fixture) {
    enqueue(from_apixo());
    outcome<generated_video> video;
    client.wait(order, video.options(), video.handler());
    settle();
    post_late();
    run();
    BOOST_TEST(taken.value.status == 200);
    BOOST_TEST_REQUIRE(video.done());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "task_9");
    BOOST_TEST(submitted() == "ax");
    BOOST_TEST(states() == "succeeded not_sent");
    BOOST_TEST(!attempts().back().queued);
    BOOST_TEST(written->list({.open = true}).intents.size() == 1u, "the video waits to be fetched");
    const auto later = wait();
    BOOST_TEST(!later.code, later.why.detail);
    BOOST_TEST(later.value.task.id == "task_9", "who comes later gets it too");
}

BOOST_AUTO_TEST_SUITE_END()
