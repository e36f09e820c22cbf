// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal on a simulated disk. It conforms, as the suite of tests/journal says.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <seedance/engine/clock.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/impl/task_key.hpp>

#include "simulated_disk.hpp"

namespace test {

/// An owner on a simulated disk.
class simulated_journal final : public journal {
  public:
    explicit simulated_journal(simulated_disk& on) : disk_{on} {
        const std::lock_guard lock{disk_.mutex};
        become_owner();
        first_owner_ = owner_;
    }
    ~simulated_journal() override { end(); }

    /// Others take it for gone, and it does not know.
    void be_taken_for_gone() {
        const std::lock_guard lock{disk_.mutex};
        disk_.living.erase(owner_);
    }

    /// Its process is killed: whatever is asked of it from now on never happens.
    void be_killed() {
        end();
        is_killed_ = true;
    }

    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        auto answers = apply_locked(changes);
        const auto tell = disk_.on_sending;
        for (std::size_t i = 0; i != answers.size(); ++i)
            if (answers[i].written && changes[i].wanted.state == intent_state::sending) tell(changes[i].wanted);
        return answers;
    }

    std::chrono::milliseconds renew_every() const noexcept override { return disk_.lease / 3; }

    void exceed(bool does) noexcept override { exceeds_ = does; }

    /// Renews the lease; one that is over begins a new term, as another owner.
    journal_members renew() override {
        const auto lock = use();
        const auto asked_at = own_now();
        disk_.meet(fault::refuses);
        if (!has_leases()) return {.count = disk_.living.size()};
        come_back();
        auto& sign = disk_.signs.at(owner_);
        sign.renewed_before = std::exchange(sign.renewed, disk_.now());
        sign.exceeds = exceeds_;
        sign.lease_until = disk_.now() + disk_.lease;
        auto seen = disk_.members(owner_);
        seen.has_news = disk_.news.first != news_ && disk_.news.second != owner_;
        news_ = disk_.news.first;
        disk_.meet(fault::loses_answer);
        renewed_at_ = asked_at;
        return seen;
    }

    /// Says no after two thirds of the lease, by the machine's own clock.
    bool may_send() const noexcept override { return !has_leases() || own_now() - renewed_at_ < disk_.lease * 2 / 3; }
    std::uint64_t term() const noexcept override { return term_; }

    int owner() const noexcept { return owner_; }

    bool is_cut_off = false;  ///< it cannot reach the database

    /// How fast the machine's clock goes.
    double speed = 1;

    std::vector<intent> take(std::size_t at_most) override {
        std::vector<intent> taken;
        claim(at_most, [&taken](const intent& each) { taken.push_back(each); });
        return taken;
    }

    std::optional<intent> find(const std::string& name) override {
        const auto lock = use_for_reading();
        return seen(disk_.standing_for(name));
    }

    std::optional<intent> find(const task& what) override {
        const auto lock = use_for_reading();
        return seen(number_of(what));
    }

    std::optional<intent> find_handle(const std::string& handle) override {
        const auto lock = use_for_reading();
        for (const auto& [number, record] : disk_.rows)
            if (record.what.callback && record.what.handle == handle) return seen(number);
        return std::nullopt;
    }

    std::string request_of(const intent& queued) override {
        const auto lock = use_for_reading();
        const auto at = disk_.requests.find(number_of_attempt(queued.name, queued.attempt));
        return at == disk_.requests.end() ? std::string{} : at->second;
    }

    std::size_t claim(std::size_t at_most) override {
        return claim(at_most, [](const intent&) {});
    }

