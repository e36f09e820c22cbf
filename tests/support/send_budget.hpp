// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file A kernel that takes only so many bytes from a thread before the connection breaks. It takes the place of the C
/// library's functions that send: for one source file of a program.

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace test {

inline thread_local long send_budget = -1;  ///< bytes that the kernel still takes from this thread; -1: all

}  // namespace test

// All that sends calls one of these two: the program's own functions come before the C library's.
extern "C" ssize_t send(int socket, const void* bytes, std::size_t size, int flags) {
    auto& budget = test::send_budget;
    const auto taken = budget < 0 ? size : std::min(size, static_cast<std::size_t>(budget));
    if (budget >= 0) budget -= static_cast<long>(taken);
    const auto sent = taken == 0 ? 0 : ::syscall(SYS_sendto, socket, bytes, taken, flags, nullptr, 0);
    if (taken == size) return sent;
    ::shutdown(socket, SHUT_RDWR);
    if (taken != 0) return sent;
    errno = ECONNRESET;
    return -1;
}

extern "C" ssize_t sendmsg(int socket, const msghdr* message, int flags) {
    if (test::send_budget < 0 || message->msg_iovlen == 0) return ::syscall(SYS_sendmsg, socket, message, flags);
    return ::send(socket, message->msg_iov[0].iov_base, message->msg_iov[0].iov_len, flags);
}
