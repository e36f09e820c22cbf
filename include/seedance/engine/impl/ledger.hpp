// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <seedance/engine/budget.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// Gives the words of an exception; for one of the library's own, only the detail.
inline std::string words_of(const std::exception& thrown) {
    const auto* own = dynamic_cast<const error*>(&thrown);
    return own != nullptr && !own->why().detail.empty() ? own->why().detail : thrown.what();
}

/// The journal and the budget of a client, kept in step. It is used on the strand.
class ledger {
  public:
    /// The function that is told what could not be written down after a request was sent: the intent's name, and the
    /// journal's words.
    using failure_report = std::function<void(std::string_view intent, std::string_view why)>;

    ledger(std::shared_ptr<journal> store, std::shared_ptr<budget> limit, failure_report on_failure)
        : journal_{std::move(store)}, budget_{std::move(limit)}, on_failure_{std::move(on_failure)} {}

    bool has_budget() const noexcept { return budget_ != nullptr; }
    money left() const { return budget_->left(); }

    /// Writes down a new intent, before anything is sent; gives the intent of this name that is there already.
    /// @par Errors
    /// It throws what the journal throws.
    std::optional<intent> begin(const intent& fresh) { return journal_->begin(fresh); }

    /// Writes down, before anything is sent, that the intent is in this state.
    /// @par Errors
    /// It throws what the journal throws.
    void move_to(intent& what, intent_state state) {
        what.state = state;
        journal_->update(what);
    }

    /// Sets the intent's price aside; gives false where the budget does not have it.
    [[nodiscard]] bool reserve(const intent& what) {
        if (!budget_) return true;
        const bool fits = budget_->reserve(what.held);
        if (fits) set_aside_[what.name] = what.held;
        return fits;
    }

    /// Frees what was set aside for an intent, if anything was, because no gateway has accepted it.
    void give_up(intent& what) {
        settle(what.name, billed::no, std::nullopt);
        write(what, intent_state::not_sent);
    }

    /// Writes down, after a request was sent, that the intent is in this state. A journal that fails now cannot stop
    /// the operation any more: the failure is reported.
    void write(intent& what, intent_state state) {
        what.state = state;
        guarded(what.name, [&] { journal_->update(what); });
    }

    /// Writes down that the gateway says that the task is over, or that its file is on disk.
    void on_task(const task& what, intent_state state, billed charged, std::optional<money> cost) {
        guarded({}, [&] {
            auto found = journal_->find(what);
            if (!found) return;
            if (found->state != state && !is_over(found->state)) {
                found->state = state;
                journal_->update(*found);
            }
            settle(found->name, charged, cost);
        });
    }

    /// Takes over the intents of clients that are gone, and sorts everything that is open.
    /// @par Errors
    /// It throws what the journal throws.
    recovery recover(std::chrono::system_clock::time_point older_than,
                     const std::function<bool(const intent&)>& is_under_way) {
        for (const auto& left : journal_->take_over())
            if (left.state != intent_state::succeeded) owe(left);
        recovery found;
        for (auto& open : journal_->open_intents())
            if (!is_under_way(open)) sort(std::move(open), older_than, found);
        return found;
    }

  private:
    void owe(const intent& left) {
        if (!budget_ || !set_aside_.try_emplace(left.name, left.held).second) return;
        budget_->owe(left.held);
    }

    /// Spends or frees what was set aside for an intent; an amount that is not known to be free is spent. It counts
    /// once, and only what this client has set aside: another client that works on the same intent has a budget of its
    /// own.
    void settle(const std::string& name, billed charged, std::optional<money> cost) {
        const auto found = set_aside_.find(name);
        if (found == set_aside_.end()) return;
        const auto held = found->second;
        set_aside_.erase(found);
        budget_->settle(held, charged == billed::no ? money{} : cost.value_or(held));
    }

    void sort(intent open, std::chrono::system_clock::time_point older_than, recovery& found) {
        if (open.state == intent_state::planned) {
            give_up(open);
            found.not_sent.push_back(std::move(open));
        } else if (open.planned_at < older_than) {
            settle(open.name, billed::unknown, std::nullopt);
            write(open, intent_state::expired);
            found.expired.push_back(std::move(open));
        } else if (open.task) {
            found.tasks.push_back(std::move(open));
        } else {
            if (open.state == intent_state::sending) write(open, intent_state::unknown);
            found.unknown.push_back(std::move(open));
        }
    }

    template <class Action>
    void guarded(std::string_view name, Action action) {
        try {
            action();
        } catch (const std::exception& e) {
            on_failure_(name, words_of(e));
        }
    }

    std::shared_ptr<journal> journal_;
    std::shared_ptr<budget> budget_;
    failure_report on_failure_;
    std::unordered_map<std::string, money> set_aside_;  ///< in the budget, by intent
};

}  // namespace seedance::detail
