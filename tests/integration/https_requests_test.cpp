// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What arrives at a server, and what is refused before anything is opened.
#include <algorithm>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/core/config.hpp>

#include "checks.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https)

namespace {

const std::string agent =
    "User-Agent: seedance/" + std::string{seedance::version} + "\r\nAccept-Encoding: identity\r\n";

}  // namespace

// ---- what arrives

BOOST_AUTO_TEST_CASE(get_asks_for_path_and_query_and_brings_headers_and_body) {
    trusted_server server{answer{ok("hello", "X-Test: one\r\nx-test: two\r\n")}};
    https_client client;
    auto request = https_client::request_to(server.url("/a/b?c=d%20e#fragment"));
    request.headers = {{"Authorization", "Bearer key"}, {"X-Empty", ""}};
    const auto reply = client.ask(std::move(request));
    check_ok(reply);
    BOOST_TEST(reply.body == "hello");
    BOOST_TEST(reply.header("X-TEST") == "one");
    BOOST_TEST(reply.headers.size() == 3u);
    BOOST_TEST(reply.sent == delivery::complete);
    BOOST_TEST(!reply.reused_connection);
    const auto port = std::to_string(server.port());
    BOOST_TEST(server.seen().requests.at(0) == "GET /a/b?c=d%20e HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + agent +
                                                   "Authorization: Bearer key\r\nX-Empty: \r\n\r\n");
}

