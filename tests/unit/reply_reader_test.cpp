// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Replies that are not as RFC 9112 wants them: what says one thing only is read, and its connection is closed; what may
// say two is refused.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/transport/impl/reply_reader.hpp>

#include "checks.hpp"
#include "odd_replies.hpp"
#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(reply_reader)

namespace {

struct outcome {
    http_reply reply;
    error_code error;
    bool is_whole = false;  ///< also by the end of the connection
    bool keeps_connection = false;
    std::size_t taken = 0;
};

outcome read(std::string_view bytes, std::size_t piece) {
    outcome out;
    detail::reply_reader reader{out.reply, nullptr, {.body = 1 << 20}};
    for (std::size_t given = 0; given != bytes.size() && !reader.done() && !reader.error();) {
        given = std::min(bytes.size(), given + piece);
        out.taken += reader.take(bytes.substr(out.taken, given - out.taken));
    }
    out.error = reader.error();
    out.is_whole = reader.done() || reader.ends_with_connection();
    out.keeps_connection = reader.keeps_connection();
    return out;
}

/// Reads the bytes at once, one by one, and in two pieces cut at every place; all must mean the same.
outcome read_in_any_pieces(std::string_view bytes) {
    auto whole = read(bytes, bytes.size());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size() / 2 + 1}) {
        const auto other = read(bytes, piece);
        BOOST_TEST(other.error == whole.error, "in pieces of " << piece);
        BOOST_TEST(other.reply.status == whole.reply.status);
        if (!whole.error) BOOST_TEST(test::same_bytes(other.reply.body, whole.reply.body));
        BOOST_TEST(other.keeps_connection == whole.keeps_connection);
        BOOST_TEST(other.reply.headers.size() == whole.reply.headers.size());
    }
    return whole;
}

const auto& [ok, json, end, length, te, in_chunks] = test::parts_of_replies;

using test::odd_replies, test::odd_reply;

}  // namespace

BOOST_AUTO_TEST_CASE(what_says_one_thing_is_read_and_its_connection_is_closed) {
    for (const auto& [name, bytes] : odd_replies()) BOOST_TEST_CONTEXT(name) {
            const auto out = read_in_any_pieces(bytes);
            BOOST_TEST(!out.error, out.error.message());
            BOOST_TEST(out.is_whole);
            BOOST_TEST(out.reply.status == 200);
            BOOST_TEST(out.reply.body.starts_with(json.substr(0, 20)));
            BOOST_TEST(out.reply.body.size() == json.size());
            const bool is_clean = std::string_view{name} == "no reason" || std::string_view{name} == "a length twice" ||
                                  std::string_view{name} == "a length twice in one line" ||
                                  std::string_view{name}.starts_with("blanks around") ||
                                  std::string_view{name}.starts_with("zeros before") ||
                                  std::string_view{name}.starts_with("a head of 17") ||
                                  std::string_view{name}.starts_with("a reason in Latin");
            BOOST_TEST(out.keeps_connection == is_clean);
        }
    BOOST_TEST(odd_replies().size() >= 50u);
}

BOOST_AUTO_TEST_CASE(headers_of_a_mended_head_are_what_they_were_meant_to_be) {
    const auto out = read_in_any_pieces(
        "\r\nhttp/1.1 429\nRetry-After : 5\nX: a\n\tb\nno header\n Y: z\nDate: a\x01z \nContent-Length: +0\n\n");
    BOOST_TEST(out.is_whole);
    BOOST_TEST(out.reply.status == 429);
    BOOST_TEST_REQUIRE(out.reply.headers.size() == 4u);
    BOOST_TEST(out.reply.header("retry-after") == "5");
    BOOST_TEST(out.reply.header("X") == "a b");
    BOOST_TEST(out.reply.header("Date") == "a z");
    BOOST_TEST(out.reply.header("Content-Length") == "0");
}

BOOST_AUTO_TEST_CASE(what_follows_a_mended_reply_is_left_alone) {
    const auto bytes = "HTTP/1.1 200\nContent-Length: +24\n\n" + json;
    const auto out = read(bytes + ok, 1 << 20);
    BOOST_TEST(out.taken == bytes.size());
    BOOST_TEST(!out.keeps_connection);
}

