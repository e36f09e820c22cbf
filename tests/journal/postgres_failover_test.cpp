// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A PostgreSQL journal whose standby takes over, or whose database is another one: nothing is sent before a person has
// looked where commits may be lost.
#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "postgres_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_failovers)

postgres_journal_options patient() {
    auto options = in_schema("jobs");
    options.patience = 10s;
    return options;
}

/// The address of whichever of these can be written to.
template <class... Servers>
std::string either(const Servers&... all) {
    std::string hosts;
    ((hosts += (hosts.empty() ? "127.0.0.1:" : ",127.0.0.1:") + std::to_string(all.port())), ...);
    return "postgresql://seedance@" + hosts + "/postgres?sslmode=disable";
}

/// Waits until a standby has all that its primary has written.
void catch_up(const postgres_server& primary, const postgres_server& standby) {
    const auto written = primary.run("SELECT pg_current_wal_flush_lsn()");
    for (int i = 0; i != 10'000; ++i) {
        if (standby.run("SELECT pg_last_wal_replay_lsn() >= '" + written + "'") == "t") return;
        std::this_thread::sleep_for(1ms);
    }
    BOOST_FAIL("the standby does not follow");
}

BOOST_AUTO_TEST_CASE(one_that_has_lost_commits_sends_nothing_until_a_person_has_looked) {
    postgres_server primary;
    postgres_server standby{primary};
    postgres_journal store{either(primary, standby), patient()};
    const auto kept = put(store, some_intent("kept"));
    catch_up(primary, standby);
    standby.run("SELECT pg_wal_replay_pause()");
    standby.stop(SIGQUIT);  // it is cut off while the primary goes on
    put(store, some_intent("lost"));
    primary.stop();
    standby.start();
    standby.promote();
    {
        postgres_journal fresh{standby.address(), in_schema("jobs")};
        BOOST_TEST(contains(error_of([&] { put(fresh, some_intent("new")); }), "nobody has promised"),
                   "who remembers nothing sees it by the timeline");
    }
    const auto words = error_of([&] { put(store, some_intent("new")); });
    BOOST_TEST(contains(words, "may have forgotten what was sent"));
    BOOST_TEST(contains(words, "client.resolve"));
    BOOST_TEST(contains(words, "accept_failover"));
    BOOST_TEST(!store.may_send());
    const auto plan = some_intent("planned", intent_state::planned);
    BOOST_TEST(contains(error_of([&] { put(store, plan); }), "may have forgotten what was sent"), "nothing begins");
    BOOST_TEST(!store.find("lost"));
    const auto again = change(store, some_intent("kept", intent_state::accepted));
    BOOST_TEST(again.now->state == intent_state::accepted, "facts are taken");
    error_of([&] { change(store, in_state(kept, intent_state::sending), 1); });
    const journal_change mixed[] = {{some_intent("new")}, {some_intent("kept", intent_state::succeeded)}};
    BOOST_TEST(contains(error_of([&] { store.apply(mixed); }), "forgotten"));
    BOOST_TEST(store.find("kept")->state == intent_state::succeeded, "also beside what must wait");
    BOOST_TEST(!store.find("new"));
    {
        postgres_journal fresh{standby.address(), in_schema("jobs")};
        BOOST_TEST(contains(error_of([&] { put(fresh, some_intent("new")); }), "forgotten"), "others see it too");
        fresh.renew();
        BOOST_TEST(!fresh.may_send());
        fresh.accept_failover();
        put(fresh, some_intent("new"));
        BOOST_TEST(fresh.may_send());
    }
    put(store, some_intent("newer"));
    store.renew();
    BOOST_TEST(store.may_send());
    BOOST_TEST(standby.run("SELECT acknowledged_at IS NOT NULL AND halted IS NULL FROM jobs.journal") == "t");
}

