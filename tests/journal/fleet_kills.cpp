// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Processes that share a journal are killed, and stopped for longer than their lease, at random; their connections to
// the database are cut, and the database itself is restarted in the midst of it. Nothing is paid twice, nothing is
// lost, no budget is exceeded, and what a process writes that has lost its intents is refused.
//
//     fleet_kills [--tasks N] [--workers N] [--at-once N] [--seed N]
//
// Every order has a name, which stands in its prompt: the gateway here counts for which names it was paid. Every other
// one is a route, which goes on to that gateway when another has refused it; two of three are queued, and one is sent
// by who waits for its video. One member is neither killed nor stopped, over the same bad network: when all orders are
// settled, it has to finish by itself what all others have left. Then a person comes, who settles what is not known by
// the gateway's own list.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seedance/testing/sandbox.hpp>

#include "balance.hpp"
#include "fleet_journal.hpp"
#include "fleet_worker.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace test;
using steady = std::chrono::steady_clock;

constexpr double time_scale = 100;

struct work {
    std::size_t tasks = 400;  ///< in all
    std::size_t workers = 8;
    std::size_t at_once = 10;  ///< of each
    std::uint64_t seed = 1;
};

// ---- the gateway

/// Gives for each order the tasks that the gateway has made for it.
std::map<std::string, std::vector<std::string>> tasks_by_order(const seedance::testing::sandbox& gateways) {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& task : gateways.tasks()) {
        const auto at = task.body.find("order-");
        const auto end = task.body.find_first_not_of("0123456789", at + 6);
        found[task.body.substr(at, end - at)].push_back(task.id);
    }
    return found;
}

// ---- the fleet

/// What became of the orders, by their workers' words.
class ledger_of_words {
  public:
    void hear(const std::string& line) {
        const std::lock_guard lock{mutex_};
        const auto space = line.find(' ');
        if (space == line.npos) return;
        const auto what = line.substr(0, space);
        const auto rest = line.substr(space + 1);
        if (what == "wrong") {
            std::printf("%s\n", line.c_str());
            ++wrong_;
        }
        settled_[rest.substr(0, rest.find(' '))] = what;
    }

    bool has(const std::string& name) const {
        const std::lock_guard lock{mutex_};
        return settled_.contains(name);
    }

    std::size_t size() const {
        const std::lock_guard lock{mutex_};
        return settled_.size();
    }

    std::size_t wrong() const { return wrong_; }

    std::set<std::string> that_are(std::string_view what) const {
        const std::lock_guard lock{mutex_};
        std::set<std::string> names;
        for (const auto& [name, said] : settled_)
            if (said == what) names.insert(name);
        return names;
    }

  private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string> settled_;
    std::atomic<std::size_t> wrong_ = 0;
};

/// A worker's process, which is started again as often as it is killed, until its orders are settled.
class member {
  public:
    member(std::vector<std::string> words, const work& what, std::size_t number, ledger_of_words& heard)
        : words_{std::move(words)}, what_{what}, number_{number}, heard_{heard}, lives_{[this] { live(); }} {}
    member(const member&) = delete;
    member& operator=(const member&) = delete;
    ~member() { lives_.join(); }

    bool is_done() const noexcept { return is_done_; }

    /// Sends a signal to the process, if there is one now.
    bool send(int signal) {
        const std::lock_guard lock{mutex_};
        return process_ != 0 && ::kill(process_, signal) == 0;
    }

  private:
    /// Gives the first order that is not settled.
    std::size_t first_open() const {
        auto number = number_;
        while (number < what_.tasks && heard_.has(order_name(number))) number += what_.workers;
        return number;
    }

    void live() {
        for (auto first = first_open(); first < what_.tasks; first = first_open()) {
            auto words = words_;
            for (const auto each : {first, what_.workers, what_.tasks, what_.at_once})
                words.push_back(std::to_string(each));
            run(words);
        }
        is_done_ = true;
    }

