// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a transport says of what goes on: now, and since it was made.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/impl/traffic.hpp>

#include "checks.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"
#include "scripted_names.hpp"

BOOST_AUTO_TEST_SUITE(https_load)

namespace {

using namespace test;
using seedance::origin_load;

origin_load row(const https_client& client, std::string_view name) {
    for (auto& each : client.load().origins)
        if (each.origin == name) return each;
    return {};
}

std::string origin_of(const https_server& server) { return server.url("").substr(std::string{"https://"}.size()); }

/// Waits for something that another thread is about to do.
template <class Condition>
void wait_until(Condition holds) {
    const auto latest = std::chrono::steady_clock::now() + 20s;
    while (!holds()) {
        BOOST_TEST_REQUIRE((std::chrono::steady_clock::now() < latest), "it does not come about");
        std::this_thread::yield();
    }
}

/// A sink that has enough after the first piece.
struct full_sink final : seedance::body_sink {
    seedance::error_code begin(const http_reply&) override { return {}; }
    seedance::error_code write(std::string_view) override { return {}; }
    bool is_full() const override {
        const std::lock_guard lock{mutex};
        return is_closed;
    }
    void when_ready(std::function<void()> call) override {
        const std::lock_guard lock{mutex};
        go_on = std::move(call);
    }

