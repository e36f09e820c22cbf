// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/engine/callbacks.hpp>
#include <seedance/engine/impl/callback_urls.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance::detail {

/// Makes an answer to a callback; `words` are the library's own, and need no escapes.
inline webhook_reply reply_to_callback(int status, std::string_view words) {
    webhook_reply reply{.status = status, .headers = {{"Content-Type", "application/json"}}, .body = "{}"};
    if (!words.empty()) reply.body = "{\"error\":\"" + std::string{words} + "\"}";
    return reply;
}

inline std::string_view header_of(const webhook_request& request, std::string_view name) noexcept {
    for (const auto& each : request.headers)
        if (text::equal_ignoring_case(each.name, name)) return each.value;
    return {};
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
    const auto length = header_of(request, "Content-Length");
    const auto size = text::parse_number<std::uint64_t>(length);
    const bool has_length = size || !header_of(request, "Transfer-Encoding").empty() || !request.body.empty();
    if (!length.empty() && !size) return reply_to_callback(400, "Content-Length is no number");
    if (!has_length) return reply_to_callback(411, "a callback has a length");
    if (size.value_or(0) > max_callback_body || request.body.size() > max_callback_body)
        return reply_to_callback(413, "a callback has at most 256 KiB");
    return std::nullopt;
}

}  // namespace seedance::detail
