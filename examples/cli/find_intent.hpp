// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a person means by a task's line, its id, or the name of an intent.

#include <optional>
#include <string>

#include <seedance/journal/journal.hpp>
#include <seedance/models.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

#include "journal_pages.hpp"

namespace cli {

namespace detail {

/// Finds the newest intent whose task has this id, whatever the account.
inline std::optional<seedance::intent> find_by_id(seedance::journal& store, const std::string& id) {
    for (const auto* gateway : seedance::all_gateways::tables)
        if (auto found = store.find(seedance::task{.provider = std::string{gateway->name}, .id = id})) return found;
    std::optional<seedance::intent> found;
    for_each_intent(store, {}, [&](const seedance::intent& each) {
        if (each.task && each.task->id == id) found = each;
    });
    return found;
}

}  // namespace detail

/// Finds an intent of a journal by its name, or by its task's line or id.
inline std::optional<seedance::intent> find_intent(seedance::journal& store, const std::string& said) {
    if (auto named = store.find(said)) return named;
    if (const auto task = seedance::parse_task(said)) return store.find(*task);
    return detail::find_by_id(store, said);
}

}  // namespace cli
