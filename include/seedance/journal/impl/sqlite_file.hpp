// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/journal/impl/fork_guard.hpp>
#include <seedance/journal/impl/owner_lease.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_error.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>

namespace seedance::detail {

/// A journal's file, open and with its tables; and a number that no other owner of it has or has had.
class sqlite_file {
  public:
    sqlite_file(const std::string& path, std::chrono::milliseconds busy_timeout, bool check_always)
        : path_{full(path)} {
        if (!is_empty()) open(busy_timeout);  // another program's file is refused before anything is made beside it
        lease_.emplace(path_);
        lease_->enter_door(busy_timeout);
        if (!database_) {
            if (is_empty()) make();
            open(busy_timeout);
        }
        const bool must_be_checked = check_always || has_ended_badly() || is_cut();
        make_durable();
        make_tables();
        lease_->mark();
        if (!must_be_checked) take_number();  // before the next one asks whether anybody is alive
        lease_->leave_door();
        if (must_be_checked) {
            check();
            take_number();
        }
        database_->keep_log(false);
    }

    sqlite_database& database() {
        refuse_in_child();
        return *database_;
    }

    /// Stops a child of `fork`, which must not use its parent's connection.
    void refuse_in_child() const {
        if (database_->is_of_parent())
            journal_fails(path_, "used", "it was made by another process", "open the journal after fork");
    }

    const std::string& path() const noexcept { return path_; }
    std::int64_t owner() const noexcept { return owner_; }

    /// Says whether its tables were made just now.
    bool is_new() const noexcept { return is_new_; }

    /// Says whether an owner lives; this one does.
    bool is_alive(std::int64_t owner) const { return owner == owner_ || lease_->is_taken(owner); }

    /// The owners as they are seen at one time: as long as it is the same, none has died.
    struct owners_seen {
        std::int64_t newest = 0;  ///< the number of the last that has come
        std::size_t older = 0;    ///< others that live and came before this one
        std::size_t younger = 0;  ///< others that live and came later

        friend bool operator==(const owners_seen&, const owners_seen&) = default;
    };
    owners_seen owners() {
        const auto newest = sqlite_answer(database(), "SELECT seq FROM sqlite_sequence WHERE name = 'owners'", "read");
        owners_seen seen{.newest = std::strtoll(newest.c_str(), nullptr, 10)};
        seen.older = lease_->count_others(1, owner_);
        seen.younger = lease_->count_others(owner_ + 1, std::numeric_limits<std::int64_t>::max());
        return seen;
    }

  private:
    /// Resolves links: a program that names the file differently must find the same locks.
    static std::string full(const std::string& path) {
        if (path.empty()) journal_fails(path, "opened", "its path is empty", "give it one");
        if (path == ":memory:" || path.starts_with("file:"))
            journal_fails(path, "opened", "that is no path of a file",
                          "give it one, or use a memory_journal if it need not outlive the process");
        std::error_code error;
        const auto found = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
        auto resolved = error ? path : found.string();
        if (fork_guard::get().was_open_in_parent(resolved + "-owners"))
            journal_fails(resolved, "opened", "it was open when this process was forked, which SQLite does not allow",
                          "fork before it is opened");
        return resolved;
    }

    /// Gives 0 for a file that is not there.
    static std::uintmax_t size_of(const std::string& path) {
        std::error_code error;
        const auto size = std::filesystem::file_size(path, error);
        return error ? 0 : size;
    }

    bool is_empty() const { return size_of(path_) == 0; }

    [[noreturn]] void refuse(std::string_view wrong, std::string_view to_do) const {
        journal_fails(path_, "opened", wrong, to_do);
    }

    /// Makes a new file, which only its user can read: it tells what was asked for, and at which gateway.
    void make() {
        refuse_if_lost();
        const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0) refuse(words_of_errno(errno), "its folder must be there and writable by this user");
        ::close(file);
    }

    void refuse_if_lost() const {
        if (!lease_->is_marked()) return;
        refuse("it is missing or empty, though it has been in use",
               "put it back, or remove " + path_ + "-owners to begin a new one");
    }

