// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

namespace seedance::detail {

/// The clock by which budgets' periods go. It believes the time of day once, at its first question, and goes on with
/// the steady time: a time of day that jumps while the program runs gives no fresh period. It may be used from any
/// thread.
class period_clock {
  public:
    using wall_time = std::chrono::system_clock::time_point;
    using steady_time = std::chrono::steady_clock::time_point;

    /// Gives the time of day that belongs to a steady time.
    wall_time at(wall_time wall, steady_time steady) {
        const std::lock_guard lock{mutex_};
        if (!start_) start_ = start{wall, steady};
        const auto elapsed = std::chrono::duration_cast<wall_time::duration>(steady - start_->steady);
        latest_ = std::max(latest_, start_->wall + elapsed);
        return latest_;
    }

  private:
    struct start {
        wall_time wall;
        steady_time steady;
    };

    std::mutex mutex_;
    std::optional<start> start_;
    wall_time latest_{};
};

}  // namespace seedance::detail
