// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Which of a host's addresses is connected to, and what the sockets are like.
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"
#include "scripted_names.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_addresses)

namespace {

using asio::ip::make_address;

/// Some addresses, where the server of a test listens at 127.0.0.1 only.
const std::string dead = "127.0.0.2", silent_port = "127.0.0.3", alive = "127.0.0.1";

seedance::resolver always(std::vector<std::string> addresses) {
    return [addresses = std::move(addresses)](const seedance::name_query&, const seedance::name_handler& answer) {
        answer({}, addresses);
    };
}

int number_of(int descriptor, int level, int name) {
    int value = -1;
    ::socklen_t size = sizeof value;
    ::getsockopt(descriptor, level, name, &value, &size);
    return value;
}

}  // namespace

// ---- addresses that do not answer

BOOST_AUTO_TEST_CASE(an_address_that_does_not_answer_costs_the_delay_once) {
    trusted_server server;
    const full_port silent{{make_address("127.0.0.3"), server.port()}};
    https_client client{trusting({.look_up = always({silent_port, alive}), .next_address_delay = 500ms})};
    const auto first = client.get(server.url(), connection_use::fresh);
    check_ok(first);
    BOOST_TEST(first.times.connected >= 500ms);
    const auto second = client.get(server.url(), connection_use::fresh);
    check_ok(second);
    BOOST_TEST(second.times.connected - second.times.resolved < 500ms, "the winner is tried first");
}

BOOST_AUTO_TEST_CASE(after_a_failure_the_next_address_is_tried_at_once) {
    trusted_server server;
    for (const std::vector<std::string>& addresses :
         {std::vector{dead, alive}, {dead, "127.0.0.9", "127.0.0.8", alive}, {"::1", alive}, {"::1", dead, alive}}) {
        https_client client{trusting({.look_up = always(addresses), .next_address_delay = 1h})};
        check_ok(client.get(server.url()));
    }
}

BOOST_AUTO_TEST_CASE(a_slow_address_may_still_win) {
    trusted_server server;
    https_client client{trusting({.look_up = always({alive, dead, "127.0.0.9"}), .next_address_delay = 0ms})};
    for (int i = 0; i != 20; ++i) check_ok(client.get(server.url(), connection_use::fresh));
}

