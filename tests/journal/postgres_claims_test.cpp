// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the gone have left in a PostgreSQL journal, and who gets it.
#include <atomic>
#include <future>

#include "postgres_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_claims)

BOOST_FIXTURE_TEST_CASE(claims_are_limited_and_pass_over_what_others_hold, owners_fixture) {
    auto &one = open(), &other = open();
    {
        postgres_journal ends{shared_postgres().address(), in_schema(schema)};
        for (int i = 0; i != 9; ++i) put(ends, some_intent("order-" + std::to_string(i)));
    }
    sql_connection others{shared_postgres().address()};
    others.run("SET search_path = \"" + schema + "\"; BEGIN");
    others.run("SELECT 1 FROM intents WHERE name IN ('order-0', 'order-2') FOR UPDATE");
    using names = std::vector<std::string>;
    BOOST_TEST(names_of(one.take(3)) == (names{"order-1", "order-3", "order-4"}));
    BOOST_TEST(names_of(other.take(3)) == (names{"order-5", "order-6", "order-7"}));
    others.run("COMMIT");
    BOOST_TEST(names_of(one.take(3)) == (names{"order-0", "order-2", "order-8"}));
    BOOST_TEST(one.take(3).empty());
    BOOST_TEST(ask("SELECT count(*) FROM owners") == "3");
    end_leases(schema, "lease_until < clock_timestamp() + interval '1 second'");
    shared_postgres().run("UPDATE \"" + schema +
                          "\".owners SET lease_until = lease_until - interval '2 hours' WHERE "
                          "lease_until < clock_timestamp()");
    for (const auto* const left : {"3", "3", "2"}) {
        BOOST_TEST(one.take(3).empty());
        BOOST_TEST(ask("SELECT count(*) FROM owners") == left, "who has nothing left is noted, then forgotten");
        if (left == std::string{"3"})
            BOOST_TEST(ask("SELECT count(*) FROM owners WHERE renewed_before = 'infinity'") == "1");
        ask("UPDATE owners SET renewed_at = renewed_at - interval '40 minutes' WHERE renewed_before = 'infinity'");
    }
}

/// What it had done was over when it left, and somebody wrote down a late fact at the same time.
BOOST_FIXTURE_TEST_CASE(what_opens_while_its_owner_leaves_is_claimed, owners_fixture) {
    auto &one = open(), &other = open();
    put(one, some_intent("mine", intent_state::accepted));
    {
        postgres_journal ends{shared_postgres().address(), in_schema(schema)};
        put(ends, some_intent("order-1", intent_state::accepted));
    }
    shared_postgres().run("DELETE FROM \"" + schema + "\".owners WHERE lease_until <= clock_timestamp()");
    other.take(9);
    BOOST_TEST(names_of(other.take(9)) == std::vector<std::string>{"order-1"});
    BOOST_TEST(names_of(open_intents(one)) == std::vector<std::string>{"mine"});
    BOOST_TEST(ask("SELECT halted FROM journal") == "");
}

/// It stands still in the midst of its claim, with all that it has locked.
BOOST_FIXTURE_TEST_CASE(a_claim_keeps_nothing_from_others_but_what_it_takes, owners_fixture) {
    auto &one = open(), &other = open();
    one.set_budget("b", usd(9), budget_period::ever(), some_intent("").planned_at);
    std::vector<std::string> left;
    {
        std::list<postgres_journal> gone;
        for (int i = 0; i != 3; ++i) gone.emplace_back(shared_postgres().address(), in_schema(schema));
        for (int i = 0; i != 9; ++i) {
            auto what = some_intent("order-" + std::to_string(i), intent_state::planned);
            what.budget = "b";
            put(*std::next(gone.begin(), i % 3), what);
            left.push_back(what.name);
        }
    }
    other.renew();
    sql_in_schema gate{schema};
    gate.run("BEGIN");
    gate.run("SELECT 1 FROM budgets FOR UPDATE");  // what it frees is written there
    auto claim = std::async(std::launch::async, [&] { return one.take(4); });
    wait_until(somebody_waits);
    sql_in_schema looker{schema};
    std::vector<std::string> free;
    for (const auto& name : left)
        if (!looker.run("SELECT name FROM intents WHERE name = '" + name + "' FOR UPDATE SKIP LOCKED").empty())
            free.push_back(name);
    BOOST_TEST(free == std::vector(left.begin() + 4, left.end()), boost::test_tools::per_element());
    auto rest = std::async(std::launch::async, [&] { return other.take(4); });
    wait_until("2 = (SELECT count(*) FROM pg_locks WHERE NOT granted)");
    gate.run("COMMIT");
    BOOST_TEST(names_of(claim.get()) == std::vector(left.begin(), left.begin() + 4));
    BOOST_TEST(names_of(rest.get()) == std::vector(left.begin() + 4, left.begin() + 8));
}

/// Each question about owners stops at a gate there for the programs that are called "taker".
void build_gate(const std::string& schema) {
    sql_in_schema builder{schema};
    builder.run("ALTER TABLE owners RENAME TO all_owners");
    builder.run(
        "CREATE FUNCTION passes() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN IF current_setting('application_name') "
        "= 'taker' THEN PERFORM pg_advisory_xact_lock_shared(7); END IF; RETURN true; END $$");
    builder.run("CREATE VIEW owners AS SELECT * FROM all_owners WHERE passes()");
}

