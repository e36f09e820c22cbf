// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do when its disk fails: a part of conformance.hpp.

#include <exception>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/budget.hpp>
#include <seedance/journal/journal.hpp>

#include "conformance_budgets.hpp"
#include "conformance_times.hpp"
#include "journal_fixture.hpp"

namespace test::conform {

/// One disk fails at its n-th call, for each n: a batch is written as a whole or not at all, and when it is asked
/// again, it is there once.
template <class World, class Fault>
bool a_batch_is_whole_or_absent(Fault fault, long after, long times) {
    World world;
    auto &journal = world.open(), &gone = world.open();
    journal.set_budget("b", price * 4, budget_period::ever(), some_day);
    put(journal, paid_from("b", some_intent("old")));
    put(gone, some_intent("left"));
    world.kill(gone);
    const journal_change batch[] = {
        {paid_from("b", some_intent("new-1"))},
        {paid_from("b", some_intent("new-2"))},
        {some_intent("old", intent_state::accepted)},
        {.wanted = some_intent("old", intent_state::fetched), .cost = usd(1)},
        timed(some_intent("timed", intent_state::succeeded), intent_state::succeeded, 104s)};
    const budget_booking booking{.budget = "b", .name = "bill", .amount = micro_usd(-1), .why = "words"};
    bool threw = false;
    world.fail(fault, after, times);
    try {
        journal.apply(batch);
        journal.claim(10);
        journal.adjust_budget(booking, some_day);
    } catch (const std::exception&) {
        threw = true;
    }
    const bool has_failed = world.mend();
    BOOST_TEST((has_failed || !threw));
    auto& witness = world.open();
    const bool written = witness.find("new-1").has_value();
    BOOST_TEST((written || threw));
    BOOST_TEST(witness.find("new-2").has_value() == written);
    BOOST_TEST((witness.find("old")->state == intent_state::fetched) == written);
    BOOST_TEST((times_in(witness).empty()) == !written);
    const auto left = figures_of(witness);
    BOOST_TEST(left.held == (written ? price * 2 : price));
    BOOST_TEST(left.spent == (written ? usd(1) + left.booked : money{}));
    for (const auto& answer : journal.apply(batch)) BOOST_TEST(answer.written);
    journal.claim(10);
    BOOST_TEST(journal.adjust_budget(booking, some_day).written);
    expect_figures(witness, price * 2, usd(1) - micro_usd(1));
    BOOST_TEST(witness.find("new-1")->version == 1);
    BOOST_TEST(witness.find("old")->version == 3);
    BOOST_TEST(witness.find("left")->version == 2);
    BOOST_TEST(times_in(witness) == "apixo seedance-2-0-fast 104000");
    BOOST_TEST(names_of(open_intents(journal)) == (std::vector<std::string>{"left", "new-1", "new-2", "timed"}));
    return has_failed;
}

template <class World>
void a_failing_disk_loses_nothing_and_doubles_nothing() {
    for (const auto fault : World::faults)
        for (const long times : {1L, 1'000'000L}) {
            long after = 0;
            BOOST_TEST_CONTEXT("fault " << static_cast<int>(fault) << " after " << after)
            while (a_batch_is_whole_or_absent<World>(fault, after, times)) ++after;
            BOOST_TEST(after > 1);
        }
}

}  // namespace test::conform
