// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the tests of the sandbox's gateways ask of an answer.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/testing/sandbox.hpp>

#include "checks.hpp"
#include "plain_https.hpp"
#include "printing.hpp"

namespace test {

/// A sandbox whose time only `advance` moves, and one connection to one of its gateways.
struct gateway_fixture {
    gateway_fixture(std::string_view gateway, const seedance::testing::sandbox_options& options)
        : gateways{options}, origin{gateways.base_url(gateway)}, connection{origin, gateways.ca_pem()} {}

    seedance::testing::sandbox gateways;
    std::string origin;
    plain_https connection;
};

/// Expects that the answer is this JSON, field by field and in this order.
inline void expect_json(const plain_reply& reply, int status, std::string_view expected) {
    BOOST_TEST(reply.status == status);
    BOOST_TEST(reply.header("Content-Type") == "application/json");
    BOOST_TEST(reply.body == boost::json::serialize(boost::json::parse(expected)));
}

inline boost::json::object object_in(const plain_reply& reply) {
    BOOST_TEST_REQUIRE(is_one_of(reply.status, {200, 202}), reply.body);
    return boost::json::parse(reply.body).as_object();
}

inline void expect_broken(const seedance::testing::sandbox& gateways, const std::vector<std::string>& words) {
    const auto broken = gateways.broken_invariants();
    BOOST_TEST_REQUIRE(broken.size() == words.size());
    for (std::size_t i = 0; i != words.size(); ++i) BOOST_TEST(contains(broken[i], words[i]));
}

/// Gives `text` with every `from` replaced.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

}  // namespace test
