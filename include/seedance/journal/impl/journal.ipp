// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <seedance/core/config.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

namespace seedance {

SEEDANCE_DECL std::vector<intent> journal::take(std::size_t at_most) {
    const auto all_own = [this] {
        std::vector<intent> all;
        journal_query query{.own = true, .open = true};
        for (bool more = true; more;) {
            auto page = list(query);
            all.insert(all.end(), std::make_move_iterator(page.intents.begin()),
                       std::make_move_iterator(page.intents.end()));
            query.after = page.end;
            more = page.more;
        }
        return all;
    };
    std::set<std::pair<std::string, int>> before;
    for (const auto& each : all_own()) before.emplace(each.name, each.attempt);
    if (claim(at_most) == 0) return {};
    auto taken = all_own();
    std::erase_if(taken, [&before](const intent& each) { return before.contains({each.name, each.attempt}); });
    return taken;
}

}  // namespace seedance
