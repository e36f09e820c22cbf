// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// Runs the snippets of the pages in doc/ against the sandbox gateway: what a page shows works.

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>
#include <seedance/testing/sandbox.hpp>
#include <seedance/webhook/receiver.hpp>
#include <seedance/webhook/server.hpp>

#include "recipes.hpp"

namespace asio = boost::asio;

namespace {

constexpr double speed = 2000;  // how many times as fast the sandbox's time runs
const seedance::any_request fox{.model = "apixo/seedance-2-0-mini", .prompt = "a fox in the snow"};

template <class T>
T run(asio::io_context& io, asio::awaitable<T> what) {
    auto done = asio::co_spawn(io, std::move(what), asio::use_future);
    io.restart();
    io.run();
    return done.get();
}

void require(bool condition, const char* what) {
    if (!condition) throw std::runtime_error{what};
}

/// Gives the code that a coroutine ends with.
seedance::error_code failure_of(asio::io_context& io, asio::awaitable<void> what) {
    try {
        run(io, std::move(what));
    } catch (const seedance::error& e) {
        return e.code();
    }
    return {};
}

seedance::client_options options_for(const seedance::testing::sandbox& gateway, asio::io_context& io) {
    return {.https = {.ca_pem = gateway.ca_pem()},
            .clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), speed)};
}

seedance::apixo::account account_at(const seedance::testing::sandbox& gateway) {
    return {.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url()};
}

void ask_for_videos(seedance::client& client, asio::io_context& io) {
    require(run(io, from_a_picture(client)).starts_with("https://"), "a URL");
    require(run(io, as_the_user_asks(client, "a fox in the snow", "720p", 5)).starts_with("https://"), "a URL");
    std::size_t broken_rules = 0;
    try {
        run(io, as_the_user_asks(client, "", "4k", 99));
    } catch (const seedance::error& e) {
        broken_rules = e.why().broken_rules.size();
    }
    require(broken_rules == 3, "three violations");
    run(io, teaser<seedance::apixo::seedance_1_5_pro>(client, "a lighthouse"));
    for (const auto* model : {"apixo/seedance-2-0-mini", "pixazo/seedance-2-0-fast", "xenodia/seedance-2"})
        require(run(io, as_the_form_says(client, model, "a fox in the snow")).starts_with("https://"), "a URL");
    require(choices("pixazo/seedance-2-0") == "480p 720p 1080p " && choices("pixazo/seedance-9").empty(), "the form");
}

void wait_for_videos(seedance::client& client, asio::io_context& io) {
    run(io, pick_up(client, run(io, submit_and_write_down(client, "a fox in the snow"))));
    run(io, careful(client, "FAIL SensitiveContent the reason in words"));
    run(io, without_exceptions(client, "a fox in the snow"));
    run(io, with_progress(client, "a fox in the snow"));
    run(io, before_the_first_order(client));
    run(io, take_back(client, {.provider = "apixo", .model = "seedance-2-0-fast", .id = "task_1"}));
}

/// The first gateway of a route has no balance, and the next one makes the video.
void go_on_elsewhere(seedance::testing::sandbox& gateway, asio::io_context& io) {
    auto options = options_for(gateway, io);
    options.models = seedance::all_models::entries;
    seedance::client client{io.get_executor(), std::move(options)};
    client.use(account_at(gateway));
    client.use(
        seedance::pixazo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url("pixazo")});
    const auto refuses = [&gateway] {
        gateway.answer_next(seedance::testing::sandbox_operation::submit,
                            {.status = 402, .body = R"({"code":402,"message":"no balance","data":null})"});
    };
    refuses();
    require(run(io, whoever_can(client, "a fox in the snow")).starts_with("pixazo: https://"), "the next gateway");
    const std::vector<std::string> models{"apixo/seedance-2-0-fast", "pixazo/seedance-2-0-fast"};
    require(run(io, as_the_form_says_with(client, models, "a fox in the snow")) == "apixo", "the cheapest");
    refuses();
    refuses();
    run(io, with_a_log(client, {.models = models, .prompt = "a fox in the snow"}));
}

