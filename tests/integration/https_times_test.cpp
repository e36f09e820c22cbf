// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// When an exchange got how far, and how many bytes it took.
#include <chrono>
#include <string>
#include <string_view>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_times)

namespace {

/// Says which of the times are set: "resolved connected total".
std::string set_of(const seedance::exchange_times& times) {
    std::string names;
    const auto add = [&names](const char* name, std::chrono::nanoseconds time) {
        BOOST_TEST(time.count() >= 0, name);
        if (time.count() > 0) names.append(names.empty() ? "" : " ").append(name);
    };
    add("resolved", times.resolved);
    add("connected", times.connected);
    add("secured", times.secured);
    add("first_byte", times.first_byte);
    add("total", times.total);
    return names;
}

void check_order(const seedance::exchange_times& times) {
    BOOST_TEST(times.resolved <= times.total);
    if (times.connected.count() != 0) BOOST_TEST(times.resolved <= times.connected);
    if (times.secured.count() != 0) BOOST_TEST(times.connected < times.secured);
    if (times.first_byte.count() != 0) BOOST_TEST(times.secured < times.first_byte);
    BOOST_TEST(times.first_byte <= times.total);
    BOOST_TEST(times.total < 20s);
}

http_reply checked(http_reply reply, const std::string& expected) {
    BOOST_TEST(set_of(reply.times) == expected);
    check_order(reply.times);
    return reply;
}

}  // namespace

BOOST_AUTO_TEST_CASE(limits_are_those_that_the_page_for_production_names) {
    const seedance::https_options limits;
    BOOST_TEST((limits.resolve_timeout == 10s && limits.connect_timeout == 10s && limits.handshake_timeout == 10s));
    BOOST_TEST((limits.write_timeout == 30s && http_request{}.reply_timeout == 15s));
    BOOST_TEST((limits.name_age == 30s && limits.next_address_delay == 250ms && limits.idle_timeout == 30s));
    BOOST_TEST(limits.idle_connections == 64u);
    BOOST_TEST(limits.all_idle_connections == 256u);
    BOOST_TEST(limits.fresh_at_once == 1'024u);
    BOOST_TEST(limits.streams_at_once == 256u);
}

BOOST_AUTO_TEST_CASE(a_new_connection_has_every_phase_and_the_next_exchange_only_its_own) {
    trusted_server server;
    https_client client;
    checked(client.get(server.url()), "resolved connected secured first_byte total");
    const auto second = checked(client.get(server.url()), "first_byte total");
    BOOST_TEST(second.reused_connection);
    checked(client.get(server.url(), connection_use::fresh), "resolved connected secured first_byte total");
}

BOOST_AUTO_TEST_CASE(an_address_is_not_looked_up) {
    trusted_server server;
    https_client client;
    checked(client.get(server.url("/", "127.0.0.1")), "connected secured first_byte total");
}

BOOST_AUTO_TEST_CASE(what_fails_has_the_phases_before_it) {
    {
        https_client client;
        checked(client.get("https://nowhere.invalid/"), "total");
        checked(client.get("http://localhost/"), "total");
    }
    {
        https_client client;
        const auto port = [] { return trusted_server{}.port(); }();
        checked(client.get("https://localhost:" + std::to_string(port) + "/"), "resolved total");
    }
    {
        trusted_server server{https_server::options{.closes_early = true}};
        https_client client;
        checked(client.get(server.url()), "resolved connected total");
    }
    {
        trusted_server server{https_server::options{.speaks = false}};
        https_client client{trusting({.handshake_timeout = 30ms})};
        const auto reply = checked(client.get(server.url()), "resolved connected total");
        BOOST_TEST(reply.times.total >= 30ms);
    }
    {
        trusted_server server{answer{"", afterwards::cut}};
        https_client client;
        checked(client.get(server.url()), "resolved connected secured total");
    }
    {
        trusted_server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", afterwards::cut}};
        https_client client;
        const auto reply = checked(client.get(server.url()), "resolved connected secured first_byte total");
        BOOST_TEST(reply.bytes_received == 44u);
    }
}

BOOST_AUTO_TEST_CASE(a_slow_answer_is_seen_where_it_is_slow) {
    struct : collector {
        std::chrono::steady_clock::time_point first_piece{};

        seedance::error_code write(std::string_view piece) override {
            if (pieces == 0) first_piece = std::chrono::steady_clock::now();
            return collector::write(piece);
        }
    } sink;
    trusted_server server{answer{.bytes = ok(std::string(200, 'x')), .piece = 120, .pause = 60ms}};
    https_client client;
    const auto begun = std::chrono::steady_clock::now();
    const auto reply = checked(client.ask(https_client::request_to(server.url()), &sink),
                               "resolved connected secured first_byte total");
    BOOST_TEST(reply.times.first_byte - reply.times.secured >= 60ms);
    BOOST_TEST(reply.times.total - reply.times.secured >= 120ms);
    BOOST_TEST((begun + reply.times.first_byte <= sink.first_piece), "it is not the time of the last byte");
}

BOOST_AUTO_TEST_CASE(bytes_are_counted_for_each_exchange) {
    const auto body = std::string(100'000, 'x');
    trusted_server server{answer{ok(body)}};
    https_client client;
    for (int i = 0; i != 3; ++i) {
        auto request = https_client::request_to(server.url());
        request.method = "POST";
        request.body = std::string(50'000, 'y');
        const auto reply = client.ask(request);
        check_ok(reply);
        BOOST_TEST(reply.bytes_received == ok(body).size());
        BOOST_TEST(reply.bytes_sent > 50'000u);
        BOOST_TEST(reply.bytes_sent < 51'500u, "no more than head and TLS besides, and no handshake");
    }
}

BOOST_AUTO_TEST_CASE(what_is_streamed_or_coded_counts_as_it_came) {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    trusted_server server{answer{chunked}};
    https_client client;
    collector sink;
    const auto reply = checked(client.ask(https_client::request_to(server.url()), &sink),
                               "resolved connected secured first_byte total");
    BOOST_TEST(sink.bytes == "hello");
    BOOST_TEST(reply.bytes_received == chunked.size());
}

BOOST_AUTO_TEST_CASE(what_is_cancelled_before_its_first_byte_has_sent_nothing) {
    trusted_server server;
    https_client client;
    auto request = https_client::request_to(server.url());
    request.before_first_byte = [](auto go_on) { go_on(asio::error::operation_aborted); };
    const auto reply = checked(client.ask(std::move(request)), "resolved connected secured total");
    BOOST_TEST(reply.bytes_sent == 0u);
    BOOST_TEST(reply.bytes_received == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
