// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A process is killed at every point of a paid call, and another one goes on: nothing is paid twice, nothing is lost.
//
//     journal_kills [--kills N]      (at least N kills; 1,000 unless it says otherwise)
//
// The processes talk to a server here that counts complete requests for a video, and connections: what was killed
// before its connection stood is never unknown. (Between that and the first byte it may be.) Every call is killed at
// point 0, 1, 2,
// ... of it (see victim.cpp) until one gets to its end; then the next round begins. Between ordinary calls, routes are
// called, whose first gateway refuses, or makes a task that fails for nothing: see `kind_of_call`.
#include "balance.hpp"
#include "https_server.hpp"
#include "paid_call.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>

using namespace test;

namespace {

/// The gateways: every submit is a new task, which has succeeded when it is asked for. The first gateway of a route
/// refuses, or its task has failed for nothing by then.
class gateway {
  public:
    gateway()
        : server_{authority_.issue(), {.on_request = [this](const std::string& request) { return answer(request); }}} {}

    std::string base_url() const { return server_.url("/api/v1", "127.0.0.1"); }
    const std::string& ca_pem() const { return authority_.pem(); }

    /// The tasks that are paid for, as far as anybody has been told, once everything has been read that was sent by
    /// those that are gone.
    std::vector<std::string> tasks_of(const std::string& intent) {
        if (!server_.wait_until([](const auto& seen) { return seen.open == 0; }))
            throw std::runtime_error{"a connection does not end"};
        return tasks_now(intent);
    }

    /// The same where somebody is there whose calls have been answered.
    std::vector<std::string> tasks_now(const std::string& intent) {
        const std::lock_guard lock{mutex_};
        return tasks_[intent];
    }

    /// How many connections have got through their handshake, once all of them have ended.
    std::size_t handshakes() {
        std::size_t all = 0;
        const auto have_ended = [&all](const auto& seen) { return all = seen.handshakes, seen.open == 0; };
        if (!server_.wait_until(have_ended)) throw std::runtime_error{"a connection does not end"};
        return all;
    }

    /// Says whether a submit came while a task of its intent was paid for.
    bool was_paid_again(const std::string& intent) {
        const std::lock_guard lock{mutex_};
        return paid_again_.contains(intent);
    }

  private:
    static std::string between(const std::string& text, const std::string& before, char after) {
        const auto at = text.find(before);
        return at == std::string::npos
                   ? std::string{}
                   : text.substr(at + before.size(), text.find(after, at + before.size()) - at - before.size());
    }

    test::answer answer(const std::string& request) {
        if (request.starts_with("GET ")) {
            const auto task = between(request, "taskId=", ' ');
            return {ok(task.empty() ? failure_of(between(request, "/tasks/", ' ')) : answer_about(task))};
        }
        const bool is_first = request.find("/videos/generations") != std::string::npos;
        const auto intent = between(request, "\"prompt\":\"", '"');
        if (is_first && kind_of_call{intent}.is_refused)
            return {"HTTP/1.1 402 Payment Required\r\nContent-Length: 26\r\n\r\n{\"error\":\"no_balance_left\"}"};
        const std::lock_guard lock{mutex_};
        auto& tasks = tasks_[intent];
        if (!tasks.empty()) paid_again_.insert(intent);
        tasks.push_back("task_" + intent + "_" + std::to_string(++made_));
        if (is_first) return {ok(R"({"task_id":")" + tasks.back() + R"(","state":"waiting"})")};
        return {ok(R"({"code":200,"message":"success","data":{"taskId":")" + tasks.back() + "\"}}")};
    }

    /// From now on somebody may know that it costs nothing.
    std::string failure_of(const std::string& task) {
        const std::lock_guard lock{mutex_};
        for (auto& [intent, tasks] : tasks_) std::erase(tasks, task);
        return R"({"task_id":")" + task +
               R"(","state":"fail","error":{"code":"InternalError","message":"x"},)"
               R"("billing":{"actual_amount_micro_usdc":0,"reserve_amount_micro_usdc":0,"released_amount_micro_usdc":0}})";
    }

    static std::string answer_about(const std::string& task) {
        return R"({"code":200,"message":"success","data":{"taskId":")" + task +
               R"(","state":"success","resultJson":"{\"resultUrls\":[\"https://file.apixo.ai/1.mp4\"]}",)"
               R"("createTime":1767965610929,"completeTime":1767965910929}})";
    }

    seedance::testing::certificate_authority authority_;
    std::mutex mutex_;
    std::map<std::string, std::vector<std::string>> tasks_;  ///< by intent
    std::set<std::string> paid_again_;                       ///< intents
    long made_ = 0;
    https_server server_;
};

