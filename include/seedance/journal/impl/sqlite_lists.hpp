// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <seedance/journal/impl/kept_columns.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_rows.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>
#include <seedance/journal/journal.hpp>

namespace seedance::detail {

/// Gives a number of rows as SQLite takes it, with room for one more.
inline std::int64_t rows_of(std::size_t count) noexcept {
    constexpr std::size_t most = std::numeric_limits<std::int64_t>::max() - 1;
    return static_cast<std::int64_t>(std::min(count, most));
}

/// Gives the first text after all that begin with a prefix; empty: there is none.
inline std::string end_of_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xFF') prefix.pop_back();
    if (!prefix.empty()) prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

/// The queries for pages of intents: ?1 is the owner, ?2 the id after which the page begins, ?3 how many rows, and ?4
/// the name, where the query has one.
class sqlite_lists {
  public:
    explicit sqlite_lists(sqlite_database& database) : database_{database} {}

    sqlite_statement& of(const journal_query& query) noexcept {
        if (query.name) return attempts_;
        if (query.called_back) return called_back_;
        if (query.own) return query.is_among_open() ? own_open_ : own_;
        return query.is_among_open() ? open_ : all_;
    }

    /// Gives the query for names that begin with a prefix, the newest first: ?4 is the prefix, ?5 its end. Where few
    /// names do, they are looked through, and else the rows from the newest on: a page is found soon among many.
    sqlite_statement& of_prefix(const std::string& prefix, const std::string& end, bool is_among_open) {
        if (is_among_open) return open_names_;
        return sqlite_run{many_names_, prefix, end}.next() ? newest_rows_ : few_names_;
    }

  private:
    /// Says that a name begins with a prefix. Every text comes before a blob.
    static std::string range_of_names(const std::string& prefix, const std::string& end) {
        return "n.name >= " + prefix + " AND n.name < coalesce(nullif(" + end + ", ''), x'')";
    }

    static std::string of_names(const std::string& id, const std::string& open = "") {
        return "i.id IN (SELECT n.id FROM intents AS n WHERE " + open + range_of_names("?4", "?5") + " AND " + id +
               " < ?2 AND n.attempt = " + attempt_of_name("n") + " ORDER BY n.id DESC LIMIT ?3) ORDER BY i.id DESC";
    }

    sqlite_statement statement(const std::string& owner, const std::string& condition, const char* index = "") {
        return {database_, select_intents(owner, condition + "i.id > ?2 ORDER BY i.id LIMIT ?3", index), "read"};
    }

    static constexpr const char* open_only = "INDEXED BY intents_open";

    sqlite_database& database_;
    sqlite_statement many_names_{
        database_, "SELECT 1 FROM intents AS n WHERE " + range_of_names("?1", "?2") + " LIMIT 1 OFFSET 999", "read"};
    sqlite_statement few_names_{database_, select_intents(owner_now, of_names("+n.id")), "read"};
    sqlite_statement newest_rows_{database_, select_intents(owner_now, of_names("n.id")), "read"};
    sqlite_statement open_names_{database_, select_intents(owner_now, of_names("n.id", is_open + " AND ")), "read"};
    sqlite_statement attempts_ = statement(owner_now, "i.name = ?4 AND ");
    sqlite_statement own_open_ = statement("?1", owner_now + " = ?1 AND " + is_open + " AND ", open_only);
    sqlite_statement own_ = statement("?1", owner_now + " = ?1 AND ");
    sqlite_statement open_ = statement(owner_now, is_open + " AND ", open_only);
    sqlite_statement all_ = statement(owner_now, "");
    sqlite_statement called_back_ = statement(owner_now, is_called_back + " AND ", "INDEXED BY intents_called_back");
};

}  // namespace seedance::detail
