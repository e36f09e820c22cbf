// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <seedance/engine/impl/poll_limiter.hpp>
#include <seedance/engine/impl/scoped_permit.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/retry_quota.hpp>

namespace seedance::detail {

class gateway_limiter;

/// The right to have one task under way at a gateway.
using permit = scoped_permit<gateway_limiter>;

/// Something that waits for a permit.
class limiter_waiter {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    virtual void on_granted(permit granted) = 0;

    /// Tells the first waiter in the queue that it has to wait only for this time; it then calls
    /// `gateway_limiter::grant`.
    virtual void on_turn_at(time_point when) = 0;

  protected:
    ~limiter_waiter() = default;
};

/// Limits what one client does at one gateway at the same time: permits for tasks, a limit on the rate of submits, the
/// quotas for retries, and the permits for polls. A permit is held from before a submit until its task ends or has no
/// waiting caller any more. How many permits there are is AIMD (additive increase, multiplicative decrease): when the
/// gateway asks for fewer requests their number is halved, and every acceptance lets it grow again. It is used on the
/// strand.
class gateway_limiter {
  public:
    using time_point = limiter_waiter::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// 0 for no limit.
    gateway_limiter(std::string provider, std::size_t most_tasks, double submits_per_second)
        : provider_{std::move(provider)},
          most_{most_tasks == 0 ? std::numeric_limits<double>::max() : static_cast<double>(most_tasks)},
          allowed_{most_},
          spacing_{spacing_of(submits_per_second)} {}

    const std::string& provider() const noexcept { return provider_; }

    /// Gives a permit, but nothing while others queue or when none is free now.
    [[nodiscard]] std::optional<permit> try_acquire(time_point now) {
        if (!queue_.empty() || !is_open(now)) return std::nullopt;
        return acquire(now);
    }

    /// Gives a permit for a task that is under way already, whatever the limit is.
    [[nodiscard]] permit acquire_over_limit() noexcept {
        ++tasks_;
        return permit{*this};
    }

    /// Adds a waiter to the queue. Its `on_granted` is called later, never from within this function.
    void enqueue(limiter_waiter& waiter, time_point now) {
        queue_.push_back(&waiter);
        if (queue_.size() == 1) tell_first(now);
    }

    void leave_queue(limiter_waiter& waiter) {
        const bool was_first = !queue_.empty() && queue_.front() == &waiter;
        std::erase(queue_, &waiter);
        if (was_first && !queue_.empty()) on_permit_available();  // the next one does not know yet when its turn is
    }

    /// Gives permits to the waiters, in the order of the queue, as long as there are any.
    void grant(time_point now) {
        while (!queue_.empty() && is_open(now)) {
            auto* first = queue_.front();
            queue_.pop_front();
            first->on_granted(acquire(now));
        }
        if (!queue_.empty()) tell_first(now);
    }

    /// The function that is called when a permit came back, or the first waiter left, while others queue. It has
    /// `grant` called soon, but not from within itself.
    std::function<void()> on_permit_available = [] {};

    /// Halves the limit, because the gateway has refused a submit that was sent at this time: there were too many. A
    /// burst of refusals counts once.
    void on_throttled(time_point sent, time_point now) noexcept {
        if (sent < last_cut_) return;
        last_cut_ = now;
        allowed_ = std::max(1.0, std::min(allowed_, static_cast<double>(tasks_)) / 2);
    }

    void on_accepted() noexcept { allowed_ = std::min(allowed_ + 1 / allowed_, most_); }

    std::size_t tasks() const noexcept { return tasks_; }

    retry_quota submit_quota;
    retry_quota poll_quota;
    retry_quota download_quota;
    poll_limiter polls;

  private:
    friend permit;

    static duration spacing_of(double submits_per_second) {
        if (submits_per_second <= 0) return duration{0};
        return std::chrono::duration_cast<duration>(std::chrono::duration<double>{1 / submits_per_second});
    }

    bool has_room() const noexcept { return static_cast<double>(tasks_ + 1) <= std::max(1.0, allowed_); }
    bool is_open(time_point now) const noexcept { return has_room() && now >= next_submit_; }

    /// Gives a permit and sets the time of the next submit. A late timer must not slow down all submits after it, so
    /// the next time counts from when this one should have been.
    permit acquire(time_point now) {
        next_submit_ = (next_submit_ + timer_slack < now ? now : next_submit_) + spacing_;
        return acquire_over_limit();
    }

    void release() {
        --tasks_;
        if (!queue_.empty()) on_permit_available();
    }

    void tell_first(time_point now) const {
        if (has_room() && next_submit_ > now) queue_.front()->on_turn_at(next_submit_);
    }

    std::string provider_;
    double most_;
    double allowed_;
    duration spacing_;
    std::size_t tasks_ = 0;
    std::deque<limiter_waiter*> queue_;
    time_point next_submit_ = time_point::min();
    time_point last_cut_ = time_point::min();
};

}  // namespace seedance::detail