/// What a process said, and whether it was killed.
struct fate {
    bool killed = false;
    std::string last_words{};               ///< "killed before connect"
    std::optional<std::string> accepted{};  ///< the id that its user has seen
    std::string end{};                      ///< "done ID", "failed WORDS"
    std::size_t handshakes = 0;             ///< its connections that stood
};

fate run_victim(const gateway& to, const std::string& journal, const std::string& intent, long point) {
    std::vector<std::string> words{JOURNAL_VICTIM, to.base_url(), to.ca_pem(), journal, intent, std::to_string(point)};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    pid_t process = 0;
    const int result = ::posix_spawn(&process, JOURNAL_VICTIM, &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    if (result != 0) throw std::runtime_error{"the victim cannot be started"};
    std::string said;
    char piece[4096];
    for (ssize_t size = 0; (size = ::read(out[0], piece, sizeof piece)) > 0;)
        said.append(piece, static_cast<std::size_t>(size));
    ::close(out[0]);
    int status = 0;
    ::waitpid(process, &status, 0);

    fate met{.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL};
    std::istringstream lines{said};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("accepted ")) met.accepted = line.substr(9);
        if (line.starts_with("done ") || line.starts_with("failed ")) met.end = line;
        if (line.starts_with("killed ")) met.last_words = line;
    }
    if (!met.killed && met.end.empty()) throw std::runtime_error{"a victim that was not killed: " + said};
    return met;
}

struct figures {
    long kills = 0, twice = 0, lost = 0, unknown = 0, unknown_and_paid = 0, other = 0;
    std::set<std::string> points{};
    void report(long& count, const std::string& words) {
        ++count;
        std::cout << words << '\n';
    }
};

/// Where recovery has put an intent: "queued", "tasks", "unknown", "not_sent", "expired" or, when it says nothing of
/// it, "absent".
std::pair<std::string, intent> place_of(const recovery& found, const std::string& name) {
    const std::pair<const char*, const std::vector<intent>*> places[] = {{"queued", &found.queued},
                                                                         {"tasks", &found.tasks},
                                                                         {"unknown", &found.unknown},
                                                                         {"not_sent", &found.not_sent},
                                                                         {"expired", &found.expired}};
    for (const auto& [place, intents] : places)
        for (const auto& one : *intents)
            if (one.name == name) return {place, one};
    return {"absent", {}};
}

/// The budget has what the attempts take of it, and counts every task that the gateway has made.
void check_money(const std::string& journal, const std::string& prefix, std::size_t tasks, figures& seen) {
    sqlite_journal after{journal};
    if (!is_balanced(after, "b")) seen.report(seen.other, prefix + "the budget has not what its attempts take of it");
    const auto all = after.find_budget("b", {}).value();
    if (all.held + all.spent < price_of_call * static_cast<std::int64_t>(tasks))
        seen.report(seen.other, prefix + "a task is paid for that the budget does not count");
}

/// What its user does at last: the intent is over, and the next process finds it no more.
void end_of(paying_process& process, const std::string& name, const video_or_failure& result,
            const std::vector<std::string>& paid) {
    if (result.code == errc::outcome_unknown)
        process.resolve(name, paid.empty() ? resolution{not_sent} : resolution{task{.id = paid[0]}});
    if (!result.code || result.code == errc::outcome_unknown) process.acknowledge(name);
}

