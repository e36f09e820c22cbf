// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/fixed_string.hpp>

#include <string_view>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(fixed_strings)

namespace {

template <fixed_string Name>
constexpr std::string_view name_of_argument = Name.view();

}  // namespace

BOOST_AUTO_TEST_CASE(a_literal_can_be_a_template_argument) {
    constexpr fixed_string name{"720p"};
    static_assert(name.view() == "720p" && name.view().size() == 4);
    static_assert(fixed_string{""}.view().empty());
    BOOST_TEST(name.view() == "720p");
    BOOST_TEST(name_of_argument<"1080p"> == "1080p");
    static_assert(name_of_argument<"a\0b">.size() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
