// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a change makes of a budget: one rule for all journals, without a disk or a clock. A journal asks `account_for`
/// in the transaction that makes the change.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

namespace seedance {

/// A budget as a journal keeps it.
struct budget_row {
    std::string name{};                             ///< its key
    money limit{};                                  ///< of a period
    budget_period period{};                         ///< how long one is
    std::chrono::system_clock::time_point begin{};  ///< of the period that runs
    std::int64_t number = 1;                        ///< of the period that runs, from 1
    money spent{};                                  ///< by tasks, in this period
    money held{};                                   ///< for tasks that were begun in this period
    money booked{};                                 ///< in this period, besides
    std::string damage{};                           ///< what of it cannot be read, in words; it is not written then

    /// Gives what it comes to.
    budget_figures figures() const {
        return {.name = name,
                .limit = limit,
                .period = period,
                .begin = begin,
                .spent = spent + booked,
                .booked = booked,
                .held = held};
    }

    friend bool operator==(const budget_row&, const budget_row&) = default;
};

/// What a change makes of budgets.
struct budget_step {
    std::vector<budget_row> changed{};        ///< to be written together with the change; never two of a name
    std::optional<budget_refusal> refused{};  ///< set: nothing must be written, neither these nor the change
};

namespace detail {

/// What an attempt comes to, or takes of its budget.
struct budget_share {
    money held{};
    money spent{};

    money all() const { return held + spent; }
    friend bool operator==(const budget_share&, const budget_share&) = default;
};

/// Gives what an attempt comes to, whether a budget has it or not. It follows from the row alone, so that a change that
/// is made twice counts once. What is not known to be free is not free.
inline budget_share cost_of_attempt(const intent& row) {
    const auto price = std::max(row.held, money{});
    const bool has_bill = row.charged && *row.charged >= money{};
    budget_share share{.spent = price * std::max(row.further_tasks, 0)};
    switch (row.state) {
        case intent_state::dropped:
        case intent_state::not_sent: break;
        case intent_state::planned:
        case intent_state::sending:
        case intent_state::unknown:
        case intent_state::accepted: share.held = price; break;
        case intent_state::failed:
            if (has_bill)
                share.spent += *row.charged;
            else
                share.held = price;
            break;
        case intent_state::succeeded:
        case intent_state::fetched:
        case intent_state::expired: share.spent += has_bill ? *row.charged : price; break;
    }
    return share;
}

/// Gives what an attempt takes of its budget.
inline budget_share share_of(const intent& row) { return row.budget.empty() ? budget_share{} : cost_of_attempt(row); }

/// Replaces a part of a sum. A sum that has reached the largest amount stays there: what went beyond is not known.
inline money with_part(money sum, money before, money after) {
    return sum.micro_usd == most_micro_usd ? sum : std::max(sum - before, money{}) + after;
}

inline void begin_anew(budget_row& what, std::chrono::system_clock::time_point begin) {
    what.begin = begin;
    ++what.number;
    what.spent = what.held = what.booked = {};
}

/// Begins a budget's next period where it has come. A period never comes back.
inline void bring_forward(budget_row& what, std::chrono::system_clock::time_point now) {
    const auto begin = what.period.begin_at(now);
    if (begin > what.begin) begin_anew(what, begin);
}

/// Replaces what an attempt takes of its budget. A period that is over has counted what it held: only what exceeds that
/// counts in the one that runs. An attempt that takes something where it took nothing is of the period that runs.
inline void replace_share(budget_row& in, const budget_share& before, intent& attempt) {
    const auto after = share_of(attempt);
    if (before.all() == money{} && after.all() > money{}) attempt.budget_period = in.number;
    if (attempt.budget_period == in.number) {
        in.held = with_part(in.held, before.held, after.held);
        in.spent = with_part(in.spent, before.spent, after.spent);
    } else if (after.all() > before.all()) {
        in.spent += after.all() - before.all();
    }
}

/// The budgets that a change touches, each as it becomes.
template <class Find>
class touched_budgets {
  public:
    touched_budgets(Find& find, std::chrono::system_clock::time_point now) : find_{find}, now_{now} {}

    /// Gives a budget as the change has made it until now; null where there is none.
    budget_row* get(const std::string& name) {
        for (auto& one : step_.changed)
            if (one.name == name) return &one;
        std::optional<budget_row> found = find_(name);
        if (!found) return nullptr;
        if (found->damage.empty()) bring_forward(*found, now_);
        return &step_.changed.emplace_back(std::move(*found));
    }