/// Its row says that all is well: it is the only one that does not know of the fail-over.
BOOST_AUTO_TEST_CASE(an_earlier_primary_that_comes_back_is_refused_by_who_has_seen_the_next) {
    postgres_server primary;
    postgres_server standby{primary};
    postgres_journal store{either(primary, standby), patient()};
    put(store, some_intent("order-1"));
    catch_up(primary, standby);
    primary.stop();
    standby.promote();
    store.accept_failover();
    put(store, some_intent("order-2"));
    standby.stop();
    primary.start();
    for (int i = 0; i != 2; ++i) {
        const auto words = error_of([&] { put(store, some_intent("order-3")); });
        BOOST_TEST(contains(words, "its server is an earlier primary"), words);
        BOOST_TEST(contains(words, "take it out of the address"));
    }
    BOOST_TEST(primary.run("SELECT count(*) FROM jobs.intents") == "1");
    primary.stop();
    standby.start();
    BOOST_TEST(at_last([&] { return put(store, some_intent("order-3")).version; }) == 1);
}

/// A journal before a fail-over to a synchronous standby, and after it.
struct synchronous_pair {
    postgres_server primary;
    postgres_server standby{primary};
    postgres_journal store{either(primary, standby), patient()};
    intent begun = put(store, some_intent("order-1"));

    synchronous_pair() {
        primary.set("synchronous_standby_names", "walreceiver");
        store.renew();
        BOOST_TEST(primary.run("SELECT synchronous FROM jobs.journal") == "t");
        catch_up(primary, standby);
    }

    void fail_over() {
        primary.stop();
        standby.promote();
    }
};

/// The one that was promoted may be another one than that which had it all.
BOOST_FIXTURE_TEST_CASE(one_that_a_standby_takes_over_waits_for_a_person, synchronous_pair) {
    fail_over();
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-2")); }), "nobody has promised"));
    BOOST_TEST(*store.find("order-1") == begun);
    BOOST_TEST(!store.may_send());
    store.accept_failover();
    put(store, some_intent("order-2"));
    BOOST_TEST(store.may_send());
}

BOOST_FIXTURE_TEST_CASE(one_whose_standbys_have_all_as_a_person_has_promised_goes_on, synchronous_pair) {
    primary.run("UPDATE jobs.journal SET standbys_have_all = true");
    fail_over();
    BOOST_TEST(*store.find("order-1") == begun);
    put(store, some_intent("order-2"));
    BOOST_TEST(store.may_send());
    BOOST_TEST(store.term() == 0u);
    store.renew();
    BOOST_TEST(standby.run("SELECT synchronous FROM jobs.journal") == "f", "the next fail-over may lose something");
}

/// A journal with two standbys, of whose servers one fails after the other.
struct synchronous_three {
    postgres_server primary;
    postgres_server a{primary, "cluster_name = 'a'\n"}, b{primary, "cluster_name = 'b'\n"};
    std::string address = either(primary, a, b);
    postgres_journal store{address, patient()};

    synchronous_three() { store.renew(); }

    /// A person promises that whatever is promoted has every commit, which is so where all of these have it.
    void promise(const postgres_server& of, const std::string& synchronous_standbys) {
        of.set("synchronous_standby_names", synchronous_standbys);
        of.run("UPDATE jobs.journal SET standbys_have_all = true");
        store.renew();
        BOOST_TEST(of.run("SELECT synchronous FROM jobs.journal") == "t");
    }

