// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/journal/account.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/kept_row.hpp>
#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/journal/impl/postgres_budgets.hpp>
#include <seedance/journal/impl/postgres_lease.hpp>
#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/impl/postgres_text.hpp>
#include <seedance/journal/impl/postgres_writes.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// What changes that are made together concern: the rows are read and locked by one statement, become here what
/// `decide` makes of them, one change after the other, and are written by a constant number of statements. A copy may
/// be asked first which budgets there must be.
class postgres_batch {
  public:
    /// The questions whose answers `read` takes, in a transaction.
    static std::vector<postgres_statement> questions(std::span<const journal_change> changes) {
        postgres_array newest, whole, names, attempts, providers, accounts, ids;
        std::int64_t rows = 0;
        for (const auto& change : changes) {
            const auto& wanted = change.wanted;
            if (wanted.task) {
                providers.add(wanted.task->provider);
                accounts.add(wanted.task->account);
                ids.add(wanted.task->id);
            }
            if (may_insert(change)) ++rows;
            if (wanted.name.empty()) continue;
            if (asks_what_was_paid(change)) {
                whole.add(wanted.name);
            } else if (change.is_about_newest()) {
                newest.add(wanted.name);
            } else {
                names.add(wanted.name);
                attempts.add(std::int64_t{wanted.attempt});
            }
        }
        std::vector<postgres_statement> all;
        all.emplace_back(rows_.c_str(), newest, names, attempts, providers, accounts, ids, whole);
        all.emplace_back(tasks_of_, providers, accounts, ids);
        all.emplace_back("SELECT nextval('intents_id_seq') FROM generate_series(1, $1)", rows);
        return all;
    }

    void read(std::span<const postgres_result> answers) {
        for (int row = 0; row != answers[0].rows(); ++row) {
            auto found = postgres_row_in(answers[0], row);
            place(found.id, found.what);
            const bool was_queued = found.what.queued;
            there_.emplace(found.id, working_row{found.owner, std::move(found.what), was_queued});
        }
        const auto& tasks = answers[1];
        for (int row = 0; row != tasks.rows(); ++row)
            tasks_[task_key({.provider = tasks.text(row, 0), .id = tasks.text(row, 2), .account = tasks.text(row, 1)})]
                .insert(tasks.number(row, 3));
        for (int row = 0; row != answers[2].rows(); ++row) free_ids_.insert(answers[2].number(row, 0));
    }

    /// Makes a change, for each of those that it is for.
    journal_answer make(const journal_change& change, const postgres_standing& now, postgres_budgets& budgets) {
        const auto found = row_of(change);
        auto answer = make_one(change, now, budgets);
        if (!brings_task(change) && !is_for_all_with_task(change)) return answer;
        for (const auto id : tasks_[task_key(*change.wanted.task)]) {
            const auto other = there_.find(id);
            if (other == there_.end()) continue;
            const auto& what = other->second.what;
            if (brings_task(change) && what.name != change.wanted.name) answer.also_of = what.name;
            if (is_for_all_with_task(change) && id != found) make_one(for_one_of_them(change, what), now, budgets);
        }
        return answer;
    }

    /// Gives what has become of the rows.
    postgres_writes writes() const {
        postgres_writes all;
        for (const auto& [id, row] : there_) {
            if (row.is_new) {
                all.insert(id, row.owner, row.what);
                if (row.what.queued) all.enqueue(id, row.request);
            } else if (row.is_changed) {
                all.replace(id, row.owner, row.what);
                if (row.was_queued && !row.what.queued) all.erase_request(id);
            }
        }
        for (const auto& [what, id] : new_tasks_) all.add_task(what, id);
        for (const auto& [at, took] : times_) all.keep_time(std::get<0>(at), std::get<1>(at), std::get<2>(at), took);
        return all;
    }

    /// Gives how many opinions were refused because their intents have another owner.
    std::int64_t stale() const noexcept { return stale_; }

    /// Gives the owners for whose intents something has come.
    const std::set<std::int64_t>& called() const noexcept { return called_; }

  private:
    struct working_row {
        std::int64_t owner = 0;
        intent what{};
        bool was_queued = false;
        bool is_new = false;
        bool is_changed = false;
        std::string request{};
    };

    journal_answer make_one(const journal_change& change, const postgres_standing& now, postgres_budgets& budgets) {
        const auto id = row_of(change);
        auto* const row = id != 0 ? &there_.at(id) : nullptr;
        const auto before = row != nullptr ? std::optional{row->what} : std::nullopt;
        const auto of = row != nullptr ? now.owner_of(row->owner) : journal_row::owner::own;
        std::optional<journal_row> there;
        if (row != nullptr) there = journal_row{row->what, of, is_another_of(change.wanted, row->what, id)};
        if (row != nullptr) there->was_own = now.was_own(row->owner);
        if (there && asks_what_was_paid(change)) there->paid_before = paid_before(row->what);
        auto step = decide(change, std::move(there));
        auto money = account_for(change, step, before ? &*before : nullptr,
                                 [&budgets](const std::string& name) { return budgets.find(name); });
        if (money.refused) return {.refused = std::move(money.refused)};
        for (auto& each : money.changed) budgets.put(std::move(each));
        if (step.takes) give(*row, now.own);
        switch (step.what) {
            case journal_step::kind::insert:
                if (step.earlier) write(*row, *step.earlier);
                *step.row = as_kept(std::move(*step.row));
                insert(*step.row, change.request, now.own);
                break;
            case journal_step::kind::replace:
                *step.row = as_kept(std::move(*step.row));
                if (step.row->task && !row->what.task) add_task(*step.row->task, id);
                if (change.called_back && of == journal_row::owner::alive) called_.insert(row->owner);
                write(*row, *step.row);
                break;
            case journal_step::kind::second_task:
                add_task(*change.wanted.task, id);
                write(*row, *step.row);
                break;
            case journal_step::kind::conflict:
                if (row != nullptr && of != journal_row::owner::own && !is_fact(change.wanted.state) &&
                    !change.begins_attempt() && !change.called_back)
                    ++stale_;
                break;
            case journal_step::kind::nothing: break;
        }
        if (step.took) keep_time(*step.row, *step.took);
        return std::move(step).answer();
    }

