// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A PostgreSQL journal whose server goes and comes back: what was written is there, and nothing hangs.
#include <chrono>
#include <fstream>
#include <future>
#include <iomanip>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include "postgres_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_failures)

postgres_journal_options hurried() {
    auto options = in_schema(fresh_schema());
    options.statement_timeout = 300ms;
    options.lock_timeout = 100ms;
    options.network_timeout = 200ms;
    return options;
}

BOOST_AUTO_TEST_CASE(a_server_that_dies_and_comes_back) {
    postgres_server server;
    auto options = in_schema("jobs");
    options.patience = 20s;
    postgres_journal store{server.address(), options};
    for (int round = 0; round != 3; ++round) {
        const auto name = "order-" + std::to_string(round);
        put(store, some_intent(name));
        server.stop();
        auto written =
            std::async(std::launch::async, [&] { return change(store, some_intent(name, intent_state::accepted)); });
        server.start();
        BOOST_TEST(written.get().now->state == intent_state::accepted);
        BOOST_TEST(store.find(some_task("task_" + name))->name == name);
        BOOST_TEST(store.renew().count == 1u);
        BOOST_TEST(store.term() == 0u, "its lease went on");
    }
    BOOST_TEST(open_intents(store).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_server_that_stays_away) {
    postgres_server server;
    postgres_journal store{server.address(), in_schema("jobs")};
    const auto before = put(store, some_intent("order-1"));
    server.stop();
    BOOST_TEST(can_be_read(store.news_descriptor()), "a renewal sees that it is gone");
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i != 2; ++i)
        expect_error(server.address().substr(0, 20), "(schema jobs) could not be written",
                     "nothing is sent that is not written down",
                     [&] { change(store, in_state(before, intent_state::unknown), 1); });
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 10s));
    error_of([&] { store.renew(); });
    server.start();
    BOOST_TEST(at_last([&] { return change(store, in_state(before, intent_state::unknown), 1).written; }));
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_server_that_stays_away_waits_together) {
    postgres_server server;
    auto options = in_schema("jobs");
    options.patience = 1s;
    postgres_journal store{server.address(), options};
    put(store, some_intent("order-1"));
    server.stop();
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i != 100; ++i)
        BOOST_TEST(contains(error_of([&] { store.find("order-1"); }), "see that the server runs"));
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 20s));
    server.start();
    BOOST_TEST(at_last([&] { return store.find("order-1").has_value(); }));
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_server_that_swallows_connections_waits_together) {
    postgres_server server;
    auto options = in_schema("jobs");
    options.patience = 500ms;
    options.connect_timeout = 2s;
    postgres_journal store{server.address(), options};
    put(store, some_intent("order-1"));
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'seedance'");
    server.pause();
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i != 100; ++i) error_of([&] { store.find("order-1"); });
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 40s));
    server.resume();
    BOOST_TEST(at_last([&] { return store.find("order-1").has_value(); }));
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_answer) {
    postgres_server server;
    auto options = hurried();
    options.patience = 800ms;
    options.connect_timeout = 2s;
    postgres_journal store{server.address(), options};
    put(store, some_intent("order-1"));
    const auto stop_backend = [&] {
        const auto backend =
            std::stoi(server.run("SELECT max(pid) FROM pg_stat_activity WHERE application_name = "
                                 "'seedance'"));
        ::kill(backend, SIGSTOP);
        return backend;
    };
    const auto first = stop_backend();
    BOOST_TEST(store.find("order-1").has_value(), "who connects anew is answered");
    const auto second = stop_backend();
    server.pause();
    const auto words = error_of([&] { store.find("order-1"); });
    BOOST_TEST(contains(words, "timeout expired"));
    BOOST_TEST(contains(words, "nothing is sent"));
    server.resume();
    for (const auto each : {first, second}) ::kill(each, SIGCONT);
    BOOST_TEST(at_last([&] { return store.find("order-1").has_value(); }));
}

void end_connections() {
    shared_postgres().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'seedance'");
}

