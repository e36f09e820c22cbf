// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Limits that all clients of a store share: together they never begin more than they say, whoever comes and goes.
#include "fleet_fixture.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/engine/impl/fleet_part.hpp>
#include <seedance/journal/impl/seen_members.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/client_load.hpp>

using namespace test;

BOOST_AUTO_TEST_SUITE(client_shared_limits)

namespace {

/// Machines that always have something to send.
struct limits_fixture : fleet_fixture {
    std::size_t whole = 3;
    double rate = 0;
    std::map<std::string, clock::time_point> begun;  ///< tasks, by id
    std::vector<clock::time_point> sent;             ///< when each submit was
    std::map<const machine*, int> ended;             ///< videos, by who has waited
    std::vector<std::unique_ptr<outcome<generated_video>>> outcomes;

    limits_fixture() {
        network->answer_with([this](const http_request& request) {
            if (request.method == "POST") {
                sent.push_back(clock->now());
                const auto id = "task_" + std::to_string(begun.size());
                begun[id] = clock->now();
                return accepted(id);
            }
            const auto id = request.url.substr(request.url.find("task_"));
            const bool is_over = clock->now() - begun.at(id) > 4min;
            return is_over ? succeeded("https://file.apixo.ai/1.mp4") : state_is("pending");
        });
    }

    machine& join() {
        return begin([this](client_options& of) {
            of.fleet.takes_over = false;
            of.fleet.shares_limits = true;
            of.tasks_at_once = whole;
            of.submits_per_second = rate;
        });
    }

