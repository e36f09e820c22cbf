// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Replies that go to a sink which has enough for now: the other side waits, and nothing is lost.
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "checks.hpp"
#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https_slow_sinks)

namespace {

/// A sink that is full after each piece, until somebody says otherwise.
struct slow_sink final : seedance::body_sink {
    seedance::error_code begin(const http_reply&) override { return {}; }

    seedance::error_code write(std::string_view piece) override {
        const std::lock_guard lock{mutex};
        BOOST_TEST(!full, "nothing is given to a sink that is full");
        bytes += piece;
        full = true;
        return {};
    }

    bool is_full() const override {
        const std::lock_guard lock{mutex};
        return full;
    }

    void when_ready(std::function<void()> call) override {
        const std::lock_guard lock{mutex};
        go_on = std::move(call);
        ++pauses;
    }

    /// Makes room; says whether somebody waited for it.
    bool make_room() {
        std::function<void()> call;
        {
            const std::lock_guard lock{mutex};
            if (!go_on) return false;
            full = false;
            call = std::exchange(go_on, nullptr);
        }
        call();
        return true;
    }

    void wait_until_paused() {
        const auto latest = std::chrono::steady_clock::now() + 20s;
        for (;;) {
            if (std::chrono::steady_clock::now() > latest) throw std::runtime_error{"it does not pause"};
            {
                const std::lock_guard lock{mutex};
                if (go_on) return;
            }
            std::this_thread::yield();
        }
    }

    mutable std::mutex mutex;
    std::string bytes;
    std::function<void()> go_on;
    bool full = false;
    int pauses = 0;
};

std::string long_body() { return std::string(3'000'000, 'x') + "end"; }

http_request request_to(std::string url) {
    auto request = https_client::request_to(std::move(url));
    request.max_body = 8 << 20;
    return request;
}

bool is_over(const std::future<http_reply>& pending) { return pending.wait_for(0s) == std::future_status::ready; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_slow_sink_gets_everything_at_its_pace) {
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        trusted_server server{answer{ok(long_body())}};
        https_client client;
        slow_sink sink;
        auto pending = client.start(request_to(server.url("/", host)), &sink);
        while (!is_over(pending))
            if (!sink.make_room()) std::this_thread::yield();
        const auto reply = https_client::wait(pending);
        check_ok(reply);
        BOOST_TEST(same_bytes(sink.bytes, long_body()));
        BOOST_TEST(sink.pauses > 10);
    }
}

BOOST_AUTO_TEST_CASE(a_pause_is_none_of_the_replys_time) {
    trusted_server server{answer{ok(long_body())}};
    https_client client;
    slow_sink sink;
    auto request = request_to(server.url());
    request.reply_timeout = 1s;
    auto pending = client.start(std::move(request), &sink);
    sink.wait_until_paused();
    BOOST_TEST(pending.wait_for(1'300ms) == std::future_status::timeout);
    while (!is_over(pending))
        if (!sink.make_room()) std::this_thread::yield();
    check_ok(https_client::wait(pending));
    BOOST_TEST(sink.bytes.size() == long_body().size());
}

BOOST_AUTO_TEST_CASE(a_server_that_stalls_after_a_pause_is_timed_out) {
    trusted_server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", afterwards::stay}};
    https_client client;
    slow_sink sink;
    auto request = request_to(server.url());
    request.reply_timeout = 1s;
    auto pending = client.start(std::move(request), &sink);
    sink.wait_until_paused();
    sink.make_room();
    check_error(https_client::wait(pending), transport_errc::timed_out);
}

BOOST_AUTO_TEST_CASE(a_pause_can_be_cancelled) {
    trusted_server server{answer{ok(long_body())}};
    https_client client;
    for (int i = 0; i != 3; ++i) {
        slow_sink sink;
        asio::cancellation_signal signal;
        auto pending = client.start(request_to(server.url()), &sink, signal.slot());
        sink.wait_until_paused();
        client.post([&signal] { signal.emit(asio::cancellation_type::terminal); });
        const auto reply = https_client::wait(pending);
        BOOST_TEST(reply.error == asio::error::operation_aborted);
        sink.make_room();  // too late: it does nothing
    }
}

BOOST_AUTO_TEST_CASE(a_transport_that_goes_ends_a_pause) {
    trusted_server server{answer{ok(long_body())}};
    https_client client;
    slow_sink sink;
    auto pending = client.start(request_to(server.url()), &sink);
    sink.wait_until_paused();
    client.drop_transport();
    BOOST_TEST(https_client::wait(pending).error == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(what_came_before_the_end_of_a_connection_is_read_after_the_pause) {
    for (const auto then : {afterwards::cut, afterwards::close}) {
        const auto whole = ok(std::string(30'000, 'x'));
        trusted_server server{answer{.bytes = whole, .then = then}};
        https_client client;
        slow_sink sink;
        auto pending = client.start(request_to(server.url()), &sink);
        sink.wait_until_paused();
        while (!is_over(pending))
            if (!sink.make_room()) std::this_thread::yield();
        check_ok(https_client::wait(pending));
        BOOST_TEST(sink.bytes.size() == 30'000u);
    }
}

BOOST_AUTO_TEST_CASE(a_connection_that_breaks_in_a_pause_is_a_cut_reply) {
    trusted_server server{
        answer{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(50'000, 'x'),
               .then = afterwards::reset}};
    https_client client;
    slow_sink sink;
    auto pending = client.start(request_to(server.url()), &sink);
    sink.wait_until_paused();
    while (!is_over(pending))
        if (!sink.make_room()) std::this_thread::yield();
    check_error(https_client::wait(pending), transport_errc::cut_reply);
}

BOOST_AUTO_TEST_SUITE_END()
