// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Who owns what in a PostgreSQL journal: leases, what the stale may not write any more, news, and races.
#include <atomic>
#include <future>

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "postgres_fixture.hpp"

using namespace test;

/// How many seconds this machine's time is wrong by.
static std::atomic<time_t> wrong_by{0};

/// Stands before the C library's. What does not jump, as the time since the start, is right on every machine.
extern "C" int clock_gettime(clockid_t which, timespec* now) noexcept {
    const auto result = static_cast<int>(::syscall(SYS_clock_gettime, which, now));
    if (which == CLOCK_REALTIME) now->tv_sec += wrong_by.load();
    return result;
}

BOOST_AUTO_TEST_SUITE(postgres_owners)

journal_answer call_back(journal& at, const intent& what) {
    journal_change said{.wanted = {.name = what.name, .attempt = what.attempt, .handle = what.handle}};
    said.called_back = "a body";
    return at.apply({&said, 1}).at(0);
}

BOOST_FIXTURE_TEST_CASE(who_cannot_renew_stops_before_its_lease_ends, owners_fixture) {
    auto& store = open(1s);
    BOOST_TEST(store.renew_every() == 333ms);
    BOOST_TEST(!store.may_send(), "it is nobody yet");
    put(store, some_intent("order-1"));
    BOOST_TEST(store.may_send());
    sql_in_schema looker{schema};
    using clock = std::chrono::steady_clock;
    const auto give_up = clock::now() + 10s;
    auto asked = clock::now(), could = asked;  // when it was asked last, and when it could send last
    for (; store.may_send() && asked < give_up; asked = clock::now()) could = asked;
    const auto left = looker.run("SELECT extract(milliseconds FROM lease_until - clock_timestamp()) FROM owners");
    const std::chrono::duration<double, std::milli> since =
        clock::now() - could;                          // on a busy machine the answer is late
    BOOST_TEST(std::stod(left) + since.count() > 160,  // a sixth, for clocks that go at another rate
               left << " ms are left, " << since.count() << " ms after it could send");
    store.renew();
    BOOST_TEST(store.may_send());
}

BOOST_FIXTURE_TEST_CASE(the_stale_are_refused_and_counted_and_their_facts_are_taken, owners_fixture) {
    auto &stale = open(), &other = open();
    const auto sending = put(stale, some_intent("sending"));
    const auto planned = put(stale, some_intent("planned", intent_state::planned));
    const auto left = put(stale, some_intent("left", intent_state::planned));
    end_leases(schema);
    BOOST_TEST(other.find("sending")->state == intent_state::unknown);
    BOOST_TEST(other.claim(2) == 2u);
    const auto term = stale.term();
    for (const auto& each : {sending, planned})
        for (const auto state : {intent_state::planned, intent_state::sending, intent_state::unknown})
            BOOST_TEST(!change(stale, in_state(each, state), each.version).written);
    BOOST_TEST(change(stale, in_state(left, intent_state::sending), left.version).written, "nobody has claimed it");
    BOOST_TEST(ask("SELECT stale_writes FROM journal") == "6");
    BOOST_TEST(stale.term() == term + 1);
    BOOST_TEST(stale.may_send(), "what it begins from now on is its own");
    const auto accepted = change(stale, some_intent("sending", intent_state::accepted));
    BOOST_TEST(accepted.written);
    BOOST_TEST(*other.find(some_task("task_sending")) == *accepted.now);
    BOOST_TEST(change(stale, some_intent("new")).written);
    BOOST_TEST(names_of(open_intents(stale)) == (std::vector<std::string>{"left", "new"}));
    BOOST_TEST(names_of(take_over(other)) == (std::vector<std::string>{"sending", "planned"}));
}

BOOST_FIXTURE_TEST_CASE(a_lease_that_was_over_is_a_new_term_at_the_next_renewal, owners_fixture) {
    auto& store = open();
    BOOST_TEST(store.renew().count == 1u);
    BOOST_TEST(store.term() == 0u);
    store.renew();
    BOOST_TEST(store.term() == 0u);
    end_leases(schema);
    BOOST_TEST(store.renew().count == 1u);
    BOOST_TEST(store.term() == 1u);
    BOOST_TEST(ask("SELECT count(*) FROM owners") == "2");
    BOOST_TEST(ask("SELECT stale_writes FROM journal") == "0");
}

