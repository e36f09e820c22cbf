// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What many waiting tasks cost in one process. Answers come from memory, without a network, unless a port is given.
//
// scale memory WHAT TASKS     bytes for each waiting task, when each was asked once (the bare ones: never); WHAT:
// callback,
//                             coroutine, heap, asio_callback, asio_awaitable
// scale polls TASKS POLLS     CPU nanoseconds of one poll, on a clock that moves from alarm to alarm
// scale timers TASKS POLLS    CPU nanoseconds of what a poll asks of the timer queue: nothing else is done
// scale lateness TASKS SECONDS [PORT]   polls at the documented cadence in real time: p50 and p99 lateness in ms, CPU
// share, polls;
//                             with a port over HTTPS, from a stub gateway on this machine
#include <malloc.h>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/append.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>

#include "measuring.hpp"

namespace {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr auto forever = std::chrono::hours{24 * 365 * 40};

/// What the allocator has given out, with what it adds to each block.
std::size_t bytes_in_use() {
    const auto now = ::mallinfo2();
    return now.uordblks + now.hblkhd;
}

/// Answers every poll at once: still running.
class instant_transport final : public transport {
  public:
    explicit instant_transport(asio::any_io_executor executor) : executor_{std::move(executor)} {}

    void exchange(http_request request, body_sink*, exchange_handler handler) override {
        http_reply reply;
        reply.sent = delivery::complete;
        reply.status = 200;
        reply.body =
            R"({"code":200,"message":"success","data":{"taskId":"task_12345678","state":"processing","createTime":1767965610929}})";
        static constexpr std::size_t id = 50, id_size = 13;  // every task's id is as long
        reply.body.replace(id, id_size, request.url, request.url.size() - id_size, id_size);
        asio::post(executor_, asio::append(std::move(handler), std::move(reply)));
    }

  private:
    asio::any_io_executor executor_;
};

/// Tells of every request before another transport does it.
class watched_transport final : public transport {
  public:
    explicit watched_transport(std::shared_ptr<transport> inner) : inner_{std::move(inner)} {}

    std::function<void(const http_request&)> on_request = {};

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        if (on_request) on_request(request);
        inner_->exchange(std::move(request), sink, std::move(handler));
    }

  private:
    std::shared_ptr<transport> inner_;
};

/// The documented interval of APIXO's Seedance 2.0 Fast; the first poll is spread like the others.
task task_named(std::size_t number, std::chrono::system_clock::time_point accepted_at) {
    return {.provider = "apixo",
            .model = "seedance-2-0-fast",
            .id = "task_" + std::to_string(10'000'000 + number),
            .accepted_at = accepted_at,
            .polling = {.first = 10s, .first_latest = 20s, .interval = 10s, .interval_longest = 20s}};
}