    void run(std::vector<std::string>& words) {
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        int out[2];
        if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);  // a connection that is cut must not live on in it
        pid_t process = 0;
        const int result = ::posix_spawn(&process, "/proc/self/exe", &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(out[1]);
        if (result != 0) throw std::runtime_error{"a worker cannot be started"};
        be(process);
        listen(out[0]);
        ::close(out[0]);
        const std::lock_guard lock{mutex_};
        process_ = 0;  // before its number may be another's
        int status = 0;
        ::waitpid(process, &status, 0);
        const bool is_as_meant = WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0;
        if (!is_as_meant) heard_.hear("wrong worker-" + std::to_string(number_) + " has ended by itself");
    }

    void be(pid_t process) {
        const std::lock_guard lock{mutex_};
        process_ = process;
    }

    void listen(int from) {
        std::string said;
        char piece[4096];
        for (ssize_t size = 0; (size = ::read(from, piece, sizeof piece)) > 0;) {
            said.append(piece, static_cast<std::size_t>(size));
            for (std::size_t end = 0; (end = said.find('\n')) != said.npos; said.erase(0, end + 1))
                heard_.hear(said.substr(0, end));
        }
    }

    std::vector<std::string> words_;
    const work& what_;
    std::size_t number_;
    ledger_of_words& heard_;
    std::mutex mutex_;
    pid_t process_ = 0;
    std::atomic<bool> is_done_ = false;
    std::thread lives_;
};

/// A member that nothing happens to but what the network does: all that others leave is its own at last.
class survivor {
  public:
    explicit survivor(const fleet_place& at)
        : lives_{[this, at] {
              fleet_worker worker{at, {}};
              worker.take_up_until([this] { return is_told_.load(); });
          }} {}
    survivor(const survivor&) = delete;
    survivor& operator=(const survivor&) = delete;
    ~survivor() {
        is_told_ = true;
        lives_.join();
    }

    /// Waits until nothing is left but what only a person can settle; gives what is there in the end.
    static std::string wait_until_done(const fleet_journal& journal) {
        const auto ends = steady::now() + std::chrono::minutes{2};
        std::string left;
        do {
            std::this_thread::sleep_for(std::chrono::milliseconds{100});
            left = journal.ask(work_to_do);
        } while (!left.empty() && steady::now() < ends);
        return left;
    }

  private:
    std::atomic<bool> is_told_ = false;
    std::thread lives_;
};

/// What was done to the fleet.
struct faults {
    std::size_t kills = 0, stops = 0, restarts = 0;
};

/// Kills and stops members at random until all are done.
class killer {
  public:
    killer(std::vector<std::unique_ptr<member>>& fleet, fleet_journal& journal, std::uint64_t seed)
        : fleet_{fleet}, journal_{journal}, random_{seed} {}

    /// When half of the `orders` are `settled`, the database is restarted. For each kill or stop some orders are
    /// settled: on a slow machine, too, work gets done between them.
    faults run(const std::function<std::size_t()>& settled, std::size_t orders) {
        constexpr std::size_t orders_of_each = 8;
        while (!std::all_of(fleet_.begin(), fleet_.end(), [](const auto& each) { return each->is_done(); })) {
            std::this_thread::sleep_for(std::chrono::milliseconds{draw(10, 200)});
            wake_up(false);
            const auto over = settled();
            if (done_.restarts == 0 && over * 2 > orders) journal_.restart(), ++done_.restarts;
            if (draw(1, 20) == 1) journal_.cut_connections();
            const auto chosen = draw(0, fleet_.size() - 1);
            const bool is_work_to_be_done = done_.kills + done_.stops >= over / orders_of_each + fleet_.size();
            if (stopped_.contains(chosen) || is_work_to_be_done) continue;
            if (draw(1, 4) == 1) {
                if (fleet_[chosen]->send(SIGSTOP)) ++done_.stops, stopped_[chosen] = steady::now() + a_while();
            } else {
                if (fleet_[chosen]->send(SIGKILL)) ++done_.kills;
            }
        }
        return done_;
    }

    ~killer() { wake_up(true); }

  private:
    std::size_t draw(std::size_t least, std::size_t most) {
        return std::uniform_int_distribution<std::size_t>{least, most}(random_);
    }

    /// Gives how long a process is stopped: now and then less than its lease, most often more.
    std::chrono::milliseconds a_while() { return fleet_lease * static_cast<int>(draw(5, 20)) / 10; }

