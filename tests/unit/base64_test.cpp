// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/core/base64.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(base64)

BOOST_AUTO_TEST_CASE(the_examples_of_rfc_4648) {
    const std::pair<std::string_view, std::string_view> examples[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xFB\xFF\xBF", "+/+/"},
    };
    for (const auto& [bytes, encoded] : examples) {
        BOOST_TEST(text::base64_encode(bytes) == encoded);
        BOOST_TEST(text::base64_decode(encoded).value() == bytes);
    }
}

BOOST_AUTO_TEST_CASE(random_bytes_come_back) {
    std::mt19937 random{1};
    for (int i = 0; i != 5'000; ++i) {
        std::string bytes(random() % 100, '\0');
        for (auto& c : bytes) c = static_cast<char>(random() % 256);
        const auto encoded = text::base64_encode(bytes);
        BOOST_TEST_REQUIRE(encoded.find('\n') == std::string::npos);
        BOOST_TEST_REQUIRE(text::base64_decode(encoded).value() == bytes);
    }
}

BOOST_AUTO_TEST_CASE(bytes_have_one_spelling) {
    for (const std::string_view text :
         {"Zg", "Zg=", "Zm9vYg", "Zh==", "Zm9=", "Z===", "====", "=", " Zg==", "Zg==\n", "\nZm9", "Zm9 ", " Zm9v   ",
          "    ", "Zm-v", "Zm_v", "Zg==Zg==", "Zm9v\xFF\xFF\xFF\xFF"})
        BOOST_TEST(!text::base64_decode(text), text);
}

BOOST_AUTO_TEST_CASE(every_character_at_every_place) {
    for (std::size_t at = 0; at != 8; ++at)
        for (int byte = 0; byte != 256; ++byte) {
            std::string encoded = "Zm9vYmFy";
            encoded[at] = static_cast<char>(byte);
            const auto bytes = text::base64_decode(encoded);
            if (bytes) BOOST_TEST(text::base64_encode(*bytes) == encoded);
            const bool in_alphabet =
                std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"}.find(
                    encoded[at]) != std::string_view::npos;
            if (at != 7) BOOST_TEST(bytes.has_value() == in_alphabet);
        }
}

BOOST_AUTO_TEST_SUITE_END()