/// A gateway posts the end of a task to a server of the program's own.
void be_called_back(seedance::testing::sandbox& gateway) {
    asio::io_context io;
    seedance::client client{io.get_executor(),
                            with_callbacks(options_for(gateway, io), seedance::secret{"known to nobody else"})};
    client.use(account_at(gateway));
    seedance::webhook_receiver receiver{client};
    seedance::webhook_request stray{.method = "POST", .target = "/hooks/1.guessed", .body = "{}"};
    require(run(io, on_post(receiver, stray)).status == 404, "a URL that nobody was given");
    seedance::webhook_server server{io, receiver};
    gateway.deliver_callbacks_to("http://127.0.0.1:" + std::to_string(server.port()));
    const auto request = prepare(fox, seedance::all_models::entries);
    client.generate(request, [&](seedance::error_code code, const seedance::generated_video& video) {
        require(!code && !video.urls.empty(), "a video whose end was posted");
        server.close();
    });
    io.restart();
    io.run();
    gateway.deliver_callbacks_to("");
}

/// One process submits and is gone; the next one finds what it has left.
void crash_and_recover(const seedance::testing::sandbox& gateway, asio::io_context& io) {
    const auto folder = std::filesystem::temp_directory_path() / ("seedance-recipes-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    const auto order = (folder / "order-1").string();
    const auto make = [&] {
        auto client = durable_client(io, (folder / "videos.db").string(), with_log(options_for(gateway, io)));
        client.use(account_at(gateway));
        return client;
    };
    {
        auto first = make();
        run(io, set_limits(first));
        const seedance::call_options once{.intent = order};
        first.submit(fox, once, [](seedance::error_code, seedance::task) {});
        io.restart();
        io.run();
    }
    io.restart();
    io.run();
    auto second = make();
    run(io, after_a_crash(second));
    require(std::filesystem::file_size(order + ".mp4") > 0, "the video that the first process paid for");
    run(io, deliver(second, run(io, take_order(second, "order-3", fox))));
    run(io, fulfil(second, (folder / "order-4").string(), fox));
    require(failure_of(io, after_a_look_at_the_bill(second, "order-5", "")) == seedance::errc::intent_not_found,
            "a name that the journal does not have");
    run(io, for_customer(second, "order-2"));
    run(io, book_the_bill(second));
    run(io, shut_down(second));
    std::filesystem::remove_all(folder);
}

#if defined(SEEDANCE_EXAMPLE_HAS_POSTGRES)
void begin_a_fleet_without_its_database() {
    bool is_said = false;
    try {
        of_a_fleet("postgresql://seedance@127.0.0.1:1/jobs", [](const seedance::recovery&) {});
    } catch (const seedance::error& e) {
        is_said = e.code() == seedance::errc::journal_unavailable;
    }
    require(is_said, "no database, no client");
}
#endif

}  // namespace

int main() try {
    over_a_real_network();
    without_a_network();

    seedance::testing::sandbox gateway{{.time_scale = speed, .allow_repeated_submits = true}};
    asio::io_context io;
    seedance::client client{io.get_executor(), options_for(gateway, io)};
    client.use(account_at(gateway));
    client.use(
        seedance::pixazo::account{.api_key = seedance::secret{"sandbox-key"}, .base_url = gateway.base_url("pixazo")});
    client.use(seedance::xenodia::account{.api_key = seedance::secret{"sandbox-key"},
                                          .base_url = gateway.base_url("xenodia")});

    ask_for_videos(client, io);
    wait_for_videos(client, io);
    const seedance::any_request any{
        .prompt = "a fox in the snow", .resolution = "480p", .duration = std::chrono::seconds{5}};
    require(run(io, cheapest(client, any)) == "pixazo/seedance-1-0-pro-250528", "the cheapest");
    require(run(io, is_up_to_date(client)), "a list that agrees");
    gateway.drift({.added = {"seedance-3"}});
    require(!run(io, is_up_to_date(client)), "a model that no descriptor has");
    gateway.drift({});
    go_on_elsewhere(gateway, io);
    be_called_back(gateway);
    crash_and_recover(gateway, io);
#if defined(SEEDANCE_EXAMPLE_HAS_POSTGRES)
    begin_a_fleet_without_its_database();
#endif

    require(gateway.tasks_accepted() == 17, "seventeen tasks");
    require(gateway.broken_invariants().empty(), "a well-behaved client");
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
