// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <seedance/core/hex.hpp>
#include <seedance/journal/impl/kept_columns.hpp>
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
        if (query.name) return postgres_statement{attempts_.c_str(), query.after, rows, "", *query.name};
        if (query.called_back) return postgres_statement{called_back_.c_str(), query.after, rows, ""};
        const auto* const choice = query.is_among_open() ? only_open_ : only_all_;
        if (query.own) return postgres_statement{choice[1].c_str(), query.after, rows, state_of(query), owner};
        return postgres_statement{choice[0].c_str(), query.after, rows, state_of(query)};
    }

    /// Asks whether very many names begin with the prefix of a query: then there is a row.
    static postgres_statement has_many(const std::string& prefix) { return postgres_statement{has_many_, prefix}; }

    /// Stands before `of_names` in one transaction: a server that does not know how many there are would sort them all.
    static postgres_statement in_order_of_index() {
        return postgres_statement{"SELECT set_config('enable_sort', 'off', true)"};
    }

    /// The question for names that begin with a prefix, the newest first.
    static postgres_statement of_names(const journal_query& query, bool are_many) {
        const auto before = query.after == 0 ? std::numeric_limits<std::int64_t>::max() : query.after;
        const std::string_view prefix{*query.prefix};
        const auto whole = prefix.size() - cut_character(prefix);
        const auto* const choice = query.is_among_open() ? open_names_ : all_names_;
        return postgres_statement{
            choice[are_many ? 1 : 0].c_str(), before, postgres_rows_of(query.limit) + 1, state_of(query),
            prefix.substr(0, whole),          prefix, text::hex(prefix.substr(whole))};
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

    static std::string_view state_of(const journal_query& query) noexcept {
        return query.state ? to_string(*query.state) : std::string_view{};
    }

    /// In every question: $1 is where the page begins, $2 how many rows it has, and $3 the state that is asked for, or
    /// nothing.
    static inline const std::string in_state_ = "($3 = '' OR $3 = CASE WHEN i.state = 'sending' AND NOT " +
                                                postgres_is_owned + " THEN 'unknown' ELSE i.state END) AND ";

    static std::string page(const std::string& condition, const std::string& order) {
        return select_postgres_intents() + "WHERE " + condition + in_state_ + "i.id > $1 ORDER BY " + order +
               " LIMIT $2";
    }
    static std::string page(const std::string& condition) { return page(condition, "i.id"); }

    static inline const std::string only_all_[] = {page(""), page("owner = $4 AND ")};
    static inline const std::string only_open_[] = {page("is_open AND "),
                                                    page("owner BETWEEN $4 AND $4 AND is_open AND ", "owner, i.id")};
    static inline const std::string attempts_ = page("i.name = $4 AND ");
    static inline const std::string called_back_ = page("is_called_back AND ");
    // Where few names begin so, they are looked through, and else the rows from the newest on: a page is found soon
    // among many. An index is no help where a column is part of an expression.
    static std::string names(const std::string& id, const std::string& name, const std::string& condition) {
        return select_postgres_intents() + "WHERE " + condition + in_state_ + id + " < $1 AND " + name +
               " ^@ $4 AND (i.name ^@ $5 OR $6 <> '' AND substr(i.name, length($4) + 1, 1) <> U&'\\FFFD' AND "
               "substr(convert_to(substr(i.name, length($4) + 1, 1), 'UTF8'), 1, length($6) / 2) = decode($6, 'hex')) "
               "AND i.attempt = " +
               attempt_of_name("i") + " ORDER BY " + id + " DESC LIMIT $2";
    }
    static inline const std::string all_names_[] = {names("(i.id + 0)", "i.name", ""),
                                                    names("i.id", "(i.name || '')", "")};
    static inline const std::string open_names_[] = {names("(i.id + 0)", "i.name", "is_open AND "),
                                                     names("i.id", "(i.name || '')", "is_open AND ")};
    static constexpr const char* has_many_ = "SELECT FROM intents WHERE name ^@ $1 ORDER BY name LIMIT 1 OFFSET 999";
};

}  // namespace seedance::detail
