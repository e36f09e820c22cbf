// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Servers that must not be trusted, one for each way: all refused before a byte of a request leaves. A good one, made
// by the same hand, is taken.
#include <atomic>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "bad_certificates.hpp"
#include "https_server.hpp"
#include "printing.hpp"

using namespace seedance;
using namespace test;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(trust)

namespace {

/// A server and what it presents.
struct bad_server {
    std::string name;
    testing::certificate own;
    std::string host = "localhost";
    https_server_options how = {};
    std::string trusted = {};  ///< PEM; empty: the good authority
};

const identity& good_authority() {
    static const identity made{certificate_draft::authority()};
    return made;
}

testing::certificate issued(const certificate_draft& what) { return identity{what, good_authority()}.with(); }

certificate_draft named(std::string names, std::string common_name = "server") {
    certificate_draft draft;
    draft.names = std::move(names);
    draft.common_name = std::move(common_name);
    return draft;
}

/// An authority below the good one, and a server below that.
testing::certificate below(const certificate_draft& middle, bool presents_middle = true) {
    const identity between{middle, good_authority()};
    return identity{certificate_draft{}, between}.with(presents_middle ? between.pem() : std::string{});
}

std::vector<bad_server> names_that_do_not_fit() {
    using namespace std::string_literals;
    auto nul = named({});
    nul.raw_name = "localhost\0.evil.example"s;
    auto dot = named({});
    dot.raw_name = "localhost.";
    return {
        {"another host", issued(named("DNS:example.com,IP:127.0.0.1"))},
        {"no name at all", issued(named(""))},
        {"a common name alone", issued(named("", "localhost"))},
        {"a common name beside other names", issued(named("DNS:example.com", "localhost"))},
        {"an address in the common name", issued(named("DNS:localhost", "127.0.0.1")), "127.0.0.1"},
        {"an address as a DNS name", issued(named("DNS:127.0.0.1")), "127.0.0.1"},
        {"another address", issued(named("DNS:localhost,IP:127.0.0.2,IP:::1")), "127.0.0.1"},
        {"an address for a name", issued(named("IP:127.0.0.1"))},
        {"a name for an address", issued(named("DNS:localhost")), "127.0.0.1"},
        {"an e-mail address and a URI", issued(named("email:a@localhost,URI:https://localhost/"))},
        {"a NUL in the name", issued(nul)},
        {"a dot behind the name", issued(dot)},
        {"a wildcard alone", issued(named("DNS:*"))},
        {"a wildcard for part of a label", issued(named("DNS:local*"))},
        {"a wildcard in the middle of a label", issued(named("DNS:l*t"))},
        {"a wildcard for the whole host", issued(named("DNS:*.localhost"))},
        {"a wildcard for an address", issued(named("DNS:127.0.0.*,DNS:*.0.0.1")), "127.0.0.1"},
    };
}

std::vector<bad_server> chains_that_do_not_hold() {
    auto clients_only = certificate_draft{};
    clients_only.extended_usage = "clientAuth";
    auto no_signing = certificate_draft{};
    no_signing.usage = "critical,keyCertSign";
    auto unheard_of = certificate_draft{};
    unheard_of.unheard_of = "1.3.6.1.4.1.55555.1";
    auto expired = certificate_draft{};
    expired.from = std::chrono::hours{-2};
    expired.until = std::chrono::hours{-1};
    auto future = certificate_draft{};
    future.from = std::chrono::hours{1};
    future.until = std::chrono::hours{2};
    auto not_ca = certificate_draft::authority("between");
    not_ca.constraints = "critical,CA:FALSE";
    auto cannot_sign = certificate_draft::authority("between");
    cannot_sign.usage = "critical,digitalSignature";
    auto old_middle = certificate_draft::authority("between");
    old_middle.from = std::chrono::hours{-2};
    old_middle.until = std::chrono::hours{-1};
    auto elsewhere = certificate_draft::authority("between");
    elsewhere.name_constraints = "critical,permitted;DNS:example.com";
    auto excluded = certificate_draft::authority("between");
    excluded.name_constraints = "critical,excluded;DNS:localhost";
    auto old_root = certificate_draft::authority("an old authority");
    old_root.from = std::chrono::hours{-2};
    old_root.until = std::chrono::hours{-1};
    const identity aged{old_root};
    auto short_path = certificate_draft::authority("a short authority");
    short_path.constraints = "critical,CA:TRUE,pathlen:0";
    const identity at_the_end{short_path};
    const identity one_too_many{certificate_draft::authority("one too many"), at_the_end};
    const identity impostor{certificate_draft::authority()};  // the good one's name, another key
    auto sha1 = certificate_draft{};
    sha1.digest = ::EVP_sha1();
    auto weak = certificate_draft{};
    weak.rsa_bits = 1024;
    return {
        {"expired", issued(expired)},
        {"not yet valid", issued(future)},
        {"self-signed", identity{certificate_draft{}}.with()},
        {"of an unknown authority",
         identity{certificate_draft{}, identity{certificate_draft::authority("unknown")}}.with()},
        {"of an unknown authority that it brings along",
         [] {
             const identity unknown{certificate_draft::authority("unknown")};
             return identity{certificate_draft{}, unknown}.with(unknown.pem());
         }()},
        {"of an authority of the good one's name", identity{certificate_draft{}, impostor}.with(impostor.pem())},
        {"a forged signature", identity{certificate_draft{}, good_authority()}.forged()},
        {"a link of the chain is missing", below(certificate_draft::authority("between"), false)},
        {"signed by a server", below(not_ca)},
        {"signed by one that may not sign certificates", below(cannot_sign)},
        {"signed by one that has expired", below(old_middle)},
        {"signed by an authority for other names", below(elsewhere)},
        {"signed by an authority that excludes the name", below(excluded)},
        {"an expired root", identity{certificate_draft{}, aged}.with(), "localhost", {}, aged.pem()},
        {"a chain longer than its root allows",
         identity{certificate_draft{}, one_too_many}.with(one_too_many.pem()),
         "localhost",
         {},
         at_the_end.pem()},
        {"for clients only", issued(clients_only)},
        {"a critical extension that nobody knows", issued(unheard_of)},
        {"signed with SHA-1", issued(sha1), "localhost", {.presents_weak_keys = true}},
        {"a key of 1,024 bits", issued(weak), "localhost", {.presents_weak_keys = true}},
        {"the authority itself",
         identity{certificate_draft::authority("an authority as a server"), good_authority()}.with()},
    };
}

std::vector<bad_server> old_protocols() {
    return {
        {"TLS 1.0", issued({}), "localhost", {.newest_tls = TLS1_VERSION}},
        {"TLS 1.1", issued({}), "localhost", {.newest_tls = TLS1_1_VERSION}},
    };
}

http_reply ask(const std::string& url, const std::string& trusted) {
    asio::io_context context;
    const auto network = make_https_transport(context.get_executor(), {.ca_pem = trusted});
    http_request request{.method = "POST",
                         .url = url,
                         .headers = {{"Authorization", "Bearer key"}},
                         .body = "{}",
                         .use = connection_use::fresh};
    std::optional<http_reply> result;
    network->exchange(std::move(request), nullptr, [&](http_reply reply) { result = std::move(reply); });
    context.run_for(std::chrono::seconds{20});
    BOOST_TEST_REQUIRE(result.has_value());
    return std::move(*result);
}

void check_refused(const bad_server& bad) {
    https_server server{bad.own, bad.how};
    const auto reply = ask(server.url("/", bad.host), bad.trusted.empty() ? good_authority().pem() : bad.trusted);
    BOOST_TEST(reply.error == make_error_code(transport_errc::untrusted), reply.error.message()
                                                                              << ": " << reply.detail);
    BOOST_TEST(reply.phase == exchange_phase::handshake);
    BOOST_TEST(reply.sent == delivery::nothing);
    BOOST_TEST(!reply.detail.empty());
    BOOST_TEST(server.wait_until([](const auto& r) { return r.connections != 0 && r.open == 0; }));
    BOOST_TEST(server.seen().bytes == 0u);
}

/// A server that answers a greeting with these bytes and goes.
void check_no_tls(const std::string& bytes, bool is_refusal) {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    std::size_t received = 0;
    std::thread server{[&] {
        auto socket = acceptor.accept();
        char buffer[4096];
        boost::system::error_code ended;
        socket.read_some(asio::buffer(buffer), ended);
        asio::write(socket, asio::buffer(bytes), ended);
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, ended);
        for (ended.clear(); !ended;) received += socket.read_some(asio::buffer(buffer), ended);
    }};
    const auto reply =
        ask("https://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/", good_authority().pem());
    server.join();
    BOOST_TEST(reply.error.failed());
    BOOST_TEST((reply.error == make_error_code(transport_errc::untrusted)) == is_refusal, reply.error.message());
    BOOST_TEST(reply.phase == exchange_phase::handshake);
    BOOST_TEST(reply.sent == delivery::nothing);
    BOOST_TEST(received <= 7u, "an alert at most");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_server_is_taken) {
    const auto middle = certificate_draft::authority("between");
    for (const auto& own : {issued({}), below(middle), issued(named("DNS:example.com,DNS:LocalHost,IP:127.0.0.1"))}) {
        https_server server{own, {}};
        for (const std::string host : {"localhost", "127.0.0.1"}) {
            const auto reply = ask(server.url("/", host), good_authority().pem());
            BOOST_TEST(!reply.error, reply.error.message() << ": " << reply.detail);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_bad_one_is_refused_before_a_byte_is_sent) {
    std::size_t refused = 0;
    for (const auto& group : {names_that_do_not_fit(), chains_that_do_not_hold(), old_protocols()})
        for (const auto& bad : group) BOOST_TEST_CONTEXT(bad.name) {
                check_refused(bad);
                ++refused;
            }
    BOOST_TEST(refused == 39u);
    std::cout << refused << " servers that cannot be trusted, all refused, 0 bytes of a request sent\n";
}

BOOST_AUTO_TEST_CASE(what_is_no_handshake_is_refused) {
    check_no_tls("HTTP/1.1 400 Bad Request\r\n\r\n", true);
    check_no_tls("SSH-2.0-OpenSSH_9.2\r\n", true);
    check_no_tls(std::string{"\x15\x03\x03\x00\x02\x02\x28", 7}, true);  // an alert: handshake_failure
    check_no_tls(std::string{"\x16\x03\x03\x00\x7A\x02\x00\x00\x76\x03\x03", 11}, false);  // a greeting that is cut
    check_no_tls("", false);
}

BOOST_AUTO_TEST_SUITE_END()
