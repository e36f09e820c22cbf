// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_rows.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// A row as it is in the file, with its owner's number.
struct sqlite_row {
    std::int64_t id = 0;
    std::int64_t owner = 0;
    intent what{};
};

inline sqlite_row row_in(const sqlite_run& run) {
    return {run.number(column::id), run.number(column::owner), intent_in(run)};
}

/// Reads and writes intents one by one.
class sqlite_intents {
  public:
    explicit sqlite_intents(sqlite_database& database) : database_{database} {}

    std::optional<sqlite_row> newest(std::string_view name) { return only_row(sqlite_run{newest_, name}); }
    std::optional<sqlite_row> attempt(std::string_view name, int number) {
        return only_row(sqlite_run{attempt_, name, std::int64_t{number}});
    }
    /// Finds an attempt before this one that is paid for.
    std::optional<intent> paid_before(std::string_view name, int number) {
        sqlite_run run{with_task_, name, std::int64_t{number}};
        while (run.next())
            if (auto found = intent_in(run); is_paid(found)) return found;
        return std::nullopt;
    }
    std::optional<sqlite_row> with_id(std::int64_t id) { return only_row(sqlite_run{with_id_, id}); }
    std::optional<sqlite_row> of(const task& what) {
        return only_row(sqlite_run{of_task_, what.provider, what.account, what.id});
    }

    std::optional<sqlite_row> with_handle(std::string_view handle) {
        return only_row(sqlite_run{with_handle_, handle});
    }

    /// Says whether a task finds this intent.
    bool has_task(const task& what, std::int64_t intent) {
        return sqlite_run{has_task_, what.provider, what.account, what.id, intent}.next();
    }

    /// Gives the row's number.
    std::int64_t insert(const intent& what, std::int64_t owner) {
        const auto candidate = text_of(what.candidate);
        const auto text = text_of(what.task);
        sqlite_run run{insert_,
                       what.name,
                       std::int64_t{what.attempt},
                       to_string(what.state),
                       what.provider,
                       what.account,
                       what.model,
                       id_of(what.task),
                       what.handle,
                       what.digest,
                       what.key_fingerprint,
                       std::int64_t{what.queued},
                       what.held.micro_usd,
                       what.note,
                       unix_milliseconds(what.planned_at),
                       owner,
                       what.version,
                       what.budget,
                       micro_usd_of(what.charged),
                       what.budget_period,
                       std::int64_t{what.further_tasks},
                       text,
                       candidate,
                       view_of(what.callback),
                       milliseconds_of(what.ended_at),
                       std::int64_t{what.legs_left}};
        run.finish();
        const auto id = database_.last_number();
        if (what.task) add_task(*what.task, id);
        return id;
    }

    /// Writes over a row. What it says of a task stays where `what` has none.
    void replace(std::int64_t id, const intent& what) {
        const auto candidate = text_of(what.candidate);
        const auto text = text_of(what.task);
        sqlite_run run{replace_,
                       id,
                       to_string(what.state),
                       id_of(what.task),
                       micro_usd_of(what.charged),
                       what.note,
                       what.version,
                       what.budget_period,
                       std::int64_t{what.further_tasks},
                       std::int64_t{what.queued},
                       what.held.micro_usd,
                       text,
                       candidate,
                       view_of(what.callback),
                       milliseconds_of(what.ended_at)};
        run.finish();
    }

    void give(std::int64_t id, std::int64_t owner) { sqlite_run{give_, id, owner}.finish(); }

    /// Makes a task find an intent, the newest of those that have it.
    void add_task(const task& what, std::int64_t intent) {
        sqlite_run{add_task_, what.provider, what.account, what.id, intent}.finish();
    }

  private:
    static std::optional<sqlite_row> only_row(sqlite_run run) {
        if (!run.next()) return std::nullopt;
        return row_in(run);
    }

    static std::optional<std::string_view> id_of(const std::optional<task>& what) {
        return what ? std::optional<std::string_view>{what->id} : std::nullopt;
    }

    static std::optional<std::string> text_of(const std::optional<task>& what) {
        return what ? std::optional{to_string(*what)} : std::nullopt;
    }

    static std::optional<std::string_view> view_of(const std::optional<std::string>& text) {
        return text ? std::optional<std::string_view>{*text} : std::nullopt;
    }

    static std::optional<std::int64_t> milliseconds_of(
        const std::optional<std::chrono::system_clock::time_point>& when) {
        return when ? std::optional{unix_milliseconds(*when)} : std::nullopt;
    }

    static std::optional<std::int64_t> micro_usd_of(const std::optional<money>& amount) {
        return amount ? std::optional{amount->micro_usd} : std::nullopt;
    }

    sqlite_database& database_;
    sqlite_statement newest_{database_, select_intents("i.name = ?1 ORDER BY i.attempt DESC LIMIT 1"), "read"};
    sqlite_statement attempt_{database_, select_intents("i.name = ?1 AND i.attempt = ?2"), "read"};
    sqlite_statement with_task_{
        database_, select_intents("i.name = ?1 AND i.attempt < ?2 AND i.task_id IS NOT NULL ORDER BY i.attempt DESC"),
        "read"};
    sqlite_statement with_id_{database_, select_intents("i.id = ?1"), "read"};
    sqlite_statement with_handle_{
        database_, select_intents("i.handle = ?1 AND i.callback IS NOT NULL ORDER BY i.id DESC LIMIT 1"), "read"};
    sqlite_statement of_task_{
        database_,
        select_intents("i.id = (SELECT max(intent) FROM tasks WHERE provider = ?1 AND account = ?2 AND task_id = ?3)"),
        "read"};
    sqlite_statement has_task_{
        database_, "SELECT 1 FROM tasks WHERE provider = ?1 AND account = ?2 AND task_id = ?3 AND intent = ?4", "read"};
    sqlite_statement insert_{
        database_,
        "INSERT INTO intents (name, attempt, state, provider, account, model, task_id, handle, "
        "digest, key_fingerprint, queued, held, note, planned_at, owner, version, budget, "
        "charged, budget_period, further_tasks, task, candidate, callback, ended_at, "
        "legs_left) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
        "written"};
    sqlite_statement replace_{
        database_,
        "UPDATE intents SET state = ?2, task_id = coalesce(?3, task_id), charged = ?4, note = ?5, version = ?6, "
        "budget_period = ?7, further_tasks = ?8, queued = ?9, held = ?10, task = coalesce(?11, task), "
        "candidate = ?12, callback = ?13, ended_at = ?14 WHERE id = ?1",
        "written"};
    sqlite_statement give_{database_, "UPDATE intents SET owner = ?2 WHERE id = ?1", "written"};
    sqlite_statement add_task_{database_,
                               "INSERT INTO tasks (provider, account, task_id, intent) VALUES (?1, ?2, ?3, ?4) "
                               "ON CONFLICT DO NOTHING",
                               "written"};
};

}  // namespace seedance::detail
