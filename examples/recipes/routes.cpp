// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The snippets of doc/routes.md. What the page shows as includes is all that this file has.

// [includes]
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include <seedance/seedance.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;
// [includes]

// [typed]
using apixo_first = seedance::route<seedance::apixo::seedance_2_0_fast, seedance::pixazo::seedance_2_0_fast>;

asio::awaitable<std::string> whoever_can(seedance::client& client, std::string_view topic) {
    const seedance::text_to_video<apixo_first> request{
        .prompt = seedance::runtime(topic),
        .resolution = "720p",  // "1080p" does not compile, and the message names the leg that does not offer it
        .duration = 5s,
    };
    auto video = co_await client.generate(request);
    co_return video.task.provider + ": " + video.urls.front();
}
// [typed]

// [at_run_time]
asio::awaitable<std::string> as_the_form_says_with(seedance::client& client, std::vector<std::string> models,
                                                   std::string prompt) {
    seedance::any_request request{.models = models, .prompt = prompt, .duration = 5s};
    const seedance::call_options cheapest_first{.price_limit = seedance::usd(2),
                                                .route = {.order = seedance::route_order::cheapest}};
    auto video = co_await client.generate(request, cheapest_first);
    co_return video.task.provider;
}
// [at_run_time]

// [events]
struct route_log {
    void operator()(const seedance::events::leg_ended& e) const {
        std::cout << e.why.provider << " ended: " << e.why.code.message() << "; next: " << e.next_provider << '\n';
    }
};

asio::awaitable<void> with_a_log(seedance::client& client, seedance::any_request request) {
    const route_log log;
    const seedance::call_options watched{.on_event = log};
    try {
        co_await client.generate(request, watched);
    } catch (const seedance::error& e) {
        for (const auto& leg : e.why().legs) std::cout << leg.provider << ": " << leg.code.message() << '\n';
    }
}
// [events]
