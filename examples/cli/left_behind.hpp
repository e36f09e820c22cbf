// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What programs that are gone have left in a journal.

#include <cstddef>
#include <string>

#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>

namespace cli {

/// Writes down what became of what programs that are gone had begun: what they had only planned is free again, and so
/// is the money that was held for it.
inline void settle_left(seedance::journal& looked_at) { looked_at.take(100'000); }

/// Gives a sentence on what was left in a journal, for whoever makes the next video; empty where nothing was. The
/// object must not be used for anything else: what is left is its own until it is destroyed.
inline std::string words_on_left(seedance::journal& looked_at) {
    std::size_t tasks = 0, unknown = 0;
    for (const auto& each : looked_at.take(1000)) {
        if (each.state == seedance::intent_state::accepted) ++tasks;
        if (each.state == seedance::intent_state::unknown) ++unknown;
    }
    const auto counted = [](std::size_t count, const char* what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    std::string words;
    if (tasks != 0) words = counted(tasks, "task") + " of earlier runs may be waited for";
    if (unknown != 0)
        words += (tasks == 0 ? "" : ", and ") + counted(unknown, "request") + " of earlier runs may have been paid for";
    return words.empty() ? words : words + ": `seedance recover` names them";
}

}  // namespace cli
