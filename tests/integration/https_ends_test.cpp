// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Exchanges that fail on the way, take too long, or are cancelled in any phase.
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(https)

// ---- what fails on the way, and what takes too long

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist) {
    https_client client;
    const auto reply = client.get("https://nowhere.invalid/");
    BOOST_TEST(reply.error.failed());
    BOOST_TEST(reply.phase == exchange_phase::resolve);
    BOOST_TEST(reply.sent == delivery::nothing);
}

BOOST_AUTO_TEST_CASE(a_port_where_nobody_listens) {
    https_client client;
    const auto port = [] { return trusted_server{}.port(); }();
    for (const std::string host : {"localhost", "127.0.0.1"}) {
        const auto reply = client.get("https://" + host + ":" + std::to_string(port) + "/");
        check_error(reply, asio::error::connection_refused);
        BOOST_TEST(reply.phase == exchange_phase::connect);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
}

BOOST_AUTO_TEST_CASE(a_handshake_that_ends_or_stalls_keeps_its_own_error) {
    {
        trusted_server server{https_server::options{.closes_early = true}};
        https_client client;
        const auto reply = client.get(server.url());
        BOOST_TEST(reply.error.failed());
        BOOST_TEST(reply.error != make_error_code(transport_errc::untrusted));
        BOOST_TEST(reply.phase == exchange_phase::handshake);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
    {
        trusted_server server{https_server::options{.speaks = false}};
        https_client client{trusting({.handshake_timeout = 30ms})};
        const auto reply = client.get(server.url());
        check_error(reply, transport_errc::timed_out);
        BOOST_TEST(reply.phase == exchange_phase::handshake);
        BOOST_TEST(reply.sent == delivery::nothing);
    }
}

BOOST_AUTO_TEST_CASE(a_connect_that_takes_too_long) {
    full_port port;
    https_client client{trusting({.connect_timeout = 30ms})};
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
            trusted_server server{answer{bytes, afterwards::stay}};
            https_client client;
            collector sink;
            auto request = https_client::request_to(server.url());
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
    trusted_server server{answer{.bytes = ok(pattern(100)), .piece = 12, .pause = 60ms}};
    https_client client;
    for (const bool streamed : {false, true}) {
        collector sink;
        auto request = https_client::request_to(server.url());
        request.reply_timeout = 400ms;
        const auto reply = client.ask(std::move(request), streamed ? &sink : nullptr);
        if (streamed)
            check_ok(reply);
        else
            check_error(reply, transport_errc::timed_out);
    }
}

BOOST_AUTO_TEST_CASE(a_request_that_is_not_taken) {
    trusted_server server{https_server::options{.reads = false}};
    https_client client{trusting({.write_timeout = 50ms, .continue_timeout = 0ms, .listen_timeout = 20ms})};
    auto request = https_client::request_to(server.url());
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
        transport_->exchange(https_client::request_to(std::move(url)), nullptr,
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
    void finish() { context_.run_for(10s); }

    void check_aborted(exchange_phase phase, delivery sent) {
        BOOST_TEST(calls == 0);
        finish();
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
constexpr cancellation_type closing_types[] = {cancellation_type::terminal, cancellation_type::partial,
                                               cancellation_type::total | cancellation_type::terminal,
                                               cancellation_type::total | cancellation_type::partial};

/// Lets `end` end an exchange in each phase before anything of the request has left.
template <typename End>
void check_ended_before_the_first_byte(End end, asio::cancellation_type type) {
    {
        trusted_server server;
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
        trusted_server server{https_server::options{.speaks = false}};
        stepwise one{server.url("/", "127.0.0.1"), type};
        one.run_until(server, [](const auto& r) { return r.connections == 1; });
        end(one);
        one.check_aborted(exchange_phase::handshake, delivery::nothing);
        BOOST_TEST(server.seen().bytes == 0u);
    }
}

template <typename End>
void check_ended_in_every_phase(End end, asio::cancellation_type type) {
    check_ended_before_the_first_byte(end, type);
    {
        trusted_server server{answer{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", afterwards::stay}};
        stepwise one{server.url(), type};
        one.run_until(server, [](const auto& r) { return r.requests.size() == 1; });
        end(one);
        one.check_aborted(exchange_phase::read, delivery::complete);
        BOOST_TEST(std::string_view{"hello"}.starts_with(one.result->body));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(cancellation_ends_every_phase) {
    for (const auto type : closing_types) check_ended_in_every_phase([](stepwise& one) { one.cancel(); }, type);
}

BOOST_AUTO_TEST_CASE(total_cancellation_ends_what_has_not_begun) {
    check_ended_before_the_first_byte([](stepwise& one) { one.cancel(); }, cancellation_type::total);
}

BOOST_AUTO_TEST_CASE(total_cancellation_lets_a_reply_arrive) {
    std::promise<void> asked, may_answer;
    trusted_server server{[&](const std::string&) {
        asked.set_value();
        may_answer.get_future().wait_for(10s);
        return answer{ok("hello")};
    }};
    stepwise one{server.url(), cancellation_type::total};
    one.run_until(server, [arrived = asked.get_future().share()](const auto&) {
        return arrived.wait_for(0s) == std::future_status::ready;
    });
    one.cancel();
    one.run_ready();
    BOOST_TEST(one.calls == 0);
    may_answer.set_value();
    one.finish();
    BOOST_TEST(one.calls == 1);
    BOOST_REQUIRE(one.result);
    check_ok(*one.result);
    BOOST_TEST(one.result->body == "hello");
}

BOOST_AUTO_TEST_CASE(the_end_of_the_transport_ends_every_phase) {
    check_ended_in_every_phase([](stepwise& one) { one.drop(); }, asio::cancellation_type::terminal);
}

BOOST_AUTO_TEST_CASE(cancellation_while_writing_says_that_the_request_is_not_complete_unless_it_is_total) {
    trusted_server server{https_server::options{.reads = false}};
    asio::io_context context;
    asio::cancellation_signal signal;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting({.continue_timeout = 0ms}));
    std::optional<http_reply> result;
    auto request = https_client::request_to(server.url());
    request.method = "POST";
    request.body = std::string(64 << 20, 'x');
    const auto handler = [&](http_reply reply) { result = std::move(reply); };
    transport->exchange(std::move(request), nullptr, asio::bind_cancellation_slot(signal.slot(), handler));
    while (server.seen().handshakes == 0) context.run_for(1ms);
    context.poll();
    while (context.run_for(20ms) != 0) continue;  // until the kernel takes no more
    signal.emit(asio::cancellation_type::total);
    context.poll();
    BOOST_TEST(!result);
    signal.emit(asio::cancellation_type::terminal);
    context.run_for(10s);
    BOOST_REQUIRE(result);
    check_error(*result, asio::error::operation_aborted);
    BOOST_TEST(result->phase == exchange_phase::write);
    BOOST_TEST(result->sent == delivery::partial);
}

BOOST_AUTO_TEST_CASE(a_cancellation_that_comes_too_late_does_nothing) {
    trusted_server server;
    asio::io_context context;
    asio::cancellation_signal signal;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    int calls = 0;
    transport->exchange(https_client::request_to(server.url()), nullptr,
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
    trusted_server server{answer{"HTTP/1.1 200 OK\r\n", afterwards::stay}};
    https_client client;
    std::vector<std::future<http_reply>> pending;
    for (int i = 0; i != 20; ++i) pending.push_back(client.start(https_client::request_to(server.url())));
    BOOST_TEST(server.wait_until([](const auto& r) { return !r.requests.empty(); }));
    client.drop_transport();
    for (auto& one : pending) check_error(https_client::wait(one), asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(a_context_has_nothing_left_to_do_after_the_last_exchange) {
    trusted_server server;
    asio::io_context context;
    const auto transport = seedance::make_https_transport(context.get_executor(), trusting());
    int calls = 0;
    transport->exchange(https_client::request_to(server.url()), nullptr, [&](http_reply) { ++calls; });
    const auto start = std::chrono::steady_clock::now();
    context.run();  // although the connection is kept for 30 s
    BOOST_TEST(calls == 1);
    BOOST_TEST(std::chrono::steady_clock::now() - start < 10s);
}

BOOST_AUTO_TEST_SUITE_END()
