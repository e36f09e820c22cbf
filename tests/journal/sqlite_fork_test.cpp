// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Processes that are made by `fork` while a journal is open.
#include "checks.hpp"
#include "journal_fixture.hpp"

#include <functional>

using namespace test;

namespace {

/// A child of `fork` that runs a function and exits with what it gives.
class child {
  public:
    explicit child(const std::function<int()>& work) : process_{::fork()} {
        BOOST_TEST_REQUIRE(process_ >= 0);
        if (process_ != 0) return;
        int result = 99;
        try {
            result = work();
        } catch (...) {
        }
        ::_exit(result);
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() { end(); }

    int end() {
        if (process_ == 0) return status_;
        ::waitpid(std::exchange(process_, 0), &status_, 0);
        return status_;
    }
    int result() { return WEXITSTATUS(end()); }
    pid_t id() const { return process_; }

  private:
    pid_t process_;
    int status_ = 0;
};

/// A pipe, on which a process waits for another or for its end.
struct signal_pipe {
    signal_pipe() { BOOST_TEST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }
    ~signal_pipe() {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void send() const { (void)!::write(ends[1], "!", 1); }
    void wait() const {
        char byte = 0;
        (void)!::read(ends[0], &byte, 1);
    }
    int ends[2];
};

struct fork_fixture {
    temporary_folder files;
    std::string path = files.path("jobs.db");
};

/// Says whether a function is refused with these words.
bool is_refused(std::string_view words, std::string_view advice, const std::function<void()>& action) {
    try {
        action();
    } catch (const error& e) {
        const auto& said = e.why().detail;
        return e.code() == errc::journal_unavailable && said.find(words) != std::string::npos &&
               said.find(advice) != std::string::npos;
    }
    return false;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_fork_suite, fork_fixture)

BOOST_AUTO_TEST_CASE(a_child_is_told_not_to_use_its_parents_journal) {
    std::optional<sqlite_journal> journal;
    journal.emplace(path);
    put(*journal, some_intent("order-1", intent_state::accepted));
    child forked{[&] {
        const auto what = some_intent("order-2");
        const journal_change changes[] = {{what}};
        const std::function<void()> calls[] = {[&] { journal->apply(changes); },
                                               [&] { journal->find("order-1"); },
                                               [&] { journal->find(some_task("task_order-1")); },
                                               [&] { journal->claim(1); },
                                               [&] { journal->list({}); },
                                               [&] { journal->prune({}); }};
        int refused = 0;
        for (const auto& call : calls)
            refused += is_refused("made by another process", "open the journal after fork", call);
        refused +=
            is_refused("open when this process was forked", "fork before it is opened", [&] { sqlite_journal{path}; });
        journal.reset();  // which leaves the parent's file alone
        refused +=
            is_refused("open when this process was forked", "fork before it is opened", [&] { sqlite_journal{path}; });
        sqlite_journal own{files.path("own.db")};
        own.apply(changes);
        return refused;
    }};
    BOOST_TEST(forked.result() == 8);
    BOOST_TEST(change(*journal, some_intent("order-2")).written);
    BOOST_TEST(sqlite_journal{files.path("own.db")}.claim(10) == 1u);
}

BOOST_AUTO_TEST_CASE(a_child_does_not_keep_its_dead_parent_alive) {
    const signal_pipe ready, end;
    child parent{[&] {
        sqlite_journal journal{path};
        const journal_change changes[] = {{some_intent("sent")}};
        journal.apply(changes);
        if (::fork() == 0) {
            ready.send();
            end.wait();  // it lives on
            ::_exit(0);
        }
        while (true) ::pause();
        return 0;
    }};
    ready.wait();
    sqlite_journal other{path};
    BOOST_TEST(other.find("sent")->state == intent_state::sending);
    BOOST_TEST(other.claim(10) == 0u);
    ::kill(parent.id(), SIGKILL);
    parent.end();
    BOOST_TEST(other.find("sent")->state == intent_state::unknown);
    BOOST_TEST(other.claim(10) == 1u);
    end.send();
}

BOOST_AUTO_TEST_CASE(a_parent_stays_alive_when_its_child_ends) {
    sqlite_journal journal{path};
    put(journal, some_intent("order-1"));
    child forked{[&] { return 3; }};
    BOOST_TEST(forked.result() == 3);
    BOOST_TEST(sqlite_journal{path}.claim(10) == 0u);
    BOOST_TEST(open_intents(journal).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_journal_that_was_closed_before_the_fork_can_be_opened) {
    {
        sqlite_journal{path};
    }
    child forked{[&] {
        sqlite_journal journal{path};
        const journal_change changes[] = {{some_intent("order-1")}};
        return journal.apply(changes)[0].written ? 7 : 1;
    }};
    BOOST_TEST(forked.result() == 7);
    BOOST_TEST(sqlite_journal{path}.find("order-1")->state == intent_state::unknown);
}

BOOST_AUTO_TEST_SUITE_END()
