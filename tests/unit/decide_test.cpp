// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every change over every row: what must never happen does not, and what is asked twice is done once.
#include <seedance/journal/decide.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(journal_decisions)

namespace {

using kind = journal_step::kind;
using owner = journal_row::owner;

task task_named(const std::string& id) { return {.provider = "apixo", .model = "m", .id = id}; }

intent intent_in(intent_state state, std::int64_t version) {
    intent made{
        .name = "order-1", .state = state, .provider = "apixo", .model = "m", .handle = "h1", .version = version};
    if (is_fact(state)) made.task = task_named("task_1");
    return made;
}

/// Every row that a journal can have of an intent, and none.
std::vector<std::optional<journal_row>> all_rows() {
    std::vector<std::optional<journal_row>> rows{std::nullopt};
    for (const auto state : all_intent_states)
        for (const auto of : {owner::own, owner::alive, owner::gone})
            rows.push_back(journal_row{intent_in(state, 3), of});
    return rows;
}

/// Every change: of this attempt and of another call's, over the version that is there and over others.
std::vector<journal_change> all_changes() {
    std::vector<journal_change> changes;
    for (const auto state : all_intent_states)
        for (const std::int64_t version : {0, 2, 3, 4})
            for (const std::string handle : {"h1", "h2"}) {
                auto wanted = intent_in(state, 0);
                wanted.handle = handle;
                changes.push_back({wanted, version});
            }
    return changes;
}

bool writes(const journal_step& step) { return step.what == kind::insert || step.what == kind::replace; }

template <class Check>
void for_everything(Check check) {
    for (const auto& there : all_rows())
        for (const auto& change : all_changes()) {
            const auto now = there ? std::string{to_string(there->what.state)} : "nothing";
            BOOST_TEST_CONTEXT(to_string(change.wanted.state)
                               << " over version " << change.version << ", there is " << now) {
                check(there, change, decide(change, there));
            }
        }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fact_never_goes_back) {
    for_everything([](const auto& there, const auto&, const auto& step) {
        if (!there || !is_fact(there->what.state)) return;
        BOOST_TEST_REQUIRE(step.row.has_value());
        BOOST_TEST(detail::reach_of(step.row->state) >= detail::reach_of(there->what.state));
        BOOST_TEST(step.row->task.value().id == "task_1");
    });
}

BOOST_AUTO_TEST_CASE(a_fact_is_taken_from_anybody) {
    for_everything([](const auto& there, const auto& change, const auto& step) {
        if (!is_fact(change.wanted.state)) return;
        BOOST_TEST(step.what != kind::conflict);
        BOOST_TEST_REQUIRE(step.row.has_value());
        BOOST_TEST(detail::reach_of(step.row->state) >= detail::reach_of(change.wanted.state));
        if (there && !is_fact(there->what.state)) BOOST_TEST(step.row->version == there->what.version + 1);
    });
}

BOOST_AUTO_TEST_CASE(an_opinion_is_written_by_the_owner_only_and_over_the_version_that_it_names) {
    for_everything([](const auto& there, const auto& change, const auto& step) {
        if (is_fact(change.wanted.state) || change.version == 0 || !writes(step)) return;
        BOOST_TEST_REQUIRE(there.has_value());
        const auto seen = detail::as_seen(*there).state;
        const bool nobody_is_at_work = seen == intent_state::unknown || seen == intent_state::dropped;
        const bool says_not_sent = change.wanted.state == intent_state::not_sent;
        BOOST_TEST((there->of == owner::own || (nobody_is_at_work && says_not_sent)));
        BOOST_TEST(there->what.version == change.version);
        BOOST_TEST(there->what.handle == change.wanted.handle);
    });
}

BOOST_AUTO_TEST_CASE(what_may_have_been_sent_is_never_sent_again) {
    for_everything([](const auto& there, const auto& change, const auto& step) {
        const bool wants_to_send =
            change.wanted.state == intent_state::planned || change.wanted.state == intent_state::sending;
        if (!there || !wants_to_send || !writes(step)) return;
        const auto state = there->what.state;
        const bool was_not_sent = state == intent_state::not_sent || state == intent_state::dropped ||
                                  (state == intent_state::planned && there->of != owner::alive) ||
                                  (state == intent_state::sending && there->of == owner::own);
        BOOST_TEST(was_not_sent);
        if (change.version == 0) BOOST_TEST(step.row->attempt == there->what.attempt + 1);
        if (change.version == 0 && state != intent_state::not_sent)
            BOOST_TEST(step.earlier.value().state == intent_state::not_sent, "nobody goes on with the earlier attempt");
    });
}

BOOST_AUTO_TEST_CASE(what_the_gone_have_left_is_nobodys_plan_any_more) {
    for (const auto state : all_intent_states) {
        const auto now = claimed(intent_in(state, 3));
        const auto expected = state == intent_state::sending   ? intent_state::unknown
                              : state == intent_state::planned ? intent_state::dropped
                                                               : state;
        BOOST_TEST(now.state == expected);
        BOOST_TEST(now.version == (now.state == state ? 3 : 4));
    }
}

BOOST_AUTO_TEST_CASE(what_the_gone_were_sending_reads_as_unknown) {
    for_everything([](const auto& there, const auto&, const auto& step) {
        if (!there || there->of != owner::gone || step.what != kind::conflict) return;
        BOOST_TEST_REQUIRE(step.row.has_value());
        BOOST_TEST(step.row->state != intent_state::sending);
    });
}

BOOST_AUTO_TEST_CASE(what_is_asked_twice_is_done_once) {
    for_everything([](const auto&, const auto& change, const auto& step) {
        if (!writes(step)) return;
        const auto again = decide(change, journal_row{*step.row, owner::own});
        BOOST_TEST(again.what == kind::nothing);
        BOOST_TEST(again.row.value().state == step.row->state);
        BOOST_TEST(again.row.value().version == step.row->version);
    });
}

BOOST_AUTO_TEST_CASE(what_may_be_its_task_is_kept_as_long_as_nobody_knows) {
    const auto perhaps = task_named("task_9");
    for_everything([&](auto there, auto change, const auto&) {
        if (!there) return;
        if (there->what.state == intent_state::unknown) there->what.candidate = perhaps;
        const auto step = decide(change, there);
        BOOST_TEST_REQUIRE(step.row.has_value());
        const bool is_unknown = there->what.state == intent_state::unknown && step.row->state == intent_state::unknown;
        BOOST_TEST((step.row->candidate == (is_unknown ? std::optional{perhaps} : std::nullopt)));
    });
}

BOOST_AUTO_TEST_CASE(what_may_be_its_task_is_taken_from_anybody_while_nobody_knows_of_one) {
    const auto perhaps = task_named("task_9");
    int taken = 0;
    for_everything([&](const auto& there, auto change, const auto& before) {
        change.wanted.candidate = perhaps;
        const auto step = decide(change, there);
        const bool is_opinion = !is_fact(change.wanted.state) && change.version != 0;
        if (!there || !step.row || !(is_opinion || is_fact(change.wanted.state))) return;
        const bool is_lost = detail::as_seen(*there).state == intent_state::unknown &&
                             change.wanted.state == intent_state::unknown && before.what == kind::conflict &&
                             change.wanted.handle == there->what.handle;
        BOOST_TEST((step.what == (is_lost ? kind::replace : before.what)));
        const bool is_learnt = writes(step) && change.wanted.state == intent_state::unknown;
        BOOST_TEST((step.row->candidate == (is_learnt ? std::optional{perhaps} : std::nullopt)));
        if (!is_lost) return;
        ++taken;
        BOOST_TEST(step.row->version == there->what.version, "whoever has it goes on");
        BOOST_TEST(step.row->state == intent_state::unknown);
        const journal_row now{*step.row, there->of};
        BOOST_TEST((decide(change, now).what == kind::nothing));
        change.wanted.candidate = task_named("task_8");
        if (there->of != owner::own) BOOST_TEST((decide(change, now).what == kind::conflict));
        change.wanted.handle += "-of-another";
        BOOST_TEST((decide(change, there).what == kind::conflict));
    });
    BOOST_TEST(taken > 5);
}

BOOST_AUTO_TEST_CASE(what_may_have_a_task_is_not_queued_any_more) {
    auto left = intent_in(intent_state::sending, 3);
    left.queued = true;
    auto lost = intent_in(intent_state::unknown, 0);
    lost.candidate = task_named("task_9");
    const auto step = decide({lost, 2}, journal_row{left, owner::gone});
    BOOST_TEST(step.what == kind::replace);
    BOOST_TEST(step.row->state == intent_state::unknown);
    BOOST_TEST(!step.row->queued, "nobody sends it again: its request is erased");
}

BOOST_AUTO_TEST_CASE(a_second_task_is_kept_beside_the_first) {
    auto other = intent_in(intent_state::accepted, 0);
    other.task = task_named("task_2");
    for (const auto state : {intent_state::accepted, intent_state::fetched}) {
        const auto step = decide({other, 0}, journal_row{intent_in(state, 3), owner::alive});
        BOOST_TEST(step.what == kind::second_task);
        BOOST_TEST(step.row->task->id == "task_1");
    }
}

BOOST_AUTO_TEST_CASE(a_task_of_a_forgotten_intent_is_kept) {
    const auto step = decide({intent_in(intent_state::accepted, 0), 5}, std::nullopt);
    BOOST_TEST(step.what == kind::insert);
    BOOST_TEST(step.row->task->id == "task_1");
    auto guessed = intent_in(intent_state::accepted, 0);
    guessed.candidate = task_named("task_9");
    BOOST_TEST(!decide({guessed, 5}, std::nullopt).row->candidate);
    auto nameless = intent_in(intent_state::fetched, 0);
    nameless.name.clear();
    BOOST_TEST(decide({nameless, 0}, std::nullopt).what == kind::conflict);
}

BOOST_AUTO_TEST_SUITE_END()
