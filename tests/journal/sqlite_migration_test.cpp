// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A file that an earlier version of the library has written.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <thread>
#include <utility>

#include "connection_spy.hpp"
#include "shim_disk.hpp"
#include "version_1.hpp"
#include "version_2.hpp"
#include "version_3.hpp"
#include "version_4.hpp"

using namespace test;

namespace {

struct migration_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");

    std::string schema() const {
        const connection_spy spy;
        const other_program asker{path};
        return spy.answers("PRAGMA user_version").at(0);
    }

    /// A program with an earlier version of the library has the file open.
    void leaves_an_earlier_program_alone(const std::string& version, std::size_t left) const {
        std::optional<detail::owner_lease> earlier;
        earlier.emplace(path);
        BOOST_TEST_REQUIRE(earlier->try_take(2));
        expect_error(path, "a program with an older version of this library is using it", "end that one first",
                     [&] { sqlite_journal{path}; });
        BOOST_TEST(schema() == version);
        earlier.reset();
        BOOST_TEST(sqlite_journal{path}.claim(10) == left);
    }

    /// The disk fails later and later while a file is opened, until it does not any more.
    template <class Make, class Check>
    void survives_a_disk_that_fails(Make make, Check check) const {
        for (const auto fault : {shim_disk::fault::no_room, shim_disk::fault::broken, shim_disk::fault::no_sync}) {
            int refused = 0;
            bool has_failed = true;
            for (long after = 0; has_failed; ++after) {
                const auto file = files.path(std::to_string(static_cast<int>(fault)) + '-' + std::to_string(after));
                make(file);
                {
                    shim_disk disk;
                    disk.fail(fault, after, 1'000'000);
                    try {
                        sqlite_journal{file};
                    } catch (const error& e) {
                        BOOST_TEST(e.code() == errc::journal_unavailable);
                        ++refused;
                    }
                    has_failed = disk.mend();
                }
                sqlite_journal journal{file};
                check(journal);
            }
            BOOST_TEST(refused > 1);
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_migration_suite, migration_fixture)

BOOST_AUTO_TEST_CASE(everything_is_kept) {
    make_version_1(path, {"order-1"});
    other_program{path}.run(R"sql(
        INSERT INTO intents VALUES ('order-0', 'sending', 'apixo', 'fast', NULL, NULL, 7, '', 1767965610122, 2);
        INSERT INTO intents VALUES ('order-2', 'fetched', 'pixazo', 'pro',
            'seedance-task/1 pixazo pro task_2 1767965610929 200-300/10-20', 'task_2', 0, '', 1767965610124, 2);
        INSERT INTO intents VALUES ('order-3', 'not_sent', 'apixo', 'fast', NULL, NULL, 0, 'refused', 1767965610125, 1);
        INSERT INTO intents VALUES ('no id', 'accepted', 'apixo', 'fast', 'a task', NULL, 0, '', 1767965610126, 1);
        INSERT INTO intents VALUES ('no task', 'accepted', 'apixo', 'fast', NULL, 'task_5', 0, '', 1767965610127, 1);)sql");
    sqlite_journal journal{path};
    BOOST_TEST(schema() == "5");
    const auto all = listed(journal, {});
    const std::vector<std::string> names{"order-0", "order-1", "order-2", "order-3", "no id", "no task"};
    BOOST_TEST(names_of(all) == names);
    for (const auto& one : all) {
        BOOST_TEST(one.attempt == 1);
        BOOST_TEST(one.version == 1);
        BOOST_TEST(one.handle.empty());
    }
    BOOST_TEST(all[0].state == intent_state::unknown);  // its owner is gone
    BOOST_TEST(all[0].held == micro_usd(7));
    auto accepted = some_intent("order-1", intent_state::accepted);
    accepted.note = "a note";
    accepted.handle.clear();
    accepted.digest.clear();
    accepted.key_fingerprint.clear();
    accepted.account = default_account;
    accepted.task = task_of_version_1("task_order-1");
    accepted.version = 1;
    BOOST_TEST(all[1] == accepted);
    BOOST_TEST(journal.find(task{.provider = "pixazo", .id = "task_2"})->state == intent_state::fetched);
    BOOST_TEST(all[3].note == "refused");
    BOOST_TEST(contains(all[4].note, "its task: \"a task\""));
    for (const auto& one : {all[4], all[5]}) {
        BOOST_TEST(one.state == intent_state::unknown);
        BOOST_TEST(contains(one.note, "the journal's row cannot be read: task is \"\""));
    }
    BOOST_TEST(journal.claim(10) == 4u);
    BOOST_TEST(!journal.find_budget("b", {}));
    journal.set_budget("b", usd(1), budget_period::ever(), {});
    auto paid = some_intent("order-3");
    paid.budget = "b";
    BOOST_TEST(change(journal, paid).now->attempt == 2);
    BOOST_TEST(journal.find_budget("b", {})->held == paid.held);
    BOOST_TEST(change(journal, some_intent("order-1", intent_state::fetched)).written);
    BOOST_TEST(journal.find_budget("b", {})->held == paid.held);
    BOOST_TEST(!change(journal, some_intent("order-2")).written);
}

BOOST_AUTO_TEST_CASE(everything_of_the_second_version_is_kept) {
    make_version_2(path);
    sqlite_journal journal{path};
    BOOST_TEST(schema() == "5");
    const auto all = listed(journal, {});
    BOOST_TEST(names_of(all) == (std::vector<std::string>{"unknown", "accepted", "queued", "again", "again"}));
    auto unknown = some_intent("unknown", intent_state::unknown);
    unknown.note = "an answer came but cannot be used, perhaps task \"task_1\", HTTP 502";
    unknown.budget = "b";
    unknown.budget_period = 1;
    unknown.version = 3;
    BOOST_TEST(all[0] == unknown);
    auto accepted = some_intent("accepted", intent_state::accepted);
    accepted.task = some_task("task_2");
    accepted.further_tasks = 1;
    accepted.version = 3;
    BOOST_TEST(all[1] == accepted);
    BOOST_TEST(*journal.find(some_task("task_3")) == accepted);
    BOOST_TEST(journal.request_of(all[2]) == R"({"a request":1})");
    BOOST_TEST(journal.find("again")->attempt == 2);
    BOOST_TEST(journal.find_budget("b", {})->held == unknown.held);
    BOOST_TEST(journal.find_budget("b", {})->spent == usd(1));
    BOOST_TEST(journal.claim(10) == 4u);
    unknown.candidate = some_task("task_1");
    BOOST_TEST(change(journal, unknown, 3).written);
    BOOST_TEST(journal.find("unknown")->candidate == unknown.candidate);
}

BOOST_AUTO_TEST_CASE(everything_of_the_third_version_is_kept) {
    make_version_3(path);
    sqlite_journal journal{path};
    BOOST_TEST(schema() == "5");
    const auto all = listed(journal, {});
    BOOST_TEST(names_of(all) == (std::vector<std::string>{"unknown", "accepted", "queued", "again", "again"}));
    BOOST_TEST(all[0].candidate.value() == some_task("task_1"));
    BOOST_TEST(all[1].task.value() == some_task("task_2"));
    BOOST_TEST(*journal.find(some_task("task_3")) == all[1]);
    for (const auto& each : all) {
        BOOST_TEST(!each.callback);
        BOOST_TEST(!each.ended_at);
    }
    BOOST_TEST(!journal.find_handle("handle-of-unknown"));
    BOOST_TEST(journal.claim(10) == 4u);
    auto fresh = some_intent("order-1", intent_state::planned);
    fresh.callback = "";
    BOOST_TEST(change(journal, fresh).written);
    BOOST_TEST(journal.find_handle(fresh.handle)->name == "order-1");
}

BOOST_AUTO_TEST_CASE(everything_of_the_fourth_version_is_kept) {
    make_version_4(path);
    sqlite_journal journal{path};
    BOOST_TEST(schema() == "5");
    const auto all = listed(journal, {});
    BOOST_TEST(names_of(all) == (std::vector<std::string>{"unknown", "accepted", "queued", "again", "again"}));
    BOOST_TEST(all[0].candidate.value() == some_task("task_1"));
    BOOST_TEST(all[1].callback.value() == "what came");
    BOOST_TEST(*journal.find_handle("handle-of-accepted") == all[1]);
    BOOST_TEST(detail::unix_milliseconds(all[3].ended_at.value()) == 1'767'965'610'999);
    for (const auto& each : all) BOOST_TEST(each.legs_left == 0);
    BOOST_TEST(journal.claim(10) == 4u);
}

BOOST_AUTO_TEST_CASE(a_file_of_any_version_becomes_what_a_new_one_is) {
    const auto tables_of = [](const std::string& file) {
        {
            sqlite_journal{file};
        }
        const connection_spy spy;
        const other_program asker{file};
        return spy.answers(
            "SELECT s.type || ' ' || s.name || ': ' || iif(s.type = 'index', s.sql, (SELECT "
            "group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || coalesce(c.dflt_value, '') || ' ' "
            "|| c.pk, ', ') FROM pragma_table_info(s.name) AS c)) "
            "FROM sqlite_schema AS s WHERE s.name NOT LIKE 'sqlite_%' ORDER BY s.name");
    };
    make_version_1(files.path("1.db"), {"order-1"});
    make_version_2(files.path("2.db"));
    make_version_3(files.path("3.db"));
    make_version_4(files.path("4.db"));
    const auto of_a_new_one = tables_of(path);
    BOOST_TEST(of_a_new_one.size() > 10u);
    for (const auto* const earlier : {"1.db", "2.db", "3.db", "4.db"})
        BOOST_TEST(tables_of(files.path(earlier)) == of_a_new_one, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_program_of_the_second_version_is_not_disturbed) {
    make_version_2(path);
    leaves_an_earlier_program_alone("2", 4);
}

BOOST_AUTO_TEST_CASE(a_program_of_the_third_version_is_not_disturbed) {
    make_version_3(path);
    leaves_an_earlier_program_alone("3", 4);
}

BOOST_AUTO_TEST_CASE(a_program_of_the_fourth_version_is_not_disturbed) {
    make_version_4(path);
    leaves_an_earlier_program_alone("4", 4);
}

std::vector<std::string> names_in_view(const std::string& file) {
    const connection_spy spy;
    const other_program asker{file};
    return spy.answers("SELECT DISTINCT name FROM mine ORDER BY name");
}

// The tables are made to be read by people, who may have made something of their own beside them.
BOOST_AUTO_TEST_CASE(views_of_people_go_on) {
    const char* const own[] = {
        "CREATE VIEW mine AS SELECT name FROM intents",
        "CREATE VIEW mine AS SELECT i.name FROM intents AS i LEFT JOIN tasks USING (task_id)",
        "CREATE VIEW mine AS SELECT name FROM intents; CREATE VIEW broken AS SELECT 1 FROM gone",
        "CREATE VIEW mine AS SELECT name FROM intents; CREATE INDEX by_model ON intents (model)",
        "CREATE TABLE log (name); INSERT INTO log SELECT name FROM intents; CREATE VIEW mine AS SELECT "
        "name FROM log; CREATE TRIGGER t AFTER INSERT ON intents BEGIN INSERT INTO log VALUES "
        "(new.name); END"};
    for (const int version : {1, 2, 3, 4})
        for (const std::string sql : own) BOOST_TEST_CONTEXT(version << ": " << sql) {
                const auto file = files.path(std::to_string(version) + '-' + std::to_string(files.files().size()));
                if (version == 1) make_version_1(file, {"order-1"});
                if (version == 2) make_version_2(file);
                if (version == 3) make_version_3(file);
                if (version == 4) make_version_4(file);
                if (version == 1 && contains(sql, "tasks")) continue;
                other_program{file}.run(sql.c_str());
                const auto before = names_in_view(file);
                BOOST_TEST(before.size() == (version == 1 ? 1u : 4u));
                sqlite_journal{file};
                BOOST_TEST(names_in_view(file) == before);
            }
}

BOOST_AUTO_TEST_CASE(numbers_of_owners_are_not_used_again) {
    make_version_1(path, {"order-1"});
    {
        sqlite_journal{path};
    }
    const connection_spy spy;
    const other_program asker{path};
    BOOST_TEST(spy.answers("SELECT seq FROM sqlite_sequence WHERE name = 'owners'") == std::vector<std::string>{"3"});
}

BOOST_AUTO_TEST_CASE(two_programs_open_it_at_once) {
    for (int round = 0; round != 10; ++round) {
        const auto file = files.path("jobs" + std::to_string(round));
        make_version_1(file, {"a", "b", "c"});
        std::optional<sqlite_journal> one, other;
        std::thread thread{[&] { other.emplace(file); }};
        one.emplace(file);
        thread.join();
        BOOST_TEST(one->claim(10) + other->claim(10) == 3u);
        BOOST_TEST(names_of(listed(*other, {})) == (std::vector<std::string>{"a", "b", "c"}));
    }
}

BOOST_AUTO_TEST_CASE(a_program_of_the_earlier_version_is_not_disturbed) {
    make_version_1(path, {"order-1"});
    leaves_an_earlier_program_alone("1", 1);
}

BOOST_AUTO_TEST_CASE(a_later_version_that_changes_the_tables_while_the_file_is_checked_is_seen) {
    {
        sqlite_journal{path};
    }
    other_program later{path};
    connection_spy spy;
    bool has_changed = false;
    spy.on_run = [&] {  // who checks is no owner yet
        if (spy.has_run("PRAGMA integrity_check") && !std::exchange(has_changed, true))
            later.run("PRAGMA user_version = 99");
    };
    expect_error(path, "with another version of this library has changed it meanwhile", "use that version",
                 [&] { sqlite_journal{path, {.check_file = true}}; });
    BOOST_TEST(has_changed);
    BOOST_TEST(spy.count("INSERT INTO owners") == 0);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_stays_as_it_is) {
    std::vector<std::string> names;
    for (int i = 0; i != 100; ++i) names.push_back("order-" + std::to_string(i));
    make_version_1(path, names);
    auto bytes = read_file(path);
    bytes.replace(bytes.size() - 4'096, 4'096, 4'096, 'x');
    write_file(path, bytes);
    expect_error(path, "could not be opened", "damaged", [&] { sqlite_journal{path}; });
    BOOST_TEST(schema() == "1");
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_leaves_version_2_as_it_was) {
    survives_a_disk_that_fails([](const std::string& file) { make_version_2(file); },
                               [](sqlite_journal& journal) {
                                   BOOST_TEST(*journal.find(some_task("task_2"))->task == some_task("task_2"));
                                   BOOST_TEST(names_of(take_over(journal)) ==
                                              (std::vector<std::string>{"unknown", "accepted", "queued", "again"}));
                               });
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_leaves_version_3_as_it_was) {
    survives_a_disk_that_fails([](const std::string& file) { make_version_3(file); },
                               [](sqlite_journal& journal) {
                                   BOOST_TEST(journal.find("accepted")->task.value() == some_task("task_2"));
                                   BOOST_TEST(names_of(take_over(journal)) ==
                                              (std::vector<std::string>{"unknown", "accepted", "queued", "again"}));
                               });
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_leaves_version_4_as_it_was) {
    survives_a_disk_that_fails([](const std::string& file) { make_version_4(file); },
                               [](sqlite_journal& journal) {
                                   BOOST_TEST(journal.find("accepted")->callback.value() == "what came");
                                   BOOST_TEST(names_of(take_over(journal)) ==
                                              (std::vector<std::string>{"unknown", "accepted", "queued", "again"}));
                               });
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_leaves_it_as_it_was) {
    survives_a_disk_that_fails(
        [](const std::string& file) { make_version_1(file, {"a", "b", "c"}); },
        [](sqlite_journal& journal) {
            BOOST_TEST(names_of(listed(journal, {})) == (std::vector<std::string>{"a", "b", "c"}));
            BOOST_TEST(journal.find(task_of_version_1("task_b"))->name == "b");
        });
}

BOOST_AUTO_TEST_SUITE_END()
