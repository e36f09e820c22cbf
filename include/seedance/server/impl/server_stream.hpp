// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/ssl.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/platform.hpp>
#include <seedance/core/secret.hpp>

namespace seedance::detail {

/// Makes a context for a server that speaks TLS 1.2 or later.
inline boost::asio::ssl::context make_server_tls(const std::string& certificates, const secret& key) {
    namespace ssl = boost::asio::ssl;
    ssl::context made{ssl::context::tls_server};
    auto* const native = made.native_handle();
    ::SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    ::SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // a silent connection costs little
    // OpenSSL would ask for a password at the terminal.
    made.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string{}; });
    made.use_certificate_chain(boost::asio::buffer(certificates));
    made.use_private_key(boost::asio::buffer(key.reveal()), ssl::context::pem);
    return made;
}

/// A connection that a server has accepted, with TLS or without. Its functions are used on its executor, a strand. When
/// the time that was set is over, or when the stream is closed, what waits ends with an error.
class server_stream {
  public:
    using clock = std::chrono::steady_clock;
    using tcp = boost::asio::ip::tcp;
    template <class T>
    using awaitable = boost::asio::awaitable<T>;

    /// Takes a connection; `tls` is null for one without.
    server_stream(tcp::socket socket, boost::asio::ssl::context* tls) : tcp_{std::move(socket)} {
        if (tls != nullptr) tls_.emplace(tcp_, *tls);
    }

    boost::asio::any_io_executor executor() { return tcp_.get_executor(); }

    /// Lets what follows end when this time has come.
    void limit(clock::time_point until) { tcp_.expires_at(until); }

    void close() noexcept { tcp_.close(); }

    /// Says whether the client has ended its side, or the connection broke: what is written to it is read by nobody.
    bool has_ended() noexcept { return platform::has_ended(tcp_.socket().native_handle()); }

    /// Does the handshake.
    awaitable<void> begin() {
        if (tls_) co_await tls_->async_handshake(tls_->server, boost::asio::use_awaitable);
    }

    awaitable<std::size_t> read_some(boost::asio::mutable_buffer into) {
        std::size_t size = 0;
        if (tls_)
            size = co_await tls_->async_read_some(into, boost::asio::use_awaitable);
        else
            size = co_await tcp_.async_read_some(into, boost::asio::use_awaitable);
        co_return size;
    }

    awaitable<void> write(std::string_view bytes) {
        const boost::asio::const_buffer from{bytes.data(), bytes.size()};
        if (tls_)
            co_await boost::asio::async_write(*tls_, from, boost::asio::use_awaitable);
        else
            co_await boost::asio::async_write(tcp_, from, boost::asio::use_awaitable);
    }

    /// Ends the connection in good order. What the client still sends is read and dropped for a while: a reset, which
    /// unread bytes would cause, may destroy the answer that is on its way.
    awaitable<void> end(boost::asio::mutable_buffer scratch) {
        constexpr auto quiet = boost::asio::as_tuple(boost::asio::use_awaitable);
        if (tls_) co_await tls_->async_shutdown(quiet);
        error_code ignored;
        tcp_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        for (std::size_t dropped = 0; dropped < most_dropped;)
            dropped += co_await tcp_.async_read_some(scratch, boost::asio::use_awaitable);
    }

  private:
    static constexpr std::size_t most_dropped = 1024 * 1024;  ///< bytes

    boost::beast::tcp_stream tcp_;
    std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
};

}  // namespace seedance::detail
