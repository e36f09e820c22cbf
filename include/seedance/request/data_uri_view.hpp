// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <string_view>

#include <seedance/core/all_of.hpp>
#include <seedance/core/text.hpp>

namespace seedance {

/// The parts of a `data:` URI (RFC 2397) as they are written. They view the URI's text.
struct data_uri_view {
    std::string_view head{};     ///< what stands before the comma: "data:image/png;base64"
    std::string_view type{};     ///< the media type without its parameters; empty where none is said
    bool is_base64 = false;      ///< the content is Base64
    std::string_view content{};  ///< what stands behind the comma

    /// Says whether there is a URI at all.
    constexpr explicit operator bool() const noexcept { return !head.empty(); }
};

/// Splits a `data:` URI; gives a view that is false for a text that is none.
constexpr data_uri_view split_data_uri(std::string_view url) noexcept {
    constexpr std::string_view scheme = "data:", base64 = ";base64";
    if (!text::starts_with_ignoring_case(url, scheme)) return {};
    const auto comma = url.find(',');
    if (comma == std::string_view::npos) return {};
    data_uri_view out{.head = url.substr(0, comma), .content = url.substr(comma + 1)};
    auto type = out.head.substr(scheme.size());
    out.is_base64 =
        type.size() >= base64.size() && text::equal_ignoring_case(type.substr(type.size() - base64.size()), base64);
    out.type = type.substr(0, type.find(';'));
    return out;
}

namespace detail {

/// Says whether a byte is one of the characters of Base64. It is a function object, which compilers inline.
inline constexpr auto is_base64_character = [](unsigned char c) noexcept {
    return (text::is_between(c, 'A', 'Z') | text::is_between(c, 'a', 'z') | text::is_between(c, '/', '9') |
            unsigned{c == '+'}) != 0;
};

/// Drops the padding, of which there are two characters at most.
constexpr std::string_view without_padding(std::string_view encoded) noexcept {
    for (int i = 0; i != 2 && encoded.ends_with('='); ++i) encoded.remove_suffix(1);
    return encoded;
}

/// Says whether a text is Base64 of at least one byte, with its padding (RFC 4648, 3.2 and 4).
constexpr bool is_base64(std::string_view encoded) noexcept {
    return !encoded.empty() && encoded.size() % 4 == 0 && text::all_of(without_padding(encoded), is_base64_character);
}

/// Gives the number of bytes that a Base64 text stands for.
/// @pre `is_base64(encoded)`
constexpr std::int64_t decoded_size(std::string_view encoded) noexcept {
    return static_cast<std::int64_t>(encoded.size() / 4 * 3 - (encoded.size() - without_padding(encoded).size()));
}

}  // namespace detail

}  // namespace seedance
