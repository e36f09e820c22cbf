// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// One callback on its way: a connection of its own, a POST, the answer, and a time limit.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <seedance/testing/sandbox/callback_types.hpp>

namespace seedance::testing::detail {

/// Writes a callback as HTTP/1.1.
inline std::string to_http(const sandbox_callback& callback) {
    auto text = "POST " + callback.target + " HTTP/1.1\r\n";
    for (const auto& header : callback.headers)
        text.append(header.name).append(": ").append(header.value).append("\r\n");
    return text.append("Connection: close\r\n\r\n").append(callback.body);
}

/// What a receiver answered.
struct callback_answer {
    int status = 0;  ///< 0: nothing whole, or not in time
    std::string body = {};
    std::string failure = {};  ///< why there is no answer
};

/// The post over a plain socket or over TLS. Its operations keep it alive, and are all on the sandbox's one thread.
template <class Stream>
class callback_exchange : public std::enable_shared_from_this<callback_exchange<Stream>> {
    static constexpr bool over_tls = !std::is_same_v<Stream, boost::asio::ip::tcp::socket>;
    static constexpr std::uint64_t max_answer = 64 * 1024;
    using error_code = boost::system::error_code;

  public:
    struct listener {
        std::function<void()> leaves;                ///< called right before the first byte of the request
        std::function<void(callback_answer)> ended;  ///< called once
    };

    template <class... StreamArguments>
    callback_exchange(boost::asio::io_context& io, std::string bytes, listener to, StreamArguments&... more)
        : stream_{io, more...}, limit_{io}, bytes_{std::move(bytes)}, listener_{std::move(to)} {
        parser_.body_limit(max_answer);
    }

    void start(const boost::asio::ip::tcp::endpoint& to, std::chrono::milliseconds answer_within) {
        limit_.expires_after(answer_within);
        limit_.async_wait([self = this->shared_from_this()](error_code error) {
            if (!error) self->give_up();
        });
        socket().async_connect(
            to, [self = this->shared_from_this()](error_code error) { error ? self->end(error) : self->connected(); });
    }

  private:
    boost::asio::ip::tcp::socket& socket() {
        if constexpr (over_tls)
            return stream_.next_layer();
        else
            return stream_;
    }

    void connected() {
        error_code ignored;
        socket().set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
        if constexpr (over_tls)
            stream_.async_handshake(
                boost::asio::ssl::stream_base::client,
                [self = this->shared_from_this()](error_code error) { error ? self->end(error) : self->exchange(); });
        else
            exchange();
    }

    /// Reads while it writes: a receiver may refuse a large body before it has read it. What goes wrong with writing
    /// is seen by reading, too.
    void exchange() {
        listener_.leaves();
        boost::asio::async_write(stream_, boost::asio::buffer(bytes_),
                                 [self = this->shared_from_this()](error_code, std::size_t) {});
        boost::beast::http::async_read(
            stream_, buffer_, parser_,
            [self = this->shared_from_this()](error_code error, std::size_t) { self->end(error); });
    }

    void give_up() {
        too_late_ = true;
        close();
    }

    void close() {
        error_code ignored;
        socket().close(ignored);
    }

    void end(error_code error) {
        limit_.cancel();
        close();
        if (too_late_) return listener_.ended({.failure = "no whole answer in time"});
        if (error) return listener_.ended({.failure = error.message()});
        listener_.ended(
            {.status = static_cast<int>(parser_.get().result_int()), .body = std::move(parser_.get().body())});
    }

    Stream stream_;
    boost::asio::steady_timer limit_;
    std::string bytes_;
    listener listener_;
    boost::beast::flat_buffer buffer_;
    boost::beast::http::response_parser<boost::beast::http::string_body> parser_;
    bool too_late_ = false;
};

}  // namespace seedance::testing::detail