/// The answer to a beginning was lost, and when it is asked for again, the lease is over.
BOOST_FIXTURE_TEST_CASE(what_is_begun_again_after_the_lease_is_ones_own_unless_somebody_has_it, owners_fixture) {
    auto &store = open(), &other = open();
    for (const std::string name : {"free", "claimed", "sent"})
        put(store, some_intent(name, name == "sent" ? intent_state::accepted : intent_state::planned));
    end_leases(schema);
    other.renew();
    shared_postgres().run("UPDATE \"" + schema + "\".intents SET owner = (SELECT max(number) FROM \"" + schema +
                          "\".owners) WHERE name = 'claimed'");
    BOOST_TEST(change(store, some_intent("free", intent_state::planned)).written);
    BOOST_TEST(!change(store, some_intent("claimed", intent_state::planned)).written);
    BOOST_TEST(change(store, some_intent("sent", intent_state::planned)).now->state == intent_state::accepted);
    BOOST_TEST(names_of(open_intents(store)) == std::vector<std::string>{"free"});
    BOOST_TEST(change(store, in_state(*store.find("free"), intent_state::sending), 1).written);
}

/// Its first call registers it; whatever is lost of that, what is begun in it is its own.
BOOST_FIXTURE_TEST_CASE(who_is_new_begins_once_whatever_is_lost, owners_fixture) {
    for (const auto what : {cutting_proxy::fault::loses_question, cutting_proxy::fault::loses_answer})
        for (long after = 0; after != 8; ++after) {
            cutting_proxy way{shared_postgres().port()};
            auto options = in_schema(schema);
            options.patience = 10s;
            postgres_journal store{postgres_server::address_at(way.port()), options};
            way.fail(what, after, 1);
            const auto name = std::to_string(static_cast<int>(what)) + '/' + std::to_string(after);
            BOOST_TEST(change(store, some_intent(name)).written);
            BOOST_TEST(names_of(open_intents(store)) == std::vector{name});
            BOOST_TEST(store.may_send());
            BOOST_TEST(change(store, in_state(some_intent(name), intent_state::unknown), 1).written);
        }
}

BOOST_FIXTURE_TEST_CASE(who_finds_its_row_gone_soon_after_has_seen_a_loss, owners_fixture) {
    auto& store = open();
    put(store, some_intent("order-1", intent_state::failed));
    end_leases(schema);
    shared_postgres().run("DELETE FROM \"" + schema + "\".owners");
    BOOST_TEST(contains(error_of([&] { put(store, some_intent("order-2")); }), "has forgotten"));
}

/// To the others it looks as if who is idle was gone for hours.
BOOST_FIXTURE_TEST_CASE(a_clock_of_the_database_that_is_set_forward_is_no_loss, owners_fixture) {
    auto &idle = open(), &other = open();
    put(idle, some_intent("order-1", intent_state::failed));
    end_leases(schema);
    shared_postgres().run("UPDATE \"" + schema + "\".owners SET lease_until = lease_until - interval '2 hours'");
    for (int i = 0; i != 2; ++i) BOOST_TEST(other.take(9).empty());
    idle.renew();
    BOOST_TEST(idle.term() == 1u);
    BOOST_TEST(ask("SELECT halted FROM journal") == "");
}

BOOST_FIXTURE_TEST_CASE(a_clock_of_the_database_that_is_set_back_makes_no_lease_longer, owners_fixture) {
    auto& store = open(1s);
    store.renew();
    shared_postgres().run("UPDATE \"" + schema + "\".owners SET lease_until = lease_until + interval '1 hour'");
    put(store, some_intent("order-1"));
    const auto begun = std::chrono::steady_clock::now();
    while (store.may_send() && std::chrono::steady_clock::now() - begun < 5s) std::this_thread::yield();
    BOOST_TEST(!store.may_send());
}