// Empty tables would know nothing of what was paid for.
BOOST_AUTO_TEST_CASE(tables_that_are_gone_are_not_made_anew_by_a_program_that_has_used_them) {
    const auto options = in_schema(fresh_schema());
    postgres_journal store{shared_postgres().address(), options};
    put(store, some_intent("order-1", intent_state::accepted));
    shared_postgres().run("DROP SCHEMA \"" + options.schema + "\" CASCADE");
    end_connections();
    for (int i = 0; i != 2; ++i)
        expect_error("(schema " + options.schema + ")", "its tables are not there any more", "put them back",
                     [&] { change(store, some_intent("order-1", intent_state::planned)); });
    BOOST_TEST(shared_postgres().run("SELECT count(*) FROM pg_namespace WHERE nspname = '" + options.schema + "'") ==
               "0");
    postgres_journal anew{shared_postgres().address(), options};
    BOOST_TEST(!anew.find("order-1"), "who begins anew makes new ones");
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_ended_from_outside) {
    const auto options = in_schema(fresh_schema());
    postgres_journal store{shared_postgres().address(), options};
    for (int i = 0; i != 3; ++i) {
        put(store, some_intent("order-" + std::to_string(i)));
        end_connections();
    }
    BOOST_TEST(open_intents(store).size() == 3u);
}

BOOST_AUTO_TEST_CASE(rows_that_somebody_keeps_locked) {
    const auto options = hurried();
    postgres_journal store{shared_postgres().address(), options};
    const auto before = put(store, some_intent("order-1"));
    sql_connection other{shared_postgres().address()};
    other.run("BEGIN; UPDATE \"" + options.schema + "\".intents SET note = 'mine'");
    const auto words = error_of([&] { change(store, in_state(before, intent_state::unknown), 1); });
    BOOST_TEST(contains(words, "keeps rows locked"));
    BOOST_TEST(put(store, some_intent("order-2")).version == 1, "others are not in the way");
    other.run("ROLLBACK");
    BOOST_TEST(change(store, in_state(before, intent_state::unknown), 1).written);
}

BOOST_AUTO_TEST_CASE(a_row_of_the_journal_that_a_person_keeps_locked_stops_nobody) {
    const auto options = hurried();
    postgres_journal store{shared_postgres().address(), options}, other{shared_postgres().address(), options};
    const auto planned = put(store, some_intent("order-1", intent_state::planned));
    sql_in_schema person{options.schema};
    person.run("BEGIN");
    person.run("SELECT 1 FROM journal FOR UPDATE");
    const journal_change both[] = {{.wanted = in_state(planned, intent_state::sending), .version = planned.version},
                                   {.wanted = some_intent("order-2", intent_state::planned)}};
    const auto answers = other.apply(both);
    BOOST_TEST(!answers[0].written, "it is another's, which is counted");
    BOOST_TEST(answers[1].written);
    person.run("ROLLBACK");
    BOOST_TEST(person.run("SELECT stale_writes FROM journal") == "0", "a count may be lost");
    other.apply({both, 1});
    BOOST_TEST(person.run("SELECT stale_writes FROM journal") == "1");
}

// The server says so by this code when no file can grow any more.
BOOST_AUTO_TEST_CASE(a_server_whose_disk_is_full) {
    const auto options = in_schema(fresh_schema());
    postgres_journal store{shared_postgres().address(), options};
    const auto before = put(store, some_intent("order-1", intent_state::planned));
    sql_in_schema disk{options.schema};
    disk.run(
        "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = "
        "'53100', MESSAGE = 'could not extend file: No space left on device'; END $$");
    disk.run("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON intents EXECUTE FUNCTION fill()");
    for (int i = 0; i != 2; ++i) {
        BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-2")); }), "the server's disk is full"));
        const auto words = error_of([&] { change(store, in_state(before, intent_state::sending), before.version); });
        BOOST_TEST(contains(words, "No space left on device"));
    }
    BOOST_TEST(*store.find("order-1") == before, "it is read as before");
    BOOST_TEST(!store.find("order-2"));
    disk.run("DROP TRIGGER full_disk ON intents");
    BOOST_TEST(put(store, some_intent("order-2")).version == 1);
    BOOST_TEST(change(store, in_state(before, intent_state::sending), before.version).written);
}

BOOST_AUTO_TEST_CASE(a_loss_that_cannot_be_written_down_yet_is_not_forgotten) {
    const auto options = hurried();
    postgres_journal store{shared_postgres().address(), options};
    for (const std::string name : {"order-1", "order-2"}) put(store, some_intent(name));
    sql_in_schema other{options.schema};
    other.run("UPDATE owners SET sends = 1");
    other.run("BEGIN");
    other.run("SELECT 1 FROM journal FOR UPDATE");
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-3")); }), "keeps rows locked"));
    other.run("ROLLBACK");
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-3")); }), "has forgotten what it had said"));
}

