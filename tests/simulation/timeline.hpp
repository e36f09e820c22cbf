// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include <seedance/engine/clock.hpp>

namespace test {

/// The clock of a world. It stands still until it is moved, and its time of day jumps when somebody sets it.
class world_clock final : public seedance::clock {
  public:
    time_point now() const override { return now_; }
    std::chrono::system_clock::time_point wall_now() const override {
        return std::chrono::system_clock::time_point{std::chrono::seconds{1'767'965'610}} + off_by_ +
               std::chrono::duration_cast<std::chrono::system_clock::duration>(now_ - time_point{});
    }

    void set_alarm(time_point when, std::function<void()> wake) override {
        due_ = when;
        wake_ = std::move(wake);
    }
    void cancel_alarm() override { wake_ = nullptr; }

    bool has_alarm() const { return wake_ != nullptr; }
    time_point due() const { return due_; }

    void move_to(time_point when) {
        now_ = std::max(now_, when);
        if (wake_ == nullptr || due_ > now_) return;
        const auto ring = std::exchange(wake_, nullptr);
        ring();
    }

    /// Sets the time of day: to another one than it was, by so much.
    void jump(std::chrono::hours by) { off_by_ += by; }

  private:
    time_point now_{};
    time_point due_{};
    std::chrono::hours off_by_{};
    std::function<void()> wake_;
};

/// What happens at which time, besides the clients' alarms. Of two entries for the same time the earlier one comes
/// first.
class timeline {
  public:
    using time = seedance::clock::time_point;

    explicit timeline(world_clock& on) : clock_{on} {}

    void after(std::chrono::milliseconds delay, std::function<void()> what) {
        events_.emplace(std::pair{clock_.now() + delay, number_++}, std::move(what));
    }

    /// Goes on to the next event or alarm; says whether there was one within so long.
    bool go_on(std::chrono::milliseconds within) {
        if (events_.empty() && !clock_.has_alarm()) return false;
        const bool is_alarm = clock_.has_alarm() && (events_.empty() || clock_.due() < events_.begin()->first.first);
        const auto next = is_alarm ? clock_.due() : events_.begin()->first.first;
        if (next - clock_.now() > within) return false;
        if (is_alarm) {
            clock_.move_to(clock_.due());
        } else {
            clock_.move_to(events_.begin()->first.first);
            auto first = events_.extract(events_.begin());
            first.mapped()();
        }
        return true;
    }

  private:
    world_clock& clock_;
    std::map<std::pair<time, std::uint64_t>, std::function<void()>> events_;
    std::uint64_t number_ = 0;
};

}  // namespace test
