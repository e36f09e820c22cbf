// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <utility>

#include <seedance/task/task.hpp>

namespace seedance {

/// Says that the gateway has not accepted an intent: its own list has no such task.
struct not_sent_t {};

/// The value of `not_sent_t`.
inline constexpr not_sent_t not_sent{};

/// What a person has found out about an intent whose outcome was not known: it was not sent, or this task became of it.
struct resolution {
    /// Says that it was not sent.
    resolution(not_sent_t) noexcept {}

    /// Says which task became of it.
    resolution(seedance::task made) noexcept : task{std::move(made)} {}

    std::optional<seedance::task> task;  ///< nothing where it was not sent
};

}  // namespace seedance
