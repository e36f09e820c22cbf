// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the sandbox's parts ask of texts and headers.

#include <algorithm>
#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include <seedance/core/text.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::testing::detail {

inline bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return text::lower(x) == text::lower(y); });
}

/// The first header of this name, or null.
inline const http_header* find_header(const std::vector<http_header>& headers, std::string_view name) noexcept {
    for (const auto& header : headers)
        if (equal_ignoring_case(header.name, name)) return &header;
    return nullptr;
}

/// The number that the whole text is; nothing where it is none, or one that does not fit.
template <std::integral Number>
std::optional<Number> parse_number(std::string_view text) noexcept {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace seedance::testing::detail
