// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The client and ids that may be tasks: the gateway is asked before anybody relies on one, and whatever it says,
// nothing is sent twice and nothing that may be paid for is forgotten.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <seedance/core/quoted.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/pixazo.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_candidates)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";

struct odd_answer {
    const char* name;
    http_reply answer;
};

std::ostream& operator<<(std::ostream& out, const odd_answer& row) { return out << row.name; }

/// A reply that was no HTTP: its bytes, as they came.
http_reply unreadable(std::string bytes) {
    auto reply = reply_failed(transport_errc::bad_reply, exchange_phase::read, delivery::complete);
    reply.body = std::move(bytes);
    return reply;
}

const std::string with_id = R"({"code":200,"data":{"taskId":"task_1"}})";

/// Answers to a submit that name "task_1", and do not prove that it is a task.
const odd_answer candidates[] = {
    {"500", reply_with(500, with_id)},
    {"502", reply_with(502, with_id)},
    {"503 with Retry-After", reply_with(503, with_id, {{"Retry-After", "5"}})},
    {"408", reply_with(408, with_id)},
    {"303", reply_with(303, with_id)},
    {"302", reply_with(302, with_id)},
    {"400 that looks like an acceptance", reply_with(400, with_id)},
    {"429 that looks like an acceptance", reply_with(429, with_id, {{"Retry-After", "1"}})},
    {"code 500", reply_with(200, R"({"code":500,"data":{"taskId":"task_1"}})")},
    {"code 10001", reply_with(200, R"({"code":10001,"data":{"taskId":"task_1"}})")},
    {"cut, 502", cut(with_id, 502)},
    {"cut, 402", cut(R"({"code":402,"data":{"taskId":"task_1")", 402)},
    {"cut, code 500", cut(R"({"code":500,"data":{"taskId":"task_1",)")},
    {"no head", unreadable(with_id)},
    {"a head that could not be read", unreadable("HTTP/1.1 200 OK\r\nX: \x01\r\nNEL: {\"a\":1}\r\n\r\n" + with_id)},
    {"bare LF", unreadable("HTTP/1.1 200\nX-Y\n\n" + with_id)},
    {"chunks without their end", unreadable("HTTP/1.1 200 OK\r\nT: x\r\n\r\n27\r\n" + with_id + "\r\n")},
    {"one level off", reply_with(200, R"({"code":200,"taskId":"task_1"})")},
    {"a list", reply_with(200, R"({"code":200,"data":[{"taskId":"task_1"}]})")},
    {"another spelling", reply_with(200, R"({"code":200,"data":{"task_id":"task_1"}})")},
    {"a shorter spelling", reply_with(202, R"({"code":200,"data":{"id":"task_1"}})")},
    {"a page around it", reply_with(200, R"(<script>x = {id: 1, "taskId": "task_1"}</script>)")},
};

/// A client whose journal the test can read.
struct bench : client_fixture {
    bench() {
        auto chosen = options();
        chosen.journal = written;
        use_options(chosen);
    }

    intent only() const {
        const auto all = written->list({}).intents;
        BOOST_TEST_REQUIRE(all.size() == 1u);
        return all.front();
    }

    std::shared_ptr<memory_journal> written = std::make_shared<memory_journal>();
};

}  // namespace

// ---- what the gateway says of a candidate

