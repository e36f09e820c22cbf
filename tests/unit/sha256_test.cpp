// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// SHA-256, against the examples of FIPS 180-2.
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/core/base64.hpp>
#include <seedance/core/sha256.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(sha256)

BOOST_AUTO_TEST_CASE(the_examples_of_the_standard) {
    const auto hash = [](std::string_view text) { return seedance::text::base64_encode(seedance::text::sha256(text)); };
    BOOST_TEST(hash("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    BOOST_TEST(hash("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    BOOST_TEST(hash(std::string(1'000'000, 'a')) == "zcduXJkU+5KBocfihNc+Z/GAmkiklyAOBG05zMcRLNA=");
}

BOOST_AUTO_TEST_CASE(parts_are_hashed_as_one_text) {
    using namespace seedance::text;
    BOOST_TEST(sha256_hash{}.add("a").add("").add("bc").finish() == seedance::text::sha256("abc"));
    BOOST_TEST(sha256_hash{}.finish() == seedance::text::sha256(""));
}

BOOST_AUTO_TEST_SUITE_END()
