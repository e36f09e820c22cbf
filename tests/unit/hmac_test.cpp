// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The vectors of RFC 4231, and a comparison that says only whether texts are the same.
#include <seedance/core/hmac.hpp>

#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/core/hex.hpp>

namespace text = seedance::text;

BOOST_AUTO_TEST_SUITE(hmac)

BOOST_AUTO_TEST_CASE(vectors_of_rfc_4231) {
    const auto mac = [](const std::string& key, const std::string& data) {
        return text::hex(text::hmac_sha256(key, data));
    };
    BOOST_TEST(mac(std::string(20, '\x0b'), "Hi There") ==
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    BOOST_TEST(mac("Jefe", "what do ya want for nothing?") ==
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    BOOST_TEST(mac(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
               "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    BOOST_TEST(mac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(texts_are_the_same_in_every_byte) {
    BOOST_TEST(text::equal_in_constant_time("", ""));
    BOOST_TEST(text::equal_in_constant_time("abc", "abc"));
    BOOST_TEST(!text::equal_in_constant_time("abc", "abcd"));
    BOOST_TEST(!text::equal_in_constant_time("abc", ""));
    const std::string same(64, 'a');
    for (std::size_t i = 0; i != same.size(); ++i) {
        auto other = same;
        other[i] = 'b';
        BOOST_TEST(!text::equal_in_constant_time(same, other), i);
    }
    BOOST_TEST(!text::equal_in_constant_time(std::string_view{"a\0b", 3}, std::string_view{"a\0c", 3}));
}

BOOST_AUTO_TEST_SUITE_END()
