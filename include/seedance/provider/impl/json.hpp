// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Lenient reading of gateways' JSON: numbers may come as strings, fields may be missing, texts are cut at 1 KiB where they
/// only serve people. Depth is limited to 32, invalid UTF-8 is refused, of duplicate keys the last counts.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace seedance::detail {

namespace json = boost::json;

inline constexpr std::size_t max_gateway_text = 1024;

/// The object that `text` holds, or nothing when it is not the JSON of an object.
inline std::optional<json::object> parse_object(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

inline const json::object* find_object(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    return value != nullptr ? value->if_object() : nullptr;
}

/// A string field, or empty.
inline std::string_view find_string(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

/// A whole number, given as a number or as a string of digits.
inline std::optional<std::int64_t> find_number(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_number()) {
        boost::system::error_code error;
        const auto number = value->to_number<std::int64_t>(error);
        if (!error) return number;
        return std::nullopt;
    }
    const auto text = find_string(in, name);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Cuts UTF-8 that is too long for people, never inside a character.
inline std::string cut(std::string text) {
    if (text.size() <= max_gateway_text) return text;
    auto size = max_gateway_text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    text.resize(size);
    return text;
}

/// A field as text for people: a string as it is, anything else as JSON; empty when missing or null.
inline std::string find_text(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    return cut(value->is_string() ? std::string{value->get_string()} : json::serialize(*value));
}

/// An id: a string, or a whole number where a gateway forgets the quotes.
inline std::string find_id(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    const bool whole_number = value != nullptr && (value->is_int64() || value->is_uint64());
    return whole_number ? json::serialize(*value) : std::string{find_string(in, name)};
}

/// Milliseconds up to the year 2262: whatever is later does not fit the clock's nanoseconds.
inline std::optional<std::chrono::system_clock::time_point> find_unix_milliseconds(const json::object& in, std::string_view name) {
    const auto number = find_number(in, name);
    if (!number || *number < 0 || *number > 9'223'372'036'854) return std::nullopt;
    return std::chrono::system_clock::time_point{std::chrono::milliseconds{*number}};
}

inline std::optional<std::chrono::system_clock::time_point> find_unix_seconds(const json::object& in, std::string_view name) {
    const auto number = find_number(in, name);
    if (!number || *number < 0 || *number > 9'223'372'036) return std::nullopt;
    return std::chrono::system_clock::time_point{std::chrono::seconds{*number}};
}

/// The value of the first `"name": "value"` in text that need not be whole JSON: a reply that was cut, or wrapped in
/// something else. Only a value that is closed by its quote and free of escapes counts; an id has none.
inline std::string salvage_string(std::string_view text, std::string_view name) {
    const auto quoted_name = '"' + std::string{name} + '"';
    for (auto found = text.find(quoted_name); found != std::string_view::npos; found = text.find(quoted_name, found + 1)) {
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

/// Ids are looked at by no one but the gateway, yet they travel in URLs and journals: visible ASCII, at most 256 bytes.
inline bool is_usable_id(std::string_view id) noexcept {
    if (id.empty() || id.size() > 256) return false;
    for (const char c : id)
        if (c <= ' ' || c > '~') return false;
    return true;
}

}  // namespace seedance::detail
