// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For gateway writers: a task that was paid for must not be lost because the reply that names it was cut.

#include <cstddef>
#include <string>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>
#include <seedance/core/text.hpp>

namespace seedance {

namespace detail {

/// Says whether a byte is one that ids are made of, or a quote.
constexpr bool is_of_id(char c) noexcept {
    return text::is_letter(c) || text::is_digit(c) || std::string_view{"\"\\-_.~"}.find(c) != std::string_view::npos;
}

}  // namespace detail

/// Gives the value of the first `"name": "value"` in text that need not be whole JSON: a reply that was cut, or wrapped
/// in something else. Only a value that is free of escapes and closed by its quote counts, with a byte behind that
/// could not go on with it: a comma, a bracket, a line's end. The result is empty when there is no such value. It may
/// be any text: pass it to `usable_id`.
inline std::string salvage_string(std::string_view text, std::string_view name) {
    const auto quoted_name = '"' + std::string{name} + '"';
    for (auto found = text.find(quoted_name); found != std::string_view::npos;
         found = text.find(quoted_name, found + 1)) {
        auto at = text.find_first_not_of(" \t\r\n", found + quoted_name.size());
        if (at == std::string_view::npos || text[at] != ':') continue;  // the word stands there as a value
        at = text.find_first_not_of(" \t\r\n", at + 1);
        if (at == std::string_view::npos || text[at] != '"') continue;
        const auto end = text.find_first_of("\"\\", at + 1);
        if (end == std::string_view::npos || text[end] != '"') continue;
        const auto next = text.find_first_not_of(" \t", end + 1);
        if (next == std::string_view::npos || detail::is_of_id(text[next])) continue;
        return std::string{text.substr(at + 1, end - at - 1)};
    }
    return {};
}

/// The longest id of a task in bytes.
inline constexpr std::size_t longest_task_id = 2048;

/// Says whether a task id is visible ASCII of 1 to 2,048 bytes. Only the gateway interprets ids, yet they travel in
/// URLs, logs and journals.
constexpr bool is_usable_id(std::string_view id) noexcept {
    if (id.empty() || id.size() > longest_task_id) return false;
    for (const char c : id)
        if (c <= ' ' || c > '~') return false;
    return true;
}

/// Gives the id back, or an empty text when `is_usable_id` refuses it: what `decode_submit` returns as a task's id.
inline std::string usable_id(std::string id) {
    if (!is_usable_id(id)) id.clear();
    return id;
}

}  // namespace seedance