/// Another process goes on after the one that was killed; one that is `careless` calls again before it recovers.
void go_on(gateway& at, const std::string& journal, const std::string& name, const fate& met, bool careless,
           figures& seen) {
    const auto prefix = name + " " + met.last_words + ": ";
    const kind_of_call kind{name};
    auto paid = at.tasks_of(name);
    if (kind.is_queued) careless = false;  // nobody sends what is in the queue before it is recovered
    std::string place;
    int attempt = 0;
    video_or_failure result;
    {
        paying_process process{at.base_url(), at.ca_pem(), journal};
        if (careless) {
            result = process.generate(name);
            if (!paid.empty()) paid = at.tasks_now(name);  // of a route, a task that was paid for may have failed
        }
        const bool had_id =
            met.accepted && (!kind.is_route || std::find(paid.begin(), paid.end(), *met.accepted) != paid.end());
        intent found;
        std::tie(place, found) = place_of(process.recover(), name);
        attempt = found.attempt;
        if (!careless) result = process.generate(name);
        const bool is_over = place == "absent" && met.end.starts_with("done ");  // and acknowledged
        const bool right = paid.size() == 1 && (is_over || (place == "tasks" && found.task->id == paid[0]));
        if (!paid.empty() && !right && place != "unknown")
            seen.report(seen.lost, prefix + "paid for, and recovery says " + place);
        if (had_id && (!right || *met.accepted != paid[0]))
            seen.report(seen.lost, prefix + "its user had the id, and recovery says " + place);
        if (!careless && !kind.is_route && paid.empty() && place == "tasks")
            seen.report(seen.other, prefix + "a task that the gateway does not have");
        end_of(process, name, result, paid);
    }
    const auto now = at.tasks_of(name);
    check_money(journal, prefix, now.size(), seen);
    if (now.size() > 1 || at.was_paid_again(name))
        seen.report(seen.twice, prefix + "paid " + std::to_string(now.size()) + " times");
    if (place == "unknown") {
        ++seen.unknown;
        seen.unknown_and_paid += !paid.empty();
        if (met.handshakes < static_cast<std::size_t>(attempt))
            seen.report(seen.other, prefix + "unknown, and no connection of it had stood");
        if (result.code != errc::outcome_unknown || now.size() != paid.size())
            seen.report(seen.other, prefix + "unknown, and then: " + to_string(result.why));
    } else if (result.code || now.size() != 1 || result.video.task.id != now[0]) {
        seen.report(seen.other, prefix + "recovery says " + place + ", and then: " + to_string(result.why));
    }
}

/// Calls that are killed later and later, by so many points, until one is not. Every other round begins each call with
/// a new journal; in every third the one that goes on is killed too, and in every fourth the last one is careless.
void round(gateway& at, const std::filesystem::path& folder, const std::string& kind, long number, long stride,
           figures& seen) {
    for (long point = number % stride;; point += stride) {
        const auto name = kind + std::to_string(number) + "-" + std::to_string(point);
        const auto journal = (folder / (number % 2 == 0 ? name : kind + std::to_string(number))).string();
        const auto before = at.handshakes();
        auto met = run_victim(at, journal, name, point);
        if (!met.killed && !met.end.starts_with("done "))
            throw std::runtime_error{"a victim that was not killed " + met.end};
        if (!met.killed) return;
        ++seen.kills;
        seen.points.insert(met.last_words);
        if (number % 3 == 2) {
            const auto next = run_victim(at, journal, name, point * 37 % 113);
            seen.kills += next.killed;
            met.last_words += ", " + next.last_words;
            if (next.accepted) met.accepted = next.accepted;
            if (!next.end.empty()) met.end = next.end;
        }
        met.handshakes = at.handshakes() - before;
        go_on(at, journal, name, met, number % 4 == 3, seen);
    }
}

/// The kinds of routes, whose calls are killed beside ordinary ones: at every sixth point, or at each where more kills
/// are asked for.
constexpr const char* kinds_of_route[] = {"refused-", "queued-failed-", "failed-", "queued-refused-"};
constexpr long routes = std::size(kinds_of_route);

}  // namespace

int main(int count, char** words) try {
    const long wanted = count == 3 && std::string_view{words[1]} == "--kills" ? std::atol(words[2]) : 1'000;
    const temporary_folder folder;              // in memory: SIGKILL does not ask for a disk
    ::setenv("SSL_CERT_FILE", "/dev/null", 1);  // the system's certificates take longer to read than all the rest
    const auto start = std::chrono::steady_clock::now();
    figures seen;
    {
        gateway at;
        for (long number = 0; number < routes || seen.kills < wanted; ++number) {
            round(at, folder.root, "", number, 1, seen);
            round(at, folder.root, kinds_of_route[number % routes], number / routes, wanted > 1'000 ? 1 : 6, seen);
        }
    }
    for (const std::string call : {"connect", "send", "recv", "pwrite64", "fdatasync", "close"})
        for (const std::string when : {"before ", "after "})
            if (!seen.points.contains("killed " + when + call))
                seen.report(seen.other, "nobody was killed " + when + call);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    std::cout << seen.kills << " kills: " << seen.twice << " paid twice, " << seen.lost << " ids lost, " << seen.unknown
              << " unknown (of these " << seen.unknown_and_paid << " paid for), " << seen.other << " other faults; "
              << time.count() << " s\n";
    return seen.twice + seen.lost + seen.other == 0 ? 0 : 1;
} catch (const std::exception& e) {
    std::cout << "stopped: " << e.what() << '\n';
    return 1;
}
