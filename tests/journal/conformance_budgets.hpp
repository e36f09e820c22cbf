// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What every journal must do with budgets: a part of conformance.hpp.

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/journal/budget.hpp>
#include <seedance/journal/journal.hpp>

#include "journal_fixture.hpp"

namespace test::conform {

constexpr money price = micro_usd(380'000);  // of `some_intent`
constexpr std::chrono::system_clock::time_point some_day{1'767'965'610'123ms};

inline intent paid_from(const std::string& budget, intent what) {
    what.budget = budget;
    return what;
}

inline budget_figures figures_of(journal& at, const std::string& name = "b") {
    const auto found = at.find_budget(name, some_day);
    BOOST_TEST_REQUIRE(found.has_value());
    return *found;
}

inline void expect_figures(journal& at, money held, money spent) {
    const auto now = figures_of(at);
    BOOST_TEST(now.held == held);
    BOOST_TEST(now.spent == spent);
}

/// Makes a change that says what a task came to.
inline journal_answer end_of(journal& at, const intent& what, intent_state state, billed charged,
                             std::optional<money> cost = {}) {
    const journal_change one[] = {
        {.wanted = {.state = state, .task = what.task}, .charged = charged, .cost = cost, .at = some_day}};
    return at.apply(one)[0];
}

template <class World>
void a_budget_keeps_its_terms(World& world) {
    auto& journal = world.open();
    BOOST_TEST(!journal.find_budget("b", some_day));
    const auto from = budget_period::from(some_day - 1h);
    for (const auto& period :
         {budget_period::ever(), budget_period::utc_day(), budget_period::utc_month(), budget_period::from({}), from})
        for (const std::string name : {"b", "'; DROP TABLE budgets; -- \"\xC3\xA9"})
            for (const auto limit : {money{}, usd(50), micro_usd(seedance::detail::most_micro_usd)}) {
                const auto made = journal.set_budget(name, limit, period, some_day);
                BOOST_TEST(made.name == name);
                BOOST_TEST(made.limit == limit);
                BOOST_TEST((made.period == period));
                BOOST_TEST((*journal.find_budget(name, some_day) == made));
                BOOST_TEST(made.left() == limit);
            }
    BOOST_TEST(figures_of(journal).begin == some_day - 1h);
}

template <class World>
void budgets_are_listed_by_the_bytes_of_their_names(World& world) {
    auto& journal = world.open();
    using names = std::vector<std::string>;
    BOOST_TEST(journal.budget_names("", 10) == names{}, boost::test_tools::per_element{});
    const names all{"B", "a b", "a-", "a/1", "b", "\xC3\xA9"};
    for (auto name = all.rbegin(); name != all.rend(); ++name)
        journal.set_budget(*name, price, budget_period::ever(), some_day);
    BOOST_TEST(journal.budget_names("", 10) == all, boost::test_tools::per_element{});
    BOOST_TEST(journal.budget_names("", 2) == (names{"B", "a b"}), boost::test_tools::per_element{});
    BOOST_TEST(journal.budget_names("a b", 2) == (names{"a-", "a/1"}), boost::test_tools::per_element{});
    BOOST_TEST(journal.budget_names("a", 1) == names{"a b"}, boost::test_tools::per_element{});
    BOOST_TEST(journal.budget_names("\xC3\xA9", 10) == names{}, boost::test_tools::per_element{});
}

template <class World>
void an_attempt_and_its_hold_are_one(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price * 2, budget_period::ever(), some_day);
    auto first = paid_from("b", some_intent("order-1", intent_state::planned));
    for (int i = 0; i != 2; ++i) {
        const auto answer = change(journal, first);
        BOOST_TEST(answer.written);
        BOOST_TEST(answer.now->budget == "b");
        BOOST_TEST(answer.now->budget_period == 1);
        BOOST_TEST(*journal.find("order-1") == *answer.now);
        expect_figures(journal, price, {});
    }
    change(journal, paid_from("b", some_intent("order-2", intent_state::planned)));
    for (int i = 0; i != 2; ++i) {
        const auto refused = change(journal, paid_from("b", some_intent("order-3", intent_state::planned)));
        BOOST_TEST(!refused.written);
        BOOST_TEST(!refused.now);
        BOOST_TEST_REQUIRE(refused.refused.has_value());
        BOOST_TEST((refused.refused->now == figures_of(journal)));
        BOOST_TEST(!journal.find("order-3"));
    }
    const auto unknown = change(journal, paid_from("c", some_intent("order-3", intent_state::planned)));
    BOOST_TEST((unknown.refused == budget_refusal{.name = "c"}));
    BOOST_TEST(change(journal, some_intent("order-3", intent_state::planned)).written, "no budget, no limit");
    expect_figures(journal, price * 2, {});
}

template <class World>
void what_is_planned_has_its_price_set_aside_anew(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price * 2, budget_period::ever(), some_day);
    auto queued = paid_from("b", some_intent("order-1", intent_state::planned));
    change(journal, queued);
    const auto priced = [&](money held, std::int64_t version) {
        queued.held = held;
        return change(journal, queued, version);
    };
    for (int i = 0; i != 2; ++i) BOOST_TEST(priced(price * 2, 1).written);
    BOOST_TEST(journal.find("order-1")->held == price * 2);
    expect_figures(journal, price * 2, {});
    const auto refused = priced(price * 2 + micro_usd(1), 2);
    BOOST_TEST(!refused.written);
    BOOST_TEST((refused.refused->now == figures_of(journal)));
    BOOST_TEST(journal.find("order-1")->held == price * 2);
    BOOST_TEST(!priced(price, 1).written, "somebody has written over what it has read");
    BOOST_TEST(priced(price, 2).written, "what has become cheaper frees the rest");
    expect_figures(journal, price, {});
    queued.held = price * 9;
    queued.state = intent_state::sending;
    BOOST_TEST(change(journal, queued, 3).written);
    BOOST_TEST(journal.find("order-1")->held == price, "its price is settled when it is sent");
    expect_figures(journal, price, {});
}

