// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/intrusive/list.hpp>

#include <seedance/transport/impl/exchange_under_way.hpp>

namespace seedance::detail {

/// The exchanges under way and their deadlines, over which one alarm watches. It is set only while there are exchanges.
/// Whoever moves a deadline, with every step of every exchange, takes no lock as long as the alarm rings early enough.
///
/// `Alarm` has `set(when)`, in place of an earlier time, `cancel()`, and `now()`; it is used under the lock.
///
/// @par Thread safety
/// All functions may be called from any thread.
template <class Alarm, class Mutex = std::mutex>
class deadline_watch {
  public:
    using rep = exchange_under_way::clock::rep;
    using exchanges = std::vector<std::shared_ptr<exchange_under_way>>;

    static constexpr rep never = exchange_under_way::clock::duration::max().count();

    explicit deadline_watch(Alarm alarm) : alarm_{std::move(alarm)} {}

    void add(exchange_under_way& exchange) {
        const std::lock_guard lock{mutex_};
        exchanges_.push_back(exchange);
    }

    /// Removes an exchange; does nothing for one that is not under way.
    void remove(exchange_under_way& exchange) {
        const std::lock_guard lock{mutex_};
        if (!exchange.is_linked()) return;
        exchanges_.erase(exchanges_.iterator_to(exchange));
        if (!exchanges_.empty()) return;
        set_for_ = never;
        alarm_.cancel();
    }

    /// Moves the deadline of an exchange: the alarm rings then or before.
    void watch(exchange_under_way& exchange, rep when) {
        exchange.deadline = when;
        if (when >= set_for_) return;
        const std::lock_guard lock{mutex_};
        if (exchange.is_linked() && when < set_for_) set(when);
    }

    /// Takes the exchanges whose deadline has come, when the alarm rings, and sets it for the first of the others.
    ///
    /// The alarm counts as not set before the first deadline is read. So who moves one that was read already finds no
    /// alarm, and waits for the lock to set it: written first and asked then there, asked first and read then here, one
    /// of the two sees what the other has written.
    exchanges take_late() {
        exchanges late;
        const std::lock_guard lock{mutex_};
        set_for_ = never;
        const auto now = alarm_.now();
        auto next = never;
        for (auto& exchange : exchanges_) {
            const auto deadline = exchange.deadline.load();
            if (deadline > now)
                next = std::min(next, deadline);
            else if (auto share = exchange.share())
                late.push_back(std::move(share));
        }
        if (next != never) set(next);
        return late;
    }

    /// Gives the exchanges under way, without those that are being destroyed.
    exchanges under_way() {
        exchanges out;
        const std::lock_guard lock{mutex_};
        for (auto& exchange : exchanges_)
            if (auto share = exchange.share()) out.push_back(std::move(share));
        return out;
    }

  private:
    void set(rep when) {
        set_for_ = when;
        try {
            alarm_.set(when);
        } catch (...) {  // there was no memory for it: the next one who moves a deadline tries again
            set_for_ = never;
            throw;
        }
    }

    Alarm alarm_;
    std::atomic<rep> set_for_{never};  ///< when the alarm rings
    Mutex mutex_;
    boost::intrusive::list<exchange_under_way, boost::intrusive::constant_time_size<false>> exchanges_;
};

}  // namespace seedance::detail
