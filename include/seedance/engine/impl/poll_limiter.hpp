// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include <seedance/engine/impl/scoped_permit.hpp>

namespace seedance::detail {

class poll_limiter;

/// The right to have one poll under way.
using poll_permit = scoped_permit<poll_limiter>;

/// Something that waits for a poll permit.
class poll_waiter {
  public:
    virtual void on_granted(poll_permit granted) = 0;

    bool is_queued() const noexcept { return ticket_ != 0; }

  protected:
    virtual ~poll_waiter() = default;

  private:
    friend class poll_limiter;
    std::uint64_t ticket_ = 0;  ///< 0: it is not queued
};

/// Limits how many polls are under way with one account at the same time; the others queue. Ten thousand tasks that are
/// resumed at once share as many connections as there are permits. It is used on the strand.
class poll_limiter {
  public:
    static constexpr std::size_t permits = 64;

    /// Gives a permit, but nothing while others queue or when every permit is out.
    [[nodiscard]] std::optional<poll_permit> try_acquire() noexcept {
        if (!queue_.empty() || out_ == permits) return std::nullopt;
        return acquire();
    }

    /// Says whether a task that should have been asked for before now may be asked for at once: so many of them in an
    /// interval as there are permits. A client that takes over a hundred thousand spreads the others over theirs.
    bool lets_overdue(std::chrono::steady_clock::time_point now, std::chrono::milliseconds interval) noexcept {
        if (now >= overdue_until_) {
            overdue_until_ = now + interval;
            overdue_ = 0;
        }
        return ++overdue_ <= permits;
    }

    /// Adds a waiter to the queue. Its `on_granted` is called later, never from within this function.
    void enqueue(poll_waiter& waiter) {
        queue_.push_back(&waiter);
        waiter.ticket_ = served_ + queue_.size();
    }

    /// Removes a waiter from the queue; does nothing for one that is not queued.
    void leave_queue(poll_waiter& waiter) noexcept {
        if (waiter.is_queued()) queue_[std::exchange(waiter.ticket_, 0) - served_ - 1] = nullptr;
    }

    std::size_t under_way() const noexcept { return out_; }
    std::size_t queued() const noexcept {
        return queue_.size() - static_cast<std::size_t>(std::count(queue_.begin(), queue_.end(), nullptr));
    }

    /// The function that is called when a permit came back while others queue. It has `grant` called soon, but not from
    /// within itself.
    std::function<void()> on_permit_available = [] {};

    /// Gives the free permits to the waiters, in the order of the queue.
    void grant() {
        is_grant_due_ = false;
        while (!queue_.empty() && out_ != permits) {
            auto* first = queue_.front();
            queue_.pop_front();
            ++served_;
            if (first == nullptr) continue;
            first->ticket_ = 0;
            first->on_granted(acquire());
        }
    }

  private:
    friend poll_permit;

    poll_permit acquire() noexcept {
        ++out_;
        return poll_permit{*this};
    }

    /// Where memory runs out for telling of it, the next permit that comes back tells.
    void release() noexcept try {
        --out_;
        if (queue_.empty() || is_grant_due_) return;
        on_permit_available();
        is_grant_due_ = true;
    } catch (...) {
    }

    std::size_t out_ = 0;
    std::size_t overdue_ = 0;  ///< that were let, or not, since the interval began
    std::chrono::steady_clock::time_point overdue_until_ = std::chrono::steady_clock::time_point::min();
    std::deque<poll_waiter*> queue_;  ///< null: left before its turn
    std::uint64_t served_ = 0;        ///< how many waiters the queue has lost at its front
    bool is_grant_due_ = false;
};

}  // namespace seedance::detail
