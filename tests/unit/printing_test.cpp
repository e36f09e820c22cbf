// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a failing check shows: both sides, in words. (Support for tests is code, too.)
#include "printing.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/money.hpp>
#include <seedance/provider/answer.hpp>

#include "checks.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(printing)

namespace {

template <class T>
std::string printed(const T& value) {
    std::ostringstream out;
    out << boost::test_tools::tt_detail::print_helper(value);
    return out.str();
}

std::string message_of(const boost::test_tools::assertion_result& result) {
    const auto message = result.message();
    return {message.begin(), message.end()};
}

/// Says what a check of `left == right` shows when it fails.
template <class Left, class Right>
std::string shown(const Left& left, const Right& right) {
    return message_of((boost::test_tools::assertion::seed{}->*left == right).evaluate());
}

enum class nameless_to_people : std::uint8_t { first, second = 7 };

using strings = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(values_of_the_library_are_printed_in_their_words) {
    BOOST_TEST(printed(task_state::running) == "running");
    BOOST_TEST(printed(micro_usd(120'000)) == "$0.12");
    BOOST_TEST(printed(nameless_to_people::second) == "second");
    BOOST_TEST(printed(static_cast<nameless_to_people>(9)) == "9");
}

BOOST_AUTO_TEST_CASE(errors_are_printed_with_their_message) {
    const auto words = make_error_code(errc::throttled).message();
    const auto expected = "seedance:" + std::to_string(static_cast<int>(errc::throttled)) + " (" + words + ")";
    BOOST_TEST(printed(errc::throttled) == expected);
    BOOST_TEST(printed(make_error_code(errc::throttled)) == expected);
    BOOST_TEST(test::contains(printed(failure_group::retryable), "seedance.group:"));
}

BOOST_AUTO_TEST_CASE(times_are_printed_with_their_unit) {
    BOOST_TEST(printed(90s) == "90s");
    BOOST_TEST(printed(2min) == "120s");
    BOOST_TEST(printed(57'500ms) == "57500ms");
    BOOST_TEST(printed(3'000'000us) == "3s");
    BOOST_TEST(printed(std::chrono::seconds::max()) == "9223372036854775807s");
    BOOST_TEST(printed(std::chrono::system_clock::time_point{5s}) == "epoch + 5s");
}

BOOST_AUTO_TEST_CASE(values_in_others_are_printed_too) {
    BOOST_TEST(printed(std::optional{5s}) == "5s");
    BOOST_TEST(printed(std::optional<int>{}) == "nothing");
    BOOST_TEST(printed(std::nullopt) == "nothing");
    BOOST_TEST(printed(std::pair{1, task_state::failed}) == "(1, failed)");
    BOOST_TEST(printed(std::vector<std::optional<std::chrono::seconds>>{5s, std::nullopt}) == "{5s, nothing}");
    BOOST_TEST(printed(strings{}) == "{}");
}

BOOST_AUTO_TEST_CASE(a_check_shows_both_sides) {
    BOOST_TEST(test::contains(shown(task_state::failed, task_state::running), "[failed != running]"));
    BOOST_TEST(test::contains(shown(90s, 1500ms), "[90s != 1500ms]"));
    BOOST_TEST(test::contains(shown(strings{"a", "b"}, strings{"a"}), "[{a, b} != {a}]"));
    BOOST_TEST(shown(strings{"a", "b"}, strings{"a", "b"}) == "", "where they are equal there is nothing to show");
}

BOOST_AUTO_TEST_CASE(questions_have_words_for_their_failure) {
    BOOST_TEST(message_of(test::contains("rain", "snow")) == "\"rain\" does not contain \"snow\"");
    BOOST_TEST(message_of(test::lacks("rain", "ai")) == "\"rain\" contains \"ai\"");
    BOOST_TEST(message_of(test::is_one_of(5s, {1s, 2s})) == "5s is none of {1s, 2s}");
    BOOST_TEST(message_of(test::has_no_duplicates(strings{"a", "b", "a"})) == "a is there twice");
    BOOST_TEST(test::contains(message_of(test::same_bytes("rain", "rail")), "differ from byte 3 on"));
    BOOST_TEST(test::contains(message_of(test::same_bytes("rain", "rainy")), "4 and 5 bytes"));
    const std::string place = "rain";
    BOOST_TEST(test::begins_at(place, place.data()));
    BOOST_TEST(!test::begins_at("rain", place.data()));
}

BOOST_AUTO_TEST_SUITE_END()
