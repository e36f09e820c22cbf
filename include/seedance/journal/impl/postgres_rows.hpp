// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// An intent as a row of a table in PostgreSQL.

#include <cstdint>
#include <string>

#include <seedance/core/money.hpp>
#include <seedance/core/value_named.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/task/intent.hpp>

namespace seedance::detail {

/// A row as it is in the table.
struct postgres_row {
    std::int64_t id = 0;
    std::int64_t owner = 0;
    bool is_owned = false;  ///< its owner is alive, where it was asked
    intent what{};
};

/// Gives a time in milliseconds as SQL has it, and the other way round.
inline std::string postgres_time(const std::string& number) {
    return "timestamptz 'epoch' + interval '1 millisecond' * " + number;
}
inline std::string postgres_milliseconds(const std::string& time) {
    return "(extract(epoch FROM " + time + ") * 1000)::bigint";
}

/// The columns of an attempt's row, in the order in which they are read.
namespace pg_column {
enum : int {
    id,
    owner,
    is_owned,
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
    legs_left,
    candidate,
    callback,
    ended_at
};

inline constexpr column_at names[] = {
    {id, "id"},
    {owner, "owner"},
    {is_owned, "is_owned"},
    {name, "name"},
    {attempt, "attempt"},
    {state, "state"},
    {provider, "provider"},
    {account, "account"},
    {model, "model"},
    {task_id, "task_id"},
    {task, "task"},
    {held, "held_micro_usd"},
    {note, "note"},
    {planned_at, "planned_at"},
    {handle, "handle"},
    {digest, "digest"},
    {key_fingerprint, "key_fingerprint"},
    {queued, "queued"},
    {version, "version"},
    {budget, "budget"},
    {charged, "charged_micro_usd"},
    {budget_period, "budget_period"},
    {further_tasks, "further_tasks"},
    {legs_left, "legs_left"},
    {candidate, "candidate"},
    {callback, "callback"},
    {ended_at, "ended_at"},
};
static_assert(are_in_order(names));
}  // namespace pg_column

/// Begins a SELECT of intents, which gives what `pg_column` says; `is_owned` is an expression, and `from` is where they
/// are.
inline std::string select_postgres_intents(const std::string& is_owned, const std::string& from = "intents") {
    std::string text;
    for (const auto& each : pg_column::names) {
        const bool is_time = each.place == pg_column::planned_at || each.place == pg_column::ended_at;
        auto value = each.place == pg_column::is_owned ? is_owned : std::string{"i."}.append(each.name);
        if (is_time) value = postgres_milliseconds(value);
        text.append(text.empty() ? "SELECT " : ", ").append(value);
    }
    return text + " FROM " + from + " AS i ";
}

/// Says that the owner of an intent is alive.
inline const std::string postgres_is_owned =
    "EXISTS (SELECT FROM owners WHERE number = i.owner AND lease_until > clock_timestamp())";

/// The same for those who only look.
inline std::string select_postgres_intents() { return select_postgres_intents(postgres_is_owned); }

/// Reads what a row says about money. A bill that is no amount is not known.
inline void read_postgres_money(intent& found, const postgres_result& from, int row) {
    found.held = micro_usd(from.number(row, pg_column::held));
    found.budget = from.text(row, pg_column::budget);
    found.budget_period = from.number(row, pg_column::budget_period);
    found.further_tasks = small_number(from.number(row, pg_column::further_tasks));
    if (!from.is_null(row, pg_column::charged) && from.number(row, pg_column::charged) >= 0)
        found.charged = micro_usd(from.number(row, pg_column::charged));
}

inline intent postgres_intent_in(const postgres_result& from, int row) {
    intent found;
    found.name = from.text(row, pg_column::name);
    found.attempt = static_cast<int>(from.number(row, pg_column::attempt));
    found.provider = from.text(row, pg_column::provider);
    found.account = from.text(row, pg_column::account);
    found.model = from.text(row, pg_column::model);
    found.note = from.text(row, pg_column::note);
    found.planned_at = time_at(from.number(row, pg_column::planned_at));
    found.handle = from.text(row, pg_column::handle);
    found.digest = from.text(row, pg_column::digest);
    found.key_fingerprint = from.text(row, pg_column::key_fingerprint);
    found.queued = from.is_true(row, pg_column::queued);
    found.legs_left = small_number(from.number(row, pg_column::legs_left));
    found.version = from.number(row, pg_column::version);
    if (!from.is_null(row, pg_column::callback)) found.callback = from.text(row, pg_column::callback);
    if (!from.is_null(row, pg_column::ended_at)) found.ended_at = time_at(from.number(row, pg_column::ended_at));
    read_state(found, from.text(row, pg_column::state));
    if (found.state == intent_state::unknown && !from.is_null(row, pg_column::candidate))
        read_candidate(found, from.text(row, pg_column::candidate));
    read_postgres_money(found, from, row);
    if (!from.is_null(row, pg_column::task_id))
        read_task(found, from.text(row, pg_column::task_id), from.text(row, pg_column::task));
    return found;
}

inline postgres_row postgres_row_in(const postgres_result& from, int row) {
    return {from.number(row, pg_column::id), from.number(row, pg_column::owner), from.is_true(row, pg_column::is_owned),
            postgres_intent_in(from, row)};
}

}  // namespace seedance::detail
