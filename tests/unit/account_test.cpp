// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What changes do to a budget: every change over every row, asked once and twice; periods; sums at their ends.
#include <seedance/journal/account.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(accounts)

namespace {

using kind = journal_step::kind;
using owner = journal_row::owner;
using wall_time = std::chrono::system_clock::time_point;

constexpr money price = usd(3), cost = usd(2);
constexpr wall_time noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 28} + 12h;

task task_named(const std::string& id) { return {.provider = "apixo", .model = "m", .id = id}; }

intent intent_in(intent_state state, std::int64_t version) {
    intent made{.name = "order-1",
                .state = state,
                .provider = "apixo",
                .model = "m",
                .held = price,
                .handle = "h1",
                .budget = "b",
                .budget_period = 1,
                .version = version};
    if (is_fact(state)) made.task = task_named("task_1");
    return made;
}

/// A store of one intent and some budgets that does what it is told.
struct store {
    std::map<std::string, budget_row> budgets;
    std::optional<journal_row> row;
    std::optional<intent> before_row;  ///< the attempt that made room

    store() { budgets["b"] = {.name = "b", .limit = usd(10)}; }

    journal_answer make(const journal_change& change) {
        auto there = row;
        if (there && change.wanted.task && there->what.task && change.wanted.task->id != there->what.task->id)
            there->has_task = change.wanted.task->id == second_task;
        auto step = decide(change, there);
        const auto find = [this](const std::string& name) {
            const auto at = budgets.find(name);
            return at == budgets.end() ? std::nullopt : std::optional{at->second};
        };
        auto money = account_for(change, step, row ? &row->what : nullptr, find);
        if (money.refused) return {.refused = std::move(money.refused)};
        for (const auto& each : money.changed) {
            BOOST_TEST(each.damage.empty(), "what cannot be read is not written over");
            budgets[each.name] = each;
        }
        if (step.what == kind::second_task) second_task = change.wanted.task->id;
        if (step.what != kind::nothing && step.what != kind::conflict) row = journal_row{*step.row, owner::own};
        return std::move(step).answer();
    }

    journal_answer begin(const std::string& budget = "b", wall_time at = noon) {
        auto wanted = intent_in(intent_state::planned, 0);
        wanted.budget = budget;
        wanted.handle = "h" + std::to_string(++handles);
        return make({.wanted = wanted, .at = at});
    }

    journal_answer move(intent_state state, wall_time at = noon) {
        auto wanted = row->what;
        wanted.state = state;
        return make({.wanted = wanted, .version = row->what.version, .at = at});
    }

    journal_answer fact(intent_state state, billed charged = billed::unknown, std::optional<money> amount = {},
                        wall_time at = noon, const std::string& id = "task_1") {
        return make(
            {.wanted = {.name = "order-1", .state = state, .task = task_named(id), .held = price, .budget = "b"},
             .charged = charged,
             .cost = amount,
             .at = at});
    }

    void expect(money held, money spent) const {
        const auto& b = budgets.at("b");
        BOOST_TEST(b.held == held);
        BOOST_TEST(b.spent == spent);
    }

    std::string second_task;
    int handles = 0;
};

}  // namespace

