// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The client when things go wrong: how often a submit is sent, what is known of its outcome, and how a wait goes on.
#include "checks.hpp"
#include "client_fixture.hpp"

#include <algorithm>
#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(client_failure)

namespace {

const std::string url = "https://file.apixo.ai/1.mp4";
const task known{.provider = "apixo",
                 .model = "seedance-2-0-fast",
                 .id = "task_1",
                 .accepted_at = std::chrono::system_clock::time_point{1767965610s}};

/// One answer to every submit, and what must come of it.
struct submit_row {
    const char* name;
    http_reply answer;
    int sent;  ///< how many requests
    errc code;
    seedance::billed billed;
    seedance::retry retry;
    int status;
};

std::ostream& operator<<(std::ostream& out, const submit_row& row) { return out << row.name; }

constexpr auto no = billed::no;
constexpr auto maybe = billed::unknown;

const submit_row submit_rows[] = {
    {"400", refused(400), 1, errc::rejected, no, retry::never, 400},
    {"401", refused(401), 1, errc::rejected_key, no, retry::never, 401},
    {"402", refused(402), 1, errc::rejected_balance, no, retry::never, 402},
    {"403", refused(403), 1, errc::rejected_access, no, retry::never, 403},
    {"404", refused(404), 1, errc::not_found, no, retry::never, 404},
    {"409", refused(409), 1, errc::conflict, no, retry::never, 409},
    {"410", refused(410), 1, errc::not_found, no, retry::never, 410},
    {"413", refused(413), 1, errc::rejected, no, retry::never, 413},
    {"422", refused(422), 1, errc::rejected, no, retry::never, 422},
    {"429, Retry-After beyond the deadline", refused_for(429, "1801"), 1, errc::throttled, no, retry::call_again, 429},
    {"408", refused(408), 1, errc::outcome_unknown, maybe, retry::ask_first, 408},
    {"500", refused(500), 1, errc::outcome_unknown, maybe, retry::ask_first, 500},
    {"502", refused(502), 1, errc::outcome_unknown, maybe, retry::ask_first, 502},
    {"502 of a proxy", reply_with(502, "<html>Bad Gateway</html>"), 1, errc::outcome_unknown, maybe, retry::ask_first,
     502},
    {"503 without Retry-After", refused(503), 1, errc::outcome_unknown, maybe, retry::ask_first, 503},
    {"503, Retry-After 5", refused_for(503, "5"), 1, errc::outcome_unknown, maybe, retry::ask_first, 503},
    {"503, Retry-After 121", refused_for(503, "121"), 1, errc::outcome_unknown, maybe, retry::ask_first, 503},
    {"504", refused(504), 1, errc::outcome_unknown, maybe, retry::ask_first, 504},
    {"301", refused(301), 1, errc::redirect_refused, no, retry::never, 301},
    {"302", refused(302), 1, errc::redirect_refused, no, retry::never, 302},
    {"303", refused(303), 1, errc::outcome_unknown, maybe, retry::ask_first, 303},
    {"307", refused(307), 1, errc::redirect_refused, no, retry::never, 307},
    {"308", refused(308), 1, errc::redirect_refused, no, retry::never, 308},
    {"HTML with 200", reply_with(200, "<html>Welcome</html>"), 1, errc::outcome_unknown, maybe, retry::ask_first, 200},
    {"nothing with 200", reply_with(200, ""), 1, errc::outcome_unknown, maybe, retry::ask_first, 200},
    {"200 without an id", reply_with(200, R"({"code":200,"data":{}})"), 1, errc::outcome_unknown, maybe,
     retry::ask_first, 200},
    {"code 402 with 200", reply_with(200, R"({"code":402,"message":"balance","data":null})"), 1, errc::rejected_balance,
     no, retry::never, 200},
    {"code 429 with 200", reply_with(200, R"({"code":429,"message":"slow","data":null})", {{"Retry-After", "1801"}}), 1,
     errc::throttled, no, retry::call_again, 200},
    {"code 500 with 200", reply_with(200, R"({"code":500,"message":"oops","data":null})"), 1, errc::outcome_unknown,
     maybe, retry::ask_first, 200},
    {"answer lost", answer_lost(), 1, errc::outcome_unknown, maybe, retry::ask_first, 0},
    {"answer late", reply_failed(transport_errc::timed_out, exchange_phase::read, delivery::complete), 1,
     errc::outcome_unknown, maybe, retry::ask_first, 0},
    {"reset after the last byte",
     reply_failed(asio::error::connection_reset, exchange_phase::write, delivery::complete), 1, errc::outcome_unknown,
     maybe, retry::ask_first, 0},
    {"answer cut before the id", cut(R"({"code":200,"data":{"taskId":"task_)"), 1, errc::outcome_unknown, maybe,
     retry::ask_first, 200},
    {"answer too large", reply_failed(transport_errc::reply_too_large, exchange_phase::read, delivery::complete), 1,
     errc::outcome_unknown, maybe, retry::ask_first, 0},
    {"connection refused", not_connected(), 3, errc::not_sent, no, retry::call_again, 0},
    {"host not found", reply_failed(asio::error::host_not_found, exchange_phase::resolve, delivery::nothing), 3,
     errc::not_sent, no, retry::call_again, 0},
    {"connect timeout", reply_failed(transport_errc::timed_out, exchange_phase::connect, delivery::nothing), 3,
     errc::not_sent, no, retry::call_again, 0},
    {"reset in the handshake",
     reply_failed(asio::error::connection_reset, exchange_phase::handshake, delivery::nothing), 3, errc::not_sent, no,
     retry::call_again, 0},
    {"reset halfway", reply_failed(asio::error::connection_reset, exchange_phase::write, delivery::partial),
     4,  // once at once
     errc::not_sent, no, retry::call_again, 0},
    {"bad certificate", reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing), 1,
     errc::tls_untrusted, no, retry::never, 0},
    {"no URL for the transport", reply_failed(transport_errc::bad_url, exchange_phase::resolve, delivery::nothing), 1,
     errc::not_sent, no, retry::never, 0},
};

}  // namespace

