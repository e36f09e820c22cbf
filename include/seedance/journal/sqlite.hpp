// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal that outlives the process, in an SQLite file. Link `seedance::sqlite_journal` (CMake; it links SQLite).
/// All of it is inline, also with SEEDANCE_SEPARATE_COMPILATION.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <seedance/journal/impl/sqlite_file.hpp>
#include <seedance/journal/journal.hpp>

namespace seedance {

/// How an `sqlite_journal` works.
struct sqlite_journal_options {
    std::chrono::milliseconds busy_timeout{2'000};  ///< how long to wait for another program that writes
};

/// A journal in an SQLite file: `client_options{.journal = std::make_shared<sqlite_journal>("jobs.db")}`.
///
/// When a function returns, its work is on disk (write-ahead log, synchronous=FULL). That takes 0.5 ms where an append
/// with fdatasync takes 0.12 ms. Intents that are over are kept, 250 bytes each, so that no name is ever submitted
/// twice.
///
/// Beside the file lie its -wal and -shm, as SQLite makes them, and its -owners, whose locks tell which programs that
/// use it are alive; keep them together, on a local disk. All are readable by their user only.
///
/// Any number of programs, and objects of one program, may open the same file. An intent belongs to the object that
/// began it until that is destroyed or its process ends, by whatever signal; then another object can `take_over` it.
///
/// A row that cannot be read any more is given as `unknown` with a note that says so; it does not stop the rest.
/// @par Errors
/// Every function, the constructor too, throws `seedance::error` with `errc::journal_unavailable`; its detail names the
/// file, what is wrong and what to do about it.
/// @par Thread safety
/// A journal may be used by one thread at a time.
class sqlite_journal final : public journal {
  public:
    /// Opens a journal, or makes a new one with mode 0600. The whole file is checked for damage: 0.4 s for 100,000
    /// intents.
    /// @par Errors
    /// Besides damage, a lock held by others and a disk that cannot be written, it refuses a file that is not a
    /// journal, or that a newer version of the library has written. Such a file is left as it is.
    explicit sqlite_journal(const std::string& path, const sqlite_journal_options& options = {})
        : file_{path, options.busy_timeout} {}

    std::optional<intent> begin(const intent& fresh) override {
        detail::sqlite_transaction all{file_.database()};
        auto known = intent_named(fresh.name);
        if (known && !makes_room(*known)) return state_seen(std::move(*known));
        put(fresh);
        all.commit();
        return std::nullopt;
    }

    /// Writes down what has become of an intent. A task that was written down stays, also when `now` has none.
    /// @par Errors
    /// It also throws when an intent that is to be `sending` belongs to another client.
    void update(const intent& now) override {
        const auto [task, id] = columns_of(now.task);
        detail::sqlite_run run{update_, now.name,           to_string(now.state),     now.provider, now.model, task,
                               id,      now.held.micro_usd, detail::note_in_row(now), file_.owner()};
        run.finish();
        if (now.state == intent_state::sending && file_.database().rows_changed() == 0)
            detail::journal_fails(file_.database().path(), "written",
                                  "intent " + now.name + " is not this client's own any more",
                                  "another program has taken it over");
    }

    std::optional<intent> find(const task& what) override {
        detail::sqlite_run run{find_, what.provider, what.id};
        if (!run.next()) return std::nullopt;
        return detail::intent_in(run);
    }

    std::vector<intent> take_over() override {
        detail::sqlite_transaction all{file_.database()};
        std::vector<intent> taken;
        for (auto& [row, left] : left_by_the_dead()) {
            detail::sqlite_run{adopt_, file_.owner(), row}.finish();
            taken.push_back(std::move(left));
        }
        all.commit();
        return taken;
    }

    std::vector<intent> open_intents() override {
        std::vector<intent> open;
        detail::sqlite_run run{open_, file_.owner()};
        while (run.next()) open.push_back(detail::intent_in(run));
        return open;
    }

  private:
    struct owned {
        intent what;
        std::int64_t owner;
    };

    std::optional<owned> intent_named(const std::string& name) {
        detail::sqlite_run run{named_, name};
        if (!run.next()) return std::nullopt;
        return owned{detail::intent_in(run), run.number(detail::column_owner)};
    }

    bool makes_room(const owned& known) const {
        const auto state = known.what.state;
        return state == intent_state::not_sent || (state == intent_state::planned && !file_.is_alive(known.owner));
    }

    intent state_seen(owned known) const {
        if (known.what.state == intent_state::sending && !file_.is_alive(known.owner))
            known.what.state = intent_state::unknown;
        return std::move(known.what);
    }

    void put(const intent& fresh) {
        const auto [task, id] = columns_of(fresh.task);
        detail::sqlite_run run{put_,
                               fresh.name,
                               to_string(fresh.state),
                               fresh.provider,
                               fresh.model,
                               task,
                               id,
                               fresh.held.micro_usd,
                               detail::note_in_row(fresh),
                               file_.owner(),
                               detail::unix_milliseconds(fresh.planned_at)};
        run.finish();
    }

    std::vector<std::pair<std::int64_t, intent>> left_by_the_dead() {
        std::vector<std::pair<std::int64_t, intent>> left;
        std::map<std::int64_t, bool> alive;
        detail::sqlite_run run{of_others_, file_.owner()};
        while (run.next()) {
            const auto [owner, is_new] = alive.try_emplace(run.number(detail::column_owner));
            if (is_new) owner->second = file_.is_alive(owner->first);
            if (!owner->second) left.emplace_back(run.number(detail::column_rowid), detail::intent_in(run));
        }
        return left;
    }

    /// Gives a task as text, and its id.
    static std::pair<std::optional<std::string>, std::optional<std::string>> columns_of(
        const std::optional<task>& what) {
        if (!what) return {};
        return {to_string(*what), what->id};
    }

    detail::sqlite_statement statement(const std::string& sql, const char* tried) {
        return {file_.database(), sql, tried};
    }

    detail::sqlite_file file_;
    detail::sqlite_statement named_ = statement(detail::select_intents + "name = ?1", "read");
    detail::sqlite_statement put_ = statement(
        "INSERT OR REPLACE INTO intents (name, state, provider, model, task, task_id, held, note, owner, planned_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        "written");
    detail::sqlite_statement update_ = statement(
        "UPDATE intents SET state = ?2, provider = ?3, model = ?4, task = coalesce(?5, task), task_id = coalesce(?6, "
        "task_id), held = ?7, "
        "note = ?8 WHERE name = ?1 AND (owner = ?9 OR ?2 NOT IN ('planned', 'sending'))",
        "written");
    detail::sqlite_statement find_ =
        statement(detail::select_intents + "provider = ?1 AND task_id = ?2 ORDER BY planned_at DESC LIMIT 1", "read");
    detail::sqlite_statement of_others_ =
        statement(detail::select_intents + detail::is_open + " AND owner IS NOT ?1 ORDER BY planned_at, name", "read");
    detail::sqlite_statement adopt_ = statement("UPDATE intents SET owner = ?1 WHERE rowid = ?2", "written");
    detail::sqlite_statement open_ =
        statement(detail::select_intents + detail::is_open + " AND owner = ?1 ORDER BY planned_at, name", "read");
};

}  // namespace seedance
