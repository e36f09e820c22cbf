// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Many tasks at once, for a long time, over a network that delays, slices, resets and swallows what it carries. The
// gateways and the network are in a process of their own. Prints what happened, and fails where a promise is broken: a
// task paid for twice, one that its caller has not heard of, more unknown outcomes than the network has broken
// connections, too few videos, or memory and descriptors that grow.
//
// soak SECONDS TASKS [SEED [UNKNOWN]]
//
// UNKNOWN: so many of a hundred may be of unknown outcome, where the system's own network is bad, too.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>

#include "chaos_relay.hpp"
#include "temporary_folder.hpp"

namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace std::chrono_literals;
using model = seedance::apixo::seedance_2_0_fast;
using steady = std::chrono::steady_clock;

constexpr double time_scale = 20;

struct work {
    std::chrono::seconds lasts{0};
    int tasks = 0;
    std::uint64_t seed = 0;
    int unknown = 0;  ///< of a hundred; 0: as many as the relay has broken connections
};

// ---- pipes: a line of JSON in each direction

void write_line(int pipe, const json::value& what) {
    const auto text = json::serialize(what) + '\n';
    for (std::string_view rest = text; !rest.empty();) {
        const auto written = ::write(pipe, rest.data(), rest.size());
        if (written <= 0) std::abort();
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

json::value read_line(int pipe) {
    std::string text;
    char byte = 0;
    while (::read(pipe, &byte, 1) == 1 && byte != '\n') text += byte;
    return json::parse(text);
}

/// What joins the two processes.
struct pipes {
    int to_gateways = -1, from_gateways = -1;
};

// ---- the gateways' process

/// Gives the name of the intent that a submit was for: it is in the prompt.
std::string name_in(const std::string& body) {
    const auto at = body.find("order-");
    return at == body.npos ? std::string{} : body.substr(at, body.find_first_not_of("0123456789", at + 6) - at);
}

json::object report(const seedance::testing::sandbox& gateways, const test::chaos_relay::counts& done) {
    json::array tasks, broken;
    for (const auto& task : gateways.tasks()) tasks.push_back(json::string{name_in(task.body)});
    for (const auto& words : gateways.broken_invariants()) broken.push_back(json::string{words});
    const json::object network{{"connections", done.connections},
                               {"delayed", done.delayed},
                               {"sliced", done.sliced},
                               {"reset", done.reset},
                               {"silent", done.silent}};
    return {{"tasks", std::move(tasks)}, {"broken", std::move(broken)}, {"network", network}};
}

/// Serves until the other process asks for a report.
void be_gateways(const work& what, pipes ends) {
    seedance::testing::sandbox gateways{{.balance = seedance::usd(100'000'000), .time_scale = time_scale}};
    const auto real = gateways.base_url("apixo");
    const auto host_ends = real.find("127.0.0.1:") + std::string_view{"127.0.0.1:"}.size();
    const auto port_ends = real.find('/', host_ends);
    asio::io_context context{1};
    const auto port = static_cast<std::uint16_t>(std::stoi(real.substr(host_ends, port_ends - host_ends)));
    test::chaos_relay network{context, port, {}, what.seed};
    std::thread runs{[&context] { context.run(); }};
    const auto url = real.substr(0, host_ends) + std::to_string(network.port()) + real.substr(port_ends);
    write_line(ends.to_gateways, json::object{{"url", url}, {"ca", gateways.ca_pem()}});
    read_line(ends.from_gateways);
    context.stop();
    runs.join();
    write_line(ends.to_gateways, report(gateways, network.done()));
}

/// Begins that process, before this one has threads.
pid_t begin_gateways(const work& what, pipes& ends) {
    int there[2], back[2];
    if (::pipe(there) != 0 || ::pipe(back) != 0) return -1;
    const auto child = ::fork();
    if (child != 0) {
        ends = {.to_gateways = there[1], .from_gateways = back[0]};
        return ::close(there[0]), ::close(back[1]), child;
    }
    ::close(there[1]), ::close(back[0]);
    be_gateways(what, {.to_gateways = back[1], .from_gateways = there[0]});
    ::_exit(0);
}

// ---- the client's process

struct usage {
    std::size_t memory = 0;  ///< bytes
    std::size_t descriptors = 0;
};

usage usage_now() {
    std::size_t all = 0, resident = 0;
    std::ifstream{"/proc/self/statm"} >> all >> resident;
    const auto descriptors = std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
    return {resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), static_cast<std::size_t>(descriptors)};
}

/// Orders videos, each worker one after the other, and keeps what came of them.
class customers {
  public:
    customers(asio::io_context& context, seedance::client& client, const std::string& folder, work what)
        : context_{context}, client_{client}, folder_{folder}, ends_{steady::now() + what.lasts}, working_{what.tasks} {
        for (int i = 0; i != what.tasks; ++i) asio::co_spawn(context_, order_on(), asio::detached);
    }

    /// What callers were told of each order.
    std::set<std::string> delivered, unknown, not_sent;
    std::unordered_map<std::string, std::size_t> failures;  ///< that were waited out, by their words
    std::size_t wrong = 0;                                  ///< ends that no order may have

  private:
    static constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

    /// The last one closes the client, which would listen for lost answers for ten minutes more.
    asio::awaitable<void> order_on() {
        while (steady::now() < ends_) co_await order("order-" + std::to_string(number_++));
        if (--working_ == 0) client_.close();
    }

    asio::awaitable<void> order(std::string name) {
        const auto prompt = "a quiet street at night, " + name;
        seedance::failure why;
        // No deadline comes, however slow the machine is: what is looked for here is what the network loses.
        const seedance::call_options options{.deadline = 24h, .intent = name, .why = &why};
        const seedance::text_to_video<model> wanted{.prompt = seedance::runtime(prompt), .duration = 5s};
        auto [failed, video] = co_await client_.generate(wanted, options, as_tuple);
        while (failed && why.task && failed != seedance::errc::task_failed) {
            ++failures[failed.message()];
            auto again = co_await client_.wait(name, options, as_tuple);
            std::tie(failed, video) = std::move(again);
        }
        if (!failed) co_return co_await save(std::move(name), std::move(video));
        note(std::move(name), why);
    }

    /// A file that cannot be had at once is asked for again: the video is paid for.
    asio::awaitable<void> save(std::string name, seedance::generated_video video) {
        const auto path = folder_ + '/' + name;
        for (int attempts = 0; attempts != 10; ++attempts) {
            const auto saved = co_await client_.download(video, path, as_tuple);
            std::filesystem::remove(path);
            if (!std::get<0>(saved)) break;
            ++failures["download: " + std::get<0>(saved).message()];
        }
        delivered.insert(std::move(name));
    }

    void note(std::string name, const seedance::failure& why) {
        if (why.code == seedance::errc::outcome_unknown) {
            unknown.insert(std::move(name));
        } else if (why.billed == seedance::billed::no) {
            ++failures["not sent: " + why.code.message()];
            not_sent.insert(std::move(name));
        } else {
            ++wrong;
            std::printf("%s: %s\n", name.c_str(), to_string(why).c_str());
        }
    }

    asio::io_context& context_;
    seedance::client& client_;
    std::string folder_;
    steady::time_point ends_;
    int working_;
    std::size_t number_ = 0;
};

/// Looks at memory and descriptors once a second until the orders are over.
asio::awaitable<void> watch(std::vector<usage>& seen, steady::time_point ends) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    while (steady::now() < ends) {
        timer.expires_after(1s);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        seen.push_back(usage_now());
    }
}

