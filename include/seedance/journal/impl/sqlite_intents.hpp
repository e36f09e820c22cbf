// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/impl/kept_columns.hpp>
#include <seedance/journal/impl/kept_row.hpp>
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

/// Writes the INSERT of a row: ?1 is its owner, the others are the columns in their order.
inline std::string insert_of_intent() {
    const intent any;
    std::string names = "owner", values = "?1";
    int place = 1;
    const auto add = [&](std::string_view name, const auto&) {
        names.append(", ").append(name);
        values.append(", ?").append(std::to_string(++place));
    };
    put_lasting_columns(any, add);
    put_changing_columns(any, task_texts{any}, add);
    return "INSERT INTO intents (" + names + ") VALUES (" + values + ')';
}

/// Writes the UPDATE of a row: ?1 is its id.
inline std::string update_of_intent() {
    const intent any;
    std::string changes;
    int place = 1;
    put_changing_columns(any, task_texts{any}, [&](std::string_view name, const auto&) {
        const auto value = '?' + std::to_string(++place);
        changes.append(changes.empty() ? "" : ", ").append(name).append(" = ");
        changes += keeps_its_value(name) ? "coalesce(" + value + ", " + std::string{name} + ')' : value;
    });
    return "UPDATE intents SET " + changes + " WHERE id = ?1";
}

/// Reads and writes intents one by one.
class sqlite_intents {
  public:
    explicit sqlite_intents(sqlite_database& database) : database_{database} {}

    std::optional<sqlite_row> newest(std::string_view name) { return only_row(sqlite_run{newest_, name}); }
    std::optional<sqlite_row> attempt(std::string_view name, int number) {
        return only_row(sqlite_run{attempt_, name, std::int64_t{number}});
    }

    /// Finds the newest attempt that `may_have_video`.
    std::optional<sqlite_row> that_may_have_video(std::string_view name) {
        return only_row(sqlite_run{with_video_, name});
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

    /// Gives the name of an intent that has a task, too; empty: there is none of another name.
    std::string other_with(const task& what, std::string_view name) {
        sqlite_run run{other_with_task_, what.provider, what.account, what.id, name};
        return run.next() ? std::string{run.text(0)} : std::string{};
    }

    /// Gives the attempts that have a task besides the one that it finds.
    std::vector<intent> others_with(const task& what) {
        std::vector<intent> others;
        sqlite_run run{all_with_task_, what.provider, what.account, what.id};
        if (!run.next()) return others;
        while (run.next()) others.push_back(intent_in(run));
        return others;
    }

    /// Gives the row's number.
    std::int64_t insert(const intent& what, std::int64_t owner) {
        const task_texts texts{what};
        sqlite_run run{insert_, owner};
        int place = 1;
        const auto bind = [&](std::string_view, const auto& value) { run.bind(++place, kept_value(value)); };
        put_lasting_columns(what, bind);
        put_changing_columns(what, texts, bind);
        run.finish();
        const auto id = database_.last_number();
        if (what.task) add_task(*what.task, id);
        return id;
    }

    /// Writes over a row. What it says of a task stays where `what` has none.
    void replace(std::int64_t id, const intent& what) {
        const task_texts texts{what};
        sqlite_run run{replace_, id};
        int place = 1;
        put_changing_columns(what, texts,
                             [&](std::string_view, const auto& value) { run.bind(++place, kept_value(value)); });
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

    sqlite_database& database_;
    sqlite_statement newest_{database_, select_intents("i.name = ?1 ORDER BY i.attempt DESC LIMIT 1"), "read"};
    sqlite_statement attempt_{database_, select_intents("i.name = ?1 AND i.attempt = ?2"), "read"};
    sqlite_statement with_task_{
        database_, select_intents("i.name = ?1 AND i.attempt < ?2 AND i.task_id IS NOT NULL ORDER BY i.attempt DESC"),
        "read"};
    sqlite_statement with_video_{
        database_, select_intents("i.name = ?1 AND " + may_have_video_in_sql("i") + " ORDER BY i.attempt DESC LIMIT 1"),
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
    sqlite_statement other_with_task_{
        database_,
        "SELECT i.name FROM tasks AS t JOIN intents AS i ON i.id = t.intent WHERE t.provider = ?1 AND t.account = ?2 "
        "AND t.task_id = ?3 AND i.name <> ?4 LIMIT 1",
        "read"};
    sqlite_statement all_with_task_{
        database_,
        select_intents("i.id IN (SELECT intent FROM tasks WHERE provider = ?1 AND account = ?2 AND task_id = ?3) "
                       "ORDER BY i.id DESC"),
        "read"};
    sqlite_statement insert_{database_, insert_of_intent(), "written"};
    sqlite_statement replace_{database_, update_of_intent(), "written"};
    sqlite_statement give_{database_, "UPDATE intents SET owner = ?2 WHERE id = ?1", "written"};
    sqlite_statement add_task_{database_,
                               "INSERT INTO tasks (provider, account, task_id, intent) VALUES (?1, ?2, ?3, ?4) "
                               "ON CONFLICT DO NOTHING",
                               "written"};
};

}  // namespace seedance::detail
