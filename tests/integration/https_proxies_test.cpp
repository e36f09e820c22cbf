// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Connections through a proxy: which hosts, what the proxy sees, and what its refusals become.
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"
#include "scripted_names.hpp"
#include "scripted_proxy.hpp"
#include "tls_changes.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_proxies)

namespace {

/// A server that a proxy alone finds: its name is known to nobody else.
struct hidden_server : https_server {
    explicit hidden_server(options how = {})
        : https_server{authority().issue({.dns_names = {"gateway.test"}, .ip_addresses = {"198.18.0.1"}}),
                       std::move(how)} {}

    std::string url(std::string_view path = "/") const {
        return "https://gateway.test:" + std::to_string(port()) + std::string{path};
    }
};

seedance::https_options through(const std::string& proxy) { return trusting({.proxy = proxy, .no_proxy = ""}); }

std::string proxy_named(const scripted_proxy& proxy) { return "the proxy " + proxy.url() + ": "; }

/// What one exchange through a proxy with this answer becomes.
http_reply ask_through(scripted_proxy_options how, seedance::https_options more = {}) {
    hidden_server server;
    how.leads_to = server.port();
    scripted_proxy proxy{std::move(how)};
    auto options = trusting(more);
    options.proxy = seedance::secret{proxy.url("me:secret@")};
    options.no_proxy = "";
    https_client client{options};
    auto request = https_client::request_to(server.url(), connection_use::fresh);
    request.headers.push_back({"Authorization", "Bearer the-key"});
    auto reply = client.ask(std::move(request));
    for (const auto& head : proxy.seen().heads) BOOST_TEST(head.find("the-key") == std::string::npos);
    BOOST_TEST(reply.detail.find("secret") == std::string::npos);
    return reply;
}

http_reply ask_answered(std::string answer, bool closes = false) {
    return ask_through({.answer = [answer](const std::string&) { return answer; }, .closes_after_answer = closes});
}

/// The proxy has refused, and nothing of it looks like the gateway's answer.
void check_refused(const http_reply& reply, std::string_view words) {
    check_error(reply, transport_errc::proxy_refused);
    BOOST_TEST(reply.phase == exchange_phase::connect);
    BOOST_TEST(reply.sent == delivery::nothing);
    BOOST_TEST(reply.status == 0);
    BOOST_TEST(reply.body.empty());
    BOOST_TEST(reply.headers.empty());
    BOOST_TEST(reply.detail.starts_with("the proxy http://localhost:"), reply.detail);
    BOOST_TEST(reply.detail.find(words) != std::string::npos, reply.detail);
}

}  // namespace

// ---- the way through

