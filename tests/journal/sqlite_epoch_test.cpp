// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A journal that was put back from a copy has forgotten what was sent since: it sends nothing until somebody has
// looked.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <seedance/core/impl/platform.hpp>

using namespace test;

namespace {

struct epoch_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");

    /// Copies the journal as it is; it must be closed.
    std::string copy() const { return read_file(path); }

    void put_back(const std::string& bytes) const {
        std::filesystem::remove(path + "-wal");
        std::filesystem::remove(path + "-shm");
        write_file(path, bytes);
    }

    /// Puts a copy back as `sqlite3 jobs.db ".restore yesterday.db"` does: nobody has to close the file for that.
    void restore(const std::string& saved) const {
        sqlite3 *from = nullptr, *to = nullptr;
        BOOST_TEST_REQUIRE(sqlite3_open(saved.c_str(), &from) == SQLITE_OK);
        BOOST_TEST_REQUIRE(sqlite3_open(path.c_str(), &to) == SQLITE_OK);
        auto* const copying = sqlite3_backup_init(to, "main", from, "main");
        BOOST_TEST_REQUIRE(copying != nullptr);
        BOOST_TEST(sqlite3_backup_step(copying, -1) == SQLITE_DONE);
        BOOST_TEST(sqlite3_backup_finish(copying) == SQLITE_OK);
        sqlite3_close(from);
        sqlite3_close(to);
    }

    static void send(journal& from, const std::string& name) {
        const auto begun = put(from, some_intent(name, intent_state::planned));
        auto sending = begun;
        sending.state = intent_state::sending;
        BOOST_TEST(change(from, sending, begun.version).written);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_epoch_suite, epoch_fixture)

BOOST_AUTO_TEST_CASE(a_copy_that_is_put_back_sends_nothing) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    const auto saved = copy();
    send(*std::make_unique<sqlite_journal>(path), "order-2");
    put_back(saved);
    sqlite_journal older{path};
    expect_error(path, "it is older than what was sent from it", "accept_older",
                 [&] { change(older, some_intent("order-2", intent_state::planned)); });
    expect_error(path, "it is older than what was sent from it", "client.resolve", [&] {
        auto sending = *older.find("order-1");
        sending.state = intent_state::sending;
        change(older, sending, sending.version);
    });
    BOOST_TEST(!older.find("order-2"));
    BOOST_TEST(older.find("order-1")->state == intent_state::unknown, "it can be read");
    BOOST_TEST(older.claim(10) == 1u);
    BOOST_TEST(change(older, some_intent("order-1", intent_state::accepted)).written, "and facts are written");
}

BOOST_AUTO_TEST_CASE(a_person_may_accept_it) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    const auto saved = copy();
    send(*std::make_unique<sqlite_journal>(path), "order-2");
    put_back(saved);
    send(*std::make_unique<sqlite_journal>(path, sqlite_journal_options{.accept_older = true}), "order-3");
    send(*std::make_unique<sqlite_journal>(path), "order-4");
    put_back(saved);
    expect_error(path, "it is older than what was sent from it", "accept_older",
                 [&] { send(*std::make_unique<sqlite_journal>(path), "order-5"); });
}

BOOST_AUTO_TEST_CASE(a_copy_that_is_put_back_while_the_file_is_open_sends_nothing) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    const auto saved = files.path("yesterday.db");
    std::filesystem::copy_file(path, saved);
    sqlite_journal used{path};
    send(used, "order-2");
    const auto waiting = put(used, some_intent("waiting", intent_state::planned));
    restore(saved);
    for (int i = 0; i != 2; ++i) {
        expect_error(path, "it is older than what was sent from it", "accept_older", [&] { send(used, "order-2"); });
        expect_error(path, "it is older than what was sent from it", "accept_older",
                     [&] { change(used, in_state(waiting, intent_state::sending), waiting.version); });
    }
    BOOST_TEST(used.find("order-2")->state == intent_state::planned, "it was forgotten, begun again, and not sent");
    BOOST_TEST(change(used, some_intent("order-3", intent_state::accepted)).written, "facts are written");
}

