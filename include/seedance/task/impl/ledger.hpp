// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <seedance/provider/answer.hpp>
#include <seedance/task/budget.hpp>
#include <seedance/task/journal.hpp>
#include <seedance/task/recovery.hpp>

namespace seedance::detail {

/// The journal and the budget of a client, kept in step. Lives on the strand.
class ledger {
  public:
    /// Told of what could not be written down after something was sent: the intent's name, and the journal's words.
    using complaint = std::function<void(std::string_view intent, std::string_view why)>;

    ledger(std::shared_ptr<journal> written, std::shared_ptr<budget> limit, complaint on_failure)
        : journal_{std::move(written)}, budget_{std::move(limit)}, on_failure_{std::move(on_failure)} {}

    bool has_budget() const noexcept { return budget_ != nullptr; }
    money left() const { return budget_->left(); }

    /// Before anything is sent. @par Errors Those of the journal.
    std::optional<intent> begin(const intent& fresh) { return journal_->begin(fresh); }

    /// Before anything is sent. @par Errors Those of the journal.
    void move_to(intent& what, intent_state state) {
        what.state = state;
        journal_->update(what);
    }

    [[nodiscard]] bool reserve(const intent& what) { return !budget_ || budget_->reserve(what.held); }

    /// Nothing was accepted: what was set aside is free again.
    void give_up(intent& what) {
        if (budget_) budget_->settle(what.held, {});
        write(what, intent_state::not_sent);
    }

    /// As `give_up`, for an intent for which nothing has been set aside yet.
    void withdraw(intent& what) { write(what, intent_state::not_sent); }

    /// After something was sent: a journal that fails now cannot stop it any more.
    void write(intent& what, intent_state state) {
        what.state = state;
        guarded(what.name, [&] { journal_->update(what); });
    }

    /// The gateway says that the task is over, or its file is on disk. Counts once, whoever says it how often.
    void on_task(const task& what, intent_state state, billed charged, std::optional<money> cost) {
        guarded({}, [&] {
            auto found = journal_->find(what);
            if (!found || found->state == state || is_over(found->state)) return;
            const bool was_settled = found->state == intent_state::succeeded;
            found->state = state;
            journal_->update(*found);
            if (!was_settled) settle(*found, charged, cost);
        });
    }

    /// Takes over what clients that are gone have left, and sorts everything that is open. @par Errors Those of the journal.
    recovery recover(std::chrono::system_clock::time_point older_than, const std::function<bool(const intent&)>& is_under_way) {
        for (auto& left : journal_->take_over()) {
            if (budget_) budget_->owe(left.state == intent_state::succeeded ? money{} : left.held);
            if (left.state == intent_state::sending) move_to(left, intent_state::unknown);
        }
        recovery found;
        for (auto& open : journal_->open_intents())
            if (!is_under_way(open)) sort(std::move(open), older_than, found);
        return found;
    }

  private:
    /// What is not known to be free is paid for.
    void settle(const intent& what, billed charged, std::optional<money> cost) {
        if (!budget_) return;
        const auto paid = charged == billed::no ? money{} : cost.value_or(what.held);
        budget_->settle(what.held, paid);
    }

    void sort(intent open, std::chrono::system_clock::time_point older_than, recovery& found) {
        if (open.state == intent_state::planned) {
            give_up(open);
            found.not_sent.push_back(std::move(open));
        } else if (open.planned_at < older_than) {
            if (open.state != intent_state::succeeded) settle(open, billed::unknown, std::nullopt);
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
            on_failure_(name, e.what());
        }
    }

    std::shared_ptr<journal> journal_;
    std::shared_ptr<budget> budget_;
    complaint on_failure_;
};

}  // namespace seedance::detail
