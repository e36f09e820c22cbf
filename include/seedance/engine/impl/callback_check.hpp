// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/engine/callbacks.hpp>
#include <seedance/engine/impl/callback_urls.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/transport/http.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance::detail {

/// Makes an answer to a callback; `words` are the library's own.
inline webhook_reply reply_to_callback(int status, std::string_view words) {
    json_writer body;
    body.begin_object();
    if (!words.empty()) body.member("error", words);
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = body.end_object().take()};
}

inline std::size_t size_of_head(const webhook_request& request) noexcept {
    auto size = request.method.size() + request.target.size();
    for (const auto& each : request.headers) size += each.name.size() + each.value.size() + 4;
    return size;
}

/// Gives the answer to a request that is no callback, whatever its body says: it looks at the head, and at nothing
/// else.
inline std::optional<webhook_reply> refuse_callback(const callback_urls& urls, const webhook_request& request) {
    if (size_of_head(request) > max_callback_head) return reply_to_callback(431, "the head has more than 8 KiB");
    if (!urls.read(request.target)) return reply_to_callback(404, "there is no such callback URL");
    if (request.method != "POST") {
        auto refusal = reply_to_callback(405, "a callback is posted");
        refusal.headers.push_back({"Allow", "POST"});
        return refusal;
    }
    const auto length = value_of_header(request.headers, "Content-Length");
    const auto size = text::parse_number<std::uint64_t>(length);
    const bool has_length =
        size || !value_of_header(request.headers, "Transfer-Encoding").empty() || !request.body.empty();
    if (!length.empty() && !size) return reply_to_callback(400, "Content-Length is no number");
    if (!has_length) return reply_to_callback(411, "a callback has a length");
    if (size.value_or(0) > max_callback_body || request.body.size() > max_callback_body)
        return reply_to_callback(413, "a callback has at most 256 KiB");
    return std::nullopt;
}

}  // namespace seedance::detail
