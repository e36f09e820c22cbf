// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What an intent becomes in the row of a table, whoever's table it is.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

inline std::int64_t unix_milliseconds(std::chrono::system_clock::time_point when) {
    return std::chrono::floor<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

/// Gives the time of so many milliseconds, or the nearest that the clock can hold.
inline std::chrono::system_clock::time_point time_at(std::int64_t unix_milliseconds) {
    using clock = std::chrono::system_clock;
    constexpr auto first = std::chrono::ceil<std::chrono::milliseconds>(clock::duration::min()).count();
    constexpr auto last = std::chrono::floor<std::chrono::milliseconds>(clock::duration::max()).count();
    return clock::time_point{std::chrono::milliseconds{std::clamp<std::int64_t>(unix_milliseconds, first, last)}};
}

/// Gives an intent as its row will have it: the time in whole milliseconds, the note not too long.
inline intent as_kept(intent what) {
    what.planned_at = time_at(unix_milliseconds(what.planned_at));
    if (what.ended_at) what.ended_at = time_at(unix_milliseconds(*what.ended_at));
    if (what.note.size() > longest_note) what.note.resize(longest_note);
    if (what.callback && what.callback->size() > longest_callback) what.callback->resize(longest_callback);
    return what;
}

/// Says in the intent itself that its row cannot be read; the intent counts as unknown from now on.
inline void mark_unreadable(intent& found, std::string_view name, std::string_view text) {
    found.state = intent_state::unknown;
    found.note.insert(0, "the journal's row cannot be read: " + std::string{name} + " is \"" +
                             std::string{text.substr(0, 8192)} + "\"; ");
}

/// Reads the text of a task of an intent; gives nothing where it is no task, or another account's or model's.
inline std::optional<task> own_task(const intent& whose, std::string_view text) {
    auto read = parse_task(text);
    const bool is_its_own =
        read && read->provider == whose.provider && read->account == whose.account && read->model == whose.model;
    return is_its_own ? std::move(read) : std::nullopt;
}

inline void read_state(intent& found, std::string_view text) {
    if (const auto known = value_named(all_intent_states, text))
        found.state = *known;
    else
        mark_unreadable(found, "state", text);
}

/// Reads a row's task. Its id is written twice: both must agree.
inline void read_task(intent& found, std::string_view id, std::string_view text) {
    found.task = own_task(found, text);
    if (found.task && found.task->id == id) return;
    found.task.reset();
    mark_unreadable(found, "task", text);
}

/// Reads what may be the task of a row whose outcome is not known: its own account is asked about it.
inline void read_candidate(intent& found, std::string_view text) {
    found.candidate = own_task(found, text);
    if (!found.candidate) mark_unreadable(found, "candidate", text);
}

/// Gives a count that a row has, such as that of an intent's further tasks; nothing it says makes it a wrong one.
inline int small_number(std::int64_t number) noexcept {
    return static_cast<int>(std::clamp<std::int64_t>(number, 0, std::numeric_limits<int>::max() - 1));
}

}  // namespace seedance::detail
