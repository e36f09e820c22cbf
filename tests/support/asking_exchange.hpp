// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Exchanges that ask before their first byte, on a context that the test runs step by step.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/transport/https.hpp>

#include "https_fixture.hpp"
#include "printing.hpp"

namespace test {

/// The HTTPS transport, and the exchange that it is doing.
class asking_exchange {
  public:
    explicit asking_exchange(seedance::https_options options = trusting())
        : transport_{seedance::make_https_transport(context_->get_executor(), std::move(options))} {}

    /// Begins an exchange that keeps what its `before_first_byte` is given.
    void start(http_request request) {
        request.before_first_byte = [this, alive = token, asker = asker_](std::function<void(error_code)> given) {
            ++asked;
            BOOST_TEST(!in_exchange_, "it is called from within the function that asks for the exchange");
            go_on = std::move(given);
            if (when_asked) when_asked();
        };
        start_silent(std::move(request));
    }

    void start(const std::string& url, connection_use use = connection_use::fresh) {
        start(https_client::request_to(url, use));
    }

    /// Begins it on the context's own thread.
    void start_on_context(http_request request) {
        asio::post(*context_, [this, request = std::move(request)]() mutable { start(std::move(request)); });
    }

    /// Begins an exchange that asks nobody.
    void start_silent(http_request request) {
        result.reset();
        in_exchange_ = true;
        transport_->exchange(std::move(request), nullptr,
                             asio::bind_cancellation_slot(signal_.slot(), [this, alive = token](http_reply reply) {
                                 ++calls;
                                 BOOST_TEST(asker_.use_count() == 1, "what asks is gone before the handler is called");
                                 result = std::move(reply);
                             }));
        in_exchange_ = false;
    }

    /// Runs until it is so, and then what that made ready. It gives up after ten seconds.
    void run_until(const std::function<bool()>& so) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        context_->restart();
        while (!so() && std::chrono::steady_clock::now() < end) {
            context_->run_for(1ms);
            context_->restart();
        }
        BOOST_TEST_REQUIRE(so());
        run_ready();
    }

    void run_until_asked() {
        run_until([this] { return asked != 0; });
    }

    const http_reply& reply() {
        run_until([this] { return result.has_value(); });
        return *result;
    }

    void run_ready() {
        context_->restart();
        context_->poll();
    }

    /// Runs one handler, if need be after a short wait. False when there was none.
    bool run_one() {
        context_->restart();
        return context_->run_one_for(100ms) != 0;
    }

    void cancel(asio::cancellation_type type) { signal_.emit(type); }
    void drop_transport() { transport_.reset(); }
    void drop_context() { context_.reset(); }
    seedance::transport& transport() { return *transport_; }

    /// Checks that the exchange ended before its first byte, and that nobody keeps what belongs to it.
    void check_nothing_sent(error_code why, exchange_phase phase = exchange_phase::write) {
        const auto& ended = reply();
        check_error(ended, why);
        BOOST_TEST(ended.phase == phase);
        BOOST_TEST(ended.sent == delivery::nothing);
        BOOST_TEST(ended.status == 0);
        BOOST_TEST(calls == 1);
        run_ready();
        BOOST_TEST(token.use_count() == 1, "something is kept");
    }

    int calls = 0;                          ///< of the handler
    int asked = 0;                          ///< calls of `before_first_byte`
    std::function<void(error_code)> go_on;  ///< what it was given
    std::function<void()> when_asked;       ///< called from within it
    std::optional<http_reply> result;       ///< of the last exchange
    std::shared_ptr<int> token{new int{}};  ///< the functions given to the exchange have a share of it

  private:
    std::shared_ptr<int> asker_{new int{}};  ///< `before_first_byte` has a share of it
    std::unique_ptr<asio::io_context> context_ = std::make_unique<asio::io_context>();
    asio::cancellation_signal signal_;
    std::shared_ptr<seedance::transport> transport_;
    bool in_exchange_ = false;
};

/// Checks that a server has seen a connection end that carried nothing.
inline void check_nothing_arrived(const https_server& server) {
    BOOST_TEST(server.wait_until([](const auto& r) { return r.open == 0; }));
    BOOST_TEST(server.seen().bytes == 0u);
    BOOST_TEST(server.seen().requests.empty());
}

}  // namespace test
