// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_file.hpp>
#include <seedance/journal/impl/sqlite_queue.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>

namespace seedance::detail {

/// Gives a number of rows as SQLite takes it, with room for one more.
inline std::int64_t rows_of(std::size_t count) noexcept {
    constexpr std::size_t most = std::numeric_limits<std::int64_t>::max() - 1;
    return static_cast<std::int64_t>(std::min(count, most));
}

/// Makes intents that the dead have left an owner's own.
class sqlite_claims {
  public:
    sqlite_claims(sqlite_file& file, sqlite_queue& queue) : file_{file}, queue_{queue} {}

    /// Is called within a transaction. `free` is called with the id of each row that holds money that it will not hold
    /// any more, before it is changed.
    template <class Free>
    std::size_t claim(std::size_t at_most, Free free) {
        const auto left = oldest_of_the_dead(at_most);
        std::map<std::int64_t, std::int64_t> last_of;  // by owner: the ids of its rows go up to this one
        for (const auto& each : left) {
            if (each.frees) free(each.id);
            if (each.may_be_sent) queue_.erase(each.id);
            last_of[each.owner] = each.id;
        }
        for (const auto& [owner, last] : last_of) sqlite_run{adopt_, owner, file_.owner(), last}.finish();
        return left.size();
    }

  private:
    struct left_intent {
        std::int64_t id;
        std::int64_t owner;
        bool may_be_sent;  ///< its request may have left: nobody will send it again
        bool frees;        ///< its price is set aside, and nobody will send it
    };

    std::vector<left_intent> oldest_of_the_dead(std::size_t at_most) {
        std::vector<left_intent> left;
        for (auto owner = next_owner(std::numeric_limits<std::int64_t>::min()); owner; owner = next_owner(*owner)) {
            if (file_.is_alive(*owner)) continue;
            sqlite_run run{left_by_, *owner, rows_of(at_most)};
            while (run.next()) left.push_back({run.number(0), *owner, run.number(1) != 0, run.number(2) != 0});
        }
        std::sort(left.begin(), left.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        if (left.size() > at_most) left.resize(at_most);
        return left;
    }

    /// Gives the owner of open intents with the next higher number.
    std::optional<std::int64_t> next_owner(std::int64_t after) {
        sqlite_run run{next_owner_, after};
        return run.next() ? std::optional{run.number(0)} : std::nullopt;
    }

    sqlite_file& file_;
    sqlite_queue& queue_;
    sqlite_statement next_owner_{
        file_.database(), "SELECT owner FROM intents WHERE " + is_open + " AND owner > ?1 ORDER BY owner LIMIT 1",
        "read"};
    sqlite_statement left_by_{
        file_.database(),
        "SELECT id, state = 'sending' AND queued, state = 'planned' AND NOT queued AND budget <> '' "
        "FROM intents WHERE " +
            is_open + " AND owner = ?1 ORDER BY id LIMIT ?2",
        "read"};
    // As `claimed` says it.
    sqlite_statement adopt_{file_.database(),
                            "UPDATE intents SET owner = ?2, version = version + 1, state = CASE WHEN state = 'sending' "
                            "THEN 'unknown' WHEN state = 'planned' AND NOT queued THEN 'dropped' ELSE state END, "
                            "queued = queued AND state = 'planned' WHERE " +
                                is_open + " AND owner = ?1 AND id <= ?3",
                            "written"};
};

}  // namespace seedance::detail
