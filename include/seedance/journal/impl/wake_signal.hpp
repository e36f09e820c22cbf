// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>

#include <poll.h>

#include <seedance/core/impl/platform.hpp>

namespace seedance::detail {

/// Wakes a thread that waits for it and for something else that can be read. `set` may be called from any thread.
class wake_signal {
  public:
    void set() noexcept { flag_.set(); }

    /// Waits until it was set, `other` can be read (-1: there is none) or the time is over; says whether `other` can.
    bool wait(int other, std::chrono::milliseconds at_most) noexcept {
        pollfd files[] = {{flag_.descriptor(), POLLIN, 0}, {other, POLLIN, 0}};
        static constexpr std::chrono::milliseconds longest{60'000};
        const auto time = std::clamp(at_most, std::chrono::milliseconds{0}, longest);
        if (::poll(files, 2, static_cast<int>(time.count())) <= 0) return false;
        if (files[0].revents != 0) flag_.clear();
        return files[1].revents != 0;
    }

  private:
    platform::wake_flag flag_;
};

}  // namespace seedance::detail
