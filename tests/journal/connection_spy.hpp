// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <sqlite3.h>

namespace test {

/// Sees every connection that SQLite opens while this object lives, and every statement that one runs.
class connection_spy {
  public:
    connection_spy() {
        current() = this;
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(&opened));
    }
    connection_spy(const connection_spy&) = delete;
    connection_spy& operator=(const connection_spy&) = delete;
    ~connection_spy() {
        sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&opened));
        current() = nullptr;
    }

    sqlite3* last_connection() const { return connection_; }

    /// Is called before each statement that a connection runs.
    std::function<void()> on_run;

    bool has_run(std::string_view words) const {
        return std::any_of(run_.begin(), run_.end(), [&](const std::string& sql) { return sql.starts_with(words); });
    }

    long count(std::string_view words) const {
        return std::count_if(run_.begin(), run_.end(), [&](const std::string& sql) { return sql.starts_with(words); });
    }

    /// Asks on the last connection itself.
    std::vector<std::string> answers(const std::string& sql, int column = 0) const {
        std::vector<std::string> found;
        sqlite3_stmt* question = nullptr;
        BOOST_TEST_REQUIRE(sqlite3_prepare_v2(connection_, sql.c_str(), -1, &question, nullptr) == SQLITE_OK, sql);
        while (sqlite3_step(question) == SQLITE_ROW)
            found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(question, column)));
        sqlite3_finalize(question);
        return found;
    }

    /// Gives the statements that the last connection keeps prepared.
    std::vector<std::string> prepared() const {
        std::vector<std::string> found;
        for (auto* one = sqlite3_next_stmt(connection_, nullptr); one; one = sqlite3_next_stmt(connection_, one))
            found.emplace_back(sqlite3_sql(one));
        return found;
    }

  private:
    static connection_spy*& current() {
        static connection_spy* spy = nullptr;
        return spy;
    }

    static int opened(sqlite3* connection, const char**, const sqlite3_api_routines*) {
        current()->connection_ = connection;
        return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, &runs, nullptr);
    }

    static int runs(unsigned, void*, void* statement, void*) {
        if (!current()) return 0;
        current()->run_.emplace_back(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
        if (current()->on_run) current()->on_run();
        return 0;
    }

    sqlite3* connection_ = nullptr;
    std::vector<std::string> run_;
};

}  // namespace test
