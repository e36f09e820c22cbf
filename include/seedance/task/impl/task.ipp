// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <charconv>
#include <cstdint>

#include <seedance/task/task.hpp>

namespace seedance {

namespace detail {

inline constexpr std::string_view task_prefix = "seedance-task/1";
inline constexpr std::size_t max_task_text = 8192;

inline bool is_plain_in_task_text(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/// Percent-encoding (RFC 3986) of everything but unreserved characters: no space, no control character, no line end.
inline void append_escaped(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_plain_in_task_text(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 0xF];
        }
    }
}

inline std::optional<std::string> unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] != '%') {
            if (!is_plain_in_task_text(text[i])) return std::nullopt;
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        if (text.size() - i < 3) return std::nullopt;
        const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
        if (error != std::errc{} || end != text.data() + i + 3) return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

/// Takes the part of `rest` up to `separator` (or all of it) and removes it with the separator.
inline std::string_view take_part(std::string_view& rest, char separator) noexcept {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

inline std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || value < 0) return std::nullopt;
    return value;
}

inline std::optional<std::chrono::seconds> poll_seconds(std::string_view text) noexcept {
    const auto value = whole_number(text);
    if (!value || *value > 86'400) return std::nullopt;
    return std::chrono::seconds{*value};
}

inline std::optional<poll_schedule> parse_schedule(std::string_view text) noexcept {
    const auto first = poll_seconds(take_part(text, '-'));
    const auto first_latest = poll_seconds(take_part(text, '/'));
    const auto interval = poll_seconds(take_part(text, '-'));
    const auto longest = poll_seconds(text);
    if (!first || !first_latest || !interval || !longest) return std::nullopt;
    if (*first > *first_latest || *interval > *longest || interval->count() == 0) return std::nullopt;
    return poll_schedule{*first, *first_latest, *interval, *longest};
}

}  // namespace detail

SEEDANCE_DECL std::string to_string(const task& t) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    std::string line{detail::task_prefix};
    for (const auto& part : {t.provider, t.model, t.id}) {
        line += ' ';
        detail::append_escaped(line, part);
    }
    line += ' ' + std::to_string(duration_cast<milliseconds>(t.accepted_at.time_since_epoch()).count());
    line += ' ' + std::to_string(t.polling.first.count()) + '-' + std::to_string(t.polling.first_latest.count());
    line += '/' + std::to_string(t.polling.interval.count()) + '-' + std::to_string(t.polling.interval_longest.count());
    return line;
}

SEEDANCE_DECL std::optional<task> parse_task(std::string_view line) {
    if (line.size() > detail::max_task_text) return std::nullopt;
    if (detail::take_part(line, ' ') != detail::task_prefix) return std::nullopt;
    auto provider = detail::unescape(detail::take_part(line, ' '));
    auto model = detail::unescape(detail::take_part(line, ' '));
    auto id = detail::unescape(detail::take_part(line, ' '));
    const auto accepted = detail::whole_number(detail::take_part(line, ' '));
    const auto polling = detail::parse_schedule(line);
    // Milliseconds up to the year 2262: whatever is later does not fit the clock's nanoseconds.
    if (!provider || !model || !id || provider->empty() || id->empty() || !accepted || *accepted > 9'223'372'036'854 ||
        !polling)
        return std::nullopt;
    return task{std::move(*provider), std::move(*model), std::move(*id),
                std::chrono::system_clock::time_point{std::chrono::milliseconds{*accepted}}, *polling};
}

}  // namespace seedance