template <class World>
void what_is_settled_twice_counts_once(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", usd(100), budget_period::ever(), some_day);
    struct end {
        intent_state state;
        billed charged;
        std::optional<money> cost;
        money held, spent;
    };
    const end ends[] = {{intent_state::succeeded, billed::yes, {}, {}, price},
                        {intent_state::fetched, billed::yes, usd(1), {}, usd(1)},
                        {intent_state::failed, billed::no, {}, {}, {}},
                        {intent_state::failed, billed::yes, {}, {}, price},
                        {intent_state::failed, billed::unknown, {}, price, {}}};
    money held, spent;
    int number = 0;
    for (const auto& each : ends) {
        auto begun = paid_from("b", some_intent("order-" + std::to_string(++number), intent_state::planned));
        change(journal, begun);
        begun.state = intent_state::accepted;
        begun.task = some_task("task_" + begun.name);
        change(journal, begun);
        expect_figures(journal, held + price, spent);
        held += each.held;
        spent += each.spent;
        for (int i = 0; i != 2; ++i) {
            const auto answer = end_of(journal, begun, each.state, each.charged, each.cost);
            BOOST_TEST(answer.written);
            BOOST_TEST(*journal.find(begun.name) == *answer.now);
            expect_figures(journal, held, spent);
        }
    }
    BOOST_TEST(journal.prune(some_day + 1h) != 0u);
    expect_figures(journal, held, spent);
}

template <class World>
void what_was_not_sent_is_free_until_a_task_appears(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price, budget_period::ever(), some_day);
    const auto begun = put(journal, paid_from("b", some_intent("order-1")));
    for (int i = 0; i != 2; ++i) change(journal, in_state(begun, intent_state::not_sent), begun.version);
    expect_figures(journal, {}, {});
    auto again = paid_from("b", some_intent("order-1", intent_state::planned));
    again.handle = "another";
    BOOST_TEST(change(journal, again).now->attempt == 2);
    expect_figures(journal, price, {});
    for (const std::string id : {"task_1", "task_2"}) {
        auto late = in_state(begun, intent_state::accepted);  // of the first attempt, which was sent after all
        late.task = some_task(id);
        for (int i = 0; i != 2; ++i) change(journal, late);
        expect_figures(journal, price * 2, id == "task_2" ? price : money{});
    }
}

