// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The HTTPS transport against a scripted server on loopback: what arrives, what is refused, and what is known of an
// exchange that was cut, at every byte.

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/core/config.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/transport/https.hpp>

#include "checks.hpp"
#include "https_server.hpp"
#include "printing.hpp"
#include "send_budget.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using seedance::connection_use;
using seedance::delivery;
using seedance::exchange_phase;
using seedance::http_reply;
using seedance::http_request;
using seedance::transport_errc;
using namespace test;

const std::string agent = "User-Agent: seedance/" + std::string{seedance::version} + "\r\n";

/// A server that this authority vouches for.
struct server : https_server {
    explicit server(options how = {}) : https_server{server_certificate(), std::move(how)} {}
    explicit server(std::function<answer(const std::string&)> on_request)
        : server{options{.on_request = std::move(on_request)}} {}
    explicit server(answer always) : server{[always](const std::string&) { return always; }} {}
};

seedance::https_options trusting(seedance::https_options options = {}) {
    options.ca_pem = authority().pem();
    return options;
}

/// A transport with a thread of its own.
class client {
  public:
    explicit client(seedance::https_options options = trusting(), std::size_t threads = 1)
        : transport_{seedance::make_https_transport(context_.get_executor(), std::move(options))} {
        while (threads_.size() != threads) threads_.emplace_back([this] { context_.run(); });
    }

    client(const client&) = delete;
    client& operator=(const client&) = delete;

    ~client() {
        transport_.reset();
        work_.reset();
        for (auto& one : threads_) one.join();
    }

    std::future<http_reply> start(http_request request, seedance::body_sink* sink = nullptr) {
        auto promise = std::make_shared<std::promise<http_reply>>();
        auto future = promise->get_future();
        transport_->exchange(std::move(request), sink,
                             [promise](http_reply reply) { promise->set_value(std::move(reply)); });
        return future;
    }

    static http_reply wait(std::future<http_reply>& pending) {
        if (pending.wait_for(20s) != std::future_status::ready) throw std::runtime_error("no reply");
        return pending.get();
    }

    http_reply ask(http_request request, seedance::body_sink* sink = nullptr) {
        auto pending = start(std::move(request), sink);
        return wait(pending);
    }

    http_reply get(std::string url, connection_use use = connection_use::pooled) {
        return ask(request_to(std::move(url), use));
    }

    static http_request request_to(std::string url, connection_use use = connection_use::pooled) {
        http_request request;
        request.url = std::move(url);
        request.use = use;
        return request;
    }

    void drop_transport() { transport_.reset(); }

  private:
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::shared_ptr<seedance::transport> transport_;
    std::vector<std::thread> threads_;
};

/// A sink that collects, and can be told to give up.
struct collector : seedance::body_sink {
    std::string bytes;
    int begun = 0;
    int status = 0;
    std::size_t pieces = 0;
    std::size_t largest = 0;
    std::size_t give_up_after = std::string::npos;  ///< bytes
    seedance::error_code begin_error{};

    seedance::error_code begin(const http_reply& head) override {
        ++begun;
        status = head.status;
        return begin_error;
    }
    seedance::error_code write(std::string_view piece) override {
        ++pieces;
        largest = std::max(largest, piece.size());
        bytes += piece;
        return bytes.size() > give_up_after ? make_error_code(boost::system::errc::no_space_on_device)
                                            : seedance::error_code{};
    }
};

void check_ok(const http_reply& reply) {
    BOOST_TEST(!reply.error, reply.error.message() << " " << reply.detail);
    BOOST_TEST(reply.phase == exchange_phase::done);
    BOOST_TEST(reply.status == 200);
}

void check_error(const http_reply& reply, seedance::error_code expected) {
    BOOST_TEST(reply.error == expected, reply.error.message() << " " << reply.detail);
}

std::string pattern(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i != size; ++i) out[i] = static_cast<char>(i * 31 + i / 251);
    return out;
}

std::string chunked(std::string_view body, std::size_t size) {
    std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) {
        const auto piece = body.substr(0, size);
        char head[32];
        std::snprintf(head, sizeof head, "%zx\r\n", piece.size());
        out.append(head).append(piece).append("\r\n");
    }
    return out + "0\r\n\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(https)

// ---- what arrives

BOOST_AUTO_TEST_CASE(get_asks_for_path_and_query_and_brings_headers_and_body) {
    server server{answer{ok("hello", "X-Test: one\r\nx-test: two\r\n")}};
    client client;
    auto request = client::request_to(server.url("/a/b?c=d%20e#fragment"));
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
    server server;
    client client;
    auto request = client::request_to(server.url("/x"), connection_use::fresh);
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
    server server;
    client client;
    auto request = client::request_to(server.url());
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
        {"HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", "<html></html>"},
    };
    for (const auto& [bytes, expected] : replies) {
        for (const std::size_t piece : {std::size_t{0}, std::size_t{1}}) {
            if (piece == 1 && bytes.size() > 1000) continue;
            server server{answer{.bytes = bytes, .piece = piece}};
            client client;
            const auto reply = client.get(server.url());
            BOOST_TEST(!reply.error, reply.error.message() << " for " << bytes.substr(0, 100));
            BOOST_TEST(reply.body == expected, bytes.substr(0, 100));
            BOOST_TEST(client.get(server.url()).reused_connection, bytes.substr(0, 100));
        }
    }
}

