// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the HTTPS transport makes of replies: whole ones of every framing, large, streamed, cut and malformed ones.
#include <atomic>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "checks.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https)

// ---- limits

BOOST_AUTO_TEST_CASE(bodies_up_to_the_limit_arrive_and_larger_ones_do_not) {
    const std::string body = pattern(100'000);
    for (const auto& bytes : {ok(body), chunked(body, 1000)}) {
        for (const bool streamed : {false, true}) {
            for (const std::size_t limit : {body.size(), body.size() - 1}) {
                trusted_server server{answer{bytes}};
                https_client client;
                collector sink;
                auto request = https_client::request_to(server.url());
                request.max_body = limit;
                const auto reply = client.ask(std::move(request), streamed ? &sink : nullptr);
                if (limit == body.size()) {
                    check_ok(reply);
                    BOOST_TEST(same_bytes(streamed ? sink.bytes : reply.body, body));
                } else {
                    check_error(reply, transport_errc::reply_too_large);
                    BOOST_TEST(reply.status == 200);
                    BOOST_TEST((streamed ? sink.bytes : reply.body).size() <= limit);
                    BOOST_TEST(body.starts_with(streamed ? sink.bytes : reply.body));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_announced_body_beyond_the_limit_is_refused_before_it_comes) {
    trusted_server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{\"id\":", afterwards::stay}};
    https_client client;
    auto reply = client.get(server.url());
    check_error(reply, transport_errc::reply_too_large);
    BOOST_TEST(reply.body == "{\"id\":");
}

BOOST_AUTO_TEST_CASE(headers_beyond_64_kib_are_refused) {
    for (const std::size_t size : {17'000, 65'000, 66'000, 1'000'000}) {
        trusted_server server{
            answer{.bytes = ok("hello", "X-Long: " + std::string(size, 'x') + "\r\n"), .then = afterwards::stay}};
        https_client client;
        const auto reply = client.get(server.url());
        if (size < 65'400)
            check_ok(reply);
        else
            check_error(reply, transport_errc::reply_too_large);
    }
    std::string many;
    for (int i = 0; i != 11'000; ++i) many += "A: b\r\n";
    trusted_server server{answer{ok("hello", many)}};
    https_client client;
    check_error(client.get(server.url()), transport_errc::reply_too_large);
}

// ---- streaming

BOOST_AUTO_TEST_CASE(a_megabyte_is_streamed) {
    const std::string body = pattern(1 << 20);
    for (const auto& bytes : {ok(body), chunked(body, 300'000), chunked(body, 777)}) {
        trusted_server server{answer{bytes}};
        https_client client;
        collector sink;
        auto request = https_client::request_to(server.url());
        request.max_body = 1 << 20;
        const auto reply = client.ask(std::move(request), &sink);
        check_ok(reply);
        BOOST_TEST(sink.begun == 1);
        BOOST_TEST(sink.status == 200);
        BOOST_TEST(same_bytes(sink.bytes, body));
        BOOST_TEST(sink.largest <= 256u * 1024);
        BOOST_TEST(reply.body.empty());
        BOOST_TEST(client.get(server.url()).reused_connection);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_body_begins_a_stream_too) {
    trusted_server server{answer{ok("")}};
    https_client client;
    collector sink;
    check_ok(client.ask(https_client::request_to(server.url()), &sink));
    BOOST_TEST(sink.begun == 1);
    BOOST_TEST(sink.pieces == 0u);
}

BOOST_AUTO_TEST_CASE(only_2xx_is_streamed) {
    for (const std::string status : {"302 Found", "404 Not Found", "500 Oops"}) {
        trusted_server server{answer{"HTTP/1.1 " + status +
                                     "\r\nLocation: https://elsewhere.example/\r\nContent-Length: 5\r\n\r\nhello"}};
        https_client client;
        collector sink;
        const auto reply = client.ask(https_client::request_to(server.url()), &sink);
        BOOST_TEST(!reply.error);
        BOOST_TEST(reply.body == "hello");
        BOOST_TEST(sink.begun == 0);
        BOOST_TEST(server.seen().requests.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_sink_that_gives_up_ends_the_exchange_with_its_error) {
    trusted_server server{answer{ok(pattern(200'000))}};
    https_client client;
    collector full;
    full.give_up_after = 50'000;
    check_error(client.ask(https_client::request_to(server.url()), &full),
                make_error_code(boost::system::errc::no_space_on_device));
    BOOST_TEST(full.bytes.size() <= 50'000u + 64 * 1024u);  // the piece that was too much
    collector unwilling;
    unwilling.begin_error = make_error_code(transport_errc::refused_by_sink);
    check_error(client.ask(https_client::request_to(server.url()), &unwilling), transport_errc::refused_by_sink);
    BOOST_TEST(unwilling.pieces == 0u);
    struct thrower : collector {
        seedance::error_code write(std::string_view) override { throw std::runtime_error("no"); }
    } broken;
    check_error(client.ask(https_client::request_to(server.url()), &broken), transport_errc::refused_by_sink);
}

// ---- cut replies

BOOST_AUTO_TEST_CASE(a_reply_cut_at_any_byte_is_never_a_success) {
    const std::string body = R"({"code":200,"data":{"taskId":"task-0123456789"}})";
    for (const auto& whole : {ok(body, "Content-Type: application/json\r\n"), chunked(body, 20)}) {
        const auto head = whole.find("\r\n\r\n") + 4;
        for (const auto how : {afterwards::cut, afterwards::close, afterwards::reset}) {
            std::atomic<std::size_t> keep{0};
            trusted_server server{[&](const std::string&) { return answer{whole.substr(0, keep), how}; }};
            https_client client;
            for (keep = 0; keep <= whole.size(); ++keep) {
                const auto reply = client.get(server.url(), connection_use::fresh);
                BOOST_TEST(reply.sent == delivery::complete);
                const auto& sent = reply.status != 0 ? body : whole;  // a head that has no end is handed up
                BOOST_TEST(sent.starts_with(reply.body));
                if (!reply.error) {
                    BOOST_TEST(keep == whole.size());
                    BOOST_TEST(same_bytes(reply.body, body));
                    continue;
                }
                BOOST_TEST(reply.phase == exchange_phase::read);
                if (how == afterwards::reset) continue;  // a reset may overtake what was sent before it
                BOOST_TEST(keep < whole.size());
                BOOST_TEST((reply.error == make_error_code(transport_errc::cut_reply)) == (keep != 0));
                BOOST_TEST(reply.status == (keep >= head ? 200 : 0));
                if (whole.find("chunked") == std::string::npos && keep >= head)
                    BOOST_TEST(same_bytes(reply.body, body.substr(0, keep - head)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stream_cut_at_any_byte_is_never_a_success) {
    const std::string body = pattern(40);
    for (const auto& whole : {ok(body), chunked(body, 7)}) {
        std::atomic<std::size_t> keep{0};
        trusted_server server{[&](const std::string&) { return answer{whole.substr(0, keep), afterwards::close}; }};
        https_client client;
        for (keep = 0; keep <= whole.size(); ++keep) {
            collector sink;
            const auto reply = client.ask(https_client::request_to(server.url()), &sink);
            BOOST_TEST(reply.error.failed() == (keep != whole.size()));
            BOOST_TEST(body.starts_with(sink.bytes));
            if (!reply.error) BOOST_TEST(same_bytes(sink.bytes, body));
        }
    }
}

// ---- what is not HTTP, and framing tricks

BOOST_AUTO_TEST_CASE(what_can_be_read_in_two_ways_is_refused) {
    const std::string head = "HTTP/1.1 200 OK\r\n", te = "Transfer-Encoding: chunked\r\n", end = "\r\n";
    const std::string replies[] = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<html><body>hello</body></html>",
        std::string(16, '\0'),
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        head + "Content-Length: 5\r\n" + te + end + "0\r\n\r\n",
        head + te + "Content-Length: 5\r\n" + end + "0\r\n\r\n",
        head + te + te + end + "0\r\n\r\n",
        head + "Transfer-Encoding: gzip\r\n" + end + "hello",
        head + "Transfer-Encoding: gzip, chunked\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding: gzip\r\n" + te + end + "0\r\n\r\n",
        head + "Transfer-Encoding: chunked, chunked\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding: chunked;q=1\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding: xchunked\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding:\r\n" + end + "0\r\n\r\n",
        head +
            "Transfer-Encoding:\x0b"
            "chunked\r\n" +
            end + "0\r\n\r\n",
        head + "Content-Length: 5\r\nContent-Length: 6\r\n" + end + "hello",
        head + "Content-Length: 5, 6\r\n" + end + "hello",
        head + "Content-Length: -5\r\n" + end + "hello",
        head + "Content-Length: 0x5\r\n" + end + "hello",
        head + "Content-Length: 5 5\r\n" + end + "hello",
        head + "Content-Length: 5.0\r\n" + end + "hello",
        head + "Content-Length:\r\n" + end + "hello",
        head + "Content-Length: 99999999999999999999\r\n" + end + "hello",
        head + "X: a\nContent-Length: 6\r\nContent-Length: 5\r\n" + end + "hello",
        head + te + end + "g\r\nhello\r\n0\r\n\r\n",
        head + te + end + "-5\r\nhello\r\n0\r\n\r\n",
        head + te + end + "0x5\r\nhello\r\n0\r\n\r\n",
        head + te + end + " 5\r\nhello\r\n0\r\n\r\n",
        head + te + end + "5\nhello\r\n0\r\n\r\n",
        head + te + end + "5;a\nb\r\nhello\r\n0\r\n\r\n",
        head + te + end + "5;a\rb\r\nhello\r\n0\r\n\r\n",
        head + te + end + "5\r\nhelloX\r\n0\r\n\r\n",
        head + te + end + "5\r\nhello0\r\n\r\n",
        head + te + end + "10000000000000005\r\nhello\r\n0\r\n\r\n",
        head + te + end + "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        head + te + end + "\r\nhello\r\n0\r\n\r\n",
        head + te + end + "5;" + std::string(20'000, 'x') + "\r\nhello\r\n0\r\n\r\n",
        head + te + end + "0\r\nX: a\nb\r\n\r\n",
        head + te + end + "0\r\n" + std::string(20'000, 'x'),
    };
    std::atomic<std::size_t> next{0};
    trusted_server server{[&](const std::string&) { return answer{replies[next++], afterwards::stay}; }};
    https_client client;
    for (const auto& bytes : replies) {
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.error == make_error_code(transport_errc::bad_reply), reply.error.message()
                                                                                  << " for " << bytes.substr(0, 120));
    }
}

BOOST_AUTO_TEST_SUITE_END()