// ---- submit

BOOST_DATA_TEST_CASE(a_submit_is_sent_as_often_as_is_safe, data::make(submit_rows), row) {
    client_fixture f;
    for (int i = 0; i != row.sent; ++i) f.reply(row.answer);
    outcome<generated_video> result;
    f.client.generate(rain(), result.options(), result.handler());
    f.run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(f.requests().size() == static_cast<std::size_t>(row.sent));
    BOOST_TEST(result.code == row.code);
    BOOST_TEST(result.why.code == row.code);
    BOOST_TEST(result.why.step == step::submit);
    BOOST_TEST(result.why.billed == row.billed);
    BOOST_TEST(billed_of(row.code) == row.billed);
    BOOST_TEST(result.why.retry == row.retry);
    BOOST_TEST(result.why.http_status == row.status);
    BOOST_TEST(!result.why.task);
    BOOST_TEST(f.log.size() == static_cast<std::size_t>(row.sent - 1));
    for (const auto& request : f.requests()) {
        BOOST_TEST(request.method == "POST");
        BOOST_TEST(request.body == f.requests()[0].body);
        BOOST_TEST(request.use == connection_use::fresh);
    }
}

BOOST_FIXTURE_TEST_CASE(a_submit_that_was_not_sent_is_sent_again, client_fixture) {
    reply(not_connected(), refused_for(429, "7"), accepted("task_1"));
    outcome<task> result;
    client.submit(rain(), result.handler());
    run();
    BOOST_TEST(result.done());
    BOOST_TEST(result.value.id == "task_1");
    BOOST_TEST(times[1] <= 250ms);
    BOOST_TEST(times[2] - times[1] >= 7s);
    BOOST_TEST(log ==
               (std::vector<std::string>{"retrying submit: the gateway could not be reached and nothing was sent",
                                         "retrying submit: the gateway asks for fewer requests", "accepted task_1"}));
}

BOOST_FIXTURE_TEST_CASE(after_an_uncertain_attempt_nothing_is_sent, client_fixture) {
    reply(not_connected(), answer_lost());
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::outcome_unknown);
    BOOST_TEST(requests().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(an_id_in_its_place_counts_in_every_success, client_fixture) {
    const auto with_id = std::string{R"({"code":200,"data":{"taskId":"task_1"})"};
    const http_reply answers[] = {cut(with_id), cut(with_id + R"(,"x":"cut he)", 202), reply_with(202, with_id),
                                  reply_with(200, R"({"code":200,"message":"\ud83d","data":{"taskId":"task_1"}})")};
    for (const auto& answer : answers) {
        reply(answer);
        outcome<task> result;
        client.submit(rain(), result.handler());
        run();
        BOOST_TEST(result.done());
        BOOST_TEST(!result.code);
        BOOST_TEST(result.value.id == "task_1");
    }
    BOOST_TEST(requests().size() == std::size(answers));
}

BOOST_FIXTURE_TEST_CASE(the_failure_says_where_the_connection_broke, client_fixture) {
    auto broken = reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing);
    broken.detail = "certificate has expired";
    reply(broken);
    outcome<task> result;
    client.submit(rain(), result.options(), result.handler());
    run();
    BOOST_TEST(contains(result.why.detail, "certificate has expired"));
    BOOST_TEST(contains(result.why.detail, "the TLS handshake"));
}

