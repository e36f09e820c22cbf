// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What must hold in every world at any time, whatever has failed. It follows from what the gateway has made and told,
/// and not from what the library says about itself.

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/leg_notes.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/retry/next_leg.hpp>

#include "gateway.hpp"
#include "orders.hpp"
#include "process.hpp"
#include "simulated_disk.hpp"
#include "timeline.hpp"

// GCC 12 takes what an optional without a value holds for the use of something uninitialised.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace test {

class oracle {
  public:
    oracle(const surroundings& around, money limit) : around_{around}, limit_{limit} {}

    /// A process has looked at the time of day, by which its periods go from now on.
    void on_process() { starts_.push_back({around_.clock->wall_now(), around_.clock->now()}); }

    /// An attempt has begun: its price was left.
    void on_begun(const intent& what) {
        const auto now = budget().figures();
        if (what.queued) queued_[what.name] = what.attempt;
        if (now.held + now.spent > limit_) note(what.name + " has begun beyond the limit");
        if (!is_ever()) return;
        if (least_paid() + price > limit_)
            note(what.name + " has begun, and what was paid before leaves nothing for it");
    }

    /// A request is about to leave: no other attempt of its name is paid for, and none may be.
    void on_sending(const intent& what) {
        for (const auto& [number, row] : around_.disk.rows) {
            const auto& other = row.what;
            if (other.name != what.name || other.attempt == what.attempt) continue;
            const auto words = what.name + " is sent again, and attempt " + std::to_string(other.attempt);
            if (other.state == intent_state::unknown || other.state == intent_state::sending)
                note(words + " may be a task");
            if (other.task && !around_.other_side.tasks.at(other.task->id).is_proved_free())
                note(words + " is paid for");
        }
    }

    /// Gives the first promise that was broken, or nothing.
    std::string broken_promise() {
        for (const auto& [order, times] : around_.other_side.made_of) {
            const auto lies = count_in(around_.other_side.lies, order);
            const auto before = is_route(order) ? count_in(around_.other_side.paid_before, order) : times - lies - 1;
            if (before > count_in(around_.mistakes, order))
                note(order + " was paid for " + std::to_string(before + 1) + " times");
            const bool may_go_on = goes_on_despite_content(order) || mistakes_about(order) != 0;
            if (!may_go_on && count_in(around_.other_side.after_content, order) != 0)
                note(order + " was refused for its content, and another was asked");
        }
        for (const auto& [order, attempt] : around_.queued) note(dropped_from_queue(order));
        for (const auto& [number, row] : around_.disk.rows) note(kept_for_nothing(row.what));
        for (const auto& [id, task] : around_.other_side.tasks) {
            note(lost(id, task));
            note(forgotten(id, task));
            note(misunderstood(id, task));
            note(unheard(id, task));
        }
        note(unbalanced());
        note(around_.broken);
        if (latest_begin() < budget().begin) note("a period of the budget has begun before its time");
        return broken_;
    }

    /// From now on only what those have not written who are gone is excused: whoever lives has had time for it since
    /// the disk is whole again.
    void expect_everything_written() { excuses_living_ = false; }

    void note(const std::string& broken) {
        if (broken_.empty()) broken_ = broken;
    }

  private:
    struct start {
        std::chrono::system_clock::time_point wall;
        seedance::clock::time_point steady;
    };

    static int count_in(const std::map<std::string, int>& counts, const std::string& order) {
        const auto at = counts.find(order);
        return at == counts.end() ? 0 : at->second;
    }

    /// Says how often somebody has said of an order that it was not sent, or is refused, which was not true.
    int mistakes_about(const std::string& order) const {
        return count_in(around_.mistakes, order) + count_in(around_.other_side.lies, order);
    }

    /// Says whether the journal may not have been told yet what there is to say of an order, or of a task.
    bool is_unwritten(const std::string& what) const { return around_.disk.is_unwritten(what, !excuses_living_); }

    /// Says whether a write may wait behind one that has failed, which nobody was told.
    bool may_wait() const { return around_.disk.has_failed() && (excuses_living_ || !around_.disk.ended.empty()); }

    const budget_row& budget() const { return around_.disk.budgets.at("b"); }
    bool is_ever() const { return !budget().period.is_repeated(); }

    const simulated_disk::record* row_of(const std::string& id, const made_task& task) const {
        return around_.disk.row_of_task(task.key(id));
    }

