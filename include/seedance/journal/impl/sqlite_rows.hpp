// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// An intent as a row of a journal's file.

#include <string>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/journal/impl/kept_columns.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// Writes a SELECT of intents, which gives what `column` says; `owner` is an expression.
inline std::string select_intents(const std::string& owner, const std::string& condition, const char* index = "") {
    std::string text;
    for (const auto& each : column::names) {
        text += text.empty() ? "SELECT " : ", ";
        text += each.place == column::owner ? owner : std::string{"i."}.append(each.name);
    }
    return text + " FROM intents AS i " + index + " WHERE " + condition;
}

inline std::string select_intents(const std::string& condition) { return select_intents(owner_now, condition); }

/// Reads what a row says about money. A price that is no amount counts as nothing that could be given back, and a bill
/// that is none as not known.
inline void read_money(intent& found, const sqlite_run& row) {
    found.budget = row.text(column::budget);
    found.budget_period = row.is_number(column::budget_period) ? row.number(column::budget_period) : 0;
    found.further_tasks = small_number(row.is_number(column::further_tasks) ? row.number(column::further_tasks) : 0);
    if (row.is_number(column::charged) && row.number(column::charged) >= 0)
        found.charged = micro_usd(row.number(column::charged));
    if (row.is_number(column::held))
        found.held = micro_usd(row.number(column::held));
    else
        mark_unreadable(found, "held", row.view(column::held));
}

inline intent intent_in(const sqlite_run& row) {
    intent found;
    found.name = row.text(column::name);
    found.provider = row.text(column::provider);
    found.account = row.text(column::account);
    found.model = row.text(column::model);
    found.note = row.text(column::note);
    found.planned_at = time_at(row.number(column::planned_at));
    found.attempt = static_cast<int>(row.number(column::attempt));
    found.handle = row.text(column::handle);
    found.digest = row.text(column::digest);
    found.key_fingerprint = row.text(column::key_fingerprint);
    found.queued = row.number(column::queued) != 0;
    found.legs_left = small_number(row.is_number(column::legs_left) ? row.number(column::legs_left) : 0);
    found.version = row.number(column::version);
    if (!row.is_null(column::callback)) found.callback = row.text(column::callback);
    if (row.is_number(column::ended_at)) found.ended_at = time_at(row.number(column::ended_at));
    read_state(found, row.view(column::state));
    if (found.state == intent_state::unknown && !row.is_null(column::candidate))
        read_candidate(found, row.view(column::candidate));
    read_money(found, row);
    if (!row.is_null(column::task_id)) read_task(found, row.view(column::task_id), row.view(column::task));
    return found;
}

}  // namespace seedance::detail
