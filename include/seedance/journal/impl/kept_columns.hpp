// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What is written of an intent, column by column: one list for the statements and for their values, in every database.

#include <optional>
#include <string>
#include <string_view>

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

}  // namespace seedance::detail
