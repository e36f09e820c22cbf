// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/shared_alarm.hpp>
#include <seedance/engine/impl/timer_queue.hpp>
#include <seedance/retry/backoff.hpp>

namespace seedance::detail {

using engine_strand = boost::asio::strand<boost::asio::any_io_executor>;

/// An object that waits for a time, on the engine's strand. While it waits, the timer service keeps it alive.
class timer_waiter : public timer_entry, public std::enable_shared_from_this<timer_waiter> {
  public:
    /// Tells the waiter that its time has come.
    virtual void on_timer() = 0;

  protected:
    virtual ~timer_waiter() = default;

  private:
    friend class timer_service;
    std::shared_ptr<timer_waiter> kept_by_timer_;
};

/// The way from an alarm, which may ring on any thread and late, to a strand whose execution context may have gone
/// meanwhile: it is open only while the context has work.
class alarm_gate {
  public:
    void open(const engine_strand& strand) {
        const std::lock_guard lock{mutex_};
        if (!strand_) strand_ = strand;
    }

    void close() noexcept {
        const std::lock_guard lock{mutex_};
        strand_.reset();
    }

    /// Has something done on the strand, if the way is open; at once where this is the strand.
    template <class Function>
    void pass(Function&& function) {
        {
            const std::lock_guard lock{mutex_};
            if (!strand_) return;
            if (!strand_->running_in_this_thread())
                return boost::asio::post(*strand_, std::forward<Function>(function));
        }
        std::forward<Function>(function)();
    }

  private:
    std::mutex mutex_;
    std::optional<engine_strand> strand_;
};

/// The waiters of one engine, and the one alarm of the clock that wakes them. When the execution context is destroyed,
/// everything that waits goes with it, whatever the clock is. As long as something waits, the context has work. It is
/// used on the strand.
class timer_service final : public context_listener, public std::enable_shared_from_this<timer_service> {
  public:
    timer_service(engine_strand strand, std::shared_ptr<clock> time)
        : strand_{std::move(strand)}, clock_{std::move(time)}, alarm_{shared_alarm::of(*clock_)} {}
    ~timer_service() { drop_all(); }

    /// Calls `on_timer` at or after `due`; an earlier time that the waiter had is forgotten.
    void schedule(timer_waiter& waiter, clock::time_point due) {
        queue_.schedule(waiter, due);  // without memory for it, nothing is kept
        if (!waiter.kept_by_timer_) waiter.kept_by_timer_ = waiter.shared_from_this();
        if (!work_) work_ = boost::asio::prefer(strand_.get_inner_executor(), tracked);
        if (!waking_) arm();
    }

    /// Forgets a waiter's time; does nothing for one that has none.
    void remove(timer_waiter& waiter) {
        queue_.remove(waiter);
        const auto last_hold = std::move(waiter.kept_by_timer_);
        if (queue_.empty() && !waking_) rest();
    }

  private:
    static constexpr auto tracked = boost::asio::execution::outstanding_work.tracked;
    static constexpr auto never = clock::time_point::max();

    void on_context_shutdown() noexcept override { drop_all(); }

    void drop_all() noexcept {
        while (!queue_.empty()) remove(front());
    }

    timer_waiter& front() const noexcept { return static_cast<timer_waiter&>(queue_.front()); }

    /// Gives the time by which the alarm is set too late. Where thousands wait, an alarm for each would cost more than
    /// its poll, so the first waiter waits for those that are due up to ten milliseconds after it.
    milliseconds coalescing() const noexcept { return std::min(milliseconds{queue_.size() / 1000}, timer_slack); }

    void arm() {
        if (queue_.empty()) return;
        const auto when = queue_.front_due() + coalescing();
        if (when >= armed_for_) return;
        armed_for_ = when;
        try {
            gate_->open(strand_);
            alarm_->set(this, when, [gate = gate_, weak = weak_from_this()] {
                gate->pass([weak] {
                    if (const auto self = weak.lock()) self->wake();
                });
            });
        } catch (...) {  // without memory for it there is no alarm
            armed_for_ = never;
            throw;
        }
    }

    /// Cancels the alarm and lets the context run out of work, when nothing waits any more.
    void rest() {
        const auto last_work = std::move(work_);
        if (std::exchange(armed_for_, never) != never) alarm_->cancel(this);
        gate_->close();
    }

    void wake() {
        waking_ = true;
        armed_for_ = never;
        try {
            wake_those_due();
        } catch (...) {  // memory has run out for one: the others are still to be woken
            sleep_again();
            throw;
        }
        sleep_again();
    }

    void wake_those_due() {
        const auto now = clock_->now();
        while (!queue_.empty() && queue_.front_due() <= now) {
            const auto kept = front().kept_by_timer_;
            remove(*kept);
            kept->on_timer();
        }
    }

    void sleep_again() {
        waking_ = false;
        if (queue_.empty())
            rest();
        else
            arm();
    }

    engine_strand strand_;
    std::shared_ptr<clock> clock_;
    std::shared_ptr<shared_alarm> alarm_;
    const std::shared_ptr<alarm_gate> gate_ = std::make_shared<alarm_gate>();
    timer_queue queue_;
    boost::asio::any_io_executor work_;  ///< a clock may be no part of the context
    clock::time_point armed_for_ = never;
    bool waking_ = false;
};

}  // namespace seedance::detail
