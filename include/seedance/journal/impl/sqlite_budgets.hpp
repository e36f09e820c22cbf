// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_error.hpp>
#include <seedance/journal/impl/sqlite_rows.hpp>

namespace seedance::detail {

/// Reads and writes budgets, and what is booked into them.
class sqlite_budgets {
  public:
    explicit sqlite_budgets(sqlite_database& database) : database_{database} {}

    /// Finds a budget; one whose row cannot be right says so in `damage`.
    std::optional<budget_row> find(std::string_view name) {
        auto found = read(name);
        if (found && found->damage.empty() && !is_booked(*found))
            found->damage =
                "booked is " + std::to_string(found->booked.micro_usd) + ", and the adjustments say otherwise";
        return found;
    }

    /// Finds a budget; throws where its row cannot be right.
    std::optional<budget_row> sound(std::string_view name) {
        auto found = find(name);
        if (found && !found->damage.empty())
            journal_fails(database_.path(), "read", "of its budget \"" + found->name + "\", " + found->damage,
                          "correct the budget's row in the table budgets");
        return found;
    }

    void put(const budget_row& what) {
        sqlite_run run{put_,
                       what.name,
                       what.limit.micro_usd,
                       to_string(what.period.what),
                       unix_milliseconds(what.period.first),
                       unix_milliseconds(what.begin),
                       what.number,
                       what.spent.micro_usd,
                       what.held.micro_usd,
                       what.booked.micro_usd};
        run.finish();
    }

    /// Gives the names after a name, in the order of their bytes.
    std::vector<std::string> names(std::string_view after, std::int64_t at_most) {
        sqlite_run run{names_, after, at_most};
        std::vector<std::string> found;
        while (run.next()) found.push_back(run.text(0));
        return found;
    }

    /// Gives the amount that is booked under a booking's name.
    std::optional<money> amount_of(const budget_booking& what) {
        sqlite_run run{booking_, what.budget, what.name};
        return run.next() ? std::optional{micro_usd(run.number(0))} : std::nullopt;
    }

    /// Writes a booking down, after which its budget is as given.
    void add(const budget_booking& what, const budget_row& after, std::chrono::system_clock::time_point when) {
        sqlite_run run{
            add_,         what.budget,           what.name, what.amount.micro_usd, what.why, unix_milliseconds(when),
            after.number, after.booked.micro_usd};
        run.finish();
    }

  private:
    enum column : int { limit, period, period_from, begun_at, number, spent, held, booked };
    static constexpr std::string_view columns[] = {"max_spent", "period", "period_from", "begun_at",
                                                   "number",    "spent",  "held",        "booked"};

    std::optional<budget_row> read(std::string_view name) {
        sqlite_run run{find_, name};
        if (!run.next()) return std::nullopt;
        budget_row found{.name = std::string{name}};
        const auto amount = [&](column which, std::int64_t least) {
            if (run.is_number(which) && run.number(which) >= least) return run.number(which);
            found.damage = std::string{columns[which]} + " is \"" + run.text(which).substr(0, 200) + '"';
            return std::int64_t{0};
        };
        found.limit = micro_usd(amount(column::limit, 0));
        found.period.first = time_at(amount(column::period_from, 0));
        found.begin = time_at(amount(column::begun_at, 0));
        found.number = amount(column::number, 1);
        found.spent = micro_usd(amount(column::spent, 0));
        found.held = micro_usd(amount(column::held, 0));
        found.booked = micro_usd(amount(column::booked, least_micro_usd));
        const auto kind = run.text(column::period);
        if (const auto known = value_named(budget_period::all_kinds, kind))
            found.period.what = *known;
        else
            found.damage = "period is \"" + kind.substr(0, 200) + '"';
        return found;
    }

    /// Says whether what is booked agrees with the last adjustment of the period: a number that lowers what is spent is
    /// believed only where it stands twice.
    bool is_booked(const budget_row& what) {
        if (what.booked >= money{}) return true;
        sqlite_run run{last_, what.name, what.number};
        return run.next() && run.is_number(0) && run.number(0) == what.booked.micro_usd;
    }

    sqlite_database& database_;
    sqlite_statement find_{database_,
                           "SELECT max_spent, period, period_from, begun_at, number, spent, held, booked FROM budgets "
                           "WHERE name = ?1",
                           "read"};
    sqlite_statement names_{database_, "SELECT name FROM budgets WHERE name > ?1 ORDER BY name LIMIT ?2", "read"};
    sqlite_statement put_{database_,
                          "INSERT INTO budgets (name, max_spent, period, period_from, begun_at, number, spent, held, "
                          "booked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET max_spent = "
                          "?2, period = ?3, period_from = ?4, begun_at = ?5, number = ?6, spent = ?7, held = ?8, "
                          "booked = ?9",
                          "written"};
    sqlite_statement booking_{database_, "SELECT amount FROM adjustments WHERE budget = ?1 AND name = ?2", "read"};
    sqlite_statement add_{database_,
                          "INSERT INTO adjustments (budget, name, amount, why, booked_at, number, booked) VALUES (?1, "
                          "?2, ?3, ?4, ?5, ?6, ?7)",
                          "written"};
    sqlite_statement last_{
        database_, "SELECT booked FROM adjustments WHERE budget = ?1 AND number = ?2 ORDER BY id DESC LIMIT 1", "read"};
};

}  // namespace seedance::detail
