// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>

#include <seedance/core/impl/cpp20.hpp>

// What systems do in ways of their own. No other header asks which system it is compiled for, or names what POSIX does
// not have (tests/tools/layering.py); what else is asked of a system is in POSIX.1-2008, except `flock`.
//
// Linux is what everything is tested on. For other POSIX systems each function has a second way, which Linux takes too
// where SEEDANCE_PLAIN_POSIX is defined: so it is compiled and tested. What they have no way for is said where it is
// missed: locks of open files (the SQLite journal), and sets of descriptors (the PostgreSQL journal's news).
// On Windows, what leads to no more than the threads below compiles: core, models, requests, providers and machines.
#if !defined(_WIN32)

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <system_error>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif

#endif

namespace seedance::detail::platform {

// ---- threads and signals

#if defined(_WIN32)

/// There are no signals to be kept away.
struct without_signals {
    without_signals() noexcept {}
};

#else

/// Keeps all signals from the thread that makes it, and from those that this one starts, for as long as it lives.
class without_signals {
  public:
    without_signals() noexcept {
        ::sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    without_signals(const without_signals&) = delete;
    without_signals& operator=(const without_signals&) = delete;
    ~without_signals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    ::sigset_t before_{};
};

/// Takes a signal of a set back, if one waits for this thread; says whether a call was interrupted before it could
/// look.
inline bool is_interrupted_while_taking(const ::sigset_t& signals) noexcept {
#if _POSIX_REALTIME_SIGNALS > 0 && !defined(SEEDANCE_PLAIN_POSIX)
    const ::timespec at_once{};
    return ::sigtimedwait(&signals, nullptr, &at_once) < 0 && errno == EINTR;
#else
    ::sigset_t pending;
    ::sigpending(&pending);
    if (::sigismember(&pending, SIGPIPE) != 1) return false;
    int taken = 0;
    ::sigwait(&signals, &taken);
    return false;
#endif
}

/// Keeps the signal of a pipe or a connection that nobody reads from the process for as long as it lives: the error
/// says it. `errno` stays as it was.
class without_sigpipe {
  public:
    without_sigpipe() noexcept {
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        ::sigset_t pending;
        ::sigpending(&pending);
        was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    without_sigpipe(const without_sigpipe&) = delete;
    without_sigpipe& operator=(const without_sigpipe&) = delete;
    ~without_sigpipe() {
        const int number = errno;
        while (!was_pending_ && is_interrupted_while_taking(pipe_)) {
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
        errno = number;
    }

  private:
    ::sigset_t pipe_{};
    ::sigset_t before_{};
    bool was_pending_ = false;
};

// ---- descriptors

/// Makes a descriptor that was just opened one that no child process inherits and that does not block; gives it back,
/// also where there is none (-1). A child that another thread has begun in between inherits it.
inline int made_quiet(int descriptor) noexcept {
    if (descriptor < 0) return descriptor;
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    return descriptor;
}

/// A flag that any thread sets and one clears, with a descriptor that can be read while it is set.
class wake_flag {
  public:
    /// Throws `std::system_error` where the process may have no more descriptors.
    wake_flag() {
#if defined(__linux__) && !defined(SEEDANCE_PLAIN_POSIX)
        read_ = write_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
#else
        int both[2] = {-1, -1};
        if (::pipe(both) == 0) {
            read_ = made_quiet(both[0]);
            write_ = made_quiet(both[1]);
        }
#endif
        if (read_ < 0) throw std::system_error{errno, std::generic_category(), "a descriptor to wake a thread"};
    }
    wake_flag(const wake_flag&) = delete;
    wake_flag& operator=(const wake_flag&) = delete;
    ~wake_flag() {
        ::close(read_);
        if (write_ != read_) ::close(write_);
    }

    int descriptor() const noexcept { return read_; }

    void set() noexcept {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(write_, &one, sizeof one);  // it fails only where it is set
    }

    /// Clears it; says whether it was set.
    bool clear() noexcept {
        std::uint64_t some[64];
        const auto read = ::read(read_, some, sizeof some);
        while (read == sizeof some && ::read(read_, some, sizeof some) > 0) {
        }
        return read > 0;
    }

  private:
    int read_ = -1;
    int write_ = -1;
};

#if defined(__linux__) && !defined(SEEDANCE_PLAIN_POSIX)

inline constexpr bool has_descriptor_sets = true;

/// Makes an empty set of descriptors, itself a descriptor, that can be read when one of them can; -1 where that fails,
/// and `errno` says why.
inline int make_descriptor_set() noexcept { return ::epoll_create1(EPOLL_CLOEXEC); }

inline bool add_to_set(int set, int descriptor) noexcept {
    ::epoll_event event{};
    event.events = EPOLLIN;
    return ::epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

#else

// BSD and macOS would have kqueue. Without a set there is no news, and time finds what there is.
inline constexpr bool has_descriptor_sets = false;
inline int make_descriptor_set() noexcept { return -1; }
inline bool add_to_set(int, int) noexcept { return false; }

#endif

// ---- sockets

/// Opens a socket of TCP that no child process inherits, and that does not block; -1 where that fails, and `errno` says
/// why.
inline int open_socket(int family) noexcept {
#if defined(SOCK_CLOEXEC) && !defined(SEEDANCE_PLAIN_POSIX)
    return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
#else
    return made_quiet(::socket(family, SOCK_STREAM, IPPROTO_TCP));
#endif
}

/// Accepts a connection as `open_socket` opens one.
inline int accept_socket(int acceptor) noexcept {
#if defined(SOCK_CLOEXEC) && !defined(SEEDANCE_PLAIN_POSIX)
    return ::accept4(acceptor, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    return made_quiet(::accept(acceptor, nullptr, nullptr));
#endif
}

/// Sends as `send` does, without a signal where nobody reads any more.
inline ::ssize_t send_without_signal(int socket, const char* bytes, std::size_t size) noexcept {
#if defined(MSG_NOSIGNAL) && !defined(SEEDANCE_PLAIN_POSIX)
    return ::send(socket, bytes, size, MSG_NOSIGNAL);
#else
    const without_sigpipe quiet;
    return ::send(socket, bytes, size, 0);
#endif
}

/// Says whether the peer has ended a connection, or it broke. Where the system does not tell it apart, an end behind
/// bytes that nobody has read is not seen before they are.
inline bool has_ended(int socket) noexcept {
#if defined(POLLRDHUP) && !defined(SEEDANCE_PLAIN_POSIX)
    ::pollfd ends{.fd = socket, .events = POLLRDHUP, .revents = 0};
    return ::poll(&ends, 1, 0) != 0;
#else
    if (socket < 0) return false;  // it is closed, as `poll` has it
    char byte{};
    const auto n = ::recv(socket, &byte, 1, MSG_PEEK);
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
#endif
}

inline void set_number(int socket, int level, int name, int value) noexcept {
    ::setsockopt(socket, level, name, &value, sizeof value);
}

/// Has an idle connection probed: after so many seconds, every so many, so many times. Where the system has no such
/// numbers it has times of its own.
inline void keep_alive(int socket, [[maybe_unused]] int idle, [[maybe_unused]] int interval,
                       [[maybe_unused]] int probes) noexcept {
    set_number(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
#if defined(TCP_KEEPIDLE)
    set_number(socket, IPPROTO_TCP, TCP_KEEPIDLE, idle);
#elif defined(TCP_KEEPALIVE)
    set_number(socket, IPPROTO_TCP, TCP_KEEPALIVE, idle);
#endif
#if defined(TCP_KEEPINTVL) && defined(TCP_KEEPCNT)
    set_number(socket, IPPROTO_TCP, TCP_KEEPINTVL, interval);
    set_number(socket, IPPROTO_TCP, TCP_KEEPCNT, probes);
#endif
}

/// Has the kernel give a connection up whose peer has acknowledged nothing for so many milliseconds. Where the system
/// cannot, the timers of an exchange find it.
inline void give_up_after([[maybe_unused]] int socket, [[maybe_unused]] int milliseconds) noexcept {
#if defined(TCP_USER_TIMEOUT) && !defined(SEEDANCE_PLAIN_POSIX)
    set_number(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, milliseconds);
#endif
}

// ---- time

/// Gives the time since the machine was started, which goes on while it sleeps. Where the system has no such clock, it
/// is a steady one.
inline std::chrono::nanoseconds time_since_start() noexcept {
#if defined(CLOCK_BOOTTIME) && !defined(SEEDANCE_PLAIN_POSIX)
    constexpr auto which = CLOCK_BOOTTIME;
#else
    constexpr auto which = CLOCK_MONOTONIC;
#endif
    ::timespec time{};
    ::clock_gettime(which, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

// ---- files

// Commands of `fcntl` for locks that belong to an open file, not to a process: they hold between threads, and closing
// another descriptor of the file does not take them away.
#if defined(F_OFD_SETLK)
inline constexpr bool has_locks_of_open_files = true;
inline constexpr int find_lock = F_OFD_GETLK, set_lock = F_OFD_SETLK;
#else
inline constexpr bool has_locks_of_open_files = false;
inline constexpr int find_lock = F_GETLK, set_lock = F_SETLK;
#endif

/// Puts what a file holds on disk, and what it takes to find that again. Gives what `fsync` gives.
inline int sync_content(int file) noexcept {
#if _POSIX_SYNCHRONIZED_IO > 0 && !defined(SEEDANCE_PLAIN_POSIX)
    return ::fdatasync(file);
#else
    return ::fsync(file);
#endif
}

/// Has the disk begin to write what a file holds. Where the system cannot, all of it is written by `fsync`.
inline void begin_to_write([[maybe_unused]] int file) noexcept {
#if defined(SYNC_FILE_RANGE_WRITE) && !defined(SEEDANCE_PLAIN_POSIX)
    static_cast<void>(::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE));
#endif
}

#endif

}  // namespace seedance::detail::platform
