// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/core/error.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/server/impl/server_connection.hpp>
#include <seedance/server/impl/server_state.hpp>
#include <seedance/transport/impl/descriptor.hpp>

namespace seedance {

namespace detail {

/// Names what the server itself has against a request, for programs.
inline std::string_view code_of_failure(int status) noexcept {
    switch (status) {
        case 404: return "no_file";
        case 413: return "long_body";
        case 417: return "expectation";
        case 431: return "long_head";
        case 500: return "fault";
        case 503: return "busy";
        default: return "not_http";
    }
}

/// Says the same to people.
inline std::string_view words_for_failure(int status) noexcept {
    switch (status) {
        case 404: return "there is no such file";
        case 413: return "the body is too long";
        case 417: return "100-continue is all that can be expected";
        case 431: return "the head is too long";
        case 500: return "the server has a fault";
        case 503: return "the server cannot do this now: ask again";
        default: return "this is no HTTP/1.1 that can be read in one way only; chunked is the only transfer coding";
    }
}

}  // namespace detail

/// Accepts connections. A lock, and no strand, guards the acceptor: the port is free when `close` returns.
class http_server::listener : public std::enable_shared_from_this<http_server::listener> {
  public:
    listener(boost::asio::any_io_executor executor, std::shared_ptr<http_handler> handler, http_server_options options)
        : server_{std::make_shared<detail::server_state>(std::move(handler), std::move(options))},
          acceptor_{listening(executor, endpoint_of(server_->options))},
          pause_{executor},
          port_{acceptor_.local_endpoint().port()} {}

    std::uint16_t port() const noexcept { return port_; }

    /// Waits until somebody knocks, and opens then: without a file descriptor left, nobody is given up for nobody.
    void accept() {
        const std::lock_guard lock{mutex_};
        if (!acceptor_.is_open()) return;
        acceptor_.async_wait(tcp::acceptor::wait_read, [self = shared_from_this()](error_code) { self->on_knock(); });
    }

    http_server_load load() const {
        return {.connections = server_->roster.size(),
                .streams = server_->streams,
                .answers = server_->answers,
                .server_errors = server_->server_errors};
    }

    void drain() noexcept {
        stop_listening();
        server_->roster.drain();
    }

    void close() noexcept {
        stop_listening();
        server_->roster.close();
        server_->files.close();
    }

  private:
    using tcp = boost::asio::ip::tcp;

    static tcp::endpoint endpoint_of(const http_server_options& options) {
        return {boost::asio::ip::make_address(options.address), options.port};
    }

    static tcp::acceptor listening(const boost::asio::any_io_executor& executor, const tcp::endpoint& at) {
        tcp::acceptor acceptor{executor};
        detail::listen_at(acceptor, at);
        return acceptor;
    }

    void stop_listening() noexcept {
        server_->is_ending = true;
        const std::lock_guard lock{mutex_};
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
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

SEEDANCE_DECL server_answer http_handler::failed(int status) {
    std::string body = R"({"error":")";
    body.append(detail::code_of_failure(status)).append(R"(","message":")");
    body.append(detail::words_for_failure(status)).append(R"("})");
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

SEEDANCE_DECL http_server::http_server(boost::asio::any_io_executor executor, std::shared_ptr<http_handler> handler,
                                       http_server_options options)
    : listener_{std::make_shared<listener>(std::move(executor), std::move(handler), std::move(options))} {
    listener_->accept();
}

SEEDANCE_DECL std::uint16_t http_server::port() const noexcept { return listener_->port(); }

SEEDANCE_DECL http_server_load http_server::load() const { return listener_->load(); }

SEEDANCE_DECL void http_server::drain() noexcept { listener_->drain(); }

SEEDANCE_DECL void http_server::close() noexcept { listener_->close(); }

}  // namespace seedance
