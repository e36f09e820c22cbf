// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Downloads on virtual time: the thread for files is waited for, so that what is ready does not depend on it.

#include <thread>

#include <boost/asio/io_context.hpp>

#include <seedance/engine/impl/file_service.hpp>

namespace test {

/// Says whether the thread for files is at work; if not, what it has to say is there to be run.
inline bool files_are_at_work(boost::asio::io_context& context) {
    return !seedance::detail::file_service::of(context.get_executor())->is_idle();
}

/// Waits until the thread for files has done what it was asked for.
inline void wait_for_files(boost::asio::io_context& context) {
    while (files_are_at_work(context)) std::this_thread::yield();
}

/// Runs what is ready, and what the thread for files makes ready.
inline void poll_with_files(boost::asio::io_context& context) {
    do {
        wait_for_files(context);
        context.restart();
    } while (context.poll() != 0);
}

}  // namespace test
