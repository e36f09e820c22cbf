// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/quoted.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/core/text.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(quotes)

namespace {

namespace detail = seedance::detail;

/// Whether a text holds whole characters of UTF-8 only, none of which does anything to a terminal or a log line.
bool is_harmless(std::string_view text) {
    while (!text.empty()) {
        const auto next = seedance::text::first_code_point(text);
        if (next.length == 0 || next.value < 0x20 || next.value == 0x7F) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE(harmless_text_stays_as_it_is) {
    for (const std::string text :
         {"", "rain on a tin roof", "caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x8C\xA7", "a\\b'c"})
        BOOST_TEST(detail::quoted(text) == '"' + text + '"');
}

BOOST_AUTO_TEST_CASE(what_is_not_harmless_becomes_a_blank) {
    const std::pair<std::string_view, std::string_view> texts[] = {
        {"a\"b", "\"a b\""},
        {"a\r\nb", "\"a  b\""},
        {"\x1B[31mred", "\" [31mred\""},
        {"a\x7F"
         "b",
         "\"a b\""},
        {"a\xC2\x9B"
         "b",
         "\"a b\""},  // a control character above ASCII
        {"a\xD8\x9C"
         "b",
         "\"a b\""},  // what changes the direction of what follows
        {"a\xE2\x80\xAE"
         "b",
         "\"a b\""},
        {"a\xE2\x81\xA6"
         "b",
         "\"a b\""},
        {"a\xFF\xC3", "\"a  \""},     // no UTF-8
        {"\xED\xA0\x80", "\"   \""},  // half of a surrogate pair
    };
    for (const auto& [foreign, shown] : texts) BOOST_TEST(detail::quoted(foreign) == shown);
    BOOST_TEST(detail::quoted(std::string_view{"a\0b", 3}) == "\"a b\"");
}

BOOST_AUTO_TEST_CASE(every_byte_between_two_letters_is_shown_safely) {
    for (int byte = 0; byte != 256; ++byte) {
        const auto shown = detail::quoted(std::string{"a"} + static_cast<char>(byte) + "b");
        BOOST_TEST(is_harmless(shown), byte);
        BOOST_TEST(shown.size() == 5u);
        BOOST_TEST((shown[2] == static_cast<char>(byte)) == (byte >= 0x20 && byte < 0x7F && byte != '"'), byte);
    }
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_between_characters) {
    BOOST_TEST(detail::quoted(std::string(300, 'x')) == '"' + std::string(300, 'x') + '"');
    BOOST_TEST(detail::quoted(std::string(301, 'x')) == '"' + std::string(300, 'x') + "...\"");
    for (std::size_t before = 295; before <= 301; ++before) {
        const auto shown = detail::quoted(std::string(before, 'x') + "\xF0\x9F\x8C\xA7 and more");
        BOOST_TEST(is_harmless(shown));
        BOOST_TEST(shown.size() <= 305u);
        BOOST_TEST(shown.ends_with("...\""));
    }
}

BOOST_AUTO_TEST_SUITE_END()
