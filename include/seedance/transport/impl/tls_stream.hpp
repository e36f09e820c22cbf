// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/system/error_code.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/impl/wire.hpp>

namespace seedance::detail {

using https_strand = boost::asio::strand<boost::asio::any_io_executor>;

/// TLS over a TCP socket: OpenSSL writes to the socket itself and reads what Asio has received. What Asio's own
/// `ssl::stream` does in two steps and through two buffers is one step here, and every byte is counted. Asio receives,
/// instead of waiting until something is there, because a wait costs a system call of its own each time.
///
/// There is one operation at a time, on the strand. A handler is called from within the function that it was given to
/// when there was nothing to wait for. After `close` it is called with an error.
class tls_stream {
  public:
    using socket_type = boost::asio::basic_stream_socket<boost::asio::ip::tcp, https_strand>;

    tls_stream(const https_strand& strand, boost::asio::ssl::context& context)
        : socket_{strand}, session_{::SSL_new(context.native_handle())} {
        if (!session_) throw std::bad_alloc{};
        prepare(session());
    }

    /// Until `end_tunnel`, the session is one with a proxy; what follows then goes through it.
    void begin_tunnel(boost::asio::ssl::context& context) {
        std::unique_ptr<SSL, free_session> made{::SSL_new(context.native_handle())};
        if (!made) throw std::bad_alloc{};
        prepare(made.get());
        inner_ = std::exchange(session_, std::move(made));
    }

    void end_tunnel() {
        auto* const through = ::BIO_new(::BIO_f_ssl());
        if (through == nullptr) throw std::bad_alloc{};
        outer_ = std::exchange(session_, std::move(inner_));
        BIO_set_ssl(through, outer_.get(), BIO_NOCLOSE);
        ::SSL_set_bio(session(), through, through);
    }

    socket_type& socket() noexcept { return socket_; }
    SSL* session() const noexcept { return session_.get(); }
    const seedance::detail::wire& wire() const noexcept { return wire_; }

    /// Does the handshake, once the socket has connected; the handler is `void(error_code)`.
    template <class Handler>
    void handshake(Handler handler) {
        error_code error;
        socket_.native_non_blocking(true, error);
        if (error) return handler(error);
        wire_.descriptor = socket_.native_handle();
        step_ = step::handshake;
        go_on(std::move(handler));
    }

    /// Writes all bytes, which must stay where they are; the handler is `void(error_code)`.
    template <class Handler>
    void write(std::string_view bytes, Handler handler) {
        step_ = step::write;
        unwritten_ = bytes;
        go_on(std::move(handler));
    }

    /// Goes on with a `write` that was cancelled; there may have been a `read` since.
    template <class Handler>
    void write_rest(Handler handler) {
        step_ = step::write;
        go_on(std::move(handler));
    }

    /// Reads what is there, at least one byte; the handler is `void(error_code)`.
    template <class Handler>
    void read(boost::asio::mutable_buffer into, Handler handler) {
        step_ = step::read;
        into_ = into;
        received_ = 0;
        if (is_clean())
            receive(std::move(handler));
        else
            go_on(std::move(handler));
    }

    /// Waits until the connection breaks, without an error, or until the socket's operations are cancelled; the handler
    /// is `void(error_code)`.
    template <class Handler>
    void wait(Handler handler) {
        step_ = step::wait;
        wait_for(socket_type::wait_error, std::move(handler));
    }

    /// Chooses how many bytes are received at once at most, from the next `read` on that finds nothing received.
    void receive_at_once(std::size_t most) {
        if (wire_.received.empty() && wire_.capacity != most) wire_.set_capacity(most);
    }

    /// Counts the bytes that the last `read` has brought.
    std::size_t received() const noexcept { return received_; }

    /// Closes the socket; what waits ends with an error. The kernel may give the descriptor's number away: OpenSSL must
    /// not use it any more.
    void close() noexcept {
        wire_.descriptor = -1;
        error_code ignored;
        socket_.close(ignored);
    }

    /// Says whether nothing that was received waits to be read, and the peer has not said that it ends.
    bool is_clean() const noexcept {
        const bool is_ending = (::SSL_get_shutdown(session()) & SSL_RECEIVED_SHUTDOWN) != 0;
        const bool has_more = ::SSL_has_pending(session()) != 0 || (outer_ && ::SSL_has_pending(outer_.get()) != 0);
        return !is_ending && !has_more && wire_.received.empty();
    }

