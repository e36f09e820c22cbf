// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How many files and connections a server may have open.

#include <cstddef>
#include <limits>

#include <sys/resource.h>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// Lets this process have as many files and connections open as its user may (the soft limit RLIMIT_NOFILE becomes the
/// hard one), and gives how many that is. Without it a process often has 1,024, however many connections its server is
/// to take.
/// @par Thread safety
/// It may be called from any thread; a server calls it once, before it listens.
inline std::size_t raise_open_files() noexcept {
    constexpr std::size_t at_least = 256;  // of the systems that do not say
    ::rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return at_least;
    auto raised = limit;
    raised.rlim_cur = raised.rlim_max;
    const bool is_raised = ::setrlimit(RLIMIT_NOFILE, &raised) == 0;
    const auto now = is_raised ? raised.rlim_cur : limit.rlim_cur;
    return now == RLIM_INFINITY ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(now);
}

}  // namespace seedance
