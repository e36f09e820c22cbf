// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <seedance/core/text.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// How far the clocks of a gateway and of this machine may be apart.
inline constexpr std::chrono::minutes clock_tolerance{5};

/// Says whether a callback names a task that may be used as the attempt's: of its model, and not made before it was
/// planned.
inline bool may_be_of(const status_answer& said, const intent& attempt, const account_entry& account) {
    const bool has_id = is_usable_id(said.task_id) && !account.is_key_in(said.task_id);
    const bool is_its_model = said.model.empty() || said.model == attempt.model;
    const bool is_later = !said.created_at || *said.created_at + clock_tolerance >= attempt.planned_at;
    return has_id && is_its_model && is_later;
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

/// Gives what may be the task of an attempt whose answer was lost, by the callback that the journal has of it.
inline std::optional<task> candidate_called_back(const intent& attempt, const account_entry& account) {
    const auto decode = account.table->decode_callback;
    const bool has_come = attempt.callback && !attempt.callback->empty() && decode != nullptr;
    if (!has_come) return std::nullopt;
    auto said = decode(*attempt.callback);
    said.task_id = text::trim(said.task_id);
    if (!is_terminal(said.state) || !may_be_of(said, attempt, account)) return std::nullopt;
    return task_called_back(attempt, std::move(said.task_id));
}

}  // namespace seedance::detail
