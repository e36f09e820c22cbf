// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/impl/descriptor.hpp>
#include <seedance/webhook/impl/server_connection.hpp>
#include <seedance/webhook/server.hpp>

namespace seedance {

namespace detail {

inline std::shared_ptr<server_state> make_server_state(webhook_receiver& receiver,
                                                       const webhook_server_options& options) {
    std::optional<boost::asio::ssl::context> tls;
    if (!options.certificate_chain_pem.empty() || !options.private_key_pem.empty())
        tls = make_server_tls(options.certificate_chain_pem, options.private_key_pem);
    const server_limits limits{
        .head = options.head_limit, .request = options.request_limit, .idle = options.idle_limit};
    const auto most = std::max<std::size_t>(options.max_connections, 1);
    return std::make_shared<server_state>(receiver, most, limits, std::move(tls));
}

}  // namespace detail

/// Accepts connections. A lock, and no strand, guards the acceptor: the port is free when `close` returns.
class webhook_server::listener : public std::enable_shared_from_this<webhook_server::listener> {
  public:
    listener(boost::asio::any_io_executor executor, webhook_receiver& receiver, const webhook_server_options& options)
        : server_{detail::make_server_state(receiver, options)},
          acceptor_{listening(executor, {boost::asio::ip::make_address(options.address), options.port})},
          pause_{executor},
          port_{acceptor_.local_endpoint().port()} {}

    std::uint16_t port() const noexcept { return port_; }

    /// Waits until somebody knocks, and opens then: without a file descriptor left, nobody is given up for nobody.
    void accept() {
        const std::lock_guard lock{mutex_};
        if (!acceptor_.is_open()) return;
        acceptor_.async_wait(tcp::acceptor::wait_read, [self = shared_from_this()](error_code) { self->on_knock(); });
    }

    void close() noexcept {
        server_->receiver.close();
        {
            const std::lock_guard lock{mutex_};
            error_code ignored;
            acceptor_.close(ignored);
            pause_.cancel();
        }
        server_->roster.close();
    }

  private:
    using tcp = boost::asio::ip::tcp;

    static tcp::acceptor listening(const boost::asio::any_io_executor& executor, const tcp::endpoint& at) {
        tcp::acceptor acceptor{executor};
        detail::listen_at(acceptor, at);
        return acceptor;
    }

    void on_knock() {
        tcp::socket socket{boost::asio::make_strand(acceptor_.get_executor())};
        const auto error = accept_into(socket);
        if (error == boost::asio::error::no_descriptors) server_->roster.make_room();
        if (error && error != boost::asio::error::would_block) return rest();
        if (!error) begin(std::move(socket));
        accept();
    }

    error_code accept_into(tcp::socket& socket) {
        const std::lock_guard lock{mutex_};
        if (!acceptor_.is_open()) return boost::asio::error::would_block;
        return detail::accept_closed_on_exec(acceptor_, socket);
    }

    void begin(tcp::socket socket) {
        error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        try {
            std::make_shared<detail::server_connection>(server_, std::move(socket))->start();
        } catch (const std::exception&) {  // without memory for this one there may be some for the next
        }
    }

    /// Waits a little: another try at once would fail as well.
    void rest() {
        const std::lock_guard lock{mutex_};
        if (!acceptor_.is_open()) return;
        pause_.expires_after(std::chrono::milliseconds{50});
        pause_.async_wait([self = shared_from_this()](error_code) { self->accept(); });
    }

    const std::shared_ptr<detail::server_state> server_;
    std::mutex mutex_;
    tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    const std::uint16_t port_;
};

SEEDANCE_DECL webhook_server::webhook_server(boost::asio::any_io_executor executor, webhook_receiver& receiver,
                                             webhook_server_options options)
    : listener_{std::make_shared<listener>(std::move(executor), receiver, options)} {
    listener_->accept();
}

SEEDANCE_DECL std::uint16_t webhook_server::port() const noexcept { return listener_->port(); }

SEEDANCE_DECL void webhook_server::close() noexcept { listener_->close(); }

}  // namespace seedance
