// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Servers that cannot be trusted get no byte of a request.
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/client.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/transport/https.hpp>

#include "checks.hpp"
#include "environment.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https)

// ---- trust

namespace {

/// Asks such a server, pooled and fresh; it must be refused and get no byte of a request.
void check_untrusted(const seedance::testing::certificate& own, std::string_view host, std::string_view why,
                     https_server::options how = {}, seedance::https_options options = trusting()) {
    https_server server{own, std::move(how)};
    https_client client{std::move(options)};
    for (const auto use : {connection_use::pooled, connection_use::fresh}) {
        auto request = https_client::request_to(server.url("/", host), use);
        request.headers = {{"Authorization", "Bearer key"}};
        const auto reply = client.ask(std::move(request));
        check_error(reply, transport_errc::untrusted);
        BOOST_TEST(reply.phase == exchange_phase::handshake);
        BOOST_TEST(reply.sent == delivery::nothing);
        BOOST_TEST(contains(reply.detail, why));
    }
    BOOST_TEST(server.wait_until([](const auto& r) { return r.connections == 2 && r.open == 0; }));
    BOOST_TEST(server.seen().bytes == 0u);
    BOOST_TEST(server.seen().requests.empty());
}

}  // namespace

BOOST_AUTO_TEST_CASE(who_cannot_be_trusted_gets_no_byte) {
    using seedance::testing::certificate_authority;
    const auto& own = server_certificate();
    check_untrusted(certificate_authority::self_signed(), "localhost", "self-signed");
    check_untrusted(certificate_authority{}.issue(), "localhost", "unable to get local issuer");
    {
        const environment_variable system{"SSL_CERT_FILE", nullptr};
        check_untrusted(own, "localhost", "unable to get local issuer", {}, {});
    }
    check_untrusted(authority().issue({.dns_names = {"example.com"}}), "localhost", "mismatch");
    check_untrusted(authority().issue({.dns_names = {"localhost"}, .ip_addresses = {}}), "127.0.0.1", "mismatch");
    check_untrusted(authority().issue({.dns_names = {"localhost", "127.0.0.1"}, .ip_addresses = {"127.0.0.2", "::1"}}),
                    "127.0.0.1", "mismatch");
    check_untrusted(authority().issue({.dns_names = {}, .ip_addresses = {"127.0.0.1"}}), "localhost", "mismatch");
    check_untrusted(authority().issue({.valid_from = -2h, .valid_until = -1h}), "localhost", "expired");
    check_untrusted(authority().issue({.valid_from = 1h, .valid_until = 2h}), "localhost", "not yet valid");
}

BOOST_AUTO_TEST_CASE(a_common_name_and_loose_wildcards_vouch_for_nothing) {
    check_untrusted(authority().issue({.dns_names = {"*"}}), "localhost", "mismatch");
    check_untrusted(authority().issue({.dns_names = {"local*"}}), "localhost", "mismatch");
    check_untrusted(authority().issue({.dns_names = {"*.localhost"}}), "localhost", "mismatch");
    check_untrusted(authority().issue({.dns_names = {"*.1"}, .ip_addresses = {}}), "127.0.0.1", "mismatch");
}

BOOST_AUTO_TEST_CASE(old_tls_is_refused) {
    check_untrusted(server_certificate(), "localhost", "protocol version", {.newest_tls = TLS1_1_VERSION});
    check_untrusted(server_certificate(), "localhost", "protocol version", {.newest_tls = TLS1_VERSION});
    trusted_server server{https_server::options{.newest_tls = TLS1_2_VERSION}};
    https_client client;
    check_ok(client.get(server.url()));
    BOOST_TEST(client.get(server.url()).reused_connection);
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_no_tls_is_refused) {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    std::thread plain{[&] {
        auto socket = acceptor.accept();
        char buffer[4096];
        boost::system::error_code ignored;
        socket.read_some(asio::buffer(buffer), ignored);
        asio::write(socket, asio::buffer(std::string_view{"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"}),
                    ignored);
        socket.read_some(asio::buffer(buffer), ignored);
    }};
    https_client client;
    const auto reply = client.get("https://localhost:" + std::to_string(acceptor.local_endpoint().port()) + "/");
    check_error(reply, transport_errc::untrusted);
    BOOST_TEST(reply.sent == delivery::nothing);
    plain.join();
}

BOOST_AUTO_TEST_CASE(the_server_is_asked_for_by_name_but_not_by_address) {
    trusted_server server;
    https_client client;
    check_ok(client.get(server.url("/", "LocalHost")));
    check_ok(client.get(server.url("/", "127.0.0.1")));
    BOOST_TEST(server.seen().handshakes == 2u);
    BOOST_TEST(server.seen().names == std::vector<std::string>{"localhost"});
}

BOOST_AUTO_TEST_CASE(authorities_come_from_a_file_or_from_text) {
    const temporary_folder folder;
    folder.write("authority.pem", authority().pem());
    trusted_server server;
    {
        https_client client{seedance::https_options{.ca_file = folder.path("authority.pem")}};
        check_ok(client.get(server.url()));
    }
    asio::io_context context;
    const auto make = [&](seedance::https_options options) {
        return seedance::make_https_transport(context.get_executor(), std::move(options));
    };
    const auto missing = folder.path("missing.pem");
    BOOST_CHECK_THROW(make({.ca_file = missing}), boost::system::system_error);
    const auto names_it = [&missing](const boost::system::system_error& e) {
        return std::string_view{e.what()}.find(missing) != std::string_view::npos;
    };
    BOOST_CHECK_EXCEPTION((seedance::client{context, {.https = {.ca_file = missing}}}), boost::system::system_error,
                          names_it);
    BOOST_CHECK_THROW(make({.ca_pem = "no certificate"}), boost::system::system_error);
    BOOST_CHECK_THROW(make({.ca_pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}),
                      boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
