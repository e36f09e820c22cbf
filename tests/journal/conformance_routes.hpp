// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do with routes: a part of conformance.hpp.

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/journal.hpp>

#include "intents.hpp"
#include "journal_fixture.hpp"

namespace test::conform {

/// Begins a queued intent of a route that has so many legs left.
inline intent enqueue_route(journal& at, const std::string& name, int legs_left) {
    auto wanted = some_intent(name, intent_state::planned);
    wanted.legs_left = legs_left;
    const journal_change one[] = {{.wanted = wanted, .request = "the request of " + name}};
    return at.apply(one).at(0).now.value();
}

/// Begins an attempt for the next leg in place of one.
inline journal_answer begin_leg_after(journal& at, const intent& before,
                                      const std::string& handle = "of the next leg") {
    auto wanted = some_intent(before.name, intent_state::planned);
    wanted.handle = handle;
    wanted.note = "the gateway has refused";
    wanted.legs_left = before.legs_left - 1;
    const journal_change one[] = {
        {.wanted = wanted, .request = "the request of " + before.name, .moves_on_from = before.attempt}};
    return at.apply(one).at(0);
}

/// Writes down that the task of an attempt has failed.
inline intent fail_task(journal& at, const intent& what, billed charged, bool ends_route = false) {
    auto failed = in_state(what, intent_state::failed);
    failed.task = some_task("task_" + what.name);
    const journal_change one[] = {{.wanted = failed, .ends_route = ends_route, .charged = charged}};
    return at.apply(one).at(0).now.value();
}

/// Has an attempt accepted by its gateway.
inline intent accept_task(journal& at, const intent& what) {
    const auto sending = change(at, in_state(what, intent_state::sending), what.version).now.value();
    auto accepted = in_state(sending, intent_state::accepted);
    accepted.task = some_task("task_" + what.name);
    return change(at, accepted).now.value();
}

template <class World>
void a_route_moves_on_from_its_plan(World& world) {
    auto& journal = world.open();
    const auto first = enqueue_route(journal, "order-1", 1);
    auto stale = first;
    stale.attempt = 7;
    expect_conflict(begin_leg_after(journal, stale), first);
    for (int times = 0; times != 2; ++times) {
        const auto answer = begin_leg_after(journal, first);
        BOOST_TEST(answer.written);
        BOOST_TEST(answer.now->attempt == 2);
        BOOST_TEST(answer.now->legs_left == 0);
        BOOST_TEST(journal.request_of(*answer.now) == "the request of order-1");
    }
    const auto all = listed(journal, {});
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].state == intent_state::not_sent);
    BOOST_TEST(!all[0].queued);
    BOOST_TEST(all[1].note.empty());
    BOOST_TEST(names_of(listed(journal, {.open = true})).size() == 1u);
    expect_conflict(change(journal, in_state(first, intent_state::sending), first.version), all[0]);
    BOOST_TEST(begin_leg_after(journal, first, "of another").now == journal.find("order-1"));
    BOOST_TEST(change(journal, in_state(all[1], intent_state::sending), 1).written);
}

template <class World>
void a_route_whose_leg_has_failed_for_nothing_is_open(World& world) {
    auto& journal = world.open();
    auto what = accept_task(journal, enqueue_route(journal, "order-1", 1));
    BOOST_TEST(what.queued);
    BOOST_TEST(journal.request_of(what) == "the request of order-1");
    what = fail_task(journal, what, billed::no);
    BOOST_TEST(what.queued);
    BOOST_TEST(what.charged == money{});
    BOOST_TEST(journal.request_of(what) == "the request of order-1");
    BOOST_TEST(listed(journal, {.open = true}) == std::vector{what});
    BOOST_TEST(journal.prune(what.planned_at + 24h) == 0u, "it is not over");
    const auto next = begin_leg_after(journal, what).now.value();
    BOOST_TEST(next.attempt == 2);
    BOOST_TEST(listed(journal, {.open = true}) == std::vector{next});
    BOOST_TEST(listed(journal, {}).front().state == intent_state::failed);
    BOOST_TEST(journal.request_of(next) == "the request of order-1");
    BOOST_TEST(journal.find(*what.task)->attempt == 1);
    BOOST_TEST(change(journal, in_state(next, intent_state::sending), next.version).written);
}

