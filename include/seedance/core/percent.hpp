// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Percent-encoding (RFC 3986, 2.1) of any bytes as unreserved characters and escapes: no blank, no control character,
/// no line end, nothing that separates the parts of a URL.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>

namespace seedance::text {

/// What RFC 3986, 2.3 calls unreserved: it means itself wherever it stands in a URL.
constexpr bool is_unreserved(char c) noexcept {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Appends `bytes`; everything but unreserved characters becomes "%XX", in upper case.
inline void append_percent_encoded(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out.reserve(out.size() + bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 0xF]});
    }
}

/// The bytes that `encoded` stands for; nothing for a text that holds anything but unreserved characters and whole
/// escapes, whose digits may be of either case.
inline std::optional<std::string> percent_decode(std::string_view encoded) {
    std::string bytes;
    while (!encoded.empty()) {
        const char next = encoded.front();
        const auto escaped = encoded.substr(1, 2);
        if (is_unreserved(next)) {
            bytes += next;
            encoded.remove_prefix(1);
            continue;
        }
        const auto byte = parse_number<unsigned char>(escaped, 16);
        if (next != '%' || escaped.size() != 2 || !byte) return std::nullopt;
        bytes += static_cast<char>(*byte);
        encoded.remove_prefix(3);
    }
    return bytes;
}

}  // namespace seedance::text
