// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/core/config.hpp>

namespace seedance {

/// Where the engine's time comes from. One alarm serves all waiting tasks. Tests and demos put a clock of their own
/// here
/// (<seedance/testing/clock.hpp>); the transport's timeouts are always real time.
/// @par Thread safety
/// One engine uses a clock, one call at a time.
class clock {
  public:
    /// A time of the steady clock.
    using time_point = std::chrono::steady_clock::time_point;

    virtual ~clock() = default;

    /// The steady time: deadlines and polls count by it.
    virtual time_point now() const = 0;

    /// The time of day: it is the acceptance time of tasks.
    virtual std::chrono::system_clock::time_point wall_now() const = 0;

    /// Calls `wake` once, at or after `when`; an earlier alarm that has not rung is forgotten.
    virtual void set_alarm(time_point when, std::function<void()> wake) = 0;

    /// Forgets the alarm.
    virtual void cancel_alarm() = 0;
};

/// The system's clocks, with an Asio timer on `executor`.
SEEDANCE_DECL std::shared_ptr<clock> make_system_clock(boost::asio::any_io_executor executor);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/engine/impl/clock.ipp>
#endif
