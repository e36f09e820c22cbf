// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <optional>

#include <seedance/engine/clock.hpp>

namespace seedance::detail {

/// Notices when the time of day jumps beside the steady time: the clock was set, or the machine slept. Times of day
/// before and after that cannot be compared.
class even_time {
  public:
    /// Looks at both times; called again and again.
    void look(const clock& now) {
        const auto ahead = now.wall_now().time_since_epoch() - now.now().time_since_epoch();
        if (ahead_ && is_far(ahead, *ahead_)) jumped_at_ = now.now();
        ahead_ = ahead;
    }

    /// Says whether the time of day has gone on evenly since then, as far as was looked.
    bool is_even_since(clock::time_point when) const noexcept { return when > jumped_at_; }

  private:
    using duration = std::chrono::nanoseconds;

    static bool is_far(duration one, duration other) {
        constexpr std::chrono::seconds tolerance{10};
        return one - other > tolerance || other - one > tolerance;
    }

    std::optional<duration> ahead_;
    clock::time_point jumped_at_ = clock::time_point::min();
};

}  // namespace seedance::detail
