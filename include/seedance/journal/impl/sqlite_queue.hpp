// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <seedance/journal/impl/sqlite_database.hpp>

namespace seedance::detail {

/// The requests of intents that are queued. What is erased is overwritten, in the file and in its log: a prompt is
/// somebody's.
class sqlite_queue {
  public:
    explicit sqlite_queue(sqlite_database& database) : database_{database} {
        database_.execute("PRAGMA secure_delete = ON", "opened");
    }

    void put(std::int64_t intent, std::string_view request) { sqlite_run{put_, intent, request}.finish(); }

    void erase(std::int64_t intent) {
        sqlite_run{erase_, intent}.finish();
        has_erased_ = true;
    }

    std::string request_of(std::string_view name, int attempt) {
        sqlite_run run{get_, name, std::int64_t{attempt}};
        return run.next() ? std::string{run.text(0)} : std::string{};
    }

    /// Empties the log of what was erased; after the transaction. While another program reads, that waits for the next
    /// time.
    void clean() {
        if (has_erased_) has_erased_ = !database_.empty_log();
    }

  private:
    sqlite_database& database_;
    bool has_erased_ = false;
    sqlite_statement put_{database_, "INSERT INTO queue (intent, request) VALUES (?1, ?2)", "written"};
    sqlite_statement erase_{database_, "DELETE FROM queue WHERE intent = ?1", "written"};
    sqlite_statement get_{
        database_, "SELECT request FROM queue WHERE intent = (SELECT id FROM intents WHERE name = ?1 AND attempt = ?2)",
        "read"};
};

}  // namespace seedance::detail
