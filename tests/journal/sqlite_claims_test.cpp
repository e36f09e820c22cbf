// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Who has an intent when the one who began it is gone, as the file says it.
#include "checks.hpp"
#include "connection_spy.hpp"
#include "journal_fixture.hpp"

using namespace test;

namespace {

struct claims_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");

    std::vector<std::string> heirs() const {
        const connection_spy spy;
        const other_program asker{path};
        return spy.answers("SELECT owner || ' ' || last || ' ' || heir FROM heirs");
    }

    /// Begins so many intents that are sending, and goes.
    void leave(const std::vector<std::string>& names) const {
        sqlite_journal gone{path};
        for (const auto& name : names) put(gone, some_intent(name));
    }
};

using lines = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_claims_suite, claims_fixture)

BOOST_AUTO_TEST_CASE(one_row_stands_for_all_that_somebody_has_left) {
    std::vector<intent> left;
    {
        sqlite_journal gone{path};
        for (int i = 0; i != 300; ++i)
            left.push_back(put(gone, some_intent("order-" + std::to_string(i), intent_state::accepted)));
    }
    sqlite_journal next{path};
    BOOST_TEST(next.claim(all_there_are) == 300u);
    BOOST_TEST(heirs() == lines{"1 300 2"});
    BOOST_TEST(open_intents(next) == left, "a claim changes no row whose state it does not change");
    BOOST_TEST(next.claim(all_there_are) == 0u);
}

BOOST_AUTO_TEST_CASE(an_heir_has_heirs) {
    leave({"a", "b"});
    for (int life = 2; life != 6; ++life) {
        sqlite_journal next{path};
        BOOST_TEST(next.claim(all_there_are) == 2u);
        BOOST_TEST(heirs() == lines{"1 2 " + std::to_string(life)});
    }
}

BOOST_AUTO_TEST_CASE(several_share_what_one_has_left) {
    leave({"a", "b", "c", "d", "e"});
    sqlite_journal first{path};
    std::optional<sqlite_journal> second{path};
    sqlite_journal third{path};
    BOOST_TEST(first.claim(2) == 2u);
    BOOST_TEST(second->claim(1) == 1u);
    BOOST_TEST(third.claim(1) == 1u);
    BOOST_TEST(heirs() == (lines{"1 2 2", "1 3 3", "1 4 4"}));
    second.reset();
    BOOST_TEST(third.claim(1) == 1u, "the oldest first: what the second had");
    BOOST_TEST(names_of(open_intents(first)) == (lines{"a", "b"}));
    BOOST_TEST(names_of(open_intents(third)) == (lines{"c", "d"}));
    BOOST_TEST(first.claim(all_there_are) == 1u);
    BOOST_TEST(names_of(open_intents(first)) == (lines{"a", "b", "e"}));
}

BOOST_AUTO_TEST_CASE(what_a_living_heir_has_is_not_inherited_around_it) {
    leave({"a", "b", "c", "d"});
    std::optional<sqlite_journal> first{path};
    sqlite_journal second{path}, third{path};
    BOOST_TEST(first->claim(1) == 1u);
    BOOST_TEST(second.claim(2) == 2u);
    first.reset();
    BOOST_TEST(third.claim(all_there_are) == 2u);
    BOOST_TEST(names_of(open_intents(second)) == (lines{"b", "c"}));
    BOOST_TEST(names_of(open_intents(third)) == (lines{"a", "d"}));
}

BOOST_AUTO_TEST_CASE(a_part_of_what_an_heir_has_left_is_claimed) {
    leave({"a", "b", "c"});
    {
        sqlite_journal heir{path};
        BOOST_TEST(heir.claim(all_there_are) == 3u);
    }
    sqlite_journal one{path}, other{path};
    BOOST_TEST(one.claim(1) == 1u);
    BOOST_TEST(other.claim(all_there_are) == 2u);
    BOOST_TEST(names_of(open_intents(one)) == lines{"a"});
    BOOST_TEST(names_of(open_intents(other)) == (lines{"b", "c"}));
}

BOOST_AUTO_TEST_CASE(a_claim_that_fails_leaves_nothing_out) {
    leave({"a", "b", "c", "d"});
    sqlite_journal next{path}, other{path};
    BOOST_TEST(next.claim(1) == 1u);
    other_program person{path};
    person.run("CREATE TRIGGER refuse BEFORE INSERT ON heirs BEGIN SELECT RAISE(ABORT, 'refused'); END");
    BOOST_CHECK_THROW(next.claim(2), error);
    person.run("DROP TRIGGER refuse");
    BOOST_TEST(next.claim(all_there_are) == 3u);
    BOOST_TEST(names_of(open_intents(next)) == (lines{"a", "b", "c", "d"}));
}

