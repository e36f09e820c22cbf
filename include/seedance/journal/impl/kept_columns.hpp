// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The columns of an intent's row, as they are read and written: one list for statements and values, in every database.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// The columns of an attempt's row, in the order in which they are read. A database may read more, behind them.
namespace column {
enum : int {
    id,
    owner,
    name,
    attempt,
    state,
    provider,
    account,
    model,
    task_id,
    task,
    held,
    note,
    planned_at,
    handle,
    digest,
    key_fingerprint,
    queued,
    version,
    budget,
    charged,
    budget_period,
    further_tasks,
    candidate,
    callback,
    ended_at,
    legs_left,
    count
};

struct name_at {
    int place;
    std::string_view name;
};

inline constexpr name_at names[] = {
    {id, "id"},
    {owner, "owner"},
    {name, "name"},
    {attempt, "attempt"},
    {state, "state"},
    {provider, "provider"},
    {account, "account"},
    {model, "model"},
    {task_id, "task_id"},
    {task, "task"},
    {held, "held"},
    {note, "note"},
    {planned_at, "planned_at"},
    {handle, "handle"},
    {digest, "digest"},
    {key_fingerprint, "key_fingerprint"},
    {queued, "queued"},
    {version, "version"},
    {budget, "budget"},
    {charged, "charged"},
    {budget_period, "budget_period"},
    {further_tasks, "further_tasks"},
    {candidate, "candidate"},
    {callback, "callback"},
    {ended_at, "ended_at"},
    {legs_left, "legs_left"},
};

/// Says whether each name stands beside the place that it is read at.
constexpr bool are_in_order() noexcept {
    int place = 0;
    for (const auto& each : names)
        if (each.place != place++) return false;
    return place == count;
}
static_assert(are_in_order());

constexpr bool is_amount(int place) noexcept { return place == held || place == charged; }
constexpr bool is_time(int place) noexcept { return place == planned_at || place == ended_at; }
}  // namespace column

/// Gives a value as a column has it: amounts in micro-dollars, times in milliseconds since 1970.
/// @{
inline bool kept_value(bool value) noexcept { return value; }
inline std::int64_t kept_value(int value) noexcept { return value; }
inline std::int64_t kept_value(std::int64_t value) noexcept { return value; }
inline std::string_view kept_value(std::string_view value) noexcept { return value; }
inline std::int64_t kept_value(money value) noexcept { return value.micro_usd; }
inline std::int64_t kept_value(std::chrono::system_clock::time_point value) { return unix_milliseconds(value); }
template <class Value>
auto kept_value(const std::optional<Value>& value) {
    return value ? std::optional{kept_value(*value)} : std::nullopt;
}
/// @}

/// The texts of an intent's tasks, which live as long as it is being written.
struct task_texts {
    explicit task_texts(const intent& what) : task{text_of(what.task)}, candidate{text_of(what.candidate)} {}

    std::optional<std::string> task;
    std::optional<std::string> candidate;

  private:
    static std::optional<std::string> text_of(const std::optional<seedance::task>& what) {
        return what ? std::optional{to_string(*what)} : std::nullopt;
    }
};

/// Calls a function with the name and the value of each column that stays as it was begun, besides id and owner. The
/// value's type says what the column is: a text, a number, an amount, a time.
template <class Put>
void put_lasting_columns(const intent& what, Put put) {
    put("name", std::string_view{what.name});
    put("attempt", what.attempt);
    put("provider", std::string_view{what.provider});
    put("account", std::string_view{what.account});
    put("model", std::string_view{what.model});
    put("handle", std::string_view{what.handle});
    put("digest", std::string_view{what.digest});
    put("key_fingerprint", std::string_view{what.key_fingerprint});
    put("budget", std::string_view{what.budget});
    put("planned_at", what.planned_at);
    put("legs_left", what.legs_left);
}

/// Does the same with each column that changes.
template <class Put>
void put_changing_columns(const intent& what, const task_texts& texts, Put put) {
    const auto view_of = [](const std::optional<std::string>& text) {
        return text ? std::optional<std::string_view>{*text} : std::nullopt;
    };
    put("state", to_string(what.state));
    put("task_id", what.task ? std::optional<std::string_view>{what.task->id} : std::nullopt);
    put("task", view_of(texts.task));
    put("candidate", view_of(texts.candidate));
    put("held", what.held);
    put("charged", what.charged);
    put("budget_period", what.budget_period);
    put("further_tasks", what.further_tasks);
    put("note", std::string_view{what.note});
    put("queued", what.queued);
    put("callback", view_of(what.callback));
    put("ended_at", what.ended_at);
    put("version", what.version);
}

/// Says whether a changing column keeps its value where none is given: a task that was there is not forgotten.
constexpr bool keeps_its_value(std::string_view column) noexcept { return column == "task" || column == "task_id"; }

/// Says in SQL what `may_have_video` says; `row` is the row's name in the statement.
inline std::string may_have_video_in_sql(const std::string& row) {
    return row + ".task_id IS NOT NULL AND " + row + ".state <> 'failed'";
}

/// Asks in SQL for the attempt that the name of a row stands for, as `journal::find` gives it.
inline std::string attempt_of_name(const std::string& row) {
    return "(SELECT CASE WHEN newest.state IN ('not_sent', 'dropped', 'failed') THEN coalesce((SELECT max(had.attempt) "
           "FROM intents AS had WHERE had.name = " +
           row + ".name AND " + may_have_video_in_sql("had") +
           "), newest.attempt) ELSE newest.attempt END FROM intents AS newest WHERE newest.name = " + row +
           ".name ORDER BY newest.attempt DESC LIMIT 1)";
}

}  // namespace seedance::detail
