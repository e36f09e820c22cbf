// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <thread>
#include <utility>

#include <seedance/core/impl/platform.hpp>

namespace seedance::detail {

/// Starts a thread that takes no signals: they are for the program's own threads.
template <class Work>
std::thread started_without_signals(Work work) {
    const platform::without_signals during_start;
    return std::thread{std::move(work)};
}

}  // namespace seedance::detail