template <class World>
void a_beginning_whose_answer_was_lost_is_taken_back(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price, budget_period::ever(), some_day);
    for (const auto* handle : {"first", "second"}) {
        auto begun = paid_from("b", some_intent("order-1", intent_state::planned));
        begun.handle = handle;
        change(journal, begun);
        expect_figures(journal, price, {});
        begun.state = intent_state::not_sent;
        begun.attempt = 0;
        auto others = begun;
        others.handle = "another's";
        BOOST_TEST(!change(journal, others, 1).written);
        expect_figures(journal, price, {});
        for (int i = 0; i != 2; ++i) BOOST_TEST(change(journal, begun, 1).written);
        expect_figures(journal, {}, {});
    }
    auto never = paid_from("b", some_intent("order-2", intent_state::not_sent));
    never.attempt = 0;
    BOOST_TEST(!change(journal, never, 1).written);
}

template <class World>
void a_batch_stops_at_the_limit_and_the_rest_goes_on(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price * 2, budget_period::ever(), some_day);
    std::vector<journal_change> batch;
    for (int i = 0; i != 6; ++i) {
        auto what = some_intent("order-" + std::to_string(i), intent_state::planned);
        if (i != 4) what.budget = "b";
        batch.push_back({what});
        if (i == 0) batch.push_back({in_state(what, intent_state::not_sent), 1});
    }
    const bool written[] = {true, true, true, true, false, true, false};
    const auto answers = journal.apply(batch);
    for (std::size_t i = 0; i != answers.size(); ++i) BOOST_TEST(answers[i].written == written[i], "change " << i);
    expect_figures(journal, price * 2, {});
}

template <class World>
void what_is_booked_under_a_name_is_booked_once(World& world) {
    auto& journal = world.open();
    budget_booking what{.budget = "b", .name = "bill", .amount = usd(3), .why = "the bill's words"};
    BOOST_TEST((journal.adjust_budget(what, some_day) == budget_answer{}));
    journal.set_budget("b", usd(10), budget_period::ever(), some_day);
    for (int i = 0; i != 2; ++i) {
        const auto answer = journal.adjust_budget(what, some_day);
        BOOST_TEST(answer.written);
        BOOST_TEST(answer.now->booked == usd(3));
        BOOST_TEST((*answer.now == figures_of(journal)));
    }
    what.amount = usd(4);
    const auto otherwise = journal.adjust_budget(what, some_day);
    BOOST_TEST(!otherwise.written);
    BOOST_TEST(otherwise.now->left() == usd(7));
    what.name = "voucher", what.amount = usd(-5);
    BOOST_TEST(journal.adjust_budget(what, some_day).now->left() == usd(12));
    BOOST_TEST(change(journal, paid_from("b", some_intent("order-1"))).written);
}

/// Begins an attempt that budget "b" pays for; says whether it is let.
inline bool begins_at(journal& at, const std::string& name, std::chrono::system_clock::time_point when) {
    const journal_change one[] = {{.wanted = paid_from("b", some_intent(name, intent_state::planned)), .at = when}};
    return at.apply(one)[0].written;
}

template <class World>
void a_period_ends_and_never_comes_back(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price, budget_period::utc_day(), some_day);
    journal.adjust_budget({.budget = "b", .name = "voucher", .amount = usd(-1), .why = "words"}, some_day);
    journal.adjust_budget({.budget = "b", .name = "bill", .amount = usd(1), .why = "words"}, some_day);
    BOOST_TEST(begins_at(journal, "order-1", some_day));
    BOOST_TEST(!begins_at(journal, "order-2", some_day));
    BOOST_TEST(journal.find_budget("b", some_day + 24h)->left() == price);
    BOOST_TEST(!begins_at(journal, "order-2", some_day), "a question brings no period forward");
    BOOST_TEST(begins_at(journal, "order-2", some_day + 24h));
    BOOST_TEST(!begins_at(journal, "order-3", some_day));
    BOOST_TEST(journal.find("order-2")->budget_period == 2);
    change(journal, in_state(*journal.find("order-1"), intent_state::not_sent), 1);
    BOOST_TEST(journal.find_budget("b", some_day)->held == price, "what an earlier period held frees nothing now");
}

