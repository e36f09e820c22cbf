// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Several clients on one file, as processes of their own would have it: what one leaves the others take over.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <seedance/journal/impl/journal_worker.hpp>
#include <seedance/models.hpp>

#include "checks.hpp"
#include "client_fixture.hpp"
#include "intents.hpp"
#include "journal_fixture.hpp"

using namespace test;

namespace {

struct fleet_fixture : client_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");
    std::vector<std::weak_ptr<detail::journal_worker>> journals;

    fleet_fixture() {
        others_work = [this] {
            return std::any_of(journals.begin(), journals.end(), [](const auto& each) {
                const auto alive = each.lock();
                return alive && !alive->is_idle();
            });
        };
    }

    std::unique_ptr<seedance::client> open(std::vector<recovery>& taken, std::size_t tasks_at_once = 0) {
        auto how = options();
        how.journal = std::make_shared<sqlite_journal>(path, sqlite_journal_options{.busy_timeout = 60s});
        how.models = all_models::entries;
        how.tasks_at_once = tasks_at_once;
        how.fleet = {.takes_over = true,
                     .on_taken = [&taken](const recovery& what) { taken.push_back(what); },
                     .shares_limits = tasks_at_once != 0};
        const auto worker = detail::journal_worker::of(how.journal);
        journals.push_back(worker);
        auto made = std::make_unique<seedance::client>(another(how));
        settle();
        return made;
    }

    void pass(std::chrono::milliseconds time) {
        const auto end = clock->now() + time;
        settle();
        while (clock->has_alarm() && clock->now() + clock->until_alarm() <= end) {
            clock->advance_to_alarm();
            settle();
        }
        clock->advance(end - clock->now());
        settle();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_fleet_suite, fleet_fixture)

BOOST_AUTO_TEST_CASE(what_one_client_leaves_another_one_takes_over) {
    std::vector<recovery> ignored, taken;
    auto first = open(ignored);
    auto second = open(taken);
    reply(accepted("task_1"));
    outcome<task> sent;
    first->submit(rain(), {.intent = "order-1", .why = &sent.why}, sent.handler());
    settle();
    BOOST_TEST_REQUIRE(sent.done());
    network->hold(exchange_phase::connect);
    outcome<intent> queued;
    first->enqueue(rain(), {.intent = "order-2", .why = &queued.why}, queued.handler());
    settle();
    BOOST_TEST(!queued.code, queued.why.detail);
    pass(1min);
    BOOST_TEST(taken.empty(), "the other one lives");
    first.reset();
    settle();
    reply(accepted("task_2"));
    network->release();
    pass(6s);
    BOOST_TEST_REQUIRE(taken.size() == 1u);
    BOOST_TEST(names_of(taken[0].tasks) == std::vector<std::string>{"order-1"});
    BOOST_TEST(names_of(taken[0].queued) == std::vector<std::string>{"order-2"});
    BOOST_TEST(submits() == 2);
    pass(1min);
    BOOST_TEST(taken.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_taken_is_what_was_claimed) {
    {
        sqlite_journal gone{path};
        for (int i = 0; i != 5; ++i) put(gone, some_intent("order-" + std::to_string(i), intent_state::accepted));
        put(gone, some_intent("sending"));
    }
    sqlite_journal own{path};
    put(own, some_intent("own", intent_state::accepted));
    BOOST_TEST(own.take(0).empty());
    BOOST_TEST(names_of(own.take(2)) == (std::vector<std::string>{"order-0", "order-1"}));
    const auto rest = own.take(100);
    BOOST_TEST_REQUIRE(rest.size() == 4u);
    BOOST_TEST(rest.back().state == intent_state::unknown, "as it is now");
    BOOST_TEST(own.take(100).empty());
    {
        sqlite_journal later{path};
        put(later, some_intent("later", intent_state::accepted));
        BOOST_TEST(own.take(100).empty());
    }
    BOOST_TEST(names_of(own.take(100)) == std::vector<std::string>{"later"}, "somebody has died meanwhile");
    {
        const sqlite_journal came_and_went{path};
    }
    BOOST_TEST(own.take(100).empty());
}

BOOST_AUTO_TEST_CASE(who_uses_the_file_is_counted) {
    sqlite_journal first{path};
    BOOST_TEST(first.renew().count == 1u);
    BOOST_TEST(first.renew().may_grow);
    auto second = std::make_unique<sqlite_journal>(path);
    auto third = std::make_unique<sqlite_journal>(path);
    for (auto* const each : {&first, second.get(), third.get()}) BOOST_TEST(each->renew().count == 3u);
    BOOST_TEST(first.renew().rank == 0u);
    BOOST_TEST(second->renew().rank == 1u);
    BOOST_TEST(third->renew().rank == 2u);
    BOOST_TEST(!first.renew().may_grow, "the others may not have looked yet");
    second.reset();
    BOOST_TEST(first.renew().count == 2u);
    BOOST_TEST(third->renew().rank == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
