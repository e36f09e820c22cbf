// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/download/commit_gate.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(commit_gate)

BOOST_AUTO_TEST_CASE(whoever_comes_first_decides) {
    seedance::detail::commit_gate named, dropped;
    BOOST_TEST(!named.is_given_up());
    BOOST_TEST(named.pass());
    BOOST_TEST(!named.give_up());
    BOOST_TEST(!named.is_given_up());
    BOOST_TEST(named.pass(), "and stays with it");
    BOOST_TEST(dropped.give_up());
    BOOST_TEST(!dropped.pass());
    BOOST_TEST(dropped.give_up());
    BOOST_TEST(dropped.is_given_up());
}

BOOST_AUTO_TEST_SUITE_END()
