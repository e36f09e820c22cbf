// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every line of the decision table, given to the machine of its operation: the first action is what the line says, and
// costs what the line says.
#include <functional>
#include <variant>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/retry/download_machine.hpp>
#include <seedance/retry/poll_machine.hpp>
#include <seedance/retry/query_machine.hpp>
#include <seedance/retry/submit_machine.hpp>

#include "decisions.hpp"

using namespace test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(decisions)

using detail::download_machine;
using detail::poll_machine;
using detail::query_machine;
using detail::retry_quota;
using detail::submit_machine;

namespace data = boost::unit_test::data;

namespace {

constexpr auto half = 0.5;  ///< every random number

detail::reply_context context_of(const line& l) {
    detail::reply_context context{.now = std::chrono::system_clock::time_point{1767965610s},
                                  .polled_for = has(l.what, "young") ? 1s : 3600s};
    if (const auto seconds = value_of(l.what, "deadline"); !seconds.empty())
        context.time_left = std::chrono::seconds{std::stoi(seconds)};
    return context;
}

/// What a retry took from its quota: nothing when it is free.
void check_cost(const retry_quota& quota, const decision& expected) {
    const int cost = expected.kind == decision_kind::retry && !expected.at_once ? expected.cost : 0;
    BOOST_TEST(quota.tokens() == retry_quota::capacity - cost);
}

void check_submit(const line& l, const gateway& g, const decision& expected) {
    const auto reply = reply_of(g, l, what_for::submit);
    submit_machine machine;
    retry_quota quota;
    auto answer = g.decode_submit(reply.status, reply.body, arrived_of(reply));
    const auto action = machine.on_reply(reply, std::move(answer), context_of(l), half, quota);
    check_cost(quota, expected);
    if (expected.kind == decision_kind::done) {
        BOOST_TEST(std::holds_alternative<submit_machine::accepted>(action));
    } else if (expected.kind == decision_kind::retry) {
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::send_again>(action));
        const auto& again = std::get<submit_machine::send_again>(action);
        BOOST_TEST(again.why == expected.code);
        BOOST_TEST((again.after == 0ms) == expected.at_once);
    } else if (expected.kind == decision_kind::queue) {
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::queue_again>(action));
        BOOST_TEST(std::get<submit_machine::queue_again>(action).why.code == expected.code);
    } else {
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::refused>(action));
        const auto& refused = std::get<submit_machine::refused>(action);
        BOOST_TEST(refused.why.kind == expected.kind);
        BOOST_TEST(refused.why.code == expected.code);
    }
}

void check_poll(const line& l, const gateway& g, const decision& expected) {
    const auto reply = reply_of(g, l, what_for::poll);
    const poll_schedule schedule{};
    poll_machine machine{schedule};
    retry_quota quota;
    const auto answer = g.decode_status(reply.error ? 0 : reply.status, reply.body);
    auto action = machine.on_reply(reply, answer, context_of(l), half, quota);
    const bool is_missing = expected.kind == decision_kind::give_up && expected.code == errc::task_not_found;
    if (!is_missing) check_cost(quota, expected);
    for (int i = 0; is_missing && i < 2; ++i) {
        BOOST_TEST(std::holds_alternative<poll_machine::ask_again>(action));
        action = machine.on_reply(reply, answer, context_of(l), half, quota);
    }
    if (expected.kind == decision_kind::give_up) {
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::gave_up>(action));
        BOOST_TEST(std::get<poll_machine::gave_up>(action).why.code == expected.code);
    } else if (expected.kind == decision_kind::done && is_terminal(answer.state)) {
        BOOST_TEST(std::holds_alternative<poll_machine::finished>(action));
    } else {
        BOOST_TEST_REQUIRE(std::holds_alternative<poll_machine::ask_again>(action));
        const auto& again = std::get<poll_machine::ask_again>(action);
        BOOST_TEST(again.paused == (expected.kind == decision_kind::pause));
        if (expected.kind != decision_kind::done) BOOST_TEST(again.why == expected.code);
        BOOST_TEST((again.after == 0ms) == expected.at_once);
    }
}