BOOST_FIXTURE_TEST_CASE(a_clean_end_gives_everything_to_the_others_at_once, owners_fixture) {
    auto& other = open();
    other.renew();
    {
        postgres_journal ends{shared_postgres().address(), in_schema(schema)};
        put(ends, some_intent("order-1"));
        put(ends, some_intent("order-2", intent_state::planned));
        BOOST_TEST(other.renew().count == 2u);
    }
    BOOST_TEST(can_be_read(other.news_descriptor()));
    const auto seen = other.renew();
    BOOST_TEST(seen.has_news);
    BOOST_TEST(seen.count == 1u);
    const auto taken = other.take(10);
    BOOST_TEST(names_of(taken) == (std::vector<std::string>{"order-1", "order-2"}));
    for (const auto& each : taken) BOOST_TEST(*other.find(each.name) == each);
    {
        postgres_journal(shared_postgres().address(), in_schema(schema)).renew();
    }
    BOOST_TEST(ask("SELECT count(*) FROM owners") == "2", "who has left nothing leaves nothing");
}

BOOST_FIXTURE_TEST_CASE(a_machine_whose_time_is_wrong_ends_no_period_for_others, owners_fixture) {
    const auto month = budget_period::utc_month();
    const auto wall = std::chrono::system_clock::now();
    const auto steady = std::chrono::steady_clock::now();
    auto& right = open();
    const auto now = right.periods().at(wall, steady);
    BOOST_TEST((now - wall < 1min && wall - now < 1min));
    right.set_budget("b", usd(1), month, now);
    const auto begin = [&](postgres_journal& at, const std::string& name, std::chrono::system_clock::time_point when) {
        journal_change change{.wanted = some_intent(name, intent_state::planned), .at = when};
        change.wanted.budget = "b";
        change.wanted.held = usd(0.75);
        return at.apply({&change, 1}).at(0);
    };
    BOOST_TEST(begin(right, "order-1", now).written);
    for (const auto wrong : {std::chrono::hours{24 * 40}, std::chrono::hours{-24 * 40}}) {
        auto& other = open();
        const auto time = other.periods().at(wall + wrong, steady);
        BOOST_TEST((time - now < 1min && now - time < 1min));
        BOOST_TEST(begin(other, "order-2", time).refused.has_value(), "the month is the same for all");
        BOOST_TEST((other.periods().at(wall, steady + 2h) - time >= 2h), "it goes on with the steady time");
    }
    BOOST_TEST(right.find_budget("b", now)->held == usd(0.75));
}