BOOST_FIXTURE_TEST_CASE(a_submit_does_not_wait_past_its_deadline, client_fixture) {
    reply(refused_for(429, "60"));
    outcome<task> result;
    client.submit(rain(), result.options(10s), result.handler());
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(requests().size() == 1u);
    BOOST_TEST(elapsed() == 0s, "nothing could come of waiting");
    BOOST_TEST(result.code == errc::throttled);
    BOOST_TEST(result.why.retry_after == 60s);
    BOOST_TEST(result.why.billed == billed::no);
    BOOST_TEST(result.why.retry == retry::call_again);
}

// ---- polls

BOOST_FIXTURE_TEST_CASE(outages_do_not_fail_a_task, client_fixture) {
    const http_reply outages[] = {not_connected(),
                                  answer_lost(),
                                  reply_failed(asio::error::host_not_found, exchange_phase::resolve, delivery::nothing),
                                  reply_failed(transport_errc::timed_out, exchange_phase::read, delivery::complete),
                                  cut("{"),
                                  refused(500),
                                  refused(502),
                                  refused(503),
                                  refused(504),
                                  refused(408),
                                  refused(409),
                                  refused(425),
                                  reply_with(200, "<html>"),
                                  reply_with(200, ""),
                                  reply_with(200, R"({"code":500,"data":null})")};
    for (const auto& outage : outages) reply(outage, outage, outage, outage, outage);
    reply(succeeded(url));
    outcome<generated_video> result;
    client.wait(known, result.handler());
    run();
    BOOST_TEST(result.done());
    BOOST_TEST(!result.code);
    BOOST_TEST(requests().size() == 5 * std::size(outages) + 1);
    for (std::size_t i = 1; i != times.size(); ++i) BOOST_TEST(times[i] - times[i - 1] <= 24s);
}

BOOST_FIXTURE_TEST_CASE(an_outage_that_never_ends_ends_with_the_deadline, client_fixture) {
    reply(accepted("task_1"));
    outcome<generated_video> result;
    client.generate(rain(), result.options(20min), result.handler());
    settle();
    int polls = 0;
    network->answer_with([&polls](const http_request&) { return ++polls % 2 == 0 ? not_connected() : refused(503); });
    run();
    BOOST_TEST_REQUIRE(result.done());
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(elapsed() == 20min);
    BOOST_TEST_REQUIRE(result.why.task.has_value());
    BOOST_TEST(result.why.task->id == "task_1");
    BOOST_TEST(result.why.billed == billed::unknown);
    BOOST_TEST(result.why.retry == retry::resume);
    BOOST_TEST(polls > 50);
    BOOST_TEST(polls < 300);  // about every ten seconds: nobody is hammered
    BOOST_TEST(!clock->has_alarm());
}

BOOST_FIXTURE_TEST_CASE(the_deadline_detaches_from_a_running_task, client_fixture) {
    reply(accepted("task_1"));
    outcome<generated_video> result;
    client.generate(rain(), result.options(5min), result.handler());
    settle();
    network->answer_with([](const http_request&) { return state_is("processing_r2"); });
    run();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(result.code == failure_group::task_alive);
    BOOST_TEST(elapsed() == 5min);
    BOOST_TEST_REQUIRE(result.why.task.has_value());

    reply(succeeded(url));
    network->answer_with([this](const http_request&) { return std::exchange(replies, {}).front(); });
    outcome<generated_video> resumed;
    client.resume(to_string(*result.why.task), resumed.handler());
    run();
    BOOST_TEST(resumed.value.urls.front() == url);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_comes_during_a_poll_too, client_fixture) {
    network->hold();
    outcome<generated_video> result;
    client.wait(known, result.options(10min), result.handler());
    run();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(elapsed() == 10min);
    BOOST_TEST(network->cancelled() == 1u);
    BOOST_TEST(network->held() == 0u);
}

