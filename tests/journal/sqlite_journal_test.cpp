// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the SQLite journal remembers, for whom, and until when.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <thread>

#include <sys/stat.h>

using namespace test;

namespace {

const intent_state all_states[] = {intent_state::planned, intent_state::sending,  intent_state::not_sent,
                                   intent_state::unknown, intent_state::accepted, intent_state::succeeded,
                                   intent_state::failed,  intent_state::fetched,  intent_state::expired};

struct fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");
};

std::vector<std::string> names_of(const std::vector<intent>& intents) {
    std::vector<std::string> names;
    for (const auto& one : intents) names.push_back(one.name);
    return names;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_journal_suite, fixture)

BOOST_AUTO_TEST_CASE(everything_survives_the_object) {
    auto odd = some_intent("'; DROP TABLE intents; -- \"\\ \xC3\xA9 \xFF");
    odd.name.push_back('\0');
    odd.name += "end";
    odd.state = intent_state::unknown;
    odd.note = std::string{"HTTP 502: <html>\0'", 18};
    odd.held = micro_usd(-1);
    odd.planned_at += 877ms;
    auto taken = some_intent("order-2");
    {
        sqlite_journal journal{path};
        BOOST_TEST(!journal.begin(odd));
        BOOST_TEST(!journal.begin(taken));
        taken = some_intent("order-2", intent_state::accepted);
        taken.task->id = "id with blanks / and 'quotes'";
        journal.update(taken);
    }
    sqlite_journal journal{path};
    const auto left = journal.take_over();
    BOOST_TEST_REQUIRE(left.size() == 2u);
    BOOST_TEST(left[0] == taken);
    BOOST_TEST(left[1] == odd);
    BOOST_TEST(*journal.find(*taken.task) == taken);
    BOOST_TEST(*journal.begin(some_intent(odd.name)) == odd);
}

