// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// A prompt becomes an .mp4 file. By default the program talks to the sandbox, which it starts itself and whose minutes
// pass in seconds; with --live and APIXO_API_KEY set, it talks to the real APIXO gateway.

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/program_options.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>

namespace asio = boost::asio;
namespace options = boost::program_options;
using namespace std::chrono_literals;
using fast = seedance::apixo::seedance_2_0_fast;

namespace {

struct settings {
    std::string prompt;
    std::string file;
    bool live = false;
    double speed = 60;
};

/// Prints what happens, a line each.
struct progress {
    void operator()(const seedance::events::accepted& e) const {
        std::cout << "accepted      " << to_string(e.task) << '\n';
    }
    void operator()(const seedance::events::polled& e) const {
        std::cout << "state         " << e.raw_state;
        if (e.next_poll > 0ms) std::cout << ", next poll in " << e.next_poll.count() / 1000 << " s";
        std::cout << '\n';
    }
    void operator()(const seedance::events::retrying& e) const {
        std::cout << "retrying      " << to_string(e.step) << ": " << e.code.message() << '\n';
    }
    void operator()(const seedance::events::downloaded& e) const {
        if (e.received == e.total) std::cout << "received      " << e.received << " bytes\n";
    }
    void operator()(const seedance::events::paused& e) const {
        std::cout << "paused        " << e.code.message() << '\n';
    }
    void operator()(const seedance::events::journal_failed& e) const { std::cout << "not written   " << e.why << '\n'; }
};

asio::awaitable<void> make_video(seedance::client& client, settings chosen) {
    const seedance::text_to_video<fast> request{
        .prompt = seedance::runtime(chosen.prompt),
        .resolution = "720p",
        .duration = 5s,
        .aspect_ratio = "16:9",
    };
    std::cout << "will cost     " << to_string(estimate(request)) << '\n' << std::flush;

    const progress show;
    const seedance::call_options with_progress{.on_event = show};
    const auto video = co_await client.generate(request, with_progress);
    const auto file = co_await client.download(video, chosen.file, with_progress);
    std::cout << "saved         " << file.path << " (" << file.bytes << " bytes)\n";
}

/// Runs the coroutine to its end and lets its exception out.
void run(asio::io_context& io, seedance::client& client, const settings& chosen) {
    auto done = asio::co_spawn(io, make_video(client, chosen), asio::use_future);
    io.run();
    done.get();
}

void run_live(const settings& chosen) {
    asio::io_context io;
    seedance::client client{io.get_executor()};
    client.use(seedance::apixo::account{.api_key = seedance::secret::from_env("APIXO_API_KEY")});
    run(io, client, chosen);
}

void run_in_sandbox(const settings& chosen) {
    const seedance::testing::sandbox gateway{{.time_scale = chosen.speed}};
    std::cout << "sandbox       " << gateway.base_url() << ", time runs " << chosen.speed << " times as fast\n";

    asio::io_context io;
    seedance::client client{
        io.get_executor(),
        {.https = {.ca_pem = gateway.ca_pem()},
         .clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), chosen.speed)}};
    client.use(seedance::apixo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url()});
    run(io, client, chosen);
}

/// Reads the command line, and gives nothing when only help was asked for.
std::optional<settings> parse(int argc, char** argv) {
    settings chosen;
    options::options_description known{"make_video [options] [prompt]"};
    auto add = known.add_options();
    add("help", "print this");
    add("prompt",
        options::value(&chosen.prompt)->default_value("a cinematic tracking shot through a rainy neon street"),
        "what to show");
    add("out", options::value(&chosen.file)->default_value("video.mp4"), "where to save it");
    add("live", options::bool_switch(&chosen.live), "use the real gateway; the key is read from APIXO_API_KEY");
    add("speed", options::value(&chosen.speed)->default_value(60), "how many times as fast the sandbox's time runs");
    options::positional_options_description positional;
    positional.add("prompt", 1);

    options::variables_map given;
    options::store(options::command_line_parser(argc, argv).options(known).positional(positional).run(), given);
    if (given.count("help") != 0) {
        std::cout << known;
        return std::nullopt;
    }
    options::notify(given);
    if (!(chosen.speed >= 1 && chosen.speed <= 10'000)) throw options::error{"--speed must be from 1 to 10000"};
    return chosen;
}

}  // namespace

int main(int argc, char** argv) try {
    const auto chosen = parse(argc, argv);
    if (!chosen) return EXIT_SUCCESS;
    if (chosen->live)
        run_live(*chosen);
    else
        run_in_sandbox(*chosen);
    return EXIT_SUCCESS;
} catch (const seedance::error& e) {
    std::cerr << "make_video: " << e.what() << '\n';
    if (e.why().task) std::cerr << "to go on with the task later: " << to_string(*e.why().task) << '\n';
    return EXIT_FAILURE;
} catch (const std::exception& e) {
    std::cerr << "make_video: " << e.what() << '\n';
    return EXIT_FAILURE;
}
