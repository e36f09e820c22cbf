// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Lines for a log, which hold up nobody who writes them.

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

#include <seedance/core/impl/quiet_thread.hpp>

namespace seedance {

/// Writes lines to a descriptor on a thread of its own. Where whoever reads them is stuck, as a full pipe is, so many
/// are kept, and more are dropped and counted: a server goes on without its log.
/// @par Object lifetimes
/// The descriptor must stay open. The destructor waits for what is kept, `patience` at most: a reader that is stuck
/// keeps no program from ending.
/// @par Thread safety
/// All functions may be called from any thread.
class line_writer {
  public:
    static constexpr std::size_t most_bytes = 1024 * 1024;     ///< that are kept
    static constexpr std::chrono::milliseconds patience{300};  ///< of the destructor

    /// Begins the thread.
    explicit line_writer(int descriptor) : shared_{std::make_shared<shared>()} {
        shared_->descriptor = descriptor;
        detail::started_without_signals([of = shared_] { of->write_all(); }).detach();
    }
    line_writer(const line_writer&) = delete;
    line_writer& operator=(const line_writer&) = delete;

    ~line_writer() {
        flush(patience);
        const std::lock_guard lock{shared_->mutex};
        shared_->ends = true;
        shared_->changed.notify_all();
    }

    /// Takes a line, without its end; says whether there is a place for it.
    bool write(std::string_view line) {
        const std::lock_guard lock{shared_->mutex};
        const bool is_taken = shared_->kept.size() + line.size() < most_bytes;
        if (!is_taken) ++shared_->dropped;
        if (is_taken) shared_->kept.append(line) += '\n';
        shared_->changed.notify_all();
        return is_taken;
    }

    /// Waits until all that was taken is written, or for so long; says whether it is.
    bool flush(std::chrono::milliseconds at_most) {
        std::unique_lock lock{shared_->mutex};
        return shared_->changed.wait_for(lock, at_most,
                                         [this] { return shared_->kept.empty() && !shared_->is_writing; });
    }

    /// Counts the lines that were dropped.
    std::uint64_t dropped() const noexcept { return shared_->dropped; }

  private:
    /// What the thread uses, which may be stuck when the writer is gone.
    struct shared {
        void write_all() {
            std::unique_lock lock{mutex};
            while (true) {
                changed.wait(lock, [this] { return ends || !kept.empty(); });
                if (kept.empty()) return;
                const auto taken = std::exchange(kept, {});
                is_writing = true;
                lock.unlock();
                write_to_descriptor(taken);
                lock.lock();
                is_writing = false;
                changed.notify_all();
            }
        }

        /// What nobody can read any more is lost.
        void write_to_descriptor(std::string_view text) const {
            while (!text.empty()) {
                const auto written = ::write(descriptor, text.data(), text.size());
                if (written < 0 && errno != EINTR) return;
                if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
            }
        }

        std::mutex mutex;
        std::condition_variable changed;
        std::string kept;
        int descriptor = -1;
        bool is_writing = false;
        bool ends = false;
        std::atomic<std::uint64_t> dropped{0};
    };

    std::shared_ptr<shared> shared_;
};

}  // namespace seedance
