// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/text.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/callback_votes.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// How far the clocks of a gateway and of this machine may be apart.
inline constexpr std::chrono::minutes clock_tolerance{5};

/// Says whether what is said of a task fits an attempt: it is of the attempt's model, and was not made before that was
/// planned.
inline bool fits(const status_answer& said, std::string_view model, std::chrono::system_clock::time_point planned_at) {
    const bool is_its_model = said.model.empty() || said.model == model;
    return is_its_model && (!said.created_at || *said.created_at + clock_tolerance >= planned_at);
}

/// Says whether a callback names a task that may be used as the attempt's.
inline bool may_be_of(const status_answer& said, const intent& attempt, const account_entry& account) {
    const bool has_id = is_usable_id(said.task_id) && !account.is_key_in(said.task_id);
    return has_id && fits(said, attempt.model, attempt.planned_at);
}

/// Makes the task of an attempt whose answer was lost. It has ended, so that it may be asked for at once.
inline task task_called_back(const intent& attempt, std::string id) {
    using std::chrono::seconds;
    return {.provider = attempt.provider,
            .model = attempt.model,
            .id = std::move(id),
            .accepted_at = attempt.planned_at,
            .polling = {.first = seconds{10},
                        .first_latest = seconds{20},
                        .interval = seconds{10},
                        .interval_longest = seconds{20}},
            .account = attempt.account,
            .callback = callback_use::instead_of_polls};
}

/// Reads what the journal has kept of an attempt's callbacks; nothing where none has come.
inline std::optional<status_answer> read_kept(const intent& attempt, const account_entry& account) {
    const auto decode = account.table->decode_callback;
    const bool has_come = attempt.callback && !attempt.callback->empty() && decode != nullptr;
    if (!has_come) return std::nullopt;
    auto said = decode(*attempt.callback);
    said.task_id = text::trim(said.task_id);
    return said;
}

/// Says whether a callback has brought the video of an attempt's task: the gateway may show it nowhere else.
inline bool has_video_in_callback(const intent& attempt, const account_entry& account) {
    const auto said = read_kept(attempt, account);
    return said && said->state == task_state::succeeded && attempt.task && said->task_id == attempt.task->id;
}

/// Counts what the journal has kept of the callbacks of an attempt whose answer was lost, where no other callback of it
/// was counted; gives the id that most of them say is its task's, empty where that is not clear.
inline std::string count_kept(callback_votes& votes, const intent& attempt, const account_entry& account) {
    const auto said = votes.knows(attempt.handle) ? std::nullopt : read_kept(attempt, account);
    if (said && is_terminal(said->state) && may_be_of(*said, attempt, account))
        votes.add(attempt.handle, said->task_id);
    return votes.winner(attempt.handle);
}

}  // namespace seedance::detail
