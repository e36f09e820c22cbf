// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The table of intents, and an intent as a row of it.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

inline constexpr int journal_application = 0x5EEDA4CE;  ///< in the file's header: whose it is
inline constexpr int journal_schema = 1;                ///< `PRAGMA user_version`

/// The opposite of `is_over` in SQL; queries repeat the words of the index, so that SQLite uses it.
inline const std::string is_open = "state NOT IN ('not_sent', 'failed', 'fetched', 'expired')";

inline const std::string journal_tables = R"sql(
    PRAGMA application_id = 1592632526;
    PRAGMA user_version = 1;
    CREATE TABLE owners (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
    CREATE TABLE intents (
        name TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        task TEXT,
        task_id TEXT,
        held INTEGER NOT NULL,        -- micro-USD
        note TEXT NOT NULL,
        planned_at INTEGER NOT NULL,  -- Unix time in milliseconds
        owner INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX intents_by_task ON intents (provider, task_id) WHERE task_id IS NOT NULL;
    CREATE INDEX intents_open ON intents (owner) WHERE )sql" +
                                          is_open;

static_assert(journal_application == 1592632526 && journal_schema == 1);

/// The columns of every SELECT, in the order in which `intent_in` reads them.
inline const std::string select_intents =
    "SELECT name, state, provider, model, task, task_id, held, note, planned_at, owner, rowid FROM intents WHERE ";

inline constexpr int column_owner = 9, column_rowid = 10;

inline constexpr std::size_t longest_note = 64 * 1024;

inline std::optional<intent_state> state_named(std::string_view name) noexcept {
    for (int i = 0; i <= static_cast<int>(intent_state::expired); ++i)
        if (const auto state = static_cast<intent_state>(i); to_string(state) == name) return state;
    return std::nullopt;
}

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

inline std::string note_in_row(const intent& what) { return what.note.substr(0, longest_note); }

/// Says in the intent itself that its row cannot be read; the intent counts as unknown from now on.
inline void mark_unreadable(intent& found, std::string_view column, const std::string& text) {
    found.state = intent_state::unknown;
    found.note.insert(
        0, "the journal's row cannot be read: " + std::string{column} + " is \"" + text.substr(0, 8192) + "\"; ");
}

/// Reads a row's task. It is written twice, whole and as provider, model and id: they must agree.
inline void read_task(intent& found, const sqlite_run& row) {
    const auto text = row.text(4);
    found.task = parse_task(text);
    const bool agree = found.task && found.task->id == row.text(5) && found.task->provider == found.provider &&
                       found.task->model == found.model;
    if (agree) return;
    found.task.reset();
    mark_unreadable(found, "task", text);
}

inline intent intent_in(const sqlite_run& row) {
    intent found;
    found.name = row.text(0);
    found.provider = row.text(2);
    found.model = row.text(3);
    found.held = micro_usd(row.number(6));
    found.note = row.text(7);
    found.planned_at = time_at(row.number(8));
    const auto state = row.text(1);
    if (const auto known = state_named(state))
        found.state = *known;
    else
        mark_unreadable(found, "state", state);
    if (!row.is_null(4) || !row.is_null(5)) read_task(found, row);
    return found;
}

}  // namespace seedance::detail
