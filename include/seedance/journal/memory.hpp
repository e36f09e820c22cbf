// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/memory_times.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/model_times.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// A journal that lives as long as this object. Intents that are over stay known by name, so that a second call does
/// not pay again: the last 100,000 of them, for a day after they ended.
/// @par Thread safety
/// All functions may be called from any thread.
class memory_journal final : public journal {
  public:
    static constexpr std::size_t most_over = 100'000;      ///< how many intents that are over stay known
    static constexpr std::chrono::hours longest_over{24};  ///< for how long after they ended

    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        const std::lock_guard lock{mutex_};
        std::vector<journal_answer> answers;
        answers.reserve(changes.size());
        for (const auto& change : changes) answers.push_back(apply_to_all(change));
        return answers;
    }

    std::optional<intent> find(const std::string& name) override {
        const std::lock_guard lock{mutex_};
        const auto number = standing_for(number_in(newest_, name));
        return number == 0 ? std::nullopt : std::optional{rows_.at(number)};
    }

    std::optional<intent> find(const task& what) override {
        const std::lock_guard lock{mutex_};
        const auto number = newest_with(what);
        return number == 0 ? std::nullopt : std::optional{rows_.at(number)};
    }

    std::optional<intent> find_handle(const std::string& handle) override {
        const std::lock_guard lock{mutex_};
        return content_of(by_handle_, handle);
    }

    std::string request_of(const intent& queued) override {
        const std::lock_guard lock{mutex_};
        const auto at = requests_.find(number_in(newest_, queued.name));
        return at == requests_.end() ? std::string{} : at->second;
    }

    /// Gives 0: a client that is gone has taken its journal along, or shares this object.
    std::size_t claim(std::size_t) override { return 0; }
    std::vector<intent> take(std::size_t) override { return {}; }

    journal_page list(const journal_query& query) override {
        const std::lock_guard lock{mutex_};
        if (query.prefix) return list_names(query);
        if (query.name) return list_attempts(query);
        if (query.called_back) return list_called_back(query);
        journal_page page{.end = query.after};
        for (auto at = rows_.upper_bound(query.after); at != rows_.end(); ++at) {
            if (!query.asks_for(at->second)) continue;
            if (page.intents.size() == query.limit) {
                page.more = true;
                break;
            }
            page.intents.push_back(at->second);
            page.end = at->first;
        }
        return page;
    }

    std::size_t prune(std::chrono::system_clock::time_point before) override {
        const std::lock_guard lock{mutex_};
        std::size_t pruned = 0;
        for (auto& [number, row] : rows_) {
            if (is_open(row) || row.planned_at >= before || (row.note.empty() && row.handle.empty())) continue;
            by_handle_.erase(row.handle);
            row.note = row.handle = {};
            row.callback.reset();
            ++pruned;
        }
        return pruned;
    }

    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        const std::lock_guard lock{mutex_};
        auto made = with_terms(budget_named(name), name, limit, period, now);
        return (budgets_[name] = std::move(made)).figures();
    }

    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        const std::lock_guard lock{mutex_};
        return figures_at(budget_named(name), now);
    }

    std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) override {
        const std::lock_guard lock{mutex_};
        std::vector<std::string> names;
        for (auto at = budgets_.upper_bound(after); at != budgets_.end() && names.size() < at_most; ++at)
            names.push_back(at->first);
        return names;
    }

    budget_answer adjust_budget(const budget_booking& booking, std::chrono::system_clock::time_point now) override {
        const std::lock_guard lock{mutex_};
        auto budget = budget_named(booking.budget);
        if (!budget) return {};
        const auto [known, is_new] = bookings_.try_emplace({booking.budget, booking.name}, booking);
        if (is_new) budgets_[booking.budget] = with_booking(std::move(*budget), booking.amount, now);
        return {.written = is_new || known->second.amount == booking.amount,
                .now = figures_at(budgets_.at(booking.budget), now)};
    }

    std::vector<model_samples> times() override {
        const std::lock_guard lock{mutex_};
        return times_.all();
    }

  private:
    using row_number = std::int64_t;
    using index = std::unordered_map<std::string, row_number>;
    using task_index = std::unordered_multimap<std::string, row_number>;

    journal_answer apply_to_all(const journal_change& change) {
        auto answer = apply(change);
        if (!brings_task(change) && !is_for_all_with_task(change)) return answer;
        const auto found = newest_with(*change.wanted.task);
        for (const auto number : all_with(*change.wanted.task)) {
            const auto& other = rows_.at(number);
            if (brings_task(change) && other.name != change.wanted.name) answer.also_of = other.name;
            if (is_for_all_with_task(change) && number != found) apply(for_one_of_them(change, other));
        }
        return answer;
    }

    journal_answer apply(const journal_change& change) {
        const auto number = number_of(change);
        const auto* const before = number == 0 ? nullptr : &rows_.at(number);
        std::optional<journal_row> there;
        if (before != nullptr) there = journal_row{.what = *before, .has_task = is_task_of(change.wanted.task, number)};
        if (there && asks_what_was_paid(change)) there->paid_before = paid_before(number);
        auto step = decide(change, std::move(there));
        auto money = account_for(change, step, before, [this](const std::string& name) { return budget_named(name); });
        if (money.refused) return {.refused = std::move(money.refused)};
        for (auto& each : money.changed) budgets_[each.name] = std::move(each);
        if (step.earlier) put(number, *step.earlier, change.at);
        const bool is_new = step.what == journal_step::kind::insert;
        if (is_new) put(++last_number_, *step.row, change.at);
        if (is_new && step.row->queued) requests_[last_number_] = change.request;
        if (step.what == journal_step::kind::replace) put(number, *step.row, change.at);
        if (step.what == journal_step::kind::second_task) {
            put(number, *step.row, change.at);
            find_by(*change.wanted.task, number);
        }
        if (step.took) times_.put(*step.row, is_new ? last_number_ : number, *step.took);
        return std::move(step).answer();
    }

    journal_page list_attempts(const journal_query& query) const {
        std::set<row_number> numbers;
        for (auto at = number_in(newest_, *query.name); at != 0; at = earlier_of(at))
            if (rows_.contains(at)) numbers.insert(at);
        return page_of(numbers, query);
    }

    journal_page list_called_back(const journal_query& query) const { return page_of(called_back_, query); }

    journal_page page_of(const std::set<row_number>& numbers, const journal_query& query) const {
        journal_page page{.end = query.after};
        for (auto at = numbers.upper_bound(query.after); at != numbers.end() && !page.more; ++at) {
            page.more = page.intents.size() == query.limit;
            if (page.more) break;
            page.intents.push_back(rows_.at(*at));
            page.end = *at;
        }
        return page;
    }

    journal_page list_names(const journal_query& query) const {
        std::set<row_number> numbers;
        const auto is_asked_for = [&](row_number number) { return query.after == 0 || number < query.after; };
        for (auto at = newest_.lower_bound(*query.prefix); at != newest_.end() && at->first.starts_with(*query.prefix);
             ++at)
            if (const auto number = standing_for(at->second); is_asked_for(number)) numbers.insert(number);
        journal_page page{.end = query.after};
        for (auto at = numbers.rbegin(); at != numbers.rend() && !page.more; ++at) {
            if (!query.asks_for(rows_.at(*at))) continue;
            page.more = page.intents.size() == query.limit;
            if (page.more) break;
            page.intents.push_back(rows_.at(*at));
            page.end = *at;
        }
        return page;
    }

    bool is_task_of(const std::optional<task>& what, row_number number) const {
        return what && entry_of(*what, number) != by_task_.end();
    }

    /// Gives the numbers of the rows that have a task.
    std::vector<row_number> all_with(const task& what) const {
        std::vector<row_number> numbers;
        const auto [first, last] = by_task_.equal_range(detail::task_key(what));
        for (auto at = first; at != last; ++at) numbers.push_back(at->second);
        return numbers;
    }

    /// Gives the number of the row that a task finds: the newest of those that have it.
    row_number newest_with(const task& what) const {
        const auto [first, last] = by_task_.equal_range(detail::task_key(what));
        row_number newest = 0;
        for (auto at = first; at != last; ++at) newest = std::max(newest, at->second);
        return newest;
    }

    /// Gives the entry by which a task finds a row; the end of all where it does not find that.
    task_index::const_iterator entry_of(const task& what, row_number number) const {
        const auto [first, last] = by_task_.equal_range(detail::task_key(what));
        const auto at = std::find_if(first, last, [number](const auto& each) { return each.second == number; });
        return at != last ? at : by_task_.end();
    }

    void find_by(const task& what, row_number number) {
        if (!is_task_of(what, number)) by_task_.emplace(detail::task_key(what), number);
    }

    std::optional<budget_row> budget_named(const std::string& name) const {
        const auto at = budgets_.find(name);
        return at == budgets_.end() ? std::nullopt : std::optional{at->second};
    }

    template <class Index>
    static row_number number_in(const Index& index, const std::string& key) {
        const auto at = index.find(key);
        return at == index.end() ? 0 : at->second;
    }

    /// Gives the number of the row that a change is about, 0 where there is none.
    row_number number_of(const journal_change& change) const {
        const auto& wanted = change.wanted;
        if (wanted.name.empty()) return wanted.task ? newest_with(*wanted.task) : 0;
        const auto newest = number_in(newest_, wanted.name);
        return newest == 0 || change.is_about_newest() ? newest : number_of_attempt(newest, wanted.attempt);
    }

    /// Goes from the newest attempt under a name to an earlier one; gives 0 where that is forgotten.
    row_number number_of_attempt(row_number from, int attempt) const {
        for (auto at = rows_.find(from); at != rows_.end(); at = rows_.find(earlier_of(at->first)))
            if (at->second.attempt == attempt) return at->first;
        return 0;
    }

    /// Finds an attempt before this one that is paid for.
    std::optional<intent> paid_before(row_number number) const {
        for (auto at = rows_.find(earlier_of(number)); at != rows_.end(); at = rows_.find(earlier_of(at->first)))
            if (is_paid(at->second)) return at->second;
        return std::nullopt;
    }

    /// Gives which attempt a name stands for, by its newest.
    row_number standing_for(row_number newest) const {
        if (newest == 0 || !may_give_way(rows_.at(newest))) return newest;
        for (auto at = rows_.find(earlier_of(newest)); at != rows_.end(); at = rows_.find(earlier_of(at->first)))
            if (may_have_video(at->second)) return at->first;
        return newest;
    }

    row_number earlier_of(row_number number) const {
        const auto at = earlier_.find(number);
        return at == earlier_.end() ? 0 : at->second;
    }

    template <class Index>
    std::optional<intent> content_of(const Index& index, const std::string& key) const {
        const auto number = number_in(index, key);
        return number == 0 ? std::nullopt : std::optional{rows_.at(number)};
    }

    static constexpr std::size_t longest_note_of_leg = 200;  ///< bytes that stay of why a route has left a leg

    /// An intent that is over, as it was when it ended.
    struct end {
        row_number number;
        std::optional<std::chrono::system_clock::time_point> noted;  ///< in its row: it may be opened, and end, again
        std::chrono::system_clock::time_point at;  ///< by the clock of the changes, which does not jump
    };

    void put(row_number number, const intent& what, std::chrono::system_clock::time_point at) {
        auto& row = rows_[number];
        const bool is_new = row.version == 0;
        const bool was_open = is_new || is_open(row);
        row = what;
        if (!what.queued) requests_.erase(number);
        auto& newest = newest_[what.name];
        if (is_new && newest != 0) link(number, newest);
        if (newest == 0 || rows_.at(newest).attempt <= what.attempt) newest = number;
        if (what.task) find_by(*what.task, number);
        if (what.callback && is_new) by_handle_[what.handle] = number;
        if (what.state == intent_state::accepted && what.callback && !what.callback->empty())
            called_back_.insert(number);
        else
            called_back_.erase(number);
        if (is_open(what) || !was_open) return;
        const bool may_be_leg = row.legs_left > 0 || row.attempt > 1;
        if (!is_unconfirmed(row)) row.note = row.note.substr(0, may_be_leg ? longest_note_of_leg : 0);
        if (row.callback) row.callback = "";
        over_.push_back({number, row.ended_at, at});
        forget_the_old(at);
    }

    /// Puts a new row into the line of its name's attempts.
    void link(row_number fresh, row_number newest) {
        if (rows_.at(newest).attempt <= rows_.at(fresh).attempt) {
            earlier_[fresh] = newest;
        } else {
            earlier_[fresh] = earlier_of(newest);
            earlier_[newest] = fresh;
        }
    }

    /// Takes a row out of the line of its name's attempts: those before it stay known.
    void unlink(row_number gone, const std::string& name) {
        const auto before = earlier_of(gone);
        earlier_.erase(gone);
        const auto newest = newest_.find(name);
        if (newest->second != gone) {
            auto after = newest->second;
            while (after != 0 && earlier_of(after) != gone) after = earlier_of(after);
            if (after != 0) earlier_[after] = before;
        } else if (before != 0) {
            newest->second = before;
        } else {
            newest_.erase(newest);
        }
    }

    void forget_the_old(std::chrono::system_clock::time_point now) {
        while (!over_.empty()) {
            const auto& oldest = over_.front();
            const auto at = rows_.find(oldest.number);
            const bool is_gone = at == rows_.end() || is_open(at->second) || at->second.ended_at != oldest.noted;
            if (!is_gone && over_.size() <= most_over && oldest.at >= now - longest_over) return;
            over_.pop_front();
            if (!is_gone) erase(at);
        }
    }

    void erase(std::map<row_number, intent>::iterator at) {
        unlink(at->first, at->second.name);
        if (const auto& known = at->second.task) {
            const auto entry = entry_of(*known, at->first);
            if (entry != by_task_.end()) by_task_.erase(entry);
        }
        if (at->second.further_tasks != 0)
            std::erase_if(by_task_, [&](const auto& each) { return each.second == at->first; });
        by_handle_.erase(at->second.handle);
        requests_.erase(at->first);
        rows_.erase(at);
    }

    std::mutex mutex_;
    row_number last_number_ = 0;
    std::map<row_number, intent> rows_;                     ///< in the order in which they were begun
    std::unordered_map<row_number, std::string> requests_;  ///< of those that are queued
    std::map<std::string, row_number> newest_;              ///< by name, for `journal_query::prefix` in order
    std::unordered_map<row_number, row_number> earlier_;    ///< from an attempt to another of its name, before it
    task_index by_task_;                                    ///< by `task_key`
    index by_handle_;                                       ///< of those that have a callback URL
    std::set<row_number> called_back_;                      ///< `journal_query::called_back`
    std::deque<end> over_;                                  ///< in the order in which they ended
    std::map<std::string, budget_row> budgets_;             ///< by name
    std::map<std::pair<std::string, std::string>, budget_booking> bookings_;  ///< by budget and name
    detail::memory_times times_;
};

}  // namespace seedance
