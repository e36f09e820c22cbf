// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Classes for SQLite with destructors, and with errors that name the file.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <sqlite3.h>

#include <seedance/journal/impl/fork_guard.hpp>
#include <seedance/journal/impl/journal_error.hpp>
#include <seedance/journal/impl/sqlite_error.hpp>

namespace seedance::detail {

/// A connection to a database that exists, for one thread at a time. SQLite wants a child of `fork` not to touch its
/// parent's connections, not even to close them: there they are left alone.
class sqlite_database {
  public:
    sqlite_database(const std::string& path, std::chrono::milliseconds busy_timeout) : path_{path} {
        static constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
        const int result = sqlite3_open_v2(path.c_str(), &connection_, flags, nullptr);
        guard_.connection = connection_;
        if (result != SQLITE_OK) fail("opened");
        busy_milliseconds_ = static_cast<int>(busy_timeout.count());
        sqlite3_busy_timeout(connection_, busy_milliseconds_);
    }
    sqlite_database(const sqlite_database&) = delete;
    sqlite_database& operator=(const sqlite_database&) = delete;

    const std::string& path() const noexcept { return path_; }
    sqlite3* get() const noexcept { return connection_; }

    /// Says whether the end of the last connection leaves the log where it is.
    void keep_log(bool keep) { sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int{keep}, nullptr); }

    /// Writes everything into the file and empties the log, unless another program reads it now; says whether it did.
    bool empty_log() {
        sqlite3_busy_timeout(connection_, 0);
        const auto result =
            sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
        sqlite3_busy_timeout(connection_, busy_milliseconds_);
        return result == SQLITE_OK;
    }

    bool is_of_parent() const noexcept { return guard_.is_of_parent(); }
    int rows_changed() const noexcept { return sqlite3_changes(connection_); }
    std::int64_t last_number() const noexcept { return sqlite3_last_insert_rowid(connection_); }

    [[noreturn]] void fail(std::string_view tried) const { sqlite_fails(connection_, path_, tried); }

    /// Refuses to write where the path is another file's by now, or nobody's: what is written would be lost with the
    /// last program that has the old one open. What cannot tell (a file system of somebody's own) has not moved.
    void refuse_if_moved() const {
        int has_moved = 0;
        const auto result = sqlite3_file_control(connection_, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
        if (result != SQLITE_OK || has_moved == 0) return;
        journal_fails(path_, "used", "the file was moved, replaced or removed while it was in use",
                      "end all programs that use it, see that the file there is the right one, and begin them anew");
    }

    void execute(const char* sql, std::string_view tried) {
        if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(tried);
    }

  private:
    struct guard {
        sqlite3* connection = nullptr;
        unsigned forks = fork_guard::get().forks();
        guard() = default;
        guard(const guard&) = delete;
        guard& operator=(const guard&) = delete;
        ~guard() {
            if (!is_of_parent()) sqlite3_close_v2(connection);
        }
        bool is_of_parent() const noexcept { return forks != fork_guard::get().forks(); }
    };

    std::string path_;
    int busy_milliseconds_ = 0;
    sqlite3* connection_ = nullptr;
    guard guard_;
};

/// A prepared statement, to be run again and again.
class sqlite_statement {
  public:
    sqlite_statement(sqlite_database& database, const std::string& sql, const char* tried)
        : database_{database}, tried_{tried} {
        const auto result =
            sqlite3_prepare_v3(database.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
        if (result != SQLITE_OK) database.fail(tried);
    }
    sqlite_statement(const sqlite_statement&) = delete;
    sqlite_statement& operator=(const sqlite_statement&) = delete;
    ~sqlite_statement() {
        if (!database_.is_of_parent()) sqlite3_finalize(statement_);
    }

  private:
    friend class sqlite_run;

    sqlite_database& database_;
    const char* tried_;
    sqlite3_stmt* statement_ = nullptr;
};

/// One run of a statement with these values for ?1, ?2, ...; it ends with this object. Texts are not copied: they live
/// longer.
class sqlite_run {
  public:
    template <class... Values>
    explicit sqlite_run(sqlite_statement& statement, Values&&... values) : prepared_{statement} {
        static_assert((!std::is_same_v<Values, std::string> && ...), "a text that does not outlive the run: name it");
        [[maybe_unused]] int index = 0;  // without values it is not used
        (bind(++index, values), ...);
    }
    sqlite_run(const sqlite_run&) = delete;
    sqlite_run& operator=(const sqlite_run&) = delete;
    ~sqlite_run() {
        sqlite3_reset(prepared_.statement_);
        sqlite3_clear_bindings(prepared_.statement_);
    }

    /// @{ Sets the value of a parameter; a text lives longer than the run.
    void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(prepared_.statement_, index, value)); }
    void bind(int index, std::string_view value) {
        const char* bytes = value.empty() ? "" : value.data();
        check(sqlite3_bind_text64(prepared_.statement_, index, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
    }
    template <class Value>
    void bind(int index, const std::optional<Value>& value) {
        if (value) bind(index, *value);  // else it stays NULL
    }
    /// @}

    /// Goes to the next row; gives false when there is none, and the statement has done its work.
    bool next() {
        const int result = sqlite3_step(prepared_.statement_);
        if (result == SQLITE_ROW) return true;
        if (result != SQLITE_DONE) prepared_.database_.fail(prepared_.tried_);
        return false;
    }

    void finish() {
        while (next()) {
        }
    }

    bool is_null(int column) const { return sqlite3_column_type(prepared_.statement_, column) == SQLITE_NULL; }
    std::int64_t number(int column) const { return sqlite3_column_int64(prepared_.statement_, column); }
    bool is_number(int column) const { return sqlite3_column_type(prepared_.statement_, column) == SQLITE_INTEGER; }
    std::string text(int column) const { return std::string{view(column)}; }

    /// Gives a text that lives until the next row.
    std::string_view view(int column) const {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared_.statement_, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared_.statement_, column));
        return bytes != nullptr ? std::string_view{bytes, size} : std::string_view{};
    }

  private:
    void check(int result) {
        if (result != SQLITE_OK) prepared_.database_.fail(prepared_.tried_);
    }

    sqlite_statement& prepared_;
};

/// Gives the first value of a query's result: `PRAGMA user_version`.
inline std::string sqlite_answer(sqlite_database& database, const char* sql, const char* tried) {
    sqlite_statement question{database, sql, tried};
    sqlite_run run{question};
    return run.next() ? run.text(0) : std::string{};
}

/// A transaction: the changes between its construction and `commit` happen all or not at all, and no other connection
/// writes meanwhile.
class sqlite_transaction {
  public:
    explicit sqlite_transaction(sqlite_database& database) : database_{database} {
        database.refuse_if_moved();
        database.execute("BEGIN IMMEDIATE", "written");
    }
    sqlite_transaction(const sqlite_transaction&) = delete;
    sqlite_transaction& operator=(const sqlite_transaction&) = delete;
    ~sqlite_transaction() {
        if (!committed_) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    void commit() {
        database_.execute("COMMIT", "written");
        committed_ = true;
    }

  private:
    sqlite_database& database_;
    bool committed_ = false;
};

}  // namespace seedance::detail
