// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/journal/impl/sqlite_schema.hpp>

namespace seedance::detail {

/// Removes what nobody needs of intents that are over, in pieces, so that nobody waits long for the file.
class sqlite_pruning {
  public:
    explicit sqlite_pruning(sqlite_database& database) : database_{database} {}

    std::size_t prune(std::int64_t before) {
        std::size_t pruned = 0;
        std::int64_t begin = 0;
        while (const auto end = end_of_piece(begin)) {
            sqlite_transaction all{database_};
            sqlite_run{prune_, begin, *end, before}.finish();
            pruned += static_cast<std::size_t>(database_.rows_changed());
            all.commit();
            begin = *end;
        }
        return pruned;
    }

  private:
    std::optional<std::int64_t> end_of_piece(std::int64_t begin) {
        sqlite_run run{end_, begin};
        return run.next() && !run.is_null(0) ? std::optional{run.number(0)} : std::nullopt;
    }

    sqlite_database& database_;
    sqlite_statement end_{database_,
                          "SELECT max(id) FROM (SELECT id FROM intents WHERE id > ?1 ORDER BY id LIMIT 10000)", "read"};
    sqlite_statement prune_{
        database_,
        "UPDATE intents SET note = '', handle = '', callback = NULL WHERE id > ?1 AND id <= ?2 AND NOT (" + is_open +
            ") AND planned_at < ?3 AND (note <> '' OR handle <> '')",
        "written"};
};

}  // namespace seedance::detail
