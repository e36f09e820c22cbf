// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/impl/char_table.hpp>

#include <string_view>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(char_tables)

using seedance::detail::char_table;

BOOST_AUTO_TEST_CASE(every_character_is_a_member_or_not) {
    constexpr std::string_view members{"aZ09\0\x7F\x80\xFF", 8};
    constexpr char_table table{members};
    for (int byte = 0; byte != 256; ++byte) {
        const char c = static_cast<char>(byte);
        BOOST_TEST(table.holds(c) == (members.find(c) != std::string_view::npos), byte);
    }
    static_assert(table.holds('a') && !table.holds('b'));
}

BOOST_AUTO_TEST_CASE(a_text_is_held_when_all_of_it_is) {
    constexpr char_table letters{"abc"};
    BOOST_TEST(letters.holds_all(""));
    BOOST_TEST(letters.holds_all("aabbcc"));
    for (const std::string_view text : {"dabc", "abdc", "abcd", "abc ", "ABC"})
        BOOST_TEST(!letters.holds_all(text), text);
    BOOST_TEST(!char_table{""}.holds_all("a"));
    BOOST_TEST(char_table{""}.holds_all(""));
}

BOOST_AUTO_TEST_SUITE_END()
