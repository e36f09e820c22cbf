// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/journal.md and of the README. What they show as includes is all that this file has.

// [includes]
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
// [includes]

// [journal]
seedance::client durable_client(asio::io_context& io, std::string file, seedance::client_options options) {
    options.journal = std::make_shared<seedance::sqlite_journal>(file);  // written before anything is sent
    options.models = seedance::all_models::entries;                      // what its queue may hold
    options.budget = "all";      // the limit that client.set_budget("all", ...) has set
    options.tasks_at_once = 20;  // per account; more queue up
    return seedance::client{io.get_executor(), options};
}

asio::awaitable<void> fulfil(seedance::client& client, std::string order, seedance::any_request request) {
    const seedance::call_options once{.intent = order};
    auto video = co_await client.generate(request, once);  // again, also elsewhere: the same task, paid once
    co_await client.download(video, order + ".mp4");
}

asio::awaitable<void> after_a_crash(seedance::client& client) {
    auto found = co_await client.recover();  // what is queued is sent from now on
    for (const auto& left : found.tasks) {
        auto video = co_await client.wait(left.name);
        co_await client.download(video, left.name + ".mp4");
    }
    for (const auto& lost : found.unknown) std::cout << lost.name << " may be on the bill: " << lost.note << '\n';
    for (const auto& left : found.not_sent) co_await client.acknowledge(left.name);  // or submit it again
}
// [journal]

// [queue]
asio::awaitable<std::string> take_order(seedance::client& client, std::string order, seedance::any_request request) {
    const seedance::call_options once{.intent = order};
    auto queued = co_await client.enqueue(request, once);  // it is in the journal: answer your own caller
    co_return queued.name;
}

asio::awaitable<void> deliver(seedance::client& client, std::string order) {
    auto video = co_await client.wait(order);  // by its name
    std::cout << video.urls.front() << '\n';
    co_await client.acknowledge(order);  // the URL is all that was needed
}
// [queue]

// [resolve]
asio::awaitable<void> after_a_look_at_the_bill(seedance::client& client, std::string order, std::string task_id) {
    seedance::resolution what = seedance::not_sent;
    if (!task_id.empty()) what = seedance::task{.id = task_id};
    co_await client.resolve(order, what);
}
// [resolve]

// [shut_down]
asio::awaitable<void> shut_down(seedance::client& client) {
    auto left = co_await client.drain(900ms);  // no submit begins any more; what has left may be answered
    for (const auto& sent : left.submits) std::cout << "not answered: " << sent.name << '\n';
    for (const auto& task : left.tasks) std::cout << "not waited for any longer: " << to_string(task) << '\n';
    client.close();  // everything ends, and io.run() returns; the next start recovers what is in the journal
}
// [shut_down]
