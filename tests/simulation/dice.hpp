// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>

namespace test {

/// Numbers from a seed.
class dice {
  public:
    explicit dice(std::uint64_t seed) : source_{seed} {}

    /// Gives a number from 0 to below `sides`.
    std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(source_() % sides); }
    bool chance(int percent) { return roll(100) < static_cast<std::size_t>(percent); }
    std::chrono::milliseconds time(std::chrono::milliseconds most) {
        return std::chrono::milliseconds{static_cast<std::int64_t>(roll(static_cast<std::size_t>(most.count()) + 1))};
    }

  private:
    std::mt19937_64 source_;
};

}  // namespace test
