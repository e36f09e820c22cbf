// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal on a disk that is only simulated: it outlives the objects that use it, knows which of them are alive, and
/// fails when a test says so. It conforms, as the suite of tests/journal says. With a lease it is a database: an owner
/// is alive, by the database's clock, as long as it has renewed its lease in time.

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
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <seedance/engine/clock.hpp>
#include <seedance/journal/account.hpp>
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
        return {record.what, of};
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
    bool is_killed_ = false;
    bool exceeds_ = false;
    std::uint64_t news_ = 0;  ///< that it knows of
    std::uint64_t term_ = 0;
    clock::time_point::duration renewed_at_{};  ///< by its own clock
};

}  // namespace test
