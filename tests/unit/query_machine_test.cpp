// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A question that costs nothing: how often it is asked, and when it is not worth waiting.
#include <seedance/retry/query_machine.hpp>

#include <chrono>
#include <optional>
#include <variant>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace std::chrono_literals;
using namespace seedance;

BOOST_AUTO_TEST_SUITE(query_machine_)

using detail::decision;
using detail::decision_kind;
using detail::milliseconds;
using detail::query_machine;
using detail::retry_quota;

namespace {

constexpr milliseconds long_time = 1h;

/// A question with a quota of its own.
struct question {
    query_machine machine{};
    retry_quota quota{};

    query_machine::action on(const decision& decided, milliseconds left = long_time, double random = 0.5) {
        return machine.on_decision(decided, left, random, quota);
    }
};

decision failed(std::optional<std::chrono::seconds> retry_after = {}) {
    return {decision_kind::retry, errc::poll_failed, retry_after, retry_quota::transient_cost};
}

bool asks_again(const query_machine::action& action) {
    return std::holds_alternative<query_machine::ask_again>(action);
}

errc end_of(const query_machine::action& action) { return std::get<query_machine::gave_up>(action).why.code; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_usable_answer_is_the_end) {
    question q;
    BOOST_TEST(std::holds_alternative<query_machine::answered>(q.on({})));
    BOOST_TEST(q.quota.tokens() == retry_quota::capacity);
}

BOOST_AUTO_TEST_CASE(it_is_asked_three_times) {
    question q;
    BOOST_TEST(asks_again(q.on(failed())));
    BOOST_TEST(asks_again(q.on(failed())));
    BOOST_TEST(end_of(q.on(failed())) == errc::poll_failed);
    BOOST_TEST(q.quota.tokens() == retry_quota::capacity - 2 * retry_quota::transient_cost);
}

BOOST_AUTO_TEST_CASE(the_waits_grow_and_heed_the_gateway) {
    question q;
    BOOST_TEST(std::get<query_machine::ask_again>(q.on(failed(), long_time, 0.999)).after < 250ms);
    BOOST_TEST(std::get<query_machine::ask_again>(q.on(failed(7s), long_time, 0.999)).after == 7s);
    question other;
    const auto first = std::get<query_machine::ask_again>(other.on(failed(0s), long_time, 0.999)).after;
    BOOST_TEST(first > 200ms, "the gateway's wait is a minimum");
    BOOST_TEST(std::get<query_machine::ask_again>(other.on(failed(), long_time, 0.999)).after > first);
}

BOOST_AUTO_TEST_CASE(nobody_waits_longer_than_the_deadline_or_two_minutes) {
    BOOST_TEST(asks_again(question{}.on(failed(120s))));
    BOOST_TEST(end_of(question{}.on(failed(121s))) == errc::poll_failed);
    BOOST_TEST(asks_again(question{}.on(failed(5s), 5001ms)));
    BOOST_TEST(end_of(question{}.on(failed(5s), 5s)) == errc::poll_failed);
}

BOOST_AUTO_TEST_CASE(a_success_gives_back_what_the_retry_before_it_cost) {
    retry_quota quota;
    for (int i = 0; i != 100; ++i) {
        query_machine machine;
        BOOST_TEST(asks_again(machine.on_decision(failed(), long_time, 0.5, quota)));
        machine.on_decision({}, long_time, 0.5, quota);
    }
    BOOST_TEST(quota.tokens() == retry_quota::capacity);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_that_was_closed_is_no_attempt) {
    question q;
    auto closed = failed();
    closed.at_once = true;
    BOOST_TEST(std::get<query_machine::ask_again>(q.on(closed)).after == 0ms);
    BOOST_TEST(q.quota.tokens() == retry_quota::capacity);
    BOOST_TEST(asks_again(q.on(closed)), "the second time it is a failure as others are");
    BOOST_TEST(asks_again(q.on(failed())));
    BOOST_TEST(end_of(q.on(failed())) == errc::poll_failed);
}

BOOST_AUTO_TEST_CASE(an_empty_quota_ends_it) {
    question q;
    while (q.quota.take(1)) {
    }
    BOOST_TEST(end_of(q.on(failed())) == errc::poll_failed);
}

BOOST_AUTO_TEST_CASE(what_no_retry_can_mend_is_final) {
    for (const auto kind :
         {decision_kind::give_up, decision_kind::pause, decision_kind::refresh, decision_kind::uncertain})
        BOOST_TEST(end_of(question{}.on({kind, errc::rejected_key})) == errc::rejected_key);
}

BOOST_AUTO_TEST_SUITE_END()
