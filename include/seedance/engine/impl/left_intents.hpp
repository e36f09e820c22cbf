// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ranges>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// What clients have left behind, sorted by what is to be done about it. The journal's thread fills it, a page at a
/// time, so that a client with very many of them is not held up; between pages it is the client's.
class left_intents {
  public:
    /// Tasks are old that were begun more than `keep` hours before `now`.
    left_intents(std::chrono::system_clock::time_point now, std::chrono::hours keep)
        : now_{hours_of(now)}, keep_{keep} {}

    recovery found;                  ///< what needs nothing more
    std::vector<intent> in_doubt{};  ///< about which only the gateway can tell: old tasks, and what may be a task

    void add_page(std::vector<intent> page) {
        tasks_before_ = found.tasks.size();
        in_doubt_before_ = in_doubt.size();
        expired_before_ = found.expired.size();
        for (auto& each : page) kind_of(each).push_back(std::move(each));
    }

    /// Drops of the last page what somebody waits for.
    void drop_waited_for(const std::unordered_set<std::string>& tasks) {
        if (tasks.empty()) return;
        const auto drop = [&](std::vector<intent>& kind, std::size_t before) {
            const auto is_waited_for = [&](const intent& each) {
                return each.task && tasks.contains(task_key(*each.task));
            };
            kind.erase(std::remove_if(kind.begin() + static_cast<std::ptrdiff_t>(before), kind.end(), is_waited_for),
                       kind.end());
        };
        drop(found.tasks, tasks_before_);
        drop(in_doubt, in_doubt_before_);
        drop(found.expired, expired_before_);
    }

    /// Puts what was in doubt where it belongs among the rest.
    void sort() {
        for (auto* const list : {&found.tasks, &found.unknown, &found.expired})
            if (!std::ranges::is_sorted(*list, {}, &intent::planned_at))
                std::ranges::stable_sort(*list, {}, &intent::planned_at);
    }

    /// Gives those of the last page whose state is not true any more: nobody is at work on them.
    std::vector<intent> take_idle() noexcept { return std::exchange(idle_, {}); }

  private:
    std::vector<intent>& kind_of(const intent& left) {
        switch (left.state) {
            case intent_state::planned:
            case intent_state::sending: return idle_;
            case intent_state::dropped: return found.not_sent;
            case intent_state::unknown: return left.candidate ? in_doubt : found.unknown;
            case intent_state::expired: return found.expired;
            default: return is_old(left) ? in_doubt : found.tasks;
        }
    }

    /// Compares whole hours: times a long way apart, or `hours::max()`, do not overflow.
    bool is_old(const intent& left) const { return (now_ - hours_of(left.planned_at)).count() > keep_.count(); }

    static std::chrono::hours hours_of(std::chrono::system_clock::time_point when) {
        return std::chrono::floor<std::chrono::hours>(when.time_since_epoch());
    }

    std::chrono::hours now_;
    std::chrono::hours keep_;
    std::vector<intent> idle_;
    std::size_t tasks_before_ = 0;
    std::size_t in_doubt_before_ = 0;
    std::size_t expired_before_ = 0;
};

}  // namespace seedance::detail
