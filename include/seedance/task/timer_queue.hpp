// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

namespace seedance::detail {

/// Something that waits for a time. Lives in its owner; the queue only points at it.
struct timer_entry {
    static constexpr std::size_t not_queued = std::numeric_limits<std::size_t>::max();

    std::chrono::steady_clock::time_point due{};
    std::size_t position = not_queued;
};

/// All waiting tasks in the order of their times: a binary heap in which every entry knows its place, so that adding,
/// moving and removing one of n costs O(log n) and nothing is allocated for it.
class timer_queue {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    bool empty() const noexcept { return heap_.empty(); }
    std::size_t size() const noexcept { return heap_.size(); }
    timer_entry& front() const noexcept { return *heap_.front(); }

    /// Adds the entry, or moves it to its new time.
    void schedule(timer_entry& entry, time_point due) {
        entry.due = due;
        if (entry.position == timer_entry::not_queued) {
            heap_.push_back(&entry);
            entry.position = heap_.size() - 1;
        }
        sink(rise(entry.position));
    }

    /// Does nothing for an entry that is not queued.
    void remove(timer_entry& entry) noexcept {
        const auto hole = entry.position;
        if (hole == timer_entry::not_queued) return;
        auto* last = heap_.back();
        heap_.pop_back();
        entry.position = timer_entry::not_queued;
        if (last == &entry) return;
        place(hole, last);
        sink(rise(hole));
    }

  private:
    void place(std::size_t position, timer_entry* entry) noexcept {
        heap_[position] = entry;
        entry->position = position;
    }

    std::size_t rise(std::size_t position) noexcept {
        auto* entry = heap_[position];
        while (position > 0) {
            const auto parent = (position - 1) / 2;
            if (heap_[parent]->due <= entry->due) break;
            place(position, heap_[parent]);
            position = parent;
        }
        place(position, entry);
        return position;
    }

    void sink(std::size_t position) noexcept {
        auto* entry = heap_[position];
        for (;;) {
            auto child = 2 * position + 1;
            if (child >= heap_.size()) break;
            if (child + 1 < heap_.size() && heap_[child + 1]->due < heap_[child]->due) ++child;
            if (entry->due <= heap_[child]->due) break;
            place(position, heap_[child]);
            position = child;
        }
        place(position, entry);
    }

    std::vector<timer_entry*> heap_;
};

}  // namespace seedance::detail
