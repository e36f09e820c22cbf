// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/waiting.md. What the page shows as includes is all that this file has.

// [includes]
#include <chrono>
#include <iostream>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/seedance.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;
// [includes]

// [failure]
asio::awaitable<void> careful(seedance::client& client, std::string prompt) {
    const seedance::text_to_video<fast> request{.prompt = seedance::runtime(prompt)};
    const seedance::call_options patient{.deadline = 20min};
    try {
        co_await client.generate(request, patient);
    } catch (const seedance::error& e) {
        const seedance::failure& why = e.why();
        std::cout << e.what() << '\n';  // the step, the rule, what was given, what to do
        if (why.code == seedance::errc::task_failed)
            std::cout << to_string(why.reason) << ": " << why.gateway_message << '\n';
        if (why.billed != seedance::billed::no) std::cout << "this may be on the bill\n";
        if (why.retry == seedance::retry::resume) std::cout << "later: " << to_string(*why.task) << '\n';
    }
}
// [failure]

// [codes]
asio::awaitable<void> without_exceptions(seedance::client& client, std::string prompt) {
    const seedance::text_to_video<fast> request{.prompt = seedance::runtime(prompt)};
    seedance::failure why;
    const seedance::call_options options{.why = &why};
    const auto token = asio::as_tuple(asio::use_awaitable);
    auto result = co_await client.generate(request, options, token);
    const auto& [code, video] = result;
    if (code == seedance::failure_group::retryable)
        std::cout << "again after " << why.retry_after.value_or(1s).count() << " s\n";
    if (!code) std::cout << video.urls.front() << '\n';
}
// [codes]

// [resume]
asio::awaitable<std::string> submit_and_write_down(seedance::client& client, std::string prompt) {
    const seedance::text_to_video<fast> request{.prompt = seedance::runtime(prompt)};
    auto task = co_await client.submit(request);
    co_return to_string(task);  // one line of text: keep it where it survives this process
}

asio::awaitable<void> pick_up(seedance::client& client, std::string line) {
    auto video = co_await client.resume(line);  // in any process that has the gateway's key
    co_await client.download(video, "picked_up.mp4");
}
// [resume]

// [events]
asio::awaitable<void> with_progress(seedance::client& client, std::string prompt) {
    const auto show = seedance::event_handler{
        [](const seedance::events::accepted& e) { std::cout << to_string(e.task) << '\n'; },
        [](const seedance::events::polled& e) { std::cout << e.raw_state << '\n'; },
    };
    const seedance::text_to_video<fast> request{.prompt = seedance::runtime(prompt)};
    const seedance::call_options shown{.on_event = show};
    co_await client.generate(request, shown);
}
// [events]

// [log]
/// One line for each exchange, and one for each call's end, of every operation of a client.
seedance::client_options with_log(seedance::client_options options) {
    options.on_event = seedance::event_handler{
        [](const seedance::events::exchanged& e) {
            std::cout << e.about.provider << ' ' << to_string(e.step) << ' ' << e.status << " after "
                      << e.times.total / 1ms << " ms, first byte " << e.times.first_byte / 1ms << " ms, intent "
                      << e.about.intent << '\n';
        },
        [](const seedance::events::finished& e) {
            std::cout << e.about.intent << " of " << e.about.budget << ": " << (e.code ? e.code.message() : "a video")
                      << " in " << e.took / 1s << " s\n";
        },
    };
    return options;
}
// [log]

// [account]
asio::awaitable<void> before_the_first_order(seedance::client& client) {
    const auto found = co_await client.check("apixo");  // key, way, clock and journal; pays nothing
    if (!found.is_well()) std::cout << found.detail << ' ' << found.journal_detail << '\n';
    const auto left = co_await client.balance("apixo");
    std::cout << to_string(left) << " left\n";
}

asio::awaitable<void> take_back(seedance::client& client, seedance::task unwanted) {
    try {
        const auto end = co_await client.cancel(unwanted);
        std::cout << end.raw_state << ", charged: " << to_string(end.charged) << '\n';
    } catch (const seedance::error& e) {
        if (e.code() == seedance::errc::unsupported) std::cout << "this gateway finishes what it has accepted\n";
        if (e.code() == seedance::errc::conflict) std::cout << "it runs already, and will be billed\n";
    }
}
// [account]
