// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Routes: the next leg is tried where it is proved that the one before is not paid for, and never otherwise.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/answers.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_route)

namespace {

const std::string url = "https://file.example/1.mp4";

http_reply failed_for_nothing(const std::string& words = "upstream timeout") {
    return reply_with(200, R"({"request_id":"p_1","status":"ERROR","output":{"error":")" + words + "\"}}");
}

class route_fixture : public client_fixture {
  public:
    route_fixture() {
        auto chosen = options();
        chosen.journal = journal;
        chosen.models = all_models::entries;
        client = another(chosen);
        client.use(pixazo::account{.api_key = secret{"pixazo-key"}});
        client.use(xenodia::account{.api_key = secret{"xenodia-key"}});
    }

    /// Begins with the gateway whose document says which failures it does not bill.
    static any_request route_from_pixazo() {
        auto request = route();
        request.models = {"pixazo/seedance-2-0-fast", "apixo/seedance-2-0-fast"};
        return request;
    }

    static any_request route() {
        return {.models = {"apixo/seedance-2-0-fast", "xenodia/seedance-2-fast"}, .prompt = "rain on a tin roof"};
    }

    outcome<generated_video> generate(any_request request = route(), call_options call = {}) {
        outcome<generated_video> video;
        call.why = &video.why;
        client.generate(request, call, video.handler());
        run();
        BOOST_TEST_REQUIRE(video.done());
        return video;
    }

    /// Gives the gateways that were sent a submit, in their order.
    std::string submitted() const {
        std::string text;
        for (const auto& each : requests())
            if (each.method == "POST")
                text += contains(each.url, "xenodia") ? 'x' : contains(each.url, "pixazo") ? 'p' : 'a';
        return text;
    }

    std::vector<intent> attempts(const std::string& name) const {
        auto all = journal->list({}).intents;
        std::erase_if(all, [&](const intent& each) { return each.name != name; });
        return all;
    }

    std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_first_leg_that_takes_it_makes_the_video, route_fixture) {
    reply(accepted("task_1"), succeeded(url));
    const auto video = generate();
    BOOST_TEST(!video.code);
    BOOST_TEST(video.value.task.provider == "apixo");
    BOOST_TEST(submitted() == "a");
}

BOOST_FIXTURE_TEST_CASE(after_a_refusal_that_proves_it_the_next_is_tried, route_fixture) {
    reply(refused(402), testing::accepted("xenodia", "x_1"), testing::succeeded("xenodia", "x_1", url));
    const auto video = generate(route(), {.intent = "order-1"});
    BOOST_TEST(!video.code);
    BOOST_TEST(video.value.task.provider == "xenodia");
    BOOST_TEST(submitted() == "ax");
    const auto all = attempts("order-1");
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].state == intent_state::not_sent);
    BOOST_TEST(all[1].attempt == 2);
    BOOST_TEST(all[1].state == intent_state::succeeded);
    BOOST_TEST(std::count(log.begin(), log.end(), "apixo ended: rejected_balance, then xenodia") == 1);
}

BOOST_FIXTURE_TEST_CASE(after_a_failure_that_costs_nothing_the_next_is_tried, route_fixture) {
    reply(testing::accepted("pixazo", "p_1"), failed_for_nothing(), accepted("task_1"), succeeded(url));
    const auto video = generate(route_from_pixazo(), {.intent = "order-1"});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "pa");
    const auto all = attempts("order-1");
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].state == intent_state::failed);
    BOOST_TEST(all[1].state == intent_state::succeeded);
}

BOOST_FIXTURE_TEST_CASE(after_an_answer_that_was_lost_nothing_is_tried, route_fixture) {
    reply(answer_lost());
    const auto video = generate();
    BOOST_TEST(video.code == errc::outcome_unknown);
    BOOST_TEST(submitted() == "a");
    BOOST_TEST_REQUIRE(video.why.legs.size() == 1u);
    BOOST_TEST(video.why.legs[0].code == errc::outcome_unknown);
}

BOOST_FIXTURE_TEST_CASE(the_failure_has_that_of_each_leg, route_fixture) {
    reply(refused(402), testing::reply_with(401, R"({"code":401,"message":"bad key"})"));
    const auto video = generate();
    BOOST_TEST(video.code == errc::rejected_key);
    BOOST_TEST(submitted() == "ax");
    BOOST_TEST_REQUIRE(video.why.legs.size() == 2u);
    BOOST_TEST(video.why.legs[0].code == errc::rejected_balance);
    BOOST_TEST(video.why.legs[0].provider == "apixo");
    BOOST_TEST(video.why.legs[1].provider == "xenodia");
}

BOOST_FIXTURE_TEST_CASE(a_leg_without_an_account_is_passed_over, route_fixture) {
    client.use(apixo::account{.api_key = secret{"eu-key"}, .name = "eu"});
    reply(accepted("task_1"), succeeded(url));
    auto video = generate(route_from_pixazo(), {.account = "eu"});
    BOOST_TEST(!video.code);
    BOOST_TEST(log.at(0) == "pixazo ended: no_account, then apixo");
    video = generate(route_from_pixazo(), {.account = "us"});
    BOOST_TEST(video.code == errc::no_account);
    BOOST_TEST(video.why.legs.size() == 2u);
    BOOST_TEST(submitted() == "a");
}

