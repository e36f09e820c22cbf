// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Which addresses are public.
#include <boost/test/unit_test.hpp>

#include <string_view>

#include <boost/asio/ip/address.hpp>

#include <seedance/transport/impl/public_address.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(download_address)

namespace {

constexpr std::string_view public_addresses[] = {
    "1.0.0.0",         "1.1.1.1",         "8.8.8.8",          "9.255.255.255",     "11.0.0.0",
    "100.63.255.255",  "100.128.0.0",     "126.255.255.255",  "128.0.0.0",         "169.253.255.255",
    "169.255.0.0",     "172.15.255.255",  "172.32.0.0",       "191.255.255.255",   "192.0.1.0",
    "192.0.3.0",       "192.88.98.255",   "192.88.100.0",     "192.167.255.255",   "192.169.0.0",
    "198.17.255.255",  "198.20.0.0",      "198.51.99.255",    "198.51.101.0",      "203.0.112.255",
    "203.0.114.0",     "223.255.255.255", "2000::",           "2001:200::1",       "2001:4860::8888",
    "2001:db7:ffff::", "2001:db9::",      "2606:4700::1111",  "2a00:1450:4001::1", "3fff:1000::",
    "3ffe::1",         "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8", "2002:808:808::1",   "2003::1",
};

constexpr std::string_view private_addresses[] = {
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.254",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:0:8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0.0.0.0",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:808:808::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::",
    "2001:db8::",
    "2001:db8:ffff::1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "2002:c0a8:101::1",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fdff:ffff::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff00::1",
    "ff02::1",
    "ff0e::1",
    "fe80::1%1",
};

}  // namespace

BOOST_AUTO_TEST_CASE(table) {
    using boost::asio::ip::make_address;
    for (const auto text : public_addresses) BOOST_TEST(seedance::detail::is_public(make_address(text)), text);
    for (const auto text : private_addresses) BOOST_TEST(!seedance::detail::is_public(make_address(text)), text);
    static_assert(std::size(public_addresses) + std::size(private_addresses) >= 100);
}

BOOST_AUTO_TEST_CASE(an_address_inside_another_is_what_it_is) {
    using boost::asio::ip::make_address;
    for (const auto text : public_addresses)
        if (text.find(':') == std::string_view::npos)
            BOOST_TEST(seedance::detail::is_public(make_address("::ffff:" + std::string{text})), text);
    for (const auto text : private_addresses)
        if (text.find(':') == std::string_view::npos)
            BOOST_TEST(!seedance::detail::is_public(make_address("::ffff:" + std::string{text})), text);
}

BOOST_AUTO_TEST_SUITE_END()
