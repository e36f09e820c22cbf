// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Awaits a video with everything inline: what a program of one source file compiles.
#include <boost/asio/awaitable.hpp>

#include <seedance/seedance.hpp>

using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;

boost::asio::awaitable<void> street(seedance::client& client) {
    auto video = co_await client.generate(seedance::text_to_video<fast>{
        // coro-lint: ok (trivially destructible)
        .prompt = "a cinematic tracking shot through a rainy neon street",
        .resolution = "720p",
        .duration = 5s,
        .aspect_ratio = "16:9",
    });
    co_await client.download(video, "street.mp4");
}
