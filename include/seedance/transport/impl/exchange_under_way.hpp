// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include <boost/intrusive/list_hook.hpp>

#include <seedance/transport/http.hpp>
#include <seedance/transport/impl/traffic.hpp>

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

    // ---- for whoever asks what goes on
    traffic_ptr traffic{};  ///< set before the exchange is added to others
    std::atomic<exchange_phase> phase_now{exchange_phase::resolve};
    std::atomic<std::uint64_t> received_so_far{0};  ///< bytes of a reply

  protected:
    exchange_under_way() = default;
    exchange_under_way(const exchange_under_way&) = delete;
    exchange_under_way& operator=(const exchange_under_way&) = delete;
    ~exchange_under_way() = default;
};

}  // namespace seedance::detail
