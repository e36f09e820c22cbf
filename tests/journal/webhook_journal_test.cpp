// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A callback is acknowledged when it is on disk, and whatever the caller's own code does meanwhile.
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/sqlite.hpp>

#include "printing.hpp"
#include "temporary_folder.hpp"
#include "webhook_fixture.hpp"

BOOST_AUTO_TEST_SUITE(webhook_journal)

using namespace test;

/// What the journal keeps of the callback at a target; empty where that is nothing.
static std::string kept_for(seedance::sqlite_journal& journal, const std::string& target) {
    const auto token = target.substr(target.rfind('/') + 1);
    const auto handle = token.substr(token.find('.', 2) + 1, 32);  // "1.k1.<handle>..."
    const auto found = journal.find_handle(handle);
    return found && found->callback ? *found->callback : std::string{};
}

BOOST_AUTO_TEST_CASE(what_is_acknowledged_is_on_disk_while_a_handler_blocks) {
    constexpr int count = 20;
    const temporary_folder folder;
    const auto path = folder.path("jobs.db");
    webhook_world world{{}, 2, std::make_shared<seedance::sqlite_journal>(path)};
    std::vector<seedance::task> tasks;
    while (tasks.size() != count) tasks.push_back(world.submit());

    std::promise<void> blocked, go_on;
    world.client().wait("no task of mine", [&](seedance::error_code, seedance::generated_video) {
        blocked.set_value();
        go_on.get_future().wait();
    });
    blocked.get_future().wait();

    seedance::sqlite_journal reader{path};
    raw_client gateway{world.port()};
    for (const auto& each : tasks) {
        const auto target = world.gateway().target_of(each.id);
        BOOST_TEST(kept_for(reader, target).empty());
        BOOST_TEST(gateway.ask(world.callback_for(each)).status == 200);
        BOOST_TEST(kept_for(reader, target) == calling_gateway::success_of(each.id));
    }
    go_on.set_value();
}

BOOST_AUTO_TEST_SUITE_END()
