// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/core/error.hpp>

namespace seedance::detail {

using https_strand = boost::asio::strand<boost::asio::any_io_executor>;

/// Tells the socket what was written before it passes the result on.
template <typename Socket, typename Handler>
struct counting_handler {
    Socket* owner;
    Handler next;

    void operator()(error_code error, std::size_t bytes) {
        owner->count(bytes);
        std::move(next)(error, bytes);
    }
};

/// A TCP socket under TLS that counts what the kernel has taken: `ssl::stream` reports 0 bytes on every error, so only here can
/// be proved that nothing of a request has left.
class counted_socket {
  public:
    using next_layer_type = boost::asio::basic_stream_socket<boost::asio::ip::tcp, https_strand>;
    using lowest_layer_type = next_layer_type::lowest_layer_type;
    using executor_type = https_strand;
    using clock = std::chrono::steady_clock;

    explicit counted_socket(const https_strand& strand) : socket_{strand} {}

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    next_layer_type& socket() noexcept { return socket_; }
    lowest_layer_type& lowest_layer() noexcept { return socket_.lowest_layer(); }
    const lowest_layer_type& lowest_layer() const noexcept { return socket_.lowest_layer(); }

    /// Bytes that the kernel has taken so far.
    std::uint64_t sent() const noexcept { return sent_; }

    /// When it last took some.
    clock::time_point last_sent() const noexcept { return last_sent_; }

    template <typename Buffers, typename Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }

    template <typename Buffers, typename Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const Buffers& bytes) {
                socket_.async_write_some(bytes, counting_handler<counted_socket, decltype(handler)>{this, std::move(handler)});
            },
            token, buffers);
    }

    void count(std::size_t bytes) noexcept {
        if (bytes == 0) return;
        sent_ += bytes;
        last_sent_ = clock::now();
    }

  private:
    next_layer_type socket_;
    std::uint64_t sent_ = 0;
    clock::time_point last_sent_{};
};

}  // namespace seedance::detail

namespace boost::asio {

/// Executor, allocator and cancellation slot are those of the handler inside.
template <template <typename, typename> class Associator, typename Socket, typename Handler, typename Candidate>
struct associator<Associator, seedance::detail::counting_handler<Socket, Handler>, Candidate> : Associator<Handler, Candidate> {
    using handler = seedance::detail::counting_handler<Socket, Handler>;
    static auto get(const handler& h) noexcept { return Associator<Handler, Candidate>::get(h.next); }
    static auto get(const handler& h, const Candidate& c) noexcept { return Associator<Handler, Candidate>::get(h.next, c); }
};

}  // namespace boost::asio
