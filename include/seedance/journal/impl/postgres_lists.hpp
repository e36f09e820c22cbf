// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_schema.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/journal.hpp>

namespace seedance::detail {

/// Gives a number of rows as the server takes it, with room for one more.
inline std::int64_t postgres_rows_of(std::size_t count) noexcept {
    constexpr std::size_t most = std::numeric_limits<std::int64_t>::max() - 1;
    return static_cast<std::int64_t>(std::min(count, most));
}

/// The questions for pages of intents, with one row more than a page has.
class postgres_lists {
  public:
    static postgres_statement of(const journal_query& query, std::int64_t owner) {
        const auto rows = postgres_rows_of(query.limit) + 1;
        if (query.prefix) {
            const auto before = query.after == 0 ? std::numeric_limits<std::int64_t>::max() : query.after;
            return postgres_statement{names_.c_str(), before, rows, *query.prefix};
        }
        if (query.called_back) return postgres_statement{called_back_.c_str(), query.after, rows};
        if (query.own) return postgres_statement{(query.open ? own_open_ : own_).c_str(), query.after, rows, owner};
        return postgres_statement{(query.open ? open_ : all_).c_str(), query.after, rows};
    }

  private:
    static std::string page(const std::string& condition) {
        return select_postgres_intents() + "WHERE " + condition + "i.id > $1 ORDER BY i.id LIMIT $2";
    }

    static inline const std::string all_ = page("");
    static inline const std::string open_ = page(postgres_is_open + " AND ");
    static inline const std::string own_ = page("owner = $3 AND ");
    static inline const std::string own_open_ = page("owner = $3 AND " + postgres_is_open + " AND ");
    static inline const std::string called_back_ = page(postgres_is_called_back + " AND ");
    static inline const std::string names_ =
        select_postgres_intents() +
        "WHERE i.id < $1 AND i.name ^@ $3 AND NOT EXISTS (SELECT FROM intents AS later WHERE later.name = i.name AND "
        "later.attempt > i.attempt) ORDER BY i.id DESC LIMIT $2";
};

}  // namespace seedance::detail
