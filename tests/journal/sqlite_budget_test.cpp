// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Budgets in a file: what people read, what several processes spend, and what damage cannot do.
#include "checks.hpp"
#include "conformance_budgets.hpp"
#include "journal_fixture.hpp"

#include <array>

#include <seedance/journal/account.hpp>

#include "connection_spy.hpp"

using namespace test;
using namespace test::conform;

namespace {

struct budget_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");

    /// Lets columns of budgets hold anything, as a damaged file does.
    void loosen() {
        other_program{path}.run(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name IN "
            "('budgets', 'intents'); UPDATE sqlite_schema SET sql = replace(sql, '), WITHOUT', ') WITHOUT') WHERE name "
            "= 'budgets'");
    }

    void damage(const char* table, const std::string& what, const std::string& name) {
        char* sql = sqlite3_mprintf("UPDATE %s SET %s WHERE name = %Q", table, what.c_str(), name.c_str());
        other_program{path}.run(sql);
        sqlite3_free(sql);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_budgets_suite, budget_fixture)

BOOST_AUTO_TEST_CASE(people_read_what_was_spent_and_why) {
    sqlite_journal journal{path};
    journal.set_budget("customer-42", usd(50), budget_period::utc_month(), some_day);
    auto begun = put(journal, paid_from("customer-42", some_intent("order-1")));
    begun.state = intent_state::accepted;
    begun.task = some_task("task_1");
    change(journal, begun);
    end_of(journal, begun, intent_state::succeeded, billed::yes, usd(2));
    put(journal, paid_from("customer-42", some_intent("order-2")));
    journal.adjust_budget({.budget = "customer-42", .name = "bill-1", .amount = usd(-1), .why = "a voucher"}, some_day);
    const connection_spy spy;
    const other_program person{path};
    BOOST_TEST(spy.answers("SELECT name || ' ' || max_spent || ' ' || period || ' ' || datetime(begun_at / 1000, "
                           "'unixepoch') || ' ' || spent || ' ' || held || ' ' || booked FROM budgets") ==
               std::vector<std::string>{"customer-42 50000000 UTC month 2026-01-01 00:00:00 2000000 380000 -1000000"});
    BOOST_TEST(spy.answers("SELECT budget || ' ' || name || ' ' || amount || ' ' || why || ' ' || datetime(booked_at / "
                           "1000, 'unixepoch') FROM adjustments") ==
               std::vector<std::string>{"customer-42 bill-1 -1000000 a voucher 2026-01-09 13:33:30"});
    BOOST_TEST(spy.answers("SELECT name || ' ' || budget || ' ' || held || ' ' || ifnull(charged, '?') FROM intents") ==
               (std::vector<std::string>{"order-1 customer-42 380000 2000000", "order-2 customer-42 380000 ?"}));
}

BOOST_AUTO_TEST_CASE(budgets_survive_the_object) {
    {
        sqlite_journal journal{path};
        journal.set_budget("b", price * 2, budget_period::utc_day(), some_day);
        put(journal, paid_from("b", some_intent("order-1")));
    }
    sqlite_journal journal{path};
    expect_figures(journal, price, {});
    BOOST_TEST(change(journal, paid_from("b", some_intent("order-2"))).written);
    BOOST_TEST(change(journal, paid_from("b", some_intent("order-3"))).refused.has_value());
}

BOOST_AUTO_TEST_CASE(an_intent_without_a_budget_asks_for_none) {
    const connection_spy spy;
    sqlite_journal journal{path};
    put(journal, some_intent("order-1", intent_state::fetched));
    for (const auto* words : {"SELECT max_spent", "INSERT INTO budgets", "SELECT booked"})
        BOOST_TEST(!spy.has_run(words));
    journal.set_budget("b", usd(1), budget_period::ever(), some_day);
    put(journal, paid_from("b", some_intent("order-2")));
    for (const auto* words : {"SELECT max_spent", "INSERT INTO budgets"}) BOOST_TEST(spy.has_run(words));
}

BOOST_AUTO_TEST_CASE(processes_at_the_limit_never_exceed_it) {
    sqlite_journal journal{path, {.busy_timeout = 60s}};
    journal.set_budget("b", price * 30, budget_period::ever(), some_day);
    {
        std::array<journal_user, 3> others{journal_user{{"spend", path, "b", "x"}},
                                           journal_user{{"spend", path, "b", "y"}},
                                           journal_user{{"spend", path, "b", "z"}}};
        int begun = 0;
        for (auto& each : others) begun += std::stoi(each.says());
        BOOST_TEST(begun == 30);
    }
    expect_figures(journal, price * 30, {});
    BOOST_TEST(journal.claim(all_there_are) == 30u);  // all three are gone
    expect_figures(journal, price * 30, {});
    BOOST_TEST(change(journal, paid_from("b", some_intent("order-1"))).refused.has_value());
}

// ---- damage

BOOST_AUTO_TEST_CASE(a_budget_whose_figures_cannot_be_right_lets_nothing_begin) {
    const std::pair<std::string, std::string> damages[] = {
        {"max_spent", "-1"}, {"max_spent", "'much'"}, {"max_spent", "1.5e300"}, {"spent", "-5000000"},
        {"spent", "x'00'"},  {"spent", "''"},         {"held", "-1"},           {"held", "'none'"},
        {"booked", "'-9'"},  {"booked", "-9000000"},  {"number", "0"},          {"begun_at", "'today'"},
        {"begun_at", "-1"},  {"period", "'week'"},    {"period_from", "-1"}};
    sqlite_journal{path};
    loosen();
    for (const auto& [column, value] : damages) BOOST_TEST_CONTEXT(column << " = " << value) {
            sqlite_journal journal{path};
            const auto name = column + value;
            journal.set_budget(name, price * 3, budget_period::ever(), some_day);
            journal.set_budget("sound", usd(100), budget_period::ever(), some_day);
            const auto begun = put(journal, paid_from(name, some_intent(name, intent_state::accepted)));
            damage("budgets", column + " = " + value, name);
            const auto other = some_intent(name + "2", intent_state::planned);
            const journal_change batch[] = {{paid_from(name, other)}, {paid_from("sound", some_intent("of " + name))}};
            const auto answers = journal.apply(batch);
            BOOST_TEST_REQUIRE(answers[0].refused.has_value());
            BOOST_TEST(contains(answers[0].refused->damage, column + " is "));
            BOOST_TEST(!journal.find(other.name));
            BOOST_TEST(answers[1].written, "a damaged budget does not stop the others");
            BOOST_TEST(end_of(journal, begun, intent_state::fetched, billed::yes).written,
                       "a fact is kept all the same");
            BOOST_TEST((journal.find(name)->state == intent_state::fetched));
            expect_error(path, "budget \"" + name + "\", " + column + " is", "correct the budget's row",
                         [&] { journal.find_budget(name, some_day); });
            expect_error(path, column, "correct", [&] { journal.set_budget(name, usd(1), {}, some_day); });
            expect_error(path, column, "correct", [&] {
                journal.adjust_budget({.budget = name, .name = "n", .amount = usd(-1), .why = "w"}, some_day);
            });
        }
}

BOOST_AUTO_TEST_CASE(a_damaged_attempt_raises_nothing_that_is_left) {
    sqlite_journal{path};
    loosen();
    for (const std::string what : {"held = -99000000", "held = 'free'", "charged = -99000000", "charged = 'free'",
                                   "budget_period = 'x'", "further_tasks = -7"})
        for (const auto end : {intent_state::fetched, intent_state::failed, intent_state::expired})
            BOOST_TEST_CONTEXT(what) {
                sqlite_journal journal{path};
                const auto name = what + std::string{to_string(end)};
                journal.set_budget(name, usd(10), budget_period::ever(), some_day);
                const auto begun = put(journal, paid_from(name, some_intent(name, intent_state::accepted)));
                put(journal, paid_from(name, some_intent("beside " + name)));
                damage("intents", what, name);
                const auto left = figures_of(journal, name).left();
                end_of(journal, begun, end, billed::yes);
                BOOST_TEST(figures_of(journal, name).left() <= left);
                BOOST_TEST(figures_of(journal, name).held >= price);
            }
}

BOOST_AUTO_TEST_SUITE_END()
