// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include <seedance/engine/impl/poll_limiter.hpp>
#include <seedance/engine/impl/scoped_permit.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/retry_quota.hpp>

namespace seedance::detail {

/// Somebody who waits for a permit.
class lane_guest {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// It has a permit now.
    virtual void admitted() = 0;

    /// It is the first in the queue, and only this time stands before it: it is to call `lane::admit` then.
    virtual void wait_until(time_point when) = 0;

  protected:
    ~lane_guest() = default;
};

/// What one client does at one gateway at the same time: permits for tasks, a limit on the rate of submits, the tokens
/// for repetitions, and the places for polls. A permit is held from before a submit until its task ends or nobody waits
/// for it any more. When the gateway asks for fewer requests, the number of permits is halved; every acceptance lets it
/// grow again. Lives on the strand.
class lane {
  public:
    using time_point = lane_guest::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// 0 for no limit.
    lane(std::string provider, std::size_t most_tasks, double submits_per_second)
        : provider_{std::move(provider)},
          most_{most_tasks == 0 ? std::numeric_limits<double>::max() : static_cast<double>(most_tasks)},
          allowed_{most_},
          spacing_{submits_per_second > 0
                       ? std::chrono::duration_cast<duration>(std::chrono::duration<double>{1 / submits_per_second})
                       : duration{0}} {}

    const std::string& provider() const noexcept { return provider_; }

    /// Takes a permit, if nobody waits and one is free now.
    [[nodiscard]] bool try_enter(time_point now) {
        if (!queue_.empty() || !is_open(now)) return false;
        take(now);
        return true;
    }

    /// Takes a permit for a task that is under way already.
    void enter_anyway() noexcept { ++tasks_; }

    /// Queues; `admitted` is called later, never from here.
    void queue(lane_guest& who, time_point now) {
        queue_.push_back(&who);
        if (queue_.size() == 1) call_front(now);
    }

    void leave_queue(lane_guest& who) {
        const bool was_first = !queue_.empty() && queue_.front() == &who;
        std::erase(queue_, &who);
        if (was_first && !queue_.empty()) on_free_place();  // the next one does not know yet when its turn is
    }

    /// Gives permits to those who wait, as far as there are any.
    void admit(time_point now) {
        while (!queue_.empty() && is_open(now)) {
            auto* first = queue_.front();
            queue_.pop_front();
            take(now);
            first->admitted();
        }
        if (!queue_.empty()) call_front(now);
    }

    void leave() {
        --tasks_;
        if (!queue_.empty()) on_free_place();
    }

    /// Told when a place became free, or the first one left, while others queue: `admit` is to be called soon, but not
    /// from here.
    std::function<void()> on_free_place = [] {};

    /// The gateway has refused a submit that was sent at this time because there were too many. A burst of refusals
    /// counts once.
    void on_throttled(time_point sent, time_point now) noexcept {
        if (sent < last_cut_) return;
        last_cut_ = now;
        allowed_ = std::max(1.0, std::min(allowed_, static_cast<double>(tasks_)) / 2);
    }

    void on_accepted() noexcept { allowed_ = std::min(allowed_ + 1 / allowed_, most_); }

    std::size_t tasks() const noexcept { return tasks_; }

    retry_quota submits;
    retry_quota polls;
    retry_quota downloads;

    poll_limiter asking;

  private:
    bool has_room() const noexcept { return static_cast<double>(tasks_ + 1) <= std::max(1.0, allowed_); }
    bool is_open(time_point now) const noexcept { return has_room() && now >= next_submit_; }

    /// A late alarm must not slow down all that come after: then the next time counts from when this one should have
    /// been.
    void take(time_point now) {
        ++tasks_;
        next_submit_ = (next_submit_ + longest_patience < now ? now : next_submit_) + spacing_;
    }

    void call_front(time_point now) const {
        if (has_room() && next_submit_ > now) queue_.front()->wait_until(next_submit_);
    }

    std::string provider_;
    double most_;
    double allowed_;
    duration spacing_;
    std::size_t tasks_ = 0;
    std::deque<lane_guest*> queue_;
    time_point next_submit_ = time_point::min();
    time_point last_cut_ = time_point::min();
};

/// A place among the tasks that may be under way at a gateway at the same time.
using permit = place<lane>;

}  // namespace seedance::detail
