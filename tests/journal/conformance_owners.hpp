// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do for several owners: a part of conformance.hpp.

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/decide.hpp>
#include <seedance/journal/journal.hpp>

#include "checks.hpp"
#include "conformance_lists.hpp"
#include "journal_fixture.hpp"

namespace test::conform {

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

/// Its lease was over, as it learns, and nobody has claimed anything. It has not heard that `unheard` is being sent.
template <class World>
void a_paused_owner_goes_on_with_what_nobody_has_claimed(World& world) {
    auto &paused = world.open(), &other = world.open();
    const auto unheard = enqueue(paused, "unheard", "a request");
    const auto queued = enqueue(paused, "queued", "a request");
    const auto planned = put(paused, some_intent("planned", intent_state::planned));
    const auto given_up = put(paused, some_intent("given up", intent_state::planned));
    BOOST_TEST(change(paused, in_state(unheard, intent_state::sending), unheard.version).written);
    world.pause(paused);
    for (const auto& each : {queued, planned, given_up})
        BOOST_TEST(!change(other, in_state(each, intent_state::sending), each.version).written, "it has to claim it");
    const auto take_back = [](journal& by, intent what, std::int64_t version) {
        const journal_change one[] = {
            {.wanted = in_state(std::move(what), intent_state::planned), .version = version, .takes_back = true}};
        return by.apply(one).at(0);
    };
    BOOST_TEST(!take_back(other, unheard, unheard.version + 1).written, "it is not its own word");
    for (const auto& each : {queued, planned})
        BOOST_TEST(change(paused, in_state(each, intent_state::sending), each.version).written);
    BOOST_TEST(change(paused, in_state(given_up, intent_state::not_sent), given_up.version).written);
    auto now = unheard;
    now.version = unheard.version + 2;
    expect_written(take_back(paused, unheard, unheard.version + 1), now);
    BOOST_TEST(paused.request_of(now) == "a request");
    BOOST_TEST(!change(other, in_state(queued, intent_state::sending), queued.version).written);
    BOOST_TEST(paused.find("queued")->state == intent_state::sending);
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
