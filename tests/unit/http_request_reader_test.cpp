// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a server reads from bytes: requests as they come in any pieces, and what is refused because two readers
// could read it in two ways (RFC 9112, 11.2).
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/server/impl/http_request_reader.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(http_request_reader)

using seedance::detail::request_part;
using reader_type = seedance::detail::http_request_reader;
using namespace std::string_literals;

/// What became of all bytes: "POST /a [body]", one for each request, or the status of a refusal at the end; "..." for
/// one that has not come whole.
static std::string read(std::string_view bytes, std::size_t piece) {
    reader_type reader;
    std::string seen;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.append(bytes.substr(at, piece));
        while (true) {
            const auto part = reader.look();
            if (part == request_part::some) break;
            if (part == request_part::broken) return seen + std::to_string(reader.status());
            if (part == request_part::head) continue;
            seen += reader.request().method + ' ' + reader.request().target + " [" + reader.request().body + "] ";
            reader.next();
        }
    }
    return reader.empty() ? seen : seen + "...";
}

static void check(std::string_view bytes, std::string_view expected) {
    const auto shown = std::string{bytes.substr(0, 200)};
    BOOST_TEST_CONTEXT(shown) {
        BOOST_TEST(read(bytes, bytes.size()) == expected);
        BOOST_TEST(read(bytes, 1) == expected, "byte by byte: " << read(bytes, 1));
        BOOST_TEST(read(bytes, 7) == expected, "by seven bytes: " << read(bytes, 7));
    }
}

static std::string post(std::string_view headers, std::string_view body = {}) {
    return "POST /a HTTP/1.1\r\nHost: h\r\n" + std::string{headers} + "\r\n" + std::string{body};
}

static std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }

BOOST_AUTO_TEST_CASE(requests_that_servers_take) {
    check(post("Content-Length: 3\r\n", "abc"), "POST /a [abc] ");
    check(post("content-length:3\r\n", "abc"), "POST /a [abc] ");
    check(post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), "POST /a [abc] ");
    check(post("Content-Length: 0\r\n"), "POST /a [] ");
    check(post("Content-Length: 4\r\n", "\r\n\r\n"), "POST /a [\r\n\r\n] ");
    check(post(""), "POST /a [] ");
    check("\r\n\r\n" + post("Content-Length: 3\r\n", "abc"), "POST /a [abc] ");
    check("GET /a?b=c HTTP/1.1\r\nHost:\r\n\r\n", "GET /a?b=c [] ");
    check("HEAD / HTTP/1.0\r\n\r\n", "HEAD / [] ");
    check("POST http://h/a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", "POST http://h/a [x] ");
    check("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * [] ");
    check("M-SEARCH~ /a HTTP/1.1\r\nHost: h\r\n\r\n", "M-SEARCH~ /a [] ");
    check(post("X: \xE4\xFF\t!\r\nContent-Length: 1\r\n", "x"), "POST /a [x] ");
}

BOOST_AUTO_TEST_CASE(requests_in_chunks) {
    check(chunked("3\r\nabc\r\n0\r\n\r\n"), "POST /a [abc] ");
    check(chunked("0\r\n\r\n"), "POST /a [] ");
    check(chunked("1\r\na\r\n002;ext=\"1\"\r\nbc\r\n0;x\r\nDigest: y\r\n\r\n"), "POST /a [abc] ");
    check(chunked("A\r\n0123456789\r\n0\r\n\r\n") + chunked("a\r\n0123456789\r\n0\r\n\r\n"),
          "POST /a [0123456789] POST /a [0123456789] ");
    check(chunked("g\r\n"), "400");
    check(chunked("-1\r\n"), "400");
    check(chunked("0x1\r\n"), "400");
    check(chunked("\r\n"), "400");
    check(chunked("1\nx"), "400");
    check(chunked("1\r\nxy"), "400");
    check(chunked("1\r\nx\n0\n\n"), "400");
    check(chunked("ffffffffffffffff\r\n"), "400");
    check(chunked("1;\x01\r\nx"), "400");
    check(chunked("1;" + std::string(2000, 'e') + "\r\nx"), "400");
    check(chunked("0\r\n" + std::string(9000, 't')), "400");
}

