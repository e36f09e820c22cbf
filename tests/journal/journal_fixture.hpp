// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the tests of the SQLite journal share: intents, files, other programs.

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seedance/journal/sqlite.hpp>

#include "checks.hpp"
#include "intents.hpp"
#include "printing.hpp"
#include "temporary_folder.hpp"

namespace seedance {

inline std::ostream& operator<<(std::ostream& out, const intent& what) {
    return out << what.name << ' ' << to_string(what.state) << ' ' << what.provider << ' ' << what.account << ' '
               << what.model << ' ' << (what.task ? to_string(*what.task) : "no task") << ' ' << to_string(what.held)
               << " \"" << what.note << "\" " << detail::unix_milliseconds(what.planned_at) << " attempt "
               << what.attempt << ' ' << what.handle << ' ' << what.digest << ' ' << what.key_fingerprint
               << (what.queued ? " queued version " : " version ") << what.version << " budget " << what.budget
               << " period " << what.budget_period << " charged " << (what.charged ? to_string(*what.charged) : "?")
               << " further " << what.further_tasks << " legs left " << what.legs_left << " perhaps "
               << (what.candidate ? to_string(*what.candidate) : "no task") << " callback "
               << what.callback.value_or("none") << " over since "
               << (what.ended_at ? detail::unix_milliseconds(*what.ended_at) : 0);
}

}  // namespace seedance

namespace test {

using namespace seedance;
using namespace std::chrono_literals;

/// What a file and those beside it hold: a journal as a crash leaves it.
struct disk_image {
    std::string file, log, owners, epoch;

    static disk_image of(const std::string& path) {
        return {read_file(path), read_file(path + "-wal"), read_file(path + "-owners"), read_file(path + "-epoch")};
    }

