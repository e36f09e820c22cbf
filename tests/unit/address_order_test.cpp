// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// In which order addresses are tried, and for how long a connection is kept.
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/impl/address_order.hpp>
#include <seedance/transport/impl/keep_alive.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(address_order)

namespace {

using boost::asio::ip::make_address;
using namespace std::chrono_literals;

std::vector<boost::asio::ip::address> addresses_of(const std::vector<std::string>& texts) {
    std::vector<boost::asio::ip::address> out;
    for (const auto& text : texts) out.push_back(make_address(text));
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(families_are_tried_in_turn) {
    const std::pair<std::vector<std::string>, std::vector<std::string>> cases[] = {
        {{}, {}},
        {{"1.0.0.1"}, {"1.0.0.1"}},
        {{"::1"}, {"::1"}},
        {{"1.0.0.1", "1.0.0.2"}, {"1.0.0.1", "1.0.0.2"}},
        {{"::1", "::2", "1.0.0.1"}, {"::1", "1.0.0.1", "::2"}},
        {{"::1", "::2", "::3", "1.0.0.1"}, {"::1", "1.0.0.1", "::2", "::3"}},
        {{"1.0.0.1", "1.0.0.2", "::1"}, {"1.0.0.1", "::1", "1.0.0.2"}},
        {{"1.0.0.1", "::1", "::2", "::3"}, {"1.0.0.1", "::1", "::2", "::3"}},
        {{"::1", "1.0.0.1", "1.0.0.2", "1.0.0.3"}, {"::1", "1.0.0.1", "1.0.0.2", "1.0.0.3"}},
        {{"::1", "::2", "1.0.0.1", "1.0.0.2"}, {"::1", "1.0.0.1", "::2", "1.0.0.2"}},
        {{"1.0.0.1", "1.0.0.2", "1.0.0.3", "::1", "::2"}, {"1.0.0.1", "::1", "1.0.0.2", "::2", "1.0.0.3"}},
    };
    for (const auto& [given, expected] : cases) {
        auto addresses = addresses_of(given);
        seedance::detail::interleave_families(addresses);
        BOOST_TEST(addresses == addresses_of(expected));
    }
}

BOOST_AUTO_TEST_CASE(the_winner_is_tried_first_until_it_fails) {
    seedance::detail::best_addresses best;
    const auto order_of = [&](const std::string& origin) {
        auto addresses = addresses_of({"1.0.0.1", "1.0.0.2", "1.0.0.3"});
        best.order(origin, addresses);
        return addresses;
    };
    best.remember("a:443", make_address("1.0.0.3"));
    BOOST_TEST((order_of("a:443") == addresses_of({"1.0.0.3", "1.0.0.1", "1.0.0.2"})));
    BOOST_TEST((order_of("b:443") == addresses_of({"1.0.0.1", "1.0.0.2", "1.0.0.3"})));
    best.forget("a:443", make_address("1.0.0.1"));  // another one
    BOOST_TEST(order_of("a:443").front() == make_address("1.0.0.3"));
    best.forget("a:443", make_address("1.0.0.3"));
    BOOST_TEST(order_of("a:443").front() == make_address("1.0.0.1"));
    best.remember("a:443", make_address("9.9.9.9"));  // not among them any more
    BOOST_TEST(order_of("a:443").front() == make_address("1.0.0.1"));
    best.remember("a:443", make_address("1.0.0.2"));
    best.avoid("a:443", make_address("1.0.0.2"));
    BOOST_TEST((order_of("a:443") == addresses_of({"1.0.0.1", "1.0.0.3", "1.0.0.2"})), "the last resort");
    best.remember("a:443", make_address("1.0.0.3"));
    BOOST_TEST((order_of("a:443") == addresses_of({"1.0.0.3", "1.0.0.1", "1.0.0.2"})));
    best.remember("a:443", make_address("1.0.0.2"));
    BOOST_TEST((order_of("a:443") == addresses_of({"1.0.0.2", "1.0.0.1", "1.0.0.3"})), "it serves again");
    for (int i = 0; i != 1000; ++i) best.remember(std::to_string(i), make_address("1.0.0.2"));
    BOOST_TEST(order_of("999").front() == make_address("1.0.0.2"));
}

BOOST_AUTO_TEST_CASE(how_long_a_server_keeps_an_idle_connection) {
    const std::pair<std::string, std::optional<std::chrono::milliseconds>> cases[] = {
        {"timeout=5", 4s},
        {"timeout=5, max=100", 4s},
        {"max=100, timeout=5", 4s},
        {"Timeout = 5", 4s},
        {"timeout=\"5\"", 4s},
        {"timeout=1", 0s},
        {"timeout=0", 0s},
        {"max=0", 0s},
        {"timeout=60, max=0", 0s},
        {"", std::nullopt},
        {"max=100", std::nullopt},
        {"timeout", std::nullopt},
        {"timeout=", std::nullopt},
        {"timeout=-5", std::nullopt},
        {"timeout=5.5", std::nullopt},
        {"5", std::nullopt},
        {"timeout=9999999999999", std::nullopt},
        {",,timeout=5,,", 4s},
        {"timeout=4000000000", 365 * 24h - 1s}};
    for (const auto& [header, expected] : cases)
        BOOST_TEST(seedance::detail::kept_alive_for(header) == expected, header);
}

BOOST_AUTO_TEST_SUITE_END()