    /// Lets the server die while somebody writes, and has the standby that has more take its place, which the other
    /// one follows then; gives what was answered before.
    std::vector<std::string> fail_over_to_one_of_both() {
        std::vector<std::string> answered;
        std::atomic<int> count = 0;
        std::thread writes{[&] {
            try {
                postgres_journal writer{primary.address(), in_schema("jobs")};
                for (int i = 0; i != 100'000; ++i) {
                    const journal_change begun{.wanted = some_intent("written-" + std::to_string(i))};
                    if (writer.apply({&begun, 1}).at(0).written) answered.push_back(begun.wanted.name);
                    ++count;
                }
            } catch (const error&) {  // its server is dead
            }
        }};
        for (int i = 0; i != 10'000 && count < 20; ++i) std::this_thread::sleep_for(1ms);
        primary.stop();
        writes.join();
        const auto has_received = [](const postgres_server& of) {
            return std::stoll(of.run("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn"));
        };
        if (has_received(a) < has_received(b)) std::swap(next, other);
        next->promote();
        other->follow(*next);
        return answered;
    }

    postgres_server *next = &a, *other = &b;
};

BOOST_FIXTURE_TEST_CASE(two_standbys_that_have_all_take_over_one_after_the_other, synchronous_three) {
    promise(primary, "FIRST 2 (a, b)");
    const auto begun = put(store, some_intent("order-1"));
    const auto answered = fail_over_to_one_of_both();
    BOOST_TEST(answered.size() >= 20u);
    for (const auto& name : answered) BOOST_TEST(store.find(name).has_value(), name << " was answered, and is lost");
    BOOST_TEST(*store.find("order-1") == begun);
    put(store, some_intent("order-2"));
    BOOST_TEST(store.may_send());
    BOOST_TEST(store.term() == 0u);

    promise(*next, other == &a ? "a" : "b");
    put(store, some_intent("order-3"));
    next->stop();
    other->promote();
    BOOST_TEST(store.find("order-3").has_value(), "it was there before it was answered");
    put(store, some_intent("order-4"));
    BOOST_TEST(store.may_send());
    BOOST_TEST(store.term() == 0u);

    primary.start();  // whoever finds it first, finds one that nobody follows any more
    auto hurried = in_schema("jobs");
    hurried.statement_timeout = 300ms;
    postgres_journal astray{primary.address(), hurried};
    BOOST_TEST(!error_of([&] { put(astray, some_intent("order-5")); }).empty());
    BOOST_TEST(!astray.may_send());
}

/// The one that has made the commits return is away too, and the other one lags behind.
BOOST_FIXTURE_TEST_CASE(any_one_of_two_standbys_is_not_enough, synchronous_three) {
    promise(primary, "ANY 1 (a, b)");
    put(store, some_intent("kept"));
    catch_up(primary, b);
    b.stop();
    put(store, some_intent("lost"));
    primary.stop();
    a.stop();
    b.start();
    b.promote();
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("new")); }), "has forgotten what it had said"));
    BOOST_TEST(!store.may_send());
    BOOST_TEST(!store.find("lost"));
    postgres_journal fresh{b.address(), in_schema("jobs")};
    BOOST_TEST(contains(error_of([&] { put(fresh, some_intent("new")); }), "has forgotten what it had said"));
    BOOST_TEST(!fresh.may_send());
}

/// A copy of the disk that is put back has the same timeline.
BOOST_AUTO_TEST_CASE(who_knows_more_than_the_server_halts_it_for_all) {
    const auto schema = fresh_schema();
    auto options = in_schema(schema);
    postgres_journal store{shared_postgres().address(), options}, other{shared_postgres().address(), options};
    put(other, some_intent("of other"));
    put(store, some_intent("order-1"));
    put(store, some_intent("order-2"));
    shared_postgres().run("UPDATE \"" + schema + "\".owners SET sends = 1");
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-3")); }), "has forgotten what it had said"));
    BOOST_TEST(!store.may_send());
    other.renew();
    BOOST_TEST(!other.may_send());
    BOOST_TEST(contains(error_of([&] { put(other, some_intent("order-3")); }), "has forgotten what it had said"));
    options.accept_older = true;
    {
        const postgres_journal person{shared_postgres().address(), options};
    }
    put(store, some_intent("order-3"));
    put(other, some_intent("order-4"));
    BOOST_TEST(store.may_send());
}

std::string waits_for_standby(const std::string& which = "") {
    return "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'" + which + ")";
}

/// Begins orders until one waits for a standby that is not there: a server takes a setting a little later.
std::future<journal_answer> begin_until_one_waits(journal& store, const postgres_server& server) {
    server.set("synchronous_standby_names", "nobody");
    for (int i = 0; i != 1'000; ++i) {
        auto begun = std::async(std::launch::async,
                                [&store, i] { return change(store, some_intent("order-" + std::to_string(i))); });
        while (begun.wait_for(1ms) != std::future_status::ready)
            if (server.run("SELECT " + waits_for_standby()) == "t") return begun;
    }
    throw std::runtime_error{"nothing waits for a standby"};
}

