// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>

#include <seedance/core/text.hpp>
#include <seedance/task/failure.hpp>

namespace seedance {

namespace detail {

/// Whether a character of foreign text may stand in a log line or on a terminal as it is: no controls of either kind,
/// nothing that changes the direction of what follows, no quote.
inline bool is_harmless(text::code_point c) noexcept {
    const bool control = c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0);
    const bool direction = c.value == 0x061C || (c.value >= 0x200E && c.value <= 0x200F) ||
                           (c.value >= 0x2028 && c.value <= 0x202E) || (c.value >= 0x2066 && c.value <= 0x2069);
    return c.length != 0 && !control && !direction && c.value != '"';
}

/// Text from outside, made safe: what is not harmless becomes a space; at most 300 bytes, never half a character.
inline std::string quoted(std::string_view foreign) {
    std::string out{"\""};
    while (!foreign.empty()) {
        const auto next = text::first_code_point(foreign);
        const auto size = std::max<std::size_t>(next.length, 1);
        if (out.size() + size > 301) return out + "...\"";
        out += is_harmless(next) ? foreign.substr(0, size) : std::string_view{" "};
        foreign.remove_prefix(size);
    }
    return out + '"';
}

inline std::string_view words_of(billed value) noexcept {
    switch (value) {
        case billed::no: return "not billed";
        case billed::yes: return "billed";
        case billed::unknown: return "may be billed";
    }
    return "?";
}

inline std::string advice_of(const failure& f) {
    switch (f.retry) {
        case retry::never: return {};
        case retry::call_again:
            return f.retry_after ? "call again after " + std::to_string(f.retry_after->count()) + " s"
                                 : std::string{"the call may be made again"};
        case retry::resume: return "do not submit again: resume the task";
        case retry::ask_first:
            return "not sent again: look at the gateway's dashboard or balance before submitting again";
    }
    return {};
}

}  // namespace detail

SEEDANCE_DECL std::string to_string(const failure& f) {
    std::string line{to_string(f.step)};
    if (!f.provider.empty()) line += " " + f.provider + (f.model.empty() ? "" : "/" + f.model);
    line += ": " + f.code.message();
    if (!f.detail.empty()) line += ": " + f.detail;
    for (const auto& v : f.broken_rules) line += "; " + to_string(v);
    if (f.http_status != 0) line += " [HTTP " + std::to_string(f.http_status) + "]";
    if (!f.gateway_code.empty()) line += " [gateway code " + detail::quoted(f.gateway_code) + "]";
    if (!f.gateway_message.empty()) line += " [gateway says " + detail::quoted(f.gateway_message) + "]";
    line += "; ";
    line += detail::words_of(f.billed);
    if (f.task) line += "; task " + detail::quoted(f.task->id);
    if (const auto advice = detail::advice_of(f); !advice.empty()) line += "; " + advice;
    return line;
}

}  // namespace seedance
