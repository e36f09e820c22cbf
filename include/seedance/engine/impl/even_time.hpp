// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>

#include <seedance/engine/clock.hpp>

namespace seedance::detail {

/// Tells whether two times of day may be compared: the clock was not set between them, and the machine did not sleep.
class even_time {
  public:
    explicit even_time(const clock& now) : wall_{wall_of(now)}, slept_{slept_of(now)} {}

    /// Says whether the time has gone on evenly since this was made.
    bool holds(const clock& now) const { return is_near(wall_of(now), wall_) && is_near(slept_of(now), slept_); }

  private:
    using duration = std::chrono::nanoseconds;

    static duration wall_of(const clock& now) {
        return now.wall_now().time_since_epoch() - now.now_with_sleep().time_since_epoch();
    }
    static duration slept_of(const clock& now) { return now.now_with_sleep() - now.now(); }

    static bool is_near(duration one, duration other) {
        constexpr std::chrono::seconds tolerance{10};
        return one - other <= tolerance && other - one <= tolerance;
    }

    duration wall_, slept_;
};

}  // namespace seedance::detail