void take_standby_away(const postgres_server& server) {
    server.run("ALTER SYSTEM RESET synchronous_standby_names");
    server.run("SELECT pg_reload_conf()");
}

/// PostgreSQL says that it is written then, and warns.
BOOST_AUTO_TEST_CASE(a_wait_for_the_standby_that_is_cancelled_is_no_answer) {
    postgres_server server;
    postgres_journal store{server.address(), patient()};
    store.renew();
    auto begun = begin_until_one_waits(store, server);
    const auto first = server.run("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    server.run("SELECT pg_cancel_backend(" + first + ")");
    wait_until(waits_for_standby(" AND pid <> " + first), server);
    BOOST_TEST(begun.wait_for(0s) == std::future_status::timeout);
    take_standby_away(server);
    const auto answer = begun.get();
    BOOST_TEST(answer.written);
    BOOST_TEST(answer.now->version == 1);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_made_unsafe_later_does_not_make_those_who_write_unsafe) {
    postgres_server server;
    postgres_journal store{server.address(), patient()};
    store.renew();
    server.set("synchronous_commit", "off");
    auto begun = begin_until_one_waits(store, server);
    take_standby_away(server);
    BOOST_TEST(begun.get().written);
}

BOOST_AUTO_TEST_CASE(commits_that_wait_for_no_standby_are_not_synchronous) {
    postgres_server server;
    server.run("ALTER ROLE seedance SET synchronous_commit = local");
    server.set("synchronous_standby_names", "nobody");
    auto options = patient();
    options.accept_unsafe_server = true;
    postgres_journal store{server.address(), options};
    BOOST_TEST(server.run("SELECT synchronous FROM jobs.journal") == "f");
    store.renew();
    BOOST_TEST(server.run("SELECT synchronous FROM jobs.journal") == "f");
}

/// A standby that has taken a commit and not written it loses it with its machine's power.
BOOST_AUTO_TEST_CASE(commits_that_a_standby_has_not_written_are_not_synchronous) {
    postgres_server primary;
    const postgres_server standby{primary};
    primary.set("synchronous_standby_names", "walreceiver");
    for (const std::string kind : {"remote_write", "remote_apply", "on"}) {
        primary.run("ALTER ROLE seedance SET synchronous_commit = " + kind);
        auto options = patient();
        options.schema = "with_" + kind;
        postgres_journal store{primary.address(), options};
        const auto is_synchronous = [&] {
            return primary.run("SELECT synchronous FROM with_" + kind + ".journal") == "t";
        };
        BOOST_TEST(is_synchronous() == (kind != "remote_write"), kind << " at the opening");
        primary.run("UPDATE with_" + kind + ".journal SET synchronous = NOT synchronous");
        store.renew();
        BOOST_TEST(is_synchronous() == (kind != "remote_write"), kind << " at a renewal");
    }
}

/// As pg_restore puts it back, in the same server.
BOOST_AUTO_TEST_CASE(tables_that_were_put_back_halt_it) {
    const auto options = in_schema(fresh_schema());
    postgres_journal store{shared_postgres().address(), options};
    put(store, some_intent("order-1"));
    sql_in_schema person{options.schema};
    const auto put_back = [&] {
        person.run("CREATE TABLE copy (LIKE journal INCLUDING ALL)");
        person.run("INSERT INTO copy SELECT * FROM journal");
        person.run("DROP TABLE journal");
        person.run("ALTER TABLE copy RENAME TO journal");
    };
    put_back();
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-2")); }), "put back from a copy"));
    BOOST_TEST(!store.may_send());
    store.accept_failover();
    put(store, some_intent("order-2"));
    put_back();
    {
        postgres_journal fresh{shared_postgres().address(), options};
        BOOST_TEST(contains(error_of([&] { put(fresh, some_intent("order-3")); }), "put back from a copy"));
    }
    BOOST_TEST(person.run("SELECT halted IS NOT NULL AND table_oid = tableoid FROM journal") == "t");
    store.accept_failover();
    put(store, some_intent("order-3"));
}

BOOST_AUTO_TEST_CASE(a_copy_of_the_database_halts) {
    const auto in = [](const std::string& database) {
        return "host=127.0.0.1 user=seedance dbname=" + database + " port=" + std::to_string(shared_postgres().port());
    };
    shared_postgres().run("CREATE DATABASE original");
    {
        postgres_journal store{in("original"), in_schema("jobs")};
        put(store, some_intent("order-1"));
    }
    wait_until("NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = 'original')");
    shared_postgres().run("CREATE DATABASE copied TEMPLATE original");
    postgres_journal copy{in("copied"), in_schema("jobs")};
    BOOST_TEST(contains(error_of([&] { put(copy, some_intent("order-2")); }), "put back from a copy"));
    postgres_journal store{in("original"), in_schema("jobs")};
    put(store, some_intent("order-2"));
}

/// Whatever tells that the server, the database or the tables are other ones. A promise about standbys counts where
/// commits waited for one.
BOOST_AUTO_TEST_CASE(whatever_is_another_one_halts_it) {
    const auto begin_after = [](const std::string& what_it_was) {
        const auto options = in_schema(fresh_schema());
        {
            postgres_journal before{shared_postgres().address(), options};
            put(before, some_intent("order-1"));
        }
        shared_postgres().run("UPDATE \"" + options.schema + "\".journal SET " + what_it_was);
        postgres_journal next{shared_postgres().address(), options};
        put(next, some_intent("order-2"));
    };
    for (const auto* const what :
         {"timeline = '000000FF'", "timeline = '000000FF', synchronous = true",
          "timeline = '000000FF', standbys_have_all = true", "system_identifier = 1",
          "system_identifier = 1, synchronous = true, standbys_have_all = true", "database_oid = 1", "table_oid = 1"})
        BOOST_TEST(contains(error_of([&] { begin_after(what); }), "put back from a copy"), what);
    begin_after("timeline = '000000FF', synchronous = true, standbys_have_all = true");
}

/// A sequence that was put back gives numbers again.
BOOST_AUTO_TEST_CASE(an_owner_whose_number_is_another_ones_halts_it) {
    const auto options = in_schema(fresh_schema());
    postgres_journal store{shared_postgres().address(), options};
    store.renew();
    sql_in_schema{options.schema}.run("UPDATE owners SET begun_at = begun_at + interval '1 microsecond'");
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-1")); }), "has forgotten what it had said"));
    BOOST_TEST(!store.may_send());
}

/// What prints a time in another way is no loss.
BOOST_AUTO_TEST_CASE(a_connection_whose_session_has_other_settings_is_no_loss) {
    const auto options = in_schema(fresh_schema());
    postgres_journal store{shared_postgres().address(), options};
    put(store, some_intent("order-0"));
    int orders = 0;
    for (const std::string setting : {"TimeZone = 'Asia/Tokyo'", "DateStyle = 'German'", "TimeZone = 'UTC'"}) {
        shared_postgres().run("ALTER ROLE seedance SET " + setting);
        shared_postgres().run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'seedance'");
        put(store, some_intent("order-" + std::to_string(++orders)));
        BOOST_TEST(store.may_send());
    }
    shared_postgres().run("ALTER ROLE seedance RESET ALL");
    BOOST_TEST(shared_postgres().run("SELECT halted FROM \"" + options.schema + "\".journal") == "");
    BOOST_TEST(store.term() == 0u);
}

BOOST_AUTO_TEST_CASE(a_standby_alone_is_refused) {
    postgres_server primary;
    postgres_server standby{primary};
    expect_error("(schema s)", "is a standby", "name the primary",
                 [&] { postgres_journal{standby.address(), in_schema("s")}; });
}

BOOST_AUTO_TEST_SUITE_END()
