// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <seedance/engine/clock.hpp>

namespace seedance::detail {

/// The one alarm of a clock, shared by the clients that use the clock: it rings for whoever is due first. All functions
/// may be called from any thread.
class shared_alarm : public std::enable_shared_from_this<shared_alarm> {
  public:
    using time_point = clock::time_point;

    explicit shared_alarm(clock& of) : clock_{of} {}

    /// Gives the alarm of a clock.
    static std::shared_ptr<shared_alarm> of(clock& shared) {
        return shared.companion().get<shared_alarm>(
            [&shared](const auto&) { return std::make_unique<shared_alarm>(shared); });
    }

    /// Calls `wake` once, at or after `when`; what this owner has asked for before is forgotten.
    void set(const void* owner, time_point when, std::function<void()> wake) {
        const std::lock_guard lock{mutex_};
        auto* const known = find(owner);
        if (known != nullptr)
            *known = {owner, when, std::move(wake)};
        else
            waiting_.push_back({owner, when, std::move(wake)});
        try {
            arm();
        } catch (...) {  // without memory for it there is no alarm, and nothing may be kept for one
            std::erase_if(waiting_, [owner](const waiter& each) { return each.owner == owner; });
            throw;
        }
    }

    void cancel(const void* owner) {
        waiter forgotten;  // what it holds is destroyed when the lock is gone
        const std::lock_guard lock{mutex_};
        auto* const known = find(owner);
        if (known == nullptr) return;
        forgotten = std::move(*known);
        *known = std::move(waiting_.back());
        waiting_.pop_back();
        if (waiting_.empty()) clock_.cancel_alarm();
        // Otherwise it may ring too early for the others, which does nothing.
    }

  private:
    struct waiter {
        const void* owner = nullptr;
        time_point when{};
        std::function<void()> wake{};
    };

    waiter* find(const void* owner) {
        const auto at =
            std::find_if(waiting_.begin(), waiting_.end(), [owner](const auto& w) { return w.owner == owner; });
        return at == waiting_.end() ? nullptr : &*at;
    }

    void arm() {
        if (waiting_.empty()) return;
        const auto first = std::min_element(waiting_.begin(), waiting_.end(),
                                            [](const auto& a, const auto& b) { return a.when < b.when; });
        clock_.set_alarm(first->when, [self = shared_from_this()] { self->ring(); });
    }

    void ring() {
        for (auto due = take_due(); due.wake; due = take_due()) due.wake();
        const std::lock_guard lock{mutex_};
        arm();
    }

    /// Removes somebody who is due, without asking for memory; gives one without a function where there is nobody.
    waiter take_due() {
        const std::lock_guard lock{mutex_};
        if (waiting_.empty()) return {};  // then the clock may be gone: nobody who waits keeps it
        const auto now = clock_.now();
        const auto at = std::find_if(waiting_.begin(), waiting_.end(), [now](const auto& w) { return w.when <= now; });
        if (at == waiting_.end()) return {};
        std::swap(*at, waiting_.back());
        auto due = std::move(waiting_.back());
        waiting_.pop_back();
        return due;
    }

    clock& clock_;
    std::mutex mutex_;
    std::vector<waiter> waiting_;
};

}  // namespace seedance::detail
