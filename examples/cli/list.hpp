// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `seedance list`: what is under way, and what it costs, as the journal has it.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

#include "../open_journal.hpp"
#include "default_journal.hpp"
#include "journal_output.hpp"
#include "journal_pages.hpp"
#include "output.hpp"
#include "settings.hpp"
#include "table.hpp"
#include "values.hpp"

namespace cli {

namespace detail {

/// Gives all that is chosen, the newest first: every attempt, for one before the newest may be paid for too.
inline std::vector<seedance::intent> intents_of(seedance::journal& store, bool also_over) {
    std::vector<seedance::intent> found;
    for_each_intent(store, {.open = !also_over}, [&found](const seedance::intent& each) { found.push_back(each); });
    std::reverse(found.begin(), found.end());
    return found;
}

/// What intents come to, as a budget counts it: paid by the gateways' word or by their prices, and held for what is not
/// over.
struct costs {
    seedance::money paid{};
    seedance::money held{};

    void add(const seedance::intent& what) {
        const auto cost = seedance::detail::cost_of_attempt(what);
        paid += cost.spent;
        held += cost.held;
    }
};

inline std::string age_text(time_point since) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now() - since).count();
    if (minutes < 1) return "now";
    if (minutes < 60) return std::to_string(minutes) + " min";
    return minutes < 48 * 60 ? std::to_string(minutes / 60) + " h" : std::to_string(minutes / (24 * 60)) + " d";
}

inline std::string list_text(const std::vector<seedance::intent>& found, bool also_over) {
    if (found.empty()) return also_over ? "the journal is empty" : "nothing is under way";
    table_rows rows{{"STATE", "TASK", "NAME", "MODEL", "COST", "AGE"}};
    costs sum;
    for (const auto& each : found) {
        rows.push_back({std::string{to_string(each.state)}, each.task ? shown(each.task->id) : std::string{"-"},
                        shown(each.name), shown(each.provider + "/" + each.model), cost_of(each),
                        age_text(each.planned_at)});
        sum.add(each);
    }
    return table_text(rows, columns_of_table()) + "\n" + std::to_string(found.size()) +
           (also_over ? " in all: " : " under way: ") + to_string(sum.paid) + " paid, " + to_string(sum.held) + " held";
}

}  // namespace detail

/// Prints what the journal has. Without a journal nothing is under way.
inline int list_tasks(const settings& chosen, const output& out) {
    std::vector<seedance::intent> found;
    if (!chosen.journal.empty() || has_default_journal()) {
        const auto place = chosen.journal.empty() ? default_journal_path() : chosen.journal;
        found = detail::intents_of(*open_journal(place, {.must_exist = true}), chosen.all);
    }
    json::array rows;
    detail::costs sum;
    for (const auto& each : found) {
        rows.push_back(fields_of(each));
        sum.add(each);
    }
    out.result(
        {{"tasks", std::move(rows)}, {"paid_micro_usd", sum.paid.micro_usd}, {"held_micro_usd", sum.held.micro_usd}},
        detail::list_text(found, chosen.all));
    return 0;
}

}  // namespace cli
