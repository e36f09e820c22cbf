// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/server/answer.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/server/impl/answer_text.hpp>
#include <seedance/server/impl/byte_range.hpp>
#include <seedance/server/impl/connection_roster.hpp>
#include <seedance/server/impl/file_reader.hpp>
#include <seedance/server/impl/http_request_reader.hpp>
#include <seedance/server/impl/server_state.hpp>
#include <seedance/server/impl/server_stream.hpp>

namespace seedance::detail {

/// Serves the requests of one connection, one after another, on a strand. It lives as long as it does that.
class server_connection final : public rostered_connection, public std::enable_shared_from_this<server_connection> {
  public:
    server_connection(std::shared_ptr<server_state> server, boost::asio::ip::tcp::socket socket)
        : server_{std::move(server)},
          stream_{std::move(socket), server_->tls ? &*server_->tls : nullptr},
          reader_{{.head = server_->options.max_head, .body = server_->options.max_body}} {}

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

    /// Reads a request and answers it; gives whether another may come.
    awaitable<bool> serve_one() {
        auto said = co_await refuse_by_head();
        if (!said) said = co_await refuse_by_body();
        const bool is_whole = !said;
        const auto begun = clock::now();
        if (is_whole) said = co_await take();
        const stream_place place{*server_, *said};
        if (!place.is_free()) said = server_->handler->failed(503);
        const auto body = co_await body_of(*said);
        ++server_->answers;
        if (said->status >= 500) ++server_->server_errors;
        server_->handler->answered(reader_.request(), said->status, clock::now() - begun);
        const bool goes_on = is_whole && reader_.keeps_connection() && !server_->is_ending && !body.events;
        co_await send(*said, body, goes_on);
        said.reset();  // with the place that its file holds
        server_->roster.set(number_, connection_standing::idle);
        reader_.next();
        if (!goes_on || server_->is_ending) co_return false;  // the end may have begun while the answer was sent
        co_await await_next();
        co_return true;
    }

    // ---- a request, whose time begins with its first byte, or with the connection

    void begin_request() {
        begun_ = clock::now();
        stream_.limit(begun_ + std::min(server_->options.head_limit, server_->options.request_limit));
    }

    awaitable<void> await_next() {
        stream_.limit(clock::now() + server_->options.idle_limit);
        if (reader_.empty()) co_await read_more();
        begin_request();
    }

    /// Reads the head, and gives the answer to one that is refused.
    awaitable<std::optional<server_answer>> refuse_by_head() {
        const auto part = co_await read_part();
        if (part == request_part::broken) co_return server_->handler->failed(reader_.status());
        co_return server_->handler->refuse(reader_.request());
    }

    /// Reads the body, and gives the answer to one that is refused.
    awaitable<std::optional<server_answer>> refuse_by_body() {
        stream_.limit(begun_ + server_->options.request_limit);
        auto part = reader_.look();
        const bool waits = part == request_part::some && reader_.expects_continue();
        if (waits) co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (part == request_part::some) part = co_await read_part();
        std::optional<server_answer> refusal;
        if (part == request_part::broken) refusal = server_->handler->failed(reader_.status());
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

    // ---- its answer

    awaitable<server_answer> take() {
        server_->roster.set(number_, connection_standing::busy);
        std::optional<server_answer> said;
        try {
            said = co_await server_->handler->answer(reader_.request());
        } catch (const std::exception&) {
        }
        if (!said) said = server_->handler->failed(500);
        co_return std::move(*said);
    }

    /// What of an answer is sent after its head.
    struct sent_body {
        std::optional<std::uint64_t> size{};  ///< nothing: it has no length
        file_reader file{};
        byte_range part{};  ///< of the file
        event_source events{};
    };

    /// Finds out what the body is. The answer gets the status and the headers that a file has.
    awaitable<sent_body> body_of(server_answer& said) {
        sent_body body;
        if (const auto* const wanted = std::get_if<served_file>(&said.body)) {
            const auto tag = wanted->tag;
            body.file = co_await file_reader::open(server_->files, wanted->path);
            if (body.file.is_open())
                body.part = choose(said, body.file.size(), tag);
            else
                said = server_->handler->failed(body.file.status());
        }
        if (const auto* const text = std::get_if<std::string>(&said.body)) body.size = text->size();
        if (body.file.is_open()) body.size = body.part.size();
        if (auto* const events = std::get_if<event_source>(&said.body)) body.events = std::move(*events);
        if (said.status == 204 || said.status == 304) body.size.reset();  // RFC 9110, 8.6
        co_return body;
    }

    byte_range choose(server_answer& said, std::uint64_t size, const std::string& tag) {
        auto chosen = choose_part(reader_.request().headers, size, tag, !reader_.asks_for_head());
        said.status = chosen.status;
        for (auto& each : chosen.headers) said.headers.push_back(std::move(each));
        return chosen.part;
    }

    awaitable<void> send(const server_answer& said, const sent_body& body, bool goes_on) {
        auto text = head_text(said, server_->options.headers, body.size, goes_on);
        const bool is_empty = reader_.asks_for_head() || said.status == 304;
        const auto* const whole = std::get_if<std::string>(&said.body);
        if (whole != nullptr && !is_empty) text += *whole;
        co_await write(text);
        if (is_empty) co_return;
        if (body.file.is_open()) co_await send_file(body.file, body.part);
        if (body.events) co_await send_events(body.events);
    }

    awaitable<void> send_file(const file_reader& file, byte_range left) {
        while (left.size() != 0) {
            const auto bytes = co_await file.read(server_->files, left);
            if (bytes.empty()) throw std::runtime_error{"the file has become shorter"};  // the client sees it cut
            co_await write(bytes);
            left.first += bytes.size();
        }
    }

    awaitable<void> send_events(const event_source& look) {
        boost::asio::steady_timer timer{stream_.executor()};
        std::optional<std::string> shown;
        auto quiet_since = clock::now();
        while (!server_->is_ending) {
            auto now = co_await look();
            std::string text;
            if (now.data != shown)
                text = event_text(now.data);
            else if (clock::now() - quiet_since >= server_->options.event_silence)
                text = ":\n\n";
            if (!text.empty()) quiet_since = clock::now();
            if (!text.empty()) co_await write(text);
            if (now.is_last || stream_.has_ended()) co_return;
            shown = std::move(now.data);
            timer.expires_after(server_->options.event_interval);
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
    }

    /// Writes what there is a piece at a time, each in its own time.
    awaitable<void> write(std::string_view text) {
        while (!text.empty()) {
            const auto next = text.substr(0, file_reader::piece);
            stream_.limit(clock::now() + server_->options.idle_limit);
            co_await stream_.write(next);
            text.remove_prefix(next.size());
        }
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
