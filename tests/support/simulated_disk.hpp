// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A disk that is only simulated: it outlives the journals that use it, knows which of them are alive, and fails when a
/// test says so. With a lease it is a database: an owner is alive, by the database's clock, as long as it has renewed
/// its lease in time.

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include <seedance/engine/clock.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/memory_times.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/impl/task_key.hpp>

namespace test {

using namespace seedance;

/// What lies on the disk, and what happens to it.
struct simulated_disk {
    /// The ways to fail: a write that is not made, one that is made and whose answer is lost, a question.
    enum class fault : std::uint8_t { refuses, loses_answer, refuses_reading };

    struct record {
        intent what;
        int owner = 0;
    };

    /// What an owner shows of itself, with a lease.
    struct sign_of_life {
        clock::time_point lease_until{};
        clock::time_point joined{};
        clock::time_point renewed{};
        clock::time_point renewed_before{};
        bool exceeds = false;
    };

    using row_number = std::int64_t;
    using attempt_key = std::pair<std::string, int>;

    std::map<row_number, record> rows;                                       ///< in the order in which they were begun
    std::map<attempt_key, row_number> attempts;                              ///< by name and attempt
    std::map<std::string, std::set<row_number>> by_task;                     ///< by `task_key`; of second tasks too
    std::map<row_number, std::string> requests;                              ///< of those that are queued
    std::map<std::string, budget_row> budgets;                               ///< by name
    std::map<std::pair<std::string, std::string>, budget_booking> bookings;  ///< by budget and name
    seedance::detail::memory_times times;
    std::set<int> living;  ///< the owners that are not gone
    int last_owner = 0;

    std::chrono::milliseconds lease{0};                                           ///< 0: there is none
    std::function<clock::time_point()> now = [] { return clock::time_point{}; };  ///< by the database's clock
    std::map<int, sign_of_life> signs;                                            ///< by owner
    std::pair<std::uint64_t, int> news{0, 0};  ///< how many there were, and by whom the last
    int stale = 0;                             ///< opinions that were refused because somebody else had the intent

    std::size_t largest_claim = 0;  ///< the most that was claimed in one go
    std::size_t calls = 0;          ///< that were made, whatever for
    std::set<row_number> doubted;   ///< the attempts that have been unknown: their requests are not kept

    /// Is called, without the lock, when it was written that an intent is being sent.
    std::function<void(const intent&)> on_sending = [](const intent&) {};

    /// What an owner was refused and has not written since: by its first number, and by the intent's name or the task's
    /// id.
    std::set<std::pair<int, std::string>> unwritten;

    std::set<int> ended;  ///< the owners, by their first numbers, that write nothing any more: killed, or closed

    std::function<void(const intent&)> on_begun = [](const intent&) {};  ///< is told of every attempt that begins
    std::mutex mutex;

    /// Lets so many calls go through, then so many fail.
    void fail(fault what, long after, long times) { plan_of(what) = {after, times}; }

    bool has_failed() const noexcept { return has_failed_; }  ///< says whether a call has failed

    /// Says whether the answers to writes are being lost: who writes does not know what is written.
    bool loses_answers() const noexcept {
        const auto& plan = faults_[static_cast<std::size_t>(fault::loses_answer)];
        return plan.after == 0 && plan.times > 0;
    }

    /// Ends all faults; says whether a call has failed.
    bool mend() {
        faults_ = {};
        return std::exchange(has_failed_, false);
    }
    void mend(fault what) {
        plan_of(what) = {};
        mended_at_ = now();
    }

    /// Says whether all faults have been over for so long.
    bool has_been_whole_for(clock::time_point::duration time) const {
        const auto is_over = [](const plan& each) { return each.times == 0; };
        return std::all_of(faults_.begin(), faults_.end(), is_over) && now() - mended_at_ >= time;
    }

    void meet(fault what) {
        auto& plan = plan_of(what);
        if (plan.after > 0) {
            --plan.after;
        } else if (plan.times > 0) {
            if (--plan.times == 0) mended_at_ = now();
            has_failed_ = true;
            throw std::runtime_error{"the disk fails"};
        }
    }

    bool is_alive(int owner) const {
        return living.contains(owner) && (lease.count() == 0 || signs.at(owner).lease_until > now());
    }

    /// Gives the members of the fleet as one of them sees them.
    journal_members members(int seen_by) const {
        static constexpr std::chrono::minutes length_of_turn{1};
        journal_members seen{.count = 0};
        const auto turn = now().time_since_epoch() / length_of_turn;
        seen.turn = static_cast<std::uint64_t>(turn);
        auto changed = clock::time_point{} + turn * length_of_turn;
        for (const auto owner : living)
            if (is_alive(owner)) changed = std::max(changed, signs.at(owner).joined);
        for (const auto owner : living) {
            if (!is_alive(owner)) continue;
            ++seen.count;
            seen.rank += owner < seen_by ? 1 : 0;
            const auto& sign = signs.at(owner);
            const bool knows = sign.renewed_before >= changed && !sign.exceeds;
            seen.may_grow = seen.may_grow && (owner == seen_by || knows);
        }
        for (const auto& [owner, sign] : signs) {
            const bool is_away = owner != seen_by && !is_alive(owner);
            const auto since = std::max(sign.lease_until, signs.at(seen_by).joined);
            seen.may_grow = seen.may_grow && !(is_away && now() - since < lease);
        }
        return seen;
    }

    /// Says whether somebody was refused what there is to say of this, and has not said it since; with
    /// `is_by_ended`, only somebody who cannot say it any more.
    bool is_unwritten(const std::string& what, bool is_by_ended) const {
        return std::any_of(unwritten.begin(), unwritten.end(), [&](const auto& each) {
            return each.second == what && (!is_by_ended || ended.contains(each.first));
        });
    }

    row_number newest(const std::string& name) const {
        const auto next = attempts.upper_bound({name, INT_MAX});
        if (next == attempts.begin()) return 0;
        const auto& [key, number] = *std::prev(next);
        return key.first == name ? number : 0;
    }

    /// Gives which attempt a name stands for.
    row_number standing_for(const std::string& name) const {
        const auto last = newest(name);
        if (last == 0 || !may_give_way(rows.at(last).what)) return last;
        for (auto attempt = rows.at(last).what.attempt - 1; attempt > 0; --attempt) {
            const auto at = attempts.find({name, attempt});
            if (at != attempts.end() && may_have_video(rows.at(at->second).what)) return at->second;
        }
        return last;
    }

    const record* row_of_task(const std::string& key) const {
        const auto at = by_task.find(key);
        return at == by_task.end() || at->second.empty() ? nullptr : &rows.at(*at->second.rbegin());
    }

  private:
    struct plan {
        long after = 0;
        long times = 0;
    };

    plan& plan_of(fault what) { return faults_[static_cast<std::size_t>(what)]; }

    std::array<plan, 3> faults_{};
    bool has_failed_ = false;
    clock::time_point mended_at_{};
};

}  // namespace test