template <class World>
void a_route_ends_where_a_leg_may_be_billed_or_none_is_left(World& world) {
    auto& journal = world.open();
    const auto check_over = [&](const intent& what) {
        BOOST_TEST(!what.queued);
        BOOST_TEST(journal.request_of(what).empty());
        BOOST_TEST(listed(journal, {.open = true}).empty());
        BOOST_TEST(*journal.find(what.name) == what);
    };
    for (const auto charged : {billed::yes, billed::unknown})
        check_over(fail_task(
            journal, accept_task(journal, enqueue_route(journal, charged == billed::yes ? "1" : "2", 1)), charged));
    check_over(fail_task(journal, accept_task(journal, enqueue_route(journal, "3", 0)), billed::no));
    check_over(fail_task(journal, accept_task(journal, enqueue_route(journal, "4", 1)), billed::no, true));
    const auto failed = fail_task(journal, accept_task(journal, enqueue_route(journal, "5", 1)), billed::no);
    BOOST_TEST(failed.queued);
    for (int times = 0; times != 2; ++times) check_over(fail_task(journal, failed, billed::no, true));
    const auto ended = journal.find("5").value();
    expect_conflict(begin_leg_after(journal, ended), ended);
    const auto unknown = journal.find("2").value();
    expect_conflict(begin_leg_after(journal, unknown), unknown);
}

template <class World>
void a_route_keeps_its_request_while_a_leg_is_in_doubt(World& world) {
    auto& journal = world.open();
    const auto doubt = [&](const std::string& name, int legs_left) {
        const auto planned = enqueue_route(journal, name, legs_left);
        const auto sending = change(journal, in_state(planned, intent_state::sending), planned.version).now.value();
        return change(journal, in_state(sending, intent_state::unknown), sending.version).now.value();
    };
    auto what = doubt("made", 1);
    BOOST_TEST(what.queued);
    BOOST_TEST(journal.request_of(what) == "the request of made");
    expect_conflict(begin_leg_after(journal, what), what);
    auto accepted = in_state(what, intent_state::accepted);
    accepted.task = some_task("task_made");
    BOOST_TEST(change(journal, accepted).now->queued);
    what = fail_task(journal, accepted, billed::no);
    BOOST_TEST(what.queued);
    BOOST_TEST(begin_leg_after(journal, what).written);
    what = doubt("not sent", 1);
    what = change(journal, in_state(what, intent_state::not_sent), what.version).now.value();
    BOOST_TEST(!what.queued);
    BOOST_TEST(journal.request_of(what).empty());
    what = doubt("last", 0);
    BOOST_TEST(!what.queued);
    BOOST_TEST(journal.request_of(what).empty());
}

template <class World>
void a_late_fact_about_an_earlier_attempt_stops_the_later_one(World& world) {
    auto& journal = world.open();
    for (const auto state : {intent_state::accepted, intent_state::succeeded, intent_state::failed}) {
        const std::string name{to_string(state)};
        const auto first = enqueue_route(journal, name, 1);
        const auto second = begin_leg_after(journal, first).now.value();
        auto late = in_state(first, state);
        late.task = some_task("task_" + name);
        BOOST_TEST(change(journal, late).written);
        BOOST_TEST(journal.find(*late.task)->attempt == 1);
        const auto answer = change(journal, in_state(second, intent_state::sending), second.version);
        BOOST_TEST(!answer.written);
        BOOST_TEST_REQUIRE(answer.now.has_value());
        BOOST_TEST(answer.now->attempt == 1);
        BOOST_TEST((answer.now->task == late.task));
        BOOST_TEST(change(journal, in_state(second, intent_state::not_sent), second.version).written);
    }
    const auto first = accept_task(journal, enqueue_route(journal, "free", 1));
    const auto second = begin_leg_after(journal, fail_task(journal, first, billed::no)).now.value();
    BOOST_TEST(change(journal, in_state(second, intent_state::sending), second.version).written);
}