    void wake_up(bool all) {
        for (auto at = stopped_.begin(); at != stopped_.end();) {
            const bool is_due = all || steady::now() >= at->second;
            if (is_due) fleet_[at->first]->send(SIGCONT);
            at = is_due ? stopped_.erase(at) : std::next(at);
        }
    }

    std::vector<std::unique_ptr<member>>& fleet_;
    fleet_journal& journal_;
    std::mt19937_64 random_;
    std::map<std::size_t, steady::time_point> stopped_;
    faults done_;
};

// ---- the person

/// Takes up what is left, and settles what is not known by the gateway's own list.
class person {
  public:
    person(const fleet_place& at, const seedance::testing::sandbox& gateways)
        : made_{tasks_by_order(gateways)}, client_{io_.get_executor(), fleet_client_options(io_, at)} {
        client_.use(seedance::pixazo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = at.gateway});
    }

    /// Gives how many outcomes were not known.
    std::size_t settle() {
        asio::co_spawn(io_, settle_all(), [](std::exception_ptr failed) {
            if (failed) std::rethrow_exception(failed);
        });
        while (!is_done_) io_.run_one();
        return unknown_;
    }

  private:
    asio::awaitable<void> settle_all() {
        const auto ends = steady::now() + std::chrono::minutes{10};
        for (bool is_left = true; is_left && steady::now() < ends;) {
            const auto found = co_await client_.recover();
            is_left = false;
            for (const auto* list : {&found.unknown, &found.queued, &found.tasks, &found.not_sent, &found.expired})
                is_left = is_left || !list->empty();
            for (const auto& each : found.unknown) co_await resolve(each.name);
            for (const auto& each : found.not_sent) co_await client_.acknowledge(each.name);
            for (const auto* list : {&found.queued, &found.tasks})
                for (const auto& each : *list) co_await finish(each.name);
        }
        is_done_ = true;
    }

    asio::awaitable<void> resolve(std::string name) {
        ++unknown_;
        const auto at = made_.find(name);
        seedance::resolution said = seedance::not_sent;
        if (at != made_.end()) said = seedance::task{.id = at->second.front()};
        co_await client_.resolve(name, said);
    }

    asio::awaitable<void> finish(std::string name) {
        const seedance::call_options options{.deadline = std::chrono::hours{24}};
        co_await client_.wait(name, options);
        co_await client_.acknowledge(name);
    }

    std::map<std::string, std::vector<std::string>> made_;  ///< nobody else sends anything any more
    asio::io_context io_{1};
    seedance::client client_;
    std::size_t unknown_ = 0;
    bool is_done_ = false;
};

// ---- the oracle

/// Prints what is wrong; counts it.
class verdict {
  public:
    void expect(bool is_right, const std::string& otherwise) {
        if (is_right) return;
        if (++wrong_ < 50) std::printf("%s\n", otherwise.c_str());
    }

    std::size_t wrong() const noexcept { return wrong_; }

  private:
    std::size_t wrong_ = 0;
};

/// Compares what the gateway has made with what the journal has, and with what workers have said.
void compare(seedance::journal& journal, const seedance::testing::sandbox& gateways, const ledger_of_words& heard,
             const work& what, verdict& all) {
    const auto made = tasks_by_order(gateways);
    std::size_t tight = 0;
    for (const auto& [name, tasks] : made) {
        all.expect(tasks.size() == 1, name + " was paid " + std::to_string(tasks.size()) + " times");
        const auto found = journal.find(seedance::task{.provider = "pixazo", .id = tasks.front()});
        all.expect(found && found->name == name, name + ": its task " + tasks.front() + " is not in the journal");
        tight += budget_of(std::stoul(name.substr(6))) == tight_budget;
    }
    const auto refused = heard.that_are("refused"), unknown = heard.that_are("unknown");
    for (std::size_t i = 0; i != what.tasks; ++i) {
        const auto name = order_name(i);
        const auto found = journal.find(name);
        const bool is_refused = refused.contains(name);
        all.expect(heard.has(name), name + " was not settled");
        all.expect(!found || is_over(found->state), name + " is not over");
        const bool has_video = found && found->state == seedance::intent_state::fetched;
        all.expect(has_video == made.contains(name),
                   name + (has_video ? " was made up" : " was paid, and is not there"));
        all.expect(!is_refused || !has_video, name + " was refused, and is there");
        all.expect(has_video || is_refused || unknown.contains(name), name + " is nowhere");
    }
    for (const auto* budget : {wide_budget, tight_budget}) {
        const auto now = journal.find_budget(budget, {}).value();
        all.expect(now.left() >= seedance::money{}, std::string{budget} + " is exceeded");
        all.expect(is_balanced(journal, budget), std::string{budget} + " has not what its attempts take of it");
    }
    const auto limit = journal.find_budget(tight_budget, {}).value().limit;
    all.expect(price_of_order() * static_cast<std::int64_t>(tight) <= limit, "the tight budget was exceeded");
}

