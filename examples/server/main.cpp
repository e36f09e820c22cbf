// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// A server that makes videos for customers: it takes orders over HTTP, keeps them in a journal, follows each to its
// file, and survives whatever ends it. doc/server.md leads through its files.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/core/hex.hpp>
#include <seedance/core/sha256.hpp>
#include <seedance/seedance.hpp>
#include <seedance/server/http_server.hpp>
#include <seedance/server/kept_secret.hpp>
#include <seedance/server/open_files.hpp>
#include <seedance/server/price_lists.hpp>
#include <seedance/server/video_saver.hpp>
#include <seedance/testing/clock.hpp>

#include "../open_journal.hpp"
#include "api.hpp"
#include "gateways.hpp"
#include "log.hpp"
#include "metrics.hpp"
#include "settings.hpp"

namespace {

using namespace server;

/// The keys of callback URLs, from a file with a line each: the newest signs, all verify. A URL names its key by a hash
/// of it, which tells nothing of what nobody can guess.
std::vector<seedance::callback_key> callback_keys(const std::string& file) {
    seedance::kept_secret(file);  // where there is none, one is made
    std::ifstream lines{file};
    std::vector<seedance::callback_key> keys;
    for (std::string key; lines >> key;)
        keys.push_back({seedance::text::hex(seedance::text::sha256(key)).substr(0, 16), seedance::secret{key}});
    return keys;
}

seedance::client_options options_for(const settings& chosen, double time_scale, const gateways& used,
                                     asio::io_context& io) {
    seedance::client_options options{.https = {.ca_file = chosen.ca_file, .ca_pem = used.ca_pem()}};
    options.models = used.offered();
    if (time_scale != 1)
        options.clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), time_scale);
    // The sandbox posts its callbacks to this process, whatever host their URL names.
    const bool is_inside = used.are_sandbox() && chosen.public_url.empty();
    const auto public_url = is_inside ? std::string{"https://videos.example"} : chosen.public_url;
    if (!public_url.empty())
        options.callbacks = {.base_url = public_url + "/hooks", .keys = callback_keys(chosen.data + "/callback-key")};
    return options;
}

/// The customers of the file; without one a single customer whose token is made up.
customers customers_of(const settings& chosen, std::uint16_t port) {
    std::ifstream file{chosen.tokens};
    if (!chosen.tokens.empty()) return customers{file, chosen.tokens};
    const auto token = seedance::kept_secret(chosen.data + "/token");
    std::cout << "open http://" << chosen.address << ':' << port << "/#token=" << token.reveal() << std::endl;
    std::istringstream line{std::string{token.reveal()} + " demo 25.00"};
    return customers{line, "the token of this server"};
}

