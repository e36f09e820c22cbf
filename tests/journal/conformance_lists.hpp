// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must list, find, keep and forget: a part of conformance.hpp.

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>

#include "checks.hpp"
#include "conformance_routes.hpp"
#include "journal_fixture.hpp"

namespace test::conform {

template <class World>
void a_list_has_pages_while_others_change_it(World& world) {
    auto& journal = world.open();
    const auto name = [](int i) { return "order-" + std::to_string(100 + i); };
    for (int i = 0; i != 25; ++i) put(journal, some_intent(name(i)));
    std::vector<std::string> seen;
    journal_query query{.open = true, .limit = 7};
    for (int page = 0;; ++page) {
        const auto now = journal.list(query);
        BOOST_TEST(now.intents.size() <= 7u);
        for (const auto& one : now.intents) seen.push_back(one.name);
        if (!now.more) break;
        query.after = now.end;
        change(journal, some_intent(name(page), intent_state::failed));       // seen, and over now
        change(journal, some_intent(name(22 + page), intent_state::failed));  // to come, and over now
        if (page < 2) put(journal, some_intent(name(25 + page)));
    }
    BOOST_TEST(has_no_duplicates(seen));
    BOOST_TEST(std::is_sorted(seen.begin(), seen.end()));
    for (int i = 3; i != 22; ++i) BOOST_TEST(std::count(seen.begin(), seen.end(), name(i)) == 1, name(i));
    BOOST_TEST(listed(journal, {.limit = 5}).size() == 27u);
    BOOST_TEST(listed(journal, {.own = true, .limit = 27}).size() == 27u);
    BOOST_TEST(listed(journal, {.open = true, .limit = 1}) == listed(journal, {.own = true, .open = true}));
    BOOST_TEST(journal.list({.limit = 27}).more == false);
    BOOST_TEST(journal.list({.after = query.after + 1'000}).intents.empty());
}

/// The names of a list by prefix, page after page.
inline std::vector<std::string> names_by(journal& store, const std::string& prefix, std::size_t limit) {
    std::vector<std::string> names;
    journal_query query{.prefix = prefix, .limit = limit};
    for (bool more = true; more;) {
        const auto page = store.list(query);
        BOOST_TEST(page.intents.size() <= limit);
        for (const auto& each : page.intents) names.push_back(each.name + '#' + std::to_string(each.attempt));
        query.after = page.end;
        more = page.more;
    }
    return names;
}

template <class World>
void a_list_by_prefix_has_the_newest_first(World& world) {
    auto& journal = world.open();
    using names = std::vector<std::string>;
    BOOST_TEST(names_by(journal, "", 3).empty());
    for (const auto* const name : {"a/1", "b/1", "a/2", "ab/1", "a/3", "a", "a\xFF/1", "b/2", "\xFF\xFF"})
        put(journal, some_intent(name));
    change(journal, some_intent("a/2", intent_state::failed));
    for (const std::size_t limit : {1U, 2U, 3U, 100U}) {
        BOOST_TEST(names_by(journal, "a/", limit) == (names{"a/3#1", "a/2#1", "a/1#1"}), limit);
        BOOST_TEST(names_by(journal, "a", limit) == (names{"a\xFF/1#1", "a#1", "a/3#1", "ab/1#1", "a/2#1", "a/1#1"}));
        BOOST_TEST(names_by(journal, "b/", limit) == (names{"b/2#1", "b/1#1"}));
        BOOST_TEST(names_by(journal, "\xFF", limit) == (names{"\xFF\xFF#1"}));
        BOOST_TEST(names_by(journal, "a/1", limit) == (names{"a/1#1"}));
        BOOST_TEST(names_by(journal, "c", limit).empty());
        BOOST_TEST(names_by(journal, "", limit).size() == 9u);
    }
    auto again = some_intent("a/1");
    again.handle = "second";
    change(journal, some_intent("a/1", intent_state::not_sent), 1);
    BOOST_TEST(change(journal, again).written);
    BOOST_TEST(names_by(journal, "a/", 1) == (names{"a/1#2", "a/3#1", "a/2#1"}),
               "each name once, as it was begun last");
    BOOST_TEST(journal.list({.prefix = "a/"}).more == false);
    BOOST_TEST(*journal.find("a/1") == journal.list({.prefix = "a/", .limit = 1}).intents.at(0));
}

template <class World>
void a_list_by_prefix_of_very_many(World& world) {
    auto& journal = world.open();
    std::vector<journal_change> batch;
    for (int i = 0; i != 3'000; ++i)
        batch.push_back({.wanted = some_intent((i % 2 == 0 ? "a/" : "b/") + std::to_string(i))});
    journal.apply(batch);
    for (const auto* const prefix : {"a/", "b/", ""}) {
        const auto names = names_by(journal, prefix, 700);
        BOOST_TEST(names.size() == (*prefix == '\0' ? 3'000u : 1'500u));
        BOOST_TEST(has_no_duplicates(names));
        BOOST_TEST(names.front().substr(2) == (*prefix == 'a' ? "2998#1" : "2999#1"));
    }
}

/// Expects that a list is what is asked for of a longer one, in pages that are full.
inline void expect_chosen(journal& store, journal_query query) {
    auto of_all = query;
    of_all.open = false;
    of_all.state.reset();
    auto wanted = listed(store, of_all);
    std::erase_if(wanted, [&query](const intent& each) { return !query.asks_for(each); });
    for (const std::size_t limit : {1U, 2U, 1'000U}) {
        query.limit = limit;
        query.after = 0;
        std::vector<intent> found;
        for (bool more = true; more;) {
            const auto page = store.list(query);
            found.insert(found.end(), page.intents.begin(), page.intents.end());
            more = page.more;
            query.after = page.end;
            if (more) BOOST_TEST(page.intents.size() == limit, "a page is full");
        }
        BOOST_TEST(found == wanted);
    }
}

inline void expect_chosen_in_every_state(journal& store) {
    for (const bool open : {false, true})
        for (auto query : {journal_query{.prefix = ""}, {.prefix = "a/"}, {.own = true}, {}}) {
            query.open = open;
            expect_chosen(store, query);
            for (const auto state : all_intent_states) {
                query.state = state;
                expect_chosen(store, query);
            }
        }
}

template <class World>
void a_list_is_of_the_states_that_are_asked_for(World& world) {
    auto& journal = world.open();
    for (const std::string prefix : {"a/", "b/", "a/again-"})
        for (const auto state : all_intent_states)
            put(journal, some_intent(prefix + std::string{to_string(state)}, state));
    auto again = some_intent("a/again-dropped");
    again.handle = "another";
    BOOST_TEST(change(journal, again).written);
    expect_chosen_in_every_state(journal);
    BOOST_TEST(listed(journal, {.name = "b/failed", .state = intent_state::planned}).size() == 1u);
    BOOST_TEST(names_of(listed(journal, {.prefix = "a/again", .state = intent_state::sending})) ==
               (std::vector<std::string>{"a/again-dropped", "a/again-sending"}));
}

/// A name stands for the attempt that may have a video, where a later one has ended without.
template <class World>
void a_name_stands_for_what_may_be_a_video(World& world) {
    auto& journal = world.open();
    const auto late_after = [&](const std::string& name, const intent& first, intent_state state) {
        auto late = in_state(first, state);
        late.task = some_task("late_" + name);
        BOOST_TEST(change(journal, late).written);
    };
    const auto unsent = [&](const std::string& name, intent_state late) {
        const auto first = enqueue_route(journal, name, 2);
        const auto second = begin_leg_after(journal, first).now.value();
        const auto third = begin_leg_after(journal, second, "of the third").now.value();
        late_after(name, first, late);
        BOOST_TEST(journal.find(name)->attempt == 3, "it may go on");
        BOOST_TEST(change(journal, in_state(third, intent_state::not_sent), third.version).written);
    };
    unsent("a/accepted", intent_state::accepted);
    unsent("a/fetched", intent_state::fetched);
    unsent("a/failed", intent_state::failed);
    const auto first = enqueue_route(journal, "a/both", 1);
    const auto second = accept_task(journal, begin_leg_after(journal, first).now.value());
    late_after("a/both", first, intent_state::accepted);
    BOOST_TEST(journal.find("a/both")->attempt == 2, "both may have a video");
    fail_task(journal, second, billed::no);
    put(journal, some_intent("b/other", intent_state::accepted));
    BOOST_TEST(journal.find("a/accepted")->state == intent_state::accepted);
    BOOST_TEST(journal.find("a/fetched")->state == intent_state::fetched);
    BOOST_TEST(journal.find("a/failed")->attempt == 3);
    BOOST_TEST(journal.find("a/both")->attempt == 1);
    using names = std::vector<std::string>;
    BOOST_TEST(names_by(journal, "a/", 2) == (names{"a/both#1", "a/failed#3", "a/fetched#1", "a/accepted#1"}));
    BOOST_TEST(names_of(listed(journal, {.prefix = "a/", .open = true})) == (names{"a/both", "a/accepted"}));
    for (const auto& each : listed(journal, {.prefix = "a/"})) BOOST_TEST(*journal.find(each.name) == each);
    expect_chosen_in_every_state(journal);
}

/// Many that are not asked for stand between two that are.
template <class World>
void a_list_finds_the_few_among_many(World& world) {
    auto& journal = world.open();
    std::vector<journal_change> batch;
    for (int i = 0; i != 2'500; ++i) {
        const auto state = i % 800 == 0   ? intent_state::failed
                           : i % 700 == 0 ? intent_state::unknown
                                          : intent_state::fetched;
        batch.push_back({.wanted = some_intent("a/" + std::to_string(i), state)});
    }
    journal.apply(batch);
    for (auto query : {journal_query{.prefix = "a/"}, {.own = true}, {}})
        for (const auto state : {intent_state::failed, intent_state::unknown}) {
            query.state = state;
            expect_chosen(journal, query);
        }
    expect_chosen(journal, {.prefix = "", .open = true});
    BOOST_TEST(listed(journal, {.prefix = "a/", .state = intent_state::failed}).size() == 4u);
}

template <class World>
void every_attempt_of_a_name_is_listed(World& world) {
    auto& journal = world.open();
    int begun_before = 0;
    for (const auto* const name : {"order-1", "order-2", "order-1", "order-10", "order-1"}) {
        auto fresh = some_intent(name);
        fresh.handle = "h" + std::to_string(++begun_before);
        auto begun = change(journal, fresh);
        BOOST_TEST_REQUIRE(begun.written);
        begun.now->state = intent_state::not_sent;
        change(journal, *begun.now, begun.now->version);
    }
    std::vector<int> attempts;
    journal_query query{.name = "order-1", .limit = 2};
    for (bool more = true; more;) {
        const auto page = journal.list(query);
        for (const auto& each : page.intents) {
            BOOST_TEST(each.name == "order-1");
            attempts.push_back(each.attempt);
        }
        query.after = page.end;
        more = page.more;
    }
    BOOST_TEST(attempts == (std::vector<int>{1, 2, 3}));
    BOOST_TEST(journal.list({.name = "order-"}).intents.empty());
}

template <class World>
void what_is_over_is_pruned_and_stays_known(World& world) {
    auto& journal = world.open();
    for (const auto state : all_intent_states) {
        auto what = some_intent(std::string{to_string(state)}, state);
        what.note = "the gateway's words";
        put(journal, what);
    }
    const auto begun = some_intent("").planned_at;
    BOOST_TEST(journal.prune(begun) == 0u);
    BOOST_TEST(journal.prune(begun + 1ms) == 3u);
    BOOST_TEST(journal.prune(begun + 1ms) == 0u);
    for (const auto state : all_intent_states) {
        const std::string name{to_string(state)};
        const auto kept = journal.find(name);
        BOOST_TEST_REQUIRE(kept.has_value());
        BOOST_TEST(kept->state == state);
        BOOST_TEST((kept->task == some_intent(name, state).task));
        BOOST_TEST(kept->note.empty() == is_over(state), name);
        BOOST_TEST(change(journal, some_intent(name)).written == (!is_over(state) || state == intent_state::not_sent));
    }
}

template <class World>
void nothing_is_found_that_is_not_there(World& world) {
    auto& journal = world.open();
    put(journal, some_intent("order-1", intent_state::accepted));
    BOOST_TEST(!journal.find("order-"));
    BOOST_TEST(!journal.find(""));
    BOOST_TEST(!journal.find(some_task("task_order-2")));
    BOOST_TEST(!journal.find(task{.provider = "pixazo", .id = "task_order-1"}));
    BOOST_TEST(journal.claim(10) == 0u);
}

template <class World>
void it_is_known_since_when_an_intent_is_over(World& world) {
    auto& journal = world.open();
    const auto at = some_intent("").planned_at + 90s;
    const auto say = [&](const intent& wanted, std::int64_t version, auto when) {
        journal_change said{.wanted = wanted, .version = version, .at = when};
        return journal.apply({&said, 1}).at(0).now.value();
    };
    auto what = put(journal, some_intent("order-1", intent_state::planned));
    BOOST_TEST(!what.ended_at);
    what = say(in_state(what, intent_state::not_sent), what.version, at);
    BOOST_TEST(what.ended_at == at);
    const auto failed = say(some_intent("order-2", intent_state::failed), 0, at);
    BOOST_TEST(failed.ended_at == at);
    const auto fetched = say(some_intent("order-2", intent_state::fetched), 0, at + 1s);
    BOOST_TEST(fetched.ended_at == at, "it was over before");
    BOOST_TEST(*journal.find("order-2") == fetched);
    const auto sent = say(some_intent("order-1", intent_state::accepted), 0, at + 1s);  // it was sent after all
    BOOST_TEST(!sent.ended_at);
    what = put(journal, some_intent("order-3"));
    what = say(in_state(what, intent_state::unknown), what.version, at);
    BOOST_TEST(what.ended_at == at, "since then nobody knows of it");
    what = say(in_state(what, intent_state::unknown), what.version, at + 1s);
    BOOST_TEST(what.ended_at == at);
    what = say(in_state(what, intent_state::not_sent), what.version, at + 2s);
    BOOST_TEST(what.ended_at == at + 2s);
}

}  // namespace test::conform
