// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_rows.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>
#include <seedance/journal/journal.hpp>

namespace seedance::detail {

/// The queries for pages of intents: ?1 is the owner, ?2 the id after which the page begins, ?3 how many rows.
class sqlite_lists {
  public:
    explicit sqlite_lists(sqlite_database& database) : database_{database} {}

    sqlite_statement& of(const journal_query& query) noexcept {
        if (query.own) return query.open ? own_open_ : own_;
        return query.open ? open_ : all_;
    }

  private:
    sqlite_statement statement(const std::string& condition) {
        return {database_, select_intents + condition + " ORDER BY i.id LIMIT ?3", "read"};
    }

    sqlite_database& database_;
    sqlite_statement own_open_ = statement(is_open + " AND i.owner = ?1 AND i.id > ?2");
    sqlite_statement own_ = statement("i.owner = ?1 AND i.id > ?2");
    sqlite_statement open_ = statement("i.id IN (SELECT id FROM intents INDEXED BY intents_open WHERE " + is_open +
                                       " AND id > ?2 ORDER BY id LIMIT ?3)");
    sqlite_statement all_ = statement("i.id > ?2");
};

}  // namespace seedance::detail
