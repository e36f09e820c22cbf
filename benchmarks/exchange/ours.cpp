// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The library as an application has it: client, engine, pool, journal in memory. MODE is
// wait    polls of tasks that are waited for, on a clock whose alarms ring at once; wait:N for N tasks, otherwise one
// for each
//         connection;
// status  client.status, awaited in a coroutine;
// submit  client.submit of a typed request, awaited; each on a connection of its own, as the library's rule for submits
// is. For plain the transport is the benchmark's own: what is measured is everything above the seam.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/seedance.hpp>

#include "bare_transport.hpp"
#include "eager_clock.hpp"
#include "job.hpp"

namespace {

namespace asio = boost::asio;
using namespace seedance;
using namespace std::chrono_literals;

task task_named(std::string id) {
    return {.provider = "xenodia",
            .model = "seedance-2",
            .id = std::move(id),
            .accepted_at = std::chrono::system_clock::now(),
            .polling = {.first = 0s, .first_latest = 0s, .interval = 1s, .interval_longest = 1s}};
}

/// One whose polls say that it is not over.
task running_task(int number) { return task_named("running_" + std::to_string(number)); }

void rethrow(std::exception_ptr failed) {
    if (failed) std::rethrow_exception(failed);
}

asio::awaitable<void> ask(client& client, bench::meter& meter, int number) {
    const auto what = running_task(number);
    while (meter.begin()) {
        const auto answer = co_await client.status(what);
        if (answer.state != task_state::running) bench::meter::give_up("an answer was read wrongly");
        meter.finish();
    }
}

asio::awaitable<void> submit(client& client, bench::meter& meter) {
    while (meter.begin()) {
        const auto made = co_await client.submit(text_to_video<xenodia::seedance_2>{
            // coro-lint: ok (trivially destructible)
            .prompt = "a cinematic tracking shot through a rainy neon street",
            .resolution = "720p",
            .duration = 5s,
            .aspect_ratio = "16:9",
        });
        if (made.id != "task_123") bench::meter::give_up("an answer was read wrongly");
        meter.finish();
    }
}

/// How many tasks are waited for; 0 in other modes.
int waiting_tasks(const bench::job& job) {
    if (!job.mode.starts_with("wait")) return 0;
    return job.mode == "wait" ? job.connections : std::stoi(job.mode.substr(std::string_view{"wait:"}.size()));
}

client_options options_for(const bench::job& job, asio::io_context& context) {
    client_options options;
    options.https.idle_connections = static_cast<std::size_t>(job.connections);
    if (job.mode == "submit:full") options.https.tls_sessions = 0;
    if (waiting_tasks(job) != 0) options.clock = std::make_shared<bench::eager_clock>(context);
    if (!job.tls) options.transport = std::make_shared<bench::bare_transport>(context, job);
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const auto job = bench::job::from(argc, argv);
    asio::io_context context{1};
    bench::meter meter{job};
    auto options = options_for(job, context);
    const auto tasks = waiting_tasks(job);
    options.on_event = [&](const event& e) {
        if (tasks == 0 || !(e.get_if<events::polled>() != nullptr)) return;
        meter.finish();
        if (meter.complete()) context.stop();
    };
    client client{context.get_executor(), std::move(options)};
    client.use(
        xenodia::account{.api_key = secret{"benchmark-key-0123456789"}, .base_url = "https://" + job.authority()});
    for (int i = 0; i != tasks; ++i) {
        client.wait(running_task(i), {.deadline = std::chrono::hours{24 * 365 * 40}},
                    [](error_code why, generated_video) {
                        if (why && why != errc::client_closed) bench::meter::give_up(why.message());
                    });
    }
    for (int i = 0; tasks == 0 && i != job.connections; ++i) {
        if (job.mode.starts_with("submit"))
            asio::co_spawn(context, submit(client, meter), rethrow);
        else
            asio::co_spawn(context, ask(client, meter, i), rethrow);
    }
    context.run();
    meter.print();
}
