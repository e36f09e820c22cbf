// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A predicate asked of every character of a long text, at whatever place the bad one stands.
#include <seedance/core/all_of.hpp>

#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

using namespace seedance;

BOOST_AUTO_TEST_SUITE(all_of_text)

BOOST_AUTO_TEST_CASE(a_bad_character_is_found_wherever_it_stands) {
    const auto is_letter = [](unsigned char c) { return text::is_between(c, 'a', 'z') != 0; };
    BOOST_TEST(text::all_of("", is_letter));
    for (const std::size_t size : {1, 2, 63, 64, 65, 255, 256, 257, 511, 512, 513, 600}) {
        std::string some(size, 'm');
        BOOST_TEST(text::all_of(some, is_letter));
        for (const char bad : {'`', '{', '\0', '\xFF'}) {
            for (std::size_t at = 0; at != size; ++at) {
                some[at] = bad;
                if (text::all_of(some, is_letter)) BOOST_ERROR("missed at " << at << " of " << size);
                some[at] = 'z';
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(limits_are_inclusive) {
    for (const char c : {'a', 'b', 'z'}) BOOST_TEST(text::is_between(static_cast<unsigned char>(c), 'a', 'z') == 1u);
    for (const char c : {'`', '{', 'A'}) BOOST_TEST(text::is_between(static_cast<unsigned char>(c), 'a', 'z') == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
