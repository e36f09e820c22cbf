// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seedance/journal/impl/sqlite_error.hpp>

namespace seedance::detail {

/// A sign of life of an owner, without clocks. Every owner has a number and holds a lock on that byte of the file
/// `<journal>-owners`; the kernel takes it back however the process ends. The locks belong to the open file
/// (F_OFD_SETLK), so that they hold between threads of one process too, and only its end takes them from an owner.
class owner_lease {
  public:
    explicit owner_lease(const std::string& journal)
        : journal_{journal}, file_{::open((journal + "-owners").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
        if (file_ < 0) fail(errno);
    }
    owner_lease(const owner_lease&) = delete;
    owner_lease& operator=(const owner_lease&) = delete;
    ~owner_lease() { ::close(file_); }

    /// Takes a number; gives false when another owner has it.
    bool try_take(std::int64_t number) { return try_lock(number, F_WRLCK); }

    /// Says whether another owner with this number lives.
    bool is_taken(std::int64_t number) const {
        if (number < 1) return false;
        struct flock lock = of(number, F_WRLCK);
        if (::fcntl(file_, F_OFD_GETLK, &lock) != 0) fail(errno);
        return lock.l_type != F_UNLCK;
    }

    /// Lets one at a time open the journal; `leave_door` lets the next one in.
    void enter_door(std::chrono::milliseconds at_most) {
        const auto end = std::chrono::steady_clock::now() + at_most;
        while (!try_lock(door, F_WRLCK)) {
            if (std::chrono::steady_clock::now() >= end)
                journal_fails(journal_, "opened", "another program has been opening it for too long",
                              "call again when that one has finished");
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
    }
    void leave_door() { try_lock(door, F_UNLCK); }

    /// Says whether the journal has been in use: then it must not be empty.
    bool is_marked() const {
        struct stat about{};
        if (::fstat(file_, &about) != 0) fail(errno);
        return about.st_size != 0;
    }
    void mark() {
        static constexpr std::string_view text =
            "The locks on this file tell which programs use the journal beside it.\n";
        if (!is_marked() && ::pwrite(file_, text.data(), text.size(), 0) < 1) fail(errno);
    }

  private:
    static constexpr std::int64_t door = 0;  // owners count from 1

    static struct flock of(std::int64_t number, short type) {
        struct flock lock{};
        lock.l_type = type;
        lock.l_whence = SEEK_SET;
        lock.l_start = number;
        lock.l_len = 1;
        return lock;
    }

    bool try_lock(std::int64_t number, short type) {
        struct flock lock = of(number, type);
        if (::fcntl(file_, F_OFD_SETLK, &lock) == 0) return true;
        if (errno != EAGAIN && errno != EACCES) fail(errno);
        return false;
    }

    [[noreturn]] void fail(int number) const {
        const auto to_do = is_lack_of_room(number)
                               ? "the disk is full; make room and call again"
                               : "it and its folder must be writable by this user, on a file system with locks";
        journal_fails(journal_, "opened", journal_ + "-owners: " + words_of_errno(number), to_do);
    }

    std::string journal_;
    int file_;
};

}  // namespace seedance::detail
