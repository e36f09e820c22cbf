// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a PostgreSQL journal refuses when it is opened, and in which words; and what it makes of a new database.
#include <future>

#include <sys/wait.h>
#include <unistd.h>

#include "postgres_fixture.hpp"
#include "postgres_version_1.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_opening)

/// Runs statements on the shared server, and others when this object goes.
struct for_a_while {
    for_a_while(const std::string& before, std::string after) : after_{std::move(after)} { run(before); }
    for_a_while(const for_a_while&) = delete;
    for_a_while& operator=(const for_a_while&) = delete;
    ~for_a_while() { run(after_); }

  private:
    static void run(const std::string& sql) {
        sql_connection connection{shared_postgres().address()};
        for (std::size_t begin = 0; begin < sql.size();) {
            const auto end = std::min(sql.find(';', begin), sql.size());
            connection.run(sql.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    std::string after_;
};

void expect_refusal(const std::string& address, std::string_view wrong, std::string_view advice,
                    const postgres_journal_options& options = in_schema("refused")) {
    expect_error("(schema " + options.schema + ")", wrong, advice, [&] { postgres_journal{address, options}; });
}

void open(const postgres_journal_options& options) { postgres_journal{shared_postgres().address(), options}; }

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_read) {
    const std::string words = error_of([] { postgres_journal{"postgresql://x:secret@[::1/jobs", in_schema("s")}; });
    BOOST_TEST(contains(words, "libpq cannot read the address"));
    BOOST_TEST(contains(words, "postgresql://user@host:5432/database"));
    BOOST_TEST(lacks(words, "secret"));
}

// What is special in a password divides the address elsewhere than it was meant to.
BOOST_AUTO_TEST_CASE(a_password_that_is_not_written_with_percent_signs_is_shown_nowhere) {
    for (const std::string address :
         {"postgresql://me:s3c/ret@db.example/jobs", "postgresql://me:p@sec.ret@db.example/jobs",
          "postgresql://me:s3c?ret@db.example/jobs", "postgresql://me:sec#ret/x@db.example/jobs"}) {
        const auto words = error_of([&] { postgres_journal{address, in_schema("s")}; });
        BOOST_TEST(!words.empty());
        for (const auto* const part : {"s3c", "ret", "sec"}) BOOST_TEST(lacks(words, part), words);
    }
    const auto words = error_of([] { postgres_journal{"postgresql://me:s3c/ret@db.example/jobs", in_schema("s")}; });
    BOOST_TEST(contains(words, "%2F for /"), words);
}

BOOST_AUTO_TEST_CASE(no_server) {
    cutting_proxy nobody{1};
    const auto port = nobody.port();
    const auto words =
        error_of([&] { postgres_journal{postgres_server::address_at(port, "me:secret"), in_schema("s")}; });
    BOOST_TEST(contains(words, "postgresql://me@127.0.0.1:" + std::to_string(port) + "/postgres (schema s)"));
    BOOST_TEST(contains(words, "nothing is sent that is not written down"));
    BOOST_TEST(lacks(words, "secret"));
}

BOOST_AUTO_TEST_CASE(a_wrong_password_and_an_unknown_database) {
    auto& server = shared_postgres();
    server.run("CREATE ROLE locked LOGIN PASSWORD 'right'");
    const auto rules = read_file(server.data() + "/pg_hba.conf");
    write_file(server.data() + "/pg_hba.conf", "host all locked 127.0.0.1/32 scram-sha-256\n" + rules);
    const for_a_while set{"SELECT pg_reload_conf()", ""};
    expect_refusal(server.address("locked:wrong"), "password authentication failed", "~/.pgpass");
    expect_refusal(server.address("locked"), "no password supplied", "PGPASSFILE");
    BOOST_TEST(lacks(error_of([&] { postgres_journal{server.address("locked:wrong"), in_schema("s")}; }), "wrong@"));
    expect_refusal("host=127.0.0.1 user=seedance dbname=nowhere port=" + std::to_string(server.port()),
                   "\"nowhere\" does not exist", "call again");
    expect_refusal("host=127.0.0.1 user=locked password=right dbname=nowhere port=" + std::to_string(server.port()),
                   "\"nowhere\" does not exist", "call again");
    write_file(server.data() + "/pg_hba.conf", rules);
}

BOOST_AUTO_TEST_CASE(times_without_end_are_a_day) {
    auto options = in_schema(fresh_schema());
    for (auto* const each : {&options.lease, &options.connect_timeout, &options.statement_timeout,
                             &options.lock_timeout, &options.network_timeout, &options.patience})
        *each = std::chrono::milliseconds::max();
    {
        postgres_journal store{shared_postgres().address(), options};
        put(store, some_intent("order-1"));
        store.renew();
        BOOST_TEST(store.may_send());
        BOOST_TEST((store.renew_every() == 8h));
    }
    for (const auto without : {0ms, -1ms}) {
        auto no_limit = in_schema(options.schema);
        no_limit.statement_timeout = without;
        postgres_journal store{shared_postgres().address(), no_limit};
        put(store, some_intent("order" + std::to_string(without.count())));
    }
}

BOOST_AUTO_TEST_CASE(too_many_connections) {
    shared_postgres().run("CREATE ROLE one_only LOGIN CONNECTION LIMIT 1");
    const sql_connection only{shared_postgres().address("one_only")};
    expect_refusal(shared_postgres().address("one_only"), "too many connections", "call again");
}

BOOST_AUTO_TEST_CASE(a_server_that_may_forget) {
    for (const std::string setting : {"fsync", "full_page_writes"}) {
        shared_postgres().set(setting, "off");
        expect_refusal(shared_postgres().address(), setting + " = off", "accept_unsafe_server");
        auto options = in_schema(fresh_schema());
        options.accept_unsafe_server = true;
        open(options);
        shared_postgres().set(setting, "on");
    }
    for (const std::string value : {"off", "local"}) {
        const for_a_while off{"ALTER ROLE seedance SET synchronous_commit = " + value,
                              "ALTER ROLE seedance RESET synchronous_commit"};
        expect_refusal(shared_postgres().address(), "synchronous_commit = " + value, "set it to on");
    }
    open(in_schema(fresh_schema()));
}

BOOST_AUTO_TEST_CASE(a_database_that_cannot_be_written) {
    const for_a_while locked{"ALTER DATABASE postgres SET default_transaction_read_only = on",
                             "SET default_transaction_read_only = off;ALTER DATABASE postgres RESET "
                             "default_transaction_read_only"};
    expect_refusal(shared_postgres().address(), "read-only", "name the primary");
}

BOOST_AUTO_TEST_CASE(a_database_of_another_encoding) {
    shared_postgres().run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    expect_refusal("host=127.0.0.1 user=seedance dbname=latin port=" + std::to_string(shared_postgres().port()),
                   "LATIN1", "UTF8");
}

BOOST_AUTO_TEST_CASE(tables_of_another_program) {
    shared_postgres().run("CREATE SCHEMA theirs CREATE TABLE intents (id int) CREATE TABLE journal (line text)");
    expect_refusal(shared_postgres().address(), "tables of another program", "postgres_journal_options::schema",
                   in_schema("theirs"));
    BOOST_TEST(shared_postgres().run("SELECT count(*) FROM pg_tables WHERE schemaname = 'theirs'") == "2");
}

BOOST_AUTO_TEST_CASE(tables_that_must_be_there) {
    auto options = in_schema(fresh_schema());
    options.must_exist = true;
    expect_refusal(shared_postgres().address(), "has no tables there", "the database and the schema", options);
    const auto there = [&] {
        return shared_postgres().run("SELECT count(*) FROM pg_namespace WHERE nspname = '" + options.schema + "'");
    };
    BOOST_TEST(there() == "0");
    shared_postgres().run("CREATE SCHEMA \"" + options.schema + '"');
    expect_refusal(shared_postgres().address(), "has no tables there", "the database and the schema", options);
    open(in_schema(options.schema));
    open(options);
}

BOOST_AUTO_TEST_CASE(tables_of_other_versions) {
    const auto schema = fresh_schema();
    const auto set = [&](const std::string& what) {
        shared_postgres().run("UPDATE \"" + schema + "\".journal SET " + what);
    };
    open(in_schema(schema));
    set("seedance_schema = 7, min_version = 6");
    expect_refusal(shared_postgres().address(), "of a newer version of this library (7, which needs one that knows 6",
                   "use that version", in_schema(schema));
    set("min_version = 1");
    postgres_journal old{shared_postgres().address(), in_schema(schema)};  // what is new does not concern it
    put(old, some_intent("order-1"));
    set("min_version = 6");
    expect_error("(schema " + schema, "a newer version", "use that version", [&] { put(old, some_intent("order-2")); });
    expect_error("(schema " + schema, "a newer version", "use that version", [&] { old.renew(); });
    BOOST_TEST(!old.may_send());
    set("seedance_schema = 0, min_version = 0");
    expect_refusal(shared_postgres().address(), "of version 0", "that made them", in_schema(schema));
    shared_postgres().run("DELETE FROM \"" + schema + "\".journal");
    expect_refusal(shared_postgres().address(), "is empty", "a schema of its own", in_schema(schema));
}

BOOST_AUTO_TEST_CASE(tables_of_version_1_become_what_new_ones_are) {
    const auto columns_of = [](const std::string& schema) {
        return shared_postgres().run(
            "SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default), ', ' "
            "ORDER BY table_name, column_name) FROM information_schema.columns WHERE table_schema = '" +
            schema + '\'');
    };
    const auto earlier = fresh_schema(), fresh = fresh_schema();
    make_version_1(earlier);
    open(in_schema(fresh));
    std::vector<std::future<void>> all;
    for (int i = 0; i != 4; ++i) all.push_back(std::async(std::launch::async, [&] { open(in_schema(earlier)); }));
    for (auto& each : all) each.get();
    auto columns = columns_of(earlier);
    for (auto at = columns.find(earlier); at != std::string::npos; at = columns.find(earlier))
        columns.replace(at, earlier.size(), fresh);
    BOOST_TEST(columns == columns_of(fresh));
    for (const auto& schema : {earlier, fresh})
        BOOST_TEST(shared_postgres().run("SELECT concat_ws(' ', seedance_schema, min_version, halted) FROM \"" +
                                         schema + "\".journal") == "2 1");
    postgres_journal store{shared_postgres().address(), in_schema(earlier)};
    const auto left = take_over(store);
    BOOST_TEST_REQUIRE(left.size() == 1u);
    BOOST_TEST(left[0].task.value() == some_task("task_1"));
    BOOST_TEST(left[0].legs_left == 0);
}

/// The server writes the table of intents anew.
BOOST_AUTO_TEST_CASE(large_tables_of_version_1_take_their_time) {
    auto options = in_schema(fresh_schema());
    make_version_1(options.schema);
    sql_in_schema{options.schema}.run(
        "INSERT INTO intents (name, attempt, provider, account, model, budget, planned_at, handle, digest, "
        "key_fingerprint, owner, state, queued, held_micro_usd, budget_period, further_tasks, note, version) SELECT "
        "'many-' || n, 1, 'apixo', 'eu', 'seedance-2-0-fast', '', timestamptz 'epoch', '', '', '', 1, 'fetched', "
        "false, "
        "0, 0, 0, '', 2 FROM generate_series(1, 200000) AS n");
    options.statement_timeout = 300ms;
    options.network_timeout = 100ms;
    const auto begun = std::chrono::steady_clock::now();
    postgres_journal store{shared_postgres().address(), options};
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun;
    BOOST_TEST_MESSAGE("200,000 rows took " << time.count() << " s");
    BOOST_TEST(time.count() > 0.4, "it takes longer than any other call may");
    BOOST_TEST(store.find("many-200000")->state == intent_state::fetched);
    const auto words = error_of([&] {
        sql_in_schema other{options.schema};
        other.run("BEGIN");
        other.run("LOCK TABLE intents");
        store.find("order-1");
    });
    BOOST_TEST(contains(words, "the server is too busy"), "the others have their limit again");
}

BOOST_AUTO_TEST_CASE(a_program_of_version_1_goes_on) {
    const auto schema = fresh_schema();
    make_version_1(schema);
    sql_in_schema earlier{schema};
    earlier.run("BEGIN; SELECT id FROM intents FOR UPDATE");
    auto opened = std::async(std::launch::async, [&] { open(in_schema(schema)); });
    wait_until(somebody_waits);
    earlier.run(beginning_of_version_1 + "COMMIT");
    opened.get();
    earlier.run(beginning_of_version_1);
    postgres_journal store{shared_postgres().address(), in_schema(schema)};
    BOOST_TEST(names_of(take_over(store)) == (std::vector<std::string>{"order-1", "order-2", "order-3"}));
}

BOOST_AUTO_TEST_CASE(a_user_without_rights_and_one_with_them) {
    auto& server = shared_postgres();
    server.run("CREATE ROLE ordinary LOGIN");
    expect_refusal(server.address("ordinary"), "permission denied", "grant", in_schema("ordinary's"));
    server.run("CREATE SCHEMA \"ordinary's\" AUTHORIZATION ordinary");
    postgres_journal store{server.address("ordinary"), in_schema("ordinary's")};
    put(store, some_intent("order-1"));
    BOOST_TEST(store.find("order-1").has_value());
    BOOST_TEST(store.renew().count == 1u);
    BOOST_TEST(store.may_send());
}

BOOST_AUTO_TEST_CASE(several_that_make_the_tables_at_once) {
    for (int round = 0; round != 5; ++round) {
        const auto schema = fresh_schema();
        std::vector<std::future<void>> all;
        for (int i = 0; i != 4; ++i) all.push_back(std::async(std::launch::async, [&] { open(in_schema(schema)); }));
        for (auto& each : all) each.get();
        BOOST_TEST(shared_postgres().run("SELECT count(*) FROM \"" + schema + "\".journal") == "1");
    }
}

BOOST_AUTO_TEST_CASE(a_schema_may_have_any_name) {
    for (const std::string name : {"a \"b\" 'c'", "\xC3\xA9\xE2\x82\xAC", "select"}) {
        postgres_journal store{shared_postgres().address(), in_schema(name)};
        put(store, some_intent("order-1"));
        BOOST_TEST(open_intents(store).size() == 1u);
        store.renew();
    }
    auto options = in_schema("");
    expect_error("PostgreSQL", "its schema", "1 to 63 bytes", [&] { open(options); });
    options.schema = std::string(64, 'x');
    expect_error("PostgreSQL", "its schema", "1 to 63 bytes", [&] { open(options); });
}

BOOST_AUTO_TEST_CASE(the_tables_are_made_for_people) {
    const auto schema = fresh_schema();
    postgres_journal store{shared_postgres().address(), in_schema(schema)};
    put(store, some_intent("order-1", intent_state::accepted));
    store.set_budget("b", usd(5), budget_period::utc_day(), some_intent("").planned_at);
    const auto ask = [&](const std::string& what) {
        return shared_postgres().run("SET search_path = \"" + schema + "\"; " + what);
    };
    BOOST_TEST(ask("SELECT state || ' ' || task_id || ' ' || held_micro_usd FROM intents WHERE name = 'order-1'") ==
               "accepted task_order-1 380000");
    BOOST_TEST(ask("SET TimeZone = 'UTC'; SELECT planned_at FROM intents") == "2026-01-09 13:33:30.123+00");
    BOOST_TEST(ask("SELECT period || ' ' || limit_micro_usd FROM budgets") == "UTC day 5000000");
    BOOST_TEST(ask("SELECT process FROM owners") == std::to_string(::getpid()));
    BOOST_TEST(ask("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = '\"" + schema +
                   "\"'::regnamespace AND obj_description(oid, 'pg_class') IS NULL") == "0");
    BOOST_CHECK_THROW(ask("UPDATE intents SET state = 'lost'"), std::runtime_error);
}

/// A pooler as people set it up: between its transactions a connection is somebody else's.
BOOST_AUTO_TEST_CASE(a_pooler) {
    if (::access("/usr/sbin/pgbouncer", X_OK) != 0) {
        BOOST_TEST_MESSAGE("pgbouncer is not installed: skipped");
        return;
    }
    for (const std::string mode : {"transaction", "session"}) {
        const pooler between{shared_postgres(), mode};
        expect_refusal(between.address(), "a connection pooler", "name the server itself");
        sql_connection somebody{between.address()};  // over the same connection to the server
        BOOST_TEST(somebody.run("SHOW search_path") == "\"$user\", public", "nothing was set for others");
        BOOST_TEST(somebody.run("SHOW enable_seqscan") == "on");
    }
}

BOOST_AUTO_TEST_CASE(a_child_of_fork) {
    const auto schema = fresh_schema();
    postgres_journal store{shared_postgres().address(), in_schema(schema)};
    put(store, some_intent("order-1"));
    const auto connections = [] {
        return shared_postgres().run(
            "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE application_name = "
            "'seedance'");
    };
    const auto before = connections();
    const auto child = ::fork();
    if (child == 0) {
        bool refused = false;
        try {
            static_cast<void>(store.find("order-1"));
        } catch (const error& e) {
            refused = contains(e.why().detail, "open the journal after fork");
        }
        store.~postgres_journal();  // it must not end its parent's connection
        ::_exit(refused ? 0 : 1);
    }
    int status = -1;
    BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
    BOOST_TEST(store.find("order-1")->state == intent_state::sending);
    BOOST_TEST(connections() == before, "its connection is the one that it was");
}

BOOST_AUTO_TEST_CASE(a_child_of_fork_that_keeps_the_connection_open) {
    const auto schema = fresh_schema();
    postgres_journal store{shared_postgres().address(), in_schema(schema)};
    store.renew();
    const auto child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    shared_postgres().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'seedance'");
    BOOST_TEST(can_be_read(store.news_descriptor()), "a renewal sees that it is gone");
    store.renew();
    BOOST_TEST(!can_be_read(store.news_descriptor(), 200ms), "there is nothing to read on the new one");
    ::kill(child, SIGKILL);
    BOOST_TEST(::waitpid(child, nullptr, 0) == child);
}

BOOST_AUTO_TEST_SUITE_END()