/// How the server is reached, and what every answer of it gets. A connection may have a file open, and the journal and
/// the gateways need some, too: beyond that nobody is let in who could not be answered.
seedance::http_server_options server_options(const settings& chosen) {
    const auto connections = std::clamp<std::size_t>(seedance::raise_open_files() / 2, 110, 2'100) - 100;
    return {.address = chosen.address,
            .port = chosen.port,
            .max_connections = connections,
            .max_streams = connections / 2,
            .headers = seedance::strict_headers()};
}

/// Waits for the signal to end, and ends: nothing new begins, what has left is answered, and the journal has the rest.
asio::awaitable<void> end_at_signal(asio::signal_set& signals, asio::io_context& io, seedance::client& client,
                                    seedance::http_server& server) {
    co_await signals.async_wait(as_tuple);
    server.drain();
    const std::chrono::milliseconds patience{500};
    const auto left = co_await client.drain(patience);
    log("end", {{"submits", left.submits.size()}, {"tasks", left.tasks.size()}, {"unwritten", left.unwritten.size()}});
    client.close();
    asio::steady_timer timer{io, std::chrono::milliseconds{200}};  // for answers that are under way
    co_await timer.async_wait(as_tuple);
    server.close();
    io.stop();
}

/// Sets the customers' limits, before anybody orders.
asio::awaitable<void> set_limits(seedance::client& client, const customers& known) {
    const auto month = seedance::budget_period::utc_month();
    for (const auto& each : known) co_await client.set_budget(each.name, each.limit, month);
}

/// Takes up what is in the journal. Gateways are asked about what is in doubt, which may take a while: nobody waits for
/// that.
asio::awaitable<void> recover(seedance::video_saver& orders) {
    const auto left = co_await orders.recover();
    log("recovered", {{"tasks", left.tasks.size()}, {"unknown", left.unknown.size()}, {"queued", left.queued.size()}});
}

/// Says whether something was thrown only because the program ends.
bool is_end(const std::exception_ptr& thrown) try { std::rethrow_exception(thrown); } catch (const seedance::error& e) {
    return e.code() == seedance::errc::client_closed;
} catch (...) {
    return false;
}

/// Where orders become files, whose they are, and what is told of it.
seedance::video_saver_options saver_options(const settings& chosen, double time_scale, metrics& figures) {
    return {.path_of = [&](const std::string& name) { return file_of(chosen.data, name); },
            .owner_of = customer_in,
            .most_of_owner = chosen.orders_at_once,
            .pause = std::chrono::milliseconds{std::llround(60'000 / time_scale)},
            .on_attempt =
                [&figures](const std::string& name, const seedance::error_code& result) {
                    if (!result) ++figures.videos;
                    log("order", {{"id", id_in(name)}, {"result", result ? result.message() : "saved"}});
                }};
}

/// What was ordered from the sandbox lies apart from what was paid for: the sandbox knows nothing of real tasks, and a
/// gateway nothing of the sandbox's.
void keep_apart(settings& chosen) {
    if (has_account_in_env()) return;
    if (!chosen.journal.empty())
        throw std::runtime_error{
            "--journal holds what was ordered from gateways, and no gateway's key is in the environment: set "
            "APIXO_API_KEY or its like; the sandbox, which is used without a key, has a journal of its own"};
    chosen.data += "/sandbox";
}

void run(settings chosen) {
    keep_apart(chosen);
    if (chosen.journal.empty()) chosen.journal = chosen.data + "/journal.db";
    const bool is_new = std::filesystem::create_directories(chosen.data);
    if (is_new) std::filesystem::permissions(chosen.data, std::filesystem::perms::owner_all);
    std::filesystem::create_directories(chosen.data + "/videos");
    metrics figures;
    asio::io_context io{2};
    asio::signal_set signals{io, SIGTERM, SIGINT};
    const auto interface = std::make_shared<api>(figures);
    seedance::http_server server{io, interface, server_options(chosen)};
    const auto known = customers_of(chosen, server.port());
    if (!std::filesystem::exists(chosen.page + "/index.html")) throw std::runtime_error{chosen.page + " holds no page"};
    const gateways used{chosen.time_scale == 0 ? 60 : chosen.time_scale,
                        "http://127.0.0.1:" + std::to_string(server.port())};
    const route stand_ins{used.offered()};
    const auto time_scale = chosen.time_scale != 0 ? chosen.time_scale : used.are_sandbox() ? 60 : 1;
    std::optional<seedance::video_saver> orders;
    auto options = options_for(chosen, time_scale, used, io);
    options.journal = open_journal(chosen.journal, {.lease = std::chrono::seconds{chosen.lease}});
    options.on_event = [&](const seedance::event& e) {
        e.pass_to(figures.events);
        e.pass_to(*orders);
    };
    // Another process with the same journal may end at any time: what it leaves is followed here.
    options.fleet = {.takes_over = true, .on_taken = [&](const seedance::recovery& taken) { orders->follow(taken); }};
    seedance::client client{io.get_executor(), std::move(options)};
    used.use_with(client);
    orders.emplace(client, saver_options(chosen, time_scale, figures));

    std::exception_ptr failed;
    const auto end_if_failed = [&](std::exception_ptr thrown) {  // on one thread at a time: see `first_steps`
        if (!thrown || is_end(thrown)) return;
        failed = thrown;
        io.stop();
    };
    const auto first_steps = asio::make_strand(io);
    const auto begin = [&]() -> asio::awaitable<void> {
        co_await set_limits(client, known);
        interface->open({client, *orders, chosen, known, used.offered(), server, stand_ins});
        log("begin", {{"port", server.port()}});
        asio::co_spawn(first_steps, recover(*orders), end_if_failed);
        const auto take = [&](std::vector<seedance::price_list> lists) { interface->take(std::move(lists)); };
        co_await seedance::watch_price_lists(client, seedance::all_gateways::tables, take);
    };
    asio::co_spawn(first_steps, begin, end_if_failed);
    asio::co_spawn(io, end_at_signal(signals, io, client, server), log_exception);
    std::thread second{[&io] { io.run(); }};
    io.run();
    second.join();
    if (failed) std::rethrow_exception(failed);
}

}  // namespace

int main(int argc, char** argv) try {
    const auto chosen = parse(argc, argv);
    if (chosen) run(*chosen);
    return EXIT_SUCCESS;
} catch (const std::exception& e) {
    std::cerr << "server: " << e.what() << '\n';
    return EXIT_FAILURE;
}
