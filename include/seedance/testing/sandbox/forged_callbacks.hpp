// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a forger makes of a gateway's callback.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/testing/sandbox/callback_types.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance::testing::detail {

inline constexpr std::size_t too_large_callback = 300 * 1024;

/// Gives another letter of the same case, another digit, or 'x' for anything else. Hexadecimal digits stay such.
constexpr char another_character(char c) noexcept {
    if (text::is_digit(c)) return c == '9' ? '0' : static_cast<char>(c + 1);
    if (!text::is_letter(c)) return 'x';
    if (text::lower(c) == 'f') return static_cast<char>(c - 5);
    return text::lower(c) == 'z' ? static_cast<char>(c - 1) : static_cast<char>(c + 1);
}

constexpr bool is_token_character(char c) noexcept {
    return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '_';
}

/// Gives where the longest token of a text begins, and its length: of letters, digits, '-' and '_'.
constexpr std::string_view longest_token(std::string_view text) noexcept {
    std::string_view longest;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = static_cast<std::size_t>(
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), is_token_character) -
            text.begin());
        if (end - begin > longest.size()) longest = text.substr(begin, end - begin);
        begin = end + 1;
    }
    return longest;
}

/// Changes one character in the middle of the longest token of path and query: the last characters of Base64 have bits
/// that mean nothing. A URL without any gets a path.
inline std::string with_wrong_token(std::string url) {
    const auto parts = split_https_url(url);
    const auto token = longest_token(parts.target);
    if (token.empty()) return std::string{parts.origin} + "/forged";
    const auto middle = static_cast<std::size_t>(token.data() - url.data()) + token.size() / 2;
    url[middle] = another_character(url[middle]);
    return url;
}

/// Gives the body with another id in place of this one.
inline std::string with_other_id(std::string body, std::string_view id) {
    auto other = std::string{id};
    other.back() = another_character(other.back());
    for (auto at = body.find(id); at != std::string::npos; at = body.find(id, at + id.size()))
        body.replace(at, id.size(), other);
    return body;
}

/// Changes a callback as `callback.forged` says. The body of another task is put there by who knows the tasks.
inline void forge(sandbox_callback& callback) {
    switch (callback.forged) {
        case callback_forgery::none:
        case callback_forgery::other_task: break;
        case callback_forgery::wrong_token: callback.url = with_wrong_token(callback.url); break;
        case callback_forgery::bad_json: callback.body.resize(callback.body.size() / 2); break;
        case callback_forgery::too_large:
            callback.body.resize(std::max(callback.body.size(), too_large_callback), ' ');
            break;
    }
}

}  // namespace seedance::testing::detail
