// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// URLs as the world writes them: with blanks, with letters of every language, with a percent sign that escapes
/// nothing.

#include <cstddef>
#include <string>
#include <string_view>

#include <seedance/core/impl/char_table.hpp>
#include <seedance/core/percent.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance::detail {

/// The characters that stay as they are behind the host. (RFC 3986 leaves brackets to hosts.)
inline constexpr char_table kept_in_targets{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?@!$&'()*+,;="};

/// Counts the bytes of a URL or of a reference to one that stand before its path: scheme and authority.
inline std::size_t size_before_path(std::string_view reference) noexcept {
    constexpr std::string_view separators = ":/?#";
    const auto separator = reference.find_first_of(separators);
    const bool has_scheme = separator != std::string_view::npos && reference[separator] == ':';
    const auto start = has_scheme ? separator + 1 : 0;
    if (!reference.substr(start).starts_with("//")) return start;
    const auto end = reference.find_first_of("/?#", start + 2);
    return end == std::string_view::npos ? reference.size() : end;
}

/// Escapes in a received URL, or a reference to one, what RFC 3986 has no place for in a path, a query or a fragment.
/// What is an escape already stays byte for byte as it is: a signature may be made of it. Hosts stay as they are, and
/// control characters too: `split_https_url` refuses what is wrong with them. Blanks around it are dropped.
inline std::string with_escapes(std::string_view reference) {
    while (reference.starts_with(' ')) reference.remove_prefix(1);
    while (reference.ends_with(' ')) reference.remove_suffix(1);
    const auto start = size_before_path(reference);
    std::string url{reference.substr(0, start)};
    bool in_fragment = false;
    for (auto at = start; at != reference.size(); ++at) {
        const char c = reference[at];
        const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7F';
        const bool begins_fragment = c == '#' && !in_fragment;
        in_fragment = in_fragment || begins_fragment;
        if (kept_in_targets.holds(c) || is_control || begins_fragment || is_escape(reference.substr(at, 3)))
            url += c;
        else
            text::append_percent_encoded(url, reference.substr(at, 1));
    }
    return url;
}

}  // namespace seedance::detail
