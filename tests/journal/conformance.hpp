// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// clang-format off
/// @file
/// What every journal must do. A world is one store and those who use it; a new one is made for each check:
///
///     struct world {
///         static constexpr bool has_owners;  // several objects may use the store; else the next are not needed
///         static constexpr bool has_disk;    // it can fail
///         journal& open();                   // another owner; it lives as long as the world
///         void kill(journal&);               // the owner is gone
///         void pause(journal&);              // others take it for gone, and it does not know
///         static constexpr std::array faults;
///         void fail(fault, long after, long times);  // so many calls of the disk go through, then so many fail
///         bool mend();                               // says whether one has failed
///     };
///
/// `conformance<world>("name")` is a suite of all checks.
// clang-format on

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>

#include "checks.hpp"
#include "conformance_budgets.hpp"
#include "conformance_disk.hpp"
#include "conformance_routes.hpp"
#include "conformance_times.hpp"
#include "journal_fixture.hpp"

namespace test::conform {

// ---- one owner

template <class World>
void a_change_asked_twice_is_written_once(World& world) {
    auto& journal = world.open();
    auto what = some_intent("order-1", intent_state::planned);
    what.version = 1;
    for (int i = 0; i != 2; ++i) expect_written(change(journal, what), what);
    for (const auto state : {intent_state::sending, intent_state::unknown}) {
        const auto before = what.version++;
        what.state = state;
        for (int i = 0; i != 2; ++i) expect_written(change(journal, what, before), what);
    }
    auto accepted = some_intent("order-1", intent_state::accepted);
    accepted.version = 4;
    for (int i = 0; i != 2; ++i) expect_written(change(journal, accepted), accepted);
    BOOST_TEST(*journal.find("order-1") == accepted);
}

template <class World>
void another_handle_does_not_begin_it_again(World& world) {
    auto& journal = world.open();
    const auto first = put(journal, some_intent("order-1", intent_state::planned));
    auto other = some_intent("order-1", intent_state::planned);
    other.handle = "another";
    expect_conflict(change(journal, other), first);
}

template <class World>
void a_stale_version_is_a_conflict_with_the_row(World& world) {
    auto& journal = world.open();
    auto what = put(journal, some_intent("order-1", intent_state::planned));
    const auto now = *change(journal, in_state(what, intent_state::sending), 1).now;
    expect_conflict(change(journal, in_state(what, intent_state::not_sent), 1), now);
    expect_conflict(change(journal, in_state(what, intent_state::unknown), 7), now);
    what.attempt = 2;
    expect_conflict(change(journal, in_state(what, intent_state::unknown), 2), std::nullopt);
    BOOST_TEST(*journal.find("order-1") == now);
}

/// Which state may follow which, by the same owner who knows the version.
template <class World>
void what_may_have_been_sent_is_never_sent_again(World& world) {
    auto& journal = world.open();
    for (const auto from : all_intent_states)
        for (const auto to :
             {intent_state::planned, intent_state::sending, intent_state::not_sent, intent_state::unknown})
            BOOST_TEST_CONTEXT(to_string(from) << " to " << to_string(to)) {
                const auto name = std::string{to_string(from)} + " to " + std::string{to_string(to)};
                const auto before = put(journal, some_intent(name, from));
                const bool is_open_opinion = from == intent_state::planned || from == intent_state::sending;
                const bool is_learnt =
                    (from == intent_state::unknown && (to == intent_state::unknown || to == intent_state::not_sent)) ||
                    (from == intent_state::dropped && to == intent_state::not_sent);
                const auto answer = change(journal, in_state(before, to), before.version);
                BOOST_TEST(answer.written == (is_open_opinion || is_learnt));
                if (!answer.written) expect_conflict(answer, before);
                BOOST_TEST((*journal.find(name) == before) != answer.written);
            }
}

template <class World>
void facts_never_go_back(World& world) {
    auto& journal = world.open();
    const intent_state facts[] = {intent_state::accepted, intent_state::expired, intent_state::succeeded,
                                  intent_state::failed, intent_state::fetched};
    const auto goes_further = [](intent_state now, intent_state wanted) {
        if (now == intent_state::accepted) return wanted != intent_state::accepted;
        if (now == intent_state::expired) return wanted != intent_state::accepted && wanted != intent_state::expired;
        return now != intent_state::fetched && wanted == intent_state::fetched;
    };
    for (const auto first : facts)
        for (const auto second : facts) {
            const auto name = std::string{to_string(first)} + ", then " + std::string{to_string(second)};
            const auto before = put(journal, some_intent(name, first));
            auto answer = change(journal, some_intent(name, second));
            BOOST_TEST(answer.written);
            const bool goes_on = goes_further(first, second);
            BOOST_TEST(answer.now->state == (goes_on ? second : first), name);
            BOOST_TEST((answer.now->task.has_value() || (first == second && !before.task)),
                       name << ": its task is lost");
            BOOST_TEST(*journal.find(name) == *answer.now);
        }
}

template <class World>
void a_fact_keeps_the_task_that_it_does_not_name(World& world) {
    auto& journal = world.open();
    const auto accepted = put(journal, some_intent("order-1", intent_state::accepted));
    auto fetched = in_state(accepted, intent_state::fetched);
    fetched.task.reset();
    BOOST_TEST(*change(journal, fetched).now->task == *accepted.task);
    BOOST_TEST(journal.find(*accepted.task)->state == intent_state::fetched);
}

template <class World>
void a_second_task_finds_its_intent_too(World& world) {
    auto& journal = world.open();
    const auto first = put(journal, some_intent("order-1", intent_state::accepted));
    auto second = first, now = first;
    second.task = some_task("task_2");
    ++now.version;
    now.further_tasks = 1;
    for (int i = 0; i != 2; ++i) expect_written(change(journal, second), now);
    BOOST_TEST(*journal.find(*first.task) == now);
    BOOST_TEST(*journal.find(*second.task) == now);
}

template <class World>
void a_task_of_two_names_is_told_of_and_ends_for_both(World& world) {
    auto& journal = world.open();
    const auto made = some_task("task_1");
    for (const std::string name : {"order-1", "order-2", "order-3"}) {
        auto accepted = put(journal, some_intent(name, intent_state::planned));
        accepted = in_state(accepted, intent_state::accepted);
        accepted.task = name == "order-3" ? some_task("task_3") : made;
        for (int i = 0; i != 2; ++i)  // the first answer may be lost
            BOOST_TEST(change(journal, accepted).also_of == (name == "order-2" ? "order-1" : ""));
    }
    BOOST_TEST(journal.find(made)->name == "order-2");
    const auto word = [&](intent_state state) { return change(journal, intent{.state = state, .task = made}); };
    BOOST_TEST(word(intent_state::succeeded).now->name == "order-2");
    BOOST_TEST(journal.find("order-1")->state == intent_state::succeeded);
    BOOST_TEST(journal.find("order-2")->state == intent_state::succeeded);
    BOOST_TEST(word(intent_state::fetched).now->name == "order-2");
    BOOST_TEST(journal.find("order-1")->state == intent_state::succeeded, "its caller has nothing yet");
    BOOST_TEST(journal.find("order-3")->state == intent_state::accepted);
}

template <class World>
void a_fact_without_a_name_is_for_the_intent_of_its_task(World& world) {
    auto& journal = world.open();
    auto accepted = put(journal, some_intent("order-1", intent_state::accepted));
    intent fetched{.state = intent_state::fetched, .task = accepted.task};
    const auto answer = change(journal, fetched);
    BOOST_TEST(answer.written);
    BOOST_TEST(answer.now->name == "order-1");
    BOOST_TEST(journal.find("order-1")->state == intent_state::fetched);
    fetched.task = some_task("nobody's");
    expect_conflict(change(journal, fetched), std::nullopt);
    fetched.task = accepted.task;
    fetched.task->provider = "pixazo";
    expect_conflict(change(journal, fetched), std::nullopt);
}

template <class World>
void an_id_is_kept_though_the_intent_is_forgotten(World& world) {
    auto& journal = world.open();
    auto accepted = some_intent("order-1", intent_state::accepted);
    accepted.version = 1;
    expect_written(change(journal, accepted), accepted);
    BOOST_TEST(*journal.find(*accepted.task) == accepted);
    expect_conflict(change(journal, some_intent("order-2", intent_state::expired)), std::nullopt);
    expect_conflict(change(journal, some_intent("order-2"), 1), std::nullopt);
    BOOST_TEST(!journal.find("order-2"));
}

template <class World>
void a_name_makes_room_when_it_was_not_sent(World& world) {
    auto& journal = world.open();
    for (const auto state : all_intent_states) {
        const std::string name{to_string(state)};
        const auto first = put(journal, some_intent(name, state));
        auto again = some_intent(name, intent_state::planned);
        again.handle = "second";
        const auto answer = change(journal, again);
        BOOST_TEST(answer.written == (state == intent_state::not_sent || state == intent_state::dropped), name);
        if (!answer.written) {
            expect_conflict(answer, first);
            continue;
        }
        again.attempt = 2;
        again.version = 1;
        BOOST_TEST(*answer.now == again);
        BOOST_TEST(*journal.find(name) == again);
        auto late = some_intent(name, intent_state::accepted);  // the first attempt was sent after all
        BOOST_TEST(change(journal, late).written);
        BOOST_TEST(journal.find(*late.task)->attempt == 1);
        BOOST_TEST(*journal.find(name) == again);
    }
}

template <class World>
void a_batch_is_made_in_its_order(World& world) {
    auto& journal = world.open();
    const auto planned = some_intent("order-1", intent_state::planned);
    const journal_change batch[] = {{planned},
                                    {in_state(planned, intent_state::sending), 1},
                                    {in_state(planned, intent_state::not_sent), 1},
                                    {some_intent("order-2")},
                                    {some_intent("order-1", intent_state::accepted)}};
    const auto answers = journal.apply(batch);
    BOOST_TEST_REQUIRE(answers.size() == 5u);
    const bool written[] = {true, true, false, true, true};
    for (std::size_t i = 0; i != 5; ++i) BOOST_TEST(answers[i].written == written[i], "change " << i);
    BOOST_TEST(answers[2].now->state == intent_state::sending);
    BOOST_TEST(answers[4].now->version == 3);
    BOOST_TEST(*journal.find("order-1") == *answers[4].now);
    BOOST_TEST(journal.apply({}).empty());
}

template <class World>
void the_legs_that_a_route_has_left_stay_as_the_attempt_began(World& world) {
    auto& journal = world.open();
    auto what = some_intent("order-1", intent_state::planned);
    what.legs_left = 2;
    BOOST_TEST(change(journal, what).now->legs_left == 2);
    auto later = in_state(what, intent_state::not_sent);
    later.legs_left = 7;
    BOOST_TEST(change(journal, later, 1).now->legs_left == 2);
    BOOST_TEST(journal.find("order-1")->legs_left == 2);
    what.handle = "second";
    what.legs_left = 1;
    BOOST_TEST(change(journal, what).now->legs_left == 1);
    put(journal, some_intent("order-2"));
    const auto all = listed(journal, {});
    BOOST_TEST_REQUIRE(all.size() == 3u);
    const int left[] = {2, 1, 0};
    for (std::size_t i = 0; i != 3; ++i) BOOST_TEST(all[i].legs_left == left[i], all[i]);
}

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
void a_queued_request_is_kept_until_it_is_sent_or_given_up(World& world) {
    auto& journal = world.open();
    for (const auto end : {intent_state::accepted, intent_state::unknown, intent_state::not_sent, intent_state::dropped,
                           intent_state::fetched}) {
        const std::string name{to_string(end)};
        auto what = enqueue(journal, name, "the request of " + name);
        BOOST_TEST(what.queued);
        BOOST_TEST(journal.request_of(what) == "the request of " + name);
        for (const auto state : {intent_state::sending, intent_state::planned, intent_state::sending}) {
            what = change(journal, in_state(what, state), what.version).now.value();
            BOOST_TEST(what.queued);
            BOOST_TEST(journal.request_of(what) == "the request of " + name, "it has not left yet");
        }
        if (is_fact(end)) what.task = some_task("task_" + name);
        what = change(journal, in_state(what, end), what.version).now.value();
        BOOST_TEST(!what.queued);
        BOOST_TEST(journal.request_of(what).empty());
        BOOST_TEST(*journal.find(name) == what);
    }
    BOOST_TEST(journal.request_of(put(journal, some_intent("not queued", intent_state::planned))).empty());
}

template <class World>
void what_may_be_a_task_is_kept_until_it_is_known(World& world) {
    auto& journal = world.open();
    const auto perhaps = some_task("task_perhaps");
    for (const auto end : {intent_state::accepted, intent_state::not_sent, intent_state::expired}) {
        const std::string name{to_string(end)};
        auto what = put(journal, some_intent(name));
        what = in_state(what, intent_state::unknown);
        what.note = "no answer yet";
        ++what.version;
        expect_written(change(journal, what, what.version - 1), what);
        what.candidate = perhaps;
        what.note = "perhaps a task";
        ++what.version;
        for (int i = 0; i != 2; ++i) expect_written(change(journal, what, what.version - 1), what);
        BOOST_TEST(*journal.find(name) == what);
        BOOST_TEST(open_intents(journal).back() == what);
        BOOST_TEST(!journal.find(perhaps), "it is nobody's yet");
        auto noted = what;
        noted.candidate.reset();
        ++noted.version;
        BOOST_TEST(change(journal, noted, what.version).written);
        what.version = noted.version;
        BOOST_TEST(*journal.find(name) == what);
        auto over = in_state(what, end);
        if (is_fact(end)) over.task = some_task("task_" + name);
        BOOST_TEST(change(journal, over, what.version).written);
        BOOST_TEST(!journal.find(name)->candidate);
        BOOST_TEST((journal.find(name)->task == over.task));
    }
    for (const auto other : {intent_state::planned, intent_state::sending, intent_state::dropped}) {
        const std::string name{to_string(other)};
        auto what = put(journal, some_intent(name, intent_state::planned));
        auto odd = in_state(what, other);
        odd.candidate = perhaps;
        BOOST_TEST(change(journal, odd, what.version).written);
        BOOST_TEST(!journal.find(name)->candidate);
    }
}

/// An attempt with a callback URL, which its handle finds.
inline intent with_callback(const std::string& name, const std::string& handle) {
    auto what = some_intent(name, intent_state::planned);
    what.handle = handle;
    what.callback = "";
    return what;
}

inline journal_answer call_back(journal& on, const intent& what, const std::string& body) {
    journal_change said{.wanted = {.name = what.name, .attempt = what.attempt, .handle = what.handle}};
    said.called_back = body;
    return on.apply({&said, 1}).at(0);
}

template <class World>
void a_handle_finds_the_attempt_that_has_a_callback(World& world) {
    auto& journal = world.open();
    put(journal, some_intent("order-0"));
    const auto first = put(journal, with_callback("order-1", "handle-1"));
    const auto other = put(journal, with_callback("order-2", "handle-2"));
    BOOST_TEST(*journal.find_handle("handle-1") == first);
    BOOST_TEST(*journal.find_handle("handle-2") == other);
    BOOST_TEST(!journal.find_handle(some_intent("order-0").handle), "it has no callback URL");
    BOOST_TEST(!journal.find_handle(""));
    BOOST_TEST(!journal.find_handle("handle-"));
    BOOST_TEST(change(journal, in_state(first, intent_state::not_sent), first.version).written);
    auto again = with_callback("order-1", "handle-3");
    BOOST_TEST(change(journal, again).written);
    BOOST_TEST(journal.find_handle("handle-1")->attempt == 1);
    BOOST_TEST(journal.find_handle("handle-3")->attempt == 2);
    BOOST_TEST(journal.prune(first.planned_at + 1ms) == 1u);
    BOOST_TEST(!journal.find_handle("handle-1"));
    BOOST_TEST(!journal.find("order-0")->callback);
}

/// Anybody may say it, and no opinion or fact of others is in its way.
template <class World>
void what_a_callback_brought_is_kept_until_it_is_over(World& world) {
    auto& journal = world.open();
    auto what = put(journal, with_callback("order-1", "handle-1"));
    const auto say = [&](const std::string& body) {
        what.callback = body;
        for (int i = 0; i != 2; ++i) expect_written(call_back(journal, what, body), what);
        BOOST_TEST(*journal.find("order-1") == what);
    };
    say("while it is planned");
    for (const auto state : {intent_state::sending, intent_state::unknown}) {
        what = change(journal, in_state(what, state), what.version).now.value();
        say("while it is " + std::string{to_string(state)});
    }
    auto accepted = in_state(what, intent_state::accepted);
    accepted.task = some_task("task_1");
    accepted.callback.reset();
    what = change(journal, accepted).now.value();
    say("while it is accepted");
    BOOST_TEST(journal.list({.called_back = true}).intents == std::vector{what});
    const auto over = change(journal, in_state(what, intent_state::fetched)).now.value();
    const auto late = call_back(journal, over, "too late");
    BOOST_TEST(late.written);
    BOOST_TEST(late.now->callback != "too late");
    BOOST_TEST(journal.find("order-1")->callback != "too late");
}

template <class World>
void those_whose_callbacks_have_come_are_listed(World& world) {
    auto& journal = world.open();
    std::vector<std::string> names;
    for (int i = 0; i != 9; ++i) {
        const auto name = "order-" + std::to_string(i);
        auto what = put(journal, with_callback(name, "handle-" + std::to_string(i)));
        if (i % 3 == 0) continue;  // nobody has accepted it
        auto accepted = in_state(what, intent_state::accepted);
        accepted.task = some_task("task_" + std::to_string(i));
        what = change(journal, accepted).now.value();
        if (i % 3 == 1) call_back(journal, what, "a body");
        if (i % 3 == 1) names.push_back(name);
    }
    const journal_query all{.called_back = true};
    BOOST_TEST(names_of(journal.list(all).intents) == names);
    BOOST_TEST(names_of(journal.list({.own = true, .open = true, .called_back = true}).intents) == names);
    const auto first = journal.list({.called_back = true, .limit = 2});
    BOOST_TEST(first.more);
    BOOST_TEST(names_of(first.intents) == (std::vector<std::string>{"order-1", "order-4"}));
    const auto rest = journal.list({.called_back = true, .after = first.end, .limit = 2});
    BOOST_TEST(!rest.more);
    BOOST_TEST(names_of(rest.intents) == std::vector<std::string>{"order-7"});
    auto over = in_state(journal.find("order-4").value(), intent_state::succeeded);
    BOOST_TEST(change(journal, over).written);
    BOOST_TEST(names_of(journal.list(all).intents) == (std::vector<std::string>{"order-1", "order-7"}));
    BOOST_TEST(journal.list({.called_back = true, .after = rest.end}).intents.empty());
}

template <class World>
void a_callback_of_another_attempt_is_not_kept(World& world) {
    auto& journal = world.open();
    const auto what = put(journal, with_callback("order-1", "handle-1"));
    for (auto other : {with_callback("order-1", "handle-2"), with_callback("order-2", "handle-1")})
        BOOST_TEST(!call_back(journal, other, "a body").written);
    auto later = what;
    later.attempt = 2;
    BOOST_TEST(!call_back(journal, later, "a body").written);
    const auto without = put(journal, some_intent("order-3"));
    BOOST_TEST(!call_back(journal, without, "a body").written);
    BOOST_TEST(*journal.find("order-1") == what);
    BOOST_TEST(*journal.find("order-3") == without);
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

// ---- several owners

template <class World>
void an_opinion_is_the_owners_and_a_fact_anybodys(World& world) {
    auto &first = world.open(), &second = world.open();
    const auto what = put(first, some_intent("order-1", intent_state::planned));
    for (const auto state :
         {intent_state::planned, intent_state::sending, intent_state::not_sent, intent_state::unknown})
        expect_conflict(change(second, in_state(what, state), 1), what);
    BOOST_TEST(change(first, in_state(what, intent_state::sending), 1).written);
    BOOST_TEST(second.claim(10) == 0u);
    BOOST_TEST(second.find("order-1")->state == intent_state::sending);
    const auto accepted = *change(second, some_intent("order-1", intent_state::accepted)).now;
    BOOST_TEST(accepted.state == intent_state::accepted);
    BOOST_TEST(open_intents(first) == std::vector{accepted});
    BOOST_TEST(open_intents(second).empty());
    BOOST_TEST(listed(second, {.open = true}) == std::vector{accepted});
}

template <class World>
void what_the_dead_were_sending_is_unknown(World& world) {
    auto &first = world.open(), &second = world.open();
    auto what = put(first, some_intent("order-1"));
    BOOST_TEST(*second.find("order-1") == what);
    world.kill(first);
    what.state = intent_state::unknown;
    BOOST_TEST(*second.find("order-1") == what);
    BOOST_TEST(listed(second, {}) == std::vector{what});
    auto again = some_intent("order-1", intent_state::planned);
    again.handle = "another";
    expect_conflict(change(second, again), what);
    BOOST_TEST(second.claim(10) == 1u);
    ++what.version;
    BOOST_TEST(*second.find("order-1") == what);
    BOOST_TEST(open_intents(second) == std::vector{what});
    expect_conflict(change(second, in_state(what, intent_state::sending), what.version), what);
}

template <class World>
void what_may_be_a_task_of_the_dead_is_claimed_with_its_intent(World& world) {
    auto &first = world.open(), &second = world.open();
    auto what = put(first, some_intent("order-1"));
    what = in_state(what, intent_state::unknown);
    what.candidate = some_task("task_perhaps");
    what = change(first, what, what.version).now.value();
    auto theirs = what;
    theirs.candidate = some_task("task_of_somebody");
    expect_conflict(change(second, theirs, what.version), what);
    world.kill(first);
    BOOST_TEST(*second.find("order-1") == what);
    BOOST_TEST(second.claim(10) == 1u);
    BOOST_TEST(open_intents(second) == std::vector{what});
    auto accepted = in_state(what, intent_state::accepted);
    accepted.task = what.candidate;
    accepted.candidate.reset();
    ++accepted.version;
    expect_written(change(second, accepted, what.version), accepted);
    BOOST_TEST(*second.find(*accepted.task) == accepted);
}

template <class World>
void what_may_be_a_task_is_taken_from_who_has_lost_its_intent(World& world) {
    auto &paused = world.open(), &other = world.open();
    const auto bare = put(paused, some_intent("bare")), noted = put(paused, some_intent("noted"));
    const auto untouched = put(paused, some_intent("untouched")), dropped = put(paused, some_intent("not sent"));
    const auto with_candidate = [](intent what, const std::string& id) {
        what.state = intent_state::unknown;
        what.candidate = some_task(id);
        what.note = "perhaps task " + id;
        return what;
    };
    world.pause(paused);
    BOOST_TEST(other.claim(2) == 2u);
    auto now = other.find("noted").value();
    now.note = "the gateway's bill was looked at";
    now = change(other, now, now.version).now.value();
    const auto said = with_candidate(noted, "task_2");
    now.candidate = said.candidate;
    for (int i = 0; i != 2; ++i) expect_written(change(paused, said, said.version), now);
    now = other.find("bare").value();
    now.candidate = some_task("task_1");
    now.note = "perhaps task task_1";
    for (int i = 0; i != 2; ++i) expect_written(change(paused, with_candidate(bare, "task_1"), bare.version), now);
    expect_conflict(change(paused, with_candidate(bare, "task_7"), bare.version), now);
    BOOST_TEST(*other.find("bare") == now);
    BOOST_TEST(change(other, in_state(now, intent_state::not_sent), now.version).written, "its version is as it was");
    BOOST_TEST(!change(paused, with_candidate(bare, "task_1"), bare.version).written, "somebody has looked");
    auto another_attempt = with_candidate(untouched, "task_3");
    another_attempt.handle = "another";
    BOOST_TEST(!change(paused, another_attempt, untouched.version).written);
    BOOST_TEST(change(paused, with_candidate(untouched, "task_3"), untouched.version).written);
    BOOST_TEST(
        change(other, in_state(other.find("not sent").value(), intent_state::not_sent), dropped.version).written);
    BOOST_TEST(!change(paused, with_candidate(dropped, "task_4"), dropped.version).written);
    BOOST_TEST(other.claim(10) == 1u);
    BOOST_TEST((other.find("untouched")->candidate == some_task("task_3")));
    BOOST_TEST(other.find("untouched")->state == intent_state::unknown);
}

template <class World>
void what_the_dead_had_planned_makes_room(World& world) {
    auto &first = world.open(), &second = world.open();
    const auto what = put(first, some_intent("order-1", intent_state::planned));
    auto again = some_intent("order-1", intent_state::planned);
    again.handle = "another";
    expect_conflict(change(second, again), what);
    world.kill(first);
    again.attempt = 2;
    again.version = 1;
    expect_written(change(second, again), again);
    BOOST_TEST(second.claim(10) == 0u);  // nobody goes on with the first attempt
    BOOST_TEST(open_intents(second) == std::vector{again});
}

template <class World>
void what_the_dead_had_planned_is_listed_until_somebody_takes_note(World& world) {
    auto &first = world.open(), &second = world.open(), &third = world.open();
    for (const std::string name : {"noted", "begun again", "left"})
        put(first, some_intent(name, intent_state::planned));
    world.kill(first);
    BOOST_TEST(second.claim(10) == 3u);
    world.kill(second);  // before it could tell anybody
    BOOST_TEST(third.claim(10) == 3u);
    auto found = open_intents(third);
    BOOST_TEST(names_of(found) == (std::vector<std::string>{"noted", "begun again", "left"}));
    for (const auto& each : found) BOOST_TEST(each.state == intent_state::dropped);
    BOOST_TEST(change(third, in_state(found[0], intent_state::not_sent), found[0].version).written);
    auto again = some_intent("begun again");
    again.handle = "another";
    BOOST_TEST(change(third, again).now->attempt == 2);
    found = open_intents(third);
    BOOST_TEST(names_of(found) == (std::vector<std::string>{"left", "begun again"}));
    BOOST_TEST(found[1].attempt == 2);
}

template <class World>
void a_queued_request_of_the_dead_can_be_sent_by_the_next(World& world) {
    auto &first = world.open(), &second = world.open();
    enqueue(first, "queued", "a request");
    auto sending = enqueue(first, "sending", "another request");
    change(first, in_state(sending, intent_state::sending), sending.version);
    enqueue(first, "begun again", "a third request");
    world.kill(first);
    auto again = some_intent("begun again");
    again.handle = "another";
    const auto in_the_way = change(second, again);
    BOOST_TEST(!in_the_way.written, "its caller was told that it is queued");
    BOOST_TEST(in_the_way.now->attempt == 1);
    BOOST_TEST(second.claim(10) == 3u);
    auto left = open_intents(second);
    BOOST_TEST_REQUIRE(names_of(left) == (std::vector<std::string>{"queued", "sending", "begun again"}));
    BOOST_TEST(left[0].state == intent_state::planned);
    BOOST_TEST(second.request_of(left[0]) == "a request");
    BOOST_TEST(left[1].state == intent_state::unknown);
    BOOST_TEST(!left[1].queued);
    BOOST_TEST(second.request_of(left[1]).empty(), "it may have left: nobody sends it again");
    BOOST_TEST(second.request_of(left[2]) == "a third request");
    BOOST_TEST(change(second, in_state(left[0], intent_state::sending), left[0].version).written);
}

template <class World>
void anybody_who_has_read_it_may_say_that_an_unknown_one_was_not_sent(World& world) {
    auto &living = world.open(), &gone = world.open(), &person = world.open();
    const auto of_living = put(living, some_intent("of living", intent_state::unknown));
    const auto under_way = put(living, some_intent("under way"));
    put(gone, some_intent("of gone"));
    world.kill(gone);
    for (const std::string name : {"of living", "of gone"}) {
        const auto read = *person.find(name);
        BOOST_TEST(!change(person, in_state(read, intent_state::not_sent), read.version + 1).written);
        auto now = in_state(read, intent_state::not_sent);
        ++now.version;
        for (int i = 0; i != 2; ++i)  // the first answer may be lost
            expect_written(change(person, in_state(read, intent_state::not_sent), read.version), now);
        expect_conflict(change(person, in_state(read, intent_state::not_sent), now.version), now);
        BOOST_TEST(*person.find(name) == now);
    }
    expect_conflict(change(living, in_state(of_living, intent_state::unknown), of_living.version),
                    *living.find("of living"));
    expect_conflict(change(person, in_state(under_way, intent_state::not_sent), under_way.version), under_way);
}

template <class World>
void nobody_says_that_one_was_not_sent_whose_living_owner_may_hear_of_it(World& world) {
    auto &sender = world.open(), &person = world.open();
    const auto at = some_intent("").planned_at + 90s;
    const auto say = [](journal& to, const intent& wanted, intent_state state, auto when) {
        journal_change said{.wanted = in_state(wanted, state), .version = wanted.version, .at = when};
        return to.apply({&said, 1}).at(0);
    };
    for (const std::string name : {"of living", "own word", "of gone"})
        BOOST_TEST(say(sender, put(sender, some_intent(name)), intent_state::unknown, at).written);
    const auto read = *person.find("of living");
    for (const auto after : {0s, 599s, -599s})  // clocks may differ
        expect_conflict(say(person, read, intent_state::not_sent, at + after), read);
    BOOST_TEST(say(sender, *sender.find("own word"), intent_state::not_sent, at + 1s).written);
    BOOST_TEST(say(person, read, intent_state::not_sent, at + 600s).written);
    world.kill(sender);
    BOOST_TEST(say(person, *person.find("of gone"), intent_state::not_sent, at + 1s).written);
}

template <class World>
void a_claim_takes_the_oldest_that_are_open(World& world) {
    auto &first = world.open(), &second = world.open(), &third = world.open(), &living = world.open();
    std::vector<std::string> left;
    for (const auto state : all_intent_states) {
        for (auto* owner : {&first, &second}) {
            const auto name =
                std::to_string(left.size()) + std::string{to_string(state)} + (owner == &first ? "1" : "2");
            put(*owner, some_intent(name, state));
            if (!is_over(state)) left.push_back(name);
        }
    }
    put(living, some_intent("living"));
    BOOST_TEST(third.claim(10) == 0u);
    world.kill(first);
    world.kill(second);
    BOOST_TEST(third.claim(0) == 0u);
    BOOST_TEST(third.claim(3) == 3u);
    BOOST_TEST(names_of(open_intents(third)) == std::vector(left.begin(), left.begin() + 3));
    BOOST_TEST(living.claim(all_there_are) == left.size() - 3);
    BOOST_TEST(third.claim(10) == 0u);
    auto all = names_of(open_intents(living));
    BOOST_TEST_REQUIRE(all.size() == left.size() - 2);
    BOOST_TEST(all.back() == "living");
    all.pop_back();
    BOOST_TEST(all == std::vector(left.begin() + 3, left.end()));
}

template <class World>
void a_paused_owner_cannot_undo_what_others_did(World& world) {
    auto &paused = world.open(), &other = world.open();
    const auto claimed = put(paused, some_intent("claimed"));
    const auto planned = put(paused, some_intent("planned", intent_state::planned));
    const auto begun_again = put(paused, some_intent("begun again", intent_state::planned));
    const auto untouched = put(paused, some_intent("untouched"));
    world.pause(paused);
    auto again = some_intent("begun again", intent_state::planned);
    again.handle = "another";
    BOOST_TEST_REQUIRE(change(other, again).written);
    BOOST_TEST(other.claim(2) == 2u);
    for (const auto& stale : {claimed, planned}) {
        const auto now = *other.find(stale.name);
        for (const auto state : {intent_state::sending, intent_state::not_sent, intent_state::unknown})
            expect_conflict(change(paused, in_state(stale, state), stale.version), now);
    }
    BOOST_TEST(!change(paused, in_state(begun_again, intent_state::sending), begun_again.version).written);
    BOOST_TEST(other.find("begun again")->attempt == 2);
    BOOST_TEST(change(paused, some_intent("claimed", intent_state::accepted)).written);
    BOOST_TEST(other.find("claimed")->state == intent_state::accepted);
    BOOST_TEST(other.find(some_task("task_claimed"))->name == "claimed");
    BOOST_TEST(change(paused, in_state(untouched, intent_state::not_sent), untouched.version).written);
}

template <class World>
void what_is_begun_again_is_whose_who_asks_unless_somebody_has_it(World& world) {
    auto &first = world.open(), &second = world.open(), &third = world.open();
    const auto plan = some_intent("planned", intent_state::planned), call = some_intent("sending");
    const auto sent = put(first, some_intent("sent", intent_state::accepted));
    auto planned = put(first, plan), sending = put(first, call);
    expect_conflict(change(second, plan), planned);
    expect_conflict(change(second, call), sending);
    world.kill(first);
    expect_written(change(second, plan), planned);
    expect_written(change(second, call), sending);
    expect_written(change(second, some_intent("sent", intent_state::planned)), sent);
    BOOST_TEST(open_intents(second) == (std::vector{planned, sending}));
    expect_conflict(change(third, plan), planned);
    BOOST_TEST(third.claim(10) == 1u);
    BOOST_TEST(open_intents(third) == std::vector{sent});
    BOOST_TEST(change(second, in_state(planned, intent_state::sending), planned.version).written);
    world.kill(second);
    BOOST_TEST(third.claim(10) == 2u);
}

template <class World>
void what_opens_again_is_whose_who_opened_it(World& world) {
    auto &first = world.open(), &second = world.open(), &third = world.open();
    auto what = put(first, some_intent("order-1"));
    what = change(first, in_state(what, intent_state::not_sent), what.version).now.value();
    const auto of_living = put(second, some_intent("order-2", intent_state::failed));
    world.kill(first);
    BOOST_TEST(third.claim(10) == 0u);
    for (const std::string name : {"order-1", "order-2"})
        BOOST_TEST(change(third, some_intent(name, intent_state::accepted)).written);
    BOOST_TEST(names_of(open_intents(third)) == std::vector<std::string>{"order-1"});
    BOOST_TEST(second.claim(10) == 0u);
    world.kill(third);
    BOOST_TEST(second.claim(10) == 1u);
    BOOST_TEST(names_of(open_intents(second)) == std::vector<std::string>{"order-1"});
}

template <class World>
void what_the_dead_were_sending_is_listed_as_unknown(World& world) {
    auto &first = world.open(), &second = world.open();
    for (auto* const owner : {&first, &second})
        for (const auto state : {intent_state::sending, intent_state::planned, intent_state::unknown})
            put(*owner, some_intent((owner == &first ? "a/1" : "a/2") + std::string{to_string(state)}, state));
    world.kill(first);
    expect_chosen_in_every_state(second);
    using names = std::vector<std::string>;
    BOOST_TEST(names_of(listed(second, {.state = intent_state::sending})) == names{"a/2sending"});
    BOOST_TEST(names_of(listed(second, {.prefix = "a/", .state = intent_state::unknown})) ==
               (names{"a/2unknown", "a/1unknown", "a/1sending"}));
}

template <class World>
void two_that_claim_at_once_never_get_the_same(World& world) {
    auto &gone = world.open(), &one = world.open(), &other = world.open();
    std::vector<journal_change> batch;
    for (int i = 0; i != 1'000; ++i) batch.push_back({some_intent("order-" + std::to_string(i))});
    gone.apply(batch);
    world.kill(gone);
    const auto claim_all = [](journal& by) {
        std::size_t all = 0;
        while (const auto more = by.claim(7)) all += more;
        return all;
    };
    std::size_t of_other = 0;
    std::thread thread{[&] { of_other = claim_all(other); }};
    const auto of_one = claim_all(one);
    thread.join();
    BOOST_TEST(of_one + of_other == 1'000u);
    auto names = names_of(open_intents(one)), others = names_of(open_intents(other));
    BOOST_TEST(names.size() == of_one);
    names.insert(names.end(), others.begin(), others.end());
    BOOST_TEST(names.size() == 1'000u);
    BOOST_TEST(has_no_duplicates(names));
}

}  // namespace test::conform

namespace test {

template <class World>
boost::unit_test::test_suite* conformance(const std::string& name) {
    auto* all = BOOST_TEST_SUITE(name);
    const auto add_alone = [all](const char* words, auto check) {
        all->add(boost::unit_test::make_test_case(check, words, __FILE__, __LINE__));
    };
    const auto add = [&](const char* words, void (*check)(World&)) {
        add_alone(words, [check] {
            World world;
            check(world);
        });
    };
#define SEEDANCE_CHECK(check) add(#check, &conform::check<World>)
    SEEDANCE_CHECK(a_change_asked_twice_is_written_once);
    SEEDANCE_CHECK(another_handle_does_not_begin_it_again);
    SEEDANCE_CHECK(a_stale_version_is_a_conflict_with_the_row);
    SEEDANCE_CHECK(what_may_have_been_sent_is_never_sent_again);
    SEEDANCE_CHECK(facts_never_go_back);
    SEEDANCE_CHECK(a_fact_keeps_the_task_that_it_does_not_name);
    SEEDANCE_CHECK(a_second_task_finds_its_intent_too);
    SEEDANCE_CHECK(a_task_of_two_names_is_told_of_and_ends_for_both);
    SEEDANCE_CHECK(a_fact_without_a_name_is_for_the_intent_of_its_task);
    SEEDANCE_CHECK(an_id_is_kept_though_the_intent_is_forgotten);
    SEEDANCE_CHECK(a_name_makes_room_when_it_was_not_sent);
    SEEDANCE_CHECK(a_batch_is_made_in_its_order);
    SEEDANCE_CHECK(the_legs_that_a_route_has_left_stay_as_the_attempt_began);
    SEEDANCE_CHECK(a_name_stands_for_what_may_be_a_video);
    SEEDANCE_CHECK(a_route_moves_on_from_its_plan);
    SEEDANCE_CHECK(a_route_whose_leg_has_failed_for_nothing_is_open);
    SEEDANCE_CHECK(a_route_ends_where_a_leg_may_be_billed_or_none_is_left);
    SEEDANCE_CHECK(a_route_keeps_its_request_while_a_leg_is_in_doubt);
    SEEDANCE_CHECK(a_late_fact_about_an_earlier_attempt_stops_the_later_one);
    SEEDANCE_CHECK(a_route_holds_one_leg_at_a_time);
    SEEDANCE_CHECK(a_list_has_pages_while_others_change_it);
    SEEDANCE_CHECK(a_list_by_prefix_has_the_newest_first);
    SEEDANCE_CHECK(a_list_by_prefix_of_very_many);
    SEEDANCE_CHECK(a_list_is_of_the_states_that_are_asked_for);
    SEEDANCE_CHECK(a_list_finds_the_few_among_many);
    SEEDANCE_CHECK(every_attempt_of_a_name_is_listed);
    SEEDANCE_CHECK(what_is_over_is_pruned_and_stays_known);
    SEEDANCE_CHECK(a_queued_request_is_kept_until_it_is_sent_or_given_up);
    SEEDANCE_CHECK(what_may_be_a_task_is_kept_until_it_is_known);
    SEEDANCE_CHECK(a_handle_finds_the_attempt_that_has_a_callback);
    SEEDANCE_CHECK(what_a_callback_brought_is_kept_until_it_is_over);
    SEEDANCE_CHECK(those_whose_callbacks_have_come_are_listed);
    SEEDANCE_CHECK(a_callback_of_another_attempt_is_not_kept);
    SEEDANCE_CHECK(it_is_known_since_when_an_intent_is_over);
    SEEDANCE_CHECK(nothing_is_found_that_is_not_there);
    SEEDANCE_CHECK(a_budget_keeps_its_terms);
    SEEDANCE_CHECK(budgets_are_listed_by_the_bytes_of_their_names);
    SEEDANCE_CHECK(what_is_planned_has_its_price_set_aside_anew);
    SEEDANCE_CHECK(an_attempt_and_its_hold_are_one);
    SEEDANCE_CHECK(what_is_settled_twice_counts_once);
    SEEDANCE_CHECK(what_was_not_sent_is_free_until_a_task_appears);
    SEEDANCE_CHECK(a_beginning_whose_answer_was_lost_is_taken_back);
    SEEDANCE_CHECK(a_batch_stops_at_the_limit_and_the_rest_goes_on);
    SEEDANCE_CHECK(what_is_booked_under_a_name_is_booked_once);
    SEEDANCE_CHECK(a_period_ends_and_never_comes_back);
    SEEDANCE_CHECK(how_long_a_task_took_is_kept_once);
    SEEDANCE_CHECK(only_a_video_that_came_has_a_time);
    SEEDANCE_CHECK(times_are_of_a_model_whatever_its_account);
    SEEDANCE_CHECK(the_times_of_the_last_tasks_are_kept);
    if constexpr (World::has_owners) {
        SEEDANCE_CHECK(owners_at_the_limit_never_exceed_it);
        SEEDANCE_CHECK(what_the_dead_hold_stays_held);
        SEEDANCE_CHECK(the_planned_of_the_dead_make_room_in_their_budget);
        SEEDANCE_CHECK(an_opinion_is_the_owners_and_a_fact_anybodys);
        SEEDANCE_CHECK(what_the_dead_were_sending_is_unknown);
        SEEDANCE_CHECK(what_may_be_a_task_of_the_dead_is_claimed_with_its_intent);
        SEEDANCE_CHECK(what_may_be_a_task_is_taken_from_who_has_lost_its_intent);
        SEEDANCE_CHECK(what_the_dead_had_planned_makes_room);
        SEEDANCE_CHECK(what_the_dead_had_planned_is_listed_until_somebody_takes_note);
        SEEDANCE_CHECK(a_queued_request_of_the_dead_can_be_sent_by_the_next);
        SEEDANCE_CHECK(a_route_of_the_dead_goes_on_with_the_next);
        SEEDANCE_CHECK(of_what_the_dead_were_sending_a_route_keeps_its_request);
        SEEDANCE_CHECK(nobody_moves_on_from_the_plan_of_another);
        SEEDANCE_CHECK(of_two_owners_that_move_on_one_does);
        SEEDANCE_CHECK(a_late_fact_from_another_owner_stops_a_leg);
        SEEDANCE_CHECK(anybody_who_has_read_it_may_say_that_an_unknown_one_was_not_sent);
        SEEDANCE_CHECK(nobody_says_that_one_was_not_sent_whose_living_owner_may_hear_of_it);
        SEEDANCE_CHECK(a_claim_takes_the_oldest_that_are_open);
        SEEDANCE_CHECK(a_paused_owner_cannot_undo_what_others_did);
        SEEDANCE_CHECK(what_is_begun_again_is_whose_who_asks_unless_somebody_has_it);
        SEEDANCE_CHECK(what_opens_again_is_whose_who_opened_it);
        SEEDANCE_CHECK(what_the_dead_were_sending_is_listed_as_unknown);
        SEEDANCE_CHECK(two_that_claim_at_once_never_get_the_same);
    }
    if constexpr (World::has_disk)
        add_alone("a_failing_disk_loses_nothing_and_doubles_nothing",
                  &conform::a_failing_disk_loses_nothing_and_doubles_nothing<World>);
#undef SEEDANCE_CHECK
    return all;
}

}  // namespace test
