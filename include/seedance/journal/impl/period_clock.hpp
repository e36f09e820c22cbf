// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>

#include <seedance/core/impl/platform.hpp>

namespace seedance::detail {

/// The clock by which budgets' periods go. It believes the time of day once, at its first question, and goes on with
/// the steady time, also while the machine sleeps: a time of day that jumps while the program runs gives no fresh
/// period. It may be used from any thread.
class period_clock {
  public:
    using wall_time = std::chrono::system_clock::time_point;
    using steady_time = std::chrono::steady_clock::time_point;

    /// Tells what the time is by the store's clock, now.
    void believe(wall_time store) {
        const std::lock_guard lock{mutex_};
        told_ = start{store, now()};
    }

    /// Gives the time of day that belongs to a steady time.
    wall_time at(wall_time wall, steady_time steady) {
        const std::lock_guard lock{mutex_};
        if (!start_) start_ = start{told_ ? told_->at(now()) : wall, steady};
        latest_ = std::max(latest_, start_->at(steady));
        return latest_;
    }

  private:
    /// Gives the steady time that goes on while the machine sleeps.
    static steady_time now() noexcept {
        return steady_time{std::chrono::duration_cast<steady_time::duration>(platform::time_since_start())};
    }

    struct start {
        wall_time wall;
        steady_time steady;

        wall_time at(steady_time later) const {
            return wall + std::chrono::duration_cast<wall_time::duration>(later - steady);
        }
    };

    std::mutex mutex_;
    std::optional<start> told_;  ///< by the store, and the steady time then
    std::optional<start> start_;
    wall_time latest_{};
};

}  // namespace seedance::detail
