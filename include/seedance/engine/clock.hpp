// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/core/config.hpp>
#include <seedance/core/impl/companion_slot.hpp>

namespace seedance {

/// The source of the engine's time. One alarm serves all waiting tasks. Tests and demos give the client a clock of
/// their own (<seedance/testing/clock.hpp>); the transport's timeouts are always real time.
/// @par Thread safety
/// Several clients may share a clock, also clients on different execution contexts: `now`, `now_with_sleep` and
/// `wall_now` may be called from any thread; `set_alarm` and `cancel_alarm` are called one at a time, from the thread
/// of whichever client. An alarm may ring on any thread, and each client is woken on its own executor. A clock with a
/// timer rings only while the context of that timer runs.
class clock {
  public:
    /// A time of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;

    virtual ~clock() = default;

    /// Gives the steady time, by which deadlines and polls count.
    virtual time_point now() const = 0;

    /// Gives the steady time that goes on while the machine sleeps, by which periods of budgets and ends of intents
    /// count. All clocks of one journal must mean the same by it: one that gives the system's time in `now` overrides
    /// it.
    virtual time_point now_with_sleep() const { return now(); }

    /// Gives the time of day, for the acceptance time of tasks.
    virtual std::chrono::system_clock::time_point wall_now() const = 0;

    /// Calls `wake` once, at or after `when`; an earlier alarm that has not rung is forgotten.
    virtual void set_alarm(time_point when, std::function<void()> wake) = 0;

    /// Forgets the alarm; does nothing when none is set.
    virtual void cancel_alarm() = 0;

    /// Gives the place of the library's own bookkeeping: the alarm's users.
    detail::companion_slot& companion() noexcept { return companion_; }

  private:
    detail::companion_slot companion_;
};

/// Makes a clock of the system's clocks, with an Asio timer on `executor` as its alarm.
SEEDANCE_DECL std::shared_ptr<clock> make_system_clock(boost::asio::any_io_executor executor);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/engine/impl/clock.ipp>
#endif
