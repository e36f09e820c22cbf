// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal that outlives the process, in an SQLite file. Link `seedance::sqlite_journal` (CMake; it links SQLite).
/// All of it is inline, also with SEEDANCE_SEPARATE_COMPILATION.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/longest_wait.hpp>
#include <seedance/journal/impl/seen_members.hpp>
#include <seedance/journal/impl/sqlite_budgets.hpp>
#include <seedance/journal/impl/sqlite_claims.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_epoch.hpp>
#include <seedance/journal/impl/sqlite_file.hpp>
#include <seedance/journal/impl/sqlite_intents.hpp>
#include <seedance/journal/impl/sqlite_lists.hpp>
#include <seedance/journal/impl/sqlite_pruning.hpp>
#include <seedance/journal/impl/sqlite_queue.hpp>
#include <seedance/journal/impl/sqlite_times.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/model_times.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// How an `sqlite_journal` works.
struct sqlite_journal_options {
    std::chrono::milliseconds busy_timeout{2'000};  ///< how long to wait for another program that writes; a day at most

    /// Says whether the whole file is read for damage when it is opened, also when the last program that used it has
    /// ended well: 3 s for 1,000,000 intents.
    bool check_file = false;

    /// Says that a person has looked what a journal that was put back from a copy has forgotten, and has written it
    /// down: it is taken as it is from now on.
    bool accept_older = false;
};

/// A journal in an SQLite file: `client_options{.journal = std::make_shared<sqlite_journal>("jobs.db")}`.
///
/// When a function returns, its work is on disk (write-ahead log, synchronous=FULL). Changes that are made together are
/// written together. Intents that are over are kept, 400 bytes each, so that no name is ever submitted twice.
///
/// Beside the file lie its -wal and -shm, as SQLite makes them; its -owners, whose locks tell which programs that use
/// it are alive; and its -epoch, which tells a copy that is put back: such a journal lets nothing be sent, for it may
/// have forgotten what was, until it is opened with `sqlite_journal_options::accept_older`. Keep them together, on a
/// local disk; put back a copy of the file alone, when the programs that use it have ended. All are readable by their
/// user only.
///
/// Any number of programs, and objects of one program, may open the same file. An intent belongs to the object that
/// began it until that is destroyed or its process ends, by whatever signal; then another object can `claim` it. The
/// tables are made to be read by people: `sqlite3 jobs.db "SELECT name, state, task_id FROM intents"`, or `"SELECT *
/// FROM budgets"` and `"SELECT * FROM adjustments"`; amounts are in millionths of a dollar.
///
/// A row that cannot be read any more is given as `unknown` with a note that says so; it does not stop the rest. A
/// budget whose figures cannot be right lets nothing begin, and its own functions say what is wrong with it.
/// @par Object lifetimes
/// Open journals after `fork`: in a child, those of its parent refuse to work, and their files cannot be opened, until
/// it runs another program (`exec`). A child does not keep the intents of its parent from being claimed.
/// @par Errors
/// Every function, the constructor too, throws `seedance::error` with `errc::journal_unavailable`; its detail names the
/// file, what is wrong and what to do about it.
/// @par Thread safety
/// A journal may be used by one thread at a time.
class sqlite_journal final : public journal {
  public:
    /// Opens a journal, or makes a new one with mode 0600. A file of an earlier version of the library is made one of
    /// this version, which earlier ones refuse. The whole file is checked for damage when its last user was killed or
    /// its machine stopped.
    /// @par Errors
    /// Besides damage, a lock held by others and a disk that cannot be written, it refuses a file that is not a
    /// journal, that a newer version of the library has written, or that a program with an earlier one is using. Such a
    /// file is left as it is. It refuses what is no path of a file: ":memory:", "" and "file:...".
    explicit sqlite_journal(const std::string& path, const sqlite_journal_options& options = {})
        : file_{path, detail::as_wait(options.busy_timeout), options.check_file},
          epoch_{file_.database(), file_.path(), detail::as_wait(options.busy_timeout),
                 options.accept_older || file_.is_new()} {}

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        const auto wants_to_send = [](const journal_change& change) {
            return change.wanted.state == intent_state::sending;
        };
        const auto begins = [](const journal_change& change) { return change.begins_attempt(); };
        const bool sends = std::any_of(changes.begin(), changes.end(), wants_to_send);
        if (sends || std::any_of(changes.begin(), changes.end(), begins)) epoch_.refuse_if_behind();
        detail::sqlite_transaction all{file_.database()};
        std::vector<journal_answer> answers;
        answers.reserve(changes.size());
        for (const auto& change : changes) answers.push_back(apply_to_all(change));
        const auto grown = sends ? epoch_.grow() : 0;
        all.commit();
        if (sends) epoch_.keep(grown);
        queue_.clean();
        return answers;
    }

