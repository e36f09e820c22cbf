// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/journal/impl/sqlite_database.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/model_times.hpp>

namespace seedance::detail {

/// Reads and writes how long tasks took.
class sqlite_times {
  public:
    explicit sqlite_times(sqlite_database& database) : database_{database} {}

    void put(const intent& of, std::int64_t id, std::chrono::milliseconds took) {
        sqlite_run{put_, of.provider, of.model, std::int64_t{place_of_time(id)}, std::int64_t{took.count()}}.finish();
    }

    std::vector<model_samples> all() {
        std::vector<model_samples> found;
        for (sqlite_run run{all_}; run.next();) add_time(found, run.text(0), run.text(1), run.number(2));
        return found;
    }

  private:
    sqlite_database& database_;
    sqlite_statement put_{database_,
                          "INSERT INTO times (provider, model, place, took) VALUES (?1, ?2, ?3, ?4) "
                          "ON CONFLICT DO UPDATE SET took = excluded.took",
                          "written"};
    sqlite_statement all_{database_, "SELECT provider, model, took FROM times ORDER BY provider, model", "read"};
};

}  // namespace seedance::detail
