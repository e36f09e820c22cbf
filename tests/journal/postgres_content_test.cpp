// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a PostgreSQL journal keeps: any bytes, rows that people have changed, very many at once.
#include <limits>
#include <random>

#include "postgres_fixture.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(postgres_content)

struct fixture {
    std::string schema = fresh_schema();
    postgres_journal store{shared_postgres().address(), in_schema(schema)};

    std::string ask(const std::string& sql) const {
        return shared_postgres().run("SET search_path = \"" + schema + "\"; " + sql);
    }
};

std::string all_bytes() {
    std::string bytes;
    for (int i = 0; i != 256; ++i) bytes.push_back(static_cast<char>(i));
    return bytes;
}

BOOST_AUTO_TEST_CASE(any_bytes_are_a_text) {
    using seedance::detail::as_postgres_text;
    using seedance::detail::from_postgres_text;
    BOOST_TEST(as_postgres_text("plain \xC3\xA9 {\"a\\n\"}") == "plain \xC3\xA9 {\"a\\n\"}");
    BOOST_TEST(as_postgres_text(std::string_view{"a\0\xFF", 3}) ==
               "a\xEF\xBF\xBD"
               "00\xEF\xBF\xBD"
               "ff");
    for (const auto& text : {std::string{}, all_bytes(), std::string{"\xEF\xBF\xBD"},
                             std::string{"\xEF\xBF\xBD"
                                         "41"},
                             std::string{"\xED\xA0\x80"}, std::string{"\xF0\x9F\x8E\xAC\xF0\x9F\x8E"}}) {
        BOOST_TEST(from_postgres_text(as_postgres_text(text)) == text);
        for (std::size_t size = 0; size <= text.size(); ++size) {
            const auto whole = as_postgres_text(text);
            const auto part = text.substr(0, size);
            BOOST_TEST(from_postgres_text(as_postgres_text(part)) == part);
        }
    }
    for (const auto& text : {std::string{"plain \xC3\xA9"}, all_bytes(), std::string{"\xEF\xBF\xBD"},
                             std::string{"\xF0\x9F\x8E\xAC\xF0\x9F\x8E"}})
        BOOST_TEST(seedance::detail::counted_size(text) == as_postgres_text(text).size(),
                   "what a client counts is what an index must hold");
    BOOST_TEST(from_postgres_text("\xEF\xBF\xBDzz, \xEF\xBF\xBD") == "\xEF\xBF\xBDzz, \xEF\xBF\xBD", "people write so");
}

BOOST_FIXTURE_TEST_CASE(every_text_of_an_intent_may_have_any_bytes, fixture) {
    const auto bytes = all_bytes();
    auto what = some_intent(bytes, intent_state::planned);
    what.provider = "p" + bytes, what.account = "a" + bytes, what.model = "m" + bytes, what.note = "n" + bytes;
    what.handle = "h" + bytes, what.digest = "d" + bytes, what.key_fingerprint = "k" + bytes, what.callback = "";
    journal_change begun{.wanted = what, .request = "r" + bytes};
    const auto now = store.apply({&begun, 1}).at(0).now.value();
    BOOST_TEST(*store.find(bytes) == now);
    BOOST_TEST(*store.find_handle(what.handle) == now);
    BOOST_TEST(store.request_of(now) == begun.request);
    BOOST_TEST(store.list({.prefix = bytes.substr(0, 200)}).intents == std::vector{now});
    journal_change said{.wanted = now};
    said.called_back = bytes;
    BOOST_TEST((store.apply({&said, 1}).at(0).now->callback == bytes));
    BOOST_TEST((store.find(bytes)->callback == bytes));
}

