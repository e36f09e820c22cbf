// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The same program by hand, as Beast's examples are written; without anything that a paid submit needs.
#include <cstdio>
#include <cstdlib>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "../compile_time/inline_beast.cpp"

asio::awaitable<void> street() {
    const std::string body =
        boost::json::serialize(boost::json::value{{"request_type", "async"},
                                                  {"input",
                                                   {{"mode", "text-to-video"},
                                                    {"prompt", "a cinematic tracking shot through a rainy neon street"},
                                                    {"resolution", "720p"},
                                                    {"duration", 5},
                                                    {"aspect_ratio", "16:9"}}}});
    const char* given = std::getenv("APIXO_API_KEY");
    const std::string host = "api.apixo.ai", key = given != nullptr ? given : "";
    const auto id = co_await submit(host, key, body);
    std::puts(id.c_str());
}

int main() {
    asio::io_context context;
    asio::co_spawn(context, street(), asio::detached);
    context.run();
}
