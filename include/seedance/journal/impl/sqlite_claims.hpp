// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
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

/// Makes intents that the dead have left an owner's own. A row changes only where its state does: one row of `heirs`
/// stands for all that somebody has left, however many there are.
class sqlite_claims {
  public:
    sqlite_claims(sqlite_file& file, sqlite_queue& queue) : file_{file}, queue_{queue} {}

    /// Is called within a transaction. `free` is called with the id of each row that holds money that it will not hold
    /// any more, before it is changed.
    template <class Free>
    std::size_t claim(std::size_t at_most, Free free) {
        const auto found = oldest_of_the_dead(at_most);
        for (const auto& each : found.to_settle) {
            if (each.frees) free(each.id);
            if (each.may_be_sent) queue_.erase(each.id);
            sqlite_run{settle_, each.id}.finish();
        }
        for (const auto& each : found.estates) {
            sqlite_run{forget_, each.owner, each.first, each.last}.finish();
            sqlite_run{inherit_, each.owner, each.last, file_.owner()}.finish();
        }
        if (found.is_all) forget_all_but(found.owners);
        return found.count;
    }

  private:
    /// A row whose state says that its owner is at work.
    struct row_to_settle {
        std::int64_t id;
        bool may_be_sent;  ///< its request may have left: nobody will send it again
        bool frees;        ///< its price is set aside, and nobody will send it
    };

    /// Rows that one owner has begun, and nobody has now: all that are open between two.
    struct estate {
        std::int64_t owner;
        std::int64_t first;
        std::int64_t last;
    };

    struct what_is_left {
        std::size_t count = 0;
        std::vector<row_to_settle> to_settle{};
        std::vector<estate> estates{};
        std::set<std::int64_t> owners{};  ///< who have begun what is open
        bool is_all = false;              ///< every open row was looked at
    };

    what_is_left oldest_of_the_dead(std::size_t at_most) {
        what_is_left found;
        std::map<std::int64_t, bool> is_alive;        // the kernel is asked once for each owner
        std::map<std::int64_t, std::size_t> growing;  // by who has begun it: the place of an estate that may go on
        sqlite_run run{open_};
        while (found.count != at_most) {
            if (!run.next()) {
                found.is_all = true;
                break;
            }
            const auto id = run.number(0), begun_by = run.number(1), owner = run.number(2);
            found.owners.insert(begun_by);
            const auto [alive, is_new] = is_alive.try_emplace(owner);
            if (is_new) alive->second = file_.is_alive(owner);
            if (alive->second) {
                growing.erase(begun_by);
                continue;
            }
            ++found.count;
            if (run.number(3) != 0) found.to_settle.push_back({id, run.number(4) != 0, run.number(5) != 0});
            const auto [place, is_first] = growing.try_emplace(begun_by, found.estates.size());
            if (is_first) found.estates.push_back({begun_by, id, id});
            found.estates[place->second].last = id;
        }
        return found;
    }

    /// Forgets the heirs of those who have left nothing that is open.
    void forget_all_but(const std::set<std::int64_t>& owners) {
        std::vector<std::int64_t> gone;
        {
            sqlite_run run{owners_with_heirs_};
            while (run.next())
                if (!owners.contains(run.number(0))) gone.push_back(run.number(0));
        }
        for (const auto owner : gone) sqlite_run{forget_, owner, std::int64_t{0}, latest}.finish();
    }

    static constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();

    sqlite_file& file_;
    sqlite_queue& queue_;
    sqlite_statement open_{
        file_.database(),
        "SELECT i.id, i.owner, " + owner_now +
            ", state = 'sending' OR (state = 'planned' AND NOT queued), state = 'sending' AND queued, state = "
            "'planned' AND NOT queued AND budget <> '' FROM intents AS i INDEXED BY intents_open WHERE " +
            is_open + " ORDER BY i.id",
        "read"};
    // As `claimed` says it.
    sqlite_statement settle_{file_.database(),
                             "UPDATE intents SET state = iif(state = 'sending', 'unknown', 'dropped'), "
                             "queued = 0, version = version + 1 WHERE id = ?1",
                             "written"};
    sqlite_statement forget_{file_.database(), "DELETE FROM heirs WHERE owner = ?1 AND last BETWEEN ?2 AND ?3",
                             "written"};
    sqlite_statement inherit_{file_.database(), "INSERT INTO heirs VALUES (?1, ?2, ?3)", "written"};
    sqlite_statement owners_with_heirs_{file_.database(), "SELECT DISTINCT owner FROM heirs", "read"};
};

}  // namespace seedance::detail