// Whatever a change makes of whatever row, the budget differs by what the rows take of it, and a second time by
// nothing.
BOOST_AUTO_TEST_CASE(what_a_budget_has_is_what_its_rows_take) {
    for (const auto from : all_intent_states)
        for (const auto to : all_intent_states)
            for (const auto charged : {billed::no, billed::yes, billed::unknown})
                for (const std::optional<money> amount : {std::optional<money>{}, std::optional{cost}})
                    for (const std::int64_t version : {0, 3})
                        BOOST_TEST_CONTEXT(to_string(from) << " to " << to_string(to) << " over " << version) {
                            store one;
                            one.row = journal_row{intent_in(from, 3), owner::own};
                            const auto first = detail::share_of(one.row->what);
                            one.budgets["b"].held = usd(4) + first.held;
                            one.budgets["b"].spent = usd(1) + first.spent;
                            one.budgets["b"].limit = usd(1'000);
                            auto wanted = intent_in(to, 0);
                            if (version == 0) wanted.handle = "h2";
                            for (int times = 0; times != 2; ++times) {
                                one.make({.wanted = wanted,
                                          .version = version,
                                          .charged = charged,
                                          .cost = amount,
                                          .at = noon});
                                const auto now = detail::share_of(one.row->what);
                                one.expect(usd(4) + now.held, usd(1) + now.spent);
                            }
                        }
}

BOOST_AUTO_TEST_CASE(every_end_has_its_price) {
    struct end {
        intent_state state;
        billed charged;
        std::optional<money> amount;
        money held, spent;
    };
    const end ends[] = {
        {intent_state::succeeded, billed::yes, {}, {}, price},
        {intent_state::succeeded, billed::unknown, {}, {}, price},
        {intent_state::succeeded, billed::yes, cost, {}, cost},
        {intent_state::succeeded, billed::unknown, money{}, {}, price},  // nobody says that this is its bill
        {intent_state::succeeded, billed::yes, money{}, {}, {}},
        {intent_state::failed, billed::unknown, money{}, price, {}},
        {intent_state::succeeded, billed::no, {}, {}, {}},
        {intent_state::fetched, billed::yes, {}, {}, price},
        {intent_state::fetched, billed::yes, usd(5), {}, usd(5)},
        {intent_state::failed, billed::no, {}, {}, {}},
        {intent_state::failed, billed::no, cost, {}, {}},
        {intent_state::failed, billed::yes, {}, {}, price},
        {intent_state::failed, billed::yes, cost, {}, cost},
        {intent_state::failed, billed::unknown, cost, {}, cost},
        {intent_state::failed, billed::unknown, {}, price, {}},  // until its bill is booked
        {intent_state::failed, billed::unknown, micro_usd(-1), price, {}},
        {intent_state::succeeded, billed::yes, usd(-1), {}, price},
        {intent_state::expired, billed::unknown, {}, {}, price},
        {intent_state::accepted, billed::unknown, {}, price, {}},
    };
    for (const auto& each : ends) BOOST_TEST_CONTEXT(to_string(each.state) << ", billed " << to_string(each.charged)) {
            store one;
            BOOST_TEST(one.begin().written);
            one.move(intent_state::sending);
            one.expect(price, {});
            one.fact(intent_state::accepted);
            for (int times = 0; times != 2; ++times) {
                one.fact(each.state, each.charged, each.amount);
                one.expect(each.held, each.spent);
            }
        }
}

BOOST_AUTO_TEST_CASE(nothing_begins_beyond_the_limit_or_without_a_budget) {
    store one;
    one.budgets["b"].limit = price - micro_usd(1);
    const auto refused = one.begin();
    BOOST_TEST(!refused.written);
    BOOST_TEST(!refused.now.has_value());
    BOOST_TEST_REQUIRE(refused.refused.has_value());
    BOOST_TEST(refused.refused->now.value().left() == price - micro_usd(1));
    BOOST_TEST(!one.row.has_value());
    const auto unknown = one.begin("c");
    BOOST_TEST_REQUIRE(unknown.refused.has_value());
    BOOST_TEST(!unknown.refused->now.has_value());
    BOOST_TEST(unknown.refused->name == "c");
    one.budgets["b"].limit = price;
    BOOST_TEST(one.begin().written);
    one.expect(price, {});
    BOOST_TEST(one.begin("").now.value().name == "order-1");  // it is taken; no budget is asked for
    one.expect(price, {});
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_free_until_an_answer_comes_after_all) {
    store one;
    one.begin();
    one.move(intent_state::sending);
    one.move(intent_state::unknown);
    one.expect(price, {});
    for (int times = 0; times != 2; ++times) one.move(intent_state::not_sent);
    one.expect({}, {});
    one.budgets["b"].limit = {};
    for (int times = 0; times != 2; ++times) {
        BOOST_TEST(one.fact(intent_state::accepted).written, "a fact counts, however little is left");
        one.expect(price, {});
    }
    one.fact(intent_state::fetched, billed::yes, cost);
    one.expect({}, cost);
}

BOOST_AUTO_TEST_CASE(the_first_word_about_a_bill_counts_and_a_later_one_where_there_was_none) {
    store one;
    one.begin();
    one.fact(intent_state::accepted);
    one.fact(intent_state::failed);
    one.fact(intent_state::failed, billed::unknown, micro_usd(-1));
    one.expect(price, {});
    one.fact(intent_state::failed, billed::yes, cost);
    one.expect({}, cost);
    one.fact(intent_state::failed, billed::no);
    one.expect({}, cost);
    store other;
    other.begin();
    other.fact(intent_state::accepted);
    other.fact(intent_state::succeeded, billed::yes);
    other.fact(intent_state::fetched, billed::yes, cost);
    other.expect({}, cost);
    other.fact(intent_state::failed, billed::no);
    other.expect({}, cost);
    other.fact(intent_state::succeeded, billed::yes, usd(7));
    other.expect({}, cost);
}

BOOST_AUTO_TEST_CASE(a_video_after_a_free_failure_is_paid_for) {
    store one;
    one.begin();
    one.fact(intent_state::accepted);
    one.fact(intent_state::failed, billed::no);
    one.expect({}, {});
    one.fact(intent_state::fetched, billed::yes);
    one.expect({}, price);
}

// A person has acknowledged a task that was still running.
BOOST_AUTO_TEST_CASE(the_bill_of_a_task_that_nobody_needed_any_more_counts) {
    for (const auto end : {intent_state::succeeded, intent_state::failed}) {
        store one;
        one.begin();
        one.fact(intent_state::accepted);
        one.fact(intent_state::fetched);
        one.expect({}, price);
        one.fact(intent_state::failed, billed::no, money{});
        one.expect({}, price);
        one.fact(intent_state::failed);
        one.expect({}, price);
        for (int times = 0; times < 2; ++times) one.fact(end, billed::yes, usd(5));
        one.expect({}, usd(5));
    }
}

BOOST_AUTO_TEST_CASE(a_second_task_is_paid_for_too) {
    store one;
    one.begin();
    one.fact(intent_state::accepted);
    for (int times = 0; times != 2; ++times) one.fact(intent_state::accepted, billed::unknown, {}, noon, "task_2");
    one.expect(price, price);
    one.fact(intent_state::fetched, billed::yes, cost);
    one.expect({}, cost + price);
}

BOOST_AUTO_TEST_CASE(a_planned_attempt_that_makes_room_frees_what_it_holds) {
    for (const std::string budget : {"b", "c"}) {
        store one;
        one.budgets["b"].limit = price;
        one.budgets["c"] = {.name = "c", .limit = price};
        one.begin();
        one.row->of = owner::gone;
        BOOST_TEST(one.begin(budget).written);
        BOOST_TEST(one.budgets["b"].held == (budget == "b" ? price : money{}));
        BOOST_TEST(one.budgets["c"].held == (budget == "c" ? price : money{}));
        one.row->of = owner::gone;
        one.budgets[budget].limit = {};
        BOOST_TEST(!one.begin(budget).written);
        BOOST_TEST(one.budgets[budget].held == price, "what is refused changes nothing");
    }
}

// The limit is for one leg: both held at once, or the first still held when the second begins, would not fit.
BOOST_AUTO_TEST_CASE(a_route_holds_one_leg_at_a_time) {
    for (const bool has_failed : {false, true}) {
        store one;
        one.budgets["b"].limit = price;
        one.begin();
        one.expect(price, {});
        if (has_failed) {
            one.move(intent_state::sending);
            one.fact(intent_state::accepted);
            one.fact(intent_state::failed, billed::no);
            one.expect({}, {});
        }
        auto next = intent_in(intent_state::planned, 0);
        next.handle = "of the next leg";
        const journal_change change{.wanted = next, .moves_on_from = one.row->what.attempt, .at = noon};
        for (int times = 0; times != 2; ++times) {
            const auto answer = one.make(change);
            BOOST_TEST(answer.written);
            BOOST_TEST(answer.now->attempt == 2);
            one.expect(price, {});
        }
    }
}

BOOST_AUTO_TEST_CASE(a_leg_that_does_not_fit_leaves_the_one_before_and_its_hold_as_they_are) {
    store one;
    one.budgets["b"].limit = price;
    one.begin();
    const auto before = one.row->what;
    auto next = intent_in(intent_state::planned, 0);
    next.handle = "of a dear leg";
    next.held = price + micro_usd(1);
    const auto answer = one.make({.wanted = next, .moves_on_from = 1, .at = noon});
    BOOST_TEST(!answer.written);
    BOOST_TEST(answer.refused.has_value());
    BOOST_TEST((one.row->what == before));
    one.expect(price, {});
}

BOOST_AUTO_TEST_CASE(a_damaged_budget_lets_nothing_begin_and_is_left_alone) {
    store one;
    one.begin();
    one.budgets["b"].damage = "held is \"x\"";
    const auto before = one.budgets["b"];
    one.fact(intent_state::accepted);
    one.fact(intent_state::fetched, billed::yes);
    BOOST_TEST((one.budgets["b"] == before));
    BOOST_TEST((one.row->what.state == intent_state::fetched));
    store other;
    other.budgets["b"].damage = "held is \"x\"";
    const auto answer = other.begin();
    BOOST_TEST(answer.refused.value().damage == "held is \"x\"");
    BOOST_TEST(!answer.refused->now.has_value());
}

// ---- periods

BOOST_AUTO_TEST_CASE(periods_begin_at_midnight_utc) {
    using namespace std::chrono;
    const auto month = sys_days{year{2026} / 11 / 1}, day = sys_days{year{2026} / 11 / 28};
    BOOST_TEST(budget_period::ever().begin_at(noon) == wall_time{});
    BOOST_TEST(budget_period::utc_day().begin_at(noon) == day);
    BOOST_TEST(budget_period::utc_day().begin_at(day) == day);
    BOOST_TEST(budget_period::utc_day().begin_at(wall_time{day} - 1ns) == day - days{1});
    BOOST_TEST(budget_period::utc_month().begin_at(noon) == month);
    BOOST_TEST(budget_period::from(noon).begin_at(noon) == noon);
    BOOST_TEST(budget_period::from(noon).begin_at(noon - 1ns) == wall_time{});
    for (const auto extreme : {wall_time::min(), wall_time::max()})
        for (const auto& each : {budget_period::ever(), budget_period::utc_day(), budget_period::utc_month(),
                                 budget_period::from(wall_time::max()), budget_period::from(wall_time::min())})
            BOOST_TEST((each.begin_at(extreme) >= wall_time{} && each.begin_at(extreme) <= wall_time::max()));
}

BOOST_AUTO_TEST_CASE(a_new_period_has_its_whole_limit_and_never_goes_back) {
    store one;
    one.budgets["b"] = {.name = "b", .limit = price, .period = budget_period::utc_day()};
    BOOST_TEST(one.begin().written);
    const auto first = one.row->what;
    BOOST_TEST(one.begin("b", noon).now.has_value());
    one.row.reset();
    BOOST_TEST(one.begin("b", noon).refused.has_value());
    BOOST_TEST(one.begin("b", noon + 24h).written);
    BOOST_TEST(one.row->what.budget_period == first.budget_period + 1);
    one.row.reset();
    BOOST_TEST(one.begin("b", noon).refused.has_value(), "a clock that goes back brings no period back");
    one.expect(price, {});
}

BOOST_AUTO_TEST_CASE(what_an_earlier_period_held_counts_there_and_only_more_counts_now) {
    const auto tomorrow = noon + 24h;
    const auto in_two_periods = [&](auto last) {
        store one;
        one.budgets["b"] = {.name = "b", .limit = usd(100), .period = budget_period::utc_day()};
        one.begin();
        one.fact(intent_state::accepted);
        last(one);
        return one;
    };
    in_two_periods([&](store& s) { s.fact(intent_state::fetched, billed::yes, cost, tomorrow); }).expect({}, {});
    in_two_periods([&](store& s) {
        s.fact(intent_state::fetched, billed::yes, usd(5), tomorrow);
    }).expect({}, usd(5) - price);
    in_two_periods([&](store& s) { s.fact(intent_state::failed, billed::no, {}, tomorrow); }).expect({}, {});
    in_two_periods([&](store& s) {
        s.fact(intent_state::accepted, billed::no, {}, tomorrow, "task_2");
    }).expect({}, price);
    store late;
    late.budgets["b"] = {.name = "b", .limit = usd(100), .period = budget_period::utc_day()};
    late.begin();
    late.move(intent_state::not_sent);
    late.fact(intent_state::accepted, billed::unknown, {}, tomorrow);
    late.expect(price, {});
    late.fact(intent_state::fetched, billed::yes, cost, tomorrow);
    late.expect({}, cost);
}

BOOST_AUTO_TEST_CASE(terms_change_and_what_counts_stays) {
    const auto set = [](std::optional<budget_row> there, const budget_period& period, wall_time at = noon) {
        return with_terms(std::move(there), "b", usd(7), period, at);
    };
    auto made = set({}, budget_period::ever());
    BOOST_TEST(made.limit == usd(7));
    BOOST_TEST(made.number == 1);
    made.spent = usd(1), made.held = usd(2), made.booked = usd(3);
    for (const auto& period : {budget_period::ever(), budget_period::utc_day(), budget_period::utc_month()}) {
        const auto after = set(made, period);
        BOOST_TEST(after.figures().left() == usd(1));
        BOOST_TEST(after.number == 1);
        BOOST_TEST(after.begin == period.begin_at(noon));
    }
    const auto daily = set(made, budget_period::utc_day());
    BOOST_TEST(set(daily, budget_period::utc_month()).begin == daily.begin, "a period never goes back");
    BOOST_TEST(set(daily, budget_period::utc_day(), noon + 24h).figures().left() == usd(7));
    const auto anew = set(made, budget_period::from(noon));
    BOOST_TEST(anew.figures().left() == usd(7));
    BOOST_TEST(anew.number == 2);
    auto used = anew;
    used.spent = usd(4);
    BOOST_TEST(set(used, budget_period::from(noon), noon + 1h).figures().left() == usd(3));
    const auto later = set(used, budget_period::from(noon + 2h), noon + 1h);
    BOOST_TEST(later.figures().left() == usd(3));
    BOOST_TEST(figures_at(later, noon + 2h).value().left() == usd(7));
}

// ---- sums

BOOST_AUTO_TEST_CASE(sums_that_are_too_large_stay_so) {
    constexpr auto all = micro_usd(detail::most_micro_usd);
    store one;
    one.begin();
    one.fact(intent_state::accepted);
    one.fact(intent_state::fetched, billed::yes, all);
    one.expect({}, all);
    BOOST_TEST(one.budgets["b"].figures().left() < money{});
    one.row.reset();
    BOOST_TEST(one.begin().refused.has_value());
    one.fact(intent_state::accepted);
    one.fact(intent_state::expired);
    one.fact(intent_state::fetched, billed::yes, money{});
    one.expect({}, all);
    auto booked = with_booking(one.budgets["b"], micro_usd(1), noon);
    BOOST_TEST(booked.figures().left() < money{});
    booked = with_booking(booked, micro_usd(detail::least_micro_usd), noon);
    BOOST_TEST(booked.figures().left() <= usd(10) + micro_usd(1));
    store many;
    auto odd = intent_in(intent_state::accepted, 3);
    odd.held = all;
    odd.further_tasks = 2'000'000'000;
    BOOST_TEST(detail::share_of(odd).all() == all);
    odd.held = micro_usd(-5), odd.charged = micro_usd(-5), odd.further_tasks = -5;
    for (const auto state : all_intent_states) {
        odd.state = state;
        BOOST_TEST(detail::share_of(odd).all() == money{});
    }
}

BOOST_AUTO_TEST_SUITE_END()
