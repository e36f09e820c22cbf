// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Bytes in hexadecimal digits.
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/core/hex.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(hex)

BOOST_AUTO_TEST_CASE(each_byte_has_two_digits) {
    using seedance::text::hex;
    BOOST_TEST(hex("") == "");
    BOOST_TEST(hex(std::string_view{"\0\x09\x10\x7F\xAB\xFF", 6}) == "0009107fabff");
}

BOOST_AUTO_TEST_SUITE_END()
