// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/request/check.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(text_questions)

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

std::int64_t count_code_points(std::string_view text) { return check::measure(text).code_points; }

}  // namespace

BOOST_AUTO_TEST_CASE(utf8_holds_every_code_point_and_nothing_else) {
    int wrong = 0;
    for (std::uint32_t c = 0; c <= 0x1FFFFF; ++c) {
        const auto bytes = encoded(c);
        const bool valid = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        const auto first = text::first_code_point(bytes);
        if (is_utf8(bytes) != valid) ++wrong;
        if (valid ? first.value != c || first.length != bytes.size() : first.length != 0) ++wrong;
    }
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(utf8_refuses_overlong_and_cut_forms) {
    for (const std::string_view bytes :
         {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF"})
        BOOST_TEST(!is_utf8(bytes));
    for (const std::uint32_t c : {0xE9u, 0x65E5u, 0x1F327u}) {
        const auto bytes = encoded(c);
        for (std::size_t n = 1; n < bytes.size(); ++n) {
            BOOST_TEST(!is_utf8(bytes.substr(0, n)));
            BOOST_TEST(!is_utf8(bytes.substr(0, n) + "a"));
            BOOST_TEST(!is_utf8(bytes.substr(n)));
        }
    }
    BOOST_TEST(is_utf8(""));
    BOOST_TEST(is_utf8(std::string_view{"a\0b", 3}));
}

BOOST_AUTO_TEST_CASE(no_single_byte_above_ascii_is_utf8) {
    for (int byte = 0; byte < 256; ++byte)
        BOOST_TEST(is_utf8(std::string(1, static_cast<char>(byte))) == (byte < 0x80));
}

BOOST_AUTO_TEST_CASE(code_points_are_counted) {
    BOOST_TEST(count_code_points("") == 0);
    BOOST_TEST(count_code_points("rain") == 4);
    BOOST_TEST(count_code_points("\xE6\x97\xA5\xE6\x9C\xAC\xF0\x9F\x8C\xA7") == 3);
    BOOST_TEST(count_code_points("e\xCC\x81") == 2);
    BOOST_TEST(count_code_points("a\xFF\xE6\x97") == 4);  // bytes that are not UTF-8 count one each
}

BOOST_AUTO_TEST_CASE(white_space_is_trimmed_at_both_ends) {
    BOOST_TEST(text::trim("") == "");
    BOOST_TEST(text::trim(" \t\r\n\v\f ") == "");
    BOOST_TEST(text::trim("rain") == "rain");
    BOOST_TEST(text::trim("\n a b \t") == "a b");
    BOOST_TEST(text::trim("\xC2\xA0"
                          "a") ==
               "\xC2\xA0"
               "a");  // not white space to every gateway
    for (int byte = 0; byte < 256; ++byte) {
        const bool space = byte == ' ' || (byte >= 9 && byte <= 13);
        BOOST_TEST(text::is_space(static_cast<char>(byte)) == space);
    }
}

BOOST_AUTO_TEST_CASE(prefixes_ignore_the_case_of_ascii) {
    BOOST_TEST(text::starts_with_ignoring_case("HTTPS://a", "https://"));
    BOOST_TEST(text::starts_with_ignoring_case("hTtPs://", "https://"));
    BOOST_TEST(!text::starts_with_ignoring_case("https:/", "https://"));
    BOOST_TEST(!text::starts_with_ignoring_case("", "https://"));
    BOOST_TEST(!text::starts_with_ignoring_case("http\x13://", "https://"));
    BOOST_TEST(text::starts_with_ignoring_case("anything", ""));
    BOOST_TEST(text::starts_with_ignoring_case("https://a", "HTTPS://"));
}

BOOST_AUTO_TEST_CASE(texts_are_equal_but_for_the_case_of_ascii) {
    BOOST_TEST(text::equal_ignoring_case("", ""));
    BOOST_TEST(text::equal_ignoring_case("ETag", "etAG"));
    BOOST_TEST(!text::equal_ignoring_case("ETag", "ETa"));
    BOOST_TEST(!text::equal_ignoring_case("ETa", "ETag"));
    BOOST_TEST(!text::equal_ignoring_case("\xC3\x84", "\xC3\xA4"));  // letters beyond ASCII are bytes
    for (int a = 0; a != 256; ++a)
        for (int b = 0; b != 256; ++b) {
            const char one = static_cast<char>(a), other = static_cast<char>(b);
            const bool letters = text::is_letter(one) && text::is_letter(other) && (a ^ b) == 0x20;
            BOOST_TEST_REQUIRE(text::equal_ignoring_case({&one, 1}, {&other, 1}) == (a == b || letters));
        }
}

BOOST_AUTO_TEST_CASE(a_part_is_found_in_either_case) {
    for (const std::string_view part : {"", "Insufficient", "BALANCE", "t b", "insufficient balance"})
        BOOST_TEST(text::contains_ignoring_case("Insufficient Balance", part), part);
    for (const std::string_view part : {"balances", "quota", "insufficient balance.", "  "})
        BOOST_TEST(!text::contains_ignoring_case("Insufficient Balance", part), part);
    BOOST_TEST(text::contains_ignoring_case("", ""));
    BOOST_TEST(!text::contains_ignoring_case("", "a"));
    BOOST_TEST(text::contains_ignoring_case("aaab", "AAB"));
}

BOOST_AUTO_TEST_CASE(letters_and_digits_are_those_of_ascii) {
    for (int byte = 0; byte != 256; ++byte) {
        const char c = static_cast<char>(byte);
        BOOST_TEST(text::is_digit(c) == (byte >= 48 && byte <= 57), byte);
        BOOST_TEST(text::is_letter(c) == ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)), byte);
    }
}

BOOST_AUTO_TEST_CASE(blank_is_what_unicode_says_and_the_byte_order_mark) {
    for (const std::string_view blank :
         {" ", "\t", "\n", "\v", "\f", "\r", "\u0085", "\u00A0", "\u1680", "\u2000", "\u2003", "\u200A", "\u2028",
          "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF", "\u3000 \uFEFF\u00A0\n"}) {
        BOOST_TEST(text::trim_blank(blank).empty());
        const auto text = std::string{blank} + "\u96E8 a" + std::string{blank};
        BOOST_TEST(text::trim_blank(text) == "\u96E8 a");
    }
    for (const std::string_view seen : {"\u200B", "\u2060", "\u180E", "\u3164", "\xC2", "\xE3\x80", "\x80\x80", "\xA0"})
        BOOST_TEST(text::trim_blank(seen) == seen);
    BOOST_TEST(text::trim_blank("").empty());
}

BOOST_AUTO_TEST_CASE(punctuation_is_neither_word_nor_character) {
    const auto is = [](std::string_view text, std::size_t cjk, std::size_t words) {
        const auto n = text::count_words(text);
        BOOST_TEST((n.cjk == cjk && n.words == words), text << ": " << n.cjk << " and " << n.words);
    };
    is("\u96E8\uFF0C\u96E8\u3002\u300C\u96E8\u300D\u3001\uFF01\uFF1F\uFF1A\uFF1B\uFF08\uFF09", 3, 0);
    is("\u96E8\u2014\u2014\u96E8\u2026\u2026\u201C\u96E8\u201D\u00B7\u30FB", 3, 0);
    is("a - b \u2014 c \u2013 d -- e ... ! f", 0, 6);
    is("don't well-known 16:9 \u201Cyes\u201D it\u2019s", 0, 5);
    is("rain\uFF0Cwind\u3001snow", 0, 3);
    is("rain\u3000wind\u00A0snow", 0, 3);
    is("\u4EBA\u3005 \u3007 \u30E9\u30FC\u30E1\u30F3 \uD55C\uAE00", 9, 0);
    is("\u845B\U000E0100\u304B\u3099 \uFE0F \uFEFF", 2, 0);
    is("\uFF21\uFF22 \uFF11\uFF12", 0, 2);
    is("- \u2014 \u3002 \uFF0C . ,", 0, 0);
    is("\u96E8a\u96E8", 2, 1);
}

BOOST_AUTO_TEST_CASE(words_and_cjk_characters_are_counted_apart) {
    const auto count = [](std::string_view words) {
        const auto n = text::count_words(words);
        return std::to_string(n.cjk) + "+" + std::to_string(n.words);
    };
    BOOST_TEST(count("") == "0+0");
    BOOST_TEST(count("  a  rainy\tstreet\n") == "0+3");
    BOOST_TEST(count("caf\xC3\xA9 au lait") == "0+3");
    BOOST_TEST(count("\xE9\x9B\xA8\xE9\x9B\xA8") == "2+0");                    // Chinese
    BOOST_TEST(count("neon\xE9\x9B\xA8street") == "1+2");                      // a character ends a word
    BOOST_TEST(count("\xE3\x81\x82 \xEC\x95\x88 \xF0\xA0\x80\x80") == "3+0");  // Japanese, Korean, beyond 16 bits
    BOOST_TEST(count("state-of-the-art, really") == "0+2");
    BOOST_TEST(count("\xFF\xFE") == "0+1");
}

BOOST_AUTO_TEST_SUITE_END()
