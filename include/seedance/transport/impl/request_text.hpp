// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/core/impl/char_table.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/http_token.hpp>
#include <seedance/transport/impl/known_origins.hpp>

namespace seedance::detail {

/// Says whether this is visible ASCII with blanks inside only: such a value arrives as it was given.
inline bool is_header_value(std::string_view text) noexcept {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    static constexpr char_table allowed{
        "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"};
    if (!text.empty() && (blank(text.front()) || blank(text.back()))) return false;
    return allowed.holds_all(text);
}

/// Says whether this header says where a message goes or where it ends, which is the transport's own business.
inline bool is_reserved_header(std::string_view name) noexcept {
    constexpr std::string_view reserved[] = {"Host",       "Content-Length",  "Connection", "Transfer-Encoding",
                                             "TE",         "Trailer",         "Upgrade",    "Expect",
                                             "Keep-Alive", "Proxy-Connection"};
    return std::any_of(std::begin(reserved), std::end(reserved),
                       [name](std::string_view r) { return text::equal_ignoring_case(r, name); });
}

/// Says whether every byte that the caller chose may stand in a request's head.
inline bool has_sendable_head(const http_request& request) noexcept {
    const auto sendable = [](const http_header& h) {
        return is_token(h.name) && is_header_value(h.value) && !is_reserved_header(h.name);
    };
    const std::string_view method{request.method};
    return is_token(method) && method != "CONNECT" &&
           std::all_of(request.headers.begin(), request.headers.end(), sendable);
}

inline bool announces_length(const http_request& request) noexcept {
    const std::string_view method{request.method};
    return !request.content().empty() || method == "POST" || method == "PUT" || method == "PATCH";
}

inline bool names(const http_request& request, std::string_view header) noexcept {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [header](const http_header& h) { return text::equal_ignoring_case(h.name, header); });
}

/// Counts the bytes that a request's head has at most: where a text with a key in it has to grow, a copy is left
/// behind.
inline std::size_t most_bytes_of_head(const http_request& request, const request_target& target) noexcept {
    constexpr std::size_t names_of_our_own = 256;  // and their values
    auto size = names_of_our_own + request.method.size() + target.path.size() + target.origin->authority.size();
    for (const auto& h : request.headers) size += h.name.size() + h.value.size() + std::string_view{"\r\n: "}.size();
    return size;
}

/// How a request's body follows its head.
enum class body_follows : std::uint8_t {
    at_once,     ///< in the same text
    on_its_own,  ///< from where it is: a large one is not copied
    when_asked,  ///< likewise, and the head asks whether it may (RFC 9110, 10.1.1)
};

/// Writes the request as it goes over the wire: head and body, or the head alone. `out` keeps its memory from one
/// request to the next.
inline void write_request(std::string& out, const http_request& request, const request_target& target,
                          body_follows how = body_follows::at_once) {
    using namespace std::string_view_literals;
    out.clear();
    const auto body = how == body_follows::at_once ? request.content() : std::string_view{};
    out.reserve(most_bytes_of_head(request, target) + body.size());
    out.append(request.method).append(" "sv).append(target.path).append(" HTTP/1.1\r\nHost: "sv);
    out.append(target.origin->authority);
    if (!names(request, "User-Agent")) out.append("\r\nUser-Agent: seedance/"sv).append(version);
    if (!names(request, "Accept-Encoding")) out.append("\r\nAccept-Encoding: identity"sv);
    for (const auto& h : request.headers) out.append("\r\n"sv).append(h.name).append(": "sv).append(h.value);
    out.append("\r\n"sv);
    if (announces_length(request))
        out.append("Content-Length: "sv).append(std::to_string(request.content().size())).append("\r\n"sv);
    if (request.use == connection_use::fresh) out.append("Connection: close\r\n"sv);
    if (how == body_follows::when_asked) out.append("Expect: 100-continue\r\n"sv);
    out.append("\r\n"sv);
    out.append(body);
}

}  // namespace seedance::detail
