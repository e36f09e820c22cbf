// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every change over every row: what must never happen does not, and what is asked twice is done once.
#include <seedance/journal/decide.hpp>

#include <chrono>
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

/// A row that this very object had before its lease ended.
journal_row own_before(const intent& what) {
    journal_row row{what, owner::gone};
    row.was_own = true;
    return row;
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

BOOST_AUTO_TEST_CASE(a_time_is_kept_when_a_row_has_a_video_for_the_first_time) {
    std::size_t kept = 0;
    for_everything([&kept](const auto& there, auto change, const auto&) {
        change.took = std::chrono::seconds{104};
        const auto step = decide(change, there);
        const bool has_video_now = step.row && step.row->state == intent_state::succeeded && writes(step);
        const bool had_one = there && detail::reach_of(there->what.state) >= detail::reach_of(intent_state::succeeded);
        BOOST_TEST((step.took == change.took) == (has_video_now && !had_one));
        if (!step.took) return;
        ++kept;
        BOOST_TEST(change.wanted.state == intent_state::succeeded);
        for (const auto& next : all_changes()) {
            auto later = next;
            later.took = std::chrono::seconds{105};
            later.wanted.note = "a reason to write the row again";
            later.cost = usd(1);
            BOOST_TEST(!decide(later, journal_row{*step.row}).took, "once for each task");
        }
        for (const auto absurd : {std::chrono::milliseconds{-1}, std::chrono::milliseconds{std::chrono::weeks{2}}}) {
            change.took = absurd;
            BOOST_TEST(!decide(change, there).took);
        }
    });
    BOOST_TEST(kept != 0u);
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

BOOST_AUTO_TEST_CASE(what_is_asked_for_again_is_the_askers_unless_somebody_else_has_it) {
    for_everything([](const auto& there, const auto& change, const auto& step) {
        const bool begins = change.version == 0 && !is_fact(change.wanted.state);
        if (!there || !begins || change.wanted.handle != there->what.handle) return;
        const bool may_be_sent = seedance::may_be_sent(there->what.state);
        const bool is_in_the_way = may_be_sent && there->of == owner::alive;
        BOOST_TEST(step.what == (is_in_the_way ? kind::conflict : kind::nothing));
        BOOST_TEST(step.takes == (may_be_sent && there->of == owner::gone));
        BOOST_TEST_REQUIRE(step.row.has_value());
        BOOST_TEST(step.row->state == there->what.state);
        BOOST_TEST(step.row->version == there->what.version);
    });
}

BOOST_AUTO_TEST_CASE(what_opens_again_is_taken_from_who_is_gone) {
    int taken = 0;
    for_everything([&taken](const auto& there, const auto& change, const auto& step) {
        if (change.version == 0 && !is_fact(change.wanted.state)) return;  // it begins something
        const bool opens = there && !is_open(there->what) && step.what == kind::replace && is_open(*step.row);
        BOOST_TEST(step.takes == (opens && there->of == owner::gone));
        taken += step.takes ? 1 : 0;
    });
    BOOST_TEST(taken != 0);
}

BOOST_AUTO_TEST_CASE(who_was_sending_takes_it_back_after_its_lease_unless_it_was_claimed) {
    const auto left = own_before(intent_in(intent_state::sending, 3));
    const journal_change plain{intent_in(intent_state::planned, 0), 3};
    auto back = plain;
    back.takes_back = true;
    const auto step = decide(back, left);
    BOOST_TEST((step.what == kind::replace));
    BOOST_TEST(step.takes);
    BOOST_TEST(step.row->state == intent_state::planned);
    BOOST_TEST((decide(back, journal_row{*step.row, owner::own}).what == kind::nothing), "asked twice it is done once");
    BOOST_TEST((decide(plain, left).what == kind::conflict), "it may be the word of another, which is gone");
    BOOST_TEST((decide(back, journal_row{left.what, owner::alive}).what == kind::conflict));
    BOOST_TEST((decide(back, journal_row{left.what, owner::gone}).what == kind::conflict), "another has sent it");
    BOOST_TEST((decide(back, own_before(intent_in(intent_state::sending, 4))).what == kind::conflict));
    for (const auto of : {owner::own, owner::alive, owner::gone})
        BOOST_TEST((decide(back, journal_row{claimed(left.what), of}).what == kind::conflict));
    auto others = left;
    others.what.handle = "h2";
    BOOST_TEST((decide(back, others).what == kind::conflict));
}

BOOST_AUTO_TEST_CASE(who_has_heard_of_a_refusal_sends_what_was_in_doubt_again_unless_it_was_claimed) {
    auto doubt = intent_in(intent_state::unknown, 3);
    doubt.queued = true;
    doubt.legs_left = 1;
    const journal_change plain{intent_in(intent_state::planned, 0), 3};
    auto back = plain;
    back.takes_back = true;
    for (const auto of : {owner::own, owner::gone}) {  // a lease may be over meanwhile
        const auto step = decide(back, of == owner::own ? journal_row{doubt, of} : own_before(doubt));
        BOOST_TEST((step.what == kind::replace));
        BOOST_TEST(step.takes == (of == owner::gone));
        BOOST_TEST(step.row->state == intent_state::planned);
        BOOST_TEST(step.row->queued);
        BOOST_TEST((decide(back, journal_row{*step.row, owner::own}).what == kind::nothing), "once, however often");
    }
    BOOST_TEST((decide(back, journal_row{doubt, owner::alive}).what == kind::conflict), "somebody has claimed it");
    BOOST_TEST((decide(plain, journal_row{doubt, owner::own}).what == kind::conflict), "without a refusal");
    const auto differs = [&](auto change) {
        auto other = doubt;
        change(other);
        return decide(back, journal_row{other, owner::own}).what == kind::conflict;
    };
    BOOST_TEST(differs([](intent& what) { what.queued = false; }), "its request is not kept");
    BOOST_TEST(differs([](intent& what) { what.version = 4; }));
    BOOST_TEST(differs([](intent& what) { what.handle = "h2"; }));
    BOOST_TEST(differs([](intent& what) { what.candidate = task{.id = "task_1"}; }), "there may be a task of it");
    BOOST_TEST(differs([](intent& what) { what.state = intent_state::not_sent; }));
}

BOOST_AUTO_TEST_CASE(who_comes_back_goes_on_with_its_plan_unless_it_was_claimed) {
    for (const bool queued : {false, true})
        for (const auto state : {intent_state::planned, intent_state::sending, intent_state::not_sent,
                                 intent_state::dropped, intent_state::unknown}) {
            auto plan = intent_in(intent_state::planned, 3);
            plan.queued = queued;
            const journal_change goes_on{intent_in(state, 0), 3};
            const auto step = decide(goes_on, own_before(plan));
            const bool may = state != intent_state::unknown;
            BOOST_TEST_CONTEXT(to_string(state)) {
                BOOST_TEST((step.what == (may ? kind::replace : kind::conflict)));
                BOOST_TEST(step.takes == may);
                if (may) BOOST_TEST(step.row->version == 4);
                for (const auto of : {owner::alive, owner::gone})
                    BOOST_TEST((decide(goes_on, journal_row{plan, of}).what == kind::conflict),
                               "others have to claim it");
                auto others = plan;
                others.version = 4;
                BOOST_TEST((decide(goes_on, own_before(others)).what == kind::conflict));
                others.version = 3;
                others.handle = "h2";
                BOOST_TEST((decide(goes_on, own_before(others)).what == kind::conflict));
            }
        }
    auto sent = intent_in(intent_state::sending, 3);
    sent.queued = true;
    for (const auto state : {intent_state::sending, intent_state::not_sent, intent_state::dropped})
        BOOST_TEST((decide({intent_in(state, 0), 3}, own_before(sent)).what == kind::conflict) ==
                       (state != intent_state::not_sent),
                   "what has left is no plan");
    auto paid = intent_in(intent_state::accepted, 5);
    auto second = own_before(intent_in(intent_state::planned, 3));
    second.what.attempt = 2;
    second.paid_before = paid;
    auto sending = intent_in(intent_state::sending, 0);
    sending.attempt = 2;
    BOOST_TEST((decide({sending, 3}, second).what == kind::conflict), "an earlier one is paid for");
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
        BOOST_TEST(step.what == (is_lost ? kind::replace : before.what));
        const bool is_learnt = writes(step) && change.wanted.state == intent_state::unknown;
        BOOST_TEST((step.row->candidate == (is_learnt ? std::optional{perhaps} : std::nullopt)));
        if (!is_lost) return;
        ++taken;
        BOOST_TEST(step.row->version == there->what.version, "whoever has it goes on");
        BOOST_TEST(step.row->state == intent_state::unknown);
        const journal_row now{*step.row, there->of};
        BOOST_TEST(decide(change, now).what == kind::nothing);
        change.wanted.candidate = task_named("task_8");
        if (there->of != owner::own) BOOST_TEST(decide(change, now).what == kind::conflict);
        change.wanted.handle += "-of-another";
        BOOST_TEST(decide(change, there).what == kind::conflict);
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

// ---- routes

namespace {

/// What a task of an attempt has come to, as far as its bill is known.
struct bill {
    std::optional<money> charged;
    int further_tasks;
    bool is_nothing;
};

const bill all_bills[] = {{std::nullopt, 0, false},
                          {money{}, 0, true},
                          {micro_usd(1), 0, false},
                          {money{}, 1, false},
                          {std::nullopt, 1, false}};

/// Every attempt of a route that a journal can have, as the newest of its name.
template <class Check>
void for_every_attempt(Check check) {
    for (const auto state : all_intent_states)
        for (const auto of : {owner::own, owner::alive, owner::gone})
            for (const auto& bill : all_bills)
                for (const bool queued : {false, true})
                    for (const int legs_left : {0, 1}) {
                        auto there = intent_in(state, 3);
                        there.attempt = 2;
                        there.charged = bill.charged;
                        there.further_tasks = bill.further_tasks;
                        there.queued = queued;
                        there.legs_left = legs_left;
                        BOOST_TEST_CONTEXT(to_string(state)
                                           << " of " << static_cast<int>(of) << (queued ? ", queued" : "") << ", "
                                           << legs_left << " left, charged "
                                           << (bill.charged ? to_string(*bill.charged) : "?") << " and "
                                           << bill.further_tasks) {
                            check(journal_row{there, of}, bill);
                        }
                    }
}

/// The beginning of another leg in place of an attempt.
journal_change next_leg(int moves_on_from, const std::string& handle = "h2") {
    auto wanted = intent_in(intent_state::planned, 0);
    wanted.handle = handle;
    wanted.note = "the gateway has refused";
    return {.wanted = wanted, .request = "{}", .moves_on_from = moves_on_from};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_route_moves_on_from_its_own_plan_and_from_what_has_failed_for_nothing_alone) {
    for_every_attempt([](const journal_row& there, const bill& bill) {
        const auto& now = there.what;
        const bool is_free = detail::makes_room(there);  // with a route or without
        const bool is_own_plan = now.state == intent_state::planned && there.of == owner::own && now.queued;
        const bool has_failed = now.state == intent_state::failed && bill.is_nothing && now.queued;
        const auto step = decide(next_leg(2), there);
        if (is_own_plan) BOOST_TEST((decide(next_leg(2), own_before(now)).what == kind::insert), "its lease was over");
        BOOST_TEST((step.what == kind::insert) == (is_free || is_own_plan || has_failed));
        if (step.what != kind::insert) {
            BOOST_TEST(step.what == kind::conflict);
            BOOST_TEST(!step.earlier);
            return;
        }
        BOOST_TEST(step.row->attempt == 3);
        BOOST_TEST(step.row->note.empty(), "it is the note of the attempt before");
        BOOST_TEST(step.row->queued);
        if (!step.earlier) {
            BOOST_TEST(now.state == intent_state::not_sent);
            return;
        }
        BOOST_TEST((step.earlier->state == (has_failed ? intent_state::failed : intent_state::not_sent)));
        BOOST_TEST(!step.earlier->queued);
        BOOST_TEST(step.earlier->version == now.version + 1);
        BOOST_TEST(step.earlier->note == "the gateway has refused");
        BOOST_TEST((step.earlier->task == now.task));
    });
}

BOOST_AUTO_TEST_CASE(what_is_queued_goes_on_from_the_queue_and_nothing_else_does) {
    for_every_attempt([](const journal_row& there, const bill& bill) {
        auto beside_the_queue = next_leg(2);
        beside_the_queue.request.clear();
        const auto& now = there.what;
        const bool is_own_plan = now.state == intent_state::planned && there.of == owner::own;
        const bool has_failed = now.state == intent_state::failed && bill.is_nothing;
        const bool may_go_on = (is_own_plan || has_failed) && !now.queued;
        const auto step = decide(beside_the_queue, there);
        BOOST_TEST((step.what == kind::insert) == (detail::makes_room(there) || may_go_on));
        if (step.what == kind::insert) BOOST_TEST(!step.row->queued);
    });
}

BOOST_AUTO_TEST_CASE(what_was_being_sent_keeps_its_request_where_its_route_has_legs_left) {
    for_every_attempt([](const journal_row& there, const bill& bill) {
        const auto left = claimed(there.what);
        const bool was_sent = there.what.state == intent_state::sending;
        if (was_sent) BOOST_TEST(left.state == intent_state::unknown);
        const bool is_kept = !was_sent || (there.what.legs_left > 0 && bill.further_tasks == 0);
        BOOST_TEST(left.queued == (there.what.queued && is_kept));
    });
}

BOOST_AUTO_TEST_CASE(a_route_moves_on_from_its_newest_attempt_alone) {
    for_every_attempt([](const journal_row& there, const bill&) {
        if (detail::makes_room(there)) return;
        for (const int attempt : {0, 1, 3}) BOOST_TEST(decide(next_leg(attempt), there).what == kind::conflict);
    });
    BOOST_TEST(decide(next_leg(2), std::nullopt).what == kind::insert, "a journal may have forgotten the name");
}

BOOST_AUTO_TEST_CASE(who_moves_on_twice_begins_one_attempt_and_another_none) {
    for_every_attempt([](const journal_row& there, const bill&) {
        const auto step = decide(next_leg(2), there);
        if (step.what != kind::insert) return;
        for (const auto of : {owner::own, owner::alive, owner::gone}) {
            const auto again = decide(next_leg(2), journal_row{*step.row, of});
            BOOST_TEST(again.what == (of == owner::alive ? kind::conflict : kind::nothing));
            BOOST_TEST((again.row == step.row));
            const auto other = decide(next_leg(2, "h3"), journal_row{*step.row, of});
            const bool is_left_alone = of == owner::gone && !step.row->queued;  // what is queued waits for a claim
            BOOST_TEST(other.what == (is_left_alone ? kind::insert : kind::conflict));
        }
    });
}

BOOST_AUTO_TEST_CASE(the_note_of_an_attempt_that_has_one_stays) {
    auto failed = intent_in(intent_state::failed, 3);
    failed.note = "upstream timeout";
    failed.charged = money{};
    failed.queued = true;
    const auto step = decide(next_leg(1), journal_row{failed, owner::alive});
    BOOST_TEST_REQUIRE(step.earlier.has_value());
    BOOST_TEST(step.earlier->note == "upstream timeout");
}

BOOST_AUTO_TEST_CASE(an_attempt_is_not_sent_where_an_earlier_one_is_paid_for) {
    for (const auto& change : all_changes()) {
        auto sending = change;
        sending.wanted.attempt = 2;
        const bool asks = change.wanted.state == intent_state::sending;
        BOOST_TEST(asks_what_was_paid(sending) == asks);
        BOOST_TEST(!asks_what_was_paid(change), "there is none before the first");
        sending.called_back = "";
        BOOST_TEST(!asks_what_was_paid(sending));
    }
    for (const auto now : {intent_state::planned, intent_state::sending})
        for (const auto state : all_intent_states)
            for (const auto& bill : all_bills) {
                auto earlier = intent_in(state, 5);
                earlier.charged = bill.charged;
                earlier.further_tasks = bill.further_tasks;
                const bool is_free = !earlier.task || (state == intent_state::failed && bill.is_nothing);
                BOOST_TEST(is_paid(earlier) == !is_free);
                if (is_free) continue;
                auto planned = intent_in(now, 3);
                planned.attempt = 2;
                auto wanted = planned;
                wanted.state = intent_state::sending;
                const auto step = decide({wanted, 3}, journal_row{planned, owner::own, false, earlier});
                BOOST_TEST(step.what == kind::conflict);
                BOOST_TEST((step.row == earlier), "who asks learns of it");
                wanted.state = intent_state::not_sent;
                BOOST_TEST(
                    (decide({wanted, 3}, journal_row{planned, owner::own, false, earlier}).what == kind::replace));
            }
}

BOOST_AUTO_TEST_CASE(a_request_lives_until_no_leg_can_need_it) {
    for_every_attempt([](const journal_row& there, const bill&) {
        if (!there.what.queued || !may_need_request(there.what)) return;
        for (const auto state : all_intent_states)
            for (const auto charged : {billed::no, billed::yes, billed::unknown})
                for (const bool ends_route : {false, true}) {
                    auto wanted = intent_in(state, 0);
                    wanted.attempt = 2;
                    const auto step =
                        decide({.wanted = wanted, .version = 3, .ends_route = ends_route, .charged = charged}, there);
                    if (!writes(step) || step.row->attempt != 2) continue;
                    const auto& now = *step.row;
                    const bool is_undecided = now.state == intent_state::accepted || now.state == intent_state::unknown;
                    const bool may_go_on = now.legs_left > 0 && now.further_tasks == 0 &&
                                           (is_undecided || (has_failed_for_nothing(now) && !ends_route));
                    const bool is_needed = may_be_sent(now.state) || may_go_on;
                    BOOST_TEST_CONTEXT("then " << to_string(state) << ", bill " << static_cast<int>(charged)) {
                        BOOST_TEST(now.queued == is_needed);
                        BOOST_TEST(is_open(now) == (!is_over(now.state) || is_needed));
                        BOOST_TEST(now.legs_left == there.what.legs_left);
                    }
                }
    });
}

BOOST_AUTO_TEST_CASE(a_second_task_ends_a_route) {
    auto accepted = intent_in(intent_state::accepted, 3);
    accepted.queued = true;
    accepted.legs_left = 1;
    auto other = intent_in(intent_state::accepted, 0);
    other.task = task_named("task_2");
    const auto step = decide({other, 0}, journal_row{accepted, owner::own});
    BOOST_TEST(step.what == kind::second_task);
    BOOST_TEST(!step.row->queued);
    auto failed = *step.row;
    failed.state = intent_state::failed;
    failed.charged = money{};
    BOOST_TEST((decide(next_leg(1), journal_row{failed, owner::own}).what == kind::conflict));
}

BOOST_AUTO_TEST_CASE(a_route_that_was_ended_is_ended_once) {
    auto failed = intent_in(intent_state::failed, 3);
    failed.charged = money{};
    failed.queued = true;
    failed.legs_left = 1;
    auto wanted = intent_in(intent_state::failed, 0);
    const journal_change end{.wanted = wanted, .ends_route = true, .charged = billed::no};
    const auto step = decide(end, journal_row{failed, owner::alive});
    BOOST_TEST(step.what == kind::replace);
    BOOST_TEST(!is_open(*step.row));
    BOOST_TEST((decide(end, journal_row{*step.row, owner::alive}).what == kind::nothing));
}

BOOST_AUTO_TEST_SUITE_END()
