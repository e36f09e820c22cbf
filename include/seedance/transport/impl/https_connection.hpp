// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <seedance/core/impl/platform.hpp>
#include <seedance/core/impl/wipe.hpp>
#include <seedance/transport/impl/tls_resumption.hpp>
#include <seedance/transport/impl/tls_stream.hpp>
#include <seedance/transport/impl/traffic.hpp>
#include <seedance/transport/impl/wire.hpp>

namespace seedance::detail {

/// A connection to one origin with the memory that its exchanges use again. It does nothing by itself: it belongs to
/// one exchange at a time, which works on its strand, or to the pool.
class https_connection {
  public:
    using clock = std::chrono::steady_clock;

    https_connection(const https_strand& on, boost::asio::ssl::context& tls, std::string peer)
        : strand{on}, stream{strand, tls}, peer_{std::move(peer)} {}

    https_connection(const https_connection&) = delete;
    https_connection& operator=(const https_connection&) = delete;

    ~https_connection() { wipe(output); }

    const https_strand strand;
    tls_resumption resumption;
    tls_stream stream;
    boost::beast::flat_buffer input;  ///< received and not yet taken
    std::string output;               ///< the request under way
    bool used = false;                ///< has carried an exchange
    clock::time_point idle_since{}, idle_until{};
    std::chrono::milliseconds keep_for = std::chrono::milliseconds::max();  ///< as the peer has said
    counted_connection count;                                               ///< among those of its origin
    std::optional<boost::asio::ip::address> reached{};  ///< of a name, until it is known whether it serves

    /// Names the origin, and the rule by which it was connected to.
    const std::string& peer() const noexcept { return peer_; }
    tls_stream::socket_type& socket() noexcept { return stream.socket(); }
    const seedance::detail::wire& wire() const noexcept { return stream.wire(); }

    /// Closes the connection; what waits for it ends with an error.
    void close() noexcept { stream.close(); }

    /// Closes a connection that carries no exchange and tells the peer, if the kernel takes that at once.
    void end() noexcept {
        ::ERR_clear_error();
        if (socket().is_open()) ::SSL_shutdown(stream.session());
        ::ERR_clear_error();
        close();
    }

    /// Says whether nothing of the last reply is left: what comes next can only belong to the next one.
    bool is_clean() const noexcept { return input.size() == 0 && stream.is_clean(); }

    /// Says whether the peer of an idle connection has neither closed it nor sent anything.
    bool is_quiet() noexcept {
        char byte{};
        const auto n = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    /// Says whether the peer has ended the connection, or it broke. What else the peer has said, such as TLS tickets,
    /// does not matter here.
    bool has_ended() noexcept { return platform::has_ended(socket().native_handle()); }

  private:
    std::string peer_;
};

}  // namespace seedance::detail
