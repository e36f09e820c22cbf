// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// A gateway that the library does not know, plugged in: BytePlus ModelArk, with the files in this folder. Needs
// ARK_API_KEY.
//
//   modelark "a fox in the snow" fox.mp4     makes a video (and spends real money)
//   modelark list                            the newest tasks, a line each
//   modelark cancel ID                       takes a task out of the queue
//   modelark forget ID                       deletes the record of a task that is over, and its video
//   modelark check                           is the key good, and everything on the way to the gateway?
//   modelark settle JOURNAL                  finds out what became of submits whose answers were lost

#include "make.hpp"  // first: what it shows as includes is enough

#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/seedance.hpp>
#if defined(SEEDANCE_EXAMPLE_HAS_SQLITE)
#include <seedance/journal/sqlite.hpp>
#endif

#include "provider.hpp"
#include "settle.hpp"
#include "tasks.hpp"

namespace asio = boost::asio;

namespace {

asio::awaitable<void> list(seedance::client& client) {
    const seedance::task_query newest{};
    const auto page = co_await client.list(modelark::name, newest);
    for (const auto& [task, state] : page.tasks)
        std::cout << task.id << "  " << task.model << "  " << state.raw_state << "  " << state.tokens.value_or(0)
                  << " tokens\n";
    std::cout << page.tasks.size() << " of " << page.total.value_or(0) << '\n';
}

asio::awaitable<void> cancel(seedance::client& client, std::string id) {
    const seedance::task unwanted{.provider = std::string{modelark::name}, .id = id};
    const auto end = co_await client.cancel(unwanted);
    std::cout << end.raw_state << '\n';
}

asio::awaitable<void> check(seedance::client& client) {
    const auto found = co_await client.check(modelark::name);
    std::cout << "reached " << to_string(found.reached) << ", trusted " << to_string(found.trusted) << ", key accepted "
              << to_string(found.key_accepted) << ' ' << found.detail << '\n';
}

// [settled_by_the_list]
asio::awaitable<void> settle(seedance::client& client, std::shared_ptr<seedance::journal> store) {
    auto found = co_await client.recover();
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer quiet{executor, modelark::quiet_time};
    co_await quiet.async_wait(asio::use_awaitable);  // what is still on its way arrives
    const auto now = std::chrono::system_clock::now();
    const auto settled = co_await modelark::settle(client, store, std::move(found.unknown), now);
    for (const auto& each : settled) std::cout << each.name << "  " << to_string(each.state) << '\n';
}
// [settled_by_the_list]

asio::awaitable<void> run(std::string word, std::string object) {
    const auto executor = co_await asio::this_coro::executor;
    const auto network = seedance::make_https_transport(executor);  // one for the client and for the tasks
    const modelark::account account{.api_key = seedance::secret::from_env("ARK_API_KEY")};
    seedance::client_options options{.transport = network};
    std::shared_ptr<seedance::journal> store;
#if defined(SEEDANCE_EXAMPLE_HAS_SQLITE)
    if (word == "settle") {
        options.journal = std::make_shared<seedance::sqlite_journal>(object);
        store = std::make_shared<seedance::sqlite_journal>(object);  // it is read on another thread
    }
#else
    if (word == "settle") throw std::runtime_error{"settle: this program was built without SQLite"};
#endif
    seedance::client client{executor, options};
    client.use(account);
    modelark::tasks tasks{network, account};

    if (word == "list")
        co_await list(client);
    else if (word == "cancel")
        co_await cancel(client, object);
    else if (word == "forget")
        co_await tasks.remove(object);
    else if (word == "check")
        co_await check(client);
    else if (word == "settle")
        co_await settle(client, store);
    else
        co_await make_video(client, word, object);
}

}  // namespace

int main(int argc, char** argv) try {
    const std::string word = argc > 1 ? argv[1] : "", object = argc > 2 ? argv[2] : "";
    if (word.empty() || (object.empty() && word != "list" && word != "check")) {
        std::cerr
            << "modelark PROMPT FILE | modelark list | modelark cancel ID | modelark forget ID | modelark check | "
               "modelark settle JOURNAL\n";
        return 2;
    }
    asio::io_context io;
    auto done = asio::co_spawn(io, run(word, object), asio::use_future);
    io.run();
    done.get();
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
