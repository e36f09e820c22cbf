// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Places of which each owner has so many at the same time: streams and files of a customer, for one.

#include <atomic>
#include <cstddef>
#include <memory>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// Counts the places that are taken. Copies count together.
///
/// @par Thread safety
/// All functions may be called from any thread.
class places {
  public:
    /// Takes one of so many places, which is free again when the last copy of what it gives has gone; null where all
    /// are taken.
    std::shared_ptr<const void> take(std::size_t most) const {
        const bool is_free = ++*taken_ <= most;
        std::shared_ptr<const void> place{taken_.get(), [taken = taken_](const void*) { --*taken; }};
        return is_free ? place : nullptr;
    }

    /// Gives how many are taken.
    std::size_t taken() const noexcept { return *taken_; }

  private:
    std::shared_ptr<std::atomic<std::size_t>> taken_ = std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace seedance