BOOST_AUTO_TEST_CASE(who_dies_between_two_claims_is_found) {
    leave({"a", "b", "c"});
    std::optional<sqlite_journal> one{path};
    sqlite_journal other{path};
    BOOST_TEST(one->claim(1) == 1u);
    BOOST_TEST(other.claim(1) == 1u);
    one.reset();
    BOOST_TEST(other.claim(1) == 1u, "the oldest first");
    BOOST_TEST(names_of(open_intents(other)) == (lines{"a", "b"}));
    BOOST_TEST(other.claim(all_there_are) == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_open_again_is_whose_word_has_opened_it) {
    leave({"a", "b", "c"});
    {
        sqlite_journal gone{path};
        put(gone, some_intent("late", intent_state::not_sent));
    }
    leave({"d"});
    sqlite_journal next{path};
    std::optional<sqlite_journal> living{path};
    BOOST_TEST(next.claim(2) == 2u);
    BOOST_TEST(next.claim(2) == 2u);
    BOOST_TEST(next.claim(2) == 0u);
    BOOST_TEST(change(*living, some_intent("late", intent_state::accepted)).written);
    BOOST_TEST(next.claim(2) == 0u);
    BOOST_TEST(names_of(open_intents(*living)) == lines{"late"});
    living.reset();
    BOOST_TEST(next.claim(2) == 1u);
    BOOST_TEST(names_of(open_intents(next)) == (lines{"a", "b", "c", "late", "d"}));
}

BOOST_AUTO_TEST_CASE(heirs_of_what_is_over_are_forgotten) {
    for (int life = 0; life != 20; ++life) {
        sqlite_journal next{path};
        next.claim(all_there_are);
        for (const auto& each : open_intents(next))
            BOOST_TEST(change(next, in_state(each, intent_state::not_sent), each.version).written);
        put(next, some_intent("order-" + std::to_string(life)));
    }
    sqlite_journal last{path};
    BOOST_TEST(last.claim(all_there_are) == 1u);
    BOOST_TEST(heirs().size() == 1u);
}

// Rows that nobody has written so: whoever they name is gone, and what is open is found.
BOOST_AUTO_TEST_CASE(odd_rows_of_heirs_lose_nothing) {
    const char* const odd[] = {"1, 2, -1",
                               "1, 2, 0",
                               "1, 2, 9223372036854775807",
                               "1, 2, -9223372036854775807",
                               "1, 9223372036854775807, 7",
                               "1, -5, 7",
                               "1, 0, 7",
                               "-1, 2, 7",
                               "9223372036854775807, 2, 7",
                               "1, 1, 7), (1, 2, 8), (1, 3, 9"};
    for (const std::string row : odd) BOOST_TEST_CONTEXT(row) {
            path = files.path(row + ".db");
            leave({"a", "b", "c"});
            other_program{path}.run(("INSERT INTO heirs VALUES (" + row + ")").c_str());
            sqlite_journal next{path};
            BOOST_TEST(next.find("a")->state == intent_state::unknown);
            BOOST_TEST(listed(next, {}).size() == 3u);
            BOOST_TEST(next.claim(2) == 2u);
            sqlite_journal other{path};
            BOOST_TEST(other.claim(all_there_are) == 1u);
            BOOST_TEST(names_of(open_intents(next)) == (lines{"a", "b"}));
            BOOST_TEST(names_of(open_intents(other)) == lines{"c"});
        }
}

// A row that was over when its owner went may be open again: the gateway's word may come late.
BOOST_AUTO_TEST_CASE(what_is_open_again_is_found) {
    {
        sqlite_journal gone{path};
        put(gone, some_intent("late", intent_state::not_sent));
        put(gone, some_intent("open"));
    }
    {
        sqlite_journal heir{path};
        BOOST_TEST(heir.claim(all_there_are) == 1u);
        BOOST_TEST(change(heir, some_intent("late", intent_state::accepted)).written);
        BOOST_TEST(names_of(open_intents(heir)) == (lines{"late", "open"}));
    }
    sqlite_journal next{path};
    BOOST_TEST(next.claim(all_there_are) == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
