// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What the SQLite journal remembers, for whom, and until when.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <thread>

#include <sys/stat.h>

#include "connection_spy.hpp"

using namespace test;

namespace {

struct journal_file_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_journal_suite, journal_file_fixture)

BOOST_AUTO_TEST_CASE(everything_survives_the_object) {
    auto odd = some_intent("'; DROP TABLE intents; -- \"\\ \xC3\xA9 \xFF");
    odd.name.push_back('\0');
    odd.name += "end";
    odd.state = intent_state::unknown;
    odd.note = std::string{"HTTP 502: <html>\0'", 18};
    odd.held = micro_usd(-1);
    odd.planned_at += 877ms;
    odd.handle = "a 'handle'";
    auto taken = some_intent("order-2", intent_state::accepted);
    taken.task->id = "id with blanks / and 'quotes'";
    {
        sqlite_journal journal{path};
        odd = put(journal, odd);
        taken = put(journal, taken);
    }
    sqlite_journal journal{path};
    BOOST_TEST(*journal.find(*taken.task) == taken);
    BOOST_TEST(*change(journal, some_intent(odd.name)).now == odd);
    BOOST_TEST(take_over(journal) == (std::vector{odd, taken}));
}

BOOST_AUTO_TEST_CASE(times_are_kept_in_milliseconds) {
    sqlite_journal journal{path};
    auto what = some_intent("order-1");
    using clock = std::chrono::system_clock;
    for (const auto when : {clock::time_point{1'767'965'610'123'987us}, clock::time_point{-1us},
                            clock::time_point::max(), clock::time_point::min()}) {
        what.planned_at = when;
        what.name += '1';
        const auto answer = change(journal, what);
        const auto read = journal.find(what.name)->planned_at;
        BOOST_TEST((answer.now->planned_at == read));
        if (when == clock::time_point::min()) continue;  // it is cut towards zero
        BOOST_TEST(read <= when);
        BOOST_TEST(when - read < 1ms);
    }
}

BOOST_AUTO_TEST_CASE(a_note_is_cut_at_64_kib) {
    sqlite_journal journal{path};
    auto what = some_intent("order-1", intent_state::unknown);
    what.note.assign(100'000, 'x');
    BOOST_TEST(change(journal, what).now->note.size() == 65'536u);
    BOOST_TEST(open_intents(journal).at(0).note.size() == 65'536u);
    what.note.assign(65'536, 'y');
    const auto now = *change(journal, what, 1).now;
    BOOST_TEST(open_intents(journal).at(0) == now);
    BOOST_TEST(now.note == what.note);
    what.note += 'y';
    BOOST_TEST(change(journal, what, 2).now->note.size() == 65'536u);
}

BOOST_AUTO_TEST_CASE(what_a_callback_has_brought_is_kept_up_to_256_kib) {
    const auto longest = std::size_t{256} * 1024;
    sqlite_journal journal{path};
    auto what = some_intent("order-1", intent_state::accepted);
    what.callback = "";
    what.handle = "h";
    what = put(journal, what);
    for (const auto size : {longest, longest + 1}) {
        journal_change brought{.wanted = what};
        brought.called_back = std::string(size, size == longest ? 'x' : 'y');
        BOOST_TEST(journal.apply({&brought, 1}).at(0).written);
        BOOST_TEST(journal.find("order-1")->callback->size() == longest);
    }
}

BOOST_AUTO_TEST_CASE(every_state_is_kept_and_those_that_are_over_are_not_open) {
    for (const auto state : all_intent_states) {
        sqlite_journal journal{path};
        const auto later = put(journal, some_intent(std::string{"was-"} + std::string{to_string(state)}, state));
        BOOST_TEST(later.state == state);
        const auto open = open_intents(journal);
        BOOST_TEST(open.size() == (is_over(state) ? 0u : 1u));
        if (!is_over(state)) BOOST_TEST(open[0] == later);
        if (state != intent_state::not_sent) BOOST_TEST(*change(journal, some_intent(later.name)).now == later);
        if (state == intent_state::not_sent) BOOST_TEST(*journal.find(later.name) == later);
    }
    sqlite_journal next{path};
    const auto left = names_of(take_over(next));
    for (const auto state : all_intent_states)
        BOOST_TEST(
            std::count(left.begin(), left.end(), "was-" + std::string{to_string(state)}) == (is_over(state) ? 0 : 1),
            state);
}

BOOST_AUTO_TEST_CASE(the_oldest_comes_first) {
    sqlite_journal journal{path};
    for (const std::string name : {"b", "c", "a", "d"}) put(journal, some_intent(name));
    BOOST_TEST(names_of(open_intents(journal)) == (std::vector<std::string>{"b", "c", "a", "d"}));
}

// Which of those that have the name already make room, are in the way, or are in the way as unknown.
BOOST_AUTO_TEST_CASE(a_name_is_begun_once) {
    enum class owner { itself, living, gone };
    for (const auto writer : {owner::itself, owner::living, owner::gone})
        for (const auto state : all_intent_states) {
            BOOST_TEST_CONTEXT("owner " << static_cast<int>(writer) << ", " << state) {
                sqlite_journal journal{path};
                std::optional<sqlite_journal> other;
                if (writer != owner::itself) other.emplace(path);
                const auto name = "order-" + std::to_string(static_cast<int>(writer)) + std::string{to_string(state)};
                auto first = put(other ? *other : journal, some_intent(name, state));
                if (writer == owner::gone) other.reset();

                auto second = some_intent(first.name);
                second.held = micro_usd(1);
                second.handle = "second";
                const auto answer = change(journal, second);
                const bool makes_room = state == intent_state::not_sent || state == intent_state::dropped ||
                                        (state == intent_state::planned && writer == owner::gone);
                BOOST_TEST_REQUIRE(answer.written == makes_room);
                if (makes_room) {
                    second.attempt = 2;
                    second.version = 1;
                    BOOST_TEST(open_intents(journal) == std::vector{second});
                    continue;
                }
                if (state == intent_state::sending && writer == owner::gone) first.state = intent_state::unknown;
                BOOST_TEST(*answer.now == first);
                BOOST_TEST(open_intents(journal).size() == (writer == owner::itself && !is_over(state) ? 1u : 0u));
            }
            std::filesystem::remove(path);
            std::filesystem::remove(path + "-owners");
        }
}

BOOST_AUTO_TEST_CASE(another_client_may_say_how_it_went_but_not_send) {
    sqlite_journal first{path}, second{path};
    const auto planned = put(first, some_intent("order-1", intent_state::planned));
    BOOST_TEST(!change(second, some_intent("order-1"), 1).written);
    BOOST_TEST(open_intents(first).at(0) == planned);
    BOOST_TEST(change(first, some_intent("order-1"), 1).written);
    BOOST_TEST(change(second, some_intent("order-1", intent_state::accepted)).written);
    BOOST_TEST(open_intents(first).at(0).state == intent_state::accepted);
    BOOST_TEST(open_intents(second).empty());
}

BOOST_AUTO_TEST_CASE(only_what_the_dead_have_left_is_taken_over) {
    sqlite_journal living{path};
    put(living, some_intent("living"));
    {
        sqlite_journal gone{path};
        put(gone, some_intent("left-1", intent_state::planned));
        put(gone, some_intent("left-2"));
        put(gone, some_intent("over", intent_state::failed));
        BOOST_TEST(living.claim(all_there_are) == 0u);
    }
    sqlite_journal next{path};
    BOOST_TEST(names_of(take_over(next)) == (std::vector<std::string>{"left-1", "left-2"}));
    BOOST_TEST(names_of(open_intents(next)) == (std::vector<std::string>{"left-1", "left-2"}));
    BOOST_TEST(next.claim(all_there_are) == 0u);
    BOOST_TEST(living.claim(all_there_are) == 0u);
    BOOST_TEST(names_of(open_intents(living)) == (std::vector<std::string>{"living"}));
}

BOOST_AUTO_TEST_CASE(two_that_take_over_at_once_never_get_the_same) {
    constexpr int rounds = 20, each = 10;
    for (int round = 0; round != rounds; ++round) {
        const auto name = [round](int i) { return std::to_string(round) + "-" + std::to_string(i); };
        {
            std::optional<sqlite_journal> gone[2];
            for (auto& one : gone) one.emplace(path);
            for (int i = 0; i != each; ++i) put(*gone[i % 2], some_intent(name(i)));
        }
        std::vector<std::string> taken[2];
        sqlite_journal takers[] = {sqlite_journal{path}, sqlite_journal{path}};
        std::thread other{[&] { taken[1] = names_of(take_over(takers[1])); }};
        taken[0] = names_of(take_over(takers[0]));
        other.join();
        auto all = taken[0];
        all.insert(all.end(), taken[1].begin(), taken[1].end());
        BOOST_TEST(has_no_duplicates(all));
        BOOST_TEST(all.size() == static_cast<std::size_t>(each));
        for (auto& one : takers)
            for (auto& open : open_intents(one)) {
                open.state = intent_state::fetched;
                change(one, open);
            }
    }
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_has_left_is_taken_over) {
    sqlite_journal journal{path};
    journal_user sender{{"hold", path, "sent", "sending"}}, planner{{"hold", path, "planned", "planned"}};
    BOOST_TEST_REQUIRE(sender.says() == "ready");
    BOOST_TEST_REQUIRE(planner.says() == "ready");
    BOOST_TEST(journal.claim(all_there_are) == 0u);
    BOOST_TEST(change(journal, some_intent("sent")).now->state == intent_state::sending);
    BOOST_TEST(change(journal, some_intent("planned")).now->state == intent_state::planned);
    sender.end(SIGKILL);
    BOOST_TEST(change(journal, some_intent("sent")).now->state == intent_state::unknown);
    BOOST_TEST(names_of(take_over(journal)) == (std::vector<std::string>{"sent"}));
    planner.end(SIGKILL);
    BOOST_TEST(change(journal, some_intent("planned")).written);
    BOOST_TEST(journal.claim(all_there_are) == 0u);
}

BOOST_AUTO_TEST_CASE(a_link_to_the_file_finds_the_same_owners) {
    sqlite_journal journal{path};
    put(journal, some_intent("order-1"));
    std::filesystem::create_symlink(path, files.path("link.db"));
    sqlite_journal other{files.path("link.db")};
    BOOST_TEST(other.claim(all_there_are) == 0u);
    BOOST_TEST(other.find("order-1")->state == intent_state::sending);
}

BOOST_AUTO_TEST_CASE(only_the_user_may_read_it) {
    sqlite_journal journal{path};
    put(journal, some_intent("order-1"));
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
            put(journal, some_intent(name, intent_state::accepted));
    }
    other_program{path}.run(
        "UPDATE intents SET state = 'paid' WHERE name = 'bad state';"
        "UPDATE intents SET task = 'seedance-task/7 apixo' WHERE name = 'bad task';"
        "UPDATE intents SET task_id = 'task_5' WHERE name = 'other id';"
        "UPDATE intents SET task = NULL WHERE name = 'no task';");
    sqlite_journal journal{path};
    const auto left = take_over(journal);
    BOOST_TEST_REQUIRE(left.size() == 5u);
    const std::vector<std::string> names{"bad state", "bad task", "other id", "no task", "sound"};
    BOOST_TEST(names_of(left) == names);
    const std::string seen[] = {"state is \"paid\"", "task is \"seedance-task/7 apixo\"",
                                "task is \"seedance-task/1 apixo", "task is \"\""};
    for (std::size_t i = 0; i != 4; ++i) {
        BOOST_TEST(left[i].state == intent_state::unknown);
        BOOST_TEST(left[i].note.find("the journal's row cannot be read: " + seen[i]) == 0u, left[i].note);
        BOOST_TEST(left[i].task.has_value() == (i == 0));
    }
    auto sound = some_intent("sound", intent_state::accepted);
    sound.version = 2;
    BOOST_TEST(left[4] == sound);
    BOOST_TEST(change(journal, some_intent("bad task")).now->state == intent_state::unknown);
    BOOST_TEST(change(journal, some_intent("bad task", intent_state::failed)).now->state == intent_state::failed);
    BOOST_TEST(*journal.find("bad task")->task == some_task("task_bad task"));
}

BOOST_AUTO_TEST_CASE(a_candidate_that_cannot_be_read_or_is_of_another_account_is_none) {
    const std::string texts[] = {"task_1",
                                 "",
                                 "seedance-task/7 apixo",
                                 "seedance-task/1 pixazo seedance-2-0-fast t 1 5-5/5-10 account=eu",
                                 "seedance-task/1 apixo seedance-2-0-mini t 1 5-5/5-10 account=eu",
                                 "seedance-task/1 apixo seedance-2-0-fast t 1 5-5/5-10",
                                 "seedance-task/1 apixo seedance-2-0-fast t 1 5-5/5-10 account=us",
                                 "seedance-task/1 apixo seedance-2-0-fast t x 5-5/5-10 account=eu"};
    sqlite_journal journal{path};
    for (const auto& text : texts) {
        auto what = some_intent("order " + text, intent_state::unknown);
        what.candidate = some_task("task_1");
        BOOST_TEST(put(journal, what).candidate == what.candidate);
        other_program{path}.run(
            ("UPDATE intents SET candidate = '" + text + "' WHERE name = '" + what.name + '\'').c_str());
        const auto found = journal.find(what.name).value();
        BOOST_TEST(found.state == intent_state::unknown);
        BOOST_TEST(!found.candidate, text);
        BOOST_TEST(contains(found.note, "the journal's row cannot be read: candidate is \"" + text));
        BOOST_TEST(change(journal, found, 1).written);
    }
    put(journal, some_intent("over", intent_state::fetched));
    other_program{path}.run("UPDATE intents SET candidate = 'x' WHERE name = 'over'");
    BOOST_TEST(journal.find("over")->state == intent_state::fetched);
    BOOST_TEST(journal.find("over")->note.empty());
}

BOOST_AUTO_TEST_CASE(people_read_words) {
    sqlite_journal journal{path};
    journal.set_budget("customer-42", usd(1), budget_period::ever(), {});
    auto paid = some_intent("order-1", intent_state::planned);
    paid.budget = "customer-42";
    put(journal, paid);
    change(journal, some_intent("order-1"), 1);
    change(journal, some_intent("order-1", intent_state::failed));
    const connection_spy spy;
    const other_program person{path};
    BOOST_TEST(
        spy.answers("SELECT name || ' ' || attempt || ' ' || state || ' ' || account || ' ' || budget || ' ' || "
                    "digest || ' ' || task_id FROM intents") ==
        std::vector<std::string>{"order-1 1 failed eu customer-42 1 model=apixo/seedance-2-0-fast prompt=#order-1 "
                                 "task_order-1"});
    BOOST_TEST(spy.answers("SELECT provider || ' ' || account || ' ' || task_id || ' ' || intent FROM tasks") ==
               std::vector<std::string>{"apixo eu task_order-1 1"});
}

// Somebody's words are in no file any more when they are sent or given up.
BOOST_AUTO_TEST_CASE(an_erased_request_is_in_no_file) {
    const std::string prompt(3'000, 'P');
    sqlite_journal journal{path};
    std::vector<intent> queued;
    for (int i = 0; i < 20; ++i) queued.push_back(enqueue(journal, "order-" + std::to_string(i), prompt + prompt));
    const auto in_files = [&] {
        return contains(read_file(path), prompt.substr(0, 500)) ||
               contains(read_file(path + "-wal"), prompt.substr(0, 500));
    };
    BOOST_TEST(in_files());
    for (auto& each : queued) {
        each.state = &each == &queued.back() ? intent_state::not_sent : intent_state::unknown;
        change(journal, each, each.version);
    }
    BOOST_TEST(!in_files());
}

BOOST_AUTO_TEST_CASE(one_task_id_finds_the_intent_that_said_it_last) {
    sqlite_journal journal{path};
    auto first = some_intent("order-1", intent_state::accepted),
         second = some_intent("order-2", intent_state::accepted);
    second.task = first.task;
    first = put(journal, first);
    second = put(journal, second);
    BOOST_TEST(*journal.find(*first.task) == second);
    BOOST_TEST(*journal.find("order-1") == first);
}

// ---- how it works with the file

BOOST_AUTO_TEST_CASE(commits_are_durable) {
    connection_spy spy;
    sqlite_journal journal{path};
    BOOST_TEST(spy.answers("PRAGMA journal_mode").at(0) == "wal");
    BOOST_TEST(spy.answers("PRAGMA synchronous").at(0) == "2");
    BOOST_TEST(spy.answers("PRAGMA wal_autocheckpoint").at(0) == "1");
}

// Another program that opens the same new file has made its empty database, and makes the tables before one statement
// or another of this one: they are what this one finds.
BOOST_AUTO_TEST_CASE(two_that_open_a_new_file_at_once) {
    std::size_t statements = 1, made = 0;
    for (std::size_t before = 1; before <= statements; ++before) {
        const auto file = files.path("new-" + std::to_string(before));
        other_program other{file};
        other.run("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; PRAGMA user_version = 0; COMMIT");
        connection_spy spy;
        statements = 0;
        spy.on_run = [&] {
            if (++statements == before && other.try_run("BEGIN IMMEDIATE")) {
                if (other.try_run(detail::new_journal.c_str())) ++made;
                other.try_run("COMMIT");
            }
        };
        sqlite_journal journal{file};
        put(journal, some_intent("order-1"));
        BOOST_TEST(sqlite_journal{file}.find("order-1"));
    }
    BOOST_TEST(made > 5u);
}

BOOST_AUTO_TEST_CASE(the_whole_file_is_read_after_an_unclean_end_only) {
    const auto reads_all = [&](const sqlite_journal_options& options = {}) {
        const connection_spy spy;
        sqlite_journal{path, options};
        return spy.has_run("PRAGMA integrity_check");
    };
    BOOST_TEST(!reads_all());
    BOOST_TEST(!reads_all());
    BOOST_TEST(reads_all({.check_file = true}));
    {
        sqlite_journal living{path};
        put(living, some_intent("order-1"));
        BOOST_TEST(!reads_all());  // its log is in use
    }
    journal_user killed{{"hold", path, "sent", "sending"}};
    BOOST_TEST_REQUIRE(killed.says() == "ready");
    BOOST_TEST(!reads_all());
    killed.end(SIGKILL);
    BOOST_TEST(reads_all());
    BOOST_TEST(!reads_all());
}

BOOST_AUTO_TEST_CASE(no_statement_reads_the_whole_table) {
    connection_spy spy;
    sqlite_journal journal{path};
    int looked_at = 0;
    for (const auto& sql : spy.prepared()) {
        const auto has = [&](std::string_view words) { return sql.find(words) != std::string::npos; };
        if (!has("intents") && !has("tasks") && !has("budgets") && !has("adjustments")) continue;
        ++looked_at;
        for (const auto& step : spy.answers("EXPLAIN QUERY PLAN " + sql, 3)) {
            const bool is_scan = step.starts_with("SCAN");
            const bool is_of_open_ones = is_scan && contains(step, "intents_open");
            const bool is_of_a_page = has("LIMIT 10000") && contains(step, "SCAN (subquery");
            BOOST_TEST((!is_scan || is_of_open_ones || is_of_a_page), sql << ": " << step);
        }
        if (has("INDEXED BY intents_open") && has("i.id > ?2"))
            BOOST_TEST(spy.answers("EXPLAIN QUERY PLAN " + sql, 3).at(0) == "SEARCH i USING INDEX intents_open (id>?)");
    }
    BOOST_TEST(looked_at > 10);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused) {
    for (const std::string name : {":memory:", "file:jobs.db", "file::memory:?cache=shared"})
        expect_error(name, "that is no path of a file", "memory_journal", [&] { sqlite_journal{name}; });
    expect_error("", "its path is empty", "give it one", [&] { sqlite_journal{""}; });
}

BOOST_AUTO_TEST_CASE(a_large_journal_is_pruned_in_pieces) {
    sqlite_journal journal{path};
    std::vector<journal_change> batch;
    for (int i = 0; i != 25'000; ++i)
        batch.push_back(
            {some_intent("order-" + std::to_string(i), i % 5 == 0 ? intent_state::unknown : intent_state::not_sent)});
    journal.apply(batch);
    BOOST_TEST(journal.prune(std::chrono::system_clock::time_point::max()) == 20'000u);
    BOOST_TEST(journal.prune(std::chrono::system_clock::time_point::max()) == 0u);
    BOOST_TEST(journal.find("order-24999")->handle.empty());
    BOOST_TEST(!journal.find("order-24995")->handle.empty());
}

BOOST_AUTO_TEST_SUITE_END()
