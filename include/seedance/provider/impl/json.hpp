// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Lenient reading of gateways' JSON: numbers may come as strings, fields may be missing, texts are cut at 1 KiB where
/// they only serve people. Depth is limited to 32, invalid UTF-8 is refused, of duplicate keys the last counts.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace seedance::detail {

namespace json = boost::json;

inline constexpr std::size_t max_gateway_text = 1024;

/// Where an answer's JSON lives while it is read: on the stack, unless the answer is uncommonly large. No field of it
/// allocates on its own. What was parsed lives no longer than this.
class json_memory {
  public:
    /// The value that `text` holds, or null when it is not JSON.
    json::value parse(std::string_view text) {
        unsigned char pending[4096];  // what stands in objects and arrays that are still open
        json::parser parser{&memory_, {}, pending};
        parser.reset(&memory_);
        boost::system::error_code error;
        parser.write(text.data(), text.size(), error);
        return error ? json::value{} : parser.release();
    }

  private:
    unsigned char buffer_[16 * 1024];
    json::monotonic_resource memory_{buffer_, sizeof buffer_};
};

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

/// A value as JSON.
inline std::string json_text(const json::value& value) {
    return value.is_int64() ? std::to_string(value.get_int64()) : json::serialize(value);
}

/// A field as text for people: a string as it is, anything else as JSON; empty when missing or null.
inline std::string find_text(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    return cut(value->is_string() ? std::string{value->get_string()} : json_text(*value));
}

/// An id: a string, or a whole number where a gateway forgets the quotes.
inline std::string find_id(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    const bool whole_number = value != nullptr && (value->is_int64() || value->is_uint64());
    return whole_number ? json_text(*value) : std::string{find_string(in, name)};
}

/// A result's URL, when it is one: a gateway may leave a text empty, or put something else there.
inline void add_url(std::vector<std::string>& urls, const json::value& url) {
    if (url.is_string() && !url.get_string().empty()) urls.emplace_back(url.get_string());
}

/// Milliseconds up to the year 2262: whatever is later does not fit the clock's nanoseconds.
inline std::optional<std::chrono::system_clock::time_point> find_unix_milliseconds(const json::object& in,
                                                                                   std::string_view name) {
    const auto number = find_number(in, name);
    if (!number || *number < 0 || *number > 9'223'372'036'854) return std::nullopt;
    return std::chrono::system_clock::time_point{std::chrono::milliseconds{*number}};
}

inline std::optional<std::chrono::system_clock::time_point> find_unix_seconds(const json::object& in,
                                                                              std::string_view name) {
    const auto number = find_number(in, name);
    if (!number || *number < 0 || *number > 9'223'372'036) return std::nullopt;
    return std::chrono::system_clock::time_point{std::chrono::seconds{*number}};
}

}  // namespace seedance::detail
