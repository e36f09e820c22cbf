// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <thread>
#include <utility>

#include <pthread.h>
#include <signal.h>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// Starts a thread that takes no signals: they are for the program's own threads.
template <class Work>
std::thread started_without_signals(Work work) {
    struct blocked {
        blocked() noexcept {
            sigset_t all;
            ::sigfillset(&all);
            ::pthread_sigmask(SIG_SETMASK, &all, &before);
        }
        blocked(const blocked&) = delete;
        blocked& operator=(const blocked&) = delete;
        ~blocked() { ::pthread_sigmask(SIG_SETMASK, &before, nullptr); }
        sigset_t before{};
    };
    const blocked during_start;
    return std::thread{std::move(work)};
}

}  // namespace seedance::detail
