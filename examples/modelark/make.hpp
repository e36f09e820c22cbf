// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What doc/gateways.md shows: a gateway from outside is used like one of the library's own.

// [plugged_in]
#include <chrono>
#include <iostream>
#include <string>

#include <boost/asio/awaitable.hpp>

#include <seedance/seedance.hpp>

#include "provider.hpp"  // from examples/modelark

inline boost::asio::awaitable<void> make_video(seedance::client& client, std::string prompt, std::string file) {
    const auto show = seedance::event_handler{
        [](const seedance::events::accepted& e) { std::cout << to_string(e.task) << '\n'; },
        [](const seedance::events::polled& e) { std::cout << e.raw_state << '\n'; },
    };
    const seedance::text_to_video<modelark::seedance_2_0> request{
        .prompt = seedance::runtime(prompt),
        .resolution = "480p",  // 4k is offered too; "2k" does not compile
        .duration = std::chrono::seconds{5},
        .aspect_ratio = "16:9",
    };
    const seedance::call_options shown{.on_event = show};
    auto video = co_await client.generate(request, shown);
    co_await client.download(video, file);
}
// [plugged_in]
