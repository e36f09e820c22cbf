// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// What clients have left behind, sorted by what is to be done about it. The journal's thread fills it, a page at a
/// time, so that a client with very many of them is not held up; between pages it is the client's. Each list keeps the
/// journal's order.
class left_intents {
  public:
    /// Tasks are old that were begun more than `keep` hours before `now`.
    left_intents(std::chrono::system_clock::time_point now, std::chrono::hours keep)
        : now_{hours_of(now)}, keep_{keep} {}

    /// An intent of which only the gateway can tell what it is: a task that it may have forgotten, or one of which an
    /// id came that may be a task's.
    struct doubt {
        bool is_task;
        std::size_t place;            ///< in `found.tasks`, or in `found.unknown`
        bool is_called_back = false;  ///< a callback has brought the id
        int denials = 0;              ///< how often the gateway has said that it does not know the task
    };

    recovery found;
    std::vector<doubt> in_doubt{};

    /// Gives the intent that is in doubt.
    intent& of(const doubt& which) noexcept { return (which.is_task ? found.tasks : found.unknown)[which.place]; }

    void add_page(std::vector<intent> page) {
        page_ = {found.tasks.size(), found.unknown.size(), found.not_sent.size(), found.expired.size()};
        for (auto& each : page) kind_of(each).push_back(std::move(each));
    }

    /// Drops of the last page what somebody waits for.
    void drop_waited_for(const std::unordered_set<std::string>& tasks) {
        if (tasks.empty()) return;
        drop_if([&tasks](const intent& each) { return each.task && tasks.contains(task_key(*each.task)); });
    }

    /// Drops of the last page what a predicate says.
    template <class Predicate>
    void drop_if(Predicate predicate) {
        const auto drop = [&predicate](std::vector<intent>& kind, std::size_t page) {
            kind.erase(std::remove_if(at(kind, page), kind.end(), predicate), kind.end());
        };
        drop(found.tasks, page_.tasks);
        drop(found.unknown, page_.unknown);
        drop(found.not_sent, page_.not_sent);
        drop(found.expired, page_.expired);
    }

    /// Notes what of the last page is in doubt.
    void note_doubts() {
        for (auto place = page_.tasks; place != found.tasks.size(); ++place)
            if (is_old(found.tasks[place])) in_doubt.push_back({true, place});
        for (auto place = page_.unknown; place != found.unknown.size(); ++place)
            if (may_have_task(found.unknown[place])) in_doubt.push_back({false, place});
    }

    /// Calls a function with each of the last page whose state is not true any more: nobody is at work on it.
    template <class Settle>
    void settle_idle(Settle settle) {
        for (auto place = page_.unknown; place != found.unknown.size(); ++place)
            if (found.unknown[place].state == intent_state::sending) settle(found.unknown[place]);
        for (auto place = page_.not_sent; place != found.not_sent.size(); ++place)
            if (found.not_sent[place].state == intent_state::planned) settle(found.not_sent[place]);
    }

    /// Gives those of the last page whose requests are in the journal.
    std::vector<intent> take_queued() noexcept { return std::exchange(queued_, {}); }

    /// Gives what was found: an old task that has become `expired` is among those, and what has got its task among the
    /// tasks.
    recovery take() {
        const auto is_expired = [](const intent& each) { return each.state == intent_state::expired; };
        const auto is_accepted = [](const intent& each) { return each.task && each.state == intent_state::accepted; };
        move_if(found.tasks, found.expired, is_expired);
        move_if(found.unknown, found.tasks, is_accepted);
        return std::move(found);
    }

  private:
    /// How many there were before the last page.
    struct page_begin {
        std::size_t tasks = 0;
        std::size_t unknown = 0;
        std::size_t not_sent = 0;
        std::size_t expired = 0;
    };

    template <class Predicate>
    static void move_if(std::vector<intent>& from, std::vector<intent>& to, Predicate predicate) {
        const auto before = to.size();
        std::copy_if(from.begin(), from.end(), std::back_inserter(to), predicate);
        if (to.size() == before) return;
        std::erase_if(from, predicate);
        std::stable_sort(to.begin(), to.end(), is_older);
    }

    static std::vector<intent>::iterator at(std::vector<intent>& kind, std::size_t place) {
        return kind.begin() + static_cast<std::ptrdiff_t>(place);
    }

    /// What should have a task and has none may have been paid for, as what is unknown.
    std::vector<intent>& kind_of(const intent& left) {
        switch (left.state) {
            case intent_state::planned: return left.queued ? queued_ : found.not_sent;
            case intent_state::dropped: return found.not_sent;
            case intent_state::sending:
            case intent_state::unknown: return found.unknown;
            case intent_state::expired: return found.expired;
            case intent_state::failed:
                if (left.queued) return queued_;  // a route, which may try its next leg
                break;
            case intent_state::not_sent:
            case intent_state::accepted:
            case intent_state::succeeded:
            case intent_state::fetched: break;
        }
        return left.task ? found.tasks : found.unknown;
    }

    /// Compares whole hours: times a long way apart, or `hours::max()`, do not overflow.
    bool is_old(const intent& left) const { return (now_ - hours_of(left.planned_at)).count() > keep_.count(); }

    static bool may_have_task(const intent& lost) {
        return lost.candidate || (lost.callback && !lost.callback->empty());
    }

    static bool is_older(const intent& left, const intent& right) { return left.planned_at < right.planned_at; }

    static std::chrono::hours hours_of(std::chrono::system_clock::time_point when) {
        return std::chrono::floor<std::chrono::hours>(when.time_since_epoch());
    }

    std::chrono::hours now_;
    std::chrono::hours keep_;
    std::vector<intent> queued_;
    page_begin page_;
};

}  // namespace seedance::detail
