// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <seedance/core/hex.hpp>
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
            const std::string_view prefix{*query.prefix};
            const auto whole = prefix.size() - cut_character(prefix);
            return postgres_statement{names_.c_str(),          before, rows,
                                      prefix.substr(0, whole), prefix, text::hex(prefix.substr(whole))};
        }
        if (query.called_back) return postgres_statement{called_back_.c_str(), query.after, rows};
        if (query.own) return postgres_statement{(query.open ? own_open_ : own_).c_str(), query.after, rows, owner};
        return postgres_statement{(query.open ? open_ : all_).c_str(), query.after, rows};
    }

  private:
    /// Gives how many bytes at the end are the begin of a character that is cut.
    static std::size_t cut_character(std::string_view prefix) noexcept {
        for (std::size_t size = 1; size <= std::min<std::size_t>(prefix.size(), 3); ++size) {
            const auto byte = static_cast<unsigned char>(prefix[prefix.size() - size]);
            if ((byte & 0xC0) == 0x80) continue;
            const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
            return length > size ? size : 0;
        }
        return 0;
    }

    static std::string page(const std::string& condition) {
        return select_postgres_intents() + "WHERE " + condition + "i.id > $1 ORDER BY i.id LIMIT $2";
    }

    static inline const std::string all_ = page("");
    static inline const std::string open_ = page("is_open AND ");
    static inline const std::string own_ = page("owner = $3 AND ");
    static inline const std::string own_open_ = page("owner = $3 AND is_open AND ");
    static inline const std::string called_back_ = page("is_called_back AND ");
    static inline const std::string names_ =
        select_postgres_intents() +
        "WHERE i.id < $1 AND i.name ^@ $3 AND (i.name ^@ $4 OR $5 <> '' AND substr(i.name, length($3) + 1, 1) <> "
        "U&'\\FFFD' "
        "AND substr(convert_to(substr(i.name, length($3) + 1, 1), 'UTF8'), 1, length($5) / 2) = decode($5, 'hex')) AND "
        "NOT EXISTS (SELECT FROM intents AS later WHERE later.name = i.name AND "
        "later.attempt > i.attempt) ORDER BY i.id DESC LIMIT $2";
};

}  // namespace seedance::detail