/// A claim looks at the rows, and locks them a little later: what counts is what they are then.
BOOST_FIXTURE_TEST_CASE(a_claim_gives_the_rows_as_they_are_when_it_has_them, owners_fixture) {
    auto &store = open(), &other = open();
    const auto now = some_intent("").planned_at;
    other.set_budget("b", usd(9), budget_period::ever(), now);
    auto planned = some_intent("planned", intent_state::planned);
    planned.budget = "b";
    put(store, planned);
    put(store, some_intent("sending"));
    end_leases(schema);
    build_gate(schema);
    postgres_journal taker{shared_postgres().address() + "&application_name=taker", in_schema(schema)};
    taker.renew();
    sql_in_schema gate{schema};
    gate.run("SELECT pg_advisory_lock(7)");
    auto claim = std::async(std::launch::async, [&] { return taker.take(9); });
    wait_until(somebody_waits);
    for (const std::string name : {"planned", "sending"}) change(other, some_intent(name, intent_state::accepted));
    gate.run("SELECT pg_advisory_unlock(7)");
    const auto taken = claim.get();
    BOOST_TEST(taken.size() == 2u);
    for (const auto& each : taken) {
        BOOST_TEST(each.task.has_value());
        BOOST_TEST(*other.find(each.name) == each);
    }
    BOOST_TEST(other.find_budget("b", now)->held == planned.held, "it is paid for");
}

BOOST_FIXTURE_TEST_CASE(who_renews_in_time_is_not_robbed_when_its_commit_is_late, owners_fixture) {
    auto &store = open(), &other = open();
    put(store, some_intent("order-1"));
    end_leases(schema);
    sql_in_schema late{schema};
    late.run("BEGIN");
    late.run("UPDATE owners SET lease_until = clock_timestamp() + interval '30 seconds'");
    BOOST_TEST(other.take(9).empty());
    late.run("COMMIT");
    BOOST_TEST(other.take(9).empty());
    BOOST_TEST(change(store, in_state(some_intent("order-1"), intent_state::unknown), 1).written);
    BOOST_TEST(store.term() == 0u);
}

/// Its renewal waits for somebody who takes what it has, and its lease ends meanwhile.
BOOST_FIXTURE_TEST_CASE(who_is_robbed_does_not_live_on, owners_fixture) {
    auto& store = open(1s);
    put(store, some_intent("order-1"));
    sql_in_schema taker{schema};
    taker.run("BEGIN");
    taker.run("SELECT 1 FROM owners FOR SHARE");
    auto renewed = std::async(std::launch::async, [&] { return store.renew(); });
    wait_until(somebody_waits);
    wait_until("lease_until <= clock_timestamp() FROM \"" + schema + "\".owners");
    taker.run("COMMIT");
    renewed.get();
    BOOST_TEST(store.term() == 1u);
}

BOOST_FIXTURE_TEST_CASE(two_that_look_at_the_same_gone_do_not_wait_for_each_other, owners_fixture) {
    auto &store = open(), &gone = open();
    put(gone, some_intent("order-1", intent_state::failed));
    shared_postgres().run("UPDATE \"" + schema +
                          "\".owners SET lease_until = lease_until - interval '2 hours', renewed_at = lease_until - "
                          "interval '2 hours', renewed_before = 'infinity'");
    sql_in_schema other{schema};
    other.run("BEGIN");
    other.run("SELECT 1 FROM owners FOR SHARE");
    BOOST_TEST(store.take(9).empty());
    BOOST_TEST(ask("SELECT count(*) FROM owners") == "2");
    other.run("COMMIT");
    BOOST_TEST(store.take(9).empty());
    BOOST_TEST(ask("SELECT count(*) FROM owners") == "1");
}

/// However much the gone have left, and however many they are.
BOOST_FIXTURE_TEST_CASE(a_claim_reads_no_more_than_it_takes, owners_fixture) {
    for (int owner = 0; owner != 3; ++owner) {
        std::vector<journal_change> batch;
        for (int i = 0; i != 1'000; ++i)
            batch.push_back({some_intent("order-" + std::to_string(owner) + '-' + std::to_string(i))});
        open().apply(batch);
    }
    end_leases(schema);
    const auto table = "'\"" + schema + "\".intents'::regclass";
    const auto reads = "seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_all_tables WHERE relid = " + table;
    ask("SELECT pg_stat_reset_single_table_counters(" + table + ")");
    {
        postgres_journal taker{shared_postgres().address(), in_schema(schema)};
        BOOST_TEST(taker.take(10).size() == 10u);
    }
    wait_until("10 <= " + reads);  // it is counted when the connection ends
    BOOST_TEST(std::stol(ask("SELECT " + reads)) < 200);
}

/// Its owner had ended in order, and is not there any more.
BOOST_FIXTURE_TEST_CASE(what_opens_again_can_be_claimed, owners_fixture) {
    auto& other = open();
    {
        postgres_journal ends{shared_postgres().address(), in_schema(schema)};
        change(ends, in_state(put(ends, some_intent("order-1")), intent_state::not_sent), 1);
    }
    BOOST_TEST(ask("SELECT count(*) FROM owners") == "0");
    {
        postgres_journal person{shared_postgres().address(), in_schema(schema)};
        BOOST_TEST(change(person, some_intent("order-1", intent_state::accepted)).written);
    }
    BOOST_TEST(names_of(other.take(9)) == std::vector<std::string>{"order-1"});
}

BOOST_AUTO_TEST_SUITE_END()