BOOST_FIXTURE_TEST_CASE(a_prefix_may_end_within_a_character, fixture) {
    for (const std::string name :
         {"a\xC3\xA9", "a\xC3\xA8", "a\xC3(", "a\xC4\x80", "a\xEF\xBF\xBD", "a\xEF\xBF\xBC", "a\xEF"})
        put(store, some_intent(name));
    const auto count = [&](const std::string& prefix) { return store.list({.prefix = prefix}).intents.size(); };
    BOOST_TEST(count("a") == 7u);
    BOOST_TEST(count("a\xC3") == 3u);
    BOOST_TEST(count("a\xC3\xA9") == 1u);
    BOOST_TEST(count("a\xC4") == 1u);
    BOOST_TEST(count("a\xEF") == 3u);
    BOOST_TEST(count("a\xEF\xBF") == 2u);
    BOOST_TEST(count("a\xEF\xBF\xBD") == 1u);
    BOOST_TEST(count("\xC3") == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_row_that_cannot_be_read_is_unknown_and_the_rest_is_read, fixture) {
    for (const std::string name : {"task", "id", "state", "candidate", "sound"})
        put(store, some_intent(name, name == "candidate" ? intent_state::unknown : intent_state::accepted));
    ask("UPDATE intents SET task = 'nonsense' WHERE name = 'task'");
    ask("UPDATE intents SET task_id = 'other' WHERE name = 'id'");
    ask("UPDATE intents SET candidate = 'seedance-task/1' WHERE name = 'candidate'");
    ask("ALTER TABLE intents DROP CONSTRAINT intents_state_check");
    ask("UPDATE intents SET state = 'lost' WHERE name = 'state'");
    for (const auto& each : listed(store, {})) {
        const bool is_sound = each.name == "sound";
        BOOST_TEST(each.state == (is_sound ? intent_state::accepted : intent_state::unknown), each.name);
        BOOST_TEST(contains(each.note, is_sound ? "" : "the journal's row cannot be read: "));
        BOOST_TEST(*store.find(each.name) == each);
    }
    const auto now = change(store, some_intent("task", intent_state::fetched)).now.value();
    BOOST_TEST(now.state == intent_state::fetched, "a fact is taken all the same");
}

BOOST_FIXTURE_TEST_CASE(a_budget_that_cannot_be_right_lets_nothing_begin, fixture) {
    const auto now = some_intent("").planned_at;
    const auto begin = [&] {
        auto what = some_intent("order-1");
        what.budget = "b";
        return change(store, what);
    };
    for (const std::string damage :
         {"spent_micro_usd = -1", "period = 'week'", "number = 0", "booked_micro_usd = -7"}) {
        store.set_budget("b", usd(9), budget_period::ever(), now);
        ask("UPDATE budgets SET " + damage);
        BOOST_TEST(!begin().written);
        BOOST_TEST(contains(begin().refused->damage, damage.substr(0, damage.find_first_of("_ "))));
        const auto words = error_of([&] { store.find_budget("b", now); });
        BOOST_TEST(contains(words, "of its budget \"b\""));
        BOOST_TEST(contains(words, "correct the budget's row in the table budgets"));
        ask("DELETE FROM budgets");
    }
    store.set_budget("b", usd(9), budget_period::ever(), now);
    store.adjust_budget({.budget = "b", .name = "back", .amount = micro_usd(-7), .why = "words"}, now);
    BOOST_TEST(begin().written, "what came back stands twice");
    BOOST_TEST(ask("SELECT why || ' ' || amount_micro_usd FROM adjustments") == "words -7");
}

BOOST_FIXTURE_TEST_CASE(times_are_kept_to_the_millisecond, fixture) {
    using time_point = std::chrono::system_clock::time_point;
    for (const auto when : {time_point{}, time_point{1ms}, time_point{-1ms},
                            seedance::detail::time_at(std::numeric_limits<std::int64_t>::max()),
                            seedance::detail::time_at(std::numeric_limits<std::int64_t>::min())}) {
        auto what = some_intent("at " + std::to_string(when.time_since_epoch().count()));
        what.planned_at = when;
        BOOST_TEST(put(store, what).planned_at == when);
        BOOST_TEST((store.find(what.name)->planned_at == when), what.name);
    }
}

// The tables are made for people, who may write such a time by hand.
BOOST_FIXTURE_TEST_CASE(times_without_an_end_are_in_nobodys_way, fixture) {
    put(store, some_intent("order-1"));
    put(store, some_intent("order-2", intent_state::accepted));
    for (const std::string end : {"infinity", "-infinity"}) {
        ask("UPDATE intents SET planned_at = '" + end + "', ended_at = '" + end + "' WHERE name = 'order-1'");
        BOOST_TEST(store.find("order-1").has_value());
        BOOST_TEST(store.list({}).intents.size() >= 2u);
        ask("UPDATE owners SET lease_until = '" + end + "'");
        store.renew();
        BOOST_TEST(put(store, some_intent("after " + end)).version == 1);
    }
    end_leases(schema);
    postgres_journal other{shared_postgres().address(), in_schema(schema)};
    BOOST_TEST(other.claim(10) == 4u, "they are taken over as all others");
}

BOOST_FIXTURE_TEST_CASE(a_batch_of_very_many, fixture) {
    constexpr std::size_t many = 4'096;
    std::vector<journal_change> batch;
    const std::string note(1'000, 'n');
    for (std::size_t i = 0; i != many; ++i) {
        auto what = some_intent("order-" + std::to_string(i));
        what.note = note;
        batch.push_back({what});
    }
    for (const auto& answer : store.apply(batch)) BOOST_REQUIRE(answer.written);
    for (auto& each : batch) each.wanted = some_intent(each.wanted.name, intent_state::accepted);
    for (const auto& answer : store.apply(batch)) BOOST_REQUIRE(answer.now->state == intent_state::accepted);
    BOOST_TEST(ask("SELECT count(*) FROM tasks") == std::to_string(many));
    std::minstd_rand random{1};
    std::string too_long;
    while (too_long.size() != 9'000) too_long.push_back(static_cast<char>('!' + random() % 90));
    const auto words = error_of([&] { put(store, some_intent(too_long)); });
    BOOST_TEST(contains(words, "a name or an id may have 2 kB at most"));
    const auto longest = too_long.substr(0, longest_intent_name);
    std::string no_text;
    while (no_text.size() != longest_intent_name / 5) no_text.push_back(static_cast<char>(0x80 + random() % 0x40));
    for (const auto& name : {longest, no_text}) {
        BOOST_TEST(put(store, some_intent(name)).version == 1, "a client asks for no longer one");
        BOOST_TEST(store.find(name).has_value());
    }
}

/// However much there is: what a sign of life asks for does not grow.
BOOST_FIXTURE_TEST_CASE(a_sign_of_life_reads_no_intents, fixture) {
    put(store, some_intent("order-1"));
    const auto reads = [&] {
        return ask(
            "SELECT pg_stat_force_next_flush(); SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM "
            "pg_stat_all_tables WHERE schemaname = '" +
            schema + "' AND relname = 'intents'");
    };
    store.renew();
    const auto before = reads();
    for (int i = 0; i != 10; ++i) store.renew();
    BOOST_TEST(reads() == before);
}

BOOST_AUTO_TEST_SUITE_END()
