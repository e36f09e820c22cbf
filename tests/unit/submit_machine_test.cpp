// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The life of a submit without sockets and clocks.
#include <utility>
#include <variant>

#include <boost/test/unit_test.hpp>

#include <seedance/retry/submit_machine.hpp>

#include "machine_replies.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(submit_machine_)

using detail::submit_machine;

namespace {

/// A submit machine with tokens of its own.
struct submitter {
    submit_machine machine{};
    detail::retry_quota quota{};

    submit_machine::action reply(const http_reply& reply, double random = 0.5) {
        return machine.on_reply(reply, submit_answer{.status = reply.error ? 0 : reply.status}, late, random, quota);
    }

    submit_machine::action accept() {
        return machine.on_reply(reply_of(200),
                                submit_answer{.task_id = "task_1", .status = 200, .strength = evidence::task}, late,
                                0.5, quota);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_id_is_accepted) {
    submitter s;
    const auto action = s.machine.on_reply(
        reply_of(200), submit_answer{.task_id = "task_1", .status = 200, .poll_hint = 7s, .strength = evidence::task},
        late, 0.5, s.quota);
    const auto& accepted = std::get<submit_machine::accepted>(action);
    BOOST_TEST(accepted.answer.task_id == "task_1");
    BOOST_TEST(accepted.answer.poll_hint == 7s);
}

BOOST_AUTO_TEST_CASE(a_submit_has_three_attempts_and_a_free_one_where_the_connection_was_to_blame) {
    const std::pair<http_reply, int> replies[] = {
        {unconnected, 3}, {nothing_written, 4}, {partly_written, 4}, {reply_of(425), 4}};
    for (const auto& [reply, sent] : replies) {
        submitter s;
        for (int attempt = 1; attempt != sent; ++attempt)
            BOOST_TEST(std::holds_alternative<submit_machine::send_again>(s.reply(reply)));
        const auto last = s.reply(reply);
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::refused>(last));
        const auto last_kind = std::get<submit_machine::refused>(last).why.kind;
        BOOST_TEST(last_kind == detail::decision_kind::retry,
                   "it was not accepted, and may be sent again by the caller");
    }
}

BOOST_AUTO_TEST_CASE(an_attempt_at_once_comes_only_once) {
    submitter s;
    BOOST_TEST(std::get<submit_machine::send_again>(s.reply(partly_written, 0.999)).after == 0ms);
    BOOST_TEST(s.quota.tokens() == 500);
    BOOST_TEST(std::get<submit_machine::send_again>(s.reply(unconnected, 0.999)).after == 249ms);
    BOOST_TEST(s.quota.tokens() == 486);
    BOOST_TEST(std::get<submit_machine::send_again>(s.reply(nothing_written, 0.999)).after == 499ms);
    BOOST_TEST(s.quota.tokens() == 472);
    BOOST_TEST(std::holds_alternative<submit_machine::refused>(s.reply(nothing_written)));
}

BOOST_AUTO_TEST_CASE(an_uncertain_attempt_is_the_last) {
    for (int before = 0; before != 3; ++before) {
        submitter s;
        for (int i = 0; i != before; ++i)
            BOOST_TEST(std::holds_alternative<submit_machine::send_again>(s.reply(unconnected)));
        const auto action = s.reply(wholly_written);
        BOOST_TEST(std::get<submit_machine::refused>(action).why.kind == detail::decision_kind::uncertain);
        BOOST_TEST(std::get<submit_machine::refused>(action).why.code == errc::outcome_unknown);
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_keeps_what_the_gateway_said) {
    submitter s;
    const auto action = s.machine.on_reply(
        reply_of(402), submit_answer{.status = 402, .error = {.code = "402", .message = "no balance"}}, late, 0.5,
        s.quota);
    const auto& refused = std::get<submit_machine::refused>(action);
    BOOST_TEST(refused.why.code == errc::rejected_balance);
    BOOST_TEST(refused.answer.error.message == "no balance");
}

BOOST_AUTO_TEST_CASE(attempts_to_submit_are_spread) {
    for (const double random : randoms) {
        submitter unreachable, early;
        static_cast<void>(early.reply(reply_of(425)));  // the one at once
        for (int attempt = 0; attempt != 2; ++attempt) {
            const auto quick = std::get<submit_machine::send_again>(unreachable.reply(unconnected, random));
            BOOST_TEST(quick.why == errc::not_sent);
            BOOST_TEST(quick.after.count() == static_cast<long>(250.0 * (1 << attempt) * random));
            const auto slow = std::get<submit_machine::send_again>(early.reply(reply_of(425), random));
            BOOST_TEST(slow.why == errc::throttled);
            BOOST_TEST(slow.after.count() == static_cast<long>(1000.0 * (1 << attempt) * random));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_of_too_many_is_no_attempt_and_costs_nothing) {
    submitter s;
    for (int refusals = 0; refusals != 1000; ++refusals) {
        const auto action = s.reply(reply_of(429, "7"));
        BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::queue_again>(action));
        BOOST_TEST(std::get<submit_machine::queue_again>(action).why.retry_after == 7s);
    }
    BOOST_TEST(s.quota.tokens() == detail::retry_quota::capacity);
    for (int attempt = 1; attempt != 3; ++attempt) {
        BOOST_TEST(std::holds_alternative<submit_machine::send_again>(s.reply(unconnected)));
        BOOST_TEST(std::holds_alternative<submit_machine::queue_again>(s.reply(reply_of(429))));
    }
    BOOST_TEST(std::holds_alternative<submit_machine::refused>(s.reply(unconnected)));
}

BOOST_AUTO_TEST_CASE(a_repetition_that_succeeds_costs_nothing) {
    submitter s;
    static_cast<void>(s.reply(unconnected));
    BOOST_TEST(s.quota.tokens() == 486);
    static_cast<void>(s.accept());
    BOOST_TEST(s.quota.tokens() == 500);
    static_cast<void>(s.quota.take(100));
    static_cast<void>(submitter{.quota = {}}.accept());
    submit_machine first_try;
    static_cast<void>(first_try.on_reply(reply_of(200),
                                         submit_answer{.task_id = "task_1", .status = 200, .strength = evidence::task},
                                         late, 0.5, s.quota));
    BOOST_TEST(s.quota.tokens() == 401);
}

BOOST_AUTO_TEST_CASE(without_tokens_a_submit_gives_up) {
    submitter s;
    for (int taken = 0; taken != 487; ++taken) BOOST_TEST_REQUIRE(s.quota.take(1));
    const auto action = s.reply(unconnected);
    BOOST_TEST_REQUIRE(std::holds_alternative<submit_machine::refused>(action));
    BOOST_TEST(std::get<submit_machine::refused>(action).why.kind == detail::decision_kind::retry);
    BOOST_TEST(s.quota.tokens() == 13);
    submitter throttled{.machine = {}, .quota = s.quota};
    BOOST_TEST(std::holds_alternative<submit_machine::queue_again>(throttled.reply(reply_of(429))), "which is free");
    submitter free{.machine = {}, .quota = s.quota};
    BOOST_TEST(std::holds_alternative<submit_machine::send_again>(free.reply(partly_written)),
               "the one at once is free");
}

BOOST_AUTO_TEST_SUITE_END()
