// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api.hpp"

namespace server {

namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

/// Serves the interface over HTTP/1.1, each connection on a strand of its own. All that others decide has a limit.
class connections {
  public:
    static constexpr std::uint64_t most_connections = 2'000, most_streams = 1'000;
    static constexpr auto head_limit = std::chrono::seconds{15};   ///< until a request's head is there
    static constexpr auto body_limit = std::chrono::seconds{10};   ///< from its head to its end
    static constexpr auto write_limit = std::chrono::seconds{10};  ///< for 64 KiB: a slower reader is dropped
    static constexpr auto keep_alive = std::chrono::seconds{15};   ///< between two signs of life of a stream
    static constexpr auto look_again = std::chrono::milliseconds{250};

    connections(asio::io_context& io, server::api& api, orders& orders, metrics& figures)
        : io_{io}, api_{api}, orders_{orders}, metrics_{figures} {}

    /// Takes connections until the acceptor is closed.
    asio::awaitable<void> listen(tcp::acceptor& acceptor) {
        asio::steady_timer timer{acceptor.get_executor()};
        while (acceptor.is_open()) {
            tcp::socket socket{asio::make_strand(io_)};
            beast::error_code failed;
            co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
            if (!failed && metrics_.connections.value < most_connections) {
                const auto strand = socket.get_executor();
                asio::co_spawn(strand, serve(std::move(socket)), log_exception);
            }
            if (!failed) continue;
            timer.expires_after(std::chrono::milliseconds{100});  // no more files may be open, for instance
            co_await timer.async_wait(as_tuple);
        }
    }

    /// Ends streams, and connections after the answer that is under way.
    void stop() { is_ending_ = true; }

  private:
    asio::awaitable<void> serve(tcp::socket socket) {
        const counted connection{metrics_.connections};
        beast::tcp_stream stream{std::move(socket)};
        beast::flat_buffer buffer{64 * 1024};
        for (bool goes_on = true; goes_on;) goes_on = co_await exchange(stream, buffer);
        beast::error_code ignored;
        stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
        stream.expires_after(std::chrono::seconds{1});
        for (int parts = 0; !ignored && parts != 16; ++parts) {  // closed with unread bytes, the answer would be lost
            buffer.clear();
            const auto part = buffer.prepare(buffer.max_size());
            co_await stream.async_read_some(part, asio::redirect_error(asio::use_awaitable, ignored));
        }
    }