BOOST_AUTO_TEST_CASE(a_copy_of_now_that_is_put_back_while_the_file_is_open_has_forgotten_nothing) {
    sqlite_journal used{path};
    send(used, "order-1");
    const auto saved = files.path("now.db");
    std::filesystem::copy_file(path, saved);
    put(used, some_intent("order-2", intent_state::planned));
    restore(saved);
    send(used, "order-2");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_any_more_is_not_written) {
    for (const std::string_view how : {"moved", "removed", "replaced"}) {
        const auto file = files.path(std::string{how} + ".db");
        sqlite_journal used{file};
        const auto sent = put(used, some_intent("sent")),
                   planned = put(used, some_intent("planned", intent_state::planned));
        const auto copied = files.path("copy.db");
        std::filesystem::copy_file(file, copied, std::filesystem::copy_options::overwrite_existing);
        if (how == "moved") std::filesystem::rename(file, files.path("elsewhere.db"));
        if (how == "removed") std::filesystem::remove(file);
        if (how == "replaced") std::filesystem::rename(copied, file);
        const auto is_refused = [&](auto action) {
            expect_error(file, "the file was moved, replaced or removed while it was in use", "begin them anew",
                         action);
        };
        is_refused([&] { put(used, some_intent("new", intent_state::planned)); });
        is_refused([&] { change(used, in_state(planned, intent_state::sending), planned.version); });
        is_refused([&] { change(used, some_intent("sent", intent_state::accepted)); });
        is_refused([&] { used.claim(10); });
        is_refused([&] { used.set_budget("b", usd(1), budget_period::ever(), {}); });
        BOOST_TEST(*used.find("sent") == sent, "it can be read");
        if (how != "moved") continue;
        std::filesystem::rename(files.path("elsewhere.db"), file);
        BOOST_TEST(change(used, some_intent("sent", intent_state::accepted)).written, "it is there again");
    }
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_since_is_not_missed) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    const auto saved = copy();
    {
        sqlite_journal used{path};
        put(used, some_intent("order-2", intent_state::planned));
        change(used, some_intent("order-1", intent_state::accepted));
    }
    put_back(saved);
    send(*std::make_unique<sqlite_journal>(path), "order-2");
}

BOOST_AUTO_TEST_CASE(without_the_number_beside_it_nothing_is_known) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    const auto saved = copy();
    for (const std::string beside : {"", "no number", "99999999999999999999999999", "-7"}) {
        write_file(path + "-epoch", beside);
        send(*std::make_unique<sqlite_journal>(path), "order-2" + beside);
    }
    std::filesystem::remove(path + "-epoch");
    put_back(saved);
    send(*std::make_unique<sqlite_journal>(path), "order-3");
}

BOOST_AUTO_TEST_CASE(a_new_journal_in_the_place_of_a_lost_one_is_not_older) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    for (const auto* suffix : {"", "-wal", "-shm", "-owners"}) std::filesystem::remove(path + suffix);
    send(*std::make_unique<sqlite_journal>(path), "order-2");
    send(*std::make_unique<sqlite_journal>(path), "order-3");
}

BOOST_AUTO_TEST_CASE(several_that_send_at_once_never_look_older) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([this, i] {
            for (int round = 0; round < 10; ++round) {
                sqlite_journal own{path};
                for (int n = 0; n < 3; ++n) {
                    const auto name = std::to_string(i) + "-" + std::to_string(round) + "-" + std::to_string(n);
                    const journal_change begun[] = {{some_intent(name, intent_state::planned)}};
                    const journal_change sending[] = {{some_intent(name), 1}};
                    own.apply(begun);
                    own.apply(sending);
                }
            }
        });
    for (auto& each : threads) each.join();
    BOOST_TEST(listed(*std::make_unique<sqlite_journal>(path), {}).size() == 90u);
    BOOST_TEST(read_file(path + "-epoch").starts_with("90\n"));
}

BOOST_AUTO_TEST_CASE(who_waits_for_ever_waits_for_another_that_opens_it) {
    send(*std::make_unique<sqlite_journal>(path), "order-1");
    const int other = ::open((path + "-owners").c_str(), O_RDWR | O_CLOEXEC);
    struct ::flock door{};
    door.l_type = F_WRLCK;
    door.l_whence = SEEK_SET;
    door.l_len = 1;
    BOOST_TEST_REQUIRE(::fcntl(other, detail::platform::set_lock, &door) == 0);
    std::thread goes{[other] {
        std::this_thread::sleep_for(50ms);
        ::close(other);
    }};
    send(*std::make_unique<sqlite_journal>(path,
                                           sqlite_journal_options{.busy_timeout = std::chrono::milliseconds::max()}),
         "order-2");
    goes.join();
}

BOOST_AUTO_TEST_CASE(one_that_stands_still_while_it_writes_the_number_holds_nobody_up) {
    sqlite_journal own{path, {.busy_timeout = std::chrono::milliseconds{20}}};
    const int other = ::open((path + "-epoch").c_str(), O_RDWR | O_CLOEXEC);
    struct ::flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    BOOST_TEST_REQUIRE(::fcntl(other, detail::platform::set_lock, &whole) == 0);
    const auto begun = put(own, some_intent("order-1", intent_state::planned));
    auto sending = begun;
    sending.state = intent_state::sending;
    expect_error(path, "jobs.db-epoch has been locked by another program for 20 ms", "let it go on, or end it",
                 [&] { change(own, sending, begun.version); });
    ::close(other);
    BOOST_TEST(change(own, sending, begun.version).written, "it is asked for again");
    BOOST_TEST(read_file(path + "-epoch").starts_with("2\n"));
}

BOOST_AUTO_TEST_SUITE_END()