std::size_t number_in(std::string_view name) {
    std::size_t number = 0;
    const auto digits = name.substr(name.rfind('_') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number - 10'000'000;
}

/// A client with its context, on a clock that stands still.
struct world {
    asio::io_context context{1};
    std::shared_ptr<testing::manual_clock> clock = std::make_shared<testing::manual_clock>();
    std::shared_ptr<watched_transport> network =
        std::make_shared<watched_transport>(std::make_shared<instant_transport>(context.get_executor()));
    client client_{context.get_executor(), network, options()};

    world() { client_.use(apixo::account{.api_key = secret{"benchmark-key-0123456789"}}); }

    client_options options() const {
        client_options out;
        out.clock = clock;
        out.random_seed = 1;
        return out;
    }

    void run() {
        context.restart();
        context.poll();
    }

    /// Until each of so many waiting tasks was asked once: memory and caches are as they will be.
    void ask_everybody(std::size_t count) {
        std::size_t asked = 0;
        network->on_request = [&](const http_request&) { ++asked; };
        while (asked < count) clock->advance(1ms), run();
        network->on_request = {};
    }
};

void wait_with_callback(client& client, const task& what) {
    client.wait(what, {.deadline = forever}, [](error_code, generated_video) {});
}

asio::awaitable<void> wait_in_coroutine(client& client, task what) {
    const auto video = co_await client.wait(what);
    std::printf("%zu\n", video.urls.size());
}

// ---- memory

/// Bytes of one of many: what `all(count)` keeps alive, after the first few have paid for what is there once.
template <class Add, class Settle, class Finish>
void print_memory(std::size_t count, Add add, Settle settle, Finish finish) {
    add(0);
    settle();
    finish(1);
    const auto before = bytes_in_use();
    for (std::size_t i = 1; i <= count; ++i) {
        add(i);
        if (i % 1000 == 0) settle();  // what waits in the context's queue for a moment does not count
    }
    settle();
    finish(count + 1);
    std::printf("%.1f\n", static_cast<double>(bytes_in_use() - before) / static_cast<double>(count));
    std::fflush(stdout);
    std::_Exit(0);
}

void measure_memory(std::string_view what, std::size_t count) {
    const auto nothing = [](std::size_t) {};
    if (what == "callback" || what == "coroutine") {
        world all;
        print_memory(
            count,
            [&](std::size_t i) {
                const auto waited = task_named(i, all.clock->wall_now());
                if (what == "callback")
                    wait_with_callback(all.client_, waited);
                else
                    asio::co_spawn(all.context, wait_in_coroutine(all.client_, waited), asio::detached);
            },
            [&] { all.run(); }, [&](std::size_t waiting) { all.ask_everybody(waiting); });
    }
    if (what == "heap") {
        struct entry {
            steady::time_point due;
            std::unique_ptr<task> who;
            bool operator<(const entry& other) const { return due > other.due; }
        };
        std::priority_queue<entry> queue;
        print_memory(
            count,
            [&](std::size_t i) {
                queue.push({steady::now() + std::chrono::milliseconds{i}, std::make_unique<task>(task_named(i, {}))});
            },
            [] {}, nothing);
    }
    asio::io_context context{1};
    if (what == "asio_callback") {
        print_memory(
            count,
            [&](std::size_t i) {
                auto timer = std::make_shared<asio::steady_timer>(context, 1h);
                timer->async_wait(
                    [timer, who = task_named(i, {})](error_code) { std::printf("%s\n", who.id.c_str()); });
            },
            [&] { context.poll(); }, nothing);
    }
    if (what == "asio_awaitable") {
        const auto wait = [](task who) -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            asio::steady_timer timer{executor, 1h};
            co_await timer.async_wait(asio::use_awaitable);
            std::printf("%s\n", who.id.c_str());
        };
        print_memory(
            count, [&](std::size_t i) { asio::co_spawn(context, wait(task_named(i, {})), asio::detached); },
            [&] { context.poll(); }, nothing);
    }
}

// ---- polls

void measure_polls(std::size_t count, std::size_t polls) {
    world all;
    for (std::size_t i = 0; i != count; ++i) {
        wait_with_callback(all.client_, task_named(i, all.clock->wall_now()));
        if (i % 1000 == 0) all.run();
    }
    all.run();
    all.ask_everybody(count);
    std::size_t asked = 0;
    all.network->on_request = [&](const http_request&) { ++asked; };
    const auto start = cpu_seconds();
    while (asked < polls) {
        all.clock->advance_to_alarm();
        all.run();
    }
    std::printf("%.1f\n", (cpu_seconds() - start) * 1e9 / static_cast<double>(asked));
    std::fflush(stdout);
    std::_Exit(0);
}

