// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The command-line program: every model and mode of every gateway.

#include <iostream>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>

#include "output.hpp"
#include "settings.hpp"

namespace asio = boost::asio;
using namespace cli;

namespace {

constexpr auto models = seedance::catalog{seedance::all_models::entries};

/// Gives the client the account of one gateway; its key comes from the environment.
template <class Account>
void use(seedance::client& client, const char* variable, const settings& chosen) {
    Account account{.api_key = seedance::secret::from_env(variable)};
    if (!chosen.base_url.empty()) account.base_url = chosen.base_url;
    client.use(account);
}

void use_account(seedance::client& client, std::string_view gateway, const settings& chosen) {
    if (gateway == "apixo") use<seedance::apixo::account>(client, "APIXO_API_KEY", chosen);
    if (gateway == "pixazo") use<seedance::pixazo::account>(client, "PIXAZO_API_KEY", chosen);
    if (gateway == "xenodia") use<seedance::xenodia::account>(client, "XENODIA_API_KEY", chosen);
}

// ---- commands that send nothing

int list_models(const output& out) {
    for (const auto& entry : models)
        for (const auto& rules : entry.model->modes) {
            json::array resolutions, ratios;
            for (const auto& r : rules.resolutions) resolutions.emplace_back(r);
            for (const auto& r : rules.aspect_ratios) ratios.emplace_back(r);
            const auto& time = rules.duration;
            std::string text = entry.name() + "  " + std::string{to_string(rules.kind)} + "  " + std::to_string(time.min_seconds) + "-" +
                               std::to_string(time.max_seconds) + " s  ";
            for (const auto& r : rules.resolutions) text.append(r).append(" ");
            out.result({{"model", entry.name()},
                        {"mode", to_string(rules.kind)},
                        {"resolutions", std::move(resolutions)},
                        {"aspect_ratios", std::move(ratios)},
                        {"seconds", {time.min_seconds, time.max_seconds}}},
                       text);
        }
    return 0;
}

int compare(const settings& chosen, const output& out) {
    const auto offers = compare_prices(chosen.request, models);
    for (const auto& offer : offers) {
        if (!chosen.request.model.empty() && offer.entry->name() != chosen.request.model) continue;
        json::object fields{{"model", offer.entry->name()}};
        if (offer.price.known()) fields["micro_usd"] = offer.price.amount().micro_usd;
        out.result(fields, offer.entry->name() + "  " + to_string(offer.price));
    }
    if (!offers.empty()) return 0;
    std::cerr << "seedance: no model can take this request\n";
    return 2;
}

seedance::failure refusal_of(const seedance::prepared_request& request) {
    seedance::failure why;
    why.code = seedance::errc::invalid_request;
    why.provider = request.provider();
    why.model = request.model();
    why.broken_rules = request.broken_rules();
    return why;
}

int show(const seedance::prepared_request& request, const settings& chosen, const output& out) {
    if (!request.valid()) return out.failed(refusal_of(request));
    const auto url = (chosen.base_url.empty() ? std::string{request.table().default_base_url} : chosen.base_url) + request.message().target;
    std::string text = "POST " + url + '\n';
    for (const auto& header : request.message().headers) text += header.name + ": " + header.value + '\n';
    text += '\n' + request.message().body + "\n\nprice " + to_string(request.price());
    json::object fields{{"method", "POST"}, {"url", url}, {"body", request.message().body}};
    if (request.price().known()) fields["micro_usd"] = request.price().amount().micro_usd;
    out.result(fields, text);
    return 0;
}

// ---- commands that talk to a gateway

asio::awaitable<void> save(seedance::client& client, seedance::generated_video video, const settings& chosen, const output& out,
                           const seedance::call_options& options) {
    if (chosen.out.empty()) {
        out.end_progress();
        out.result({{"event", "finished"}, {"url", video.urls.front()}}, video.urls.front());
        co_return;
    }
    const auto file = co_await client.download(video, chosen.out, options);
    out.end_progress();
    out.result({{"event", "saved"}, {"file", file.path}, {"bytes", file.bytes}}, file.path);
}

asio::awaitable<void> generate(seedance::client& client, seedance::prepared_request request, const settings& chosen, const output& out) {
    const event_printer show_events{out};
    const seedance::call_options options{.deadline = chosen.deadline, .on_event = show_events};
    if (chosen.no_wait) {
        co_await client.submit(request, options);
        co_return;
    }
    auto video = co_await client.generate(request, options);
    co_await save(client, std::move(video), chosen, out, options);
}

asio::awaitable<void> wait(seedance::client& client, const settings& chosen, const output& out) {
    const event_printer show_events{out};
    const seedance::call_options options{.deadline = chosen.deadline, .on_event = show_events};
    auto video = co_await client.resume(chosen.task, options);
    co_await save(client, std::move(video), chosen, out, options);
}

asio::awaitable<void> status(seedance::client& client, seedance::task task, const output& out) {
    const auto answer = co_await client.status(task);
    json::object fields{{"state", to_string(answer.state)}, {"gateway_state", answer.raw_state}};
    if (answer.progress) fields["progress"] = *answer.progress;
    if (!answer.urls.empty()) fields["url"] = answer.urls.front();
    if (!answer.error.message.empty()) fields["message"] = answer.error.message;
    out.result(fields, std::string{to_string(answer.state)} + " (" + answer.raw_state + ")" + (answer.urls.empty() ? "" : " " + answer.urls.front()));
}

int run(std::string_view gateway, const settings& chosen, const output& out, auto make_coroutine) try {
    asio::io_context io;
    seedance::client_options options{.https = {.ca_file = chosen.ca_file}};
    if (chosen.time_scale != 1) options.clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), chosen.time_scale);
    seedance::client client{io.get_executor(), options};
    use_account(client, gateway, chosen);
    auto done = asio::co_spawn(io, make_coroutine(client), asio::use_future);
    io.run();
    done.get();
    return 0;
} catch (const seedance::error& e) {
    return out.failed(e.why());
}

int work(const settings& chosen) {
    const output out{chosen};
    if (chosen.command == "models") return list_models(out);
    if (chosen.command == "price") return compare(chosen, out);
    if (chosen.command == "generate") {
        const auto request = prepare(chosen.request, models);
        if (chosen.dry_run || !request.valid()) return show(request, chosen, out);
        return run(request.provider(), chosen, out, [&](auto& client) { return generate(client, request, chosen, out); });
    }
    const auto task = seedance::parse_task(chosen.task);
    if (!task) throw usage_error{"this is not the line of a task"};
    if (chosen.command == "status") return run(task->provider, chosen, out, [&](auto& client) { return status(client, *task, out); });
    if (chosen.command == "wait" || chosen.command == "download")
        return run(task->provider, chosen, out, [&](auto& client) { return wait(client, chosen, out); });
    throw usage_error{"there is no command '" + chosen.command + "'"};
}

}  // namespace

int main(int argc, char** argv) try {
    const auto chosen = parse(argc, argv);
    if (!chosen.help.empty()) {
        std::cout << chosen.help;
        return chosen.command.empty() && argc < 2 ? 2 : 0;
    }
    return work(chosen);
} catch (const usage_error& e) {
    std::cerr << "seedance: " << e.what() << "; `seedance --help` says more\n";
    return 2;
} catch (const std::exception& e) {
    std::cerr << "seedance: " << e.what() << '\n';
    return 1;
}
