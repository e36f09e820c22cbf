// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <variant>

#include <seedance/task/task.hpp>

namespace seedance {

/// Says that the gateway has not accepted an intent: its own list has no such task.
struct not_sent_t {
    friend bool operator==(not_sent_t, not_sent_t) = default;
};

/// The value of `not_sent_t`.
inline constexpr not_sent_t not_sent{};

/// What a person has found out about an intent whose outcome was not known: it was not sent, or this became of it.
using resolution = std::variant<not_sent_t, task>;

}  // namespace seedance