    std::optional<intent> find(const std::string& name) override {
        file_.refuse_in_child();
        auto found = intents_.newest(name);
        if (found && may_give_way(found->what))
            if (auto earlier = intents_.that_may_have_video(name)) found = std::move(earlier);
        return content_of(std::move(found));
    }

    std::optional<intent> find(const task& what) override {
        file_.refuse_in_child();
        return content_of(intents_.of(what));
    }

    std::optional<intent> find_handle(const std::string& handle) override {
        file_.refuse_in_child();
        return content_of(intents_.with_handle(handle));
    }

    std::string request_of(const intent& queued) override {
        file_.refuse_in_child();
        return queue_.request_of(queued.name, queued.attempt);
    }

    /// Makes the intents of objects that are gone this one's own. What they were sending is `unknown` from then on,
    /// what they had planned is `dropped`.
    std::size_t claim(std::size_t at_most) override {
        detail::sqlite_transaction all{file_.database()};
        const auto claimed = claim_rows(at_most);
        all.commit();
        queue_.clean();
        return claimed.size();
    }

    std::vector<intent> take(std::size_t at_most) override {
        file_.refuse_in_child();
        const auto owners = file_.owners();
        if (owners == owners_without_estate_) return {};  // nobody has died since, and all was taken
        detail::sqlite_transaction all{file_.database()};
        std::vector<intent> taken;
        for (const auto id : claim_rows(at_most))
            if (auto row = intents_.with_id(id)) taken.push_back(std::move(row->what));
        all.commit();
        if (taken.size() < at_most) owners_without_estate_ = owners;
        queue_.clean();
        return taken;
    }

    /// Sees who uses the file now. What a program shows is that it lives, and not what it knows of others: a part of a
    /// limit may grow when nobody has come or gone for 12 s.
    journal_members renew() override {
        file_.refuse_in_child();
        const auto owners = file_.owners();
        const auto minutes = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
        return seen_.after_a_look(
            {.count = owners.older + 1 + owners.younger,
             .rank = owners.older,
             .turn = static_cast<std::uint64_t>(std::max<std::int64_t>(minutes.time_since_epoch().count(), 0))},
            std::chrono::steady_clock::now());
    }

    journal_page list(const journal_query& query) override {
        file_.refuse_in_child();
        journal_page page{.end = query.after};
        for (auto rest = query; read_piece(rest, page);) {
        }
        return page;
    }