BOOST_FIXTURE_TEST_CASE(what_is_refused_for_its_content_is_refused_for_good_unless_the_caller_says_so, route_fixture) {
    const auto refusal = failed_for_nothing("the content moderation has refused the prompt");
    reply(testing::accepted("pixazo", "p_1"), refusal);
    auto video = generate(route_from_pixazo());
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(video.why.reason == fail_reason::moderation);
    BOOST_TEST(submitted() == "p");
    reply(testing::accepted("pixazo", "p_1"), refusal, accepted("task_1"), succeeded(url));
    video = generate(route_from_pixazo(), {.route = {.despite_content = true}});
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "ppa");
}

BOOST_FIXTURE_TEST_CASE(a_leg_that_fails_in_a_row_rests, route_fixture) {
    for (int i = 0; i != 3; ++i)
        reply(refused(402), testing::accepted("xenodia", "x_1"), testing::succeeded("xenodia", "x_1", url));
    for (int i = 0; i != 3; ++i) generate();
    BOOST_TEST(submitted() == "axaxax");
    clock->advance(1s);
    reply(testing::accepted("xenodia", "x_1"), testing::succeeded("xenodia", "x_1", url));
    const auto before = clock->now();
    outcome<generated_video> video;
    client.generate(route(), video.options(), video.handler());
    settle();
    BOOST_TEST(clock->now() == before);
    BOOST_TEST(submitted() == "axaxaxx", submitted());
    BOOST_TEST(std::count(log.begin(), log.end(), "apixo ended: rejected_balance, then xenodia") == 4, "told, too");
    run();
}

BOOST_FIXTURE_TEST_CASE(where_all_legs_rest_it_waits_and_says_when_the_next_may_be_tried, route_fixture) {
    for (int i = 0; i != 3; ++i) reply(refused(402), testing::reply_with(402, R"({"code":402,"message":"no"})"));
    for (int i = 0; i != 3; ++i) BOOST_TEST(generate().code == errc::rejected_balance);
    auto video = generate(route(), {.deadline = 1s});
    BOOST_TEST(video.code == errc::deadline_reached);
    BOOST_TEST(contains(video.why.detail, "every leg that is left rests"), video.why.detail);
    BOOST_TEST(contains(video.why.detail, "it may be tried again in"), video.why.detail);
    BOOST_TEST(video.why.retry_after.value().count() > 20);
    reply(accepted("task_1"), succeeded(url));
    const auto before = clock->now();
    video = generate(route());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST((clock->now() - before >= 20s), "it has waited until a leg may be tried");
}

BOOST_FIXTURE_TEST_CASE(a_route_in_the_queue_that_shall_not_go_on_is_acknowledged, route_fixture) {
    reply(testing::accepted("pixazo", "p_1"));
    outcome<intent> queued, known;
    client.enqueue(route_from_pixazo(), {.intent = "order-1"}, queued.handler());
    settle();
    reply(failed_for_nothing());
    outcome<status_answer> status;
    client.status(journal->find("order-1")->task.value(), status.handler());
    settle();
    BOOST_TEST(is_open(journal->find("order-1").value()), "its route may go on");
    client.acknowledge("order-1", known.handler());
    run();
    BOOST_TEST(!known.code);
    const auto now = journal->find("order-1").value();
    BOOST_TEST(!is_open(now));
    BOOST_TEST(now.charged.value() == money{});
    BOOST_TEST(journal->request_of(now).empty());
}

BOOST_FIXTURE_TEST_CASE(the_compiler_knows_the_legs, route_fixture) {
    using fast_anywhere = seedance::route<apixo::seedance_2_0_fast, xenodia::seedance_2_fast>;
    const text_to_video<fast_anywhere> request{.prompt = "rain on a tin roof", .duration = 5s};
    reply(refused(402), testing::accepted("xenodia", "x_1"), testing::succeeded("xenodia", "x_1", url));
    outcome<generated_video> video;
    client.generate(request, video.options(), video.handler());
    run();
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "ax");
    reply(accepted("task_1"));
    outcome<intent> queued, again;
    client.enqueue(request, {.intent = "order-1", .why = &queued.why}, queued.handler());
    settle();
    BOOST_TEST(!queued.code, queued.why.detail);
    BOOST_TEST(contains(journal->request_of(queued.value),
                        R"("models":["apixo/seedance-2-0-fast","xenodia/seedance-2-fast"])"));
    client.enqueue(request, {.intent = "order-1", .why = &again.why}, again.handler());
    run();
    BOOST_TEST(!again.code, again.why.detail);
    BOOST_TEST(submitted() == "axa");
}

