// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The client and ids that may be tasks: the gateway is asked before anybody relies on one, and whatever it says,
// nothing is sent twice and nothing that may be paid for is forgotten.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/core/quoted.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/pixazo.hpp>

#include "candidate_answers.hpp"

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_candidates)

using namespace test::candidate;

// ---- what the gateway says of a candidate

BOOST_DATA_TEST_CASE(a_candidate_that_the_gateway_shows_is_the_task, data::make(candidates), row) {
    fixture f;
    f.reply(row.answer, status_of("task_1", "pending"));
    outcome<task> result;
    f.client.submit(rain(), result.options(), result.handler());
    f.run();
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(f.submits() == 1);
    BOOST_TEST_REQUIRE(f.requests().size() == 2u);
    BOOST_TEST(f.requests()[1].method == "GET");
    BOOST_TEST(f.requests()[1].url.ends_with("?taskId=task_1"));
    BOOST_TEST(f.only().state == intent_state::accepted);
    BOOST_TEST(f.log.back() == "accepted task_1");
}

BOOST_DATA_TEST_CASE(a_candidate_that_the_gateway_does_not_know_leaves_the_outcome_unknown, data::make(candidates),
                     row) {
    fixture f;
    int polls = 0;
    f.network->answer_with([&](const http_request& request) {
        if (request.method == "POST") return row.answer;
        ++polls;
        return refused(404);
    });
    outcome<task> result;
    f.client.submit(rain(), result.options(), result.handler());
    f.run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.retry == retry::ask_first);
    BOOST_TEST(!result.why.task);
    BOOST_TEST_REQUIRE(result.why.candidate.has_value());
    BOOST_TEST(result.why.candidate->id == "task_1");
    BOOST_TEST(result.why.received.body == row.answer.body);
    BOOST_TEST(f.submits() == 1);
    BOOST_TEST(polls >= 3);
    BOOST_TEST(f.elapsed() >= 60s, "a gateway may be slow to show what it has accepted");
    const auto left = f.only();
    BOOST_TEST(left.state == intent_state::unknown);
    BOOST_TEST(contains(left.note, R"(perhaps task "task_1")"));
    BOOST_TEST(contains(left.note, "an answer came but cannot be used"));

    outcome<intent> resolved;  // by a person, who has looked
    f.client.resolve(left.name, *result.why.candidate, resolved.handler());
    f.run();
    BOOST_TEST(!resolved.code);
    BOOST_TEST(f.only().state == intent_state::accepted);
}