    void put(const std::string& path) const {
        std::filesystem::remove(path + "-shm");
        write_file(path, file);
        write_file(path + "-owners", owners);
        write_file(path + "-epoch", epoch);
        if (log.empty())
            std::filesystem::remove(path + "-wal");
        else
            write_file(path + "-wal", log);
    }
};

inline task some_task(const std::string& id) {
    return {.provider = "apixo",
            .model = "seedance-2-0-fast",
            .id = id,
            .accepted_at = std::chrono::system_clock::time_point{1'767'965'610'929ms},
            .polling = {200s, 300s, 10s, 20s},
            .account = "eu"};
}

inline intent some_intent(const std::string& name, intent_state state = intent_state::sending) {
    const bool has_task = state == intent_state::accepted || state == intent_state::succeeded ||
                          state == intent_state::failed || state == intent_state::fetched;
    return {.name = name,
            .state = state,
            .provider = "apixo",
            .account = "eu",
            .model = "seedance-2-0-fast",
            .task = has_task ? std::optional{some_task("task_" + name)} : std::nullopt,
            .held = micro_usd(380'000),
            .planned_at = std::chrono::system_clock::time_point{1'767'965'610'123ms},
            .handle = "handle-of-" + name,
            .digest = "1 model=apixo/seedance-2-0-fast prompt=#" + name,
            .key_fingerprint = "c2VjcmV0"};
}

/// Writes what a program leaves beside a journal that it has used.
inline void mark_as_used(const std::string& path) {
    write_file(path + "-owners", "The locks on this file tell which programs use the journal beside it.\n");
}

/// Gives an intent as it would be in another state.
inline intent in_state(intent what, intent_state state) {
    what.state = state;
    return what;
}

/// Makes one change.
inline journal_answer change(journal& at, const intent& wanted, std::int64_t version = 0) {
    const journal_change one[] = {{wanted, version}};
    auto answers = at.apply(one);
    BOOST_TEST_REQUIRE(answers.size() == 1u);
    return std::move(answers[0]);
}

/// Expects that a change was not written, because of this row.
inline void expect_conflict(const journal_answer& answer, const std::optional<intent>& with) {
    BOOST_TEST(!answer.written);
    BOOST_TEST(answer.now == with, (answer.now ? *answer.now : intent{}) << " is in the way");
}

/// Expects that a change was written, and the row is this.
inline void expect_written(const journal_answer& answer, const intent& now) {
    BOOST_TEST(answer.written);
    BOOST_TEST_REQUIRE(answer.now.has_value());
    BOOST_TEST(*answer.now == now);
}

/// Begins an intent whose request is queued.
inline intent enqueue(journal& at, const std::string& name, const std::string& request) {
    const journal_change one[] = {{.wanted = some_intent(name, intent_state::planned), .request = request}};
    return at.apply(one).at(0).now.value();
}

/// Begins an intent, and brings it to its state when that is a fact; gives it as the journal has it.
inline intent put(journal& at, const intent& what) {
    if (is_fact(what.state)) {
        auto begun = what;
        begun.state = intent_state::sending;
        begun.task.reset();
        change(at, begun);
    }
    auto answer = change(at, what);
    BOOST_TEST_REQUIRE(answer.written);
    return std::move(*answer.now);
}

/// Gives what a journal lists, page by page.
inline std::vector<intent> listed(journal& at, journal_query query) {
    std::vector<intent> all;
    for (bool more = true; more;) {
        auto page = at.list(query);
        BOOST_TEST_REQUIRE(page.intents.size() <= query.limit);
        for (auto& one : page.intents) all.push_back(std::move(one));
        query.after = page.end;
        more = page.more;
    }
    return all;
}
inline std::vector<intent> open_intents(journal& at) { return listed(at, {.own = true, .open = true}); }

inline constexpr std::size_t all_there_are = 1'000'000;

/// Claims what the dead have left; gives everything that is the journal's own then.
inline std::vector<intent> take_over(journal& at) {
    at.claim(all_there_are);
    return open_intents(at);
}

inline sqlite_journal_options at_once() { return {.busy_timeout = 0ms}; }

/// Returns what a function throws, in words. The test fails when it throws something else or nothing.
template <class Action>
std::string error_of(Action action) {
    try {
        action();
    } catch (const error& e) {
        BOOST_TEST(e.code() == errc::journal_unavailable);
        BOOST_TEST(e.why().step == step::check);
        return e.why().detail;
    }
    BOOST_ERROR("nothing was thrown");
    return {};
}

/// Expects an error that names the file, says what is wrong and what to do.
template <class Action>
void expect_error(const std::string& path, std::string_view wrong, std::string_view advice, Action action) {
    const auto words = error_of(action);
    for (const std::string_view part : {std::string_view{path}, wrong, advice}) BOOST_TEST(contains(words, part));
}

/// SQLite without this library: what other programs do to the file.
class other_program {
  public:
    explicit other_program(const std::string& path) {
        BOOST_TEST_REQUIRE(sqlite3_open(path.c_str(), &connection_) == SQLITE_OK);
    }
    other_program(const other_program&) = delete;
    other_program& operator=(const other_program&) = delete;
    ~other_program() { sqlite3_close(connection_); }

    void run(const char* sql) {
        BOOST_TEST_REQUIRE(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK,
                           sqlite3_errmsg(connection_));
    }

    /// Says whether it could.
    bool try_run(const char* sql) { return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

  private:
    sqlite3* connection_ = nullptr;
};

/// The program journal_user.cpp, until it is killed or this object goes.
class journal_user {
  public:
    explicit journal_user(std::vector<std::string> words) {
        words.insert(words.begin(), JOURNAL_USER);
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        int in[2], out[2];
        BOOST_TEST_REQUIRE(::pipe2(in, O_CLOEXEC) == 0);
        BOOST_TEST_REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        const int result = ::posix_spawn(&process_, JOURNAL_USER, &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(in[0]);
        ::close(out[1]);
        in_ = in[1];
        out_ = ::fdopen(out[0], "r");
        BOOST_TEST_REQUIRE(result == 0);
    }
    journal_user(const journal_user&) = delete;
    journal_user& operator=(const journal_user&) = delete;
    ~journal_user() {
        ::close(in_);  // on which it ends by itself
        if (process_ != 0) ::waitpid(process_, nullptr, 0);
        std::fclose(out_);
    }

    std::string says() {
        char line[4096] = "";
        if (std::fgets(line, sizeof line, out_) == nullptr) return {};
        std::string said{line};
        return said.substr(0, said.find('\n'));
    }

    void end(int signal) {
        ::kill(process_, signal);
        ::waitpid(std::exchange(process_, 0), nullptr, 0);
    }

  private:
    pid_t process_ = 0;
    int in_ = -1;
    std::FILE* out_ = nullptr;
};

/// Makes a journal that an earlier version has written, as SQLite has dumped it, with three sends and its owners gone.
inline void make_from_dump(const std::string& path, const char* dump) {
    other_program{path}.run(dump);
    mark_as_used(path);
    write_file(path + "-epoch", "3\n");
}

}  // namespace test
