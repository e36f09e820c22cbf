// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The tokens that repetitions cost.
#include <boost/test/unit_test.hpp>

#include <seedance/retry/retry_quota.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(retry_quotas)

using seedance::detail::retry_quota;

BOOST_AUTO_TEST_CASE(a_bucket_gives_what_it_has) {
    retry_quota quota;
    BOOST_TEST(quota.tokens() == 500);
    int taken = 0;
    while (quota.take(retry_quota::transient_cost)) ++taken;
    BOOST_TEST(taken == 35);
    BOOST_TEST(quota.tokens() == 10);
    BOOST_TEST(quota.take(retry_quota::throttled_cost));
    BOOST_TEST(quota.take(retry_quota::throttled_cost));
    BOOST_TEST(!quota.take(retry_quota::throttled_cost));
    BOOST_TEST(quota.take(0));
    quota.give_back(0);
    BOOST_TEST(quota.tokens() == 1, "one for a success that needed no repetition");
    quota.give_back(14);
    BOOST_TEST(quota.tokens() == 15, "all of it for one that did");
    for (int i = 0; i != 1000; ++i) quota.give_back(14);
    BOOST_TEST(quota.tokens() == 500);
}

BOOST_AUTO_TEST_CASE(what_it_does_not_have_it_does_not_give_in_part) {
    retry_quota quota;
    BOOST_TEST(!quota.take(retry_quota::capacity + 1));
    BOOST_TEST(quota.tokens() == retry_quota::capacity);
    BOOST_TEST(quota.take(retry_quota::capacity));
    BOOST_TEST(quota.tokens() == 0);
    BOOST_TEST(!quota.take(1));
}

BOOST_AUTO_TEST_CASE(it_never_holds_more_than_it_began_with) {
    retry_quota quota;
    quota.give_back(retry_quota::transient_cost);
    BOOST_TEST(quota.tokens() == retry_quota::capacity);
    BOOST_TEST(quota.take(retry_quota::throttled_cost));
    quota.give_back(retry_quota::transient_cost);
    BOOST_TEST(quota.tokens() == retry_quota::capacity);
}

BOOST_AUTO_TEST_SUITE_END()