    /// Reads a request and answers it; gives whether another may come.
    asio::awaitable<bool> exchange(beast::tcp_stream& stream, beast::flat_buffer& buffer) {
        http::request_parser<http::string_body> parser;
        parser.header_limit(seedance::webhook_receiver::max_head);
        parser.body_limit(seedance::webhook_receiver::max_body);
        beast::error_code failed;
        stream.expires_after(head_limit);
        co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failed));
        auto from = request_in(parser);
        auto said = failed ? refusal_of(failed) : api_.refuse(from);
        const bool needs_body = !said && !failed;
        if (needs_body) {
            stream.expires_after(body_limit);
            if (parser.get()[http::field::expect] == "100-continue")
                co_await asio::async_write(stream, asio::buffer(go_on),
                                           asio::redirect_error(asio::use_awaitable, failed));
            if (!failed)
                co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failed));
            if (failed) said = refusal_of(failed);
            from.body = std::move(parser.get().body());
        }
        if (failed && !said) co_return false;  // it has gone, or took too long
        const auto begun = std::chrono::steady_clock::now();
        if (!said) said = co_await api_.answer_to(from);
        const bool goes_on = needs_body && !failed && parser.keep_alive() && !is_ending_ && said->events_of.empty();
        const auto sent = co_await send(stream, from, *said, goes_on);
        note(from, *said, begun);
        if (!sent) co_return false;
        co_return goes_on;
    }

    static request request_in(http::request_parser<http::string_body>& parser) {
        const auto& head = parser.get();
        request made{.method = std::string{head.method_string()}, .target = std::string{head.target()}};
        for (const auto& field : head)
            made.headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
        return made;
    }

    /// Gives the answer to what is no request of HTTP; nothing where nobody reads it.
    static std::optional<reply> refusal_of(beast::error_code failed) {
        if (failed == http::error::header_limit) return problem(431, "head", "the head of the request is too long");
        if (failed == http::error::body_limit) return problem(413, "body", "the body of the request is too long");
        const bool is_no_http = failed.category() == make_error_code(http::error::bad_method).category() &&
                                failed != http::error::end_of_stream && failed != http::error::partial_message;
        return is_no_http ? std::optional{problem(400, "http", "this is no request of HTTP/1.1")} : std::nullopt;
    }

    void note(const request& from, const reply& said, std::chrono::steady_clock::time_point begun) {
        ++metrics_.answers.value;
        if (said.status >= 500) ++metrics_.server_errors.value;
        const auto took = std::chrono::steady_clock::now() - begun;
        log("answer", {{"route", api::route_of(from)},
                       {"status", said.status},
                       {"us", std::chrono::duration_cast<std::chrono::microseconds>(took).count()}});
    }

    asio::awaitable<bool> send(beast::tcp_stream& stream, const request& to, reply& said, bool goes_on) {
        if (!said.events_of.empty() && to.method != "HEAD") {
            const counted open{metrics_.streams};
            if (metrics_.streams.value <= most_streams) {
                co_await send_events(stream, said);
                co_return false;
            }
            said = problem(503, "streams", "too many streams are open; ask for the order itself");
        }
        if (!said.file.empty()) {
            const auto sent = co_await send_file(stream, to, said, goes_on);
            co_return sent;
        }
        auto text = head_of(said, goes_on, said.body.size());
        if (to.method != "HEAD") text += said.body;
        const auto sent = co_await write(stream, text);
        co_return sent;
    }

    /// Sends a file, or the part of it that is asked for, a piece at a time.
    asio::awaitable<bool> send_file(beast::tcp_stream& stream, const request& to, reply& said, bool goes_on) {
        std::ifstream file{said.file, std::ios::binary | std::ios::ate};
        const auto size = file ? static_cast<std::uint64_t>(file.tellg()) : 0;
        const auto tag = '"' + said.file.substr(said.file.rfind('/') + 1) + '"';  // what is in a file never changes
        const auto range = range_of(to, size, tag);
        const auto part = range.value_or(byte_range{});
        said.headers = {{"Accept-Ranges", "bytes"}, {"ETag", tag}};
        said.status = !range ? 416 : part.end - part.first == size ? 200 : 206;
        if (said.status != 200)
            said.headers.push_back({"Content-Range", "bytes " + text_of(range) + '/' + std::to_string(size)});
        auto piece = head_of(said, goes_on, part.end - part.first);
        bool sent = co_await write(stream, piece);
        auto left = to.method == "HEAD" ? 0 : part.end - part.first;
        file.seekg(static_cast<std::streamoff>(part.first));
        while (sent && left != 0) {
            piece.resize(std::min<std::uint64_t>(left, 64 * 1024));
            if (!file.read(piece.data(), static_cast<std::streamsize>(piece.size()))) co_return false;
            sent = co_await write(stream, piece);
            left -= piece.size();
        }
        co_return sent;
    }

    static std::string text_of(const std::optional<byte_range>& range) {
        return range ? std::to_string(range->first) + '-' + std::to_string(range->end - 1) : "*";
    }

    /// Sends an order whenever it has changed. Each event holds all of it, so that a slow reader misses some and costs
    /// nothing; to look at an order that is under way is to look into a map, so that many readers cost little.
    asio::awaitable<void> send_events(beast::tcp_stream& stream, reply& said) {
        asio::steady_timer timer{stream.get_executor()};
        said.type = "text/event-stream";
        std::string text = head_of(said, false, std::nullopt), shown;
        for (int quiet = 0; !is_ending_; ++quiet) {
            const auto now = co_await orders_.find(said.events_of);
            const auto event = "data: " + json::serialize(to_json(now.value())) + "\n\n";
            if (event != shown) text += shown = event;
            if (text.empty() && quiet * look_again >= keep_alive) text = ": still here\n\n";
            if (!text.empty()) {
                const auto sent = co_await write(stream, text);
                if (!sent || now->is_over()) co_return;
                text.clear();
                quiet = 0;
            }
            timer.expires_after(look_again);
            co_await timer.async_wait(as_tuple);
        }
    }

    asio::awaitable<bool> write(beast::tcp_stream& stream, const std::string& text) {
        beast::error_code failed;
        stream.expires_after(write_limit);
        co_await asio::async_write(stream, asio::buffer(text), asio::redirect_error(asio::use_awaitable, failed));
        co_return !failed;
    }

    static std::string head_of(const reply& said, bool goes_on, std::optional<std::uint64_t> size) {
        std::string head = "HTTP/1.1 " + std::to_string(said.status) + ' ';
        head.append(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(said.status)))).append("\r\n");
        const auto add = [&head](std::string_view name, std::string_view value) {
            head.append(name).append(": ").append(value).append("\r\n");
        };
        for (const auto& each : said.headers) add(each.name, each.value);
        add("Content-Type", said.type);
        if (size) add("Content-Length", std::to_string(*size));
        if (!goes_on) add("Connection", "close");
        return head.append(security_headers).append("\r\n");
    }

    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    static constexpr std::string_view security_headers =
        "Cache-Control: no-store\r\n"
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'\r\n"
        "Cross-Origin-Opener-Policy: same-origin\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\n";

    asio::io_context& io_;
    server::api& api_;
    orders& orders_;
    metrics& metrics_;
    std::atomic<bool> is_ending_{false};
};

}  // namespace server
