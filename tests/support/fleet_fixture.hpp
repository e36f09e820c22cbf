// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Machines that share a database: a client each, a lease each, one clock.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>

#include "client_fixture.hpp"
#include "simulated_journal.hpp"

namespace test {

/// One of them.
struct machine {
    std::shared_ptr<simulated_journal> store;
    std::vector<recovery> taken;   ///< what it has taken over, go by go
    std::vector<std::string> log;  ///< its events
    std::optional<seedance::client> client;

    std::size_t tasks_taken() const {
        std::size_t all = 0;
        for (const auto& each : taken) all += each.tasks.size();
        return all;
    }

    /// Its process is killed.
    void die() {
        store->be_killed();
        client.reset();
    }
};

/// Outlives the context, in which a client may go on behind.
struct fleets_disk {
    simulated_disk disk;
};

class fleet_fixture : public fleets_disk, public client_fixture {
  public:
    static constexpr auto lease = 30s;
    static constexpr auto renewal = lease / 3;

    fleet_fixture() {
        disk.lease = lease;
        disk.now = [this] { return clock->now(); };
    }

    /// Lets a machine begin, with options of its own.
    machine& begin(const std::function<void(client_options&)>& adjust = [](client_options&) {}) {
        auto& made = *machines.emplace_back(std::make_unique<machine>());
        made.store = std::make_shared<simulated_journal>(disk);
        auto chosen = options();
        chosen.random_seed = machines.size();
        chosen.on_event = [&made](const event& e) { add_text(made.log, e); };
        chosen.journal = made.store;
        chosen.models = all_models::entries;
        chosen.fleet.takes_over = true;
        chosen.fleet.on_taken = [&made](const recovery& what) { made.taken.push_back(what); };
        adjust(chosen);
        made.client.emplace(another(chosen));
        settle();
        return made;
    }

    /// Lets some time pass, from alarm to alarm.
    void pass(std::chrono::milliseconds time) {
        const auto end = clock->now() + time;
        settle();
        while (clock->has_alarm() && clock->now() + clock->until_alarm() <= end) {
            BOOST_TEST_REQUIRE(clock->advance_to_alarm());
            settle();
        }
        clock->advance(end - clock->now());
        settle();
    }

    /// Has a machine that is dead by then leave so many tasks.
    void leave_tasks(std::size_t count, std::chrono::hours age = 1h) {
        simulated_journal dead{disk};
        std::vector<journal_change> changes;
        for (std::size_t i = 0; i != count; ++i) {
            const auto number = std::to_string(i);
            intent left{.name = "order-" + number, .state = intent_state::accepted, .provider = "apixo"};
            left.model = "seedance-2-0-fast";
            left.planned_at = clock->wall_now() - age;
            left.task = task{.provider = "apixo", .model = left.model, .id = "task_" + number};
            left.task->accepted_at = left.planned_at;
            left.task->polling = {200s, 300s, 10s, 20s};
            changes.push_back({.wanted = std::move(left)});
        }
        dead.apply(changes);
        dead.be_killed();
    }

    std::optional<intent> row(const std::string& name) {
        const auto number = disk.newest(name);
        return number == 0 ? std::nullopt : std::optional{disk.rows.at(number).what};
    }

    std::vector<std::unique_ptr<machine>> machines;
};

}  // namespace test