/// The median of a figure between two parts of the time, of 16.
std::size_t median(const std::vector<usage>& seen, std::size_t usage::* figure, std::size_t from, std::size_t to) {
    std::vector<std::size_t> values;
    for (auto i = seen.size() * from / 16; i != seen.size() * to / 16; ++i) values.push_back(seen[i].*figure);
    if (values.empty()) return 0;
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

/// Says whether a figure has grown from the second quarter of the time to the last.
bool grows(const std::vector<usage>& seen, std::size_t usage::* figure, const char* name, double unit, double slack) {
    const auto before = static_cast<double>(median(seen, figure, 4, 8)) / unit;
    const auto after = static_cast<double>(median(seen, figure, 12, 16)) / unit;
    std::printf("%s: %.1f in the second quarter, %.1f in the last\n", name, before, after);
    return after > before * 1.1 + slack;
}

/// Says whether these words are about a poll whose answer was told, as far as a gateway can see. Here the network may
/// have lost it.
bool is_lost_answer(const json::value& words) {
    return words.as_string().find("polled again after its end had been told") != json::string::npos;
}

/// Says whether the network excuses what was not delivered, and what was asked again: a submit has a connection of its
/// own, and only one that was broken loses an answer.
bool is_excused(const customers& told, const work& what, const json::object& made) {
    const auto& network = made.at("network").as_object();
    const auto& complaints = made.at("broken").as_array();
    const auto all = told.delivered.size() + told.unknown.size() + told.not_sent.size();
    const auto broken = network.at("reset").to_number<std::size_t>() + network.at("silent").to_number<std::size_t>();
    const auto again = static_cast<std::size_t>(std::count_if(complaints.begin(), complaints.end(), is_lost_answer));
    const auto most = what.unknown == 0 ? broken : all * static_cast<std::size_t>(what.unknown) / 100;
    std::printf("%zu of unknown outcome, of at most %zu; %zu of %zu delivered, of at least 90 %%\n",
                told.unknown.size(), most, told.delivered.size(), all);
    return told.unknown.size() <= most && told.delivered.size() * 100 >= all * 90 && again <= std::max(most, broken);
}

/// Compares what gateways have made with what callers were told; gives how much is wrong.
std::size_t compare(const customers& told, const json::object& made) {
    std::unordered_map<std::string, int> tasks;
    for (const auto& each : made.at("tasks").as_array()) ++tasks[std::string{each.as_string()}];
    std::size_t twice = 0, lost = 0;
    for (const auto& [name, count] : tasks) {
        twice += count > 1;
        lost += !told.delivered.contains(name) && !told.unknown.contains(name);
    }
    std::size_t without = 0;
    for (const auto& name : told.delivered) without += !tasks.contains(name);
    std::printf("%zu tasks: %zu delivered, %zu of unknown outcome, %zu not sent; %zu twice, %zu lost, %zu made up\n",
                tasks.size(), told.delivered.size(), told.unknown.size(), told.not_sent.size(), twice, lost, without);
    std::size_t broken = 0;
    for (const auto& words : made.at("broken").as_array()) {
        broken += !is_lost_answer(words);
        std::printf("%s: %s\n", is_lost_answer(words) ? "a lost answer" : "broken", words.as_string().c_str());
    }
    std::printf("network: %s\n", json::serialize(made.at("network")).c_str());
    for (const auto& [words, count] : told.failures) std::printf("%6zu times: %s\n", count, words.c_str());
    return twice + lost + without + told.wrong + broken;
}

bool soak(const work& what) {
    pipes ends;
    const auto child = begin_gateways(what, ends);
    if (child < 0) return false;
    const auto given = read_line(ends.from_gateways).as_object();
    const test::temporary_folder folder;
    asio::io_context context{1};
    seedance::client_options options;
    options.https.ca_pem = given.at("ca").as_string();
    options.allow_private_downloads = true;
    options.clock = std::make_shared<seedance::testing::scaled_clock>(context.get_executor(), time_scale);
    options.journal = std::make_shared<seedance::sqlite_journal>(folder.path("journal.db"));
    seedance::client client{context.get_executor(), std::move(options)};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"sandbox-key"},
                                        .base_url = std::string{given.at("url").as_string()}});
    customers told{context, client, folder.root.string(), what};
    std::vector<usage> seen;
    asio::co_spawn(context, watch(seen, steady::now() + what.lasts), asio::detached);
    context.run();
    write_line(ends.to_gateways, "report");
    const auto made = read_line(ends.from_gateways).as_object();
    const auto wrong = compare(told, made);
    const bool excused = is_excused(told, what, made);
    int status = 1;
    ::waitpid(child, &status, 0);
    const bool needs_more = grows(seen, &usage::memory, "memory, MiB", 1024 * 1024, 4);
    const bool leaks = grows(seen, &usage::descriptors, "descriptors", 1, 64);
    return wrong == 0 && excused && status == 0 && !needs_more && !leaks && !told.delivered.empty();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return std::fprintf(stderr, "usage: soak SECONDS TASKS [SEED [UNKNOWN]]\n"), 2;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const work what{.lasts = std::chrono::seconds{std::atoi(argv[1])},
                    .tasks = std::atoi(argv[2]),
                    .seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1,
                    .unknown = argc > 4 ? std::atoi(argv[4]) : 0};
    const bool is_good = soak(what);
    std::puts(is_good ? "passed" : "FAILED");
    return is_good ? 0 : 1;
}