    std::size_t prune(std::chrono::system_clock::time_point before) override {
        file_.refuse_in_child();
        return pruning_.prune(detail::unix_milliseconds(before));
    }

    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        detail::sqlite_transaction all{file_.database()};
        const auto made = with_terms(budgets_.sound(name), name, limit, period, now);
        budgets_.put(made);
        all.commit();
        return made.figures();
    }

    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        file_.refuse_in_child();
        return figures_at(budgets_.sound(name), now);
    }

    std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) override {
        file_.refuse_in_child();
        return budgets_.names(after, detail::rows_of(at_most));
    }

    budget_answer adjust_budget(const budget_booking& booking, std::chrono::system_clock::time_point now) override {
        detail::sqlite_transaction all{file_.database()};
        auto budget = budgets_.sound(booking.budget);
        if (!budget) return {};
        const auto known = budgets_.amount_of(booking);
        if (known) return {.written = *known == booking.amount, .now = figures_at(std::move(budget), now)};
        const auto after = with_booking(std::move(*budget), booking.amount, now);
        budgets_.put(after);
        budgets_.add(booking, after, now);
        all.commit();
        return {.written = true, .now = after.figures()};
    }

    std::vector<model_samples> times() override {
        file_.refuse_in_child();
        return times_.all();
    }

  private:
    /// Says whether a list is more than what SQLite is asked for. Who lives, and so in which state an intent is seen,
    /// the kernel knows.
    static bool is_chosen_here(const journal_query& query) {
        if (query.prefix) return query.open || query.state;
        return query.state && !query.name && !query.called_back;
    }

    /// Reads on for a page, from `rest.after`; says whether there is another piece to read.
    bool read_piece(journal_query& rest, journal_page& page) {
        static constexpr std::size_t least_piece = 500;
        const auto piece = is_chosen_here(rest) ? std::max(rest.limit, least_piece) : rest.limit;
        const auto rows = detail::rows_of(piece) + 1;
        if (rest.name && !rest.prefix) {
            detail::sqlite_run run{lists_.of(rest), file_.owner(), rest.after, rows, *rest.name};
            return read_rows(run, piece, rest, page);
        }
        if (!rest.prefix) {
            detail::sqlite_run run{lists_.of(rest), file_.owner(), rest.after, rows};
            return read_rows(run, piece, rest, page);
        }
        const auto end = detail::end_of_prefix(*rest.prefix);
        const auto before = rest.after == 0 ? std::numeric_limits<std::int64_t>::max() : rest.after;
        auto& names = lists_.of_prefix(*rest.prefix, end, rest.is_among_open());
        detail::sqlite_run run{names, file_.owner(), before, rows, *rest.prefix, end};
        return read_rows(run, piece, rest, page);
    }

    /// Takes what is asked for of at most so many rows.
    bool read_rows(detail::sqlite_run& run, std::size_t piece, journal_query& rest, journal_page& page) {
        const bool is_chosen = is_chosen_here(rest);
        std::map<std::int64_t, journal_row::owner> owners;
        for (std::size_t read = 0; run.next(); ++read) {
            if (is_chosen && read == piece) return true;
            rest.after = run.number(detail::column::id);
            auto each = seen(detail::row_in(run), owners);
            if (is_chosen && !rest.asks_for(each)) continue;
            page.more = page.intents.size() == rest.limit;
            if (page.more) return false;
            page.intents.push_back(std::move(each));
            page.end = rest.after;
        }
        return false;
    }

    /// Claims rows, and frees what those hold that nobody will send: each budget is read and written once.
    std::vector<std::int64_t> claim_rows(std::size_t at_most) {
        std::map<std::string, budget_row> changed;
        const auto find = [&](const std::string& name) {
            const auto at = changed.find(name);
            return at != changed.end() ? std::optional{at->second} : budgets_.find(name);
        };
        auto ids = claims_.claim(at_most, [&](std::int64_t id) {
            const auto left = intents_.with_id(id);
            if (!left) return;
            for (auto& each : account_for_claim(left->what, find).changed)
                changed.insert_or_assign(each.name, std::move(each));
        });
        for (const auto& [name, budget] : changed) budgets_.put(budget);
        return ids;
    }

    journal_answer apply_to_all(const journal_change& change) {
        auto answer = apply(change);
        const auto& wanted = change.wanted;
        if (brings_task(change)) answer.also_of = intents_.other_with(*wanted.task, wanted.name);
        if (is_for_all_with_task(change))
            for (const auto& each : intents_.others_with(*wanted.task)) apply(for_one_of_them(change, each));
        return answer;
    }

    journal_answer apply(const journal_change& change) {
        auto row = row_of(change);
        auto id = row ? row->id : 0;
        const bool had_task = row && row->what.task;
        const bool was_queued = row && row->what.queued;
        const bool counts = row && !row->what.budget.empty();
        const auto before = counts ? std::optional{row->what} : std::nullopt;
        auto there = as_decided_on(std::move(row));
        if (there) there->has_task = is_another_of(change.wanted, there->what, id);
        if (there && asks_what_was_paid(change))
            there->paid_before = intents_.paid_before(there->what.name, there->what.attempt);
        auto step = decide(change, std::move(there));
        auto money = account_for(change, step, before ? &*before : nullptr,
                                 [this](const std::string& name) { return budgets_.find(name); });
        if (money.refused) return {.refused = std::move(money.refused)};
        for (const auto& each : money.changed) budgets_.put(each);
        if (step.takes) intents_.give(id, file_.owner());
        switch (step.what) {
            case journal_step::kind::insert:
                if (step.earlier) intents_.replace(id, *step.earlier);
                if (step.earlier && was_queued) queue_.erase(id);
                *step.row = detail::as_kept(std::move(*step.row));
                id = insert(*step.row, change.request);
                break;
            case journal_step::kind::replace:
                *step.row = detail::as_kept(std::move(*step.row));
                intents_.replace(id, *step.row);
                if (was_queued && !step.row->queued) queue_.erase(id);
                if (step.row->task && !had_task) intents_.add_task(*step.row->task, id);
                break;
            case journal_step::kind::second_task:
                intents_.replace(id, *step.row);
                if (was_queued) queue_.erase(id);
                intents_.add_task(*change.wanted.task, id);
                break;
            case journal_step::kind::nothing:
            case journal_step::kind::conflict: break;
        }
        if (step.took) times_.put(*step.row, id, *step.took);
        return std::move(step).answer();
    }

    std::int64_t insert(const intent& what, const std::string& request) {
        const auto id = intents_.insert(what, file_.owner());
        if (what.queued) queue_.put(id, request);
        return id;
    }

    std::optional<detail::sqlite_row> row_of(const journal_change& change) {
        const auto& wanted = change.wanted;
        if (wanted.name.empty()) return wanted.task ? intents_.of(*wanted.task) : std::nullopt;
        return change.is_about_newest() ? intents_.newest(wanted.name) : intents_.attempt(wanted.name, wanted.attempt);
    }

    /// Says whether the task of a change is one of those that an intent has besides its own.
    bool is_another_of(const intent& wanted, const intent& there, std::int64_t id) {
        if (!wanted.task || !there.task || wanted.task->id == there.task->id) return false;
        return wanted.name.empty() || intents_.has_task(*wanted.task, id);
    }

    journal_row::owner owner_of(std::int64_t number) const {
        if (number == file_.owner()) return journal_row::owner::own;
        return file_.is_alive(number) ? journal_row::owner::alive : journal_row::owner::gone;
    }

    std::optional<journal_row> as_decided_on(std::optional<detail::sqlite_row> row) const {
        if (!row) return std::nullopt;
        return journal_row{std::move(row->what), owner_of(row->owner)};
    }

    std::optional<intent> content_of(std::optional<detail::sqlite_row> row) const {
        auto found = as_decided_on(std::move(row));
        if (!found) return std::nullopt;
        return detail::as_seen(std::move(*found));
    }

    /// The same for many rows: the kernel is asked once for each owner.
    intent seen(detail::sqlite_row row, std::map<std::int64_t, journal_row::owner>& owners) const {
        if (row.what.state != intent_state::sending) return std::move(row.what);
        const auto [owner, is_new] = owners.try_emplace(row.owner);
        if (is_new) owner->second = owner_of(row.owner);
        return detail::as_seen({std::move(row.what), owner->second});
    }

    detail::sqlite_file file_;
    detail::sqlite_epoch epoch_;
    detail::sqlite_intents intents_{file_.database()};
    detail::sqlite_queue queue_{file_.database()};
    detail::sqlite_claims claims_{file_, queue_};
    detail::sqlite_budgets budgets_{file_.database()};
    detail::sqlite_lists lists_{file_.database()};
    detail::sqlite_pruning pruning_{file_.database()};
    detail::sqlite_times times_{file_.database()};
    detail::sqlite_file::owners_seen owners_without_estate_;
    detail::seen_members seen_;
};

}  // namespace seedance
