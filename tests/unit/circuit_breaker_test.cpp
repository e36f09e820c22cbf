// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A leg that fails in a row rests; then one request tries it, and what becomes of that decides.
#include <chrono>

#include <boost/test/unit_test.hpp>

#include <seedance/retry/circuit_breaker.hpp>

#include "printing.hpp"

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(circuit_breakers)

namespace {

using seedance::detail::circuit_breaker;

/// A breaker and the time.
struct leg {
    circuit_breaker breaker{};
    circuit_breaker::time_point now{1h};

    void fail(int times = 1) {
        for (int i = 0; i != times; ++i) {
            breaker.on_tried(now);
            breaker.on_failure(now);
        }
    }

    /// Waits until it may be tried; gives how long that took.
    std::chrono::seconds wait() {
        const auto before = now;
        if (!breaker.lets_try(now)) now = breaker.rests_until();
        BOOST_TEST(breaker.lets_try(now));
        return std::chrono::duration_cast<std::chrono::seconds>(now - before);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(two_failures_are_not_enough, leg) {
    BOOST_TEST(breaker.lets_try(now));
    for (int i = 0; i != 5; ++i) {
        fail(2);
        BOOST_TEST(breaker.lets_try(now));
        breaker.on_success();
    }
    fail(2);
    BOOST_TEST(breaker.lets_try(now));
    fail();
    BOOST_TEST(!breaker.lets_try(now));
}

BOOST_FIXTURE_TEST_CASE(it_rests_twice_as_long_each_time_up_to_the_longest, leg) {
    fail(3);
    for (const auto rest : {30s, 60s, 120s, 240s, 480s, 600s, 600s, 600s}) {
        const auto until = now + rest;
        BOOST_TEST(breaker.rests_until() == until);
        BOOST_TEST(!breaker.lets_try(until - 1ms));
        BOOST_TEST(wait() == rest);
        fail();
    }
    for (int i = 0; i != 100; ++i) {
        wait();
        fail();
    }
    BOOST_TEST(wait() == circuit_breaker::longest_rest, "it does not overflow");
}

BOOST_FIXTURE_TEST_CASE(one_request_tries_it_when_it_has_rested, leg) {
    fail(3);
    wait();
    breaker.on_tried(now);
    BOOST_TEST(!breaker.lets_try(now));
    BOOST_TEST(!breaker.lets_try(now + circuit_breaker::longest_trial - 1ms));
}

BOOST_FIXTURE_TEST_CASE(a_trial_that_is_never_heard_of_again_counts_as_gone, leg) {
    fail(3);
    wait();
    breaker.on_tried(now);
    BOOST_TEST(wait() == circuit_breaker::longest_trial);
    breaker.on_tried(now);
    BOOST_TEST(!breaker.lets_try(now), "the next is the only one again");
}

BOOST_FIXTURE_TEST_CASE(success_closes_it, leg) {
    fail(3);
    wait();
    fail();
    wait();
    breaker.on_tried(now);
    breaker.on_success();
    BOOST_TEST(breaker.lets_try(now));
    fail(2);
    BOOST_TEST(breaker.lets_try(now));
    fail();
    BOOST_TEST(wait() == circuit_breaker::first_rest);
}

BOOST_FIXTURE_TEST_CASE(after_a_trial_that_says_nothing_the_next_may_try, leg) {
    fail(3);
    wait();
    breaker.on_tried(now);
    breaker.on_given_up(now + 1s);
    now += 1s;
    BOOST_TEST(breaker.lets_try(now));
    fail();
    BOOST_TEST(wait() == 60s, "its failures still count");
}

BOOST_FIXTURE_TEST_CASE(what_was_sent_before_it_rested_neither_lengthens_its_rest_nor_ends_it, leg) {
    for (int i = 0; i != 20; ++i) breaker.on_tried(now);
    for (int i = 0; i != 10; ++i) breaker.on_failure(now);
    BOOST_TEST(breaker.rests_until() == now + circuit_breaker::first_rest);
    for (int i = 0; i != 10; ++i) breaker.on_given_up(now + 1s);
    BOOST_TEST(wait() == circuit_breaker::first_rest);
}

BOOST_FIXTURE_TEST_CASE(what_says_nothing_is_no_success, leg) {
    fail(2);
    breaker.on_given_up(now);
    BOOST_TEST(breaker.lets_try(now));
    fail();
    BOOST_TEST(!breaker.lets_try(now));
}

BOOST_AUTO_TEST_SUITE_END()