BOOST_AUTO_TEST_CASE(trailers_do_not_become_headers) {
    server server{answer{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Late: x\r\n\r\n"}};
    client client;
    const auto reply = client.get(server.url());
    check_ok(reply);
    BOOST_TEST(reply.header("X-Late").empty());
}

BOOST_AUTO_TEST_CASE(head_has_no_body) {
    server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"}};
    client client;
    auto request = client::request_to(server.url());
    request.method = "HEAD";
    const auto reply = client.ask(std::move(request));
    check_ok(reply);
    BOOST_TEST(reply.body.empty());
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_with_the_connection_is_delivered_but_never_streamed) {
    for (const std::string version : {"1.0", "1.1"}) {
        server server{answer{"HTTP/" + version + " 200 OK\r\n\r\nhello", afterwards::close}};
        client client;
        const auto reply = client.get(server.url());
        check_ok(reply);
        BOOST_TEST(reply.body == "hello");
        collector sink;
        const auto streamed = client.ask(client::request_to(server.url()), &sink);
        check_error(streamed, transport_errc::cut_reply);
        BOOST_TEST(streamed.status == 200);
        BOOST_TEST(sink.begun == 0);
        BOOST_TEST(server.seen().connections == 2u);
    }
    for (const auto how : {afterwards::cut, afterwards::reset}) {  // without close_notify anybody may have ended it
        server server{answer{"HTTP/1.1 200 OK\r\n\r\nhello", how}};
        client client;
        BOOST_TEST(client.get(server.url()).error.failed());
    }
}

// ---- connections

BOOST_AUTO_TEST_CASE(pooled_requests_share_a_connection) {
    server server;
    client client;
    for (int i = 0; i != 5; ++i) {
        const auto reply = client.get(server.url());
        check_ok(reply);
        BOOST_TEST(reply.reused_connection == (i != 0));
    }
    BOOST_TEST(server.seen().connections == 1u);
    BOOST_TEST(server.seen().requests.size() == 5u);
}

BOOST_AUTO_TEST_CASE(fresh_requests_never_share_one_and_close_it) {
    server server;
    client client;
    check_ok(client.get(server.url()));  // leaves one in the pool
    for (int i = 0; i != 3; ++i) {
        const auto reply = client.get(server.url(), connection_use::fresh);
        check_ok(reply);
        BOOST_TEST(!reply.reused_connection);
    }
    BOOST_TEST(server.seen().connections == 4u);
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 1; }));
}

BOOST_AUTO_TEST_CASE(origins_do_not_share_connections) {
    server one, two;
    client client;
    const std::string urls[] = {one.url(), two.url(), one.url("/", "127.0.0.1")};
    for (const auto& url : urls) BOOST_TEST(!client.get(url).reused_connection);
    for (const auto& url : urls) BOOST_TEST(client.get(url).reused_connection);
    BOOST_TEST(client.get(one.url("/", "LOCALHOST")).reused_connection);
}

BOOST_AUTO_TEST_CASE(the_last_used_connection_is_used_first_and_the_pool_has_a_limit) {
    server server;
    client client{trusting({.idle_connections = 2})};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 6; ++i) pending.push_back(client.start(client::request_to(server.url())));
    for (auto& one : pending) check_ok(client::wait(one));
    const auto connections = server.seen().connections;
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open <= 2; }));
    for (int i = 0; i != 6; ++i) BOOST_TEST(client.get(server.url()).reused_connection);
    BOOST_TEST(server.seen().connections == connections);
}

BOOST_AUTO_TEST_CASE(a_pool_of_none_and_one_without_patience_keep_nothing) {
    for (const auto& options :
         {seedance::https_options{.idle_connections = 0}, seedance::https_options{.idle_timeout = 0ms}}) {
        server server;
        client client{trusting(options)};
        for (int i = 0; i != 3; ++i) BOOST_TEST(!client.get(server.url()).reused_connection);
        BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_that_the_server_closed_while_idle_is_not_used) {
    for (const auto how : {afterwards::cut, afterwards::close, afterwards::reset}) {
        server server;
        client client;
        check_ok(client.get(server.url()));
        BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
        server.end_all(how);
        const auto reply = client.get(server.url());
        check_ok(reply);
        BOOST_TEST(!reply.reused_connection);
    }
}

BOOST_AUTO_TEST_CASE(bytes_that_nobody_asked_for_never_reach_the_next_reply) {
    const std::string forged = ok("forged");
    {
        server server{answer{ok("hello") + forged}};  // in the same record
        client client;
        for (int i = 0; i != 3; ++i) {
            const auto reply = client.get(server.url());
            BOOST_TEST(reply.body == "hello");
            BOOST_TEST(!reply.reused_connection);
        }
    }
    {
        server server;  // while the connection is idle
        client client;
        check_ok(client.get(server.url()));
        BOOST_TEST(server.wait_until([](const auto& r) { return r.idle == 1; }));
        server.say_to_all(forged);
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.body == "hello");
        BOOST_TEST(!reply.reused_connection);
    }
}

