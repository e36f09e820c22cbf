// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>

#include <seedance/core/config.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/wipe.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/https_options.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/https_connection.hpp>
#include <seedance/transport/impl/proxy_reply.hpp>
#include <seedance/transport/impl/proxy_url.hpp>
#include <seedance/transport/impl/tls_context.hpp>
#include <seedance/transport/impl/tls_policy.hpp>

namespace seedance::detail {

/// Asks a proxy, over a connection to it, for a connection to another host (CONNECT; RFC 9110, 9.3.6): afterwards the
/// connection carries TLS with that host, of which the proxy sees nothing. The operations under way keep this alive,
/// and with it what its handler holds; closing the connection ends them.
class proxy_tunnel : public std::enable_shared_from_this<proxy_tunnel> {
  public:
    /// Called once, with words about an error, and the status that the proxy has refused with, or 0.
    using handler = std::function<void(error_code, std::string words, int status)>;

    /// `to` is where the proxy is to connect to: "example.com:443".
    proxy_tunnel(https_connection& connection, const https_options& options, std::shared_ptr<const proxy_address> via,
                 std::string_view to, handler done)
        : connection_{connection}, options_{options}, via_{std::move(via)}, done_{std::move(done)} {
        constexpr std::size_t names_and_version = 256;
        const auto password = via_->authorization.reveal();
        question_.reserve(2 * to.size() + password.size() + names_and_version);  // one that grows leaves copies behind
        question_.append("CONNECT ").append(to).append(" HTTP/1.1\r\nHost: ").append(to);
        question_.append("\r\nUser-Agent: seedance/").append(version);
        if (!password.empty()) question_.append("\r\nProxy-Authorization: ").append(password);
        question_.append("\r\n\r\n");
    }

    proxy_tunnel(const proxy_tunnel&) = delete;
    proxy_tunnel& operator=(const proxy_tunnel&) = delete;
    ~proxy_tunnel() { wipe(question_); }

    void start(boost::asio::ssl::context& tls) { via_->is_tls ? secure(tls) : write(); }

  private:
    auto then(void (proxy_tunnel::*step)(error_code)) {
        return [self = shared_from_this(), step](error_code error) { self->guarded([&] { ((*self).*step)(error); }); };
    }

    template <typename Step>
    void guarded(Step step) {
        try {
            step();
        } catch (...) {
            if (!done_) throw;  // it comes from the handler
            finish(error_of_current_exception(boost::asio::error::no_memory), {});
        }
    }

    void secure(boost::asio::ssl::context& tls) {
        connection_.stream.begin_tunnel(tls);
        if (const auto error = expect_host(connection_.stream.session(), via_->target)) return finish(error, "");
        connection_.stream.handshake(then(&proxy_tunnel::on_secured));
    }

    void on_secured(error_code error) {
        auto* const session = connection_.stream.session();
        if (is_refusal(session, error)) return finish(transport_errc::untrusted, ": " + why_refused(session, error));
        if (error) return finish(error, ": the TLS handshake with it failed");
        if (const char* const broken = broken_tls_promise(session, options_))
            return finish(transport_errc::untrusted, std::string{": "} + broken);
        write();
    }

    void write() {
        if (via_->is_tls) return connection_.stream.write(question_, then(&proxy_tunnel::on_written));
        boost::asio::async_write(
            connection_.socket(), boost::asio::buffer(question_),
            [next = then(&proxy_tunnel::on_written)](error_code error, std::size_t) { next(error); });
    }

    void on_written(error_code error) {
        if (error) return finish(error, ": it ended the connection");
        read();
    }

    void read() {
        if (via_->is_tls) return connection_.stream.read(boost::asio::buffer(block_), then(&proxy_tunnel::on_read));
        connection_.socket().async_receive(
            boost::asio::buffer(block_),
            [self = shared_from_this(), next = then(&proxy_tunnel::on_read)](error_code error, std::size_t bytes) {
                self->received_ = bytes;
                next(error);
            });
    }

    void on_read(error_code error) {
        if (via_->is_tls) received_ = connection_.stream.received();
        using enum proxy_reply::result;
        switch (reply_.take({block_.data(), std::exchange(received_, 0)})) {
            case unfinished: return error ? on_end(error) : read();
            case open: return on_open();
            case refused:
                return refuse("answered " + std::to_string(reply_.status()) + ": " +
                              std::string{describe_refusal(reply_.status())});
            case no_http: return refuse("did not answer in HTTP: is it a proxy for https?");
            case too_long: return refuse("answered with a header of more than 16 KiB");
        }
    }

    void on_end(error_code error) {
        if (error == boost::asio::error::operation_aborted) return finish(error, "");
        refuse("ended the connection instead of an answer");
    }

    void on_open() {
        if (via_->is_tls) connection_.stream.end_tunnel();
        finish({}, {});
    }

    void refuse(std::string_view what) { finish(transport_errc::proxy_refused, " " + std::string{what}); }

    void finish(error_code error, std::string_view what) {
        const auto done = std::exchange(done_, nullptr);
        if (!error) return done(error, {}, 0);
        done(error, "the proxy " + via_->name() + std::string{what}, reply_.status());
    }

    https_connection& connection_;
    const https_options& options_;
    const std::shared_ptr<const proxy_address> via_;
    std::string question_;  // with the password, which goes nowhere else
    handler done_;
    proxy_reply reply_;
    std::array<char, 4096> block_{};
    std::size_t received_ = 0;
};

}  // namespace seedance::detail