BOOST_AUTO_TEST_CASE(a_way_that_loses_an_answer_in_the_middle_of_each_call) {
    const auto schema = fresh_schema();
    cutting_proxy way{shared_postgres().port()};
    auto options = in_schema(schema);
    options.patience = 10s;
    postgres_journal store{postgres_server::address_at(way.port()), options};
    store.set_budget("b", usd(1'000), budget_period::ever(), some_intent("").planned_at);
    using fault = cutting_proxy::fault;
    int orders = 0;
    for (const auto what : {fault::loses_question, fault::loses_answer})
        for (long after = 0; after != 4; ++after) {
            auto begun = some_intent("order-" + std::to_string(++orders), intent_state::planned);
            begun.budget = "b";
            way.fail(what, after, 1);
            const auto answer = change(store, begun);
            BOOST_TEST(answer.written);
            BOOST_TEST(answer.now->attempt == 1);
            BOOST_TEST(change(store, in_state(begun, intent_state::sending), 1).now->version == 2);
            BOOST_TEST((way.mend() || after == 3));
        }
    BOOST_TEST(store.find_budget("b", some_intent("").planned_at)->held == some_intent("").held * orders);
    BOOST_TEST(store.term() == 0u);
}

BOOST_AUTO_TEST_CASE(a_take_whose_answer_is_lost_is_not_asked_again) {
    const auto schema = fresh_schema();
    {
        postgres_journal gone{shared_postgres().address(), in_schema(schema)};
        for (int i = 0; i != 5; ++i) put(gone, some_intent("order-" + std::to_string(i)));
    }
    cutting_proxy way{shared_postgres().port()};
    auto options = in_schema(schema);
    options.patience = 10s;
    postgres_journal store{postgres_server::address_at(way.port()), options};
    store.renew();
    way.fail(cutting_proxy::fault::loses_answer, 1, 1);
    const auto words = error_of([&] { store.take(2); });
    BOOST_TEST_REQUIRE(way.mend());
    BOOST_TEST(contains(words, "could not be written"), words);
    const auto own = store.list({.own = true, .open = true}).intents;
    BOOST_TEST_REQUIRE(own.size() == 2u, "what was taken, and nothing else");
    BOOST_TEST(own[0].name == "order-0");
    BOOST_TEST(store.take(10).size() == 3u, "the next one is asked at once");
}

namespace {

/// Gives after which time the kernel asks whether the other side of a server's connection is there still; nothing where
/// it would not ask.
std::optional<std::chrono::milliseconds> asks_after(int server, int client) {
    std::ifstream table{"/proc/net/tcp"};
    const auto at_port = [](int port) {
        std::ostringstream text;
        text << ':' << std::uppercase << std::hex << std::setw(4) << std::setfill('0') << port;
        return text.str();
    };
    for (std::string line; std::getline(table, line);) {
        std::istringstream words{line};
        std::string number, here, there, state, queues, timer;
        words >> number >> here >> there >> state >> queues >> timer;
        const bool is_it = here.ends_with(at_port(server)) && there.ends_with(at_port(client));
        const bool keeps_alive = timer.starts_with("02:");
        if (is_it && keeps_alive) return std::chrono::milliseconds{std::stol(timer.substr(3), nullptr, 16) * 10};
    }
    return std::nullopt;
}

}  // namespace

/// Half of a statement may have come, and the rest never does: what it has locked is free only when that is noticed.
BOOST_AUTO_TEST_CASE(the_server_notices_soon_that_a_machine_is_gone) {
    postgres_journal store{shared_postgres().address() + "&application_name=gone", in_schema(fresh_schema())};
    put(store, some_intent("order-1"));
    const auto client =
        shared_postgres().run("SELECT client_port FROM pg_stat_activity WHERE application_name = 'gone'");
    auto after = asks_after(shared_postgres().port(), std::stoi(client));
    for (int i = 0; i != 5'000 && !after; ++i) {  // until what it has said is acknowledged
        std::this_thread::sleep_for(1ms);
        after = asks_after(shared_postgres().port(), std::stoi(client));
    }
    BOOST_TEST_REQUIRE(after.has_value());
    BOOST_TEST(after->count() <= 5'000);
}

BOOST_AUTO_TEST_SUITE_END()