/// An owner that was away for longer than its lease writes what it was about to: none of it is taken, and the next
/// owner's words are. Its own client would not even ask.
std::size_t refuse_stale_owner(fleet_journal& at, verdict& all) {
    constexpr std::size_t each = 30;
    const auto away = at.open("away");
    std::vector<seedance::journal_change> begun;
    for (std::size_t i = 0; i != 3 * each; ++i) {
        seedance::intent one{.name = "stale-" + std::to_string(i), .provider = "pixazo", .model = "seedance-2-0"};
        one.handle = "handle-" + std::to_string(i);
        begun.push_back({.wanted = std::move(one), .request = i % 3 == 0 ? "{}" : ""});
    }
    std::vector<seedance::journal_change> next;
    for (auto& answer : away->apply(begun)) {
        next.push_back({.wanted = std::move(*answer.now), .version = 1});
        next.back().wanted.state = seedance::intent_state::sending;
    }
    std::vector<seedance::journal_change> sent;
    for (std::size_t i = 1; i < next.size(); i += 3) sent.push_back(next[i]);  // the others are queued, or only planned
    for (const auto& answer : away->apply(sent)) all.expect(answer.written, "an owner was refused");
    std::this_thread::sleep_for(fleet_lease * 2);
    const auto heir = at.open("heir");
    while (heir->claim(1'000) != 0) {
    }
    for (std::size_t i = 1; i < next.size(); i += 3) {
        next[i].version = 2;
        next[i].wanted.state = seedance::intent_state::not_sent;
    }
    const auto refused = away->apply(next);
    std::vector<seedance::journal_change> ends;
    for (std::size_t i = 0; i != refused.size(); ++i) {
        all.expect(!refused[i].written,
                   "stale-" + std::to_string(i) + ": the word of an owner that was gone was taken");
        auto now = *heir->find(next[i].wanted.name);
        ends.push_back({.wanted = now, .version = now.version});
        ends.back().wanted.state = seedance::intent_state::not_sent;
    }
    for (const auto& answer : heir->apply(ends)) all.expect(answer.written, "the next owner was refused");
    return refused.size();
}

// ---- the program

/// Opens the journal as often as it takes: the way to it is bad.
std::shared_ptr<seedance::journal> open_at_last(const std::string& url, const std::string& who) {
    for (int tries = 0;; ++tries) {
        try {
            return open_fleet_journal(url, who);
        } catch (const seedance::error& e) {
            if (tries == 100) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

/// GATEWAY REFUSES CA_FILE JOURNAL NAME FIRST STEP END AT_ONCE
int be_worker(char** words) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it does not outlive the test
    const auto number = [words](int i) { return static_cast<std::size_t>(std::strtoull(words[i], nullptr, 10)); };
    const auto who = std::string{words[4]} + '-' + std::to_string(::getpid());
    const fleet_place at{.gateway = words[0],
                         .refuses = words[1],
                         .ca_pem = read_file(words[2]),
                         .journal = open_at_last(words[3], who),
                         .time_scale = time_scale};
    fleet_worker{at, {.first = number(5), .step = number(6), .end = number(7), .at_once = number(8)}}.run();
    ::_exit(0);  // as one that is killed: what it has taken up from others is left to them
}

bool run(const work& what) {
    const temporary_folder folder;
    fleet_journal journal{what.seed};
    seedance::testing::sandbox gateways{{.balance = seedance::usd(100'000'000), .time_scale = time_scale}};
    folder.write("ca.pem", gateways.ca_pem());
    const auto price = price_of_order();
    const auto tight = static_cast<std::int64_t>(what.tasks / 20);
    {
        const auto first = journal.open("person");
        const auto ever = seedance::budget_period::ever();
        first->set_budget(wide_budget, price * static_cast<std::int64_t>(2 * what.tasks), ever, {});
        first->set_budget(tight_budget, price * tight, ever, {});
    }
    journal.watch();
    const auto begin = steady::now();
    ledger_of_words heard;
    faults done;
    verdict all;
    std::optional<survivor> last{std::in_place,
                                 fleet_place{.gateway = gateways.base_url("pixazo"),
                                             .refuses = gateways.base_url("apixo"),
                                             .ca_pem = gateways.ca_pem(),
                                             .journal = open_at_last(journal.address_for_workers(), "survivor"),
                                             .time_scale = time_scale}};
    {
        std::vector<std::unique_ptr<member>> fleet;
        for (std::size_t i = 0; i != what.workers; ++i) {
            std::vector<std::string> words{"fleet_kills",
                                           "--worker",
                                           gateways.base_url("pixazo"),
                                           gateways.base_url("apixo"),
                                           folder.path("ca.pem"),
                                           journal.address_for_workers(),
                                           "worker-" + std::to_string(i)};
            fleet.push_back(std::make_unique<member>(std::move(words), what, i, heard));
        }
        killer chance{fleet, journal, what.seed};
        done = chance.run([&] { return heard.size(); }, what.tasks);
    }
    const auto left = survivor::wait_until_done(journal);
    all.expect(left.empty(), "nobody works on what a member of the fleet has taken: " + left);
    last.reset();
    const auto fenced = refuse_stale_owner(journal, all);
    std::size_t unknown = 0;
    {
        const fleet_place at{.gateway = gateways.base_url("pixazo"),
                             .refuses = gateways.base_url("apixo"),
                             .ca_pem = gateways.ca_pem(),
                             .journal = journal.open("person"),
                             .time_scale = time_scale};
        unknown = person{at, gateways}.settle();
        compare(*at.journal, gateways, heard, what, all);
    }
    const std::pair<const char*, const std::string*> rules[] = {
        {"somebody has written over another's", &stale_opinions},
        {"what was said was taken back", &impossible_changes},
        {"two processes were one owner", &shared_numbers}};
    for (const auto& [words, question] : rules) {
        const auto found = journal.ask(*question);
        all.expect(found.empty(), words + (": " + found));
    }
    const std::chrono::duration<double> took = steady::now() - begin;
    std::printf(
        "%zu orders, %zu workers, %.1f s: %zu kills, %zu stops, %zu restarts of the database, %zu of %zu "
        "connections cut\n%zu videos, %zu refused, %zu of unknown outcome; %s claims, %s stale writes refused, %zu of "
        "them of one owner; "
        "%zu wrong\n",
        what.tasks, what.workers, took.count(), done.kills, done.stops, done.restarts, journal.cuts(),
        journal.connections(), gateways.tasks_accepted(), heard.that_are("refused").size(), unknown,
        journal.claims().c_str(), journal.refused_writes().c_str(), fenced, all.wrong() + heard.wrong());
    all.expect(gateways.tasks_accepted() > what.tasks / 2, "the fleet has made next to nothing");
    return all.wrong() + heard.wrong() == 0;
}

work work_from(int count, char** words) {
    work what;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view name = words[i];
        if (name == "--tasks") what.tasks = std::strtoull(words[i + 1], nullptr, 10);
        if (name == "--workers") what.workers = std::strtoull(words[i + 1], nullptr, 10);
        if (name == "--at-once") what.at_once = std::strtoull(words[i + 1], nullptr, 10);
        if (name == "--seed") what.seed = std::strtoull(words[i + 1], nullptr, 10);
    }
    return what;
}

}  // namespace

int main(int count, char** words) try {
    if (count > 1 && std::string_view{words[1]} == "--worker") return count == 11 ? be_worker(words + 2) : 2;
    const auto what = work_from(count, words);
    std::printf("seed %llu\n", static_cast<unsigned long long>(what.seed));
    std::fflush(stdout);
    const bool is_good = run(what);
    std::puts(is_good ? "passed" : "FAILED");
    return is_good ? 0 : 1;
} catch (const std::exception& e) {
    std::fprintf(stderr, "fleet_kills: %s\n", e.what());
    return 1;
}
