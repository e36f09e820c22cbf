// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox's ports and its thread.

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <seedance/testing/certificate.hpp>
#include <seedance/testing/sandbox/callback_sender.hpp>
#include <seedance/testing/sandbox/session.hpp>

namespace seedance::testing::detail {

/// The port on loopback of one origin.
class listener {
  public:
    listener(asio::io_context& io, asio::ssl::context& tls, session_context context, std::size_t& connections)
        : acceptor_{io, tcp::endpoint{asio::ip::address_v4::loopback(), 0}},
          pause_{io},
          tls_{tls},
          context_{std::move(context)},
          connections_{connections},
          origin_{"https://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())} {
        accept();
    }

    const std::string& origin() const noexcept { return origin_; }

  private:
    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (error) return rest();
            socket.set_option(tcp::no_delay{true}, error);
            std::make_shared<session>(std::move(socket), tls_, context_, ++connections_)->start();
            accept();
        });
    }

    /// Waits a little. Most likely there are no file descriptors left, and another try at once would fail as well.
    void rest() {
        pause_.expires_after(std::chrono::milliseconds{50});
        pause_.async_wait([this](error_code error) {
            if (!error) accept();
        });
    }

    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    asio::ssl::context& tls_;
    session_context context_;
    std::size_t& connections_;
    std::string origin_;
};

class sandbox_server {
  public:
    sandbox_server(sandbox_core& core, const certificate& identity) : sender_{io_, core} {
        tls_.use_certificate_chain(asio::buffer(identity.certificate_pem));
        tls_.use_private_key(asio::buffer(identity.key_pem), asio::ssl::context::pem);
        tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                         asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
        const auto hold = [this](std::function<void()> release) { held_.push_back(std::move(release)); };
        const auto hold_for_callback = [this](const std::string& task_id, std::function<void()> release) {
            sender_.after_callback_of(task_id, std::move(release));
        };
        const auto answered = [this] { sender_.pump(); };
        for (std::size_t origin = 0; origin != core.origins(); ++origin)
            listeners_.emplace_back(io_, tls_, session_context{core, origin, hold, hold_for_callback, answered},
                                    connections_);
    }

    sandbox_server(const sandbox_server&) = delete;
    sandbox_server& operator=(const sandbox_server&) = delete;

    /// Ends the connections with the context that their operations wait in.
    ~sandbox_server() {
        io_.stop();
        if (thread_.joinable()) thread_.join();
    }

    const std::string& origin(std::size_t index) const { return listeners_[index].origin(); }

    void run() {
        thread_ = std::thread{[this] { io_.run(); }};
    }

    void release_held() {
        asio::post(io_, [this] {
            for (const auto& release : std::exchange(held_, {})) release();
        });
    }

    /// Posts the callbacks that have become due.
    void post_callbacks() {
        asio::post(io_, [this] { sender_.pump(); });
    }

  private:
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    std::vector<std::function<void()>> held_;
    std::size_t connections_ = 0;
    asio::io_context io_{1};
    callback_sender sender_;
    std::deque<listener> listeners_;
    std::thread thread_;
};

}  // namespace seedance::testing::detail
