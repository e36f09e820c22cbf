// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What is written of an intent, column by column: the statements and their values come from the same two lists.

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

inline std::optional<std::string_view> view_of(const std::optional<std::string>& text) {
    return text ? std::optional<std::string_view>{*text} : std::nullopt;
}

inline std::optional<std::int64_t> micro_usd_of(const std::optional<money>& amount) {
    return amount ? std::optional{amount->micro_usd} : std::nullopt;
}

inline std::optional<std::int64_t> milliseconds_of(const std::optional<std::chrono::system_clock::time_point>& when) {
    return when ? std::optional{unix_milliseconds(*when)} : std::nullopt;
}

/// Calls a function with the name and the value of each column that stays as it was begun, besides id and owner.
template <class Put>
void put_lasting_columns(const intent& what, Put put) {
    put("name", std::string_view{what.name});
    put("attempt", std::int64_t{what.attempt});
    put("provider", std::string_view{what.provider});
    put("account", std::string_view{what.account});
    put("model", std::string_view{what.model});
    put("handle", std::string_view{what.handle});
    put("digest", std::string_view{what.digest});
    put("key_fingerprint", std::string_view{what.key_fingerprint});
    put("budget", std::string_view{what.budget});
    put("planned_at", unix_milliseconds(what.planned_at));
    put("legs_left", std::int64_t{what.legs_left});
}

/// Calls a function with the name and the value of each column that changes.
template <class Put>
void put_changing_columns(const intent& what, const task_texts& texts, Put put) {
    put("state", to_string(what.state));
    put("task_id", what.task ? std::optional<std::string_view>{what.task->id} : std::nullopt);
    put("task", view_of(texts.task));
    put("candidate", view_of(texts.candidate));
    put("held", what.held.micro_usd);
    put("charged", micro_usd_of(what.charged));
    put("budget_period", what.budget_period);
    put("further_tasks", std::int64_t{what.further_tasks});
    put("note", std::string_view{what.note});
    put("queued", std::int64_t{what.queued});
    put("callback", view_of(what.callback));
    put("ended_at", milliseconds_of(what.ended_at));
    put("version", what.version);
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

/// Writes the UPDATE of a row: ?1 is its id. A task that is there stays where none is given.
inline std::string update_of_intent() {
    const intent any;
    std::string changes;
    int place = 1;
    put_changing_columns(any, task_texts{any}, [&](std::string_view name, const auto&) {
        const auto value = '?' + std::to_string(++place);
        const bool stays = name == "task" || name == "task_id";
        changes.append(changes.empty() ? "" : ", ").append(name).append(" = ");
        changes += stays ? "coalesce(" + value + ", " + std::string{name} + ')' : value;
    });
    return "UPDATE intents SET " + changes + " WHERE id = ?1";
}

}  // namespace seedance::detail
