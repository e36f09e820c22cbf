// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// An intent as a row of a table in PostgreSQL.

#include <cstdint>
#include <string>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/core/money.hpp>
#include <seedance/journal/impl/kept_columns.hpp>
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
/// A time without an end, which somebody has written by hand, is one far away: a row must not be in the way of others.
inline std::string postgres_milliseconds(const std::string& time) {
    return "CASE WHEN isfinite(" + time + ") THEN (extract(epoch FROM " + time + ") * 1000)::bigint WHEN " + time +
           " = 'infinity' THEN 4102444800000 WHEN " + time + " = '-infinity' THEN 0 END";
}

/// Behind the columns of every database: whether the owner of the attempt is alive, where it was asked.
inline constexpr int column_is_owned = column::count;

/// Begins a SELECT of intents, which gives what `column` says, and then `is_owned`, an expression; `from` is where they
/// are.
inline std::string select_postgres_intents(const std::string& is_owned, const std::string& from = "intents") {
    std::string text = "SELECT ";
    for (const auto& each : column::names) {
        const auto value = std::string{"i."}.append(each.name) + (column::is_amount(each.place) ? "_micro_usd" : "");
        text += (column::is_time(each.place) ? postgres_milliseconds(value) : value) + ", ";
    }
    return text + is_owned + " FROM " + from + " AS i ";
}

/// Says that the owner of an intent is alive.
inline const std::string postgres_is_owned =
    "EXISTS (SELECT FROM owners WHERE number = i.owner AND lease_until > clock_timestamp())";

/// The same for those who only look.
inline std::string select_postgres_intents() { return select_postgres_intents(postgres_is_owned); }

/// Reads what a row says about money. A bill that is no amount is not known.
inline void read_postgres_money(intent& found, const postgres_result& from, int row) {
    found.held = micro_usd(from.number(row, column::held));
    found.budget = from.text(row, column::budget);
    found.budget_period = from.number(row, column::budget_period);
    found.further_tasks = small_number(from.number(row, column::further_tasks));
    if (!from.is_null(row, column::charged) && from.number(row, column::charged) >= 0)
        found.charged = micro_usd(from.number(row, column::charged));
}

inline intent postgres_intent_in(const postgres_result& from, int row) {
    intent found;
    found.name = from.text(row, column::name);
    found.attempt = static_cast<int>(from.number(row, column::attempt));
    found.provider = from.text(row, column::provider);
    found.account = from.text(row, column::account);
    found.model = from.text(row, column::model);
    found.note = from.text(row, column::note);
    found.planned_at = time_at(from.number(row, column::planned_at));
    found.handle = from.text(row, column::handle);
    found.digest = from.text(row, column::digest);
    found.key_fingerprint = from.text(row, column::key_fingerprint);
    found.queued = from.is_true(row, column::queued);
    found.legs_left = small_number(from.number(row, column::legs_left));
    found.version = from.number(row, column::version);
    if (!from.is_null(row, column::callback)) found.callback = from.text(row, column::callback);
    if (!from.is_null(row, column::ended_at)) found.ended_at = time_at(from.number(row, column::ended_at));
    read_state(found, from.text(row, column::state));
    if (found.state == intent_state::unknown && !from.is_null(row, column::candidate))
        read_candidate(found, from.text(row, column::candidate));
    read_postgres_money(found, from, row);
    if (!from.is_null(row, column::task_id))
        read_task(found, from.text(row, column::task_id), from.text(row, column::task));
    return found;
}

inline postgres_row postgres_row_in(const postgres_result& from, int row) {
    return {from.number(row, column::id), from.number(row, column::owner), from.is_true(row, column_is_owned),
            postgres_intent_in(from, row)};
}

}  // namespace seedance::detail
