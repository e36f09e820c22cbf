// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include <seedance/task/task.hpp>

namespace seedance::detail {

/// One of those that wait for a task. The first of them in a client polls; the others join it and hear what it hears.
/// Nearly all are alone, and hold only a null pointer for that. It is used on the strand.
class sharing_waiter {
  public:
    explicit sharing_waiter(task waited_for) : task_{std::move(waited_for)} {}
    sharing_waiter(const sharing_waiter&) = delete;
    sharing_waiter& operator=(const sharing_waiter&) = delete;

    const task& waited_for() const noexcept { return task_; }

    /// Gives the first of those that share this one's polls; null where nobody does.
    sharing_waiter* first_sharer() const noexcept { return is_shared() ? ties_->sharers.front() : nullptr; }
    bool is_shared() const noexcept { return ties_ && !ties_->sharers.empty(); }

    /// Calls a function with each that shares this one's polls, in the order in which they have joined.
    template <class Action>
    void for_each_sharer(Action action) const {
        if (!ties_) return;
        for (auto* const each : ties_->sharers) action(*each);
    }

    /// Gives who polls for this one; null where it does that itself.
    sharing_waiter* poller() const noexcept { return ties_ ? ties_->poller : nullptr; }

    void join(sharing_waiter& poller) {
        if (!poller.ties_) poller.ties_ = std::make_unique<ties>();
        ties_ = std::make_unique<ties>();
        auto& sharers = poller.ties_->sharers;
        ties_->place = sharers.insert(sharers.end(), this);
        ties_->poller = &poller;
    }

    /// Leaves who polls for this one; does nothing where nobody does.
    void leave() noexcept {
        if (auto* const left = poller()) left->ties_->sharers.erase(ties_->place);
        if (poller() != nullptr) ties_ = nullptr;
    }

  protected:
    ~sharing_waiter() {
        leave();
        while (auto* const each = first_sharer()) each->leave();
    }

    task task_;

  private:
    /// What holds those together that share polls.
    struct ties {
        std::list<sharing_waiter*> sharers{};  ///< of who polls
        sharing_waiter* poller = nullptr;      ///< of who shares, with its place there
        std::list<sharing_waiter*>::iterator place{};
    };

    std::unique_ptr<ties> ties_;
};

/// Those of a client who poll, one for each task. It is used on the strand.
class poller_list {
  public:
    /// Adds who is to poll for its task; gives who polls for it already, where there is somebody.
    sharing_waiter* add(sharing_waiter& fresh) {
        const auto [at, is_new] = pollers_.insert(&fresh);
        if (!is_new) return *at;
        seldom_ += is_seldom(fresh);
        return nullptr;
    }

    /// Gives who polls for a task; null where nobody does.
    sharing_waiter* find(const task& of) const {
        const auto at = pollers_.find(of);
        return at == pollers_.end() ? nullptr : *at;
    }

    /// Removes who polls; does nothing for one that does not.
    void remove(sharing_waiter& poller) {
        if (find(poller.waited_for()) != &poller) return;
        pollers_.erase(&poller);
        seldom_ -= is_seldom(poller);
    }

    /// Counts the tasks.
    std::size_t size() const noexcept { return pollers_.size(); }

    /// Counts those whose tasks are asked for seldom, because callbacks tell of their ends.
    std::size_t seldom() const noexcept { return seldom_; }

  private:
    static std::size_t is_seldom(const sharing_waiter& poller) noexcept {
        return poller.waited_for().callback == callback_use::instead_of_polls ? 1 : 0;
    }

    static const task& task_of(const sharing_waiter* waiter) noexcept { return waiter->waited_for(); }
    static const task& task_of(const task& itself) noexcept { return itself; }

    struct hash {
        using is_transparent = void;
        template <class T>
        std::size_t operator()(const T& of) const noexcept {
            return std::hash<std::string>{}(task_of(of).id);
        }
    };
    struct same_task {
        using is_transparent = void;
        template <class T, class U>
        bool operator()(const T& a, const U& b) const noexcept {
            const auto &one = task_of(a), &other = task_of(b);
            return one.id == other.id && one.provider == other.provider && one.account == other.account;
        }
    };

    boost::unordered_flat_set<sharing_waiter*, hash, same_task> pollers_;
    std::size_t seldom_ = 0;
};

}  // namespace seedance::detail
