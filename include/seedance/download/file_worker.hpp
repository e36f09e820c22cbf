// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <unistd.h>

#include <seedance/core/impl/quiet_thread.hpp>

namespace seedance::detail {

/// The thread that waits for disks, so that nobody else does. It is started when there is something to do. Every file
/// has a queue, whose jobs are done one after the other; the queues take turns, a job each.
///
/// @par Thread safety
/// All functions may be called from any thread, `stop` from any but its own.
class file_worker : public std::enable_shared_from_this<file_worker> {
  public:
    /// Work on a file; it says whether it is done. What is not is called again when the others have had their turn. It
    /// must not throw.
    using job = std::function<bool()>;

    /// The jobs of one file.
    class queue {
      public:
        explicit queue(const std::shared_ptr<file_worker>& worker) : worker_{worker}, row_{std::make_shared<row>()} {}

        /// Has a job done when those before it are; says whether it will be.
        bool post(job work) const {
            const auto worker = worker_.lock();
            return worker && worker->add(row_, std::move(work), false);
        }

        /// Has a last job done: it, and all before it, in one turn. What another queue is given from now on comes
        /// after it, unless one of them is not done.
        bool post_last(job work) const {
            const auto worker = worker_.lock();
            return worker && worker->add(row_, std::move(work), true);
        }

      private:
        friend class file_worker;
        struct row {
            std::deque<job> waiting{};
            bool has_turn = false;  ///< it is at work, or among those whose turn comes
            bool ends = false;      ///< its last job is there: it keeps its turn until that is done
        };

        std::weak_ptr<file_worker> worker_;
        std::shared_ptr<row> row_;
    };

    file_worker() = default;
    file_worker(const file_worker&) = delete;
    file_worker& operator=(const file_worker&) = delete;
    ~file_worker() { stop(); }

    /// Ends the thread after the job that is under way, and drops the others. In a child process nothing is done.
    void stop() noexcept {
        if (is_in_child()) return leave_to_parent();
        std::thread ending;
        {
            const std::lock_guard lock{room_->mutex};
            is_ending_ = true;
            ending.swap(room_->thread);
        }
        room_->something_waits.notify_one();
        if (ending.joinable()) ending.join();
        drop_all();
    }

    /// Says whether everything that was asked for is done.
    bool is_idle() const {
        if (is_in_child()) return true;
        const std::lock_guard lock{room_->mutex};
        return turns_.empty() && !is_working_;
    }

  private:
    using row_ptr = std::shared_ptr<queue::row>;

    /// The thread, and what it waits with.
    struct room {
        std::mutex mutex{};
        std::condition_variable something_waits{};
        std::thread thread{};
    };

    bool is_in_child() const noexcept {
        const auto maker = process_.load();
        return maker != none && maker != ::getpid();
    }

    /// In a child process there is no thread, but what it waited with may look as if it were there: nobody may lock it,
    /// and whoever destroys it may wait for ever.
    void leave_to_parent() noexcept { static_cast<void>(room_.release()); }

    bool add(const row_ptr& to, job work, bool is_last) {
        if (is_in_child()) return false;
        const std::lock_guard lock{room_->mutex};
        if (is_ending_) return false;
        if (!room_->thread.joinable()) start();
        std::list<row_ptr> turn;
        if (!to->has_turn) turn.push_back(to);
        to->waiting.push_back(std::move(work));
        to->ends = to->ends || is_last;
        if (to->has_turn) return true;
        turns_.splice(turns_.end(), turn);
        to->has_turn = true;
        room_->something_waits.notify_one();
        return true;
    }

    void start() {
        process_ = ::getpid();
        room_->thread = started_without_signals([this] { serve(); });
    }

    void serve() {
        std::list<row_ptr> turn;
        std::unique_lock lock{room_->mutex};
        while (true) {
            room_->something_waits.wait(lock, [this] { return is_ending_ || !turns_.empty(); });
            if (is_ending_) return;
            turn.splice(turn.end(), turns_, turns_.begin());
            is_working_ = true;
            auto& row = *turn.front();
            bool is_done = do_one(row, lock);
            while (is_done && row.ends && row.has_turn && !is_ending_) is_done = do_one(row, lock);
            is_working_ = false;
            if (turn.front()->has_turn)
                turns_.splice(turns_.end(), turn);
            else
                turn.clear();
        }
    }

    /// Does the first job of a row, and says whether it is done. Others only add to its end meanwhile.
    static bool do_one(queue::row& row, std::unique_lock<std::mutex>& lock) {
        auto& work = row.waiting.front();
        lock.unlock();
        const bool is_done = work();
        if (is_done) work = nullptr;  // what it holds may be destroyed here
        lock.lock();
        if (is_done) row.waiting.pop_front();
        row.has_turn = !row.waiting.empty();
        return is_done;
    }

    /// What the jobs hold is destroyed without the lock.
    void drop_all() noexcept {
        std::list<row_ptr> rows;
        {
            const std::lock_guard lock{room_->mutex};
            rows.swap(turns_);
        }
        for (const auto& row : rows) std::deque<job>{}.swap(row->waiting);
    }

    static constexpr ::pid_t none = -1;

    std::unique_ptr<room> room_ = std::make_unique<room>();
    std::list<row_ptr> turns_;
    bool is_working_ = false;
    bool is_ending_ = false;
    std::atomic<::pid_t> process_{none};  ///< in which the thread runs
};

}  // namespace seedance::detail
