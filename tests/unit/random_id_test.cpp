// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Texts that nobody can guess.
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/core/random_id.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(random_id)

BOOST_AUTO_TEST_CASE(each_is_another_of_32_digits) {
    std::set<std::string> seen;
    for (int i = 0; i != 1000; ++i) {
        const auto id = seedance::random_id();
        BOOST_TEST(id.size() == 32U);
        BOOST_TEST(id.find_first_not_of("0123456789abcdef") == id.npos);
        seen.insert(id);
    }
    BOOST_TEST(seen.size() == 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
