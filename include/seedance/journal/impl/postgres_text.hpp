// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/hex.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>

namespace seedance::detail {

/// Stands before two hexadecimal digits for a byte that PostgreSQL does not take in a text: U+FFFD, the replacement
/// character.
inline constexpr std::string_view postgres_escape = "\xEF\xBF\xBD";

/// Says how many bytes at the begin of a text PostgreSQL takes as they are: none where the first must be escaped.
inline std::size_t postgres_plain_length(std::string_view text) noexcept {
    if (text.front() == '\0' || text.starts_with(postgres_escape)) return 0;
    return text::first_code_point(text).length;
}

/// Writes any bytes as UTF-8 without NUL. What is such a text is written as it is; texts keep which is the prefix of
/// which.
inline std::string as_postgres_text(std::string_view bytes) {
    std::string written;
    written.reserve(bytes.size());
    while (!bytes.empty()) {
        auto length = postgres_plain_length(bytes);
        if (length == 0)
            written.append(postgres_escape).append(text::hex(bytes.substr(0, length = 1)));
        else
            written.append(bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    return written;
}

/// Reads what `as_postgres_text` has written.
inline std::string from_postgres_text(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    while (!text.empty()) {
        const auto at = std::min(text.find(postgres_escape), text.size());
        bytes.append(text.substr(0, at));
        text.remove_prefix(at);
        if (text.empty()) break;
        const auto digits = text.substr(postgres_escape.size(), 2);
        const auto byte = digits.size() == 2 ? text::parse_number<unsigned char>(digits, 16) : std::nullopt;
        const auto length = postgres_escape.size() + (byte ? 2 : 0);
        if (byte)
            bytes.push_back(static_cast<char>(*byte));
        else
            bytes.append(postgres_escape);
        text.remove_prefix(length);
    }
    return bytes;
}

/// Writes a name as an identifier in SQL.
inline std::string as_identifier(std::string_view name) {
    std::string quoted{'"'};
    for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

/// An array as a statement's parameter: a column of what is written together.
class postgres_array {
  public:
    void add(std::int64_t value) { begin().append(std::to_string(value)); }
    void add(bool value) { begin().push_back(value ? 't' : 'f'); }
    void add(std::string_view value) {
        begin().push_back('"');
        for (const char c : as_postgres_text(value)) {
            if (c == '"' || c == '\\') text_.push_back('\\');
            text_.push_back(c);
        }
        text_.push_back('"');
    }
    void add(const std::string& value) { add(std::string_view{value}); }
    void add(const char* value) { add(std::string_view{value}); }
    template <class Value>
    void add(const std::optional<Value>& value) {
        if (value)
            add(*value);
        else
            begin().append("NULL");
    }

    bool is_empty() const noexcept { return text_.size() == 1; }
    std::string text() const { return text_ + '}'; }

  private:
    std::string& begin() {
        if (!is_empty()) text_.push_back(',');
        return text_;
    }

    std::string text_{'{'};
};

}  // namespace seedance::detail
