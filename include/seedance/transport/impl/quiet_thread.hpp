// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <thread>
#include <utility>

#include <signal.h>

namespace seedance::detail {

/// Starts a thread that nobody waits for, and that takes no signals: they are the program's business. Throws
/// `std::system_error` where the system has no thread left.
template <typename Work>
void start_quiet_thread(Work work) {
    ::sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    struct restored {
        ::sigset_t& mask;
        ~restored() { ::pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
    } const restore{before};
    std::thread{std::move(work)}.detach();
}

}  // namespace seedance::detail
