// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Percent-encoding (RFC 3986, 2.1) of any bytes as unreserved characters and escapes: no blank, no control character,
/// no line end, nothing that separates the parts of a URL.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/impl/char_table.hpp>
#include <seedance/core/number.hpp>

namespace seedance::text {

/// The unreserved characters of RFC 3986, 2.3, which mean themselves wherever they stand in a URL.
inline constexpr detail::char_table unreserved{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"};

/// Appends `bytes` to `out`; everything but unreserved characters becomes "%XX", in upper case.
inline void append_percent_encoded(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out.reserve(out.size() + bytes.size());
    while (!bytes.empty()) {
        std::size_t plain = 0;
        while (plain != bytes.size() && unreserved.holds(bytes[plain])) ++plain;
        out.append(bytes.substr(0, plain));
        bytes.remove_prefix(plain);
        if (bytes.empty()) break;
        const auto byte = static_cast<unsigned char>(bytes.front());
        out.append({'%', digits[byte >> 4], digits[byte & 0xF]});
        bytes.remove_prefix(1);
    }
}

/// Gives the bytes that `encoded` stands for, or nothing for a text that holds anything but unreserved characters and
/// whole escapes, whose digits may be of either case.
inline std::optional<std::string> percent_decode(std::string_view encoded) {
    std::string bytes;
    while (!encoded.empty()) {
        const char next = encoded.front();
        const auto escaped = encoded.substr(1, 2);
        if (unreserved.holds(next)) {
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
