// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox's ports and its thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <seedance/core/error.hpp>
#include <seedance/testing/certificate.hpp>
#include <seedance/testing/sandbox/callback_sender.hpp>
#include <seedance/testing/sandbox/core.hpp>
#include <seedance/testing/sandbox/session.hpp>
#include <seedance/testing/sandbox/types.hpp>
#include <seedance/transport/impl/descriptor.hpp>

namespace seedance::testing::detail {

/// Where the origins of a sandbox listen.
class sandbox_address {
  public:
    sandbox_address(const sandbox_options& options, std::size_t origins) : first_port_{options.first_port} {
        error_code error;
        host_ = asio::ip::make_address(options.host, error);
        if (error || host_.is_unspecified())
            throw std::invalid_argument{"sandbox: host is one IP address of this machine (given " + options.host + ")"};
        if (first_port_ + origins > 65'536)
            throw std::invalid_argument{"sandbox: there is no port for each origin from " +
                                        std::to_string(first_port_) + " on"};
    }

    /// Gives the address of an origin; its port is 0 where the system is to choose it.
    tcp::endpoint of(std::size_t origin) const {
        const auto port = first_port_ == 0 ? 0 : first_port_ + origin;
        return {host_, static_cast<std::uint16_t>(port)};
    }

    /// Says for what the certificate is issued.
    certificate_options certified() const {
        certificate_options wanted;
        if (host_.to_string() != wanted.ip_addresses.front()) wanted.ip_addresses.push_back(host_.to_string());
        return wanted;
    }

  private:
    asio::ip::address host_;
    std::size_t first_port_;
};

/// The port of one origin.
class listener {
  public:
    listener(asio::io_context& io, const tcp::endpoint& address, asio::ssl::context& tls, session_context context,
             std::size_t& connections)
        : acceptor_{listening(io, address)},
          pause_{io},
          tls_{tls},
          context_{std::move(context)},
          connections_{connections},
          origin_{origin_of(acceptor_.local_endpoint())} {
        accept();
    }

    const std::string& origin() const noexcept { return origin_; }

  private:
    static std::string origin_of(const tcp::endpoint& at) {
        const auto host = at.address().to_string();
        return "https://" + (at.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(at.port());
    }

    static tcp::acceptor listening(asio::io_context& io, const tcp::endpoint& address) {
        tcp::acceptor acceptor{io};
        seedance::detail::listen_at(acceptor, address);
        return acceptor;
    }

    void accept() {
        acceptor_.async_wait(tcp::acceptor::wait_read, [this](error_code error) {
            if (!error) on_knock();
        });
    }

    void on_knock() {
        tcp::socket socket{acceptor_.get_executor()};
        const auto error = seedance::detail::accept_closed_on_exec(acceptor_, socket);
        if (error && error != asio::error::would_block) return rest();
        if (!error) begin(std::move(socket));
        accept();
    }

    void begin(tcp::socket socket) {
        error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        std::make_shared<session>(std::move(socket), tls_, context_, ++connections_)->start();
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
    sandbox_server(sandbox_core& core, const sandbox_address& address, const certificate& identity)
        : sender_{io_, core} {
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
            listeners_.emplace_back(io_, address.of(origin), tls_,
                                    session_context{core, origin, hold, hold_for_callback, answered}, connections_);
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