    mutable std::mutex mutex;
    std::function<void()> go_on;
    bool is_closed = true;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_transport_that_has_done_nothing_has_nothing_to_tell) {
    const https_client client;
    BOOST_TEST(client.load().origins.empty());
    BOOST_TEST(client.load().total().connections == 0u);
}

BOOST_AUTO_TEST_CASE(exchanges_and_their_connections_are_counted) {
    trusted_server server{answer{ok("hello")}};
    https_client client;
    const auto first = client.get(server.url());
    check_ok(first);
    wait_until([&] { return row(client, origin_of(server)).exchanges == 0; });
    auto now = row(client, origin_of(server));
    BOOST_TEST(now.connections == 1u);
    BOOST_TEST(now.idle == 1u);
    BOOST_TEST(now.ended == 1u);
    BOOST_TEST(now.look_ups == 1u);
    BOOST_TEST(now.connects == 1u);
    BOOST_TEST(now.handshakes == 1u);
    BOOST_TEST(now.reused == 0u);
    BOOST_TEST(now.failed == 0u);
    BOOST_TEST(now.bytes_sent == first.bytes_sent);
    BOOST_TEST(now.bytes_received == first.bytes_received);
    const auto second = client.get(server.url());
    check_ok(second);
    check_ok(client.get(server.url(), connection_use::fresh));
    wait_until([&] { return row(client, origin_of(server)).connections == 1; });
    now = row(client, origin_of(server));
    BOOST_TEST(now.ended == 3u);
    BOOST_TEST(now.reused == 1u);
    BOOST_TEST(now.handshakes == 2u);
    BOOST_TEST(now.resumed == 1u);
    BOOST_TEST(now.bytes_received == 3 * first.bytes_received);
    BOOST_TEST(client.load().total().ended == 3u);
}

BOOST_AUTO_TEST_CASE(what_is_under_way_is_told_while_it_is) {
    trusted_server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", afterwards::stay}};
    https_client client;
    full_sink sink;
    auto pending = client.start(https_client::request_to(server.url()), &sink);
    wait_until([&] {
        const std::lock_guard lock{sink.mutex};
        return sink.go_on != nullptr;
    });
    const auto now = row(client, origin_of(server));
    BOOST_TEST(now.connections == 1u);
    BOOST_TEST(now.idle == 0u);
    BOOST_TEST(now.exchanges == 1u);
    BOOST_TEST(now.looking_up + now.connecting + now.securing == 0u);
    BOOST_TEST(now.ended == 0u);
    BOOST_TEST(now.bytes_received > 4u, "what has arrived so far");
    client.drop_transport();
    BOOST_TEST(https_client::wait(pending).error == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(a_handshake_that_does_not_end_is_seen) {
    trusted_server server{https_server_options{.speaks = false}};
    https_client client;
    auto pending = client.start(https_client::request_to(server.url()));
    wait_until([&] { return row(client, origin_of(server)).securing == 1; });
    BOOST_TEST(row(client, origin_of(server)).handshakes == 0u);
    client.drop_transport();
    static_cast<void>(https_client::wait(pending));
}

BOOST_AUTO_TEST_CASE(what_waits_for_its_turn_has_no_connection) {
    trusted_server server{answer{"", afterwards::stay}};
    https_client client{trusting({.fresh_at_once = 1})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 3; ++i)
        pending.push_back(client.start(https_client::request_to(server.url(), connection_use::fresh)));
    BOOST_TEST(server.wait_until([](const auto& r) { return r.requests.size() == 1; }));
    const auto now = row(client, origin_of(server));
    BOOST_TEST(now.waiting == 2u);
    BOOST_TEST(now.connections == 1u);
    BOOST_TEST(now.exchanges == 1u);
    BOOST_TEST(now.idle == 0u);
    BOOST_TEST(now.looking_up == 0u);
    server.end_all(afterwards::reset);  // the next one's turn comes
    BOOST_TEST(server.wait_until([](const auto& r) { return r.requests.size() == 2; }));
    wait_until([&] { return row(client, origin_of(server)).waiting == 1; });
    BOOST_TEST(row(client, origin_of(server)).connections == 1u);
    asio::cancellation_signal signal;
    auto last = client.start(https_client::request_to(server.url(), connection_use::fresh), nullptr, signal.slot());
    client.post([&] { signal.emit(asio::cancellation_type::total); });
    check_error(https_client::wait(last), asio::error::operation_aborted);
    wait_until([&] { return row(client, origin_of(server)).waiting == 1; });
    client.drop_transport();
    for (auto& one : pending) BOOST_TEST(https_client::wait(one).error.failed());
}

BOOST_AUTO_TEST_CASE(look_ups_are_questions_that_found_something) {
    trusted_server server;
    scripted_names names;
    https_client client{trusting({.look_up = names.resolver()})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 3; ++i)
        pending.push_back(client.start(https_client::request_to(server.url(), connection_use::fresh)));
    wait_until([&] { return row(client, origin_of(server)).looking_up == 3; });
    names.take(1).at(0)({}, {"127.0.0.1"});
    for (auto& one : pending) check_ok(https_client::wait(one));
    check_ok(client.get(server.url(), connection_use::fresh));
    const auto now = row(client, origin_of(server));
    BOOST_TEST(now.look_ups == 1u);
    BOOST_TEST(now.connects == 4u);
}

BOOST_AUTO_TEST_CASE(failures_are_counted_with_the_origin_that_they_are_of) {
    trusted_server server{https_server_options{.closes_early = true}};
    https_client client;
    for (int i = 0; i != 3; ++i) BOOST_TEST(!!client.get(server.url()).error);
    wait_until([&] { return row(client, origin_of(server)).connections == 0; });
    const auto now = row(client, origin_of(server));
    BOOST_TEST(now.ended == 3u);
    BOOST_TEST(now.failed == 3u);
    BOOST_TEST(now.connects == 3u);
    BOOST_TEST(now.handshakes == 0u);
}

BOOST_AUTO_TEST_CASE(hosts_that_others_have_chosen_are_one_row) {
    https_client client;
    for (const auto* url : {"https://127.0.0.1:1/a.mp4", "https://127.0.0.2:1/b.mp4", "https://127.0.0.3:2/c.mp4"}) {
        auto request = https_client::request_to(url);
        request.only_public = true;
        BOOST_TEST(client.ask(std::move(request)).error == transport_errc::private_address);
    }
    trusted_server server;
    auto may_be_private = https_client::request_to(server.url());
    may_be_private.is_foreign = true;
    check_ok(client.ask(std::move(may_be_private)));
    const auto all = client.load();
    BOOST_TEST_REQUIRE(all.origins.size() == 1u);
    BOOST_TEST(all.origins[0].origin == "foreign hosts");
    BOOST_TEST(all.origins[0].failed == 3u);
    BOOST_TEST(all.origins[0].ended == 4u);
}

BOOST_AUTO_TEST_CASE(a_request_that_goes_nowhere_is_of_no_origin) {
    https_client client;
    BOOST_TEST(client.get("http://example.com/").error == transport_errc::bad_url);
    BOOST_TEST(client.load().origins.empty());
}

BOOST_AUTO_TEST_CASE(the_number_of_rows_is_bounded) {
    seedance::detail::traffic_table table;
    const auto early = table.of("host0:443", false);
    for (int i = 0; i != 1000; ++i) ++table.of("host" + std::to_string(i) + ":443", false)->ended;
    BOOST_TEST(table.of("host0:443", false) == early);
    const auto all = table.load();
    BOOST_TEST(all.origins.size() == seedance::detail::traffic_table::most + 1);
    BOOST_TEST(all.total().ended == 1000u);
    for (const auto& each : all.origins)
        BOOST_TEST(each.ended == (each.origin == "other origins" ? 1000 - seedance::detail::traffic_table::most : 1));
}

BOOST_AUTO_TEST_SUITE_END()