BOOST_AUTO_TEST_CASE(pipelined_requests) {
    const auto one = post("Content-Length: 3\r\n", "abc");
    check(one + one + one, "POST /a [abc] POST /a [abc] POST /a [abc] ");
    check(one + "\r\n" + one, "POST /a [abc] POST /a [abc] ");
    check(one + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n" + one, "POST /a [abc] GET /b [] POST /a [abc] ");
    check(one + "xyz\r\n\r\n", "POST /a [abc] 400");
}

BOOST_AUTO_TEST_CASE(two_lengths_are_refused) {
    const auto chunks = "1\r\nx\r\n0\r\n\r\n"s;
    check(post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", chunks), "400");
    check(post("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", chunks), "400");
    check(post("Content-Length: 1\r\nTransfer-Encoding: gzip\r\n", chunks), "400");
    check(post("Content-Length: 1\r\nContent-Length: 2\r\n", "xx"), "400");
    check(post("Content-Length: 1, 2\r\n", "xx"), "400");
    check(post("Content-Length: +1\r\n", "x"), "400");
    check(post("Content-Length: -1\r\n", "x"), "400");
    check(post("Content-Length: 0x1\r\n", "x"), "400");
    check(post("Content-Length: 1 1\r\n", "x"), "400");
    check(post("Content-Length:\r\n", "x"), "400");
    check(post("Content-Length: 18446744073709551617\r\n", "x"), "400");
    check(post("Content-Length : 1\r\n", "x"), "400");
    check(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks), "400");
    check(post("Transfer-Encoding: identity\r\n", "x"), "400");
    check(post("Transfer-Encoding: chunked, gzip\r\n", chunks), "400");
    check(post("Transfer-Encoding: gzip;q=1, chunked\r\n", chunks), "400");
    check(post("Transfer-Encoding: \"chunked\"\r\n", chunks), "400");
    check(post("Transfer-Encoding: xchunked\r\n", chunks), "400");
    check(post("Transfer-Encoding:\r\n", chunks), "400");
    check(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", chunks), "400");
    check(post("Transfer-Encoding: gzip, chunked\r\n", chunks), "400");
    check(post("Transfer-Encoding: gzip, CHUNKED\r\n", chunks), "400");
    check(post("Transfer-Encoding: chunked;q=1\r\n", chunks), "400");
    check(post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunks), "400");
    check("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, "400");
}

BOOST_AUTO_TEST_CASE(lines_that_end_in_two_ways_are_refused) {
    check("POST /a HTTP/1.1\nHost: h\n\n", "400");
    check("POST /a HTTP/1.1\r\nHost: h\n\r\n", "400");
    check("POST /a HTTP/1.1\r\nHost: h\nContent-Length: 1\r\n\r\nx", "400");
    check("POST /a HTTP/1.1\r\nHost: h\rX: y\r\n\r\n", "400");
    check("POST /a HTTP/1.1\rHost: h\r\n\r\n", "400");
    check("\nPOST /a HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    check(post("X: a\r\n b\r\n"), "400");
    check(post("X: a\r\n\tb\r\n"), "400");
    check(post("X: a\0b\r\n"s), "400");
    check(post("X\0: b\r\n"s), "400");
    check("POST /\0 HTTP/1.1\r\nHost: h\r\n\r\n"s, "400");
    check("\0\0\0\0"s, "400");
    check(post("X: \x7F\r\n"), "400");
    check(post("X: \x1B[31m\r\n"), "400");
    check("\x16\x03\x01\x02\x05\x01\x01\xFC\x03\x03"s, "400");  // a TLS handshake
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused) {
    check("nonsense\r\n\r\n", "400");
    check("\r\n \r\n\r\n", "400");
    check("POST  /a HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    check("POST /a\r\nHost: h\r\n\r\n", "400");
    check("POST /a b HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    check("POST /a HTTP/1.1 \r\nHost: h\r\n\r\n", "400");
    check("POST /a http/1.1\r\nHost: h\r\n\r\n", "400");
    check("POST /a HTTP/0.9\r\nHost: h\r\n\r\n", "400");
    check("POST /a HTTP/2.0\r\nHost: h\r\n\r\n", "400");
    check("POST /a HTTP/11.1\r\nHost: h\r\n\r\n", "400");
    check("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400");
    check("P(ST /a HTTP/1.1\r\nHost: h\r\n\r\n", "400");
    check("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "400");
    check("POST /a HTTP/1.1\r\n\r\n", "400");
    check(post("Host: i\r\n"), "400");
    check(post(": x\r\n"), "400");
    check(post("no colon\r\n"), "400");
    check(post("X y: z\r\n"), "400");
    check(post("Connection: @\r\n"), "400");
    check(post("Expect: the-unexpected\r\nContent-Length: 1\r\n", "x"), "417");
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused) {
    const std::size_t most = seedance::detail::request_limits{}.body;
    check("GET /" + std::string(9000, 'a'), "431");
    check(std::string(9000, 'a'), "431");
    check(post("X: " + std::string(8000, 'x') + "\r\nY: " + std::string(300, 'y') + "\r\n"), "431");
    std::string many;
    for (int i = 0; i != 100'000; ++i) many += "a:\r\n";
    check(post(many), "431");
    check(post("X: " + std::string(8000, 'x') + "\r\n"), "POST /a [] ");
    check(post("Content-Length: " + std::to_string(most + 1) + "\r\n", "x"), "413");
    check(post("Content-Length: 18446744073709551615\r\n", "x"), "413");
    BOOST_TEST(read(post("Content-Length: " + std::to_string(most) + "\r\n", std::string(most, 'x')), 4096).size() >
               most);
    const auto piece = "4000\r\n" + std::string(0x4000, 'x') + "\r\n";
    std::string body;
    for (int i = 0; i != 16; ++i) body += piece;
    BOOST_TEST(read(chunked(body + "0\r\n\r\n"), 4096).size() > most);
    BOOST_TEST(read(chunked(body + "1\r\nx\r\n0\r\n\r\n"), 4096) == "413");
    std::string framing;
    for (int i = 0; i != 1'000; ++i) framing += "1;" + std::string(1000, 'e') + "\r\nx\r\n";
    BOOST_TEST(read(chunked(framing), 4096) == "413");
}

BOOST_AUTO_TEST_CASE(what_has_not_come_is_waited_for) {
    for (const auto& whole : {post("Content-Length: 3\r\n", "abc"), chunked("3\r\nabc\r\n0\r\n\r\n")})
        for (std::size_t size = 1; size != whole.size(); ++size) {
            reader_type reader;
            reader.append(std::string_view{whole}.substr(0, size));
            auto part = reader.look();
            if (part == request_part::head) part = reader.look();
            BOOST_TEST(part == request_part::some, size);
        }
}

static reader_type head_of(std::string_view bytes) {
    reader_type reader;
    reader.append(bytes);
    BOOST_TEST(reader.look() == request_part::head);
    return reader;
}

BOOST_AUTO_TEST_CASE(what_the_head_asks_of_the_connection) {
    BOOST_TEST(head_of(post("")).keeps_connection());
    BOOST_TEST(!head_of(post("Connection: close\r\n")).keeps_connection());
    BOOST_TEST(!head_of(post("Connection: te, CLOSE\r\n")).keeps_connection());
    BOOST_TEST(!head_of("POST /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keeps_connection());
    BOOST_TEST(head_of(post("Expect: 100-Continue\r\n")).expects_continue());
    BOOST_TEST(!head_of(post("")).expects_continue());
    BOOST_TEST(!head_of("POST /a HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue());
    BOOST_TEST(head_of("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n").asks_for_head());
}

BOOST_AUTO_TEST_CASE(headers_keep_their_order_and_their_repetitions) {
    const auto request = head_of(post("A: 1\r\nb:  2 \r\nA: 3\r\n")).request();
    std::string seen;
    for (const auto& [name, value] : request.headers) seen += name + '=' + value + ' ';
    BOOST_TEST(seen == "Host=h A=1 A=3 b=2 ");  // those of one name stand together
}

BOOST_AUTO_TEST_SUITE_END()