BOOST_AUTO_TEST_CASE(post_sends_its_body_with_its_length) {
    trusted_server server;
    https_client client;
    auto request = https_client::request_to(server.url("/x"), connection_use::fresh);
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = pattern(100'000);
    const auto body = request.body;
    check_ok(client.ask(std::move(request)));
    const auto host = "Host: localhost:" + std::to_string(server.port()) + "\r\n";
    const std::string own = "Content-Type: application/json\r\nContent-Length: 100000\r\nConnection: close\r\n";
    BOOST_TEST(server.seen().requests.at(0) == "POST /x HTTP/1.1\r\n" + host + agent + own + "\r\n" + body);
}

BOOST_AUTO_TEST_CASE(a_post_without_a_body_says_so) {
    trusted_server server;
    https_client client;
    auto request = https_client::request_to(server.url());
    request.method = "POST";
    check_ok(client.ask(std::move(request)));
    BOOST_TEST(contains(server.seen().requests.at(0), "Content-Length: 0\r\n"));
}

BOOST_AUTO_TEST_CASE(replies_of_every_framing_arrive) {
    const std::string body = pattern(70'000);
    const std::pair<std::string, std::string> replies[] = {
        {ok(body), body},
        {ok(""), ""},
        {chunked(body, 1), body},
        {chunked(body, 4096), body},
        {chunked("", 1), ""},
        {"HTTP/1.1 204 No Content\r\n\r\n", ""},
        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ""},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok("after"), "after"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b;c=\"d\"\r\nhello\r\n0 ; x\r\nTrailer: "
         "x\r\nContent-Length: 9\r\n\r\n",
         "hello"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello"},
        {"HTTP/1.1 200 \r\nContent-Length: 5\r\nContent-Encoding: identity\r\n\r\nhello", "hello"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: UTF-8\r\n\r\nhello", "hello"},
        {"HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", "<html></html>"},
    };
    for (const auto& [bytes, expected] : replies) {
        for (const std::size_t piece : {std::size_t{0}, std::size_t{1}}) {
            if (piece == 1 && bytes.size() > 1000) continue;
            trusted_server server{answer{.bytes = bytes, .piece = piece}};
            https_client client;
            const auto reply = client.get(server.url());
            BOOST_TEST(!reply.error, reply.error.message() << " for " << bytes.substr(0, 100));
            BOOST_TEST(reply.body == expected, bytes.substr(0, 100));
            BOOST_TEST(client.get(server.url()).reused_connection, bytes.substr(0, 100));
        }
    }
}

BOOST_AUTO_TEST_CASE(trailers_do_not_become_headers) {
    trusted_server server{answer{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Late: x\r\n\r\n"}};
    https_client client;
    const auto reply = client.get(server.url());
    check_ok(reply);
    BOOST_TEST(reply.header("X-Late").empty());
}

BOOST_AUTO_TEST_CASE(head_has_no_body) {
    trusted_server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"}};
    https_client client;
    auto request = https_client::request_to(server.url());
    request.method = "HEAD";
    const auto reply = client.ask(std::move(request));
    check_ok(reply);
    BOOST_TEST(reply.body.empty());
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_with_the_connection_is_whole_when_tls_says_so) {
    https_client client;
    for (const std::string head : {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n"}) {
        for (const auto how : {afterwards::close, afterwards::cut, afterwards::reset}) {
            for (const bool streamed : {false, true}) {
                trusted_server server{answer{head + "hello", how}};
                collector sink;
                const auto reply = client.ask(https_client::request_to(server.url()), streamed ? &sink : nullptr);
                if (how == afterwards::reset) {  // it may overtake what was sent before it
                    BOOST_TEST(reply.error.failed());
                    continue;
                }
                BOOST_TEST((streamed ? sink.bytes : reply.body) == "hello");
                if (how == afterwards::close)
                    check_ok(reply);
                else  // without close_notify anybody may have ended it
                    check_error(reply, transport_errc::cut_reply);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_encoding_that_the_caller_accepts_is_asked_for) {
    trusted_server server;
    https_client client;
    auto request = https_client::request_to(server.url());
    request.headers = {{"accept-encoding", "gzip"}};
    check_ok(client.ask(std::move(request)));
    BOOST_TEST(contains(server.seen().requests.at(0), "accept-encoding: gzip\r\n"));
    BOOST_TEST(!contains(server.seen().requests.at(0), "identity"));
}

// ---- what is refused before anything is opened

BOOST_AUTO_TEST_CASE(only_absolute_https_urls_are_taken) {
    trusted_server server;
    https_client client;
    const auto port = std::to_string(server.port());
    for (const std::string& url : {std::string{},
                                   std::string{"/path"},
                                   std::string{"localhost"},
                                   "http://localhost:" + port + "/",
                                   "ftp://localhost:" + port + "/",
                                   "https:/localhost:" + port + "/",
                                   "https:localhost:" + port,
                                   "//localhost:" + port + "/",
                                   "https://user@localhost:" + port + "/",
                                   "https://user:pass@localhost:" + port + "/",
                                   "https://@localhost:" + port + "/",
                                   std::string{"https://"},
                                   "https://:" + port + "/",
                                   std::string{"https://localhost:0/"},
                                   std::string{"https://localhost:65536/"},
                                   std::string{"https://localhost:99999999999/"},
                                   "https://localhost..:" + port + "/",
                                   "https://local%68ost:" + port + "/",
                                   "https://loc\xc3\xa4lhost:" + port + "/",
                                   "https://localhost:" + port + "/a b",
                                   "https://localhost:" + port + "/a\r\nb",
                                   "https://localhost:" + port + "/%zz",
                                   "https://localhost:" + port + "/\xc3\xa4",
                                   "https://localhost;x:" + port + "/",
                                   "https://localhost:" + port + "\\@evil/",
                                   "https://127.0.0.1.:" + port + "/",
                                   std::string{"https://[::1]x/"},
                                   std::string{"https://localhost:443x/"},
                                   "https://[v1.x]:" + port + "/",
                                   "https://[::1%25lo]:" + port + "/",
                                   "https://" + std::string(300, 'a') + "/"}) {
        const auto reply = client.get(url);
        BOOST_TEST(reply.error == make_error_code(transport_errc::bad_url), url << ": " << reply.error.message());
        BOOST_TEST(reply.phase == exchange_phase::resolve);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
    BOOST_TEST(server.seen().connections == 0u);
}

BOOST_AUTO_TEST_CASE(targets_take_their_form) {
    trusted_server server;
    https_client client;
    const auto root = server.url("");
    const std::pair<std::string, std::string> urls[] = {
        {root, "GET / "},           {root + "#x", "GET / "},      {root + "?a=b", "GET /?a=b "},
        {root + "//x", "GET //x "}, {root + "/a#b?c", "GET /a "}, {"HTTPS" + root.substr(5), "GET / "},
    };
    for (const auto& [url, line] : urls) {
        check_ok(client.get(url));
        BOOST_TEST(server.seen().requests.back().starts_with(line));
    }
}

BOOST_AUTO_TEST_CASE(the_transport_keeps_its_own_headers) {
    trusted_server server;
    https_client client;
    for (const std::string name :
         {"Host", "HOST", "content-length", "Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect"}) {
        auto request = https_client::request_to(server.url());
        request.headers = {{name, "x"}};
        check_error(client.ask(std::move(request)), transport_errc::bad_header);
    }
    for (const std::string method : {"", "GET ", "GE T", "G\r\nX", "CONNECT", "GET\x80"}) {
        auto request = https_client::request_to(server.url());
        request.method = method;
        check_error(client.ask(std::move(request)), transport_errc::bad_header);
    }
    BOOST_TEST(server.seen().connections == 0u);
}

BOOST_AUTO_TEST_CASE(every_byte_value_is_refused_or_arrives_as_it_is) {
    trusted_server server;
    https_client client;
    int refused[3]{};
    for (int value = 0; value != 256; ++value) {
        const std::string odd = std::string{"a"} + static_cast<char>(value) + "z";
        for (int place = 0; place != 3; ++place) {
            auto request = https_client::request_to(server.url(place == 0 ? "/" + odd : "/"));
            request.headers = {place == 1 ? seedance::http_header{odd, "v"}
                                          : seedance::http_header{"X-Test", place == 2 ? odd : "v"}};
            const auto before = server.seen().requests.size();
            const auto reply = client.ask(std::move(request));
            const auto requests = server.seen().requests;
            if (reply.error) {
                ++refused[place];
                check_error(reply, place == 0 ? transport_errc::bad_url : transport_errc::bad_header);
                BOOST_TEST(requests.size() == before);
                continue;
            }
            BOOST_TEST(requests.size() == before + 1);
            const auto& sent = requests.back();
            const auto target = "/" + odd.substr(0, odd.find('#'));  // a fragment is not sent
            const std::string expected[] = {"GET " + target + " HTTP/1.1\r\n", "\r\n" + odd + ": v\r\n",
                                            "\r\nX-Test: " + odd + "\r\n"};
            BOOST_TEST(contains(sent, expected[place]), "byte " << value);
            BOOST_TEST(std::count(sent.begin(), sent.end(), '\n') == 6);
        }
    }
    BOOST_TEST(refused[0] == 256 - 84);  // RFC 3986: unreserved, sub-delims, ':', '@', '/', '?', '#', and '[', ']'
    BOOST_TEST(refused[1] == 256 - 77);  // RFC 9110: token
    BOOST_TEST(refused[2] == 256 - 96);  // visible ASCII, space, HTAB
    for (const std::string value : {" x", "x ", "\tx", "x\t", " "}) {
        auto request = https_client::request_to(server.url());
        request.headers = {{"X-Test", value}};
        check_error(client.ask(std::move(request)), transport_errc::bad_header);
    }
}

BOOST_AUTO_TEST_SUITE_END()
