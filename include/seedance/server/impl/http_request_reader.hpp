// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional/optional.hpp>

#include <seedance/core/error.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/impl/chunk_decoder.hpp>
#include <seedance/transport/impl/plain_lines.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance::detail {

/// What of a request has come.
enum class request_part : std::uint8_t {
    some,    ///< more bytes are needed
    head,    ///< the head, for the first time
    whole,   ///< all of it
    broken,  ///< it is to be refused with `http_request_reader::status`, and the connection to be closed
};

/// How many bytes a request may have.
struct request_limits {
    std::size_t head = 8 * 1024;
    std::size_t body = 256 * 1024;
};

/// Reads requests from bytes that come in any pieces, without a socket. A server must not mend what it is sent (RFC
/// 9112, 11.2): where a proxy could read it in another way, it is refused. Beast's parser reads the head; the body is
/// ours, because in Boost 1.81 a peer that sends the last chunk of a body byte by byte runs into an assertion there.
class http_request_reader {
  public:
    /// Adds bytes that have come.
    void append(std::string_view bytes) { received_ += bytes; }

    /// Reads on. After `head` the caller decides whether the body is read at all.
    request_part look() {
        if (status_ != 0) return request_part::broken;
        if (!has_head_) return read_head();
        return is_chunked_ ? read_chunks() : read_length();
    }

    /// Forgets the request that was read; the next one may have come with it (RFC 9112, 9.3.2).
    void next() {
        auto received = std::move(received_);
        *this = http_request_reader{limits_};
        received_ = std::move(received);
    }

    explicit http_request_reader(const request_limits& limits = {}) : limits_{limits} {}

    bool empty() const noexcept { return received_.empty(); }
    int status() const noexcept { return status_; }
    bool keeps_connection() const noexcept { return keeps_connection_; }

    /// Says whether the client waits for a word before it sends the body (RFC 9110, 10.1.1).
    bool expects_continue() const noexcept { return expects_continue_; }

    /// Says whether the answer has no body (RFC 9110, 9.3.2).
    bool asks_for_head() const noexcept { return asks_for_head_; }

    webhook_request& request() noexcept { return request_; }

  private:
    /// Gives how many bytes of a body may not be its own.
    std::size_t most_framing() const noexcept { return 3 * limits_.body; }

    request_part refuse(int status) noexcept {
        status_ = status;
        return request_part::broken;
    }

    // ---- the head

    request_part read_head() {
        while (received_.starts_with("\r\n")) received_.erase(0, 2);  // RFC 9112, 2.2
        constexpr std::string_view mark = "\r\n\r\n";
        const auto end = received_.find(mark, searched_);
        const auto size = end == std::string::npos ? received_.size() : end + mark.size();
        if (size > limits_.head) return refuse(431);
        const auto head = std::string_view{received_}.substr(0, size);
        if (!has_plain_lines(head.substr(0, size - (head.ends_with('\r') ? 1 : 0)))) return refuse(400);
        searched_ = size - std::min(size, mark.size() - 1);
        if (end == std::string::npos) return request_part::some;
        const auto status = parse(head);
        if (status != 0) return refuse(status);
        received_.erase(0, size);
        has_head_ = true;
        return request_part::head;
    }

    using parser_type = boost::beast::http::request_parser<boost::beast::http::empty_body>;
    using field = boost::beast::http::field;

    static constexpr std::size_t most_head = 0xFFFF'FFFE;  // Beast counts the bytes in 32 bits

    /// Parses a whole head, and gives the status to refuse it with, or 0.
    int parse(std::string_view head) {
        parser_type parser;
        parser.header_limit(static_cast<std::uint32_t>(std::min(limits_.head, most_head) + 1));
        parser.body_limit(boost::none);
        parser.skip(true);
        error_code error;
        parser.put(boost::asio::const_buffer{head.data(), head.size()}, error);
        if (error || !parser.is_header_done()) return 400;
        keeps_connection_ = parser.keep_alive() && parser.get().version() == 11;
        left_ = parser.content_length().value_or(0);
        const auto& message = parser.get();
        request_.method = message.method_string();
        request_.target = message.target();
        asks_for_head_ = request_.method == "HEAD";
        for (const auto& each : message) request_.headers.push_back({each.name_string(), each.value()});
        return check(message);
    }

    /// Checks what Beast leaves to its caller.
    int check(const parser_type::value_type& message) {
        const bool is_1_1 = message.version() == 11;
        const auto hosts = message.count(field::host);
        if (hosts > 1 || (is_1_1 && hosts == 0)) return 400;  // RFC 9112, 3.2
        const auto codings = message.count(field::transfer_encoding);
        if (codings != 0) {
            is_chunked_ = codings == 1 && text::equal_ignoring_case(message[field::transfer_encoding], "chunked");
            const bool has_two_lengths = message.count(field::content_length) != 0;
            if (!is_1_1 || has_two_lengths || !is_chunked_) return 400;  // RFC 9112, 6.1 and 6.3
        }
        const auto expected = message[field::expect];
        if (expected.empty() || !is_1_1) return 0;
        expects_continue_ = text::equal_ignoring_case(expected, "100-continue");
        return expects_continue_ ? 0 : 417;
    }

    // ---- the body

    request_part read_length() {
        if (left_ > limits_.body) return refuse(413);
        const auto piece = std::min<std::size_t>(received_.size(), left_);
        request_.body.append(received_, 0, piece);
        received_.erase(0, piece);
        left_ -= piece;
        return left_ == 0 ? request_part::whole : request_part::some;
    }

    request_part read_chunks() {
        std::string_view input = received_;
        while (!chunks_.done()) {
            const auto step = chunks_.next(input);
            if (step.error) return refuse(400);
            if (step.taken == 0) break;
            input.remove_prefix(step.taken);
            request_.body += step.piece;
            framing_ += step.taken - step.piece.size();
            if (request_.body.size() > limits_.body || framing_ > most_framing()) return refuse(413);
        }
        received_.erase(0, received_.size() - input.size());
        return chunks_.done() ? request_part::whole : request_part::some;
    }

    request_limits limits_;
    std::string received_;      ///< and not yet read
    std::size_t searched_ = 0;  ///< bytes of it in which no head ends
    webhook_request request_;
    chunk_decoder chunks_;
    std::uint64_t left_ = 0;   ///< bytes of the body that have not come, where it has a length
    std::size_t framing_ = 0;  ///< bytes
    int status_ = 0;
    bool has_head_ = false;
    bool is_chunked_ = false;
    bool keeps_connection_ = false;
    bool expects_continue_ = false;
    bool asks_for_head_ = false;
};

}  // namespace seedance::detail
