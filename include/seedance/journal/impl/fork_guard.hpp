// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <list>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

namespace seedance::detail {

/// The files of this process whose locks say that it lives. A lock of an open file lasts as long as anybody has it
/// open, and a child of `fork` has it open too: there it is closed at once, so that the child does not keep its parent
/// alive in the eyes of others. (A child made by `clone` itself is not noticed.)
class fork_guard {
  public:
    struct entry {
        std::string path;
        int file;
        bool is_of_parent = false;
    };
    using place = std::list<entry>::iterator;

    /// Gives the one of this process; it is never destroyed.
    static fork_guard& get() {
        static auto& only = *new fork_guard;
        return only;
    }

    /// Opens a file, or makes it; its descriptor is -1 where that fails, and `errno` says why.
    place open(const std::string& path) {
        const std::lock_guard lock{mutex_};
        return files_.insert(files_.end(), {path, ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)});
    }

    /// Closes a file. One that was the parent's stays known.
    void close(place which) {
        const std::lock_guard lock{mutex_};
        if (which->is_of_parent) return;
        if (which->file >= 0) ::close(which->file);
        files_.erase(which);
    }

    /// Says whether a file was open when this process was forked.
    bool was_open_in_parent(const std::string& path) {
        const std::lock_guard lock{mutex_};
        for (const auto& one : files_)
            if (one.is_of_parent && one.path == path) return true;
        return false;
    }

    /// Counts the forks on the way to this process since the guard was made.
    unsigned forks() const noexcept { return forks_; }

  private:
    fork_guard() {
        if (::pthread_atfork([] { get().mutex_.lock(); }, [] { get().mutex_.unlock(); }, [] { get().begin_child(); }))
            throw std::bad_alloc{};
    }

    void begin_child() noexcept {
        for (auto& one : files_) {
            if (const int file = std::exchange(one.file, -1); file >= 0) ::close(file);
            one.is_of_parent = true;
        }
        ++forks_;
        mutex_.unlock();
    }

    std::mutex mutex_;
    std::list<entry> files_;
    unsigned forks_ = 0;
};

}  // namespace seedance::detail
