// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seedance/core/impl/platform.hpp>
#include <seedance/journal/impl/fork_guard.hpp>
#include <seedance/journal/impl/sqlite_error.hpp>

namespace seedance::detail {

static_assert(platform::has_locks_of_open_files,
              "this system has no locks that belong to open files, by which a sqlite_journal knows who lives: take a "
              "postgres_journal, or a memory_journal if nothing need outlive the process");

/// A sign of life of an owner, without clocks. Every owner has a number and holds a lock on that byte of the file
/// `<journal>-owners`; the kernel takes it back however the process ends. The locks belong to the open file, so that
/// they hold between threads of one process too, and only its end takes them from an owner. A child of `fork` does not
/// hold them.
class owner_lease {
  public:
    explicit owner_lease(const std::string& journal) : journal_{journal}, lock_{journal + "-owners"} {
        if (file() < 0) fail(errno);
    }

    /// Takes a number; gives false when another owner has it.
    bool try_take(std::int64_t number) { return try_lock(number, F_WRLCK); }

    /// Says whether another owner with this number lives.
    bool is_taken(std::int64_t number) const {
        if (number < 1) return false;
        return is_locked(of(number, F_WRLCK));
    }

    /// Says whether any other owner lives.
    bool has_others() const {
        struct flock all = of(door + 1, F_WRLCK);
        all.l_len = 0;  // to the end, wherever that is
        return is_locked(all);
    }

    /// Counts the other owners that live with numbers from `begin` on and before `end`. (The kernel gives any of the
    /// locks that it finds, not the first.)
    std::size_t count_others(std::int64_t begin, std::int64_t end) const {
        if (begin >= end) return 0;
        struct flock found = of(begin, F_WRLCK);
        found.l_len = end - begin;
        if (::fcntl(file(), platform::find_lock, &found) != 0) fail(errno);
        if (found.l_type == F_UNLCK) return 0;
        return 1 + count_others(begin, found.l_start) + count_others(found.l_start + 1, end);
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
        if (::fstat(file(), &about) != 0) fail(errno);
        return about.st_size != 0;
    }
    void mark() {
        static constexpr std::string_view text =
            "The locks on this file tell which programs use the journal beside it.\n";
        if (!is_marked() && ::pwrite(file(), text.data(), text.size(), 0) < 1) fail(errno);
    }

  private:
    static constexpr std::int64_t door = 0;  // owners count from 1

    /// An entry of the fork guard.
    struct guarded_file {
        explicit guarded_file(const std::string& path) : at{fork_guard::get().open(path)} {}
        guarded_file(const guarded_file&) = delete;
        guarded_file& operator=(const guarded_file&) = delete;
        ~guarded_file() { fork_guard::get().close(at); }
        fork_guard::place at;
    };

    int file() const noexcept { return lock_.at->file; }

    bool is_locked(struct flock lock) const {
        if (::fcntl(file(), platform::find_lock, &lock) != 0) fail(errno);
        return lock.l_type != F_UNLCK;
    }

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
        if (::fcntl(file(), platform::set_lock, &lock) == 0) return true;
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
    guarded_file lock_;
};

}  // namespace seedance::detail
