// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

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

/// The queries for pages of intents: ?1 is the owner, ?2 the id after which the page begins, ?3 how many rows.
class sqlite_lists {
  public:
    explicit sqlite_lists(sqlite_database& database) : database_{database} {}

    sqlite_statement& of(const journal_query& query) noexcept {
        if (query.called_back) return called_back_;
        if (query.own) return query.open ? own_open_ : own_;
        return query.open ? open_ : all_;
    }

  private:
    sqlite_statement statement(const std::string& owner, const std::string& condition, const char* index = "") {
        return {database_, select_intents(owner, condition + "i.id > ?2 ORDER BY i.id LIMIT ?3", index), "read"};
    }

    static constexpr const char* open_only = "INDEXED BY intents_open";

    sqlite_database& database_;
    sqlite_statement own_open_ = statement("?1", owner_now + " = ?1 AND " + is_open + " AND ", open_only);
    sqlite_statement own_ = statement("?1", owner_now + " = ?1 AND ");
    sqlite_statement open_ = statement(owner_now, is_open + " AND ", open_only);
    sqlite_statement all_ = statement(owner_now, "");
    sqlite_statement called_back_ = statement(owner_now, is_called_back + " AND ", "INDEXED BY intents_called_back");
};

}  // namespace seedance::detail
