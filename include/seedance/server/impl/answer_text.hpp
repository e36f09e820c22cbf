// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/beast/http/status.hpp>

#include <seedance/server/answer.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Makes the head of an answer. Without a size the end of the connection is the end of the body (RFC 9112, 6.3).
inline std::string head_text(const server_answer& answer, const std::vector<http_header>& always,
                             std::optional<std::uint64_t> size, bool keeps_connection) {
    namespace http = boost::beast::http;
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + ' ';
    text.append(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(answer.status)))).append("\r\n");
    for (const auto* const list : {&answer.headers, &always})
        for (const auto& each : *list) text.append(each.name).append(": ").append(each.value).append("\r\n");
    if (size) text.append("Content-Length: ").append(std::to_string(*size)).append("\r\n");
    if (!keeps_connection) text.append("Connection: close\r\n");
    return text.append("\r\n");
}

/// Makes an event of server-sent events (HTML, 9.2.6): each line of its data is a line of its own.
inline std::string event_text(std::string_view data) {
    std::string text;
    while (true) {
        const auto end = data.find_first_of("\r\n");
        text.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == data.npos) return text.append("\n");
        data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
    }
}

}  // namespace seedance::detail