BOOST_FIXTURE_TEST_CASE(a_machine_whose_time_is_wrong_lives_as_long_as_the_others, owners_fixture) {
    auto &wrong = open(), &other = open();
    for (const time_t hours : {-1, 1}) {
        wrong_by = hours * 3600;
        const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        put(wrong, some_intent("order-" + std::to_string(time)));
        wrong.renew();
        BOOST_TEST(wrong.may_send());
        BOOST_TEST(other.take(9).empty());
        wrong_by = 0;
        BOOST_TEST(std::abs(time - std::time(nullptr)) > 3'000, "it was wrong");
        BOOST_TEST(ask("SELECT lease_until - clock_timestamp() BETWEEN '15 seconds' AND '30 seconds' FROM owners ORDER "
                       "BY number LIMIT 1") == "t");
        BOOST_TEST(other.take(9).empty());
        BOOST_TEST(wrong.term() == 0u);
    }
}

BOOST_FIXTURE_TEST_CASE(members_have_places_and_turns, owners_fixture) {
    auto &first = open(), &second = open();
    BOOST_TEST(first.renew().count == 1u);
    BOOST_TEST(first.renew().may_grow, "nobody else is there");
    BOOST_TEST(second.renew().rank == 1u);
    const auto seen = first.renew();
    BOOST_TEST(seen.count == 2u);
    BOOST_TEST(seen.rank == 0u);
    BOOST_TEST(!seen.may_grow, "the second has not renewed twice");
    const auto now = std::stoull(ask("SELECT floor(extract(epoch FROM clock_timestamp()) / 60)::bigint"));
    BOOST_TEST((seen.turn == now || seen.turn + 1 == now));
    const auto know_all = [&](const std::string& exceeds) {
        shared_postgres().run("UPDATE \"" + schema + "\".owners SET exceeds = " + exceeds +
                              ", renewed_before = clock_timestamp() + interval '1 hour'");
    };
    know_all("false");
    BOOST_TEST(first.renew().may_grow);
    know_all("true");
    BOOST_TEST(!first.renew().may_grow);
    first.exceed(true);
    first.renew();
    BOOST_TEST(ask("SELECT exceeds FROM owners ORDER BY number LIMIT 1") == "t");
    first.exceed(false);
    first.renew();
    BOOST_TEST(ask("SELECT exceeds FROM owners ORDER BY number LIMIT 1") == "f");
    end_leases(schema, "number = (SELECT min(number) FROM \"" + schema + "\".owners)");
    BOOST_TEST(second.renew().rank == 0u);
    BOOST_TEST(first.renew().rank == 1u, "it has come anew");
}

/// Who is away may come back with what it has under way; for as long as a lease that hinders the others.
BOOST_FIXTURE_TEST_CASE(no_part_grows_soon_after_somebody_was_gone, owners_fixture) {
    auto &stays = open(1s), &gone = open(1s);
    put(gone, some_intent("order-1"));
    const auto end_of_gone = [&](const std::string& before) {
        shared_postgres().run("UPDATE \"" + schema + "\".owners SET lease_until = clock_timestamp() - interval '" +
                              before + "' WHERE number = 1");
    };
    const auto waits_to_grow = [&] {
        const auto begun = std::chrono::steady_clock::now();
        while (!stays.renew().may_grow && std::chrono::steady_clock::now() - begun < 10s) std::this_thread::yield();
        return std::chrono::steady_clock::now() - begun;
    };
    end_of_gone("1 hour");
    BOOST_TEST((waits_to_grow() > 900ms), "it has just come, and cannot know for how long the database was away");
    BOOST_TEST(stays.renew().count == 1u);
    end_of_gone("500 milliseconds");
    BOOST_TEST(!stays.renew().may_grow);
    end_of_gone("1 second");
    BOOST_TEST(stays.renew().may_grow);
    BOOST_TEST(stays.term() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_callback_wakes_the_owner_of_its_intent_and_nobody_else, owners_fixture) {
    auto &owner = open(), &receiver = open(), &third = open();
    auto what = some_intent("order-1");
    what.callback = "";
    what = put(owner, what);
    for (auto* each : {&owner, &receiver, &third}) each->renew();
    BOOST_TEST(!owner.renew().has_news);
    BOOST_TEST(!can_be_read(owner.news_descriptor(), 0ms));
    BOOST_TEST(call_back(receiver, what).written);
    BOOST_TEST(can_be_read(owner.news_descriptor()));
    BOOST_TEST(!can_be_read(third.news_descriptor(), 200ms), "it has nothing to do for it");
    BOOST_TEST(owner.find("order-1")->callback == "a body");  // with whose answer the news may come
    BOOST_TEST(can_be_read(owner.news_descriptor(), 0ms));
    BOOST_TEST(owner.renew().has_news);
    BOOST_TEST(!owner.renew().has_news);
    BOOST_TEST(!third.renew().has_news);
    BOOST_TEST(!receiver.renew().has_news);
    third.set_budget("b", usd(1), budget_period::ever(), some_intent("").planned_at);
    BOOST_TEST(owner.renew().has_news, "there may be money for what waits");
}

BOOST_FIXTURE_TEST_CASE(a_callback_wakes_its_owner_after_a_new_connection_and_under_a_new_number, owners_fixture) {
    auto &owner = open(), &receiver = open();
    const auto wakes = [&](const std::string& name) {
        auto what = some_intent(name);
        what.callback = "";
        what = put(owner, what);
        owner.renew();
        BOOST_TEST(!can_be_read(owner.news_descriptor(), 0ms));
        BOOST_TEST(call_back(receiver, what).written);
        return can_be_read(owner.news_descriptor()) && owner.renew().has_news;
    };
    BOOST_TEST(wakes("order-1"));
    shared_postgres().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'seedance'");
    receiver.renew();
    BOOST_TEST(wakes("order-2"));
    end_leases(schema);
    BOOST_TEST(wakes("order-3"));
    shared_postgres().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'seedance'");
    receiver.renew();
    BOOST_TEST(wakes("order-4"));
}

/// As a program of version 0.1 says it, and as those do who share another journal of the database.
BOOST_FIXTURE_TEST_CASE(what_is_said_to_others_is_no_news, owners_fixture) {
    auto& store = open();
    store.renew();
    const auto number = ask("SELECT number FROM owners");
    const auto say = [&](const std::string& channel, const std::string& what) {
        shared_postgres().run("SELECT pg_notify('" + channel + "', '" + what + "')");
        BOOST_TEST(can_be_read(store.news_descriptor()));
        return store.renew().has_news;
    };
    BOOST_TEST(say(schema, number));
    BOOST_TEST(!say(schema, number + "0"));
    BOOST_TEST(say("seedance owner " + number, schema));
    BOOST_TEST(!say("seedance owner " + number, "another schema"));
    BOOST_TEST(!say("seedance owner " + number, "all"));
}

/// Two begin the same names at once, in batches of other orders: each name has one winner, and nobody waits in a
/// circle.
BOOST_FIXTURE_TEST_CASE(of_two_that_begin_a_name_at_once_one_wins, owners_fixture) {
    auto &one = open(), &other = open();
    const auto deadlocks = shared_postgres().run("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'");
    constexpr int rounds = 20, names = 50;
    std::vector<int> wins(rounds * names, 0), wins_of_other(rounds * names, 0);
    const auto race = [](postgres_journal& by, const std::string& handle, bool backwards, std::vector<int>& won) {
        for (int round = 0; round != rounds; ++round) {
            std::vector<journal_change> batch;
            for (int i = 0; i != names; ++i) {
                const int number = round * names + (backwards ? names - 1 - i : i);
                auto what = some_intent("order-" + std::to_string(number), intent_state::planned);
                what.handle = handle;
                batch.push_back({what});
            }
            const auto answers = by.apply(batch);
            for (int i = 0; i != names; ++i)
                won[static_cast<std::size_t>(round * names + (backwards ? names - 1 - i : i))] =
                    answers[static_cast<std::size_t>(i)].written ? 1 : 0;
        }
    };
    std::thread thread{[&] { race(other, "other", true, wins_of_other); }};
    race(one, "one", false, wins);
    thread.join();
    int of_one = 0;
    for (std::size_t i = 0; i != wins.size(); ++i) {
        of_one += wins[i];
        BOOST_TEST(wins[i] + wins_of_other[i] == 1, "order-" << i);
        const auto handle = one.find("order-" + std::to_string(i))->handle;
        BOOST_TEST(handle == (wins[i] == 1 ? "one" : "other"));
    }
    BOOST_TEST_MESSAGE(of_one << " of " << wins.size() << " were the one's");
    BOOST_TEST(ask("SELECT count(*) FROM intents") == std::to_string(rounds * names));
    BOOST_TEST(shared_postgres().run("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'") == deadlocks);
}

/// The same about rows that are there: facts come to two machines at once, in other orders, of intents with budgets.
BOOST_FIXTURE_TEST_CASE(two_that_write_the_same_rows_wait_for_each_other_in_one_order, owners_fixture) {
    auto &one = open(), &other = open();
    const auto now = some_intent("").planned_at;
    for (const std::string budget : {"a", "b"}) one.set_budget(budget, usd(1'000), budget_period::ever(), now);
    constexpr int names = 100;
    std::vector<journal_change> forwards;
    for (int i = 0; i != names; ++i) {
        auto what = some_intent("order-" + std::to_string(i));
        what.budget = i % 2 == 0 ? "a" : "b";
        put(one, what);
        forwards.push_back({.wanted = some_intent(what.name, intent_state::accepted)});
        forwards.push_back({.wanted = some_intent(what.name, intent_state::fetched), .cost = usd(1)});
    }
    std::vector<journal_change> backwards;
    for (int i = names - 1; i >= 0; --i)
        for (const int each : {2 * i, 2 * i + 1}) backwards.push_back(forwards[static_cast<std::size_t>(each)]);
    std::thread thread{[&] {
        for (int i = 0; i != 10; ++i) other.apply(backwards);
    }};
    for (int i = 0; i != 10; ++i) one.apply(forwards);
    thread.join();
    for (const std::string budget : {"a", "b"}) {
        BOOST_TEST(one.find_budget(budget, now)->spent == usd(names / 2));
        BOOST_TEST(one.find_budget(budget, now)->held == money{});
    }
    BOOST_TEST(one.find("order-7")->version == 3);
}

BOOST_AUTO_TEST_SUITE_END()
