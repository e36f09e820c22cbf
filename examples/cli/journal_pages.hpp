// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

namespace cli {

/// Calls a function with every intent that a query asks for, page by page.
template <class Use>
void for_each_intent(seedance::journal& store, seedance::journal_query query, Use use) {
    query.limit = 500;
    for (bool more = true; more;) {
        const auto page = store.list(query);
        for (const auto& each : page.intents) use(each);
        query.after = page.end;
        more = page.more;
    }
}

}  // namespace cli
