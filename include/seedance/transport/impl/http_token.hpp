// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>

#include <seedance/core/impl/char_table.hpp>

namespace seedance::detail {

/// Says whether this is an HTTP token (RFC 9110, 5.6.2), as methods and names of headers are.
inline bool is_token(std::string_view text) noexcept {
    static constexpr char_table allowed{
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"};
    return !text.empty() && allowed.holds_all(text);
}

/// Drops blanks and tabs from both ends, the only white space there is around the parts of a header.
inline std::string_view without_blanks(std::string_view text) noexcept {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes the first element from a list with commas (RFC 9110, 5.6.1); it may be empty.
inline std::string_view take_element(std::string_view& list) noexcept {
    const auto end = list.find(',');
    const auto element = without_blanks(list.substr(0, end));
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    return element;
}

}  // namespace seedance::detail
