// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/runtime.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(runtime_values)

namespace {

using namespace seedance;
using namespace std::chrono_literals;

template <class T>
concept has_runtime = requires(T&& value) { runtime(static_cast<T&&>(value)); };

static_assert(has_runtime<std::string&> && has_runtime<const std::string&> && has_runtime<std::string_view>);
static_assert(!has_runtime<std::string> && !has_runtime<const std::string>, "a view of a temporary would dangle");
static_assert(has_runtime<int> && has_runtime<long long> && has_runtime<std::uint8_t>);
static_assert(!has_runtime<bool> && !has_runtime<char> && !has_runtime<double>);
static_assert(has_runtime<std::chrono::minutes> && !has_runtime<std::chrono::milliseconds>, "nothing is rounded");

}  // namespace

BOOST_AUTO_TEST_CASE(texts_are_views_of_the_callers_characters) {
    const std::string text = "a fox in the snow";
    BOOST_TEST(test::begins_at(runtime(text).view, text.data()));
    BOOST_TEST(runtime(text).view == text);
    BOOST_TEST(runtime(std::string_view{text}.substr(2, 3)).view == "fox");
    BOOST_TEST(runtime(text.c_str()).view == text);
    static_assert(std::same_as<decltype(runtime(text)), runtime_text>);
}

BOOST_AUTO_TEST_CASE(no_text_is_an_empty_text) {
    const char* nothing = nullptr;
    BOOST_TEST(runtime(nothing).view == "");
    BOOST_TEST(runtime("").view == "");
}

BOOST_AUTO_TEST_CASE(lengths_of_time_and_numbers_keep_their_value) {
    BOOST_TEST(runtime(90s).value == 90s);
    BOOST_TEST(runtime(2min).value == 120s);
    BOOST_TEST(runtime(-1).value == -1);
    BOOST_TEST(runtime(std::numeric_limits<std::uint32_t>::max()).value == 4'294'967'295);
    static_assert(std::same_as<decltype(runtime(5)), runtime_number>);
    static_assert(std::same_as<decltype(runtime(5s)), runtime_seconds>);
}

BOOST_AUTO_TEST_SUITE_END()
