// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/status.hpp>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/callback_check.hpp>
#include <seedance/transport/webhook.hpp>
#include <seedance/webhook/impl/connection_roster.hpp>
#include <seedance/webhook/impl/http_request_reader.hpp>
#include <seedance/webhook/impl/receiver_gate.hpp>
#include <seedance/webhook/impl/server_stream.hpp>

namespace seedance::detail {

/// How long a client may take.
struct server_limits {
    std::chrono::milliseconds head{};
    std::chrono::milliseconds request{};
    std::chrono::milliseconds idle{};
};

/// What the connections of a server share.
struct server_state {
    server_state(webhook_receiver& to, std::size_t most_connections, const server_limits& allowed,
                 std::optional<boost::asio::ssl::context> own_tls)
        : receiver{to}, roster{most_connections}, limits{allowed}, tls{std::move(own_tls)} {}

    receiver_gate receiver;
    connection_roster roster;
    const server_limits limits;
    std::optional<boost::asio::ssl::context> tls;
};

/// Makes the text of an answer. One to HEAD has no body (RFC 9110, 9.3.2).
inline std::string text_of(const webhook_reply& reply, bool has_body, bool keeps_connection) {
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(reply.status));
    std::string text = "HTTP/1.1 " + std::to_string(reply.status) + ' ' + std::string{reason} + "\r\n";
    for (const auto& each : reply.headers) text += each.name + ": " + each.value + "\r\n";
    text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
    if (!keeps_connection) text += "Connection: close\r\n";
    text += "\r\n";
    if (has_body) text += reply.body;
    return text;
}

/// Serves the requests of one connection, one after another, on a strand. It lives as long as it does that.
class server_connection final : public rostered_connection, public std::enable_shared_from_this<server_connection> {
  public:
    server_connection(std::shared_ptr<server_state> server, boost::asio::ip::tcp::socket socket)
        : server_{std::move(server)}, stream_{std::move(socket), server_->tls ? &*server_->tls : nullptr} {}

    ~server_connection() override { server_->roster.remove(number_); }

    /// Begins to serve, if there is room.
    void start() {
        number_ = server_->roster.add(weak_from_this());
        if (number_ == 0) return;
        boost::asio::co_spawn(stream_.executor(), serve(shared_from_this()), boost::asio::detached);
    }

    void stop() noexcept override {
        try {
            boost::asio::post(stream_.executor(), [self = shared_from_this()] { self->stream_.close(); });
        } catch (const std::exception&) {  // without memory; its limits end it
        }
    }

  private:
    template <class Token>
    auto ask_receiver(Token token) {
        auto start = [this](auto handler) { server_->receiver.take(std::move(reader_.request()), std::move(handler)); };
        return boost::asio::async_initiate<Token, void(error_code, webhook_reply)>(std::move(start), token);
    }

    using clock = server_stream::clock;
    template <class T>
    using awaitable = boost::asio::awaitable<T>;

    /// Serves requests until one of them is the last. A connection that breaks, or takes too long, needs no words.
    static awaitable<void> serve(std::shared_ptr<server_connection> self) {
        try {
            self->begin_request();
            co_await self->stream_.begin();
            bool goes_on = true;
            while (goes_on) goes_on = co_await self->serve_one();
            self->stream_.limit(clock::now() + longest_end);
            co_await self->stream_.end(boost::asio::buffer(self->scratch_));
        } catch (const std::exception&) {
        }
    }

    awaitable<bool> serve_one() {
        auto reply = co_await refuse_by_head();
        if (!reply) reply = co_await refuse_by_body();
        const bool is_whole = !reply;
        if (is_whole) reply = co_await take();
        const bool goes_on = is_whole && reader_.keeps_connection();
        const auto text = text_of(*reply, !reader_.asks_for_head(), goes_on);
        stream_.limit(clock::now() + server_->limits.idle);
        co_await stream_.write(text);
        reader_.next();
        if (goes_on) co_await await_next();
        co_return goes_on;
    }

    // ---- a request, whose time begins with its first byte, or with the connection

    void begin_request() {
        begun_ = clock::now();
        stream_.limit(begun_ + std::min(server_->limits.head, server_->limits.request));
    }

    awaitable<void> await_next() {
        stream_.limit(clock::now() + server_->limits.idle);
        if (reader_.empty()) co_await read_more();
        begin_request();
    }

    /// Reads the head, and gives the answer to one that is refused.
    awaitable<std::optional<webhook_reply>> refuse_by_head() {
        const auto part = co_await read_part();
        if (part == request_part::broken) co_return why_broken();
        co_return server_->receiver.refuse(reader_.request());
    }

    /// Reads the body, and gives the answer to one that is refused.
    awaitable<std::optional<webhook_reply>> refuse_by_body() {
        stream_.limit(begun_ + server_->limits.request);
        auto part = reader_.look();
        const bool waits = part == request_part::some && reader_.expects_continue();
        if (waits) co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (part == request_part::some) part = co_await read_part();
        std::optional<webhook_reply> refusal;
        if (part == request_part::broken) refusal = why_broken();
        co_return refusal;
    }

    /// Reads until there is more to say of the request than before.
    awaitable<request_part> read_part() {
        auto part = reader_.look();
        while (part == request_part::some) {
            co_await read_more();
            part = reader_.look();
        }
        co_return part;
    }

    awaitable<void> read_more() {
        const auto size = co_await stream_.read_some(boost::asio::buffer(scratch_));
        reader_.append({scratch_.data(), size});
    }

    std::optional<webhook_reply> why_broken() const {
        switch (reader_.status()) {
            case 413: return reply_to_callback(413, "a callback has at most 256 KiB");
            case 417: return reply_to_callback(417, "100-continue is all that can be expected");
            case 431: return reply_to_callback(431, "the head has more than 8 KiB");
            case 501: return reply_to_callback(501, "chunked is the only transfer coding");
            default: return reply_to_callback(400, "this is no HTTP/1.1 that can be read in one way only");
        }
    }

    // ---- its answer

    awaitable<webhook_reply> take() {
        server_->roster.set(number_, connection_standing::busy);
        auto answer = co_await ask_receiver(boost::asio::as_tuple(boost::asio::use_awaitable));
        server_->roster.set(number_, connection_standing::idle);
        const auto& error = std::get<0>(answer);
        auto reply = std::move(std::get<1>(answer));
        if (error) reply = reply_to_callback(503, "it cannot be taken now: post it again");
        co_return reply;
    }

    static constexpr std::chrono::seconds longest_end{2};

    const std::shared_ptr<server_state> server_;
    server_stream stream_;
    http_request_reader reader_;
    clock::time_point begun_{};
    std::uint64_t number_ = 0;
    std::array<char, 4096> scratch_{};
};

}  // namespace seedance::detail