  private:
    struct free_session {
        /// OpenSSL would take the session of a connection for broken that ends without a word.
        void operator()(SSL* session) const noexcept {
            ::SSL_set_shutdown(session, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
            ::SSL_free(session);
        }
    };

    void prepare(SSL* session) {
        auto* const bio = make_wire_bio(wire_);
        if (bio == nullptr) throw std::bad_alloc{};
        ::SSL_set_bio(session, bio, bio);
        ::SSL_set_connect_state(session);
        SSL_set_mode(session, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        ::SSL_set_read_ahead(session, 1);
    }

    /// The operation under way. One type serves every operation, because each type of its own would compile all of
    /// Asio's waiting once more.
    enum class step { handshake, write, read, wait };

    int do_step() {
        switch (step_) {
            case step::handshake: return ::SSL_do_handshake(session());
            case step::write: return write_all();
            case step::read: return read_all();
            case step::wait: return 1;
        }
        return 0;
    }

    int write_all() {
        int result = 1;
        while (result > 0 && !unwritten_.empty()) {
            std::size_t taken = 0;
            result = ::SSL_write_ex(session(), unwritten_.data(), unwritten_.size(), &taken);
            if (result > 0) unwritten_.remove_prefix(taken);
        }
        return result;
    }

    /// Reads as many records as are there: one system call brings several.
    int read_all() {
        int result = 1;
        do {
            std::size_t got = 0;
            auto* const at = static_cast<char*>(into_.data()) + received_;
            result = ::SSL_read_ex(session(), at, into_.size() - received_, &got);
            received_ += got;
        } while (result > 0 && received_ < into_.size() && !is_clean());
        return received_ != 0 ? 1 : result;
    }

    /// Repeats the step until it is done, and waits between.
    template <class Handler>
    void go_on(Handler handler) {
        if (::ERR_peek_error() != 0) ::ERR_clear_error();  // clearing looks at every entry, also of an empty queue
        const int result = do_step();
        if (result > 0) return handler(error_code{});
        switch (::SSL_get_error(session(), result)) {
            case SSL_ERROR_WANT_READ: return receive(std::move(handler));
            case SSL_ERROR_WANT_WRITE: return wait_for(socket_type::wait_write, std::move(handler));
            case SSL_ERROR_ZERO_RETURN: return handler(boost::asio::error::eof);
            default: return handler(last_error());
        }
    }

    template <class Handler>
    void receive(Handler handler) {
        socket_.async_receive(boost::asio::buffer(wire_.buffer.get(), wire_.capacity),
                              [this, handler = std::move(handler)](error_code error, std::size_t bytes) mutable {
                                  const bool at_end = error == boost::asio::error::eof;
                                  if (error && !at_end) return handler(error);
                                  wire_.received = {wire_.buffer.get(), bytes};
                                  wire_.at_end = at_end;
                                  proceed({}, std::move(handler));
                              });
    }

    template <class Handler>
    void wait_for(socket_type::wait_type what, Handler handler) {
        socket_.async_wait(what, [this, handler = std::move(handler)](error_code error) mutable {
            proceed(error, std::move(handler));
        });
    }

    /// Goes on after a wait.
    template <class Handler>
    void proceed(error_code error, Handler handler) {
        if (!error && wire_.descriptor < 0) error = boost::asio::error::operation_aborted;
        if (error) return handler(error);
        go_on(std::move(handler));
    }

    error_code last_error() const noexcept {
        if (wire_.error != 0) return {wire_.error, boost::system::system_category()};
        const auto code = ::ERR_get_error();
        if (wire_.at_end && (code == 0 || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING))
            return boost::asio::ssl::error::stream_truncated;
        if (code == 0) return boost::asio::ssl::error::unexpected_result;
        return {static_cast<int>(code), boost::asio::error::get_ssl_category()};
    }

    socket_type socket_;
    seedance::detail::wire wire_;
    std::unique_ptr<SSL, free_session> outer_;  ///< with a proxy that is spoken to over TLS
    std::unique_ptr<SSL, free_session> inner_;  ///< the session to come, while one with a proxy is made
    std::unique_ptr<SSL, free_session> session_;
    step step_ = step::handshake;
    std::string_view unwritten_{};
    boost::asio::mutable_buffer into_{};
    std::size_t received_ = 0;
};

}  // namespace seedance::detail