BOOST_FIXTURE_TEST_CASE(a_candidate_is_asked_for_through_an_outage, fixture) {
    reply(reply_with(502, with_id), refused(503), not_connected(), refused(404), refused(429),
          status_of("task_2", "success"), status_of("task_1", "processing"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_candidate_that_is_another_task_is_none, fixture) {
    network->answer_with([](const http_request& request) {
        return request.method == "POST" ? reply_with(502, with_id) : status_of("task_2", "success");
    });
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(elapsed() <= 11min);
    BOOST_TEST(only().state == intent_state::unknown);
}

BOOST_FIXTURE_TEST_CASE(a_video_comes_of_a_candidate, fixture) {
    reply(reply_with(502, with_id), status_of("task_1", "processing"), succeeded(url));
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls == std::vector<std::string>{url});
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(that_what_is_said_of_a_candidate_is_damaged_is_told_once, fixture) {
    int told = 0;
    auto chosen = options();
    chosen.journal = written;
    chosen.on_event = event_handler{[&told](const events::answer_mended& what) {
        BOOST_TEST(what.task_id == "task_1");
        BOOST_TEST(what.about.intent == "order-1");
        ++told;
    }};
    use_options(chosen);
    auto damaged = status_of("task_1", "processing");
    auto denied = reply_with(404, R"({"x":NaN,"code":404,"message":"task not found"})");
    damaged.body.insert(1, "\"x\":NaN,");
    reply(reply_with(502, with_id), denied, damaged);
    outcome<task> result;
    auto call = result.options();
    call.intent = "order-1";
    client.submit(rain(), call, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(told == 1);
}

BOOST_FIXTURE_TEST_CASE(a_candidate_that_is_shown_with_its_video_is_asked_for_once, fixture) {
    reply(reply_with(502, with_id), succeeded(url));
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls == std::vector<std::string>{url});
    BOOST_TEST(requests().size() == 2u);
    BOOST_TEST(only().state == intent_state::succeeded);
}

BOOST_FIXTURE_TEST_CASE(who_calls_again_under_the_name_pays_nothing, fixture) {
    network->answer_with(
        [](const http_request& request) { return request.method == "POST" ? reply_with(502, with_id) : refused(404); });
    outcome<task> first, again;
    auto options = first.options();
    options.intent = "order-1";
    client.submit(rain(), options, first.handler());
    run();
    options.why = &again.why;
    client.submit(rain(), options, again.handler());
    run();
    BOOST_TEST(again.code == errc::outcome_unknown);
    BOOST_TEST(contains(again.why.detail, "an answer came but cannot be used"));
    BOOST_TEST(!contains(again.why.detail, "was lost"));
    BOOST_TEST(submits() == 1);
}

// ---- answers that show no task

/// Answers to a poll that tell a state, or seem to, and do not show that there is a task of this id.
const odd_answer no_tasks[] = {
    {"a word that is no state", state_is("not_found")},
    {"a word for an error", state_is("error")},
    {"an empty word for a state", state_is(" ")},
    {"failed, and nothing says which", failed("TaskNotFound")},
    {"failed under 500, and nothing says which",
     reply_with(500, R"({"code":500,"data":{"state":"failed","failMsg":"no such task"}})")},
    {"succeeded, another", status_of("task_9", "success")},
    {"no word for it, another", status_of("task_9", "gone")},
};

BOOST_DATA_TEST_CASE(a_candidate_whose_task_is_not_shown_is_none, data::make(no_tasks), row) {
    fixture f;
    f.network->answer_with(
        [&](const http_request& request) { return request.method == "POST" ? reply_with(502, with_id) : row.answer; });
    outcome<task> result;
    f.client.submit(rain(), result.options(), result.handler());
    f.run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.candidate.has_value());
    BOOST_TEST(f.only().state == intent_state::unknown);
    BOOST_TEST(f.submits() == 1);
}

const odd_answer tasks[] = {
    {"queued", state_is("pending")},
    {"running", state_is("processing")},
    {"over", succeeded(url)},
    {"failed, by its id", status_of("task_1", "failed")},
    {"a word of its own, by its id", status_of("task_1", "archived")},
};

BOOST_DATA_TEST_CASE(a_candidate_whose_task_is_shown_is_it, data::make(tasks), row) {
    fixture f;
    f.reply(reply_with(502, with_id), row.answer);
    outcome<task> result;
    f.client.submit(rain(), result.options(), result.handler());
    f.run();
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(f.only().state == intent_state::accepted);
}

// ---- the task of another order

BOOST_FIXTURE_TEST_CASE(a_candidate_that_is_the_task_of_another_order_is_not_this_ones, fixture) {
    reply(accepted("task_1"));
    outcome<task> first, second;
    client.submit(rain(), first.options(), first.handler());
    run();
    reply(reply_with(502, with_id), status_of("task_1", "processing"));
    auto options = second.options();
    options.intent = "order-2";
    client.submit(rain(), options, second.handler());
    run();
    BOOST_TEST(second.code == errc::outcome_unknown);
    BOOST_TEST(second.why.billed == billed::unknown);
    BOOST_TEST(second.why.candidate.has_value());
    BOOST_TEST(contains(second.why.detail, "is the task of intent"));
    const auto all = written->list({}).intents;
    BOOST_TEST_REQUIRE(all.size() == 2u);
    const auto& left = all[0].name == "order-2" ? all[0] : all[1];
    BOOST_TEST(left.state == intent_state::unknown);
    BOOST_TEST(!left.task.has_value());
}

BOOST_FIXTURE_TEST_CASE(nobody_can_write_down_an_id_that_no_journal_keeps, fixture) {
    for (const auto& id : {std::string{"task 1"}, std::string{"task_1\n"}, std::string(2'049, 'x')}) {
        outcome<intent> said;
        client.resolve("order-1", task{.provider = "apixo", .model = "seedance-2-0-fast", .id = id}, said.options(),
                       said.handler());
        run();
        BOOST_TEST(said.code == errc::invalid_request);
        BOOST_TEST(contains(said.why.detail, "2048 bytes, of visible ASCII"), said.why.detail);
        BOOST_TEST(!written->find("order-1"));
    }
}

BOOST_FIXTURE_TEST_CASE(nobody_can_say_that_the_task_of_one_order_became_of_another, fixture) {
    reply(accepted("task_1"), answer_lost());
    outcome<task> first, second;
    client.submit(rain(), first.options(), first.handler());
    run();
    auto options = second.options();
    options.intent = "order-2";
    client.submit(rain(), options, second.handler());
    run();
    outcome<intent> wrong;
    client.resolve("order-2", task{.id = "task_1"}, wrong.options(), wrong.handler());
    run();
    BOOST_TEST(wrong.code == errc::conflict);
    BOOST_TEST(contains(wrong.why.detail, "is that of intent"));
    BOOST_TEST(written->find("order-2")->state == intent_state::unknown);
    for (int times = 0; times != 2; ++times) {
        outcome<intent> again;
        client.resolve("order-2", task{.id = "task_2"}, again.options(), again.handler());
        run();
        BOOST_TEST(!again.code);
        BOOST_TEST(again.value.task->id == "task_2");
    }
}

BOOST_FIXTURE_TEST_CASE(of_two_orders_with_one_candidate_one_gets_it, fixture) {
    network->answer_with([](const http_request& request) {
        return request.method == "POST" ? reply_with(502, with_id) : status_of("task_1", "processing");
    });
    outcome<task> first, second;
    client.submit(rain(), first.options(), first.handler());
    client.submit(rain(), second.options(), second.handler());
    run();
    BOOST_TEST(first.done());
    BOOST_TEST(second.done());
    BOOST_TEST(!first.code != !second.code);
    const auto all = written->list({}).intents;
    BOOST_TEST(std::count_if(all.begin(), all.end(), [](const intent& each) { return each.task.has_value(); }) == 1);
}

// ---- a refusal of the question whether a body may follow

BOOST_FIXTURE_TEST_CASE(an_id_in_the_refusal_to_be_asked_first_is_no_candidate, fixture) {
    client.use(pixazo::account{.api_key = secret{"test-key"}});
    auto unasked = reply_failed(transport_errc::expectation_refused, exchange_phase::write, delivery::partial);
    unasked.status = 417;
    unasked.body = R"({"error":"expectation failed","request_id":"req-1"})";
    reply(unasked, reply_with(202, R"({"request_id":"task-1","status":"QUEUED"})"));
    outcome<task> result;
    client.submit(unchecked<pixazo::gateway>("m", "v1/text", "{}"), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(result.value.id == "task-1");
    BOOST_TEST(submits() == 2);
}

// ---- the caller's own end

BOOST_FIXTURE_TEST_CASE(a_caller_who_goes_while_a_candidate_is_asked_for_leaves_it_to_the_journal, fixture) {
    asio::cancellation_signal stop;
    outcome<task> result;
    reply(reply_with(502, with_id), refused(404));
    client.submit(rain(), result.options(), result.handler(stop));
    run_until([&] { return requests().size() == 2; });
    stop.emit(asio::cancellation_type::terminal);
    settle();
    BOOST_TEST(result.code == errc::cancelled);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST_REQUIRE(result.why.candidate.has_value());
    BOOST_TEST(only().state == intent_state::unknown);
    reply(status_of("task_1", "pending"));
    run();
    BOOST_TEST(only().state == intent_state::accepted);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_while_a_candidate_is_asked_for_keeps_it, fixture) {
    reply(reply_with(502, with_id), refused(404));
    outcome<task> result;
    client.submit(rain(), result.options(5s), result.handler());
    run_until([&] { return result.done(); });
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.candidate.has_value());
    reply(status_of("task_1", "pending"));
    run();
    BOOST_TEST(only().state == intent_state::accepted);
}

BOOST_FIXTURE_TEST_CASE(who_has_gone_keeps_no_place_while_a_candidate_is_asked_for, fixture) {
    auto one_at_once = options();
    one_at_once.tasks_at_once = 1;
    use_options(one_at_once);
    network->answer_with([this](const http_request& request) {
        if (request.method != "POST") return refused(503);
        return submits() == 1 ? reply_with(502, with_id) : accepted("task_2");
    });
    outcome<task> gone, next;
    client.submit(rain(), gone.options(30s), gone.handler());
    client.submit(rain(), next.options(), next.handler());
    run_until([&] { return next.done(); });
    BOOST_TEST(gone.code == errc::deadline_reached);
    BOOST_TEST(gone.why.billed == billed::unknown);
    BOOST_TEST(!next.code);
    BOOST_TEST(elapsed() <= 2min);
    run();
}

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_leaves_a_candidate_in_the_journal, fixture) {
    reply(reply_with(502, with_id), refused(404));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run_until([&] { return requests().size() == 2; });
    client.close();
    run();
    BOOST_TEST(result.code == errc::client_closed);
    BOOST_TEST(only().state == intent_state::unknown);
    BOOST_TEST(contains(only().note, "task_1"));
    BOOST_TEST(requests().size() == 2u);
}

// ---- queues, followers, budgets, and the next client

BOOST_FIXTURE_TEST_CASE(a_queued_order_whose_answer_is_a_candidate_is_never_sent_again, fixture) {
    auto chosen = options();
    chosen.journal = written;
    chosen.models = all_models::entries;
    use_options(chosen);
    network->answer_with(
        [](const http_request& request) { return request.method == "POST" ? reply_with(502, with_id) : refused(404); });
    outcome<intent> queued;
    client.enqueue(rain(), {.intent = "order-1"}, queued.handler());
    run();
    BOOST_TEST(only().state == intent_state::unknown);
    use_options(chosen);
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST(found.value.queued.empty());
    BOOST_TEST(found.value.unknown.size() == 1u);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_queued_order_gets_the_task_that_was_confirmed, fixture) {
    auto chosen = options();
    chosen.journal = written;
    chosen.models = all_models::entries;
    use_options(chosen);
    reply(reply_with(502, with_id), refused(404), status_of("task_1", "pending"));
    outcome<intent> queued;
    client.enqueue(rain(), {.intent = "order-1"}, queued.handler());
    run();
    BOOST_TEST(only().state == intent_state::accepted);
    BOOST_TEST(!only().queued);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_next_client_finds_a_candidate_and_sends_nothing, fixture) {
    reply(reply_with(502, with_id), refused(404));
    outcome<task> result, again;
    auto call = result.options();
    call.intent = "order-1";
    client.submit(rain(), call, result.handler());
    run_until([&] { return requests().size() == 2; });
    auto chosen = options();
    chosen.journal = written;
    use_options(chosen);  // as after a crash
    network->answer_with([](const http_request&) { return refused(404); });
    outcome<recovery> found;
    client.recover(found.handler());
    run();
    BOOST_TEST_REQUIRE(found.value.unknown.size() == 1u);
    BOOST_TEST(contains(found.value.unknown[0].note, "task_1"));
    call.why = &again.why;
    client.submit(rain(), call, again.handler());
    run();
    BOOST_TEST(again.code == errc::outcome_unknown);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(who_joins_while_a_candidate_is_asked_for_gets_its_task, fixture) {
    reply(reply_with(502, with_id), refused(404));
    outcome<task> first, second, hasty;
    auto call = first.options();
    call.intent = "order-1";
    client.submit(rain(), call, first.handler());
    run_until([&] { return requests().size() == 2; });
    call.why = &second.why;
    client.submit(rain(), call, second.handler());
    auto short_call = hasty.options(1s);
    short_call.intent = "order-1";
    client.submit(rain(), short_call, hasty.handler());
    outcome<recovery> meanwhile;
    client.recover(meanwhile.handler());
    settle();
    BOOST_TEST(meanwhile.value.unknown.empty());
    outcome<intent> resolved;
    client.resolve("order-1", not_sent, resolved.handler());
    settle();
    BOOST_TEST(resolved.code == errc::intent_taken);
    reply(status_of("task_1", "pending"));
    run();
    BOOST_TEST(first.value.id == "task_1");
    BOOST_TEST(second.value.id == "task_1");
    BOOST_TEST(hasty.code == errc::deadline_reached);
    BOOST_TEST(hasty.why.billed == billed::unknown);
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(draining_waits_for_what_is_said_of_a_candidate, fixture) {
    reply(reply_with(502, with_id), refused(404));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run_until([&] { return requests().size() == 2; });
    outcome<unfinished> drained;
    client.drain(5min, drained.options(), drained.handler());
    settle();
    BOOST_TEST(!drained.done());
    reply(status_of("task_1", "pending"));
    run();
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(drained.done());
    BOOST_TEST(drained.value.submits.empty());
    BOOST_TEST(only().state == intent_state::accepted);
}

// ---- refusals

BOOST_FIXTURE_TEST_CASE(the_id_in_a_refusal_is_a_reference_for_support, fixture) {
    client.use(pixazo::account{.api_key = secret{"test-key"}});
    for (const int status : {400, 401, 402, 403, 404, 409, 422}) {
        reply(reply_with(status, R"({"error":"no","message":"no","request_id":"req-1"})"));
        outcome<task> result;
        client.submit(unchecked<pixazo::gateway>("m", "v1/text", "{}"), result.options(), result.handler());
        run();
        BOOST_TEST(result.code != errc::outcome_unknown);
        BOOST_TEST(result.why.billed == billed::no);
        BOOST_TEST(!result.why.candidate.has_value());
        BOOST_TEST(result.why.gateway_reference == "req-1");
        BOOST_TEST(contains(to_string(result.why), R"([gateway reference "req-1"])"));
    }
    for (const auto& each : written->list({}).intents) BOOST_TEST(each.state == intent_state::not_sent);
}

BOOST_FIXTURE_TEST_CASE(an_order_that_was_refused_is_sent_when_the_account_has_balance, fixture) {
    client.use(pixazo::account{.api_key = secret{"test-key"}});
    outcome<task> refused_first, then;
    auto options = refused_first.options();
    options.intent = "order-1";
    reply(reply_with(402, R"({"error":"Insufficient Balance","message":"no","request_id":"req-1"})"));
    client.submit(unchecked<pixazo::gateway>("m", "v1/text", "{}"), options, refused_first.handler());
    run();
    BOOST_TEST(refused_first.code == errc::rejected_balance);
    reply(reply_with(202, R"({"request_id":"task-1","status":"QUEUED"})"));
    options.why = &then.why;
    client.submit(unchecked<pixazo::gateway>("m", "v1/text", "{}"), options, then.handler());
    run();
    BOOST_TEST(!then.code);
    BOOST_TEST(then.value.id == "task-1");
}

BOOST_AUTO_TEST_SUITE_END()
