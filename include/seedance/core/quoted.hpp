// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <seedance/core/text.hpp>

namespace seedance::detail {

/// Says whether a character of foreign text may stand in a log line or on a terminal as it is: it is no control
/// character (C0 or C1), does not change the direction of text, and is no quote.
inline bool is_harmless(text::code_point c) noexcept {
    const bool control = c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0);
    const bool direction = c.value == 0x061C || (c.value >= 0x200E && c.value <= 0x200F) ||
                           (c.value >= 0x2028 && c.value <= 0x202E) || (c.value >= 0x2066 && c.value <= 0x2069);
    return c.length != 0 && !control && !direction && c.value != '"';
}

/// Appends characters of a text from outside to `out`, at most `longest` bytes of them, with a space in place of each
/// that `is_good` refuses; gives the rest of the text.
template <class Predicate>
std::string_view append_harmless(std::string& out, std::string_view foreign, std::size_t longest, Predicate is_good) {
    const auto start = out.size();
    while (!foreign.empty()) {
        const auto next = text::first_code_point(foreign);
        const auto size = std::max<std::size_t>(next.length, 1);
        if (out.size() - start + size > longest) break;
        out += is_good(next) ? foreign.substr(0, size) : std::string_view{" "};
        foreign.remove_prefix(size);
    }
    return foreign;
}

/// Quotes text from outside: replaces what is not harmless with a space and cuts at 300 bytes, between characters.
inline std::string quoted(std::string_view foreign) {
    std::string out{"\""};
    const auto rest = append_harmless(out, foreign, 300, is_harmless);
    return out + (rest.empty() ? "\"" : "...\"");
}

/// Replaces what is not harmless in text from outside with a space, and cuts it at `longest` bytes, between characters.
/// Its quotes stay.
inline std::string harmless(std::string_view foreign, std::size_t longest) {
    std::string out;
    append_harmless(out, foreign, longest, [](text::code_point c) { return is_harmless(c) || c.value == '"'; });
    return out;
}

}  // namespace seedance::detail

namespace seedance::text {

using detail::harmless;

}  // namespace seedance::text