/// For each poll: the first is taken out, waits for its deadline while it is asked for, and then for its next poll.
void measure_timers(std::size_t count, std::size_t polls) {
    std::vector<detail::timer_entry> entries(count);
    detail::timer_queue queue;
    std::minstd_rand random{1};
    const auto later = [&random] {
        return 10s + std::chrono::nanoseconds{std::uniform_int_distribution<std::int64_t>{0, 10'000'000'000}(random)};
    };
    for (auto& entry : entries) queue.schedule(entry, steady::time_point{later()});
    const auto poll = [&](std::size_t times) {
        for (std::size_t i = 0; i != times; ++i) {
            const auto now = queue.front_due();
            auto& entry = queue.front();
            queue.remove(entry);
            queue.schedule(entry, now + forever);
            queue.schedule(entry, now + later());
        }
    };
    poll(2 * count);
    const auto start = cpu_seconds();
    poll(polls);
    std::printf("%.1f\n", (cpu_seconds() - start) * 1e9 / static_cast<double>(polls));
}

// ---- lateness

double milliseconds_of(steady::duration time) { return std::chrono::duration<double, std::milli>{time}.count(); }

std::shared_ptr<transport> transport_to(std::string_view port, asio::io_context& context) {
    if (port.empty()) return std::make_shared<instant_transport>(context.get_executor());
    return make_https_transport(context.get_executor(), {.ca_file = std::getenv("SSL_CERT_FILE")});
}

/// The stub gateway speaks Xenodia's language, and says that such a task is running.
task task_at(std::string_view port, std::size_t number) {
    auto out = task_named(number, std::chrono::system_clock::now());
    if (!port.empty())
        out.provider = "xenodia", out.model = "seedance-2", out.id.replace(0, out.id.find('_'), "running");
    return out;
}

/// Tasks that were accepted at this moment: first polls are spread over the documented range, as later ones are.
void measure_lateness(std::size_t count, int seconds, const std::string& port) {
    asio::io_context context{1};
    std::vector<steady::time_point> due(count);
    std::vector<float> late;
    auto network = std::make_shared<watched_transport>(transport_to(port, context));
    network->on_request = [&](const http_request& request) {
        const auto planned = due[number_in(request.url)];
        if (planned != steady::time_point{})
            late.push_back(static_cast<float>(milliseconds_of(steady::now() - planned)));
    };
    client_options options;
    options.on_event = [&](const event& what) {
        if (const auto* polled = what.get_if<events::polled>())
            due[number_in(polled->task.id)] = steady::now() + polled->next_poll;
    };
    client client{context.get_executor(), network, std::move(options)};
    client.use(apixo::account{.api_key = secret{"benchmark-key-0123456789"}});
    if (!port.empty())
        client.use(
            xenodia::account{.api_key = secret{"benchmark-key-0123456789"}, .base_url = "https://127.0.0.1:" + port});
    for (std::size_t i = 0; i != count; ++i) {
        wait_with_callback(client, task_at(port, i));
        if (i % 1000 == 0) context.poll();
    }
    context.run_for(20s);  // everybody's first poll
    late.clear();
    const auto start = cpu_seconds();
    context.run_for(std::chrono::seconds{seconds});
    const auto cpu = cpu_seconds() - start;
    if (late.empty()) late.push_back(0);
    std::sort(late.begin(), late.end());
    std::printf("%.3f %.3f %.4f %zu\n", late[late.size() / 2], late[late.size() * 99 / 100], cpu / seconds,
                late.size());
    std::fflush(stdout);
    std::_Exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> given(argv + 1, argv + argc);
    if (given.size() < 3 || given.size() > 4) return 2;
    if (given[0] == "memory") measure_memory(given[1], std::stoul(given[2]));
    if (given[0] == "polls") measure_polls(std::stoul(given[1]), std::stoul(given[2]));
    if (given[0] == "timers") return measure_timers(std::stoul(given[1]), std::stoul(given[2])), 0;
    if (given[0] == "lateness")
        measure_lateness(std::stoul(given[1]), std::stoi(given[2]), given.size() == 4 ? given[3] : std::string{});
    return 2;
}