BOOST_AUTO_TEST_CASE(replies_that_end_a_connection_end_it) {
    for (const std::string head : {"HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.0 200 OK\r\n",
                                   "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"}) {
        server server{answer{head + "Content-Length: 2\r\n\r\nhi"}};
        client client;
        for (int i = 0; i != 2; ++i) {
            const auto reply = client.get(server.url());
            check_ok(reply);
            BOOST_TEST(!reply.reused_connection);
        }
        BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    }
}

BOOST_AUTO_TEST_CASE(a_reused_connection_that_ends_before_the_reply_is_told_apart) {
    for (const auto how : {afterwards::cut, afterwards::close, afterwards::reset}) {
        std::atomic<int> asked{0};
        server server{[&](const std::string&) { return ++asked == 1 ? answer{ok("hello")} : answer{"", how}; }};
        client client;
        check_ok(client.get(server.url()));
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.error.failed());
        BOOST_TEST(reply.error != make_error_code(transport_errc::cut_reply));
        BOOST_TEST(reply.reused_connection);
        BOOST_TEST(reply.phase == exchange_phase::read);
        BOOST_TEST(reply.sent == delivery::complete);
        BOOST_TEST(reply.status == 0);
        BOOST_TEST(server.seen().requests.size() == 2u);  // and none was sent again
    }
}

// ---- limits

