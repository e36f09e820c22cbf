// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Text that the compiler must know. What it says to anything else is in tests/must_fail/runtime.cpp.
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/request/impl/constant.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(constants)

namespace {

using seedance::detail::constant_text;
using seedance::detail::text_source;

static_assert(text_source<char[5]> && text_source<const char*> && text_source<std::string_view>);
static_assert(text_source<seedance::runtime_text>);
static_assert(!text_source<std::string> && !text_source<int[5]> && !text_source<int>);

constexpr const char* pointer = "rain";
constexpr std::string_view part = std::string_view{"rain on a roof"}.substr(0, 4);

}  // namespace

BOOST_AUTO_TEST_CASE(a_literal_a_pointer_and_a_view_are_read) {
    constexpr constant_text literal{"rain"}, pointed_at{pointer}, viewed{part}, nothing{""};
    BOOST_TEST(literal.view == "rain");
    BOOST_TEST(pointed_at.view == "rain");
    BOOST_TEST(viewed.view == "rain");
    BOOST_TEST(nothing.view.empty());
}

BOOST_AUTO_TEST_CASE(a_constant_is_read_as_it_is) {
    constexpr int number = seedance::detail::what_is_known_only_at_run_time_goes_through_runtime(7);
    BOOST_TEST(number == 7);
    constexpr auto text = seedance::detail::what_is_known_only_at_run_time_goes_through_runtime(pointer);
    BOOST_TEST(text == "rain");
}

BOOST_AUTO_TEST_SUITE_END()