    budget_step refusal(const std::string& name, const budget_row* budget) {
        budget_refusal why{.name = name};
        if (budget != nullptr) why.damage = budget->damage;
        if (budget != nullptr && why.damage.empty()) why.now = budget->figures();
        return {.refused = std::move(why)};
    }

    budget_step finish() && {
        std::erase_if(step_.changed, [](const budget_row& one) { return !one.damage.empty(); });
        return std::move(step_);
    }

  private:
    Find& find_;
    std::chrono::system_clock::time_point now_;
    budget_step step_;
};

}  // namespace detail

/// Says what a journal has to do to its budgets for a change, in the transaction of the change: `step` is what `decide`
/// says of it (its row learns which period it counts in), `before` is the row that was there, or null, and `find` gives
/// the `budget_row` of a name, or nothing. An attempt begins, or becomes dearer before it is sent, only where its
/// budget is there and has that left; what is a fact counts, however little is left.
template <class Find>
budget_step account_for(const journal_change& change, journal_step& step, const intent* before, Find find) {
    using detail::share_of;
    const bool writes = step.what == journal_step::kind::insert || step.what == journal_step::kind::replace ||
                        step.what == journal_step::kind::second_task;
    if (!writes) return {};
    const bool is_new = step.what == journal_step::kind::insert;
    const auto share_before = before != nullptr ? share_of(*before) : detail::budget_share{};
    detail::touched_budgets budgets{find, change.at};
    if (step.earlier && share_before.all() > money{}) {  // a planned attempt, which makes room
        auto* const of = budgets.get(before->budget);
        if (of != nullptr) detail::replace_share(*of, share_before, *step.earlier);
    }
    auto& attempt = *step.row;
    const auto share = is_new ? detail::budget_share{} : share_before;
    const bool begins = is_new && change.begins_attempt() && !attempt.budget.empty();
    if (!begins && share_of(attempt) == share) return std::move(budgets).finish();
    auto* const budget = budgets.get(attempt.budget);
    const bool is_sound = budget != nullptr && budget->damage.empty();
    const bool fits = is_sound && share_of(attempt).held - share.held <= budget->figures().left();
    const bool is_asked = begins || (attempt.state == intent_state::planned && share_of(attempt).held > share.held);
    if (is_asked && !fits) return budgets.refusal(attempt.budget, budget);
    if (is_sound) detail::replace_share(*budget, share, attempt);
    return std::move(budgets).finish();
}

/// Says what becomes of its budget when an intent of the gone is claimed: what was planned is dropped, which is free.
template <class Find>
budget_step account_for_claim(const intent& left, Find find) {
    journal_step step{.what = journal_step::kind::replace, .row = claimed(left)};
    return account_for({}, step, &left, std::move(find));
}

/// Makes a budget, or one that is there, keep this limit and period. Where another kind of period is set, what counts
/// in the one that runs goes on counting in the first of the new ones, unless `budget_period::from` begins later; or
/// the one that runs lies in the future, because a program has begun while its clock was ahead.
inline budget_row with_terms(std::optional<budget_row> there, const std::string& name, money limit,
                             const budget_period& period, std::chrono::system_clock::time_point now) {
    const bool is_new = !there;
    auto made = std::move(there).value_or(budget_row{.name = name});
    const bool is_other = made.period != period;
    if (!is_new) detail::bring_forward(made, now);
    made.limit = limit;
    made.period = period;
    const auto begin = period.begin_at(now);
    const bool is_later = begin > made.begin || (made.begin > now && begin != std::chrono::system_clock::time_point{});
    const bool begins_anew = period.what == budget_period::kind::from && is_later;
    if (!is_new && is_other && begins_anew) detail::begin_anew(made, begin);
    made.begin = std::max(made.begin, begin);
    return made;
}

/// Books an amount into the period that runs.
inline budget_row with_booking(budget_row there, money amount, std::chrono::system_clock::time_point now) {
    detail::bring_forward(there, now);
    there.booked += amount;
    return there;
}

/// Gives what a budget comes to at a time.
inline std::optional<budget_figures> figures_at(std::optional<budget_row> there,
                                                std::chrono::system_clock::time_point now) {
    if (!there) return std::nullopt;
    detail::bring_forward(*there, now);
    return there->figures();
}

}  // namespace seedance
