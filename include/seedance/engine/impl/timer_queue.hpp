// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace seedance::detail {

/// An entry that waits for a time. It lives in its owner; the queue only points at it.
class timer_entry {
  public:
    bool queued() const noexcept { return slot_ != none; }

  private:
    friend class timer_queue;
    static constexpr auto none = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t slot_ = none;
};

/// All waiting tasks in the order of their times: a heap that knows the place of every entry, so that adding, moving
/// and removing one of n costs O(log n). Entries that are moved aside on the way are not touched, and a node has four
/// children: with 100,000 tasks hardly anything is in a cache, so the queue reads few lines of memory.
class timer_queue {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    bool empty() const noexcept { return heap_.empty(); }
    std::size_t size() const noexcept { return heap_.size(); }

    /// @pre `!empty()`
    timer_entry& front() const noexcept { return *slots_[heap_.front().slot].entry; }
    time_point front_due() const noexcept { return heap_.front().due; }

    /// Adds the entry, or moves it to its new time.
    void schedule(timer_entry& entry, time_point due) {
        if (!entry.queued()) add(entry);
        settle(positions_[entry.slot_], {due, entry.slot_});
    }

    /// Removes the entry; does nothing for one that is not queued.
    void remove(timer_entry& entry) noexcept {
        if (!entry.queued()) return;
        const auto hole = positions_[entry.slot_];
        const auto last = heap_.back();
        heap_.pop_back();
        if (last.slot != entry.slot_) settle(hole, last);
        give_back(std::exchange(entry.slot_, timer_entry::none));
    }

  private:
    static constexpr std::uint32_t children = 4;

    struct node {
        time_point due;
        std::uint32_t slot;
    };

    union slot {
        timer_entry* entry;
        std::uint32_t next_free;
    };

    /// Adds an entry at the end of the heap, with no time yet.
    void add(timer_entry& entry) {
        if (free_ == timer_entry::none) add_slot();
        heap_.push_back({time_point::max(), free_});
        entry.slot_ = free_;
        positions_[free_] = static_cast<std::uint32_t>(heap_.size() - 1);
        free_ = std::exchange(slots_[free_], slot{.entry = &entry}).next_free;
    }

    void add_slot() {
        positions_.resize(slots_.size() + 1);
        slots_.push_back({.next_free = timer_entry::none});
        free_ = static_cast<std::uint32_t>(slots_.size() - 1);
    }

    void give_back(std::uint32_t number) noexcept { slots_[number].next_free = std::exchange(free_, number); }

    void put(std::uint32_t position, const node& what) noexcept {
        heap_[position] = what;
        positions_[what.slot] = position;
    }

    /// Moves the hole to where `what` belongs, and puts it there.
    void settle(std::uint32_t hole, const node& what) noexcept { put(sink(rise(hole, what.due), what.due), what); }

    std::uint32_t rise(std::uint32_t hole, time_point due) noexcept {
        while (hole > 0) {
            const auto parent = (hole - 1) / children;
            if (heap_[parent].due <= due) break;
            put(hole, heap_[parent]);
            hole = parent;
        }
        return hole;
    }

    std::uint32_t sink(std::uint32_t hole, time_point due) noexcept {
        const auto size = static_cast<std::uint32_t>(heap_.size());
        for (;;) {
            const auto first = children * hole + 1;
            if (first >= size) return hole;
            const auto end = std::min(first + children, size);
            auto earliest = first;
            for (auto child = first + 1; child != end; ++child)
                if (heap_[child].due < heap_[earliest].due) earliest = child;
            if (due <= heap_[earliest].due) return hole;
            put(hole, heap_[earliest]);
            hole = earliest;
        }
    }

    std::vector<node> heap_;
    std::vector<slot> slots_;                 ///< of the entries; free ones are a chain
    std::vector<std::uint32_t> positions_;    ///< in the heap, by slot
    std::uint32_t free_ = timer_entry::none;  ///< the first of the chain
};

}  // namespace seedance::detail