    journal_page list(const journal_query& query) override {
        const auto lock = use_for_reading();
        if (query.prefix) return list_names(query);
        journal_page page{.end = query.after};
        for (auto at = disk_.rows.upper_bound(query.after); at != disk_.rows.end(); ++at) {
            const auto& [number, record] = *at;
            const bool is_wanted = query.name ? record.what.name == *query.name
                                   : query.called_back
                                       ? is_called_back(record.what)
                                       : (!query.own || record.owner == owner_) && query.asks_for(*seen(number));
            if (!is_wanted) continue;
            page.more = page.intents.size() == query.limit;
            if (page.more) break;
            page.intents.push_back(*seen(number));
            page.end = number;
        }
        return page;
    }

    std::size_t prune(std::chrono::system_clock::time_point before) override {
        const auto lock = use();
        std::size_t pruned = 0;
        for (auto& [number, record] : disk_.rows) {
            auto& what = record.what;
            const bool has_something = !what.note.empty() || !what.handle.empty();
            if (is_open(what) || what.planned_at >= before || !has_something) continue;
            what.note = what.handle = {};
            what.callback.reset();
            ++pruned;
        }
        return pruned;
    }

    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        const auto lock = use();
        disk_.meet(fault::refuses);
        return (disk_.budgets[name] = with_terms(budget_named(name), name, limit, period, now)).figures();
    }

    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        const auto lock = use_for_reading();
        return figures_at(budget_named(name), now);
    }

    std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) override {
        const auto lock = use_for_reading();
        std::vector<std::string> names;
        for (auto at = disk_.budgets.upper_bound(after); at != disk_.budgets.end() && names.size() < at_most; ++at)
            names.push_back(at->first);
        return names;
    }

    budget_answer adjust_budget(const budget_booking& booking, std::chrono::system_clock::time_point now) override {
        const auto lock = use();
        disk_.meet(fault::refuses);
        auto budget = budget_named(booking.budget);
        if (!budget) return {};
        const auto [known, is_new] = disk_.bookings.try_emplace({booking.budget, booking.name}, booking);
        if (is_new) disk_.budgets[booking.budget] = with_booking(std::move(*budget), booking.amount, now);
        disk_.meet(fault::loses_answer);
        return {.written = is_new || known->second.amount == booking.amount,
                .now = figures_at(budget_named(booking.budget), now)};
    }

    std::vector<model_samples> times() override {
        const auto lock = use_for_reading();
        return disk_.times.all();
    }

  private:
    std::vector<journal_answer> apply_locked(std::span<const journal_change> changes) {
        const auto lock = use();
        try {
            disk_.meet(fault::refuses);
        } catch (...) {
            for (const auto& each : changes) disk_.unwritten.emplace(first_owner_, words_for(each));
            throw;
        }
        come_back();
        std::vector<journal_answer> answers;
        for (const auto& each : changes) {
            answers.push_back(apply_to_all(each));
            disk_.unwritten.erase({first_owner_, words_for(each)});
            if (each.called_back) tell_others();
        }
        disk_.meet(fault::loses_answer);
        return answers;
    }

    bool has_leases() const noexcept { return disk_.lease.count() != 0; }

    static bool is_opinion(const journal_change& change) {
        return !change.called_back && !is_fact(change.wanted.state);
    }

    /// Begins a new term, as another owner, where the lease is over.
    void come_back() {
        if (!has_leases() || disk_.is_alive(owner_)) return;
        disk_.living.erase(owner_);
        earlier_.push_back(owner_);
        become_owner();
        ++term_;
    }

    void become_owner() {
        owner_ = ++disk_.last_owner;
        disk_.living.insert(owner_);
        const auto now = disk_.now();
        disk_.signs[owner_] = {.lease_until = now + disk_.lease, .joined = now};
        renewed_at_ = own_now();
        news_ = disk_.news.first;
    }

    void tell_others() { disk_.news = {disk_.news.first + 1, owner_}; }

    clock::time_point::duration own_now() const {
        return std::chrono::duration_cast<clock::time_point::duration>(disk_.now().time_since_epoch() * speed);
    }

    template <class Each>
    std::size_t claim(std::size_t at_most, Each each) {
        const auto lock = use();
        disk_.meet(fault::refuses);
        come_back();
        std::size_t count = 0;
        for (auto& [number, record] : disk_.rows) {
            if (count == at_most) break;
            if (!is_open(record.what) || record.owner == owner_ || disk_.is_alive(record.owner)) continue;
            take_over(number, record);
            each(record.what);
            ++count;
        }
        disk_.largest_claim = std::max(disk_.largest_claim, count);
        if (count != 0) tell_others();
        disk_.meet(fault::loses_answer);
        return count;
    }

    using fault = simulated_disk::fault;
    using row_number = simulated_disk::row_number;

    std::unique_lock<std::mutex> use() const {
        if (is_killed_) throw std::runtime_error{"the process is killed"};
        if (is_cut_off) throw std::runtime_error{"the database cannot be reached from here"};
        std::unique_lock lock{disk_.mutex};
        ++disk_.calls;
        return lock;
    }
    std::unique_lock<std::mutex> use_for_reading() const {
        auto lock = use();
        disk_.meet(fault::refuses_reading);
        return lock;
    }

    static bool is_called_back(const intent& what) {
        return what.state == intent_state::accepted && what.callback && !what.callback->empty();
    }

    static std::string words_for(const journal_change& change) {
        return change.wanted.name.empty() && change.wanted.task ? change.wanted.task->id : change.wanted.name;
    }

    journal_answer apply_to_all(const journal_change& change) {
        auto answer = apply(change);
        if (!brings_task(change) && !is_for_all_with_task(change)) return answer;
        const auto& wanted = change.wanted;
        const auto found = number_of(*wanted.task);
        for (const auto number : disk_.by_task[seedance::detail::task_key(*wanted.task)]) {
            const auto& other = disk_.rows.at(number).what;
            if (brings_task(change) && other.name != wanted.name) answer.also_of = other.name;
            if (is_for_all_with_task(change) && number != found) apply(for_one_of_them(change, other));
        }
        return answer;
    }

    journal_answer apply(const journal_change& change) {
        const auto number = number_of(change);
        const auto* const before = number == 0 ? nullptr : &disk_.rows.at(number).what;
        std::optional<journal_row> there;
        if (before != nullptr) there = row(number);
        const auto& brought = change.wanted.task;
        if (there && brought) there->has_task = disk_.by_task[seedance::detail::task_key(*brought)].contains(number);
        if (there && asks_what_was_paid(change)) there->paid_before = paid_before(there->what);
        const auto of = there ? there->of : journal_row::owner::own;
        auto step = decide(change, std::move(there));
        if (step.what == journal_step::kind::conflict && of != journal_row::owner::own && is_opinion(change))
            ++disk_.stale;
        auto money =
            account_for(change, step, before, [this](const std::string& of_name) { return budget_named(of_name); });
        if (money.refused) return {.refused = std::move(money.refused)};
        for (auto& each : money.changed) disk_.budgets[each.name] = std::move(each);
        if (step.takes) disk_.rows.at(number).owner = owner_;
        if (step.earlier) put(number, *step.earlier);
        if (step.what == journal_step::kind::insert) insert(change, *step.row);
        if (step.what == journal_step::kind::replace) put(number, *step.row);
        if (step.what == journal_step::kind::second_task) {
            put(number, *step.row);
            find_by(*change.wanted.task, number);
        }
        if (step.took) disk_.times.put(*step.row, number == 0 ? disk_.rows.rbegin()->first : number, *step.took);
        return std::move(step).answer();
    }

    /// Finds an attempt before this one that is paid for.
    std::optional<intent> paid_before(const intent& attempt) const {
        for (int number = attempt.attempt - 1; number > 0; --number) {
            const auto at = disk_.attempts.find({attempt.name, number});
            if (at != disk_.attempts.end() && is_paid(disk_.rows.at(at->second).what))
                return disk_.rows.at(at->second).what;
        }
        return std::nullopt;
    }

    journal_page list_names(const journal_query& query) {
        journal_page page{.end = query.after};
        for (auto at = disk_.rows.rbegin(); at != disk_.rows.rend() && !page.more; ++at) {
            const auto& name = at->second.what.name;
            const bool is_after = query.after == 0 || at->first < query.after;
            if (!is_after || !name.starts_with(*query.prefix) || disk_.standing_for(name) != at->first) continue;
            if (!query.asks_for(*seen(at->first))) continue;
            page.more = page.intents.size() == query.limit;
            if (page.more) break;
            page.intents.push_back(*seen(at->first));
            page.end = at->first;
        }
        return page;
    }

    void insert(const journal_change& change, const intent& what) {
        const auto number = disk_.rows.empty() ? 1 : disk_.rows.rbegin()->first + 1;
        disk_.rows[number].owner = owner_;
        disk_.attempts[{what.name, what.attempt}] = number;
        put(number, what);
        if (what.queued) disk_.requests[number] = change.request;
        if (change.begins_attempt()) disk_.on_begun(what);
    }

    void put(row_number number, const intent& what) {
        disk_.rows.at(number).what = what;
        if (what.state == intent_state::unknown) disk_.doubted.insert(number);
        if (!what.queued) disk_.requests.erase(number);
        if (what.task) find_by(*what.task, number);
    }

    void find_by(const task& what, row_number number) {
        disk_.by_task[seedance::detail::task_key(what)].insert(number);
    }

    void take_over(row_number number, simulated_disk::record& left) {
        const auto money = account_for_claim(left.what, [this](const std::string& of) { return budget_named(of); });
        for (const auto& each : money.changed) disk_.budgets[each.name] = each;
        left.owner = owner_;
        put(number, claimed(left.what));
    }

    row_number number_of(const task& what) const {
        const auto at = disk_.by_task.find(detail::task_key(what));
        return at == disk_.by_task.end() || at->second.empty() ? 0 : *at->second.rbegin();
    }

    row_number number_of_attempt(const std::string& name, int attempt) const {
        const auto at = disk_.attempts.find({name, attempt});
        return at == disk_.attempts.end() ? 0 : at->second;
    }

    row_number number_of(const journal_change& change) const {
        const auto& wanted = change.wanted;
        if (wanted.name.empty()) return wanted.task ? number_of(*wanted.task) : 0;
        return change.is_about_newest() ? disk_.newest(wanted.name) : number_of_attempt(wanted.name, wanted.attempt);
    }

    std::optional<budget_row> budget_named(const std::string& name) const {
        const auto found = disk_.budgets.find(name);
        return found == disk_.budgets.end() ? std::nullopt : std::optional{found->second};
    }

    journal_row row(row_number number) const {
        const auto& record = disk_.rows.at(number);
        const auto of = record.owner == owner_         ? journal_row::owner::own
                        : disk_.is_alive(record.owner) ? journal_row::owner::alive
                                                       : journal_row::owner::gone;
        journal_row there{record.what, of};
        there.was_own = std::find(earlier_.begin(), earlier_.end(), record.owner) != earlier_.end();
        return there;
    }

    std::optional<intent> seen(row_number number) const {
        return number == 0 ? std::nullopt : std::optional{seedance::detail::as_seen(row(number))};
    }

    void end() {
        be_taken_for_gone();
        const std::lock_guard lock{disk_.mutex};
        disk_.ended.insert(first_owner_);
    }

    simulated_disk& disk_;
    int owner_ = 0;
    int first_owner_ = 0;
    std::vector<int> earlier_;  ///< what it was before its leases ended
    bool is_killed_ = false;
    bool exceeds_ = false;
    std::uint64_t news_ = 0;  ///< that it knows of
    std::uint64_t term_ = 0;
    clock::time_point::duration renewed_at_{};  ///< by its own clock
};

}  // namespace test