BOOST_AUTO_TEST_CASE(an_exchange_goes_through_and_the_proxy_sees_no_key) {
    for (const bool speaks_tls : {false, true}) {
        for (const std::size_t piece : {0, 1}) {
            hidden_server server;
            scripted_proxy proxy{{.leads_to = server.port(), .piece = piece, .speaks_tls = speaks_tls}};
            https_client client{through(proxy.url("me:p%40ss@"))};
            for (int i = 0; i != 3; ++i) {
                auto request = https_client::request_to(server.url("/paid"));
                request.method = "POST";
                request.body = pattern(100'000);
                request.headers.push_back({"Authorization", "Bearer the-key"});
                const auto reply = client.ask(std::move(request));
                check_ok(reply);
                BOOST_TEST(reply.body == "hello");
                BOOST_TEST(reply.reused_connection == (i != 0));
                BOOST_TEST((i != 0 || reply.times.connected.count() > 0));
            }
            const auto seen = proxy.seen();
            BOOST_TEST_REQUIRE(seen.heads.size() == 1u);
            const auto host = "gateway.test:" + std::to_string(server.port());
            BOOST_TEST(seen.heads[0].starts_with("CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n"));
            BOOST_TEST(seen.heads[0].find("\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n") != std::string::npos);
            BOOST_TEST(seen.heads[0].find("the-key") == std::string::npos);
            BOOST_TEST(seen.upstream.find("the-key") == std::string::npos);
            BOOST_TEST(seen.upstream.find("POST /paid") == std::string::npos);
            for (const auto& request : server.seen().requests)
                BOOST_TEST(request.find("Proxy-") == std::string::npos, "what is the proxy's goes to the proxy alone");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_large_reply_comes_through_tls_in_tls) {
    for (const bool speaks_tls : {false, true}) {
        const auto body = pattern(3'000'000);
        hidden_server server{{.on_request = [&](const std::string&) { return answer{ok(body)}; }}};
        scripted_proxy proxy{{.leads_to = server.port(), .speaks_tls = speaks_tls}};
        https_client client{through(proxy.url())};
        auto request = https_client::request_to(server.url());
        request.max_body = 4'000'000;
        const auto reply = client.ask(std::move(request));
        check_ok(reply);
        BOOST_TEST(reply.body == body);
        BOOST_TEST(proxy.seen().heads.at(0).find("Proxy-Authorization") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(addresses_are_written_as_connect_wants_them) {
    const std::pair<std::string, std::string> cases[] = {{"https://[2001:db8::1]/", "[2001:db8::1]:443"},
                                                         {"https://[2001:db8::1]:8443/", "[2001:db8::1]:8443"},
                                                         {"https://192.0.2.1/", "192.0.2.1:443"},
                                                         {"https://Gateway.TEST./", "gateway.test:443"}};
    for (const auto& [url, expected] : cases) {
        hidden_server server;
        scripted_proxy proxy{{.leads_to = server.port()}};
        https_client client{through(proxy.url())};
        client.get(url);
        BOOST_TEST(
            proxy.seen().heads.at(0).starts_with("CONNECT " + expected + " HTTP/1.1\r\nHost: " + expected + "\r\n"));
    }
}

BOOST_AUTO_TEST_CASE(hosts_among_the_exceptions_are_connected_to_without_it) {
    trusted_server server;
    scripted_proxy proxy{{.leads_to = server.port()}};
    https_client client{through(proxy.url())};
    check_ok(client.get(server.url()));
    check_ok(client.get(server.url("/", "127.0.0.1")));
    BOOST_TEST(proxy.seen().heads.empty());
}

BOOST_AUTO_TEST_CASE(the_server_behind_the_proxy_is_verified) {
    for (const bool speaks_tls : {false, true}) {
        trusted_server other;  // its certificate is another host's
        scripted_proxy proxy{{.leads_to = other.port(), .speaks_tls = speaks_tls}};
        https_client client{through(proxy.url())};
        const auto reply = client.get("https://gateway.test/");
        check_error(reply, transport_errc::untrusted);
        BOOST_TEST(reply.phase == exchange_phase::handshake);
        BOOST_TEST(other.seen().requests.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_over_tls_is_verified_before_it_is_told_anything) {
    hidden_server server;
    scripted_proxy proxy{{.leads_to = server.port(),
                          .speaks_tls = true,
                          .identity = seedance::testing::certificate_authority::self_signed()}};
    https_client client{through(proxy.url("me:secret@"))};
    const auto reply = client.get(server.url());
    check_error(reply, transport_errc::untrusted);
    BOOST_TEST(reply.phase == exchange_phase::connect);
    BOOST_TEST(reply.detail.starts_with("the proxy https://localhost:"), reply.detail);
    BOOST_TEST(proxy.seen().heads.empty());
}

BOOST_AUTO_TEST_CASE(a_callback_that_lets_a_proxy_pass_is_found_out_before_it_is_told_anything) {
    const auto stranger = seedance::testing::certificate_authority{}.issue();
    for (const auto& change : changes_that_let_pass()) {
        BOOST_TEST_CONTEXT(change.name) {
            hidden_server server;
            scripted_proxy proxy{{.leads_to = server.port(), .speaks_tls = true, .identity = stranger}};
            auto options = through(proxy.url("me:secret@"));
            options.adjust_tls = change.adjust;
            const auto reply = https_client{options}.get(server.url());
            check_error(reply, transport_errc::untrusted);
            BOOST_TEST(reply.phase == exchange_phase::connect);
            BOOST_TEST(reply.sent == delivery::nothing);
            BOOST_TEST(reply.detail.starts_with(proxy_named(proxy)), reply.detail);
            BOOST_TEST(reply.detail.find(change.why) != std::string::npos, reply.detail);
            BOOST_TEST(proxy.seen().heads.empty());
            options.dangerously_allow_unverified_servers = true;
            check_ok(https_client{options}.get(server.url()));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_address_of_the_proxy_that_takes_connections_and_answers_nothing_is_tried_last) {
    hidden_server server;
    scripted_proxy proxy{{.leads_to = server.port()}};
    boost::asio::io_context context;
    const boost::asio::ip::address silent = boost::asio::ip::make_address("127.0.0.3");
    const boost::asio::ip::tcp::acceptor hangs{context, {silent, proxy.port()}};
    auto options = through(proxy.url());
    options.connect_timeout = 300ms;
    options.look_up = [](const seedance::name_query&, const seedance::name_handler& answer) {
        answer({}, {"127.0.0.3", "127.0.0.1"});
    };
    https_client client{options};
    const auto first = client.get(server.url(), connection_use::fresh);
    check_error(first, transport_errc::timed_out);
    BOOST_TEST(first.phase == exchange_phase::connect);
    for (int i = 0; i != 3; ++i) check_ok(client.get(server.url(), connection_use::fresh));
}

// ---- refusals

BOOST_AUTO_TEST_CASE(a_proxys_refusal_is_told_apart_from_the_gateways_answer) {
    const auto with = [](const std::string& status) {
        return "HTTP/1.1 " + status +
               "\r\nContent-Type: text/html\r\nContent-Length: 20\r\nProxy-Authenticate: "
               "Basic\r\n\r\n<html>refused</html>";
    };
    check_refused(ask_answered(with("407 Proxy Authentication Required")), " answered 407: ");
    check_refused(ask_answered(with("403 Forbidden")), " answered 403: ");
    check_refused(ask_answered(with("401 Unauthorized")), " answered 401: ");
    check_refused(ask_answered(with("400 Bad Request")), " answered 400: ");
    check_refused(ask_answered(with("404 Not Found")), " answered 404: ");
    check_refused(ask_answered(with("405 Method Not Allowed")), " answered 405: ");
    check_refused(ask_answered(with("429 Too Many Requests")), " answered 429: ");
    check_refused(ask_answered(with("500 Internal Server Error")), " answered 500: ");
    check_refused(ask_answered(with("502 Bad Gateway")), " answered 502: ");
    check_refused(ask_answered(with("503 Service Unavailable")), " answered 503: ");
    check_refused(ask_answered(with("504 Gateway Timeout"), true), " answered 504: ");
    check_refused(ask_answered("HTTP/1.0 302 Found\r\nLocation: https://login.example/\r\n\r\n"), " answered 302: ");
    check_refused(ask_answered("HTTP/1.1 403\nX: y\n\n"), " answered 403: ");
    check_refused(ask_answered("HTTP/1.1 100 Continue\r\n\r\n" + with("407 No")), " answered 407: ");
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_to_connect_is_refused_with_words) {
    for (const std::string garbage :
         {"<html>hello</html>", "SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n", "HTTP/2 200\r\n\r\n", "\x15\x03\x03",
          "ICY 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
          " HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n<html>captive</html>"})
        check_refused(ask_answered(garbage), "did not answer in HTTP");
    check_refused(ask_answered("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), "more than 16 KiB");
    std::string interim;
    for (int i = 0; i != 1'000; ++i) interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
    check_refused(ask_answered(interim), "more than 16 KiB");
    for (const std::string start : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 4", "H"})
        check_refused(ask_answered(start, true), "ended the connection instead of an answer");
}

BOOST_AUTO_TEST_CASE(a_proxy_may_say_success_in_its_own_way) {
    for (const std::string success :
         {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200 Connection established\r\nProxy-Agent: tinyproxy/1.11.1\r\n\r\n",
          "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\nVia: x\n\n", "http/1.1 200 ok\r\n\r\n"})
        check_ok(ask_answered(success));
}

BOOST_AUTO_TEST_CASE(a_proxy_that_says_nothing_or_is_not_there_takes_its_time_and_no_more) {
    const auto silent = ask_through({.is_silent = true}, {.connect_timeout = 50ms});
    check_error(silent, transport_errc::timed_out);
    BOOST_TEST(silent.phase == exchange_phase::connect);
    BOOST_TEST(silent.sent == delivery::nothing);
    BOOST_TEST(silent.detail.find("the proxy http://localhost:") != std::string::npos, silent.detail);

    const auto port = [] { return trusted_server{}.port(); }();
    https_client client{through("http://me:secret@localhost:" + std::to_string(port))};
    const auto absent = client.get("https://gateway.test/");
    check_error(absent, asio::error::connection_refused);
    BOOST_TEST(absent.detail == "on the way to the proxy http://localhost:" + std::to_string(port));

    https_client lost{through("http://me:secret@proxy.invalid")};
    const auto unknown = lost.get("https://gateway.test/");
    BOOST_TEST(unknown.error.failed());
    BOOST_TEST(unknown.phase == exchange_phase::resolve);
    BOOST_TEST(unknown.detail == "on the way to the proxy http://proxy.invalid:80");
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_proxy_can_be_cancelled_with_nothing_sent) {
    for (const bool speaks_tls : {false, true}) {
        hidden_server server;
        scripted_proxy proxy{{.leads_to = server.port(), .is_silent = true, .speaks_tls = speaks_tls}};
        https_client client{through(proxy.url())};
        asio::cancellation_signal signal;
        auto pending = client.start(https_client::request_to(server.url()), nullptr, signal.slot());
        BOOST_TEST(proxy.wait_until([](const auto& r) { return r.heads.size() == 1; }));
        client.post([&] { signal.emit(asio::cancellation_type::total); });
        const auto reply = https_client::wait(pending);
        check_error(reply, asio::error::operation_aborted);
        BOOST_TEST(reply.sent == delivery::nothing);
        BOOST_TEST(proxy.wait_until([](const auto& r) { return r.open == 0; }));
    }
}

// ---- public addresses only

BOOST_AUTO_TEST_CASE(a_host_that_must_be_public_is_looked_up_here_and_the_proxy_is_given_the_address) {
    hidden_server server;
    scripted_proxy proxy{{.leads_to = server.port()}};
    scripted_names names;
    names.known = {
        {"gateway.test", {"198.41.0.4", "10.0.0.1"}}, {"inside.test", {"10.0.0.1"}}, {"localhost", {"127.0.0.1"}}};
    auto options = through(proxy.url());
    options.look_up = names.resolver();
    https_client client{options};
    auto request = https_client::request_to(server.url());
    request.only_public = true;
    check_ok(client.ask(request));
    BOOST_TEST_REQUIRE(proxy.seen().heads.size() == 1u);
    BOOST_TEST(proxy.seen().heads[0].starts_with("CONNECT 198.41.0.4:" + std::to_string(server.port()) + " "));
    request.url = "https://inside.test/";
    const auto refused = client.ask(request);
    check_error(refused, transport_errc::private_address);
    BOOST_TEST(refused.detail == "10.0.0.1");
    request.url = "https://10.0.0.1/";
    check_error(client.ask(request), transport_errc::private_address);
    BOOST_TEST(proxy.seen().heads.size() == 1u);
    BOOST_TEST(names.asked().at(0).is_foreign);
    BOOST_TEST(!names.asked().at(1).is_foreign, "the proxy itself is the program's own choice");
}

namespace {

/// A proxy that leads to one family of addresses only, and a host that has both.
struct one_family {
    explicit one_family(std::string refusal, bool is_tls = false)
        : proxy{{.leads_to = server.port(),
                 .answer =
                     [refusal = std::move(refusal)](const std::string& head) {
                         return head.starts_with("CONNECT [") ? refusal : "HTTP/1.1 200 OK\r\n\r\n";
                     },
                 .speaks_tls = is_tls}} {
        names.known = {{"gateway.test", {"2606:4700::1", "198.41.0.4"}}, {"localhost", {"127.0.0.1"}}};
    }

    seedance::https_options options(std::chrono::milliseconds connect_timeout = std::chrono::seconds{10}) {
        auto out = through(proxy.url());
        out.look_up = names.resolver();
        out.connect_timeout = connect_timeout;
        return out;
    }

    http_request request() const {
        auto out = https_client::request_to(server.url(), connection_use::fresh);
        out.only_public = true;
        return out;
    }

    hidden_server server;
    scripted_proxy proxy;
    scripted_names names;
};

}  // namespace

BOOST_AUTO_TEST_CASE(where_a_proxy_cannot_reach_one_address_it_is_asked_for_the_next) {
    for (const std::string status : {"502 Bad Gateway", "503 No", "504 No", "500 No", "403 Forbidden", "404 No"}) {
        for (const bool is_tls : {false, true}) {
            one_family world{"HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n", is_tls};
            https_client client{world.options()};
            for (int i = 0; i != 2; ++i) check_ok(client.ask(world.request()));
            const auto heads = world.proxy.seen().heads;
            BOOST_TEST_REQUIRE(heads.size() == 3u, "the address that was reached comes first the next time");
            BOOST_TEST(heads[0].starts_with("CONNECT [2606:4700::1]:"));
            BOOST_TEST(heads[1].starts_with("CONNECT 198.41.0.4:"));
            BOOST_TEST(heads[2].starts_with("CONNECT 198.41.0.4:"));
            BOOST_TEST(world.proxy.wait_until([](const auto& r) { return r.open == 0; }));
            BOOST_TEST(client.load().total().connections == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_address_behind_a_proxy_that_serves_nothing_is_tried_last_the_next_time) {
    hidden_server server;
    scripted_proxy proxy{{.leads_to = server.port(), .leads_nowhere = "CONNECT ["}};
    scripted_names names;
    names.known = {{"gateway.test", {"2606:4700::1", "198.41.0.4"}}, {"localhost", {"127.0.0.1"}}};
    auto options = through(proxy.url());
    options.look_up = names.resolver();
    https_client client{options};
    auto request = https_client::request_to(server.url(), connection_use::fresh);
    request.only_public = true;
    const auto first = client.ask(request);
    BOOST_TEST(!!first.error, "a proxy's word that it has connected is none of the server's");
    BOOST_TEST(first.phase == exchange_phase::handshake);
    check_ok(client.ask(request));
    const auto heads = proxy.seen().heads;
    BOOST_TEST_REQUIRE(heads.size() == 2u);
    BOOST_TEST(heads[1].starts_with("CONNECT 198.41.0.4:"));
}

BOOST_AUTO_TEST_CASE(an_address_that_a_proxy_says_nothing_about_is_given_half_of_the_time) {
    one_family world{""};
    https_client client{world.options(400ms)};
    const auto second = client.ask(world.request());
    check_ok(second);
    BOOST_TEST(second.detail.empty());
    BOOST_TEST(world.proxy.seen().heads.size() == 2u);
    world.names.known["gateway.test"] = {"2606:4700::1", "2606:4700::2"};
    https_client other{world.options(60ms)};
    const auto reply = other.ask(world.request());
    check_error(reply, transport_errc::timed_out);
    BOOST_TEST(reply.sent == delivery::nothing);
    BOOST_TEST(reply.detail == "on the way to the proxy " + world.proxy.url());
}

BOOST_AUTO_TEST_CASE(a_proxy_that_refuses_who_asks_is_asked_once) {
    for (const std::string status : {"407 No", "401 No", "429 No"}) {
        one_family world{"HTTP/1.1 " + status + "\r\n\r\n"};
        check_refused(https_client{world.options()}.ask(world.request()), " answered " + status.substr(0, 3));
        BOOST_TEST(world.proxy.seen().heads.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_allows_names_only_refuses_a_videos_host) {
    hidden_server server;
    scripted_proxy proxy{{.leads_to = server.port(), .answer = [](const std::string& head) {
                              return head.starts_with("CONNECT gateway.test:") ? "HTTP/1.1 200 OK\r\n\r\n"
                                                                               : "HTTP/1.1 403 Forbidden\r\n\r\n";
                          }}};
    scripted_names names;
    names.known = {{"gateway.test", {"198.41.0.4", "198.41.0.5"}}, {"localhost", {"127.0.0.1"}}};
    auto options = through(proxy.url());
    options.look_up = names.resolver();
    https_client client{options};
    auto request = https_client::request_to(server.url());
    request.only_public = true;
    check_refused(client.ask(request), " answered 403: it does not allow connections to this host and port");
    request.only_public = false;
    request.is_foreign = true;
    check_ok(client.ask(request));
}

BOOST_AUTO_TEST_CASE(connections_with_and_without_a_proxy_are_never_shared) {
    hidden_server server;
    scripted_proxy proxy{{.leads_to = server.port()}};
    scripted_names names;
    names.known = {{"gateway.test", {"198.41.0.4"}}, {"localhost", {"127.0.0.1"}}};
    auto options = through(proxy.url());
    options.look_up = names.resolver();
    https_client client{options};
    auto request = https_client::request_to(server.url());
    check_ok(client.ask(request));
    request.only_public = true;
    BOOST_TEST(!client.ask(request).reused_connection);
    BOOST_TEST(client.ask(request).reused_connection);
    BOOST_TEST(proxy.seen().heads.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