BOOST_AUTO_TEST_CASE(the_time_to_connect_is_that_of_all_addresses) {
    trusted_server server;
    std::vector<std::unique_ptr<full_port>> silent;
    std::vector<std::string> addresses;
    for (int i = 10; i != 15; ++i) {
        addresses.push_back("127.0.0." + std::to_string(i));
        silent.push_back(
            std::make_unique<full_port>(asio::ip::tcp::endpoint{make_address(addresses.back()), server.port()}));
    }
    https_client client{trusting({.connect_timeout = 300ms, .look_up = always(addresses), .next_address_delay = 10ms})};
    const auto reply = client.get(server.url());
    check_error(reply, transport_errc::timed_out);
    BOOST_TEST(reply.phase == exchange_phase::connect);
    BOOST_TEST(reply.sent == delivery::nothing);
    BOOST_TEST(reply.times.total >= 300ms);
    BOOST_TEST(reply.times.total < 1'200ms, "less than 300 ms for each");
}

BOOST_AUTO_TEST_CASE(of_very_many_addresses_some_are_tried) {
    trusted_server server;
    std::vector<std::string> addresses(31, dead);
    addresses.push_back(alive);
    https_client client{trusting({.look_up = always(addresses)})};
    check_ok(client.get(server.url()));
    addresses.insert(addresses.begin(), dead);
    https_client other{trusting({.look_up = always(addresses)})};
    check_error(other.get(server.url()), asio::error::connection_refused);
}

BOOST_AUTO_TEST_CASE(when_every_address_refuses_the_exchange_ends_at_once) {
    trusted_server server;
    https_client client{trusting({.look_up = always({dead, "127.0.0.9", "::1"}), .next_address_delay = 1h})};
    const auto reply = client.get(server.url());
    check_error(reply, asio::error::connection_refused);
    BOOST_TEST(reply.phase == exchange_phase::connect);
    BOOST_TEST(reply.sent == delivery::nothing);
}

BOOST_AUTO_TEST_CASE(what_a_server_has_said_goes_before_what_this_machine_lacks) {
    trusted_server server;
    // From an address of IPv4 none of IPv6 can be reached.
    https_client client{
        trusting({.look_up = always({dead, "::1"}), .next_address_delay = 1h, .local_address = "127.0.0.5"})};
    check_error(client.get(server.url()), asio::error::connection_refused);
}

BOOST_AUTO_TEST_CASE(a_winner_that_fails_is_forgotten) {
    auto server = std::make_unique<trusted_server>();
    const auto port = server->port();
    trusted_server other;
    const auto names = always({alive, dead});
    https_client client{trusting({.look_up = names, .next_address_delay = 1h})};
    const auto url = "https://localhost:" + std::to_string(port) + "/";
    check_ok(client.get(url, connection_use::fresh));
    server.reset();
    check_error(client.get(url, connection_use::fresh), asio::error::connection_refused);
    check_ok(client.get(other.url(), connection_use::fresh));
}

// The kernel answers for a program that hangs, and a load balancer for one that is gone.
BOOST_AUTO_TEST_CASE(an_address_that_takes_connections_and_serves_none_is_tried_last) {
    trusted_server server;
    asio::io_context context;
    const asio::ip::tcp::acceptor hangs{context, {make_address("127.0.0.3"), server.port()}};
    https_client client{trusting({.handshake_timeout = 300ms, .look_up = always({"127.0.0.3", alive})})};
    const auto first = client.get(server.url(), connection_use::fresh);
    check_error(first, transport_errc::timed_out);
    BOOST_TEST(first.phase == exchange_phase::handshake);
    BOOST_TEST(first.sent == delivery::nothing);
    for (int i = 0; i != 3; ++i) check_ok(client.get(server.url(), connection_use::fresh));
}

// ---- public addresses only

BOOST_AUTO_TEST_CASE(of_several_addresses_only_public_ones_are_connected_to) {
    trusted_server server;
    for (const auto& addresses : {std::vector{alive},
                                  {alive, dead},
                                  {alive, std::string{"::1"}},
                                  {std::string{"10.0.0.1"}, alive},
                                  {std::string{"::ffff:127.0.0.1"}, alive}}) {
        https_client client{trusting({.look_up = always(addresses)})};
        auto request = https_client::request_to(server.url());
        request.only_public = true;
        const auto reply = client.ask(std::move(request));
        check_error(reply, transport_errc::private_address);
        BOOST_TEST(reply.detail == addresses.front());
    }
    BOOST_TEST(server.seen().connections == 0u);
}

BOOST_AUTO_TEST_CASE(a_public_address_in_front_opens_no_way_to_a_private_one) {
    trusted_server server;
    // From an address of this machine nothing can leave it: the public address fails at once, and nobody is asked.
    https_client client{trusting({.connect_timeout = 200ms,
                                  .look_up = always({"198.41.0.4", alive}),
                                  .next_address_delay = 5ms,
                                  .local_address = "127.0.0.5"})};
    auto request = https_client::request_to(server.url());
    request.only_public = true;
    const auto reply = client.ask(std::move(request));
    BOOST_TEST(reply.error.failed());
    BOOST_TEST(reply.phase == exchange_phase::connect);
    BOOST_TEST(server.seen().connections == 0u);
}

// ---- ends

BOOST_AUTO_TEST_CASE(what_is_cancelled_while_it_connects_leaves_no_descriptor) {
    trusted_server server;
    const full_port one{{make_address("127.0.0.3"), server.port()}}, two{{make_address("127.0.0.4"), server.port()}};
    https_client client{trusting({.look_up = always({"127.0.0.3", "127.0.0.4"}), .next_address_delay = 5ms})};
    const auto before = open_descriptors().size();
    for (int i = 0; i != 10; ++i) {
        asio::cancellation_signal signal;
        auto pending = client.start(https_client::request_to(server.url()), nullptr, signal.slot());
        client.post([&] { signal.emit(asio::cancellation_type::total); });
        const auto reply = https_client::wait(pending);
        check_error(reply, asio::error::operation_aborted);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
    std::promise<void> settled;
    client.post([&] { settled.set_value(); });
    settled.get_future().wait();
    BOOST_TEST(open_descriptors().size() == before);
}

BOOST_AUTO_TEST_CASE(transport_and_context_may_go_while_addresses_are_tried) {
    trusted_server server;
    const full_port silent{{make_address("127.0.0.3"), server.port()}};
    const auto token = std::make_shared<int>(0);
    for (const bool transport_goes_first : {true, false}) {
        auto context = std::make_unique<asio::io_context>();
        auto transport = seedance::make_https_transport(context->get_executor(),
                                                        trusting({.look_up = always({silent_port, silent_port})}));
        transport->exchange(https_client::request_to(server.url()), nullptr, [token](http_reply) {});
        context->poll();
        if (transport_goes_first) {
            transport.reset();
            context->run();
        }
        transport.reset();
        context.reset();
        BOOST_TEST(token.use_count() == 1);
    }
}

// ---- sockets

BOOST_AUTO_TEST_CASE(sockets_are_closed_on_exec_and_watched_over) {
    const seedance::https_options defaults;
    for (const auto write_timeout : {defaults.write_timeout, 150'000ms}) {
        trusted_server server;
        https_client client{trusting({.write_timeout = write_timeout, .local_address = "127.0.0.5"})};
        check_ok(client.get(server.url()));
        const auto sockets = sockets_to(server.port());
        BOOST_TEST_REQUIRE(sockets.size() == 1u);
        const int own = sockets.front();
        BOOST_TEST((::fcntl(own, F_GETFD) & FD_CLOEXEC) != 0);
        BOOST_TEST(number_of(own, SOL_SOCKET, SO_KEEPALIVE) == 1);
        BOOST_TEST(number_of(own, IPPROTO_TCP, TCP_KEEPIDLE) == 60);
        BOOST_TEST(number_of(own, IPPROTO_TCP, TCP_NODELAY) != 0);
        BOOST_TEST(number_of(own, IPPROTO_TCP, TCP_USER_TIMEOUT) == (write_timeout == 150'000ms ? 150'000 : 120'000));
        ::sockaddr_in local{};
        ::socklen_t size = sizeof local;
        ::getsockname(own, reinterpret_cast<::sockaddr*>(&local), &size);
        BOOST_TEST(ntohl(local.sin_addr.s_addr) == make_address("127.0.0.5").to_v4().to_uint());
    }
}

BOOST_AUTO_TEST_CASE(a_local_address_that_is_none_or_not_here_is_refused) {
    asio::io_context context;
    for (const std::string text : {"localhost", "127.0.0", "127.0.0.1:0", "eth0", "[::1]", " 127.0.0.1"})
        BOOST_CHECK_THROW(seedance::make_https_transport(context.get_executor(), trusting({.local_address = text})),
                          boost::system::system_error);
    trusted_server server;
    https_client client{trusting({.local_address = "192.0.2.1"})};
    const auto reply = client.get(server.url("/", "127.0.0.1"));
    BOOST_TEST(reply.error == boost::system::errc::address_not_available, reply.error.message());
    BOOST_TEST(reply.sent == delivery::nothing);
}

// ---- idle connections

BOOST_AUTO_TEST_CASE(idle_connections_are_closed_by_themselves_and_in_good_order) {
    trusted_server server;
    https_client client{trusting({.idle_timeout = 20ms})};
    check_ok(client.get(server.url()));
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }), "nothing is used in between");
    check_ok(client.get(server.url()));
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(server.seen().announced_ends == 2u);
}

BOOST_AUTO_TEST_CASE(idle_connections_keep_no_context_running) {
    trusted_server server;
    asio::io_context context;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    std::optional<http_reply> got;
    transport->exchange(https_client::request_to(server.url()), nullptr, [&](http_reply r) { got = std::move(r); });
    context.run();
    BOOST_TEST_REQUIRE(got.has_value());
    check_ok(*got);
    BOOST_TEST(server.seen().open == 1u);
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_no_longer_than_its_server_says) {
    trusted_server server{[](const std::string& request) {
        const bool is_short = request.starts_with("GET /short");
        return answer{ok("hello", is_short ? "Keep-Alive: timeout=1\r\n" : "Keep-Alive: timeout=100\r\n")};
    }};
    https_client client;
    check_ok(client.get(server.url("/short")));
    BOOST_TEST(!client.get(server.url("/long")).reused_connection);
    BOOST_TEST(client.get(server.url("/short")).reused_connection);
    BOOST_TEST(!client.get(server.url("/long")).reused_connection);
}

BOOST_AUTO_TEST_CASE(all_origins_together_keep_so_many_connections) {
    std::vector<std::unique_ptr<trusted_server>> servers;
    for (int i = 0; i != 4; ++i) servers.push_back(std::make_unique<trusted_server>());
    https_client client{trusting({.all_idle_connections = 2})};
    for (const auto& server : servers) check_ok(client.get(server->url()));
    BOOST_TEST(client.get(servers[3]->url()).reused_connection);
    BOOST_TEST(client.get(servers[2]->url()).reused_connection);
    BOOST_TEST(servers[0]->wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(servers[1]->wait_until([](const auto& r) { return r.open == 0; }));
}

// ---- so many at once

BOOST_AUTO_TEST_CASE(only_so_many_submits_and_downloads_have_a_connection_at_once) {
    for (const bool streams : {false, true}) {
        trusted_server server{answer{.bytes = ok("hello"), .pause = 5ms}};
        https_client client{trusting({.idle_connections = 0, .fresh_at_once = 2, .streams_at_once = 2}), 2};
        std::vector<collector> sinks(12);
        std::vector<std::future<http_reply>> pending;
        for (auto& sink : sinks)
            pending.push_back(client.start(
                https_client::request_to(server.url(), streams ? connection_use::pooled : connection_use::fresh),
                streams ? &sink : nullptr));
        for (auto& one : pending) check_ok(https_client::wait(one));
        BOOST_TEST(server.seen().most_open <= 3u, "one may end while the next begins");
        BOOST_TEST(server.seen().requests.size() == 12u);
    }
}

BOOST_AUTO_TEST_CASE(a_gateway_that_never_answers_holds_up_its_own_submits_only) {
    trusted_server silent{answer{"", afterwards::stay}}, server;
    https_client client{trusting({.fresh_at_once = 1})};
    auto first = client.start(https_client::request_to(silent.url(), connection_use::fresh));
    BOOST_TEST(silent.wait_until([](const auto& r) { return r.requests.size() == 1; }));
    auto second = client.start(https_client::request_to(silent.url(), connection_use::fresh));
    for (int i = 0; i != 3; ++i) check_ok(client.get(server.url(), connection_use::fresh));
    BOOST_TEST(silent.seen().requests.size() == 1u);
    client.drop_transport();
    for (auto* one : {&first, &second}) check_error(https_client::wait(*one), asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(a_download_that_stands_still_holds_up_those_of_its_own_host_only) {
    const std::string start = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
    trusted_server slow{answer{start, afterwards::stay}}, server;
    https_client client{trusting({.streams_at_once = 1})};
    collector first, second, other;
    auto one = client.start(https_client::request_to(slow.url()), &first);
    BOOST_TEST(slow.wait_until([](const auto& r) { return r.requests.size() == 1; }));
    auto two = client.start(https_client::request_to(slow.url()), &second);
    check_ok(client.ask(https_client::request_to(server.url()), &other));
    BOOST_TEST(other.bytes == "hello");
    BOOST_TEST(slow.seen().connections == 1u);
    client.drop_transport();
    for (auto* each : {&one, &two}) check_error(https_client::wait(*each), asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(the_connection_of_a_submit_is_ended_in_good_order) {
    trusted_server server{[](const std::string& request) {
        return answer{ok("hello", request.starts_with("GET /last") ? "Connection: close\r\n" : "")};
    }};
    https_client client;
    check_ok(client.get(server.url(), connection_use::fresh));
    BOOST_TEST(server.wait_until([](const auto& r) { return r.announced_ends == 1; }));
    check_ok(client.get(server.url("/last")));
    BOOST_TEST(server.wait_until([](const auto& r) { return r.announced_ends == 2; }));
}

BOOST_AUTO_TEST_CASE(what_waits_for_its_turn_can_be_cancelled_and_holds_up_nobody) {
    trusted_server server{[](const std::string& request) {
        return request.starts_with("GET /long") ? answer{"", afterwards::stay} : answer{ok("hello")};
    }};
    https_client client{trusting({.fresh_at_once = 1})};
    asio::cancellation_signal first, second;
    auto one =
        client.start(https_client::request_to(server.url("/long"), connection_use::fresh), nullptr, first.slot());
    BOOST_TEST(server.wait_until([](const auto& r) { return r.requests.size() == 1; }));
    auto two = client.start(https_client::request_to(server.url("/b"), connection_use::fresh), nullptr, second.slot());
    auto three = client.start(https_client::request_to(server.url("/c"), connection_use::fresh));
    client.post([&] { second.emit(asio::cancellation_type::total); });
    check_error(https_client::wait(two), asio::error::operation_aborted);
    check_ok(client.get(server.url("/poll")));
    client.post([&] { first.emit(asio::cancellation_type::terminal); });
    check_error(https_client::wait(one), asio::error::operation_aborted);
    check_ok(https_client::wait(three));
}

BOOST_AUTO_TEST_SUITE_END()
