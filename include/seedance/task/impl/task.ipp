// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/percent.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

namespace detail {

inline constexpr std::string_view task_prefix = "seedance-task/1";
inline constexpr std::string_view account_field = " account=";
inline constexpr std::string_view callback_field_of_task = " callback=";
inline constexpr std::size_t max_task_text = 8192;

/// Takes the part of `rest` up to `separator` (or all of it) and removes it with the separator.
inline std::string_view take_part(std::string_view& rest, char separator) noexcept {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

inline std::optional<std::chrono::seconds> poll_seconds(std::string_view seconds) noexcept {
    const auto value = text::parse_number<std::int64_t>(seconds);
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

/// The fields at the end of a task's text.
struct task_fields {
    std::string account{default_account};
    callback_use callback = callback_use::none;
};

/// Reads one field; one of a later version says nothing. Gives false where it cannot be right.
inline bool read_field(task_fields& fields, std::string_view field) {
    static constexpr auto account = account_field.substr(1), callback = callback_field_of_task.substr(1);
    const bool is_visible = std::all_of(field.begin(), field.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (!is_visible || field.find('=') == std::string_view::npos) return false;
    if (field.starts_with(account)) {
        auto name = text::percent_decode(field.substr(account.size()));
        if (!name || name->empty()) return false;
        fields.account = std::move(*name);
    } else if (field.starts_with(callback)) {
        fields.callback =
            value_named(all_callback_uses, field.substr(callback.size())).value_or(callback_use::beside_polls);
    }
    return true;
}

/// Reads the fields at the end of a task's text.
inline std::optional<task_fields> parse_fields(std::string_view text) {
    task_fields fields;
    while (!text.empty())
        if (!read_field(fields, take_part(text, ' '))) return std::nullopt;
    return fields;
}

}  // namespace detail

SEEDANCE_DECL std::string to_string(const task& t) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    std::string line{detail::task_prefix};
    for (const auto& part : {t.provider, t.model, t.id}) {
        line += ' ';
        text::append_percent_encoded(line, part);
    }
    line += ' ' + std::to_string(duration_cast<milliseconds>(t.accepted_at.time_since_epoch()).count());
    line += ' ' + std::to_string(t.polling.first.count()) + '-' + std::to_string(t.polling.first_latest.count());
    line += '/' + std::to_string(t.polling.interval.count()) + '-' + std::to_string(t.polling.interval_longest.count());
    if (t.account != default_account) {  // without, as earlier versions read it
        line += detail::account_field;
        text::append_percent_encoded(line, t.account);
    }
    if (t.callback != callback_use::none) line.append(detail::callback_field_of_task).append(to_string(t.callback));
    return line;
}

SEEDANCE_DECL std::optional<task> parse_task(std::string_view line) {
    if (line.size() > detail::max_task_text || line.ends_with(' ')) return std::nullopt;
    if (detail::take_part(line, ' ') != detail::task_prefix) return std::nullopt;
    auto provider = text::percent_decode(detail::take_part(line, ' '));
    auto model = text::percent_decode(detail::take_part(line, ' '));
    auto id = text::percent_decode(detail::take_part(line, ' '));
    const auto accepted = text::parse_number<std::int64_t>(detail::take_part(line, ' '));
    const auto polling = detail::parse_schedule(detail::take_part(line, ' '));
    auto fields = detail::parse_fields(line);
    // Milliseconds up to the year 2262: whatever is later does not fit the clock's nanoseconds.
    if (!provider || !model || !id || provider->empty() || id->empty() || !accepted || *accepted > 9'223'372'036'854 ||
        !polling || !fields)
        return std::nullopt;
    return task{std::move(*provider),
                std::move(*model),
                std::move(*id),
                std::chrono::system_clock::time_point{std::chrono::milliseconds{*accepted}},
                *polling,
                std::move(fields->account),
                fields->callback};
}

}  // namespace seedance
