// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// A gateway that the library does not know, plugged in: BytePlus ModelArk, with the files in this folder. Needs
// ARK_API_KEY.
//
//   modelark "a fox in the snow" fox.mp4     makes a video (and spends real money)
//   modelark list [STATUS]                   the newest tasks, a line each
//   modelark cancel ID                       takes a task out of the queue

#include <chrono>
#include <exception>
#include <iostream>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/seedance.hpp>

#include "provider.hpp"
#include "tasks.hpp"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// [plugged_in]
asio::awaitable<void> make(seedance::client& client, std::string prompt, std::string file) {
    const auto show = seedance::event_handler{
        [](const seedance::events::accepted& e) { std::cout << to_string(e.task) << '\n'; },
        [](const seedance::events::polled& e) { std::cout << e.raw_state << '\n'; },
    };
    const seedance::text_to_video<modelark::seedance_2_0> request{
        .prompt = seedance::runtime(prompt),
        .resolution = "480p",  // 4k is offered too; "2k" does not compile
        .duration = 5s,
        .aspect_ratio = "16:9",
    };
    const seedance::call_options shown{.on_event = show};
    auto video = co_await client.generate(request, shown);
    co_await client.download(video, file);
}
// [plugged_in]

asio::awaitable<void> list(modelark::tasks& tasks, std::string status) {
    const modelark::list_query query{.status = status};
    const auto page = co_await tasks.list(query);
    for (const auto& [task, state] : page.items)
        std::cout << task.id << "  " << task.model << "  " << state.raw_state << "  " << state.tokens.value_or(0)
                  << " tokens\n";
    std::cout << page.items.size() << " of " << page.total << '\n';
}

asio::awaitable<void> run(std::string word, std::string object) {
    const auto executor = co_await asio::this_coro::executor;
    const auto network = seedance::make_https_transport(executor);  // one for the client and for the tasks
    const modelark::account account{.api_key = seedance::secret::from_env("ARK_API_KEY")};
    seedance::client client{executor, network};
    client.use(account);
    modelark::tasks tasks{network, account};

    if (word == "list")
        co_await list(tasks, object);
    else if (word == "cancel")
        co_await tasks.cancel(object);
    else
        co_await make(client, word, object);
}

}  // namespace

int main(int argc, char** argv) try {
    const std::string word = argc > 1 ? argv[1] : "", object = argc > 2 ? argv[2] : "";
    if (word.empty() || (object.empty() && word != "list")) {
        std::cerr << "modelark PROMPT FILE | modelark list [STATUS] | modelark cancel ID\n";
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