BOOST_FIXTURE_TEST_CASE(a_rule_of_any_leg_is_said_before_anything_is_sent, route_fixture) {
    auto request = route();
    request.duration = 300s;
    const auto video = generate(request);
    BOOST_TEST(video.code == errc::invalid_request);
    BOOST_TEST(video.why.broken_rules.size() == 2u);
    request.models = {"apixo/seedance-2-0-fast", "apixo/seedance-9"};
    request.duration.reset();
    outcome<intent> queued;
    client.enqueue(request, {.why = &queued.why}, queued.handler());
    settle();
    BOOST_TEST(queued.code == errc::invalid_request);
    request.models = {"apixo/seedance-2-0-fast", "apixo/seedance-2-0-fast"};
    outcome<intent> twice;
    client.enqueue(request, {.why = &twice.why}, twice.handler());
    settle();
    BOOST_TEST(twice.code == errc::invalid_request);
    BOOST_TEST(requests().empty());
}

// ---- in the queue

BOOST_FIXTURE_TEST_CASE(in_the_queue_the_next_leg_is_another_attempt, route_fixture) {
    network->hold(exchange_phase::connect);
    outcome<intent> queued;
    client.enqueue(route(), {.intent = "order-1", .why = &queued.why}, queued.handler());
    settle();
    BOOST_TEST(!queued.code, queued.why.detail);
    BOOST_TEST(queued.value.legs_left == 1);
    network->release();
    reply(refused(402), testing::accepted("xenodia", "x_1"));
    settle();
    BOOST_TEST(submitted() == "ax");
    const auto all = attempts("order-1");
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].state == intent_state::not_sent);
    BOOST_TEST(all[1].state == intent_state::accepted);
    BOOST_TEST(all[1].legs_left == 0);
    BOOST_TEST(!all[1].queued);
    run();
}

BOOST_FIXTURE_TEST_CASE(in_the_queue_a_task_that_fails_for_nothing_moves_on_where_somebody_waits, route_fixture) {
    reply(testing::accepted("pixazo", "p_1"));
    outcome<intent> queued;
    client.enqueue(route_from_pixazo(), {.intent = "order-1"}, queued.handler());
    settle();
    BOOST_TEST(journal->find("order-1")->queued, "its request is needed until the end");
    reply(failed_for_nothing(), accepted("task_1"), succeeded(url));
    outcome<generated_video> video;
    client.wait("order-1", video.options(), video.handler());
    run();
    BOOST_TEST(video.done());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(submitted() == "pa");
    BOOST_TEST(journal->find("order-1")->state == intent_state::succeeded);
}

BOOST_FIXTURE_TEST_CASE(in_the_queue_what_is_refused_for_its_content_is_refused_for_good, route_fixture) {
    reply(testing::accepted("pixazo", "p_1"));
    client.enqueue(route_from_pixazo(), {.intent = "order-1"}, [](error_code, const intent&) {});
    settle();
    reply(failed_for_nothing("the content moderation has refused the prompt"));
    outcome<generated_video> video;
    client.wait("order-1", video.options(), video.handler());
    run();
    BOOST_TEST(video.done());
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(video.why.reason == fail_reason::moderation);
    BOOST_TEST(submitted() == "p");
    BOOST_TEST(requests().size() == 2u, "one submit, and one poll");
    const auto now = journal->find("order-1").value();
    BOOST_TEST(!is_open(now));
    BOOST_TEST(now.charged.value() == money{});
}

BOOST_FIXTURE_TEST_CASE(a_call_by_the_name_of_a_queued_route_leaves_the_next_leg_to_the_queue, route_fixture) {
    reply(testing::accepted("pixazo", "p_1"));
    client.enqueue(route_from_pixazo(), {.intent = "order-1"}, [](error_code, const intent&) {});
    settle();
    reply(failed_for_nothing(), refused(402));
    outcome<generated_video> video;
    client.generate(route_from_pixazo(), {.intent = "order-1", .why = &video.why}, video.handler());
    run_until([this] { return submitted() == "pa"; });
    BOOST_TEST(journal->find("order-1")->queued, "it is tried until it is made");
    reply(testing::accepted("pixazo", "p_2"), testing::succeeded("pixazo", "p_2", url));
    run();
    BOOST_TEST(video.done());
    BOOST_TEST(!video.code, video.why.detail);
    BOOST_TEST(video.value.task.id == "p_2");
}

BOOST_FIXTURE_TEST_CASE(a_leg_of_which_somebody_needs_no_more_is_asked_for_once, route_fixture) {
    reply(testing::accepted("pixazo", "p_1"));
    outcome<task> made;
    client.submit(route_from_pixazo(), {.intent = "order-1"}, made.handler());
    settle();
    client.acknowledge("order-1", [](error_code, const intent&) {});
    settle();
    reply(failed_for_nothing());
    const auto video = generate(route_from_pixazo(), {.intent = "order-1"});
    BOOST_TEST(video.code == errc::task_failed);
    BOOST_TEST(submitted() == "p");
    BOOST_TEST(requests().size() == 2u, "one submit, and one poll");
    BOOST_TEST(video.why.legs.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
