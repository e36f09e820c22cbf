// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The README's first page, and the smallest whole program: needs APIXO_API_KEY.

// [first_video]
#include <chrono>
#include <exception>
#include <iostream>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/seedance.hpp>

using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;

boost::asio::awaitable<void> street(seedance::client& client) {
    const seedance::text_to_video<fast> request{
        .prompt = "a cinematic tracking shot through a rainy neon street",
        .resolution = "720p",  // "1080p" does not compile: this model does not offer it
        .duration = 5s,        // neither does 16s
        .aspect_ratio = "16:9",
    };
    auto video = co_await client.generate(request);
    co_await client.download(video, "street.mp4");
}

int main() try {
    boost::asio::io_context io;
    seedance::client client{io.get_executor()};
    client.use(seedance::apixo::account{.api_key = seedance::secret::from_env("APIXO_API_KEY")});
    auto done = boost::asio::co_spawn(io, street(client), boost::asio::use_future);
    io.run();
    done.get();
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
// [first_video]
