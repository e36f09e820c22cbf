// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Which times of tasks a journal keeps: one rule for all journals.

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <seedance/task/model_times.hpp>

namespace seedance::detail {

/// How many times are kept of a model: each has a place, and a later one takes the place of an earlier one.
inline constexpr int places_of_times = 64;

/// Gives the place of the time of an intent, by its number in the journal. Neighbours, and numbers at any distance from
/// each other, have places far apart (Fibonacci hashing): a model whose intents are every eighth of a journal uses all
/// places too. Nothing has to be read to write a time, and no two programs write at the same place for long.
constexpr int place_of_time(std::int64_t intent_number) noexcept {
    return static_cast<int>((static_cast<std::uint64_t>(intent_number) * 0x9E37'79B9'7F4A'7C15U) >> 58);
}
static_assert(places_of_times == 1 << (64 - 58));

/// Says whether a time can be that of a task: clocks jump, and a program may have looked for a task that was long over.
constexpr bool is_time_of_task(std::chrono::milliseconds took) noexcept {
    return took >= std::chrono::milliseconds{0} && took <= std::chrono::weeks{1};
}

/// Adds a time to the last of a list that is in the order of gateways and models.
inline void add_time(std::vector<model_samples>& all, std::string provider, std::string model, std::int64_t took) {
    const std::chrono::milliseconds time{took};
    if (!is_time_of_task(time)) return;  // somebody has changed the row
    if (all.empty() || all.back().provider != provider || all.back().model != model)
        all.push_back({.provider = std::move(provider), .model = std::move(model)});
    all.back().took.push_back(time);
}

}  // namespace seedance::detail
