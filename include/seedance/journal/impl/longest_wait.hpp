// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>

namespace seedance::detail {

/// The longest time for which a journal waits for anything. Whoever writes `milliseconds::max()` means "for ever", and
/// a clock's time and that would be more than a clock can count.
inline constexpr std::chrono::milliseconds longest_wait = std::chrono::hours{24};

constexpr std::chrono::milliseconds as_wait(std::chrono::milliseconds time) noexcept {
    return std::clamp(time, std::chrono::milliseconds{0}, longest_wait);
}

}  // namespace seedance::detail
