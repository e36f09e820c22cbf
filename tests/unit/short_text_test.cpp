// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/short_text.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <seedance/request/check.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(short_texts)

namespace {

using namespace seedance;

/// A code point as UTF-8; also what UTF-8 forbids, such as surrogates.
std::string encoded(std::uint32_t c) {
    const auto last = [c](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) return {static_cast<char>(c)};
    if (c < 0x800) return {static_cast<char>(0xC0 | (c >> 6)), last(0)};
    if (c < 0x10000) return {static_cast<char>(0xE0 | (c >> 12)), last(6), last(0)};
    return {static_cast<char>(0xF0 | (c >> 18)), last(12), last(6), last(0)};
}

bool is_utf8(std::string_view text) { return check::measure(text).is_utf8; }

}  // namespace

BOOST_AUTO_TEST_CASE(what_fits_is_kept) {
    short_text<12> word{"twelve bytes"};
    BOOST_TEST(word.view() == "twelve bytes");
    BOOST_TEST(short_text<12>{}.empty());
    BOOST_TEST(short_text<40>{"a"}.append("b").append(7).append(" s").view() == "ab7 s");
    static_assert(short_text<12>{"twelve"} == "twelve");
    static_assert(std::is_trivially_copyable_v<short_text<64>>);
}

BOOST_AUTO_TEST_CASE(numbers_are_written_in_full) {
    const auto number = [](std::int64_t value) { return std::string{short_text<40>{}.append(value).view()}; };
    BOOST_TEST(number(0) == "0");
    BOOST_TEST(number(-7) == "-7");
    BOOST_TEST(number(4'294'967'295) == "4294967295");
    BOOST_TEST(number(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
    BOOST_TEST(number(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_cut_and_says_so) {
    short_text<12> text{"thirteen byte"};
    BOOST_TEST(text.view() == "thirteen ...");
    BOOST_TEST(text.append(" more").view() == "thirteen ...");
    BOOST_TEST(text.append(1).view() == "thirteen ...");
}

BOOST_AUTO_TEST_CASE(a_cut_never_parts_a_code_point) {
    for (const std::uint32_t c : {0x61u, 0xE9u, 0x65E5u, 0x1F327u})
        for (std::size_t before = 0; before <= 12; ++before) {
            std::string bytes(before, 'x');
            while (bytes.size() <= 12) bytes += encoded(c);
            const short_text<12> cut{bytes};
            BOOST_TEST(is_utf8(cut.view()));
            BOOST_TEST(cut.view().size() <= 12u);
            BOOST_TEST(cut.view().ends_with("..."));
            BOOST_TEST(bytes.starts_with(cut.view().substr(0, cut.view().size() - 3)));
        }
}

BOOST_AUTO_TEST_SUITE_END()
