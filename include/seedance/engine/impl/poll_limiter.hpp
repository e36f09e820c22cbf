// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>

#include <seedance/engine/impl/scoped_permit.hpp>

namespace seedance::detail {

/// Somebody who waits for its turn to ask.
class poll_guest {
  public:
    /// Its turn has come, and a place is taken for it.
    virtual void may_ask() = 0;

    bool queues() const noexcept { return turn_ != 0; }

  protected:
    ~poll_guest() = default;

  private:
    friend class poll_limiter;
    std::uint64_t turn_ = 0;  ///< 0: it does not queue
};

/// How many polls of one gateway are under way at the same time; whoever finds no place queues. Ten thousand tasks that
/// are resumed at once share as many connections as there are places. Lives on the strand.
class poll_limiter {
  public:
    static constexpr std::size_t places = 64;

    /// Takes a place, if nobody waits and one is free.
    [[nodiscard]] bool try_enter() noexcept {
        if (!queue_.empty() || taken_ == places) return false;
        ++taken_;
        return true;
    }

    /// `may_ask` is called later, never from here.
    void queue(poll_guest& who) {
        queue_.push_back(&who);
        who.turn_ = served_ + queue_.size();
    }

    /// Does nothing for one that does not queue.
    void leave_queue(poll_guest& who) noexcept {
        if (who.queues()) queue_[std::exchange(who.turn_, 0) - served_ - 1] = nullptr;
    }

    void leave() noexcept {
        --taken_;
        if (!queue_.empty() && !std::exchange(called_, true)) on_free_place();
    }

    /// Told when a place became free while others queue: `serve` is to be called soon, but not from here.
    std::function<void()> on_free_place = [] {};

    /// Gives the free places to those who wait.
    void serve() {
        called_ = false;
        while (!queue_.empty() && taken_ != places) {
            auto* first = queue_.front();
            queue_.pop_front();
            ++served_;
            if (first == nullptr) continue;
            first->turn_ = 0;
            ++taken_;
            first->may_ask();
        }
    }

  private:
    std::size_t taken_ = 0;
    std::deque<poll_guest*> queue_;  ///< null: left before its turn
    std::uint64_t served_ = 0;       ///< how many the queue has lost at its front
    bool called_ = false;
};

using poll_place = place<poll_limiter>;

}  // namespace seedance::detail
