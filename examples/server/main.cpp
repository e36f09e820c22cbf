// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// A server that makes videos for customers: it takes orders over HTTP, keeps them in a journal, follows each to its
// file, and survives whatever ends it. doc/server.md leads through its files.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>

#include <seedance/journal/sqlite.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>

#include "connections.hpp"
#include "gateways.hpp"
#include "settings.hpp"

namespace {

using namespace server;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{path.string() + " cannot be read"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::map<std::string, std::string> read_page(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto* name : {"index.html", "page.css", "page.js"}) files[name] = read_file(folder / name);
    return files;
}

/// Opens the journal, and lists the orders that are in it.
std::shared_ptr<seedance::journal> open_journal(const std::filesystem::path& file, order_book& book) {
    auto journal = std::make_shared<seedance::sqlite_journal>(file.string());
    seedance::journal_page page{.more = true};
    while (page.more) {
        page = journal->list({.after = page.end});
        for (const auto& intent : page.intents)
            if (intent.attempt == 1) book.list(intent.name);
    }
    return journal;
}

seedance::client_options options_for(const settings& chosen, const gateways& used, asio::io_context& io) {
    seedance::client_options options{.https = {.ca_file = chosen.ca_file, .ca_pem = used.ca_pem()}};
    options.models = used.offered();
    if (chosen.time_scale != 1)
        options.clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), chosen.time_scale);
    // The sandbox posts its callbacks to this process, whatever host their URL names.
    const bool is_inside = used.are_sandbox() && chosen.public_url.empty();
    const auto public_url = is_inside ? std::string{"https://videos.example"} : chosen.public_url;
    if (!public_url.empty())
        options.callbacks = {.base_url = public_url + "/hooks",
                             .keys = {{"1", seedance::secret{kept_secret(chosen.data / "callback-key")}}}};
    return options;
}

/// The customers of the file; without one a single customer whose token is made up.
customers customers_of(const settings& chosen) {
    if (!chosen.tokens.empty()) return customers{chosen.tokens};
    const auto token = kept_secret(chosen.data / "token");
    const auto file = chosen.data / "tokens";
    write_private(file, token + " demo 25.00");
    std::cout << "open http://" << chosen.address << ':' << chosen.port << "/#token=" << token << std::endl;
    return customers{file.string()};
}

/// Waits for the signal to end, and ends: nothing new begins, what has left is answered, and the journal has the rest.
asio::awaitable<void> end_at_signal(asio::io_context& io, seedance::client& client, connections& open,
                                    tcp::acceptor& acceptor) {
    asio::signal_set signals{acceptor.get_executor(), SIGTERM, SIGINT};
    co_await signals.async_wait(as_tuple);
    acceptor.close();
    open.stop();
    const std::chrono::milliseconds patience{500};
    const auto left = co_await client.drain(patience);
    log("end", {{"submits", left.submits.size()}, {"tasks", left.tasks.size()}, {"unwritten", left.unwritten.size()}});
    client.close();
    asio::steady_timer timer{acceptor.get_executor(),
                             std::chrono::milliseconds{200}};  // for answers that are under way
    co_await timer.async_wait(as_tuple);
    io.stop();
}

/// Takes up what is in the journal.
asio::awaitable<void> recover(seedance::client& client, const customers& known, const settings& chosen, orders& all) {
    const auto month = seedance::budget_period::utc_month();
    for (const auto& each : known) co_await client.set_budget(each.name, each.limit, month);
    for (const auto& [name, id] : chosen.found_out) {
        seedance::resolution said = seedance::not_sent;
        if (id != "not_sent") said = seedance::task{.id = id};
        const auto answer = co_await client.resolve(name, said, as_tuple);
        log("resolve", {{"result", std::get<0>(answer).message()}});
    }
    co_await all.recover();
}

void run(settings chosen) {
    const bool is_new = std::filesystem::create_directories(chosen.data);
    if (is_new) std::filesystem::permissions(chosen.data, std::filesystem::perms::owner_all);
    std::filesystem::create_directories(chosen.data / "videos");
    asio::io_context io{2};
    const auto strand = asio::make_strand(io);  // of what begins and ends the server
    tcp::acceptor acceptor{strand, {asio::ip::make_address(chosen.address), chosen.port}};
    chosen.port = acceptor.local_endpoint().port();
    const auto known = customers_of(chosen);
    const gateways used{chosen, "http://127.0.0.1:" + std::to_string(chosen.port)};
    if (!used.are_sandbox() && chosen.base_urls.empty()) chosen.time_scale = 1;
    metrics figures;
    order_book book;
    auto options = options_for(chosen, used, io);
    options.journal = open_journal(chosen.data / "journal.db", book);
    options.on_event = observer(figures, book);
    seedance::client client{io.get_executor(), std::move(options)};
    used.use_with(client, chosen);
    const auto pause = std::chrono::duration<double>{60 / chosen.time_scale};
    orders all{client,
               book,
               figures,
               chosen.data / "videos",
               chosen.orders_at_once,
               std::chrono::duration_cast<asio::steady_timer::duration>(pause)};
    api interface{{client, all, book, known, used.offered(), figures, read_page(chosen.page)}};
    connections open{io, interface, all, figures};

    const auto begin = [&]() -> asio::awaitable<void> {
        co_await recover(client, known, chosen, all);
        auto lists = co_await used.price_lists(client);
        interface.know(std::move(lists));
        log("begin", {{"port", chosen.port}});
        co_await open.listen(acceptor);
    };
    asio::co_spawn(strand, begin, log_exception);
    asio::co_spawn(strand, end_at_signal(io, client, open, acceptor), log_exception);
    std::thread second{[&io] { io.run(); }};
    io.run();
    second.join();
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
