// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A whole program that submits one request over HTTPS.
#include <cstdio>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/client.hpp>
#include <seedance/impl/default_client.ipp>
#include <seedance/provider/apixo.hpp>

using namespace std::chrono_literals;

boost::asio::awaitable<void> street(seedance::client& client) {
    const auto made = co_await client.submit(seedance::text_to_video<seedance::apixo::seedance_2_0_fast>{
        // coro-lint: ok (trivially destructible)
        .prompt = "a cinematic tracking shot through a rainy neon street",
        .resolution = "720p",
        .duration = 5s,
        .aspect_ratio = "16:9",
    });
    std::puts(made.id.c_str());
}

int main() {
    boost::asio::io_context context;
    seedance::client client{context.get_executor()};
    client.use(seedance::apixo::account{.api_key = seedance::secret::from_env("APIXO_API_KEY")});
    boost::asio::co_spawn(context, street(client), boost::asio::detached);
    context.run();
}