BOOST_AUTO_TEST_CASE(bodies_up_to_the_limit_arrive_and_larger_ones_do_not) {
    const std::string body = pattern(100'000);
    for (const auto& bytes : {ok(body), chunked(body, 1000)}) {
        for (const bool streamed : {false, true}) {
            for (const std::size_t limit : {body.size(), body.size() - 1}) {
                server server{answer{bytes}};
                client client;
                collector sink;
                auto request = client::request_to(server.url());
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
    server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{\"id\":", afterwards::stay}};
    client client;
    auto reply = client.get(server.url());
    check_error(reply, transport_errc::reply_too_large);
    BOOST_TEST(reply.body == "{\"id\":");
}

BOOST_AUTO_TEST_CASE(headers_beyond_16_kib_are_refused) {
    for (const std::size_t size : {15'000, 17'000, 1'000'000}) {
        server server{
            answer{.bytes = ok("hello", "X-Long: " + std::string(size, 'x') + "\r\n"), .then = afterwards::stay}};
        client client;
        const auto reply = client.get(server.url());
        if (size < 16'000)
            check_ok(reply);
        else
            check_error(reply, transport_errc::reply_too_large);
    }
    std::string many;
    for (int i = 0; i != 3000; ++i) many += "A: b\r\n";
    server server{answer{ok("hello", many)}};
    client client;
    check_error(client.get(server.url()), transport_errc::reply_too_large);
}

// ---- streaming

BOOST_AUTO_TEST_CASE(a_megabyte_is_streamed) {
    const std::string body = pattern(1 << 20);
    for (const auto& bytes : {ok(body), chunked(body, 300'000), chunked(body, 777)}) {
        server server{answer{bytes}};
        client client;
        collector sink;
        auto request = client::request_to(server.url());
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
    server server{answer{ok("")}};
    client client;
    collector sink;
    check_ok(client.ask(client::request_to(server.url()), &sink));
    BOOST_TEST(sink.begun == 1);
    BOOST_TEST(sink.pieces == 0u);
}

BOOST_AUTO_TEST_CASE(only_2xx_is_streamed) {
    for (const std::string status : {"302 Found", "404 Not Found", "500 Oops"}) {
        server server{answer{"HTTP/1.1 " + status +
                             "\r\nLocation: https://elsewhere.example/\r\nContent-Length: 5\r\n\r\nhello"}};
        client client;
        collector sink;
        const auto reply = client.ask(client::request_to(server.url()), &sink);
        BOOST_TEST(!reply.error);
        BOOST_TEST(reply.body == "hello");
        BOOST_TEST(sink.begun == 0);
        BOOST_TEST(server.seen().requests.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_sink_that_gives_up_ends_the_exchange_with_its_error) {
    server server{answer{ok(pattern(200'000))}};
    client client;
    collector full;
    full.give_up_after = 50'000;
    check_error(client.ask(client::request_to(server.url()), &full),
                make_error_code(boost::system::errc::no_space_on_device));
    BOOST_TEST(full.bytes.size() < 100'000u);
    collector unwilling;
    unwilling.begin_error = make_error_code(transport_errc::refused_by_sink);
    check_error(client.ask(client::request_to(server.url()), &unwilling), transport_errc::refused_by_sink);
    BOOST_TEST(unwilling.pieces == 0u);
    struct thrower : collector {
        seedance::error_code write(std::string_view) override { throw std::runtime_error("no"); }
    } broken;
    check_error(client.ask(client::request_to(server.url()), &broken), transport_errc::refused_by_sink);
}

// ---- cut replies

BOOST_AUTO_TEST_CASE(a_reply_cut_at_any_byte_is_never_a_success) {
    const std::string body = R"({"code":200,"data":{"taskId":"task-0123456789"}})";
    for (const auto& whole : {ok(body, "Content-Type: application/json\r\n"), chunked(body, 20)}) {
        const auto head = whole.find("\r\n\r\n") + 4;
        for (const auto how : {afterwards::cut, afterwards::close, afterwards::reset}) {
            std::atomic<std::size_t> keep{0};
            server server{[&](const std::string&) { return answer{whole.substr(0, keep), how}; }};
            client client;
            for (keep = 0; keep <= whole.size(); ++keep) {
                const auto reply = client.get(server.url(), connection_use::fresh);
                BOOST_TEST(reply.sent == delivery::complete);
                BOOST_TEST(body.starts_with(reply.body));
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
        server server{[&](const std::string&) { return answer{whole.substr(0, keep), afterwards::close}; }};
        client client;
        for (keep = 0; keep <= whole.size(); ++keep) {
            collector sink;
            const auto reply = client.ask(client::request_to(server.url()), &sink);
            BOOST_TEST(reply.error.failed() == (keep != whole.size()));
            BOOST_TEST(body.starts_with(sink.bytes));
            if (!reply.error) BOOST_TEST(same_bytes(sink.bytes, body));
        }
    }
}

// ---- cut requests

namespace {

/// One exchange at a time, on the thread of the test.
class on_this_thread {
  public:
    http_reply ask(http_request request) {
        http_reply result;
        transport_->exchange(std::move(request), nullptr, [&](http_reply reply) { result = std::move(reply); });
        context_.restart();
        context_.run();
        return result;
    }

  private:
    asio::io_context context_;
    std::shared_ptr<seedance::transport> transport_ =
        seedance::make_https_transport(context_.get_executor(), trusting());
};

/// Sends a request of which the kernel takes `budget` bytes. True when it took all.
bool check_cut_request(https_server& server, std::size_t body, long budget) {
    on_this_thread client;
    check_ok(
        client.ask(client::request_to(server.url("/", "127.0.0.1"))));  // for a connection with its handshake behind it
    const auto before = server.seen().requests.size();
    auto request = client::request_to(server.url("/paid", "127.0.0.1"));
    request.method = "POST";
    request.body = std::string(body, 'x');
    send_budget = budget;
    const auto reply = client.ask(std::move(request));
    const bool all = std::exchange(send_budget, -1) > 0 || !reply.error;
    BOOST_TEST(reply.reused_connection);
    BOOST_TEST(reply.error.failed() == !all);
    BOOST_TEST(reply.sent == (all ? delivery::complete : budget == 0 ? delivery::nothing : delivery::partial));
    if (!all) BOOST_TEST(reply.phase == exchange_phase::write);
    if (!all) BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(server.seen().requests.size() == before + (all ? 1 : 0));
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_request_cut_at_any_byte_is_classified_with_proof) {
    server server;
    long budget = 0;
    while (!check_cut_request(server, 10, budget)) ++budget;
    BOOST_TEST(budget > 80);
    constexpr long record = 16 * 1024;  // a body of three records
    for (const long at :
         {0L, 1L, record, record + 21, record + 22, record + 23, 2 * record, 2 * record + 44, 2 * record + 45})
        BOOST_TEST(!check_cut_request(server, 40'000, at));
    BOOST_TEST(check_cut_request(server, 40'000, 41'000));
}

// ---- what is not HTTP, and framing tricks

BOOST_AUTO_TEST_CASE(what_can_be_read_in_two_ways_is_refused) {
    const std::string head = "HTTP/1.1 200 OK\r\n", te = "Transfer-Encoding: chunked\r\n", end = "\r\n";
    const std::string replies[] = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<html><body>hello</body></html>",
        std::string(16, '\0'),
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
        " HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        head + "Content-Length: 5\r\n" + te + end + "0\r\n\r\n",
        head + te + "Content-Length: 5\r\n" + end + "0\r\n\r\n",
        head + te + te + end + "0\r\n\r\n",
        head + "Transfer-Encoding: gzip\r\n" + end + "hello",
        head + "Transfer-Encoding: gzip, chunked\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding: gzip\r\n" + te + end + "0\r\n\r\n",
        head + "Transfer-Encoding: chunked, chunked\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding: chunked;q=1\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding: identity\r\n" + end + "hello",
        head + "Transfer-Encoding: xchunked\r\n" + end + "0\r\n\r\n",
        head + "Transfer-Encoding:\r\n" + end + "0\r\n\r\n",
        head +
            "Transfer-Encoding:\x0b"
            "chunked\r\n" +
            end + "0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n" + te + end + "0\r\n\r\n",
        head + "Content-Length: 5\r\nContent-Length: 6\r\n" + end + "hello",
        head + "Content-Length: 5, 6\r\n" + end + "hello",
        head + "Content-Length: 5,\r\n" + end + "hello",
        head + "Content-Length: +5\r\n" + end + "hello",
        head + "Content-Length: -5\r\n" + end + "hello",
        head + "Content-Length: 0x5\r\n" + end + "hello",
        head + "Content-Length: 5 5\r\n" + end + "hello",
        head + "Content-Length: 5.0\r\n" + end + "hello",
        head + "Content-Length:\r\n" + end + "hello",
        head + "Content-Length: 99999999999999999999\r\n" + end + "hello",
        head + "Content-Length : 5\r\n" + end + "hello",
        head + "X: a\r\n b\r\nContent-Length: 5\r\n" + end + "hello",
        head + "X: a\r\n\tContent-Length: 6\r\nContent-Length: 5\r\n" + end + "hello",
        head + " X: a\r\nContent-Length: 5\r\n" + end + "hello",
        head + "X: a\nContent-Length: 6\r\nContent-Length: 5\r\n" + end + "hello",
        head + "X: a\rContent-Length: 6\r\nContent-Length: 5\r\n" + end + "hello",
        head + std::string("X: a\0b\r\n", 8) + "Content-Length: 5\r\n" + end + "hello",
        head + "X\x01: a\r\nContent-Length: 5\r\n" + end + "hello",
        head + ": a\r\nContent-Length: 5\r\n" + end + "hello",
        head + "no colon\r\nContent-Length: 5\r\n" + end + "hello",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello\r\n\r\n",
        head + "Content-Encoding: gzip\r\nContent-Length: 5\r\n" + end + "hello",
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
    server server{[&](const std::string&) { return answer{replies[next++], afterwards::stay}; }};
    client client;
    for (const auto& bytes : replies) {
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.error == make_error_code(transport_errc::bad_reply), reply.error.message()
                                                                                  << " for " << bytes.substr(0, 120));
    }
}

// ---- what is refused before anything is opened

BOOST_AUTO_TEST_CASE(only_absolute_https_urls_are_taken) {
    server server;
    client client;
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
                                   "https://localhost.:" + port + "/",
                                   "https://local%68ost:" + port + "/",
                                   "https://loc\xc3\xa4lhost:" + port + "/",
                                   "https://localhost:" + port + "/a b",
                                   "https://localhost:" + port + "/a\r\nb",
                                   "https://localhost:" + port + "/%zz",
                                   "https://localhost:" + port + "/\xc3\xa4",
                                   "https://localhost;x:" + port + "/",
                                   "https://localhost:" + port + "\\@evil/",
                                   "https://127.0.0.1.evil.example:" + port + "/",
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
    server server;
    client client;
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
    server server;
    client client;
    for (const std::string name :
         {"Host", "HOST", "content-length", "Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect"}) {
        auto request = client::request_to(server.url());
        request.headers = {{name, "x"}};
        check_error(client.ask(std::move(request)), transport_errc::bad_header);
    }
    for (const std::string method : {"", "GET ", "GE T", "G\r\nX", "CONNECT", "GET\x80"}) {
        auto request = client::request_to(server.url());
        request.method = method;
        check_error(client.ask(std::move(request)), transport_errc::bad_header);
    }
    BOOST_TEST(server.seen().connections == 0u);
}

BOOST_AUTO_TEST_CASE(every_byte_value_is_refused_or_arrives_as_it_is) {
    server server;
    client client;
    int refused[3]{};
    for (int value = 0; value != 256; ++value) {
        const std::string odd = std::string{"a"} + static_cast<char>(value) + "z";
        for (int where = 0; where != 3; ++where) {
            auto request = client::request_to(server.url(where == 0 ? "/" + odd : "/"));
            request.headers = {where == 1 ? seedance::http_header{odd, "v"}
                                          : seedance::http_header{"X-Test", where == 2 ? odd : "v"}};
            const auto before = server.seen().requests.size();
            const auto reply = client.ask(std::move(request));
            const auto requests = server.seen().requests;
            if (reply.error) {
                ++refused[where];
                check_error(reply, where == 0 ? transport_errc::bad_url : transport_errc::bad_header);
                BOOST_TEST(requests.size() == before);
                continue;
            }
            BOOST_TEST(requests.size() == before + 1);
            const auto& sent = requests.back();
            const auto target = "/" + odd.substr(0, odd.find('#'));  // a fragment is not sent
            const std::string expected[] = {"GET " + target + " HTTP/1.1\r\n", "\r\n" + odd + ": v\r\n",
                                            "\r\nX-Test: " + odd + "\r\n"};
            BOOST_TEST(contains(sent, expected[where]), "byte " << value);
            BOOST_TEST(std::count(sent.begin(), sent.end(), '\n') == 5);
        }
    }
    BOOST_TEST(refused[0] == 256 - 82);  // RFC 3986: unreserved, sub-delims, ':', '@', '/', '?', '#'
    BOOST_TEST(refused[1] == 256 - 77);  // RFC 9110: token
    BOOST_TEST(refused[2] == 256 - 96);  // visible ASCII, space, HTAB
    for (const std::string value : {" x", "x ", "\tx", "x\t", " "}) {
        auto request = client::request_to(server.url());
        request.headers = {{"X-Test", value}};
        check_error(client.ask(std::move(request)), transport_errc::bad_header);
    }
}

// ---- trust

namespace {

/// Asks such a server, pooled and fresh; it must be refused and get no byte of a request.
void check_untrusted(const seedance::testing::certificate& own, std::string_view host, std::string_view why,
                     https_server::options how = {}, seedance::https_options options = trusting()) {
    https_server server{own, std::move(how)};
    client client{std::move(options)};
    for (const auto use : {connection_use::pooled, connection_use::fresh}) {
        auto request = client::request_to(server.url("/", host), use);
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
    check_untrusted(own, "localhost", "unable to get local issuer", {}, {});
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
    server server{https_server::options{.newest_tls = TLS1_2_VERSION}};
    client client;
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
    client client;
    const auto reply = client.get("https://localhost:" + std::to_string(acceptor.local_endpoint().port()) + "/");
    check_error(reply, transport_errc::untrusted);
    BOOST_TEST(reply.sent == delivery::nothing);
    plain.join();
}

BOOST_AUTO_TEST_CASE(the_server_is_asked_for_by_name_but_not_by_address) {
    server server;
    client client;
    check_ok(client.get(server.url("/", "LocalHost")));
    check_ok(client.get(server.url("/", "127.0.0.1")));
    BOOST_TEST(server.seen().handshakes == 2u);
    BOOST_TEST(server.seen().names == std::vector<std::string>{"localhost"});
}

BOOST_AUTO_TEST_CASE(authorities_come_from_a_file_or_from_text) {
    const temporary_folder folder;
    folder.write("authority.pem", authority().pem());
    server server;
    {
        client client{seedance::https_options{.ca_file = folder.path("authority.pem")}};
        check_ok(client.get(server.url()));
    }
    asio::io_context context;
    const auto make = [&](seedance::https_options options) {
        return seedance::make_https_transport(context.get_executor(), std::move(options));
    };
    BOOST_CHECK_THROW(make({.ca_file = folder.path("missing.pem")}), boost::system::system_error);
    BOOST_CHECK_THROW(make({.ca_pem = "no certificate"}), boost::system::system_error);
    BOOST_CHECK_THROW(make({.ca_pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}),
                      boost::system::system_error);
}

// ---- what fails on the way, and what takes too long

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist) {
    client client;
    const auto reply = client.get("https://nowhere.invalid/");
    BOOST_TEST(reply.error.failed());
    BOOST_TEST(reply.phase == exchange_phase::resolve);
    BOOST_TEST(reply.sent == delivery::nothing);
}

BOOST_AUTO_TEST_CASE(a_port_where_nobody_listens) {
    client client;
    const auto port = [] { return server{}.port(); }();
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        const auto reply = client.get("https://" + host + ":" + std::to_string(port) + "/");
        check_error(reply, asio::error::connection_refused);
        BOOST_TEST(reply.phase == exchange_phase::connect);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
}

BOOST_AUTO_TEST_CASE(a_handshake_that_ends_or_stalls_keeps_its_own_error) {
    {
        server server{https_server::options{.closes_early = true}};
        client client;
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.error.failed());
        BOOST_TEST(reply.error != make_error_code(transport_errc::untrusted));
        BOOST_TEST(reply.phase == exchange_phase::handshake);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
    {
        server server{https_server::options{.speaks = false}};
        client client{trusting({.handshake_timeout = 30ms})};
        const auto reply = client.get(server.url());
        check_error(reply, transport_errc::timed_out);
        BOOST_TEST(reply.phase == exchange_phase::handshake);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
}

namespace {

/// A port that answers no connection: its queue is full.
class full_port {
  public:
    full_port() : acceptor_{context_} {
        acceptor_.open(asio::ip::tcp::v4());
        acceptor_.bind({asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(0);
        for (int i = 0; i != 4; ++i) {
            callers_.emplace_back(context_);
            callers_.back().async_connect(acceptor_.local_endpoint(), [](boost::system::error_code) {});
        }
    }

    std::string url() const { return "https://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/"; }

  private:
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
    std::vector<asio::ip::tcp::socket> callers_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_connect_that_takes_too_long) {
    full_port port;
    client client{trusting({.connect_timeout = 30ms})};
    const auto reply = client.get(port.url());
    check_error(reply, transport_errc::timed_out);
    BOOST_TEST(reply.phase == exchange_phase::connect);
    BOOST_TEST(reply.sent == delivery::nothing);
}

BOOST_AUTO_TEST_CASE(a_reply_that_takes_too_long) {
    const std::pair<std::string, int> replies[] = {
        {"", 0}, {"HTTP/1.1 200 OK\r\n", 0}, {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", 200}};
    for (const auto& [bytes, status] : replies) {
        for (const bool streamed : {false, true}) {
            server server{answer{bytes, afterwards::stay}};
            client client;
            collector sink;
            auto request = client::request_to(server.url());
            request.reply_timeout = 50ms;
            const auto reply = client.ask(std::move(request), streamed ? &sink : nullptr);
            check_error(reply, transport_errc::timed_out);
            BOOST_TEST(reply.phase == exchange_phase::read);
            BOOST_TEST(reply.sent == delivery::complete);
            BOOST_TEST(reply.status == status);
            if (status != 0) BOOST_TEST((streamed ? sink.bytes : reply.body) == "hello");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stream_may_take_longer_than_its_timeout_as_long_as_bytes_come) {
    server server{answer{.bytes = ok(pattern(100)), .piece = 12, .pause = 60ms}};
    client client;
    for (const bool streamed : {false, true}) {
        collector sink;
        auto request = client::request_to(server.url());
        request.reply_timeout = 400ms;
        const auto reply = client.ask(std::move(request), streamed ? &sink : nullptr);
        if (streamed)
            check_ok(reply);
        else
            check_error(reply, transport_errc::timed_out);
    }
}

BOOST_AUTO_TEST_CASE(a_request_that_is_not_taken) {
    server server{https_server::options{.reads = false}};
    client client{trusting({.write_timeout = 50ms})};
    auto request = client::request_to(server.url());
    request.method = "POST";
    request.body = std::string(64 << 20, 'x');
    const auto reply = client.ask(std::move(request));
    check_error(reply, transport_errc::timed_out);
    BOOST_TEST(reply.phase == exchange_phase::write);
    BOOST_TEST(reply.sent == delivery::partial);
}

// ---- cancellation and the end of the transport

namespace {

/// An exchange on a context that the test runs step by step.
class stepwise {
  public:
    explicit stepwise(std::string url, asio::cancellation_type type) : type_{type} {
        auto handler = [this](http_reply reply) {
            ++calls;
            result = std::move(reply);
        };
        transport_->exchange(client::request_to(std::move(url)), nullptr,
                             asio::bind_cancellation_slot(signal_.slot(), handler));
        BOOST_TEST(calls == 0);
    }

    void run_ready() { context_.poll(); }

    /// Runs until the server has seen it, and then what that made ready.
    void run_until(const https_server& server, const std::function<bool(const https_server::record&)>& seen) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (!seen(server.seen()) && std::chrono::steady_clock::now() < end) context_.run_for(1ms);
        context_.poll();
    }

    void cancel() { signal_.emit(type_); }
    void drop() { transport_.reset(); }

    void check_aborted(exchange_phase phase, delivery sent) {
        BOOST_TEST(calls == 0);
        context_.run_for(10s);
        BOOST_TEST(calls == 1);
        BOOST_REQUIRE(result);
        check_error(*result, asio::error::operation_aborted);
        BOOST_TEST(result->phase == phase);
        BOOST_TEST(result->sent == sent);
    }

    int calls = 0;
    std::optional<http_reply> result;

  private:
    asio::io_context context_;
    asio::cancellation_signal signal_;
    asio::cancellation_type type_;
    std::shared_ptr<seedance::transport> transport_ =
        seedance::make_https_transport(context_.get_executor(), trusting());
};

using asio::cancellation_type;
constexpr cancellation_type every_type[] = {cancellation_type::terminal, cancellation_type::partial,
                                            cancellation_type::total};

/// Lets `end` end an exchange in each phase.
template <typename End>
void check_ended_in_every_phase(End end, asio::cancellation_type type) {
    {
        server server;
        stepwise one{server.url(), type};
        end(one);
        one.check_aborted(exchange_phase::resolve, delivery::nothing);
        BOOST_TEST(server.seen().connections == 0u);
    }
    {
        full_port port;
        stepwise one{port.url(), type};
        one.run_ready();
        end(one);
        one.check_aborted(exchange_phase::connect, delivery::nothing);
    }
    {
        server server{https_server::options{.speaks = false}};
        stepwise one{server.url("/", "127.0.0.1"), type};
        one.run_until(server, [](const auto& r) { return r.connections == 1; });
        end(one);
        one.check_aborted(exchange_phase::handshake, delivery::nothing);
    }
    {
        server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", afterwards::stay}};
        stepwise one{server.url(), type};
        one.run_until(server, [](const auto& r) { return r.requests.size() == 1; });
        end(one);
        one.check_aborted(exchange_phase::read, delivery::complete);
        BOOST_TEST(std::string_view{"hello"}.starts_with(one.result->body));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(cancellation_ends_every_phase) {
    for (const auto type : every_type) check_ended_in_every_phase([](stepwise& one) { one.cancel(); }, type);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_transport_ends_every_phase) {
    check_ended_in_every_phase([](stepwise& one) { one.drop(); }, asio::cancellation_type::terminal);
}

BOOST_AUTO_TEST_CASE(cancellation_while_writing_says_that_the_request_is_not_complete) {
    server server{https_server::options{.reads = false}};
    asio::io_context context;
    asio::cancellation_signal signal;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    std::optional<http_reply> result;
    auto request = client::request_to(server.url());
    request.method = "POST";
    request.body = std::string(64 << 20, 'x');
    const auto handler = [&](http_reply reply) { result = std::move(reply); };
    transport->exchange(std::move(request), nullptr, asio::bind_cancellation_slot(signal.slot(), handler));
    while (server.seen().handshakes == 0) context.run_for(1ms);
    context.poll();
    while (context.run_for(20ms) != 0) continue;  // until the kernel takes no more
    signal.emit(asio::cancellation_type::terminal);
    context.run_for(10s);
    BOOST_REQUIRE(result);
    check_error(*result, asio::error::operation_aborted);
    BOOST_TEST(result->phase == exchange_phase::write);
    BOOST_TEST(result->sent == delivery::partial);
}

BOOST_AUTO_TEST_CASE(a_cancellation_that_comes_too_late_does_nothing) {
    server server;
    asio::io_context context;
    asio::cancellation_signal signal;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    int calls = 0;
    transport->exchange(client::request_to(server.url()), nullptr,
                        asio::bind_cancellation_slot(signal.slot(), [&](http_reply reply) {
                            ++calls;
                            check_ok(reply);
                            signal.emit(asio::cancellation_type::all);
                        }));
    context.run_for(10s);
    signal.emit(asio::cancellation_type::all);
    context.restart();
    context.run_for(10ms);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_transport_ends_many_exchanges) {
    server server{answer{"HTTP/1.1 200 OK\r\n", afterwards::stay}};
    client client;
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 20; ++i) pending.push_back(client.start(client::request_to(server.url())));
    BOOST_TEST(server.wait_until([](const auto& r) { return !r.requests.empty(); }));
    client.drop_transport();
    for (auto& one : pending) check_error(client::wait(one), asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(a_context_has_nothing_left_to_do_after_the_last_exchange) {
    server server;
    asio::io_context context;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    int calls = 0;
    transport->exchange(client::request_to(server.url()), nullptr, [&](http_reply) { ++calls; });
    const auto start = std::chrono::steady_clock::now();
    context.run();  // although the connection is kept for 30 s
    BOOST_TEST(calls == 1);
    BOOST_TEST(std::chrono::steady_clock::now() - start < 10s);
}

// ---- handlers and threads

BOOST_AUTO_TEST_CASE(handlers_run_on_their_executor_and_never_inside_exchange) {
    server server;
    client client;
    asio::io_context own;  // runs on this thread only
    const auto transport = seedance::make_https_transport(own.get_executor(), trusting());
    asio::thread_pool elsewhere{1};
    const auto other = seedance::make_https_transport(elsewhere.get_executor(), trusting());
    for (const std::string& url : {server.url(), std::string{"nonsense"}}) {
        for (const auto& by : {transport, other}) {
            bool inside = true;
            int calls = 0;
            own.restart();
            asio::post(own, [&] {
                by->exchange(client::request_to(url), nullptr, asio::bind_executor(own.get_executor(), [&](http_reply) {
                                 BOOST_TEST(!inside);
                                 ++calls;
                             }));
                inside = false;
            });
            own.run();  // does not return before the handler has run: an exchange is work for its executor
            BOOST_TEST(calls == 1);
        }
    }
    elsewhere.join();
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_handler_leaves_run) {
    server server;
    asio::io_context context;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    transport->exchange(client::request_to(server.url()), nullptr,
                        [](http_reply) { throw std::runtime_error("the handler's"); });
    BOOST_CHECK_EXCEPTION(context.run(), std::runtime_error,
                          [](const auto& e) { return std::string_view{e.what()} == "the handler's"; });
}

BOOST_AUTO_TEST_CASE(many_exchanges_on_four_threads) {
    server server{[](const std::string& request) { return answer{ok(request.substr(0, request.find("\r\n")))}; }};
    client client{trusting(), 4};
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 100; ++i) {
        const auto use = i % 3 == 0 ? connection_use::fresh : connection_use::pooled;
        pending.push_back(client.start(client::request_to(server.url("/" + std::to_string(i)), use)));
    }
    for (int i = 0; i != 100; ++i) {
        const auto reply = client::wait(pending[static_cast<std::size_t>(i)]);
        check_ok(reply);
        BOOST_TEST(reply.body == "GET /" + std::to_string(i) + " HTTP/1.1");
    }
    for (int i = 0; i != 20; ++i) check_ok(client.get(server.url()));
    BOOST_TEST(server.seen().requests.size() == 120u);
}

BOOST_AUTO_TEST_CASE(many_threads_start_and_cancel) {
    server server;
    asio::thread_pool pool{4};
    const auto transport = seedance::make_https_transport(pool.get_executor(), trusting());
    std::atomic<int> calls{0};
    struct one {
        explicit one(asio::thread_pool& pool) : strand{asio::make_strand(pool)} {}
        asio::strand<asio::thread_pool::executor_type> strand;
        asio::cancellation_signal signal;
    };
    for (int i = 0; i != 100; ++i) {
        auto made = std::make_shared<one>(pool);
        asio::post(made->strand, [&, made, i] {
            auto handler = asio::bind_executor(made->strand, [&, made](http_reply) { ++calls; });
            transport->exchange(client::request_to(server.url()), nullptr,
                                asio::bind_cancellation_slot(made->signal.slot(), handler));
            if (i % 2) asio::post(made->strand, [made] { made->signal.emit(asio::cancellation_type::terminal); });
        });
    }
    pool.join();
    BOOST_TEST(calls == 100);
}

BOOST_AUTO_TEST_SUITE_END()