BOOST_AUTO_TEST_CASE(what_may_say_two_things_is_refused) {
    const std::vector<odd_reply> replies{
        {"a length and chunks", ok + length + te + end + in_chunks},
        {"chunks and a length", ok + te + length + end + in_chunks},
        {"a length and chunks with bare LF",
         "HTTP/1.1 200 OK\nContent-Length: 24\nTransfer-Encoding: chunked\n\n" + in_chunks},
        {"a length and chunks, folded", ok + "X: a\r\n b\r\n" + length + te + end + in_chunks},
        {"a length and chunks with HTTP/1.0", "HTTP/1.0 200 OK\r\n" + length + te + end + in_chunks},
        {"a length and identity, chunked", ok + length + "Transfer-Encoding: identity, chunked\r\n" + end + in_chunks},
        {"a length and chunks behind a blank", ok + length + "Transfer-Encoding : chunked\r\n" + end + in_chunks},
        {"two lengths", ok + length + "Content-Length: 5\r\n" + end + json},
        {"two lengths in a list", ok + "Content-Length: 24, 5\r\n" + end + json},
        {"two lengths, one with a sign", ok + length + "Content-Length: +5\r\n" + end + json},
        {"two lengths, one folded", ok + length + "Content-Length:\r\n 5\r\n" + end + json},
        {"two lengths, one behind a blank", ok + length + "Content-Length : 5\r\n" + end + json},
        {"a length that nobody reads", ok + "Content-Length\x01: 5\r\n" + end + json},
        {"a length without a colon", ok + "Content-Length 5\r\n" + end + json},
        {"a coding with a control character in its name",
         ok + std::string("Transfer-Encoding\0: chunked\r\n", 29) + end + in_chunks},
        {"a coding with a control character", ok +
                                                  "Transfer-Encoding: \x0b"
                                                  "chunked\r\n" +
                                                  end + in_chunks},
        {"a coding behind a bare CR", ok + "Transfer-Encoding: \rchunked\r\n" + end + in_chunks},
        {"a length behind a bare CR", ok + "Content-Length: \r24\r\n" + end + json},
        {"an empty length", ok + "Content-Length:\r\n" + end + json},
        {"only commas for a length", ok + "Content-Length: ,,\r\n" + end + json},
        {"an empty coding", ok + "Transfer-Encoding:\r\n" + end + json},
        {"two signs", ok + "Content-Length: ++24\r\n" + end + json},
        {"a blank behind the sign", ok + "Content-Length: + 24\r\n" + end + json},
        {"a length below zero", ok + "Content-Length: -24\r\n" + end + json},
        {"a hexadecimal length", ok + "Content-Length: 0x18\r\n" + end + json},
        {"a fraction", ok + "Content-Length: 24.0\r\n" + end + json},
        {"a length with its unit", ok + "Content-Length: 24 bytes\r\n" + end + json},
        {"a length that is too large for a number", ok + "Content-Length: +99999999999999999999\r\n" + end + json},
        {"chunked twice", ok + te + te + end + in_chunks},
        {"chunked twice in a list", ok + "Transfer-Encoding: chunked, chunked\r\n" + end + in_chunks},
        {"gzip, chunked", ok + "Transfer-Encoding: gzip, chunked\r\n" + end + in_chunks},
        {"gzip", ok + "Transfer-Encoding: gzip\r\n" + end + json},
        {"chunked with a parameter", ok + "Transfer-Encoding: chunked;q=1\r\n" + end + in_chunks},
        {"HTTP/2", "HTTP/2.0 200 OK\r\n" + length + end + json},
        {"HTTP/2, as a gateway may write it", "HTTP/2 200\r\n" + length + end + json},
        {"HTTP/1.10", "HTTP/1.10 200 OK\r\n" + length + end + json},
        {"a code of two digits", "HTTP/1.1 20 OK\r\n" + length + end + json},
        {"a code of four digits", "HTTP/1.1 2000 OK\r\n" + length + end + json},
        {"a code below 100", "HTTP/1.1 099 OK\r\n" + length + end + json},
        {"a code with a letter", "HTTP/1.1 2OO OK\r\n" + length + end + json},
        {"a code on a folded line", "HTTP/1.1\r\n 200 OK\r\n" + length + end + json},
        {"no code", "HTTP/1.1\r\n" + length + end + json},
        {"no blank before the reason", "HTTP/1.1 200OK\r\n" + length + end + json},
        {"another protocol", "ICY 200 OK\r\n" + length + end + json},
        {"no head", json},
        {"a page", "<html></html>"},
        {"upgrades", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
        {"many empty lines", std::string(100, '\n') + ok + length + end + json},
        {"chunks with bare LF", ok + te + end + "18\n" + json + "\n0\n\n"},
        {"a chunk with a sign", ok + te + end + "+18\r\n" + json + "\r\n0\r\n\r\n"},
        {"a chunk that is longer than it says", ok + te + end + "17\r\n" + json + "\r\n0\r\n\r\n"},
        {"no chunks", ok + te + end + json},
    };
    for (const auto& [name, bytes] : replies) BOOST_TEST_CONTEXT(name) {
            const auto out = read_in_any_pieces(bytes);
            BOOST_TEST(out.error == make_error_code(transport_errc::bad_reply));
            BOOST_TEST(!out.is_whole);
        }
}

BOOST_AUTO_TEST_CASE(heads_up_to_64_kib_are_read) {
    const auto around = (ok + "X: \r\n" + length + end).size();
    for (const std::size_t size : {std::size_t{64} * 1024, std::size_t{64} * 1024 + 1}) {
        const auto out = read(ok + "X: " + std::string(size - around, 'x') + "\r\n" + length + end + json, 16 * 1024);
        const bool fits = size == std::size_t{64} * 1024;
        BOOST_TEST(out.is_whole == fits);
        if (!fits) BOOST_TEST(out.error == make_error_code(transport_errc::reply_too_large));
    }
}

BOOST_AUTO_TEST_SUITE_END()
