// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/journal.hpp>

namespace test {

using namespace seedance;

/// Says whether a budget has what the attempts of its journal take of it, and nothing else: no crash was between an
/// attempt and its money.
inline bool is_balanced(journal& at, const std::string& budget) {
    const auto now = at.find_budget(budget, {});
    money held, spent;
    journal_query query;
    for (bool more = true; more;) {
        const auto page = at.list(query);
        for (const auto& each : page.intents) {
            if (each.budget != budget) continue;
            held += seedance::detail::share_of(each).held;
            spent += seedance::detail::share_of(each).spent;
        }
        query.after = page.end;
        more = page.more;
    }
    return now ? now->held == held && now->spent - now->booked == spent : held == money{} && spent == money{};
}

}  // namespace test