    /// Says how many attempts of a task's order at its gateway are known not to be known.
    long doubts_about(const made_task& task) const {
        return std::count_if(around_.disk.rows.begin(), around_.disk.rows.end(), [&](const auto& each) {
            const auto& what = each.second.what;
            const bool is_of_it = what.name == task.order && what.provider == task.gateway();
            return is_of_it && (what.state == intent_state::unknown || what.state == intent_state::sending);
        });
    }

    /// What is paid for is in the journal with its id, or is known not to be known; what a client has heard is known by
    /// its id.
    std::string lost(const std::string& id, const made_task& task) const {
        if (const auto* row = row_of(id, task))
            return row->what.name == task.order ? "" : id + " of " + task.order + " is said to be " + row->what.name;
        if (is_unwritten(task.order)) return {};
        if (task.is_heard) return id + " of " + task.order + " was heard and is lost";
        if (task.is_denied) return {};  // until it is called back, as below
        if (doubts_about(task) != 0 || mistakes_about(task.order) != 0) return {};
        return id + " of " + task.order + " is paid for, and the journal knows nothing of it";
    }

    /// An id that a client has read is not forgotten, though nobody knows whether it is a task's.
    std::string forgotten(const std::string& id, const made_task& task) const {
        if (!task.is_hinted || row_of(id, task) != nullptr) return {};
        if (is_unwritten(task.order) || mistakes_about(task.order) != 0) return {};
        const bool is_kept = std::any_of(around_.disk.rows.begin(), around_.disk.rows.end(), [&](const auto& each) {
            const auto& what = each.second.what;
            return what.name == task.order && what.candidate && what.candidate->id == id;
        });
        return is_kept ? "" : id + " of " + task.order + " was read, and the journal has forgotten it";
    }

    /// A callback that was acknowledged is in the journal, as long as it is needed.
    std::string unheard(const std::string& id, const made_task& task) const {
        if (!task.is_acknowledged || task.is_xenodia) return {};
        const auto is_there = std::any_of(around_.disk.rows.begin(), around_.disk.rows.end(), [&](const auto& each) {
            const auto& what = each.second.what;
            const bool is_needed = what.state == intent_state::accepted || what.state == intent_state::unknown;
            return what.name == task.order && (!is_needed || (what.callback && !what.callback->empty()));
        });
        return is_there ? "" : "a callback of " + id + " was acknowledged, and the journal has forgotten it";
    }

    /// A route that is queued has a task, or nobody knows, or the journal has the reason why it has none, or it has the
    /// request still.
    std::string dropped_from_queue(const std::string& order) const {
        if (is_unwritten(order) || around_.dismissed.contains(order)) return {};
        const auto& disk = around_.disk;
        const auto newest = disk.newest(order);
        if (newest == 0) return order + " was queued, and is not there";
        for (const auto& [number, row] : disk.rows)
            if (row.what.name == order && row.what.task && !has_failed_for_nothing(row.what)) return {};
        const auto& last_queued = disk.rows.at(disk.attempts.at({order, queued_.at(order)})).what;
        const bool was_last = last_queued.state == intent_state::failed && last_queued.legs_left == 0;
        const bool is_given_up = (was_last || last_queued.state == intent_state::not_sent) && !last_queued.note.empty();
        const auto& what = disk.rows.at(newest).what;
        const bool was_unknown = disk.doubted.contains(disk.attempts.at({order, last_queued.attempt}));
        if ((is_given_up || was_unknown) && what.attempt > last_queued.attempt) return {};  // somebody has called again
        if (what.queued)
            return disk.requests.contains(newest) ? "" : order + " is queued, and its request is not there";
        if (disk.doubted.contains(newest) && !has_failed_for_nothing(what)) return {};
        const bool has_no_reason = (is_over(what.state) || what.state == intent_state::dropped) && what.note.empty();
        const bool is_refused = what.task && is_refused_for_content(*what.task);
        const bool is_refused_for_good = what.state == intent_state::not_sent &&
                                         detail::end_of_leg(detail::end_in(what), false) == detail::leg_end::final;
        const bool has_ended =
            what.state == intent_state::dropped || what.note == detail::ledger::taken_back || is_refused_for_good;
        const bool has_legs_left = !has_ended && what.legs_left > 0 && !is_refused;
        if (!has_no_reason && !has_legs_left) return {};
        return order + " was queued, and is forgotten: attempt " + std::to_string(what.attempt) + " is " +
               std::string{to_string(what.state)} + ", with " + std::to_string(what.legs_left) + " legs left" +
               (what.note.empty() ? " and no reason" : ": " + what.note);
    }

