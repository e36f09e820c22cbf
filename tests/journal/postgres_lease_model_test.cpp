// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Who has an intent, in whatever order a server does what an owner that renews, the same one that sends, and another
// one that takes over ask of it, statement by statement, while a lease ends: never both, and nothing of it is lost.
#include <algorithm>
#include <functional>
#include <future>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <seedance/journal/impl/postgres_batch.hpp>
#include <seedance/journal/impl/postgres_claims.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_lease.hpp>

#include "postgres_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_lease_model)

using detail::postgres_result;
using detail::postgres_statement;

/// Somebody with a connection, who does one step after the other; one may wait for what somebody else has locked.
struct actor {
    explicit actor(const std::string& schema) {
        connection.run(postgres_statement{("SET search_path = \"" + schema + "\", pg_catalog").c_str()});
    }

    bool is_waiting(sql_connection& looker) const {
        return looker.run("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = " +
                          std::to_string(PQbackendPID(connection.get()))) == "t";
    }

    /// Begins the next step, or goes on with one that waits, until it is done or waits.
    void go_on(sql_connection& looker) {
        if (!step.valid() && next != steps.size()) step = std::async(std::launch::async, steps[next++]);
        if (!step.valid()) return;
        while (step.wait_for(200us) == std::future_status::timeout)
            if (is_waiting(looker)) return;
        step.get();
    }

    detail::postgres_connection connection{{{"dbname", shared_postgres().address()}}, 20s};
    std::vector<std::function<void()>> steps{};
    std::size_t next = 0;
    std::future<void> step{};
};

struct world {
    world() {
        {
            postgres_journal tables{shared_postgres().address(), in_schema(schema)};
            begun = put(tables, some_intent("order-1", intent_state::planned));
        }
        // The steps' own search path has it before the server's: time passes when a step says so.
        looker.run("CREATE SEQUENCE clock MINVALUE 0");
        looker.run(
            "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT timestamptz 'epoch' + "
            "interval '1 second' * last_value FROM clock $$");
        for (auto* each : {&own, &other}) each->take_number(renews.connection);
        renews.steps = {[this] { renews.connection.run({postgres_statement{"BEGIN"}, own.lock()}); },
                        [this] { is_renewed = renews.connection.run(own.renewal(false)).changed() == 1; },
                        [this] { renews.connection.run(postgres_statement{"COMMIT"}); }};
        takes.steps = {[this] { look_for_left(); }, [this] { take(); },
                       [this] { takes.connection.run(postgres_statement{"COMMIT"}); }};
        sends.steps = {[this] { read(); }, [this] { see_members(); }, [this] { write(); },
                       [this] { sends.connection.run(postgres_statement{is_written ? "COMMIT" : "ROLLBACK"}); }};
        time.steps = {[this] { time.connection.run(postgres_statement{"SELECT setval('clock', 20)"}); }};
    }

    /// Lets these do their steps in an order of them all, and then whatever has waited.
    void run(const std::vector<actor*>& order) {
        const auto number = std::to_string(own.number());
        looker.run(
            "SELECT setval('clock', 0); UPDATE owners SET lease_until = timestamptz 'epoch' + interval '10 "
            "seconds' * CASE WHEN number = " +
            number + " THEN 1 ELSE 1000 END; UPDATE intents SET state = 'planned', version = 1, owner = " + number);
        is_renewed = is_taken = is_written = false;
        for (auto* each : {&renews, &takes, &sends, &time}) each->next = 0;
        for (auto* each : order) each->go_on(looker);
        const std::set<actor*> all{order.begin(), order.end()};
        for (int i = 0; i != 10; ++i)
            for (auto* each : all) each->go_on(looker);
        BOOST_TEST_REQUIRE(!(is_renewed && is_taken), "who lives on has what it has begun");
        const std::string state = is_taken ? is_written ? "unknown" : "dropped" : is_written ? "sending" : "planned";
        const auto owner = std::to_string(is_taken ? other.number() : own.number());
        BOOST_TEST_REQUIRE(looker.run("SELECT state || ' ' || owner FROM intents") == state + ' ' + owner);
        if (is_taken) {
            const auto given = claimed(detail::postgres_intent_in(answers[1], 0));
            BOOST_TEST_REQUIRE(to_string(given.state) == state, "who takes it is told what it is");
        }
        taken += is_taken ? 1 : 0, renewed += is_renewed ? 1 : 0, written += is_written ? 1 : 0, ++runs;
    }

    /// Lets them do their steps in each order in which the lease is over before somebody looks for what is left.
    void run_all(std::vector<actor*> order) {
        std::sort(order.begin(), order.end());
        do {
            const auto first = [&](const actor& of) { return std::find(order.begin(), order.end(), &of); };
            if (first(time) < first(takes)) run(order);
        } while (std::next_permutation(order.begin(), order.end()));
    }

    void look_for_left() {
        answers =
            takes.connection.run({postgres_statement{"BEGIN"}, detail::postgres_claims::question(other.number(), 9)});
        is_taken = !answers[1].is_empty();
    }
    void take() {
        std::vector<postgres_statement> all;
        if (is_taken) detail::postgres_claims::write(answers[1], other.number(), all);
        if (is_taken) takes.connection.run(all);
    }

    void read() {
        auto all = detail::postgres_batch::questions({&change, 1});
        all.insert(all.begin(), postgres_statement{"BEGIN"});
        batch = {};
        const auto found = sends.connection.run(all);
        batch.read(std::span{found}.subspan(1));
    }
    void see_members() {
        const auto found = sends.connection.run({own.members_question(), own.journal_question()});
        seen = own.standing(found[0], found[1], {});
    }
    void write() {
        detail::postgres_budgets none;
        is_written = seen.own != 0 && batch.make(change, seen, none).written;
        std::vector<postgres_statement> all;
        batch.writes().write(all);
        if (is_written) sends.connection.run(all);
    }

    std::string schema = fresh_schema();
    sql_in_schema looker{schema};
    detail::postgres_lease own{30s}, other{30s};
    intent begun{};
    journal_change change{};
    std::vector<postgres_result> answers{};
    detail::postgres_batch batch{};
    detail::postgres_standing seen{};
    bool is_renewed = false, is_taken = false, is_written = false;
    int taken = 0, renewed = 0, written = 0, runs = 0;
    actor renews{schema}, takes{schema}, sends{schema}, time{schema};
};

BOOST_AUTO_TEST_CASE(nobody_has_what_another_one_has_whatever_the_order) {
    world all;
    all.change = {.wanted = in_state(all.begun, intent_state::sending), .version = 1};
    auto *renews = &all.renews, *takes = &all.takes, *sends = &all.sends, *time = &all.time;
    all.run_all({renews, renews, renews, takes, takes, takes, time});
    all.run_all({sends, sends, sends, sends, takes, takes, takes, time});
    std::vector<actor*> order{renews, renews, renews, takes, takes, takes, sends, sends, sends, sends, time};
    std::mt19937 random{1};
    for (int i = 0; i != 150; ++i) {
        std::shuffle(order.begin(), order.end(), random);
        all.run(order);
    }
    BOOST_TEST_MESSAGE(all.runs << " orders: " << all.taken << " taken, " << all.renewed << " renewed, " << all.written
                                << " written");
    BOOST_TEST(all.runs == 140 / 4 + 280 / 4 + 150);
    for (const auto each : {all.taken, all.renewed, all.written}) BOOST_TEST(each > 30);
}

BOOST_AUTO_TEST_SUITE_END()
