// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A connection as somebody writes it who counts instructions: a concrete executor, a write tried at once, one read for
/// each answer, TLS between memory BIOs.

#include <openssl/ssl.h>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "job.hpp"

namespace bench {

namespace asio = boost::asio;

inline SSL_CTX* make_client_tls() {
    auto* tls = ::SSL_CTX_new(::TLS_client_method());
    ::SSL_CTX_set_default_verify_paths(tls);
    ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, nullptr);
    return tls;
}

class wire {
  public:
    explicit wire(asio::io_context& context) : socket_{context.get_executor()} {}

    void open(const job& job, SSL_CTX* tls) {
        socket_.connect({asio::ip::make_address(job.host), job.port});
        socket_.set_option(asio::ip::tcp::no_delay{true});
        if (!job.tls) return;
        session_ = ::SSL_new(tls);
        received_ = ::BIO_new(::BIO_s_mem());
        to_send_ = ::BIO_new(::BIO_s_mem());
        ::SSL_set_bio(session_, received_, to_send_);
        while (::SSL_connect(session_) != 1) {
            flush();
            ::BIO_write(received_, raw_, static_cast<int>(socket_.read_some(asio::buffer(raw_))));
        }
        flush();
    }

    void send(const std::string& bytes) {
        if (session_ == nullptr) {
            asio::write(socket_, asio::buffer(bytes));
        } else {
            ::SSL_write(session_, bytes.data(), static_cast<int>(bytes.size()));
            flush();
        }
    }

    /// Calls back with what has arrived since the last call, which may be nothing.
    template <class Handler>
    void receive(Handler handler) {
        socket_.async_read_some(asio::buffer(raw_), [this, handler = std::move(handler)](
                                                        boost::system::error_code error, std::size_t size) mutable {
            if (error) meter::give_up(error.message());
            if (session_ == nullptr) return handler(std::string_view{raw_, size});
            ::BIO_write(received_, raw_, static_cast<int>(size));
            std::size_t clear = 0;
            for (int n; (n = ::SSL_read(session_, raw_ + clear, static_cast<int>(sizeof raw_ - clear))) > 0;)
                clear += static_cast<std::size_t>(n);
            handler(std::string_view{raw_, clear});
        });
    }

  private:
    void flush() {
        char* data = nullptr;
        const auto size = BIO_get_mem_data(to_send_, &data);
        if (size > 0) asio::write(socket_, asio::buffer(data, static_cast<std::size_t>(size)));
        (void)BIO_reset(to_send_);
    }

    asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type> socket_;
    SSL* session_ = nullptr;
    BIO* received_ = nullptr;
    BIO* to_send_ = nullptr;
    char raw_[17 * 1024];
};

}  // namespace bench