template <class World>
void a_route_holds_one_leg_at_a_time(World& world) {
    auto& journal = world.open();
    const auto now = some_intent("").planned_at;
    journal.set_budget("b", micro_usd(380'000), {}, now);
    auto wanted = some_intent("order-1", intent_state::planned);
    wanted.budget = "b";
    const journal_change begins[] = {{.wanted = wanted, .request = "{}", .at = now}};
    BOOST_TEST(journal.apply(begins).at(0).written);
    wanted.handle = "of the next leg";
    const journal_change moves_on[] = {{.wanted = wanted, .request = "{}", .moves_on_from = 1, .at = now}};
    for (int times = 0; times != 2; ++times) {
        BOOST_TEST(journal.apply(moves_on).at(0).written);
        BOOST_TEST((journal.find_budget("b", now)->held == micro_usd(380'000)));
    }
    wanted.handle = "of a dear leg";
    wanted.held = micro_usd(380'001);
    const journal_change too_dear[] = {{.wanted = wanted, .request = "{}", .moves_on_from = 2, .at = now}};
    BOOST_TEST(journal.apply(too_dear).at(0).refused.has_value());
    BOOST_TEST(journal.find("order-1")->state == intent_state::planned);
    BOOST_TEST((journal.find_budget("b", now)->held == micro_usd(380'000)));
}

// ---- several owners

template <class World>
void a_route_of_the_dead_goes_on_with_the_next(World& world) {
    auto &first = world.open(), &second = world.open();
    auto failed = fail_task(first, accept_task(first, enqueue_route(first, "failed", 1)), billed::no);
    const auto accepted = accept_task(first, enqueue_route(first, "accepted", 1));
    const auto over = fail_task(first, accept_task(first, enqueue_route(first, "over", 0)), billed::no);
    world.kill(first);
    BOOST_TEST(second.claim(10) == 2u);
    const auto left = open_intents(second);
    BOOST_TEST_REQUIRE(names_of(left) == (std::vector<std::string>{"failed", "accepted"}));
    BOOST_TEST(left[0] == failed);
    for (const auto& each : left) BOOST_TEST(second.request_of(each) == "the request of " + each.name);
    const auto next = begin_leg_after(second, left[0]).now.value();
    BOOST_TEST(next.attempt == 2);
    BOOST_TEST(change(second, in_state(next, intent_state::sending), next.version).written);
    BOOST_TEST(fail_task(second, left[1], billed::no).queued);
    BOOST_TEST(names_of(open_intents(second)).size() == 2u);
}

template <class World>
void of_what_the_dead_were_sending_a_route_keeps_its_request(World& world) {
    auto &first = world.open(), &second = world.open();
    for (const int legs_left : {0, 1}) {
        const auto planned = enqueue_route(first, std::to_string(legs_left), legs_left);
        BOOST_TEST(change(first, in_state(planned, intent_state::sending), planned.version).written);
    }
    world.kill(first);
    BOOST_TEST(second.claim(10) == 2u);
    for (const auto& each : open_intents(second)) {
        const bool is_route = each.legs_left > 0;
        BOOST_TEST(each.state == intent_state::unknown);
        BOOST_TEST(each.queued == is_route);
        BOOST_TEST(second.request_of(each) == (is_route ? "the request of 1" : ""));
        auto accepted = in_state(each, intent_state::accepted);
        accepted.task = some_task("task_" + each.name);
        BOOST_TEST(change(second, accepted).now->queued == is_route);
    }
}

template <class World>
void nobody_moves_on_from_the_plan_of_another(World& world) {
    auto &first = world.open(), &second = world.open();
    const auto planned = enqueue_route(first, "order-1", 1);
    expect_conflict(begin_leg_after(second, planned), planned);
    const auto sending = change(first, in_state(planned, intent_state::sending), planned.version).now.value();
    expect_conflict(begin_leg_after(second, sending), sending);
    expect_conflict(begin_leg_after(first, sending), sending);
}

template <class World>
void of_two_owners_that_move_on_one_does(World& world) {
    auto &first = world.open(), &second = world.open(), &third = world.open();
    const auto failed = fail_task(first, accept_task(first, enqueue_route(first, "order-1", 2)), billed::no);
    const auto next = begin_leg_after(second, failed, "of the second");
    BOOST_TEST(next.written);
    expect_conflict(begin_leg_after(third, failed, "of the third"), next.now);
    expect_conflict(begin_leg_after(first, failed, "of the first"), next.now);
    expect_conflict(begin_leg_after(third, *next.now, "of the third"), next.now);
    BOOST_TEST(open_intents(first).empty());
    BOOST_TEST(names_of(open_intents(second)).size() == 1u);
    BOOST_TEST(change(second, in_state(*next.now, intent_state::sending), 1).written);
}

template <class World>
void a_late_fact_from_another_owner_stops_a_leg(World& world) {
    auto &first = world.open(), &second = world.open();
    const auto planned = enqueue_route(first, "order-1", 1);
    const auto next = begin_leg_after(first, planned).now.value();
    auto late = in_state(planned, intent_state::accepted);
    late.task = some_task("task_late");
    BOOST_TEST(change(second, late).written);
    const auto answer = change(first, in_state(next, intent_state::sending), next.version);
    BOOST_TEST(!answer.written);
    BOOST_TEST_REQUIRE(answer.now.has_value());
    BOOST_TEST((answer.now->task == late.task));
}

}  // namespace test::conform