BOOST_FIXTURE_TEST_CASE(deadlines_beyond_all_sense_do_not_overflow, client_fixture) {
    for (const auto deadline :
         {std::chrono::milliseconds::max(), std::chrono::milliseconds{std::chrono::hours{24 * 365 * 300}}}) {
        reply(accepted("task_1"), state_is("processing"), succeeded(url));
        outcome<generated_video> result;
        client.generate(rain(), result.options(deadline), result.handler());
        run();
        BOOST_TEST(!result.code);
    }
    for (const auto deadline : {std::chrono::milliseconds::min(), -1ms, 0ms}) {
        outcome<generated_video> result;
        client.wait(known, result.options(deadline), result.handler());
        run();
        BOOST_TEST(result.code == errc::deadline_reached);
    }
    for (const auto* wait :
         {"2147483647", "99999999999999999999", "-1", "0", "1e9", "", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
        reply(refused_for(429, wait));
        outcome<generated_video> result;
        client.wait(known, result.options(100ms), result.handler());
        run();
        BOOST_TEST(result.code == errc::deadline_reached);
    }
}

BOOST_FIXTURE_TEST_CASE(a_task_that_is_not_visible_yet_is_asked_for_again, client_fixture) {
    // 1.5 Pro, 4 s: polled from 40 s on, which is within the minute that a gateway may take to show a task.
    reply(accepted("task_1"), refused(404), succeeded(url));
    outcome<generated_video> result;
    client.generate(text_to_video<pro>{.prompt = "rain", .duration = 4s, .sound = true}, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(requests().size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_task_that_stays_unknown_is_not_failed, client_fixture) {
    const auto fresh = task{.provider = "apixo",
                            .model = "m",
                            .id = "task_1",
                            .accepted_at = clock->wall_now(),
                            .polling = {1s, 1s, 1s, 1s}};
    for (const auto age : {0min, 60min}) {  // by a wall clock, which may be wrong
        clock->advance(age);
        const auto begun = clock->now();
        network->answer_with([age](const http_request&) { return refused(age == 0min ? 404 : 410); });
        outcome<generated_video> result;
        client.wait(fresh, result.options(), result.handler());
        run();
        BOOST_TEST(result.code == errc::task_not_found);
        BOOST_TEST(clock->now() - begun >= 60s, "a minute of polls, whenever they begin");
        BOOST_TEST_REQUIRE(result.why.task.has_value());
        BOOST_TEST(result.why.billed == billed::unknown);
    }
}

BOOST_FIXTURE_TEST_CASE(answers_that_no_repetition_mends_keep_the_task, client_fixture) {
    const std::pair<http_reply, errc> answers[] = {
        {refused(401), errc::rejected_key},
        {refused(400), errc::poll_failed},
        {refused(422), errc::poll_failed},
        {refused(302), errc::redirect_refused},
        {reply_failed(transport_errc::untrusted, exchange_phase::handshake, delivery::nothing), errc::tls_untrusted},
        {reply_with(200, R"({"code":401,"message":"bad key"})"), errc::rejected_key}};
    for (const auto& [answer, code] : answers) {
        reply(answer);
        outcome<generated_video> result;
        client.wait(known, result.options(), result.handler());
        run();
        BOOST_TEST(result.code == code);
        BOOST_TEST(result.why.step == step::poll);
        BOOST_TEST_REQUIRE(result.why.task.has_value());
        BOOST_TEST(*result.why.task == known);
        BOOST_TEST(result.why.billed == billed::unknown);
        BOOST_TEST(result.why.retry == retry::resume);
        BOOST_TEST(result.why.http_status == answer.status);
    }
}

BOOST_FIXTURE_TEST_CASE(what_a_person_can_mend_pauses_the_wait, client_fixture) {
    reply(refused(402), refused(403), succeeded(url));
    outcome<generated_video> result;
    client.wait(known, result.handler());
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(times[1] - times[0] >= 60s);
    BOOST_TEST(times[1] - times[0] <= 72s);
    BOOST_TEST_REQUIRE(log.size() == 3u);
    BOOST_TEST(log[0] == "paused: the gateway asks for balance or quota");
    BOOST_TEST(log[1] == "paused: the key may not use this model");
}

BOOST_FIXTURE_TEST_CASE(a_pause_that_lasts_is_named_at_the_deadline, client_fixture) {
    network->answer_with([](const http_request&) { return refused(402); });
    outcome<generated_video> result;
    client.wait(known, result.options(5min), result.handler());
    run();
    BOOST_TEST(result.code == errc::deadline_reached);
    BOOST_TEST(result.why.detail == "the last poll: the gateway asks for balance or quota");
    BOOST_TEST(result.why.task == known);
    BOOST_TEST(requests().size() <= 6u);
}

BOOST_FIXTURE_TEST_CASE(a_new_key_is_used_at_once, client_fixture) {
    const apixo::account renewed{.api_key = secret{"new-key"}};
    reply(refused(401), succeeded(url), refused(401), accepted("task_2"));
    outcome<generated_video> waited;
    client.wait(known, waited.handler());
    network->hold();
    settle();
    while (network->held() == 0) {
        BOOST_TEST_REQUIRE(clock->advance_to_alarm());
        settle();
    }
    client.use(renewed);
    network->release();
    settle();
    BOOST_TEST(waited.done());
    BOOST_TEST(!waited.code);

    outcome<task> submitted;
    network->hold();
    client.submit(rain(), submitted.handler());
    settle();
    client.use(apixo::account{.api_key = secret{"newest-key"}});
    network->release();
    settle();
    BOOST_TEST(!submitted.code);
    std::vector<std::string> keys;
    for (const auto& request : requests()) keys.push_back(request.headers.at(0).value);
    BOOST_TEST(keys ==
               (std::vector<std::string>{"Bearer test-key", "Bearer new-key", "Bearer new-key", "Bearer newest-key"}));
}

BOOST_FIXTURE_TEST_CASE(a_success_without_urls_is_asked_for_again_three_times, client_fixture) {
    reply(state_is("success"), state_is("success"), state_is("success"), state_is("success"));
    outcome<generated_video> result;
    client.wait(known, result.options(), result.handler());
    run();
    BOOST_TEST(result.code == errc::result_malformed);
    BOOST_TEST(requests().size() == 4u);
    BOOST_TEST(result.why.task.has_value());

    reply(state_is("success"), state_is("success"), state_is("success"), succeeded(url));
    outcome<generated_video> mended;
    client.wait(known, mended.handler());
    run();
    BOOST_TEST(!mended.code);
}

BOOST_FIXTURE_TEST_CASE(throttled_polls_slow_down, client_fixture) {
    reply(refused(429), refused_for(429, "100"), succeeded(url));
    outcome<generated_video> result;
    client.wait(known, result.handler());
    const auto interval = known.polling.interval;
    run();
    BOOST_TEST(!result.code);
    BOOST_TEST(times[1] - times[0] >= 2 * interval);
    BOOST_TEST(times[2] - times[1] >= 100s);
}

BOOST_FIXTURE_TEST_CASE(a_failed_task_is_never_submitted_again, client_fixture) {
    for (const auto* code : {"RateLimited", "Timeout", "UPSTREAM_ERROR", "Unknown error"}) {
        const auto before = requests().size();
        reply(accepted("task_1"), failed(code));
        outcome<generated_video> result;
        client.generate(rain(), result.options(), result.handler());
        run();
        BOOST_TEST(result.code == errc::task_failed);
        BOOST_TEST(result.why.gateway_code == code);
        BOOST_TEST(result.why.retry == retry::never);
        BOOST_TEST(requests().size() == before + 2);
    }
}

// ---- status

BOOST_FIXTURE_TEST_CASE(status_is_asked_at_most_three_times, client_fixture) {
    reply(not_connected(), refused(503), state_is("processing"));
    outcome<status_answer> result;
    client.status(known, result.handler());
    run();
    BOOST_TEST(!result.code);

    reply(not_connected(), refused(503), reply_with(200, "<html>"));
    outcome<status_answer> broken;
    client.status(known, broken.options(), broken.handler());
    run();
    BOOST_TEST(broken.code == errc::poll_failed);
    BOOST_TEST(broken.why.task.has_value());
    BOOST_TEST(broken.why.retry == retry::resume);

    reply(refused(404));
    outcome<status_answer> unknown;
    client.status(known, unknown.options(), unknown.handler());
    run();
    BOOST_TEST(unknown.code == errc::task_not_found);
    BOOST_TEST(requests().size() == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