/// A question reads what a poll reads, and waits for nothing but a retry.
void check_query(const line& l, const gateway& g, const decision& expected) {
    const auto reply = reply_of(g, l, what_for::poll);
    const auto answer = g.decode_status(reply.error ? 0 : reply.status, reply.body);
    const auto decided = detail::classify_poll(reply, answer, context_of(l));
    query_machine machine;
    retry_quota quota;
    const auto action = machine.on_decision(decided, context_of(l).time_left, half, quota);
    const bool waits_too_long =
        decided.retry_after && (*decided.retry_after > 120s || *decided.retry_after >= context_of(l).time_left);
    if (expected.kind == decision_kind::done) {
        BOOST_TEST(std::holds_alternative<query_machine::answered>(action));
    } else if (expected.kind == decision_kind::retry && !waits_too_long) {
        BOOST_TEST_REQUIRE(std::holds_alternative<query_machine::ask_again>(action));
        BOOST_TEST(quota.tokens() == retry_quota::capacity - (decided.at_once ? 0 : expected.cost));
    } else {
        BOOST_TEST_REQUIRE(std::holds_alternative<query_machine::gave_up>(action));
        BOOST_TEST(std::get<query_machine::gave_up>(action).why.code == expected.code);
        BOOST_TEST(quota.tokens() == retry_quota::capacity);
    }
}

/// Redirects are followed, so row 13 is not what a download gives up for.
void check_redirect(const http_reply& reply) {
    download_machine machine;
    retry_quota quota;
    const auto action = machine.on_reply(reply, "https://files.example/1.mp4", {}, {}, half, quota);
    BOOST_TEST_REQUIRE(std::holds_alternative<download_machine::follow_redirect>(action));
    BOOST_TEST(std::get<download_machine::follow_redirect>(action).url == reply.header("Location"));
}

/// A file that is not there yet is asked for again, never at once, for ten minutes.
void check_absent_file(const std::function<download_machine::action(detail::milliseconds)>& ask) {
    for (const auto since_end : {0ms, 599'999ms}) {
        const auto again = ask(since_end);
        BOOST_TEST_REQUIRE(std::holds_alternative<download_machine::refresh_url>(again));
        BOOST_TEST(std::get<download_machine::refresh_url>(again).after > 0ms);
    }
}

void check_download(const line& l, const gateway& g, const decision& expected) {
    const auto reply = reply_of(g, l, what_for::download);
    if (l.row == 13) return check_redirect(reply);
    download_machine machine;
    retry_quota quota;
    const auto ask = [&](detail::milliseconds since_end) {
        const download_machine::file_state file{.since_end = since_end};
        return machine.on_reply(reply, "https://files.example/1.mp4", file, context_of(l), half, quota);
    };
    const auto action = ask(0ms);
    check_cost(quota, expected);
    if (expected.kind == decision_kind::done) {
        BOOST_TEST(std::holds_alternative<download_machine::finished>(action));
    } else if (expected.kind == decision_kind::retry) {
        BOOST_TEST_REQUIRE(std::holds_alternative<download_machine::fetch_again>(action));
        const auto& again = std::get<download_machine::fetch_again>(action);
        BOOST_TEST(again.why == expected.code);
        BOOST_TEST(again.on_new_connection == expected.at_once);
    } else if (expected.kind == decision_kind::refresh) {
        BOOST_TEST_REQUIRE(std::holds_alternative<download_machine::refresh_url>(action));
        BOOST_TEST(std::get<download_machine::refresh_url>(action).why.code == expected.code);
        BOOST_TEST(std::get<download_machine::refresh_url>(action).may_come == expected.ten_minutes);
        if (expected.ten_minutes) check_absent_file(ask);
        BOOST_TEST(std::holds_alternative<download_machine::gave_up>(ask(10min)), "it is not asked for ever");
    } else {
        BOOST_TEST_REQUIRE(std::holds_alternative<download_machine::gave_up>(action));
        BOOST_TEST(std::get<download_machine::gave_up>(action).why.code == expected.code);
    }
}

}  // namespace

BOOST_DATA_TEST_CASE(every_line_is_what_the_machines_do, data::make(read_lines()), l) {
    const bool is_no_reply = l.row == 1 || l.row == 35;  // the journal, and callers that go
    for (const auto& g : gateways()) {
        if (is_no_reply || !l.is_for(g.name)) continue;
        BOOST_TEST_CONTEXT(g.name) {
            check_submit(l, g, parse_decision(l.decision(what_for::submit)));
            check_poll(l, g, parse_decision(l.decision(what_for::poll)));
            check_query(l, g, parse_decision(l.decision(what_for::poll)));
            check_download(l, g, parse_decision(l.decision(what_for::download)));
        }
    }
    if (is_no_reply) BOOST_TEST(!l.what.empty());
}

BOOST_AUTO_TEST_SUITE_END()