    /// A request is kept as long as somebody may have to send it.
    static std::string kept_for_nothing(const intent& what) {
        const bool is_undecided = what.state == intent_state::accepted || what.state == intent_state::unknown;
        const bool may_move_on = what.legs_left > 0 && (is_undecided || has_failed_for_nothing(what));
        if (!what.queued || may_be_sent(what.state) || may_move_on) return {};
        return what.name + " is " + std::string{to_string(what.state)} + ", and queued";
    }

    bool is_refused_for_content(const task& what) const {
        return around_.other_side.tasks.at(what.id).fails_for_content;
    }

    /// What the gateway has told is what the journal says.
    std::string misunderstood(const std::string& id, const made_task& task) const {
        const auto* row = row_of(id, task);
        if (row == nullptr || row->what.task->id != id) return {};
        if (row->what.state == intent_state::expired && !task.has_said_gone)
            return id + " is expired, which the gateway has never said";
        if (is_unwritten(id) || is_unwritten(task.order)) return {};
        if (around_.disk.loses_answers()) return {};  // an end waits until it is known that the acceptance is written
        std::optional<money> told;
        if (task.is_end_known) told = task.cost;
        const bool is_unneeded = row->what.state == intent_state::fetched && task.fails;  // a person has said so before
        if (is_unneeded && told == money{}) told.reset();
        const bool is_dismissed = row->what.state == intent_state::fetched && row->what.charged == money{};
        if (row->what.charged != told && !(is_unneeded && is_dismissed))
            return id + " has cost " + words_of(told) + ", and the journal says " + words_of(row->what.charged);
        const bool is_open = row->what.state == intent_state::accepted || row->what.state == intent_state::expired;
        // A write that waits behind another one has not been refused, though the disk fails.
        if (task.is_fetched && row->what.state != intent_state::fetched && !may_wait())
            return id + " was fetched, and is " + std::string{to_string(row->what.state)} + " again";
        if (task.is_end_known && is_open && !may_wait()) return id + " has ended, and the journal does not know it";
        return {};
    }

    static std::string words_of(const std::optional<money>& amount) { return amount ? to_string(*amount) : "?"; }

    /// Gives the least that was paid. What a person has said not to be sent, and was, counts when it is heard of.
    money least_paid() const {
        money paid;
        std::map<std::string, int> unheard;
        for (const auto& [id, task] : around_.other_side.tasks)
            if (row_of(id, task) != nullptr)
                paid += task.is_end_known && task.cost ? std::min(*task.cost, price) : price;
            else if (unheard[task.key({}) + task.order]++ < doubts_about(task))
                paid += price;
        return paid;
    }

    /// Gives what an attempt takes of the budget, by what the journal knows of it.
    static money share_of(const intent& what) {
        const auto further = price * what.further_tasks;
        const bool is_free = what.state == intent_state::not_sent || what.state == intent_state::dropped;
        return is_free ? further : what.charged.value_or(price) + further;
    }

    /// The budget has what its attempts take of it, and nothing else.
    std::string unbalanced() const {
        const auto now = budget().figures();
        money all;
        for (const auto& [number, row] : around_.disk.rows)
            if (is_ever() || row.what.budget_period == budget().number) all += share_of(row.what);
        const bool is_right = is_ever() ? now.held + now.spent == all : now.held + now.spent >= all;
        return is_right ? "" : "the budget has not what its attempts take of it";
    }

    /// Gives when the latest period may have begun: time passes, whatever the time of day is set to.
    std::chrono::system_clock::time_point latest_begin() const {
        std::chrono::system_clock::time_point latest{};
        for (const auto& each : starts_) {
            const auto passed =
                std::chrono::duration_cast<std::chrono::system_clock::duration>(around_.clock->now() - each.steady);
            latest = std::max(latest, budget().period.begin_at(each.wall + passed));
        }
        return latest;
    }

    const surroundings& around_;
    money limit_;
    std::map<std::string, int>
        queued_;  ///< by order: the newest attempt that was begun with its request in the journal
    std::vector<start> starts_;
    bool excuses_living_ = true;
    std::string broken_;
};

}  // namespace test
