// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_file.hpp>
#include <seedance/journal/impl/sqlite_queue.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>

namespace seedance::detail {

/// Makes intents that the dead have left an owner's own. A row changes only where its state does: one row of `heirs`
/// stands for all that somebody has left, however many there are.
class sqlite_claims {
  public:
    sqlite_claims(sqlite_file& file, sqlite_queue& queue) : file_{file}, queue_{queue} {}

    /// Is called within a transaction; gives the ids of what it has claimed. `free` is called with the id of each row
    /// that holds money that it will not hold any more, before it is changed.
    template <class Free>
    std::vector<std::int64_t> claim(std::size_t at_most, Free free) {
        auto found = oldest_of_the_dead(at_most);
        for (const auto& each : found.to_settle) {
            if (each.frees) free(each.id);
            if (each.is_sent) queue_.erase(each.id);
            sqlite_run{settle_, each.id}.finish();
        }
        for (const auto& each : found.estates) {
            sqlite_run{forget_, each.owner, each.first, each.last}.finish();
            sqlite_run{inherit_, each.owner, each.last, file_.owner()}.finish();
        }
        if (found.is_all) forget_heirs_of_nothing(found.owners);
        return std::move(found.ids);
    }

  private:
    /// A row whose state says that its owner is at work.
    struct row_to_settle {
        std::int64_t id;
        bool is_sent;  ///< its request may have left, and no leg is left: nobody will send it again
        bool frees;    ///< its price is set aside, and nobody will send it
    };

    /// Rows that one owner has begun, and nobody has now: all that are open between two.
    struct estate {
        std::int64_t owner;
        std::int64_t first;
        std::int64_t last;
    };

    /// What is known of an owner while the open rows are looked at.
    struct owner_seen {
        std::optional<bool> is_alive{};        ///< the kernel is asked once
        bool has_begun = false;                ///< something that is open
        std::optional<std::size_t> growing{};  ///< the place of the estate that the next of its rows may belong to
    };
    using owners_seen = std::map<std::int64_t, owner_seen>;

    struct what_is_left {
        std::vector<std::int64_t> ids{};
        std::vector<row_to_settle> to_settle{};
        std::vector<estate> estates{};
        owners_seen owners{};
        bool is_all = false;  ///< every open row was looked at
    };

    what_is_left oldest_of_the_dead(std::size_t at_most) {
        what_is_left found;
        sqlite_run run{open_};
        while (found.ids.size() != at_most) {
            if (!run.next()) {
                found.is_all = true;
                break;
            }
            const auto id = run.number(0), begun_by = run.number(1);
            auto& beginner = found.owners[begun_by];
            beginner.has_begun = true;
            if (is_alive(found.owners, run.number(2))) {
                beginner.growing.reset();
                continue;
            }
            found.ids.push_back(id);
            if (run.number(3) != 0) found.to_settle.push_back({id, run.number(4) != 0, run.number(5) != 0});
            if (!beginner.growing) {
                beginner.growing = found.estates.size();
                found.estates.push_back({begun_by, id, id});
            }
            found.estates[*beginner.growing].last = id;
        }
        return found;
    }

    bool is_alive(owners_seen& owners, std::int64_t owner) const {
        auto& seen = owners[owner].is_alive;
        if (!seen) seen = file_.is_alive(owner);
        return *seen;
    }

    /// Forgets the heirs of those who have left nothing that is open.
    void forget_heirs_of_nothing(const owners_seen& owners) {
        const auto has_left_something = [&owners](std::int64_t owner) {
            const auto seen = owners.find(owner);
            return seen != owners.end() && seen->second.has_begun;
        };
        std::vector<std::int64_t> gone;
        {
            sqlite_run run{owners_with_heirs_};
            while (run.next())
                if (!has_left_something(run.number(0))) gone.push_back(run.number(0));
        }
        for (const auto owner : gone) sqlite_run{forget_, owner, std::int64_t{0}, latest}.finish();
    }

    static constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();

    sqlite_file& file_;
    sqlite_queue& queue_;
    sqlite_statement open_{
        file_.database(),
        "SELECT i.id, i.owner, " + owner_now +
            ", state = 'sending' OR (state = 'planned' AND NOT queued), state = 'sending' AND queued AND legs_left = "
            "0, "
            "state = 'planned' AND NOT queued AND budget <> '' FROM intents AS i INDEXED BY intents_open WHERE " +
            is_open + " ORDER BY i.id",
        "read"};
    // As `claimed` says it.
    sqlite_statement settle_{file_.database(),
                             "UPDATE intents SET state = iif(state = 'sending', 'unknown', 'dropped'), "
                             "queued = queued AND legs_left > 0, version = version + 1 WHERE id = ?1",
                             "written"};
    sqlite_statement forget_{file_.database(), "DELETE FROM heirs WHERE owner = ?1 AND last BETWEEN ?2 AND ?3",
                             "written"};
    sqlite_statement inherit_{file_.database(), "INSERT INTO heirs VALUES (?1, ?2, ?3)", "written"};
    sqlite_statement owners_with_heirs_{file_.database(), "SELECT DISTINCT owner FROM heirs", "read"};
};

}  // namespace seedance::detail
