// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippet of doc/fleet.md. What the page shows as includes is all that this file has.

// [fleet]
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <seedance/journal/postgres.hpp>
#include <seedance/seedance.hpp>

/// The address is as libpq has it: "postgresql://seedance@db.example/jobs?sslmode=verify-full".
seedance::client_options of_a_fleet(std::string address, std::function<void(const seedance::recovery&)> follow) {
    seedance::client_options options;
    options.journal = std::make_shared<seedance::postgres_journal>(address);
    options.fleet = {.takes_over = true, .on_taken = std::move(follow)};
    return options;
}
// [fleet]
