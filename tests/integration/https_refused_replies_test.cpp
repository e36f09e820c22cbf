// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Replies that the HTTPS transport cannot read, or reads leniently: their bytes are handed up all the same, because
// they may hold what was paid for.
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include "checks.hpp"
#include "compressed.hpp"
#include "https_fixture.hpp"
#include "odd_replies.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_refused_replies)

namespace {

const std::string json = R"({"code":200,"data":{"taskId":"task-0123456789"}})", ok_line = "HTTP/1.1 200 OK\r\n",
                  te = "Transfer-Encoding: chunked\r\n", end = "\r\n";

/// A client that does not listen for long.
struct quick_client : https_client {
    explicit quick_client(std::chrono::milliseconds listen = 100ms)
        : https_client{trusting({.listen_timeout = listen})} {}
};

const std::vector<std::string>& unreadable() {
    static const std::vector<std::string> all{
        json,
        "<html><body>" + json + "</body></html>",
        "HTTP/2 200\r\ncontent-type: application/json\r\n\r\n" + json,
        "HTTP/1.1 2OO OK\r\nContent-Length: 48\r\n\r\n" + json,
        "HTTP/1.1 200OK\r\nContent-Length: 48\r\n\r\n" + json,
        ok_line + "Content-Length: 48\r\nTransfer-Encoding: chunked\r\n\r\n" + json,
        ok_line + "Content-Length: 48\r\nContent-Length: 4\r\n\r\n" + json,
        ok_line + "Content-Length: forty-eight\r\n\r\n" + json,
        ok_line + "Content-Length:\r\n\r\n" + json,
        ok_line + "Content-Length: -1\r\n\r\n" + json,
        ok_line + "Transfer-Encoding: gzip, chunked\r\n\r\n" + json,
        ok_line + "Transfer-Encoding:\r\n\r\n" + json,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n" + json,
        "SSH-2.0-OpenSSH_9.2\r\n" + json,
        std::string(100, '\n') + json,
    };
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_bytes_of_what_cannot_be_read_are_handed_up) {
    quick_client client;
    for (const auto& bytes : unreadable()) BOOST_TEST_CONTEXT(bytes.substr(0, 60)) {
            for (const auto how : {afterwards::close, afterwards::cut, afterwards::stay}) {
                trusted_server server{answer{.bytes = bytes, .then = how, .piece = bytes.size() / 3 + 1, .pause = 1ms}};
                const auto reply = client.get(server.url(), connection_use::fresh);
                check_error(reply, transport_errc::bad_reply);
                BOOST_TEST(reply.phase == exchange_phase::read);
                BOOST_TEST(reply.sent == delivery::complete);
                BOOST_TEST(reply.status == 0);
                BOOST_TEST(reply.headers.empty());
                BOOST_TEST(same_bytes(reply.body, bytes));
            }
        }
}

BOOST_AUTO_TEST_CASE(the_bytes_of_a_head_that_has_no_end_are_handed_up) {
    const std::string type = "Content-Type: application/json\r\n", heads[] = {ok_line, ok_line + type, "HTTP/1.1 200"};
    quick_client client;
    for (const auto& head : heads)
        for (const auto how : {afterwards::close, afterwards::cut})
            for (const auto use : {connection_use::fresh, connection_use::pooled}) {
                trusted_server server{answer{head + json, how}};
                const auto reply = client.get(server.url(), use);
                BOOST_TEST(reply.error.failed());
                BOOST_TEST(reply.sent == delivery::complete);
                BOOST_TEST(reply.status == 0);
                BOOST_TEST(same_bytes(reply.body, head + json));
            }
}

BOOST_AUTO_TEST_CASE(a_kept_connection_is_not_listened_to) {
    quick_client client{20s};
    for (const auto& bytes : unreadable()) {
        trusted_server server{answer{bytes, afterwards::stay}};
        const auto reply = client.get(server.url());
        check_error(reply, transport_errc::bad_reply);
        BOOST_TEST(same_bytes(reply.body, bytes), "what has come is handed up");
    }
}

BOOST_AUTO_TEST_CASE(behind_the_body_that_was_read_come_the_bytes_that_were_not) {
    const auto first = json.substr(0, 20), rest = json.substr(20);
    const std::pair<std::string, std::string> framings[] = {
        {"14\r\n" + first + "\r\nzz\r\n" + rest, first + "\r\nzz\r\n" + rest},
        {"14\r\n" + first + rest, first + "\r\n" + rest},
        {"14\r\n" + first + "\n1c\n" + rest + "\n0\n\n", first + "\r\n\n1c\n" + rest + "\n0\n\n"},
        {"14\r\n" + first + "\r\n" + rest, first + "\r\n" + rest},
        {"14\n" + json, "14\n" + json},
        {json, json},
        {"30;a\x01z\r\n" + json, "30;a\x01z\r\n" + json},
        {"30\r\n" + json + "\r\n0\r\nbad\x01trailer\r\n\r\n", json + "\r\nbad\x01trailer\r\n\r\n"},
    };
    quick_client client;
    for (const auto& [framed, expected] : framings) BOOST_TEST_CONTEXT(framed.substr(0, 40)) {
            trusted_server server{answer{ok_line + te + end + framed, afterwards::close}};
            const auto reply = client.get(server.url(), connection_use::fresh);
            check_error(reply, transport_errc::bad_reply);
            BOOST_TEST(reply.status == 200);
            BOOST_TEST(reply.headers.size() == 1u);
            BOOST_TEST(same_bytes(reply.body, expected));
        }
}

BOOST_AUTO_TEST_CASE(no_more_than_64_kib_are_kept_or_than_the_body_may_have) {
    const std::string endless(1 << 20, 'x');
    for (const std::uint64_t limit : {std::uint64_t{1} << 20, std::uint64_t{1000}}) {
        for (const auto& bytes : {endless, ok_line + "X: " + endless, ok_line + te + end + "zz\r\n" + endless}) {
            trusted_server server{answer{bytes, afterwards::stay}};
            quick_client client{20s};  // it does not wait when it has enough
            auto request = https_client::request_to(server.url(), connection_use::fresh);
            request.max_body = limit;
            const auto reply = client.ask(std::move(request));
            BOOST_TEST(reply.error.failed());
            BOOST_TEST(reply.body.size() == std::min<std::uint64_t>(limit, 64 * 1024));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_body_that_is_announced_too_large_is_waited_for) {
    trusted_server server{answer{.bytes = ok_line + "Content-Length: 99999999999\r\n\r\n" + json,
                                 .then = afterwards::stay,
                                 .piece = 30,
                                 .pause = 2ms}};
    quick_client client;
    const auto reply = client.get(server.url(), connection_use::fresh);
    check_error(reply, transport_errc::reply_too_large);
    BOOST_TEST(reply.status == 200);
    BOOST_TEST(reply.body == json);
}

BOOST_AUTO_TEST_CASE(listening_ends_in_time_and_when_it_is_cancelled) {
    trusted_server server{answer{json, afterwards::stay}};
    {
        quick_client client{30ms};
        check_error(client.get(server.url(), connection_use::fresh), transport_errc::bad_reply);
    }
    quick_client client{20s};
    asio::cancellation_signal signal;
    auto pending = client.start(https_client::request_to(server.url(), connection_use::fresh), nullptr, signal.slot());
    BOOST_TEST(server.wait_until([](const auto& r) { return r.requests.size() == 2; }));
    client.post([&] { signal.emit(asio::cancellation_type::terminal); });
    const auto reply = https_client::wait(pending);
    check_error(reply, asio::error::operation_aborted);
    auto timed = https_client::request_to(server.url(), connection_use::fresh);
    timed.reply_timeout = 30ms;  // the shorter of the two counts
    check_error(client.ask(std::move(timed)), transport_errc::bad_reply);
}

BOOST_AUTO_TEST_CASE(what_is_read_leniently_closes_its_connection) {
    https_client client;
    for (const std::string head :
         {"HTTP/1.1 200 OK\nContent-Length: 48\n\n", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 48\r\n\r\n",
          "\r\nHTTP/1.1 200\r\nContent-Length: +48\r\n\r\n",
          "http/1.1 200 OK\r\nContent-Length: 48\r\nno colon\r\n\r\n"}) {
        for (const std::size_t piece : {std::size_t{0}, std::size_t{1}}) {
            trusted_server server{answer{.bytes = head + json, .piece = piece}};
            for (int i = 0; i != 2; ++i) {
                const auto reply = client.get(server.url());
                check_ok(reply);
                BOOST_TEST(reply.body == json);
                BOOST_TEST(!reply.reused_connection);
            }
            BOOST_TEST(server.seen().connections == 2u);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_reply_that_says_one_thing_only_comes_through_tls) {
    std::atomic<std::size_t> next{0};
    trusted_server server{[&next](const std::string&) {
        return answer{odd_replies()[next++ % odd_replies().size()].bytes, afterwards::close};
    }};
    https_client client;
    for (const auto& [name, bytes] : odd_replies()) BOOST_TEST_CONTEXT(name) {
            const auto reply = client.get(server.url(), connection_use::fresh);
            check_ok(reply);
            BOOST_TEST(reply.body.starts_with(parts_of_replies.json.substr(0, 20)));
        }
    BOOST_TEST(next == odd_replies().size());
}

// ---- content codings

BOOST_AUTO_TEST_CASE(compressed_bodies_of_every_framing_are_inflated_and_keep_their_connection) {
    const std::pair<std::string, std::string> bodies[] = {{"gzip", gzipped(json)},
                                                          {"x-gzip", gzipped(json)},
                                                          {"deflate", zlib_deflated(json)},
                                                          {"deflate", raw_deflated(json)},
                                                          {"deflate, gzip", gzipped(zlib_deflated(json))},
                                                          {"aws-chunked", json},
                                                          {"gzip", json}};
    https_client client;
    for (const auto& [name, body] : bodies) {
        const auto header = "Content-Encoding: " + name + "\r\n";
        auto pieces = chunked(body, 7);
        pieces.insert(pieces.find("\r\n") + 2, header);
        for (const auto& bytes : {ok(body, header), pieces, ok_line + header + end + body}) {
            const bool has_length = bytes.find("Content-Length") != std::string::npos || bytes == pieces;
            trusted_server server{answer{bytes, has_length ? afterwards::next : afterwards::close}};
            const auto reply = client.get(server.url());
            check_ok(reply);
            BOOST_TEST(reply.body == json);
            BOOST_TEST(reply.header("Content-Encoding") == name);
            BOOST_TEST(client.get(server.url()).reused_connection == has_length);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_compressed_body_that_is_cut_gives_what_could_be_inflated) {
    const auto text = text_of_size(20'000), body = gzipped(text);
    const auto whole = ok(body, "Content-Encoding: gzip\r\n");
    https_client client;
    for (const std::size_t missing : {1, 7, 8, 9, 100, 4000}) {
        trusted_server server{answer{whole.substr(0, whole.size() - missing), afterwards::close}};
        const auto reply = client.get(server.url());
        check_error(reply, transport_errc::cut_reply);
        BOOST_TEST(reply.status == 200);
        BOOST_TEST(text.starts_with(reply.body));
        BOOST_TEST(reply.body.size() + 4 * missing >= text.size());
    }
    trusted_server server{answer{ok(body.substr(0, body.size() - 100), "Content-Encoding: gzip\r\n")}};
    const auto reply = client.get(server.url());
    check_error(reply, transport_errc::cut_reply);
    BOOST_TEST(contains(reply.detail, "gzip"));
    BOOST_TEST(text.starts_with(reply.body));
}

BOOST_AUTO_TEST_CASE(a_compressed_body_whose_framing_is_broken_is_waited_for_and_gives_what_could_be_inflated) {
    const auto text = json + text_of_size(20'000), body = gzipped(text);
    const auto half = body.size() / 2;
    const auto in_chunks = [](const std::string& some) {
        const auto all = chunked(some, some.size());
        return all.substr(all.find(end + end) + 4, all.size() - all.find(end + end) - 4 - 5);  // without the last one
    };
    const std::string gzip = "Content-Encoding: gzip\r\n";
    struct {
        std::string bytes;
        bool is_whole;
    } const replies[] = {
        {ok_line + gzip + "Content-Length: 99999999999\r\n\r\n" + body, true},
        {ok_line + gzip + te + end + "zz\r\n" + body, true},
        {ok_line + gzip + te + end + body, true},
        {ok_line + gzip + te + end + in_chunks(body) + "0\r\nbad\x01trailer\r\n\r\n", true},
        {ok_line + gzip + te + end + in_chunks(body.substr(0, half)) + "zz\r\n" + body.substr(half), false},
    };
    for (const auto& [bytes, is_whole] : replies) BOOST_TEST_CONTEXT(bytes.substr(0, 90)) {
            trusted_server server{
                answer{.bytes = bytes, .then = afterwards::stay, .piece = bytes.size() / 3 + 1, .pause = 2ms}};
            quick_client client;
            const auto reply = client.get(server.url(), connection_use::fresh);
            BOOST_TEST(reply.status == 200);
            BOOST_TEST(reply.body.starts_with(json));
            if (is_whole) BOOST_TEST(reply.body.substr(0, text.size()) == text);
        }
}

BOOST_AUTO_TEST_CASE(a_bomb_ends_at_the_limit_and_gives_its_beginning) {
    const auto body = gzipped(json + std::string(3'000'000, ' '));
    BOOST_TEST(body.size() < 20'000u);
    for (const auto use : {connection_use::fresh, connection_use::pooled}) {
        trusted_server server{answer{ok(body, "Content-Encoding: gzip\r\n")}};
        https_client client;
        const auto reply = client.get(server.url(), use);
        check_error(reply, transport_errc::reply_too_large);
        BOOST_TEST(reply.status == 200);
        BOOST_TEST(reply.body.starts_with(json));
        BOOST_TEST(reply.body.size() == std::size_t{1} << 20);
    }
}

BOOST_AUTO_TEST_CASE(a_file_is_not_inflated_and_a_foreign_coding_is_named) {
    trusted_server server{answer{ok(gzipped(json), "Content-Encoding: gzip\r\n")}};
    https_client client;
    collector sink;
    const auto streamed = client.ask(https_client::request_to(server.url()), &sink);
    check_error(streamed, transport_errc::coded_reply);
    BOOST_TEST(streamed.detail == "a file is saved as it is, and this would be no video");
    BOOST_TEST(streamed.status == 200);
    BOOST_TEST(sink.begun == 0);
    trusted_server plain{answer{ok(json, "Content-Encoding: utf-8\r\n")}};
    check_ok(client.ask(https_client::request_to(plain.url()), &sink));
    BOOST_TEST(sink.bytes == json);
    trusted_server brotli{answer{ok("\x1b/\x01 coded", "Content-Encoding: br\r\n")}};
    const auto foreign = client.get(brotli.url());
    check_error(foreign, transport_errc::coded_reply);
    BOOST_TEST(contains(foreign.detail, "br"));
    BOOST_TEST(foreign.body == "\x1b/\x01 coded");
    trusted_server labelled{answer{ok(json, "Content-Encoding: br\r\n")}};
    check_ok(client.get(labelled.url()));
}

BOOST_AUTO_TEST_CASE(a_page_that_came_coded_in_place_of_a_file_is_shown) {
    const std::string page = "<html>being prepared</html>" + std::string(200'000, ' ');
    const auto coded = gzipped(page);
    const std::string gzip = "Content-Encoding: gzip\r\n";
    for (const auto& bytes :
         {ok(coded, gzip), ok_line + gzip + end + coded, "HTTP/1.1 202 Accepted\r\n" + gzip + end + coded}) {
        trusted_server server{answer{bytes, afterwards::close}};
        https_client client;
        collector sink;
        const auto reply = client.ask(https_client::request_to(server.url()), &sink);
        check_error(reply, transport_errc::coded_reply);
        BOOST_TEST(reply.body.starts_with("<html>being prepared"));
        BOOST_TEST(reply.body.size() <= 65536u);
        BOOST_TEST(sink.begun == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_labelled_wrong_is_passed_on) {
    const std::string video = std::string(
                                  "\0\0\0\x18"
                                  "ftypmp42",
                                  12) +
                              text_of_size(300'000);
    for (const std::string name : {"gzip", "x-gzip", "br", "zstd", "deflate", "gzip, gzip"}) {
        const auto label = "Content-Encoding: " + name + "\r\n";
        for (const auto& bytes : {ok(video, label), ok_line + label + end + video}) {
            trusted_server server{answer{bytes, afterwards::close}};
            https_client client;
            collector sink;
            const auto reply = client.ask(https_client::request_to(server.url()), &sink);
            check_ok(reply);
            BOOST_TEST(sink.begun == 1);
            BOOST_TEST(sink.bytes == video, name);
            BOOST_TEST(reply.body.empty());
        }
    }
    const auto unknown = text_of_size(100'000);
    trusted_server server{answer{ok(unknown, "Content-Encoding: gzip\r\n")}};
    https_client client;
    collector sink;
    check_ok(client.ask(https_client::request_to(server.url()), &sink));
    BOOST_TEST(sink.bytes == unknown, "whatever it is, it is no gzip");
}

BOOST_AUTO_TEST_SUITE_END()