    static bool may_insert(const journal_change& change) {
        return change.begins_attempt() || (is_fact(change.wanted.state) && change.wanted.task && !change.called_back);
    }

    static void give(working_row& row, std::int64_t owner) {
        row.owner = owner;
        row.is_changed = true;
    }

    static void write(working_row& row, const intent& what) {
        row.what = what;
        row.is_changed = true;
    }

    void insert(const intent& what, const std::string& request, std::int64_t owner) {
        const auto id = free_ids_.extract(free_ids_.begin()).value();
        there_.emplace(id, working_row{.owner = owner, .what = what, .is_new = true, .request = request});
        place(id, what);
        if (what.task) add_task(*what.task, id);
    }

    void add_task(const task& what, std::int64_t id) {
        if (tasks_[task_key(what)].insert(id).second) new_tasks_.emplace_back(what, id);
    }

    void keep_time(const intent& what, std::chrono::milliseconds took) {
        const auto id = attempts_.at(what.name).at(what.attempt);
        times_.insert_or_assign({what.provider, what.model, place_of_time(id)}, took);
    }

    void place(std::int64_t id, const intent& what) { attempts_[what.name].insert_or_assign(what.attempt, id); }

    /// Gives the row that a change is about; 0: there is none.
    std::int64_t row_of(const journal_change& change) const {
        const auto& wanted = change.wanted;
        if (wanted.name.empty()) return wanted.task ? row_with(*wanted.task) : 0;
        const auto found = attempts_.find(wanted.name);
        if (found == attempts_.end()) return 0;
        if (change.is_about_newest()) return found->second.rbegin()->second;
        const auto at = found->second.find(wanted.attempt);
        return at == found->second.end() ? 0 : at->second;
    }

    /// Finds an attempt before this one that is paid for.
    std::optional<intent> paid_before(const intent& attempt) const {
        for (const auto& [number, id] : attempts_.at(attempt.name))
            if (number < attempt.attempt && is_paid(there_.at(id).what)) return there_.at(id).what;
        return std::nullopt;
    }

    /// Gives the newest of those that have a task.
    std::int64_t row_with(const task& what) const {
        const auto found = tasks_.find(task_key(what));
        if (found == tasks_.end()) return 0;
        for (auto at = found->second.rbegin(); at != found->second.rend(); ++at)
            if (there_.contains(*at)) return *at;
        return 0;
    }

    /// Says whether the task of a change is one of those that an intent has besides its own.
    bool is_another_of(const intent& wanted, const intent& there, std::int64_t id) const {
        if (!wanted.task || !there.task || wanted.task->id == there.task->id) return false;
        if (wanted.name.empty()) return true;
        const auto found = tasks_.find(task_key(*wanted.task));
        return found != tasks_.end() && found->second.contains(id);
    }

    static inline const std::string rows_ =
        select_postgres_intents("false") +
        "JOIN (SELECT (SELECT o.id FROM intents AS o WHERE o.name = n.name ORDER BY o.attempt DESC LIMIT 1) AS id FROM "
        "unnest($1::text[]) AS n (name) UNION SELECT o.id FROM unnest($2::text[], $3::integer[]) AS n (name, attempt) "
        "JOIN intents AS o ON o.name = n.name AND o.attempt = n.attempt UNION SELECT t.intent FROM unnest($4::text[], "
        "$5::text[], $6::text[]) AS n (provider, account, id) JOIN tasks AS t ON t.provider = n.provider AND t.account "
        "= n.account AND t.task_id = n.id UNION SELECT o.id FROM unnest($7::text[]) AS n (name) "
        "JOIN intents AS o ON o.name = n.name) AS concerned ON concerned.id = i.id ORDER BY i.id FOR UPDATE OF i";
    static constexpr const char* tasks_of_ =
        "SELECT t.provider, t.account, t.task_id, t.intent FROM tasks AS t JOIN unnest($1::text[], $2::text[], "
        "$3::text[]) AS n (provider, account, id) ON t.provider = n.provider AND t.account = n.account AND t.task_id = "
        "n.id";

    std::map<std::int64_t, working_row> there_;  ///< by id, in the order in which they were begun
    std::unordered_map<std::string, std::map<int, std::int64_t>> attempts_;  ///< ids, by name and attempt
    std::unordered_map<std::string, std::set<std::int64_t>> tasks_;          ///< ids, by `task_key`
    std::set<std::int64_t> free_ids_;
    std::vector<std::pair<task, std::int64_t>> new_tasks_;
    std::set<std::int64_t> called_;
    std::map<std::tuple<std::string, std::string, int>, std::chrono::milliseconds>
        times_;  ///< by gateway, model, place
    std::int64_t stale_ = 0;
};

}  // namespace seedance::detail
