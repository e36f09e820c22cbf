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

const std::string ok = "HTTP/1.1 200 OK\r\n", json = R"({"id":"task-0123456789"})", end = "\r\n",
                  length = "Content-Length: 24\r\n", te = "Transfer-Encoding: chunked\r\n",
                  in_chunks = "18\r\n" + json + "\r\n0\r\n\r\n";

struct odd_reply {
    const char* name;
    std::string bytes;
};

const std::vector<odd_reply>& odd_replies() {
    static const std::vector<odd_reply> all{
        // lines
        {"a folded line", ok + "X: a\r\n b\r\n" + length + end + json},
        {"a line folded by a tab, thrice", ok + "X: a\r\n\tb\r\n  c\r\n\t\td\r\n" + length + end + json},
        {"a folded line that looks like a header", ok + "X: a\r\n Content-Length: 5\r\n" + length + end + json},
        {"a length on a folded line", ok + "Content-Length:\r\n 24\r\n" + end + json},
        {"a folded last line", ok + length + "X: a\r\n b\r\n" + end + json},
        {"an empty folded line", ok + length + "X: a\r\n \r\n" + end + json},
        {"a blank line behind the status line", ok + " X: a\r\n" + length + end + json},
        {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 24\n\n" + json},
        {"bare LF in one line", ok + "X: a\n" + length + end + json},
        {"bare LF, then CR LF", "HTTP/1.1 200 OK\nContent-Length: 24\r\n\r\n" + json},
        {"CR LF, then a bare LF at the end", ok + length + "\n" + json},
        {"bare LF and a body with an empty line of its own",
         "HTTP/1.1 200 OK\nContent-Length: 24\n\n" + json.substr(0, 20) + "\r\n\r\n"},
        {"CR CR LF", "HTTP/1.1 200 OK\r\r\nContent-Length: 24\r\r\n\r\r\n" + json},
        {"a bare CR in a value", ok + "X: a\rb\r\n" + length + end + json},
        // the status line
        {"no reason", "HTTP/1.1 200 \r\n" + length + end + json},
        {"no reason, and no blank", "HTTP/1.1 200\r\n" + length + end + json},
        {"two blanks before the code", "HTTP/1.1  200 OK\r\n" + length + end + json},
        {"a tab before the code", "HTTP/1.1\t200 OK\r\n" + length + end + json},
        {"a reason in Latin 1", "HTTP/1.1 200 D\xe9j\xe0 vu\r\n" + length + end + json},
        {"a reason with a control character", "HTTP/1.1 200 O\x01K\r\n" + length + end + json},
        {"a small name of the protocol", "http/1.1 200 OK\r\n" + length + end + json},
        {"a later minor version", "HTTP/1.2 200 OK\r\n" + length + end + json},
        {"an empty line before", "\r\n" + ok + length + end + json},
        {"empty lines before", "\r\n\n\r\n\r\n" + ok + length + end + json},
        {"a blank before", " " + ok + length + end + json},
        {"an empty line behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\n\r\n" + ok + length + end + json},
        {"an interim answer with bare LF", "HTTP/1.1 103 Early Hints\nLink: </x>\n\n" + ok + length + end + json},
        // headers that nobody reads
        {"a control character in a value", ok + "X: a\x01z\r\n" + length + end + json},
        {"NUL in a value", ok + std::string("X: a\0b\r\n", 8) + length + end + json},
        {"DEL in a value", ok + "X: a\x7f\r\n" + length + end + json},
        {"an escape sequence", ok + "X-Powered-By: \x1b[31mred\x1b[0m\r\n" + length + end + json},
        {"a control character in a name", ok + "X\x01: a\r\n" + length + end + json},
        {"a blank in a name", ok + "Not a name: a\r\n" + length + end + json},
        {"a blank before the colon", ok + "X : a\r\n" + length + end + json},
        {"a blank before the length's colon", ok + "Content-Length : 24\r\n" + end + json},
        {"a tab before the coding's colon", ok + "Transfer-Encoding\t: chunked\r\n" + end + in_chunks},
        {"no colon", ok + "Microsoft-HTTPAPI\r\n" + length + end + json},
        {"no name", ok + ": a\r\n" + length + end + json},
        {"a status line among the headers", ok + "HTTP/1.1 200 OK\r\n" + length + end + json},
        {"UTF-8 in a name", ok + "X-\xc3\xa9: a\r\n" + length + end + json},
        {"a head of 17 KiB",
         ok + "Content-Security-Policy: " + std::string(17 * 1024, 'x') + "\r\n" + length + end + json},
        {"a head of 60 KiB with bare LF",
         "HTTP/1.1 200 OK\nX: " + std::string(60 * 1024, 'x') + "\nContent-Length: 24\n\n" + json},
        // lengths and codings
        {"a length with a sign", ok + "Content-Length: +24\r\n" + end + json},
        {"a length twice", ok + length + length + end + json},
        {"a length twice in one line", ok + "Content-Length: 24, 24\r\n" + end + json},
        {"a length in lines and a list", ok + "Content-Length: 24, +24\r\ncontent-length: 024\r\n" + end + json},
        {"a length with a comma", ok + "Content-Length: 24,\r\n" + end + json},
        {"zeros before a length", ok + "Content-Length: 00000000000000000024\r\n" + end + json},
        {"blanks around a length", ok + "Content-Length:  \t 24 \t\r\n" + end + json},
        {"identity", ok + "Transfer-Encoding: identity\r\n" + end + json},
        {"identity and a length", ok + "Transfer-Encoding: Identity\r\n" + length + end + json},
        {"identity and chunked", ok + "Transfer-Encoding: identity, chunked\r\n" + end + in_chunks},
        {"identity and chunked in two lines", ok + "Transfer-Encoding: identity\r\n" + te + end + in_chunks},
        {"chunked and a comma", ok + "Transfer-Encoding: chunked,\r\n" + end + in_chunks},
        {"chunked with HTTP/1.0", "HTTP/1.0 200 OK\r\n" + te + end + in_chunks},
        {"chunked on a folded line", ok + "Transfer-Encoding:\r\n chunked\r\n" + end + in_chunks},
        {"HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6\r\n\r\n" + json},
        {"HTTP/1.1 without a length", ok + "Connection: close\r\n\r\n" + json},
        {"HTTP/1.0 without any header", "HTTP/1.0 200 OK\r\n\r\n" + json},
    };
    return all;
}

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
