// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// For providers: a task that was paid for must not be lost because the reply that names it was cut.

#include <string>
#include <string_view>

namespace seedance {

/// The value of the first `"name": "value"` in text that need not be whole JSON: a reply that was cut, or wrapped in
/// something else. Only a value that is closed by its quote and free of escapes counts; an id has none. Empty: there is
/// none.
inline std::string salvage_string(std::string_view text, std::string_view name) {
    const auto quoted_name = '"' + std::string{name} + '"';
    for (auto found = text.find(quoted_name); found != std::string_view::npos;
         found = text.find(quoted_name, found + 1)) {
        auto at = text.find_first_not_of(" \t\r\n", found + quoted_name.size());
        if (at == std::string_view::npos || text[at] != ':') continue;  // the word stands there as a value
        at = text.find_first_not_of(" \t\r\n", at + 1);
        if (at == std::string_view::npos || text[at] != '"') return {};
        const auto end = text.find_first_of("\"\\", at + 1);
        if (end == std::string_view::npos || text[end] != '"') return {};
        return std::string{text.substr(at + 1, end - at - 1)};
    }
    return {};
}

/// Ids are looked at by no one but the gateway, yet they travel in URLs and journals: visible ASCII, 1 to 256 bytes.
constexpr bool is_usable_id(std::string_view id) noexcept {
    if (id.empty() || id.size() > 256) return false;
    for (const char c : id)
        if (c <= ' ' || c > '~') return false;
    return true;
}

}  // namespace seedance