BOOST_DATA_TEST_CASE(a_candidate_that_the_gateway_shows_is_the_task, data::make(candidates), row) {
    bench f;
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
    bench f;
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

BOOST_FIXTURE_TEST_CASE(a_candidate_is_asked_for_through_an_outage, bench) {
    reply(reply_with(502, with_id), refused(503), not_connected(), refused(404), refused(429),
          status_of("task_2", "success"), status_of("task_1", "processing"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.id == "task_1");
}

BOOST_FIXTURE_TEST_CASE(a_candidate_that_is_another_task_is_none, bench) {
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

BOOST_FIXTURE_TEST_CASE(a_video_comes_of_a_candidate, bench) {
    reply(reply_with(502, with_id), status_of("task_1", "processing"), succeeded(url));
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls == std::vector<std::string>{url});
    BOOST_TEST(submits() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_candidate_that_is_shown_with_its_video_is_asked_for_once, bench) {
    reply(reply_with(502, with_id), succeeded(url));
    outcome<generated_video> result;
    client.generate(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls == std::vector<std::string>{url});
    BOOST_TEST(requests().size() == 2u);
    BOOST_TEST((only().state == intent_state::succeeded));
}

BOOST_FIXTURE_TEST_CASE(who_calls_again_under_the_name_pays_nothing, bench) {
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
    bench f;
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
    bench f;
    f.reply(reply_with(502, with_id), row.answer);
    outcome<task> result;
    f.client.submit(rain(), result.options(), result.handler());
    f.run();
    BOOST_TEST(!result.code, result.why.detail);
    BOOST_TEST(f.only().state == intent_state::accepted);
}

// ---- the task of another order

BOOST_FIXTURE_TEST_CASE(a_candidate_that_is_the_task_of_another_order_is_not_this_ones, bench) {
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

BOOST_FIXTURE_TEST_CASE(nobody_can_say_that_the_task_of_one_order_became_of_another, bench) {
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

BOOST_FIXTURE_TEST_CASE(of_two_orders_with_one_candidate_one_gets_it, bench) {
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

BOOST_FIXTURE_TEST_CASE(an_id_in_the_refusal_to_be_asked_first_is_no_candidate, bench) {
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

BOOST_FIXTURE_TEST_CASE(a_caller_who_goes_while_a_candidate_is_asked_for_leaves_it_to_the_journal, bench) {
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

BOOST_FIXTURE_TEST_CASE(a_deadline_while_a_candidate_is_asked_for_keeps_it, bench) {
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

BOOST_FIXTURE_TEST_CASE(a_client_that_closes_leaves_a_candidate_in_the_journal, bench) {
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

BOOST_FIXTURE_TEST_CASE(a_queued_order_whose_answer_is_a_candidate_is_never_sent_again, bench) {
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

BOOST_FIXTURE_TEST_CASE(a_queued_order_gets_the_task_that_was_confirmed, bench) {
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

BOOST_FIXTURE_TEST_CASE(the_next_client_finds_a_candidate_and_sends_nothing, bench) {
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

BOOST_FIXTURE_TEST_CASE(who_joins_while_a_candidate_is_asked_for_gets_its_task, bench) {
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

BOOST_FIXTURE_TEST_CASE(draining_waits_for_what_is_said_of_a_candidate, bench) {
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

BOOST_FIXTURE_TEST_CASE(the_id_in_a_refusal_is_a_reference_for_support, bench) {
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

BOOST_FIXTURE_TEST_CASE(an_order_that_was_refused_is_sent_when_the_account_has_balance, bench) {
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

// ---- what was received

BOOST_FIXTURE_TEST_CASE(a_failure_and_the_journal_have_the_answer_without_the_key, bench) {
    reply(reply_with(200, R"({"video":"https://a/1.mp4","echo":"test-key"})",
                     {{"Content-Type", "application/json"}, {"Set-Cookie", "a=b"}, {"X-Request-Id", "r-test-key"}}));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(result.why.detail == "an answer came but cannot be used");
    const auto& received = result.why.received;
    BOOST_TEST(received.status == 200);
    BOOST_TEST(received.body == R"({"video":"https://a/1.mp4","echo":"********"})");
    BOOST_TEST_REQUIRE(received.headers.size() == 2u);
    BOOST_TEST(received.headers[0].value == "application/json");
    BOOST_TEST(received.headers[1].value == "r-********");
    const auto note = only().note;
    BOOST_TEST(contains(note, "HTTP 200"));
    BOOST_TEST(contains(note, "https://a/1.mp4"));
    BOOST_TEST(!contains(note, "test-key"));
}

BOOST_FIXTURE_TEST_CASE(a_key_that_is_echoed_as_an_id_is_no_candidate, bench) {
    reply(reply_with(502, R"({"code":200,"data":{"taskId":"test-key"}})"));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(!result.why.candidate);
    BOOST_TEST(!only().candidate);
    BOOST_TEST(requests().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(of_a_long_answer_64_kib_are_kept, bench) {
    reply(reply_with(502, std::string(200'000, 'x')));
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.why.received.body.size() == 65'536u);
    BOOST_TEST(only().note.size() == 65'536u);
}

BOOST_FIXTURE_TEST_CASE(a_key_in_which_a_long_text_was_cut_is_not_shown, bench) {
    const std::string key = "sk-0123456789abcdef0123456789abcdef";
    client.use(apixo::account{.api_key = secret{key}});
    for (std::size_t kept = 8; kept != key.size(); ++kept) {
        const auto words = std::string(1024 - kept, '.') + key + "...";
        reply(reply_with(400, R"({"code":400,"message":")" + words + R"(","data":null})", {{"Server", words}}));
        outcome<task> result;
        client.submit(rain(), result.options(), result.handler());
        run();
        BOOST_TEST(result.why.gateway_message.size() == 1024u);
        BOOST_TEST(result.why.gateway_message.ends_with("********"), kept);
        BOOST_TEST_REQUIRE(result.why.received.headers.size() == 1u);
        BOOST_TEST(!contains(result.why.received.headers[0].value, "sk-"));
        BOOST_TEST(!contains(result.why.received.body, "sk-"));
    }
}

BOOST_FIXTURE_TEST_CASE(the_journals_note_can_be_printed, bench) {
    const std::string body =
        "\x1b[2J\xff"
        "caf\xe9 \xe2\x80\xae\"\xe8\xa7\x86\"\r\n\t\x7f\0end" +
        std::string(70'000, 'x') + "\xe8\xa7\x86";
    for (std::size_t shift = 0; shift != 3; ++shift) {
        bench f;
        std::string wide(shift, 'x');
        while (wide.size() < 70'000) wide += "\xe8\xa7\x86";
        f.reply(reply_with(502, body), reply_with(502, wide));
        outcome<task> first, second;
        f.client.submit(rain(), first.options(), first.handler());
        f.client.submit(rain(), second.options(), second.handler());
        f.run();
        for (const auto& each : f.written->list({}).intents) {
            std::string_view rest = each.note;
            BOOST_TEST(rest.size() <= 65'536u);
            BOOST_TEST(rest.size() > 65'500u);
            while (!rest.empty()) {
                const auto next = text::first_code_point(rest);
                BOOST_TEST_REQUIRE((detail::is_harmless(next) || next.value == '"'));
                rest.remove_prefix(next.length);
            }
        }
        BOOST_TEST(first.why.received.body.substr(0, 5) == "\x1b[2J\xff");
    }
}

BOOST_FIXTURE_TEST_CASE(a_long_candidate_is_whole_in_the_journal, bench) {
    const auto id = std::string(2'040, 'a') + "-the-end";
    network->answer_with([&](const http_request& request) {
        return request.method == "POST" ? reply_with(502, R"({"data":{"taskId":")" + id + "\"}}") : refused(404);
    });
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(contains(only().note, "perhaps task \"" + id + '"'));
}

BOOST_FIXTURE_TEST_CASE(only_a_lost_answer_is_called_lost, bench) {
    reply(answer_lost());
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.why.detail.starts_with("its answer was lost: "));
    BOOST_TEST(result.why.received.empty());
}

BOOST_FIXTURE_TEST_CASE(a_status_has_what_was_received, client_fixture) {
    reply(reply_with(200, R"({"code":200,"data":{"taskId":"t","state":"success","resultJson":"{\"clip\":7}"}})"));
    outcome<status_answer> result;
    client.status({.provider = "apixo", .model = "m", .id = "t"}, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(result.value.urls.empty());
    BOOST_TEST(contains(result.value.received.body, "clip"));
}

BOOST_AUTO_TEST_SUITE_END()
