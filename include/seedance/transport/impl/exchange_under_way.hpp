// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include <boost/intrusive/list_hook.hpp>

namespace seedance::detail {

/// An exchange as the state of its transport knows it: an element of a list, with the time at which it wants to be
/// asked whether it has got on.
class exchange_under_way : public boost::intrusive::list_base_hook<> {
  public:
    using clock = std::chrono::steady_clock;

    /// Ends the exchange with `operation_aborted`, unless it has ended; called from any thread.
    virtual void abort() = 0;

    /// Tells the exchange that its deadline may have come; called from any thread.
    virtual void check_time_soon() = 0;

    /// Gives a share of the exchange; null once it is being destroyed.
    virtual std::shared_ptr<exchange_under_way> share() noexcept = 0;

    std::atomic<clock::rep> deadline{clock::duration::max().count()};

  protected:
    exchange_under_way() = default;
    exchange_under_way(const exchange_under_way&) = delete;
    exchange_under_way& operator=(const exchange_under_way&) = delete;
    ~exchange_under_way() = default;
};

}  // namespace seedance::detail
