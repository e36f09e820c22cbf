// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace seedance::detail {

/// Wakes a thread that waits for it and for something else that can be read. `set` may be called from any thread.
class wake_signal {
  public:
    wake_signal() : file_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
        if (file_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
    }
    wake_signal(const wake_signal&) = delete;
    wake_signal& operator=(const wake_signal&) = delete;
    ~wake_signal() { ::close(file_); }

    void set() noexcept {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written =
            ::write(file_, &one, sizeof one);  // it fails only where it is set already
    }

    /// Waits until it was set, `other` can be read (-1: there is none) or the time is over; says whether `other` can.
    bool wait(int other, std::chrono::milliseconds at_most) noexcept {
        pollfd files[] = {{file_, POLLIN, 0}, {other, POLLIN, 0}};
        static constexpr std::chrono::milliseconds longest{60'000};
        const auto time = std::clamp(at_most, std::chrono::milliseconds{0}, longest);
        if (::poll(files, 2, static_cast<int>(time.count())) <= 0) return false;
        std::uint64_t count = 0;
        if (files[0].revents != 0) [[maybe_unused]]
            const auto read = ::read(file_, &count, sizeof count);
        return files[1].revents != 0;
    }

  private:
    int file_;
};

}  // namespace seedance::detail
