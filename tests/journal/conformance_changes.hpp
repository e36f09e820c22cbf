// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do when it is told of an intent: a part of conformance.hpp.

#include <cstddef>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>

#include "journal_fixture.hpp"

namespace test::conform {

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

}  // namespace test::conform
