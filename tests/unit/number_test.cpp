// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/number.hpp>

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(numbers)

namespace {

using namespace seedance;

/// What the standard library reads, where it reads the whole text and no sign.
template <class T>
std::optional<T> read_by_the_standard(std::string_view digits, int base) {
    T number{};
    const auto* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number, base);
    const bool whole = !digits.empty() && digits.front() != '-' && error == std::errc{} && stopped == end;
    return whole ? std::optional{number} : std::nullopt;
}

template <class T>
void check_around_the_largest() {
    const auto largest = std::numeric_limits<T>::max();
    auto text = std::to_string(largest);
    BOOST_TEST(text::parse_number<T>(text) == largest);
    BOOST_TEST(text::parse_number<T>("000" + text) == largest);
    BOOST_TEST(!text::parse_number<T>(text + '0'));
    ++text.back();  // no largest number ends in 9
    BOOST_TEST(!text::parse_number<T>(text));
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_character_as_a_digit) {
    for (int byte = 0; byte != 256; ++byte) {
        const char c = static_cast<char>(byte);
        const auto at = std::string_view{"0123456789abcdef"}.find(c);
        const auto upper = std::string_view{"ABCDEF"}.find(c);
        const int expected = at != std::string_view::npos      ? static_cast<int>(at)
                             : upper != std::string_view::npos ? static_cast<int>(upper) + 10
                                                               : -1;
        BOOST_TEST(text::digit_value(c) == expected, byte);
        BOOST_TEST(text::parse_number<int>({&c, 1}).value_or(-1) == (expected < 10 ? expected : -1), byte);
        BOOST_TEST(text::parse_number<int>({&c, 1}, 16).value_or(-1) == expected, byte);
    }
}

BOOST_AUTO_TEST_CASE(digits_and_nothing_else) {
    BOOST_TEST(text::parse_number<int>("0").value() == 0);
    BOOST_TEST(text::parse_number<int>("0042").value() == 42);
    BOOST_TEST(text::parse_number<std::uint64_t>("FfFf", 16).value() == 65535u);
    for (const std::string_view text :
         {"", " ", "-1", "+1", "-0", "1 ", " 1", "1.0", "1e3", "0x10", "1,000", "a", "1_0"})
        BOOST_TEST(!text::parse_number<int>(text), text);
    BOOST_TEST(!text::parse_number<int>(std::string_view{"1\0", 2}));
    static_assert(text::parse_number<unsigned short>("65535") == 65535);
    static_assert(!text::parse_number<unsigned short>("65536"));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_no_number) {
    check_around_the_largest<std::int8_t>();
    check_around_the_largest<std::uint8_t>();
    check_around_the_largest<std::int16_t>();
    check_around_the_largest<std::uint16_t>();
    check_around_the_largest<std::int32_t>();
    check_around_the_largest<std::uint32_t>();
    check_around_the_largest<std::int64_t>();
    check_around_the_largest<std::uint64_t>();
    BOOST_TEST(!text::parse_number<std::uint64_t>(std::string(1000, '9')));
    BOOST_TEST(text::parse_number<std::uint64_t>(std::string(1000, '0')).value() == 0u);
}

BOOST_AUTO_TEST_CASE(random_texts_are_read_as_by_the_standard_library) {
    std::mt19937 random{1};
    constexpr std::string_view often = "0123456789abcdefF-+ .";
    int read = 0;
    for (int i = 0; i != 100'000; ++i) {
        std::string text(random() % 6, '0');
        for (auto& c : text) c = often[random() % often.size()];
        const int base = random() % 2 == 0 ? 10 : 16;
        const auto found = text::parse_number<std::uint16_t>(text, static_cast<unsigned>(base));
        read += found ? 1 : 0;
        BOOST_TEST_REQUIRE(found == read_by_the_standard<std::uint16_t>(text, base), text);
    }
    BOOST_TEST(read > 5000);
}

BOOST_AUTO_TEST_CASE(a_number_is_read_up_to_the_largest_that_is_asked_for) {
    for (unsigned long long largest : {0ull, 7ull, 9ull, 10ull, 255ull, 65'535ull})
        for (unsigned long long number = 0; number < 70'000; number += number < 300 ? 1 : 97) {
            unsigned long long out = 1'000'000;
            const bool is_read = text::read_number(std::to_string(number), 10, largest, out);
            BOOST_TEST(is_read == (number <= largest), number << " of " << largest);
            BOOST_TEST(out == (is_read ? number : 1'000'000), number << " of " << largest);
        }
}

BOOST_AUTO_TEST_SUITE_END()