BOOST_AUTO_TEST_CASE(times_are_kept_in_milliseconds) {
    sqlite_journal journal{path};
    auto what = some_intent("order-1");
    using clock = std::chrono::system_clock;
    for (const auto when : {clock::time_point{1'767'965'610'123'987us}, clock::time_point{-1us},
                            clock::time_point::max(), clock::time_point::min()}) {
        what.planned_at = when;
        what.name += '1';
        journal.begin(what);
        const auto read = journal.begin(what)->planned_at;
        if (when == clock::time_point::min()) continue;  // it is cut towards zero
        BOOST_TEST(read <= when);
        BOOST_TEST(when - read < 1ms);
    }
}

BOOST_AUTO_TEST_CASE(a_note_is_cut_at_64_kib) {
    sqlite_journal journal{path};
    auto what = some_intent("order-1", intent_state::unknown);
    what.note.assign(100'000, 'x');
    journal.begin(what);
    BOOST_TEST(journal.open_intents().at(0).note.size() == 65'536u);
    what.note.assign(65'536, 'y');
    journal.update(what);
    BOOST_TEST(journal.open_intents().at(0) == what);
}

BOOST_AUTO_TEST_CASE(every_state_is_kept_and_those_that_are_over_are_not_open) {
    for (const auto state : all_states) {
        sqlite_journal journal{path};
        const auto what = some_intent(std::string{"was-"} + std::string{to_string(state)});
        journal.begin(what);
        const auto later = some_intent(what.name, state);
        if (state != intent_state::sending) journal.update(later);
        const auto open = journal.open_intents();
        BOOST_TEST(open.size() == (is_over(state) ? 0u : 1u));
        if (!is_over(state)) BOOST_TEST(open[0] == later);
        if (state != intent_state::not_sent) BOOST_TEST(*journal.begin(what) == later);
    }
    const auto left = names_of(sqlite_journal{path}.take_over());
    for (const auto state : all_states)
        BOOST_TEST(
            std::count(left.begin(), left.end(), "was-" + std::string{to_string(state)}) == (is_over(state) ? 0 : 1),
            state);
}

BOOST_AUTO_TEST_CASE(the_oldest_comes_first) {
    sqlite_journal journal{path};
    for (const std::string name : {"b", "c", "a", "d"}) {
        auto what = some_intent(name);
        if (name == "d") what.planned_at -= 1ms;
        journal.begin(what);
    }
    BOOST_TEST(names_of(journal.open_intents()) == (std::vector<std::string>{"d", "a", "b", "c"}));
}

// begin: which of those that have the name already make room, are returned, or are returned as unknown.
BOOST_AUTO_TEST_CASE(a_name_is_begun_once) {
    enum class owner { itself, living, gone };
    for (const auto writer : {owner::itself, owner::living, owner::gone})
        for (const auto state : all_states) {
            BOOST_TEST_CONTEXT("owner " << static_cast<int>(writer) << ", " << state) {
                sqlite_journal journal{path};
                std::optional<sqlite_journal> other;
                if (writer != owner::itself) other.emplace(path);
                const auto first = some_intent(
                    "order-" + std::to_string(static_cast<int>(writer)) + std::string{to_string(state)}, state);
                auto& first_home = other ? *other : journal;
                BOOST_TEST(!first_home.begin(first));
                if (writer == owner::gone) other.reset();

                auto second = some_intent(first.name);
                second.held = micro_usd(1);
                const auto known = journal.begin(second);
                const bool makes_room =
                    state == intent_state::not_sent || (state == intent_state::planned && writer == owner::gone);
                BOOST_TEST_REQUIRE(known.has_value() == !makes_room);
                if (makes_room) {
                    BOOST_TEST(journal.open_intents().at(0) == second);
                    continue;
                }
                auto expected = first;
                if (state == intent_state::sending && writer == owner::gone) expected.state = intent_state::unknown;
                BOOST_TEST(*known == expected);
                BOOST_TEST(journal.open_intents().size() == (writer == owner::itself && !is_over(state) ? 1u : 0u));
            }
            std::filesystem::remove(path);
            std::filesystem::remove(path + "-owners");
        }
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_is_not_brought_back) {
    sqlite_journal journal{path};
    journal.update(some_intent("order-1", intent_state::accepted));
    BOOST_TEST(!journal.find(some_task("task_order-1")));
    BOOST_TEST(!journal.begin(some_intent("order-1")));
    BOOST_TEST(!journal.find({.provider = "pixazo", .id = "task_order-1"}));
}

BOOST_AUTO_TEST_CASE(a_task_that_was_written_down_stays) {
    sqlite_journal journal{path};
    journal.begin(some_intent("order-1"));
    journal.update(some_intent("order-1", intent_state::accepted));
    journal.update(some_intent("order-1", intent_state::unknown));
    const auto found = journal.find(some_task("task_order-1"));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->state == intent_state::unknown);
    BOOST_TEST(*found->task == some_task("task_order-1"));
}

BOOST_AUTO_TEST_CASE(another_client_may_say_how_it_went_but_not_send) {
    sqlite_journal first{path}, second{path};
    first.begin(some_intent("order-1", intent_state::planned));
    expect_error(path, "order-1 is not this client's own", "taken it over",
                 [&] { second.update(some_intent("order-1")); });
    second.update(some_intent("order-1", intent_state::planned));
    BOOST_TEST(first.open_intents().at(0).state == intent_state::planned);
    first.update(some_intent("order-1"));
    second.update(some_intent("order-1", intent_state::accepted));
    BOOST_TEST(first.open_intents().at(0) == some_intent("order-1", intent_state::accepted));
    BOOST_TEST(second.open_intents().empty());
}

BOOST_AUTO_TEST_CASE(only_what_the_dead_have_left_is_taken_over) {
    sqlite_journal living{path};
    living.begin(some_intent("living"));
    {
        sqlite_journal gone{path};
        gone.begin(some_intent("left-1", intent_state::planned));
        gone.begin(some_intent("left-2"));
        gone.begin(some_intent("over", intent_state::failed));
        BOOST_TEST(living.take_over().empty());
    }
    sqlite_journal next{path};
    BOOST_TEST(names_of(next.take_over()) == (std::vector<std::string>{"left-1", "left-2"}));
    BOOST_TEST(names_of(next.open_intents()) == (std::vector<std::string>{"left-1", "left-2"}));
    BOOST_TEST(next.take_over().empty());
    BOOST_TEST(living.take_over().empty());
    BOOST_TEST(names_of(living.open_intents()) == (std::vector<std::string>{"living"}));
}

BOOST_AUTO_TEST_CASE(two_that_take_over_at_once_never_get_the_same) {
    constexpr int rounds = 20, each = 10;
    for (int round = 0; round != rounds; ++round) {
        const auto name = [round](int i) { return std::to_string(round) + "-" + std::to_string(i); };
        {
            std::optional<sqlite_journal> gone[2];
            for (auto& one : gone) one.emplace(path);
            for (int i = 0; i != each; ++i) gone[i % 2]->begin(some_intent(name(i)));
        }
        std::vector<std::string> taken[2];
        sqlite_journal takers[] = {sqlite_journal{path}, sqlite_journal{path}};
        std::thread other{[&] { taken[1] = names_of(takers[1].take_over()); }};
        taken[0] = names_of(takers[0].take_over());
        other.join();
        auto all = taken[0];
        all.insert(all.end(), taken[1].begin(), taken[1].end());
        BOOST_TEST(has_no_duplicates(all));
        BOOST_TEST(all.size() == static_cast<std::size_t>(each));
        for (auto& one : takers)
            for (auto& open : one.open_intents()) {
                open.state = intent_state::expired;
                one.update(open);
            }
    }
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_has_left_is_taken_over) {
    sqlite_journal journal{path};
    journal_user sender{{"hold", path, "sent", "sending"}}, planner{{"hold", path, "planned", "planned"}};
    BOOST_TEST_REQUIRE(sender.says() == "ready");
    BOOST_TEST_REQUIRE(planner.says() == "ready");
    BOOST_TEST(journal.take_over().empty());
    BOOST_TEST(journal.begin(some_intent("sent"))->state == intent_state::sending);
    BOOST_TEST(journal.begin(some_intent("planned"))->state == intent_state::planned);
    sender.end(SIGKILL);
    BOOST_TEST(journal.begin(some_intent("sent"))->state == intent_state::unknown);
    BOOST_TEST(names_of(journal.take_over()) == (std::vector<std::string>{"sent"}));
    planner.end(SIGKILL);
    BOOST_TEST(!journal.begin(some_intent("planned")));
    BOOST_TEST(journal.take_over().empty());
}

BOOST_AUTO_TEST_CASE(a_link_to_the_file_finds_the_same_owners) {
    sqlite_journal journal{path};
    journal.begin(some_intent("order-1"));
    std::filesystem::create_symlink(path, files.path("link.db"));
    sqlite_journal other{files.path("link.db")};
    BOOST_TEST(other.take_over().empty());
    BOOST_TEST(other.begin(some_intent("order-1"))->state == intent_state::sending);
}

BOOST_AUTO_TEST_CASE(only_the_user_may_read_it) {
    sqlite_journal journal{path};
    journal.begin(some_intent("order-1"));
    for (const auto* suffix : {"", "-wal", "-shm", "-owners"}) {
        struct stat about{};
        BOOST_TEST_REQUIRE(::stat((path + suffix).c_str(), &about) == 0);
        BOOST_TEST((about.st_mode & 0777) == 0600u, suffix);
    }
}

BOOST_AUTO_TEST_CASE(a_row_that_cannot_be_read_does_not_stop_the_rest) {
    {
        sqlite_journal journal{path};
        for (const std::string name : {"bad state", "bad task", "other id", "no task", "sound"})
            journal.begin(some_intent(name, intent_state::accepted));
    }
    other_program{path}.run(
        "UPDATE intents SET state = 'paid' WHERE name = 'bad state';"
        "UPDATE intents SET task = 'seedance-task/7 apixo' WHERE name = 'bad task';"
        "UPDATE intents SET task_id = 'task_5' WHERE name = 'other id';"
        "UPDATE intents SET task = NULL WHERE name = 'no task';");
    sqlite_journal journal{path};
    const auto left = journal.take_over();
    BOOST_TEST_REQUIRE(left.size() == 5u);
    const std::vector<std::string> names{"bad state", "bad task", "no task", "other id", "sound"};
    BOOST_TEST(names_of(left) == names);
    const std::string seen[] = {"state is \"paid\"", "task is \"seedance-task/7 apixo\"", "task is \"\"",
                                "task is \"seedance-task/1 apixo"};
    for (std::size_t i = 0; i != 4; ++i) {
        BOOST_TEST(left[i].state == intent_state::unknown);
        BOOST_TEST(left[i].note.find("the journal's row cannot be read: " + seen[i]) == 0u, left[i].note);
        BOOST_TEST(left[i].task.has_value() == (i == 0));
    }
    BOOST_TEST(left[4] == some_intent("sound", intent_state::accepted));
    BOOST_TEST(journal.begin(some_intent("bad task"))->state == intent_state::unknown);
}

BOOST_AUTO_TEST_SUITE_END()
