// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// One TLS connection of the sandbox reads requests and sends whatever the core decides. Everything runs on the one
/// thread of the sandbox; a connection lives as long as an operation on it is under way.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <seedance/core/error.hpp>
#include <seedance/testing/sandbox/core.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

/// The state that every connection of one origin shares.
struct session_context {
    sandbox_core& core;
    std::size_t origin;
    std::function<void(std::function<void()>)> hold;  ///< keeps a function that sends a held answer

    /// Keeps a function that sends an answer, until a callback of this task has been posted.
    std::function<void(const std::string&, std::function<void()>)> hold_for_callback;

    std::function<void()> answered;  ///< called whenever an answer was decided, and held or sent
};

class session : public std::enable_shared_from_this<session> {
  public:
    static constexpr std::uint32_t max_header = 16 * 1024;

    session(tcp::socket socket, asio::ssl::context& tls, const session_context& context, std::size_t number)
        : stream_{std::move(socket), tls}, context_{context}, number_{number} {}

    void start() {
        stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](error_code error) {
            if (!error) self->read();
        });
    }

  private:
    tcp::socket& socket() { return stream_.next_layer(); }

    void read() {
        parser_.emplace();
        parser_->header_limit(max_header);
        parser_->body_limit(context_.core.origin(context_.origin).max_body());
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
    }

    void on_read(error_code error) {
        if (!error) return act_on(context_.core.answer(context_.origin, take_request(), parser_->keep_alive()));
        if (error == http::error::header_limit) return refuse(431, "The request's header is too large");
        if (error == http::error::body_limit) return refuse(413, "The request's body is too large");
        const bool gone = error == http::error::end_of_stream || error == http::error::partial_message;
        if (!gone && error.category() == make_error_code(http::error::bad_method).category())
            refuse(400, "This is not HTTP");
    }

    received_request take_request() {
        auto& message = parser_->get();
        received_request request{
            .method = message.method_string(), .target = message.target(), .body = std::move(message.body())};
        for (const auto& field : message) request.headers.push_back({field.name_string(), field.value()});
        request.connection = number_;
        return request;
    }

    void refuse(int status, std::string_view words) {
        act_on({.bytes = context_.core.refusal(context_.origin, status, words), .keep_alive = false});
    }

    void act_on(outgoing answer) {
        answer_ = std::move(answer);
        const auto release = [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->release();
        };
        if (answer_.hold)
            hold([&] { context_.hold(release); });
        else if (!answer_.after_callback_of.empty())
            hold([&] { context_.hold_for_callback(answer_.after_callback_of, release); });
        else
            send();
        context_.answered();
    }

    /// Stays silent until the answer is released, the client does anything, or the sandbox stops.
    template <class KeepRelease>
    void hold(const KeepRelease& keep_release) {
        held_ = true;
        keep_release();
        socket().async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code) { self->held_ = false; });
    }

    void release() {
        if (!std::exchange(held_, false)) return;
        error_code ignored;
        socket().cancel(ignored);
        send();
    }

    void send() {
        if (answer_.bytes.empty()) return sent({});
        asio::async_write(stream_, asio::buffer(answer_.bytes),
                          [self = shared_from_this()](error_code error, std::size_t) { self->sent(error); });
    }

    void sent(error_code error) {
        if (error) return;
        switch (answer_.ending) {
            case cut::none: return answer_.keep_alive ? read() : close_tls();
            case cut::close_notify: return close_tls();
            case cut::fin: return close_tcp();
            case cut::rst: return reset();
        }
    }

    /// Closes TLS in order. The client need not answer our close_notify, and may still be sending.
    void close_tls() {
        stream_.async_shutdown([self = shared_from_this()](error_code) { self->close_tcp(); });
    }

    /// Closes TCP in order. To close a socket with unread bytes would reset the connection and could destroy the answer
    /// on its way, so what the client still sends is read first.
    void close_tcp() {
        error_code ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
        drain();
    }

    void drain() {
        socket().async_read_some(asio::buffer(scrap_), [self = shared_from_this()](error_code error, std::size_t) {
            if (!error) self->drain();
        });
    }

    void reset() {
        error_code ignored;
        socket().set_option(asio::socket_base::linger{true, 0}, ignored);
        socket().close(ignored);
    }

    asio::ssl::stream<tcp::socket> stream_;
    const session_context& context_;
    std::size_t number_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    outgoing answer_;
    bool held_ = false;
    std::array<char, 4096> scrap_;
};

}  // namespace seedance::testing::detail
