// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Clocks for tests and demos: put one into `client_options::clock`.

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <ratio>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include <seedance/engine/clock.hpp>

namespace seedance::testing {

/// A clock that stands still until `advance` moves it. It starts at a fixed point (2026-01-09 13:33:30 UTC), so that
/// runs repeat exactly.
/// @par Thread safety
/// A clock may be used from several threads.
class manual_clock final : public clock {
  public:
    time_point now() const override {
        const std::lock_guard lock{mutex_};
        return now_;
    }

    std::chrono::system_clock::time_point wall_now() const override {
        return std::chrono::system_clock::time_point{std::chrono::seconds{1'767'965'610}} +
               std::chrono::duration_cast<std::chrono::system_clock::duration>(now() - time_point{});
    }

    void set_alarm(time_point when, std::function<void()> wake) override {
        const std::lock_guard lock{mutex_};
        due_ = when;
        wake_.swap(wake);
    }

    void cancel_alarm() override {
        std::function<void()> forgotten;
        const std::lock_guard lock{mutex_};
        wake_.swap(forgotten);
    }

    /// Says whether an alarm is set.
    bool has_alarm() const {
        const std::lock_guard lock{mutex_};
        return wake_ != nullptr;
    }

    /// Says how long it is until the alarm rings; the time is negative for an alarm that was set too late.
    /// @pre `has_alarm()`
    std::chrono::steady_clock::duration until_alarm() const {
        const std::lock_guard lock{mutex_};
        return due_ - now_;
    }

    /// Moves time forward and rings an alarm that has become due, in the calling thread.
    void advance(std::chrono::steady_clock::duration by) {
        std::function<void()> ring;
        {
            const std::lock_guard lock{mutex_};
            now_ += by;
            if (wake_ != nullptr && due_ <= now_) ring = std::exchange(wake_, nullptr);
        }
        if (ring) ring();
    }

    /// Moves time to the alarm and rings it. Gives false when no alarm is set.
    bool advance_to_alarm() {
        if (!has_alarm()) return false;
        advance(std::max(until_alarm(), std::chrono::steady_clock::duration{0}));
        return true;
    }

  private:
    mutable std::mutex mutex_;
    time_point now_{};
    time_point due_{};
    std::function<void()> wake_;
};

/// A clock that runs `factor` times as fast as real time: with 60, a poll that is due in five minutes comes after five
/// seconds.
class scaled_clock final : public clock {
  public:
    /// Makes a clock that starts now. `factor` is above 0; the execution context of `executor` must outlive the clock.
    scaled_clock(boost::asio::any_io_executor executor, double factor) : timer_{std::move(executor)}, factor_{factor} {}

    time_point now() const override { return start_ + scale(std::chrono::steady_clock::now() - start_, factor_); }

    std::chrono::system_clock::time_point wall_now() const override {
        return wall_start_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now() - start_);
    }

    void set_alarm(time_point when, std::function<void()> wake) override {
        timer_.expires_at(start_ + scale(when - start_, 1 / factor_));
        timer_.async_wait([wake = std::move(wake)](boost::system::error_code error) {
            if (!error) wake();
        });
    }

    void cancel_alarm() override { timer_.cancel(); }

  private:
    static std::chrono::steady_clock::duration scale(std::chrono::steady_clock::duration time, double by) {
        return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            std::chrono::duration<double, std::nano>{time} * by);
    }

    boost::asio::steady_timer timer_;
    double factor_;
    time_point start_ = std::chrono::steady_clock::now();
    std::chrono::system_clock::time_point wall_start_ = std::chrono::system_clock::now();
};

}  // namespace seedance::testing
