// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// No child process inherits a socket of the servers that the library has.
#include <fcntl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/transport/https_url.hpp>
#include <seedance/webhook/server.hpp>

#include "https_fixture.hpp"
#include "scripted_names.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(closed_on_exec)

namespace {

void check_sockets_at(unsigned short port) {
    const auto sockets = sockets_at(port);
    BOOST_TEST(sockets.size() >= 2u, "one listens, and one was accepted");
    for (const int own : sockets) BOOST_TEST((::fcntl(own, F_GETFD) & FD_CLOEXEC) != 0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_sandbox) {
    seedance::testing::sandbox sandbox;
    https_client client{{.ca_pem = sandbox.ca_pem()}};
    const auto url = sandbox.base_url("apixo");
    BOOST_TEST(client.get(url).status != 0);
    check_sockets_at(seedance::split_https_url(url).port);
}

BOOST_AUTO_TEST_CASE(the_webhook_server) {
    asio::io_context io;
    seedance::client client{io.get_executor(), {.https = {.ca_pem = authority().pem()}}};
    seedance::webhook_receiver receiver{client};
    seedance::webhook_server server{io.get_executor(), receiver, {.port = 0}};
    asio::ip::tcp::socket caller{io};
    caller.connect({asio::ip::address_v4::loopback(), server.port()});
    while (sockets_at(server.port()).size() < 2) io.run_one_for(100ms);
    check_sockets_at(server.port());
    server.close();
}

BOOST_AUTO_TEST_SUITE_END()
