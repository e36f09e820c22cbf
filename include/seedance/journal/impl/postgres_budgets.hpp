// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/impl/journal_error.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/impl/postgres_text.hpp>

namespace seedance::detail {

/// The budgets that a transaction is about: read and locked together, written together.
class postgres_budgets {
  public:
    /// Reads and locks budgets, in the order of their names, so that two never wait for each other.
    void lock(postgres_connection& connection, const std::set<std::string>& names) {
        if (names.empty()) return;
        asked_.insert(names.begin(), names.end());
        const auto all = array_of(names);
        // What it says is read after the lock is there: a statement sees what was there when it began.
        read(connection.run({postgres_statement{lock_, all}, postgres_statement{look_.c_str(), all}}).back());
    }

    /// Reads them for somebody who only looks.
    void look(postgres_connection& connection, const std::set<std::string>& names) {
        read(connection.run(postgres_statement{look_.c_str(), array_of(names)}));
    }

    /// Gives a budget as it has become; one whose row cannot be right says so in `damage`.
    std::optional<budget_row> find(const std::string& budget) {
        if (!asked_.contains(budget)) missing_.insert(budget);
        const auto at = rows_.find(budget);
        return at == rows_.end() ? std::nullopt : std::optional{at->second};
    }

    /// Gives a budget; throws where its row cannot be right.
    std::optional<budget_row> sound(const std::string& budget, const std::string& journal) {
        auto found = find(budget);
        if (found && !found->damage.empty())
            journal_fails(journal, "read", "of its budget \"" + found->name + "\", " + found->damage,
                          "correct the budget's row in the table budgets");
        return found;
    }

    /// Gives those that somebody wanted to find, and that were not read.
    const std::set<std::string>& missing() const noexcept { return missing_; }

    void put(budget_row what) {
        const auto budget = what.name;
        (rows_.contains(budget) && !fresh_.contains(budget) ? changed_ : fresh_).insert(budget);
        rows_.insert_or_assign(budget, std::move(what));
    }

    /// Adds the statements that write what has changed.
    void write(std::vector<postgres_statement>& into) const {
        if (!fresh_.empty()) into.emplace_back(insert_.c_str(), columns_of(fresh_));
        if (!changed_.empty()) into.emplace_back(update_.c_str(), columns_of(changed_));
    }

  private:
    enum column : int { name, limit, period, period_from, begun_at, number, spent, held, booked, last_booked };
    static constexpr std::string_view column_names[] = {
        "name",   "limit_micro_usd", "period",         "period_from",     "begun_at",
        "number", "spent_micro_usd", "held_micro_usd", "booked_micro_usd"};

    static postgres_array array_of(const std::set<std::string>& names) {
        postgres_array all;
        for (const auto& each : names) all.add(each);
        return all;
    }

    std::array<postgres_array, 9> columns_of(const std::set<std::string>& which) const {
        std::array<postgres_array, 9> columns;
        for (const auto& each_name : which) {
            const auto& each = rows_.at(each_name);
            columns[0].add(each.name);
            columns[1].add(each.limit.micro_usd);
            columns[2].add(to_string(each.period.what));
            columns[3].add(unix_milliseconds(each.period.first));
            columns[4].add(unix_milliseconds(each.begin));
            columns[5].add(each.number);
            columns[6].add(each.spent.micro_usd);
            columns[7].add(each.held.micro_usd);
            columns[8].add(each.booked.micro_usd);
        }
        return columns;
    }

    void read(const postgres_result& found) {
        for (int row = 0; row != found.rows(); ++row) {
            auto one = budget_in(found, row);
            auto key = one.name;
            rows_.insert_or_assign(std::move(key), std::move(one));
        }
    }

    static budget_row budget_in(const postgres_result& from, int row) {
        budget_row found{.name = from.text(row, column::name)};
        const auto amount = [&](column which, std::int64_t least) {
            if (from.number(row, which) >= least) return from.number(row, which);
            found.damage = std::string{column_names[which]} + " is \"" + from.text(row, which) + '"';
            return std::int64_t{0};
        };
        found.limit = micro_usd(amount(column::limit, 0));
        found.period.first = time_at(amount(column::period_from, 0));
        found.begin = time_at(amount(column::begun_at, 0));
        found.number = amount(column::number, 1);
        found.spent = micro_usd(amount(column::spent, 0));
        found.held = micro_usd(amount(column::held, 0));
        found.booked = micro_usd(amount(column::booked, least_micro_usd));
        const auto kind = from.text(row, column::period);
        if (const auto known = value_named(budget_period::all_kinds, kind))
            found.period.what = *known;
        else
            found.damage = "period is \"" + kind.substr(0, 200) + '"';
        // A number that lowers what is spent is believed only where it stands twice.
        const bool is_twice =
            !from.is_null(row, column::last_booked) && from.number(row, column::last_booked) == found.booked.micro_usd;
        if (found.damage.empty() && found.booked < money{} && !is_twice)
            found.damage =
                "booked is " + std::to_string(found.booked.micro_usd) + ", and the adjustments say otherwise";
        return found;
    }

    static inline const std::string look_ =
        "SELECT name, limit_micro_usd, period, " + postgres_milliseconds("period_from") + ", " +
        postgres_milliseconds("begun_at") +
        ", number, spent_micro_usd, held_micro_usd, booked_micro_usd, (SELECT a.booked_micro_usd FROM adjustments AS a "
        "WHERE a.budget = b.name AND a.number = b.number ORDER BY a.id DESC LIMIT 1) FROM budgets AS b WHERE name = "
        "ANY ($1::text[]) ORDER BY name";
    static constexpr const char* lock_ = "SELECT FROM budgets WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE";
    static inline const std::string rows_given_ =
        "(SELECT n.name, n.most, n.period, " + postgres_time("n.period_from") + ", " + postgres_time("n.begun_at") +
        ", n.number, n.spent, n.held, n.booked FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], "
        "$5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[]) AS n (name, most, period, period_from, "
        "begun_at, number, spent, held, booked))";
    static inline const std::string columns_ =
        "(name, limit_micro_usd, period, period_from, begun_at, number, spent_micro_usd, held_micro_usd, "
        "booked_micro_usd)";
    static inline const std::string insert_ = "INSERT INTO budgets " + columns_ + ' ' + rows_given_;
    static inline const std::string update_ =
        "UPDATE budgets AS b SET " + columns_ +
        " = (g.name, g.limit_micro_usd, g.period, g.period_from, g.begun_at, "
        "g.number, g.spent_micro_usd, g.held_micro_usd, g.booked_micro_usd) FROM " +
        rows_given_ + " AS g " + columns_ + " WHERE b.name = g.name";

    std::map<std::string, budget_row> rows_;
    std::set<std::string> changed_;  ///< names of those that were there
    std::set<std::string> fresh_;
    std::set<std::string> asked_;  ///< names that were read, whether they are there or not
    std::set<std::string> missing_;
};

}  // namespace seedance::detail