    void order(machine& from) {
        const call_options how{.deadline = std::chrono::hours{1'000}};
        from.client->generate(rain(), how, [this, at = &from](error_code code, const generated_video&) {
            if (!code) ++ended[at];
        });
    }

    bool is_alive(const machine& which) const { return which.client.has_value(); }

    std::size_t under_way() {
        std::size_t all = 0;
        for (const auto& each : machines) {
            if (!is_alive(*each)) continue;
            outcome<client_load> load;
            each->client->load(load.handler());
            settle();
            BOOST_TEST_REQUIRE(load.done());
            for (const auto& account : load.value.accounts) all += account.permits;
        }
        return all;
    }
};

journal_members members(std::size_t count, std::size_t rank, std::uint64_t turn = 0, bool may_grow = true) {
    return {.count = count, .rank = rank, .turn = turn, .may_grow = may_grow};
}

}  // namespace

// ---- one part

BOOST_AUTO_TEST_CASE(the_parts_together_are_the_whole) {
    for (std::size_t whole = 0; whole != 12; ++whole)
        for (std::size_t count = 1; count != 20; ++count)
            for (std::uint64_t turn = 0; turn != 5; ++turn) {
                std::size_t all = 0;
                double share = 0;
                for (std::size_t rank = 0; rank != count; ++rank) {
                    detail::fleet_part part{whole};
                    part.see(members(count, rank, turn));
                    all += part.tasks();
                    share += part.share();
                }
                BOOST_TEST_REQUIRE(all == whole);
                BOOST_TEST_REQUIRE(std::abs(share - 1) < 1e-9);
            }
}

BOOST_AUTO_TEST_CASE(a_part_shrinks_at_once_and_grows_when_it_may) {
    detail::fleet_part part{10};
    BOOST_TEST(part.tasks() == 0u, "nobody knows of it yet");
    part.see(members(2, 1, 0, false));
    BOOST_TEST(part.tasks() == 0u);
    BOOST_TEST(part.share() == 0);
    part.see(members(2, 1));
    BOOST_TEST(part.tasks() == 5u);
    part.see(members(3, 1, 0, false));
    BOOST_TEST(part.tasks() == 3u);
    part.see(members(1, 0, 0, false));
    BOOST_TEST(part.tasks() == 3u);
    part.see(members(1, 0));
    BOOST_TEST(part.tasks() == 10u);
}

BOOST_AUTO_TEST_CASE(who_was_gone_has_no_part_until_it_may_grow) {
    detail::fleet_part part{10};
    part.see(members(2, 1), 3);
    BOOST_TEST(part.tasks() == 5u);
    part.see(members(2, 1, 0, false), 3);
    BOOST_TEST(part.tasks() == 5u);
    part.see(members(2, 1, 0, false), 4);
    BOOST_TEST(part.tasks() == 0u);
    BOOST_TEST(part.share() == 0);
    BOOST_TEST(part.due() == 5u, "so many may be under way without being in the others' way");
    part.see(members(2, 1), 4);
    BOOST_TEST(part.tasks() == 5u);
}

BOOST_AUTO_TEST_CASE(who_has_no_part_gets_a_turn) {
    for (std::size_t rank = 0; rank != 5; ++rank) {
        std::size_t all = 0;
        for (std::uint64_t turn = 0; turn != 5; ++turn) {
            detail::fleet_part part{2};
            part.see(members(5, rank, turn));
            all += part.tasks();
        }
        BOOST_TEST(all == 2u);
    }
}

BOOST_AUTO_TEST_CASE(a_store_that_keeps_no_record_lets_a_part_grow_when_nothing_has_changed_for_long_enough) {
    detail::seen_members seen;
    std::chrono::steady_clock::time_point now{};
    BOOST_TEST(seen.after_a_look(members(1, 0), now).may_grow, "nobody else is there");
    BOOST_TEST(!seen.after_a_look(members(2, 0), now).may_grow);
    now += detail::seen_members::long_enough - 1s;
    BOOST_TEST(!seen.after_a_look(members(2, 0), now).may_grow);
    now += 1s;
    BOOST_TEST(seen.after_a_look(members(2, 0), now).may_grow);
    BOOST_TEST(!seen.after_a_look(members(2, 0, 1), now).may_grow, "it is another's turn");
}

// ---- a fleet

BOOST_FIXTURE_TEST_CASE(one_alone_has_all, limits_fixture) {
    auto& only = join();
    for (int i = 0; i != 5; ++i) order(only);
    pass(10s);
    BOOST_TEST(under_way() == whole);
}

BOOST_FIXTURE_TEST_CASE(who_comes_waits_until_the_others_have_room, limits_fixture) {
    auto& first = join();
    for (int i = 0; i != 10; ++i) order(first);
    pass(10s);
    BOOST_TEST(under_way() == 3u);
    auto& second = join();
    for (int i = 0; i != 10; ++i) order(second);
    for (int i = 0; i != 30; ++i) {
        pass(10s);
        BOOST_TEST(under_way() <= 3u);
    }
    pass(30min);
    BOOST_TEST(ended[&second] > 0);
    BOOST_TEST(ended[&first] > 0);
}

/// One is cut off, the other has its part meanwhile, and it comes back.
BOOST_FIXTURE_TEST_CASE(who_was_away_begins_nothing_that_the_others_have_begun, limits_fixture) {
    whole = 10;
    auto &stays = join(), &away = join();
    pass(1min);
    away.store->is_cut_off = true;
    pass(lease * 3);
    for (int i = 0; i != 10; ++i) order(stays);
    pass(5s);
    BOOST_TEST(under_way() == 10u);
    for (int i = 0; i != 10; ++i) order(away);
    away.store->is_cut_off = false;
    for (int i = 0; i != 60; ++i) {
        pass(1s);
        BOOST_TEST_REQUIRE(under_way() <= 10u, i << " s after it was back");
    }
    order(away);
    pass(30min);
    BOOST_TEST(ended[&away] > 0);
}

/// All leases end, and all come back one after the other, with what they had begun.
BOOST_FIXTURE_TEST_CASE(the_database_was_away_for_longer_than_a_lease, limits_fixture) {
    auto &first = join(), &second = join();
    pass(1min);
    for (auto* each : {&first, &second})
        for (int i = 0; i != 10; ++i) order(*each);
    pass(10s);
    for (auto* each : {&first, &second}) each->store->is_cut_off = true;
    pass(lease * 5 / 2);
    for (auto* each : {&first, &second}) {
        each->store->is_cut_off = false;
        for (int i = 0; i != 9; ++i) {
            order(*each);
            pass(1s);
            BOOST_TEST_REQUIRE(under_way() <= 3u, i << " s after one was back");
        }
    }
    for (int i = 0; i != 120; ++i) {
        pass(1s);
        BOOST_TEST_REQUIRE(under_way() <= 3u, i << " s after all were back");
    }
    pass(30min);
    for (auto* each : {&first, &second}) BOOST_TEST(ended[each] > 0);
}

BOOST_FIXTURE_TEST_CASE(nobody_starves_where_there_are_more_machines_than_tasks, limits_fixture) {
    whole = 2;
    for (int i = 0; i != 5; ++i) join();
    for (const auto& each : machines)
        for (int order_number = 0; order_number != 20; ++order_number) order(*each);
    for (int minute = 0; minute != 300; ++minute) {
        pass(1min);
        BOOST_TEST_REQUIRE(under_way() <= 2u);
    }
    for (const auto& each : machines) BOOST_TEST(ended[each.get()] > 0);
}

BOOST_FIXTURE_TEST_CASE(the_rate_is_shared, limits_fixture) {
    whole = 0;
    rate = 2;
    for (int i = 0; i != 4; ++i) join();
    for (const auto& each : machines)
        for (int order_number = 0; order_number != 100; ++order_number) order(*each);
    pass(10s);
    for (int i = 0; i != 6; ++i) {
        const auto before = sent.size();
        pass(10s);
        BOOST_TEST(sent.size() - before <= 24u);
    }
    const auto before = sent.size();
    pass(30s);
    BOOST_TEST(sent.size() - before >= 56u);
}

BOOST_AUTO_TEST_CASE(together_they_never_exceed_a_limit_while_they_come_and_go) {
    for (std::uint64_t seed = 1; seed != 13; ++seed) {
        limits_fixture fleet;
        std::mt19937_64 source{seed};
        const auto roll = [&source](std::size_t sides) { return static_cast<std::size_t>(source() % sides); };
        fleet.whole = 1 + roll(6);
        int alive = 0;
        for (int step = 0; step != 120; ++step) {
            auto& all = fleet.machines;
            if (alive == 0 || (alive < 6 && roll(12) == 0)) {
                auto& fresh = fleet.join();
                ++alive;
                for (auto orders = roll(30); orders != 0; --orders) fleet.order(fresh);
            } else if (roll(15) == 0) {
                auto& gone = *all[roll(all.size())];
                if (fleet.is_alive(gone)) {
                    --alive;
                    roll(2) == 0 ? gone.die() : gone.client.reset();
                }
            } else if (roll(10) == 0) {
                fleet.disk.fail(simulated_disk::fault::refuses, 0, static_cast<long>(roll(6)));
            }
            fleet.pass(std::chrono::seconds{1 + roll(25)});
            BOOST_TEST_REQUIRE(fleet.under_way() <= fleet.whole, "seed " << seed << ", step " << step);
        }
        fleet.disk.mend();
        BOOST_TEST(!fleet.sent.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