    void open(std::chrono::milliseconds busy_timeout) {
        if (::faccessat(AT_FDCWD, path_.c_str(), R_OK | W_OK, AT_EACCESS) != 0)
            refuse(words_of_errno(errno), advice_on_sqlite(SQLITE_READONLY, 0, path_));
        const bool keep_log = has_log();  // where it is refused, the next one must see how it ended too
        database_.emplace(path_, busy_timeout);
        database_->keep_log(keep_log);
        const auto found = look();
        if (found.application != journal_application && !found.is_blank())
            refuse("it is the database of another program", "give the journal a file of its own");
        if (found.schema > journal_schema)
            refuse("it was written by a newer version of this library (schema " + std::to_string(found.schema) +
                       ", this one knows " + std::to_string(journal_schema) + ")",
                   "use that version, or another file");
    }

    std::int64_t number(const char* question) {
        const auto answer = sqlite_answer(*database_, question, "opened");
        return std::strtoll(answer.c_str(), nullptr, 10);
    }

    struct contents {
        std::int64_t application, schema, tables;
        bool is_blank() const noexcept { return application == 0 && schema == 0 && tables == 0; }
    };

    /// Sees the file as it is at one time, in one statement: another program may be making the tables now.
    contents look() {
        static constexpr auto question =
            "SELECT a.application_id, u.user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id "
            "AS a, pragma_user_version AS u";
        sqlite_statement all{*database_, question, "opened"};
        sqlite_run run{all};
        run.next();
        return {.application = run.number(0), .schema = run.number(1), .tables = run.number(2)};
    }

    /// Says whether the last program that used it was killed, or its machine stopped: then it has left a log.
    bool has_ended_badly() const { return has_log() && !lease_->has_others(); }
    bool has_log() const { return size_of(path_ + "-wal") != 0; }

    bool is_cut() { return size_of(path_) % static_cast<std::uintmax_t>(number("PRAGMA page_size")) != 0; }

    /// Makes commits durable: when one returns, it is on disk in the log and in the file itself, so that nothing is
    /// lost whatever happens to the log.
    void make_durable() {
        if (sqlite_answer(*database_, "PRAGMA journal_mode = WAL", "opened") != "wal")
            refuse("a write-ahead log is not possible here", "give the journal a file on a local disk");
        database_->execute(
            "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1; PRAGMA trusted_schema = OFF; "
            "PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384",
            "opened");
    }

    void make_tables() {
        sqlite_transaction all{*database_};
        if (const auto found = look(); found.is_blank()) {
            refuse_if_lost();
            database_->execute(new_journal.c_str(), "opened");
            is_new_ = true;
        } else if (found.schema != journal_schema) {
            migrate(migration_from(found.schema));
        }
        all.commit();
    }

    void migrate(const std::string& how) {
        if (lease_->has_others())
            refuse("a program with an older version of this library is using it", "end that one first");
        check();
        database_->execute("PRAGMA legacy_alter_table = ON", "opened");  // people's views go on naming the new tables
        database_->execute(how.c_str(), "opened");
    }

    void check() {
        const auto found = sqlite_answer(*database_, "PRAGMA integrity_check(1)", "opened");
        if (found != "ok") refuse(found, advice_on_sqlite(SQLITE_CORRUPT, 0, path_));
    }

    /// Takes a number within a transaction, before which a later version may have changed the tables: after that it
    /// finds this owner alive, and does not.
    void take_number() {
        for (bool is_taken = false; !is_taken;) {
            sqlite_transaction all{*database_};
            if (look().schema != journal_schema)
                refuse("a program with another version of this library has changed it meanwhile", "use that version");
            database_->execute("INSERT INTO owners DEFAULT VALUES", "opened");
            owner_ = database_->last_number();
            database_->execute("DELETE FROM owners", "opened");
            is_taken = lease_->try_take(owner_);
            all.commit();
        }
    }

    std::string path_;
    std::optional<owner_lease> lease_;  // given back after the database is closed
    std::optional<sqlite_database> database_;
    std::int64_t owner_ = 0;
    bool is_new_ = false;
};

}  // namespace seedance::detail
