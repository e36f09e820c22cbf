// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// Lets a leg rest that fails in a row, so that requests go where they are taken. When its rest is over, one request
/// tries it, and the others wait for what becomes of that: there are no paid tests.
class circuit_breaker {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr int failures_in_row = 3;              ///< after so many it rests
    static constexpr std::chrono::seconds first_rest{30};  ///< the first time; then twice as long each time
    static constexpr std::chrono::seconds longest_rest{600};

    /// The time after which a request that tries it and was never heard of again counts as gone.
    static constexpr std::chrono::seconds longest_trial{300};

    /// Says whether a request may try the leg.
    bool lets_try(time_point now) const noexcept { return now >= rests_until_; }

    /// Gives when the next request may.
    time_point rests_until() const noexcept { return rests_until_; }

    /// Notes that a request tries it: of a leg that has rested, the only one.
    void on_tried(time_point now) noexcept {
        if (failures_ < failures_in_row) return;
        is_on_trial_ = true;
        rests_until_ = now + longest_trial;
    }

    void on_success() noexcept { *this = {}; }

    /// Notes that it does not take requests. One that was sent before it rested says nothing that is not known.
    void on_failure(time_point now) noexcept {
        const bool is_old_news = failures_ >= failures_in_row && !std::exchange(is_on_trial_, false);
        if (is_old_news || ++failures_ < failures_in_row) return;
        const auto doublings = std::min(failures_ - failures_in_row, 10);
        rests_until_ = now + std::min<std::chrono::seconds>(first_rest * (1 << doublings), longest_rest);
    }

    /// Notes that a request that tried it has ended without a word about the leg: the next may try.
    void on_given_up(time_point now) noexcept {
        if (std::exchange(is_on_trial_, false)) rests_until_ = now;
    }

  private:
    int failures_ = 0;          ///< in a row, those of its trials among them
    bool is_on_trial_ = false;  ///< a request tries it after its rest
    time_point rests_until_{};
};

}  // namespace seedance::detail