/// As where a program was begun while its clock was a year ahead.
template <class World>
void a_period_that_a_wrong_clock_has_opened_can_be_left(World& world) {
    auto& journal = world.open();
    journal.set_budget("b", price, budget_period::utc_month(), some_day);
    BOOST_TEST(begins_at(journal, "order-1", some_day + 24h * 366));
    BOOST_TEST(!begins_at(journal, "order-2", some_day + 24h * 40), "the next month does not end a later one");
    journal.set_budget("b", price, budget_period::from(some_day + 24h * 40), some_day + 24h * 40);
    BOOST_TEST(begins_at(journal, "order-2", some_day + 24h * 40));
    BOOST_TEST(!begins_at(journal, "order-3", some_day + 24h * 40));
}

/// As where two programs, or two versions of one, set the terms when they begin.
template <class World>
void terms_that_change_to_and_fro_forget_nothing(World& world) {
    auto& journal = world.open();
    const auto now = some_day + 24h * 40;
    journal.set_budget("b", price, budget_period::utc_month(), now);
    BOOST_TEST(begins_at(journal, "order-1", now));
    for (int i = 0; i != 2; ++i) {
        for (const auto& period : {budget_period::from(some_day - 24h * 60), budget_period::from(some_day - 24h * 90),
                                   budget_period::utc_month()}) {
            journal.set_budget("b", price, period, now);
            BOOST_TEST(!begins_at(journal, "order-2", now));
        }
    }
}

template <class World>
void owners_at_the_limit_never_exceed_it(World& world) {
    journal* owners[] = {&world.open(), &world.open()};
    owners[0]->set_budget("b", price * 50, budget_period::ever(), some_day);
    int written[2] = {};
    const auto spend = [&](int by) {
        for (int i = 0; i != 60; ++i) {
            const auto name = std::to_string(by) + "-" + std::to_string(i);
            written[by] += change(*owners[by], paid_from("b", some_intent(name, intent_state::planned))).written;
        }
    };
    std::thread thread{[&] { spend(1); }};
    spend(0);
    thread.join();
    BOOST_TEST(written[0] + written[1] == 50);
    for (auto* each : owners) expect_figures(*each, price * 50, {});
}

template <class World>
void what_the_dead_hold_stays_held(World& world) {
    auto &first = world.open(), &second = world.open();
    first.set_budget("b", price * 4, budget_period::ever(), some_day);
    for (const auto state :
         {intent_state::planned, intent_state::sending, intent_state::unknown, intent_state::accepted})
        put(first, paid_from("b", some_intent(std::string{to_string(state)}, state)));
    world.kill(first);
    expect_figures(second, price * 4, {});
    BOOST_TEST(change(second, paid_from("b", some_intent("new"))).refused.has_value());
    for (int i = 0; i != 2; ++i) {
        BOOST_TEST(second.claim(10) == (i == 0 ? 4u : 0u));
        expect_figures(second, price * 3, {});  // what was planned is dropped
    }
    const auto dropped = *second.find("planned");
    BOOST_TEST(dropped.state == intent_state::dropped);
    for (int i = 0; i != 2; ++i) change(second, in_state(dropped, intent_state::not_sent), dropped.version);
    expect_figures(second, price * 3, {});
    const auto unknown = *second.find("unknown");
    for (int i = 0; i != 2; ++i) change(second, in_state(unknown, intent_state::not_sent), unknown.version);
    expect_figures(second, price * 2, {});
    end_of(second, *second.find("accepted"), intent_state::fetched, billed::yes);
    expect_figures(second, price, price);
}

template <class World>
void the_planned_of_the_dead_make_room_in_their_budget(World& world) {
    auto &first = world.open(), &second = world.open();
    first.set_budget("b", price, budget_period::ever(), some_day);
    put(first, paid_from("b", some_intent("order-1", intent_state::planned)));
    world.kill(first);
    auto again = paid_from("b", some_intent("order-1", intent_state::planned));
    again.handle = "another";
    BOOST_TEST(change(second, again).written);
    expect_figures(second, price, {});
}

}  // namespace test::conform
