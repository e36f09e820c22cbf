// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The command-line program: every model and mode of every gateway.

#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <seedance/request/advice.hpp>
#include <seedance/seedance.hpp>
#include <seedance/testing/clock.hpp>

#include "../open_journal.hpp"
#include "accounts.hpp"
#include "doctor.hpp"
#include "gateways.hpp"
#include "journal.hpp"
#include "output.hpp"
#include "sandbox.hpp"
#include "settings.hpp"

namespace asio = boost::asio;
using namespace cli;

namespace {

constexpr auto models = seedance::catalog{seedance::all_models::entries};

// ---- commands that send nothing

json::array words_of(seedance::option_set options) {
    json::array words;
    for (const auto option : seedance::all_options)
        if (options.contains(option)) words.emplace_back(to_string(option));
    return words;
}

json::object fields_of(const seedance::catalog_entry& entry, const seedance::mode_rules& rules) {
    const auto count = [](const seedance::media_rules& files) { return json::array{files.min_count, files.max_count}; };
    const auto& [images, videos, audio] = std::tie(rules.inputs.images, rules.inputs.videos, rules.inputs.audio);
    return {{"model", entry.name()},
            {"title", entry.model->title},
            {"mode", to_string(rules.kind)},
            {"resolutions", json::array(rules.resolutions.begin(), rules.resolutions.end())},
            {"aspect_ratios", json::array(rules.aspect_ratios.begin(), rules.aspect_ratios.end())},
            {"seconds", {rules.duration.min_seconds, rules.duration.max_seconds}},
            {"inputs", {{"images", count(images)}, {"videos", count(videos)}, {"audio", count(audio)}}},
            {"options", words_of(rules.options)},
            {"required_options", words_of(rules.required_options)}};
}

int list_models(const output& out) {
    json::array rows;
    std::string text;
    for (const auto& entry : models)
        for (const auto& rules : entry.model->modes) {
            rows.push_back(fields_of(entry, rules));
            if (!text.empty()) text += '\n';
            text += entry.name() + "  " + std::string{to_string(rules.kind)} + "  " +
                    std::to_string(rules.duration.min_seconds) + "-" + std::to_string(rules.duration.max_seconds) +
                    " s ";
            for (const auto& r : rules.resolutions) text.append(" ").append(r);
        }
    out.result(rows, text);
    return 0;
}

seedance::failure refusal_of(const seedance::prepared_request& request) {
    seedance::failure why;
    why.code = seedance::errc::invalid_request;
    why.provider = request.provider();
    why.model = request.model();
    why.broken_rules = request.broken_rules();
    return why;
}

void add_price(json::object& fields, const seedance::price& price) {
    fields["price"] = to_string(price);
    fields["known"] = price.known();
    if (price.known()) fields["micro_usd"] = price.amount().micro_usd;
}

int print_quotes(const std::vector<seedance::quote>& quotes, const std::string& of_model, const output& out) {
    json::array rows;
    std::string text;
    for (const auto& quote : quotes) {
        if (!of_model.empty() && quote.entry->name() != of_model) continue;
        json::object fields{{"model", quote.entry->name()}};
        add_price(fields, quote.price);
        rows.push_back(std::move(fields));
        text += (text.empty() ? "" : "\n") + quote.entry->name() + "  " + to_string(quote.price);
    }
    if (rows.empty()) std::cerr << "seedance: no model can take this request\n";
    if (!rows.empty() || out.is_json()) out.result(rows, text);
    return rows.empty() ? 2 : 0;
}

/// @pre the request is valid
std::vector<std::string> warnings_for(const seedance::any_request& request) {
    const auto& model = *find_model(models, request.model)->model;
    const auto references = views_of(request.references);
    std::vector<std::string> words;
    for (const auto& warning : advice(view_of(request, references, model, *find_mode(model, request.mode))))
        words.push_back(to_string(warning));
    return words;
}

int show(const seedance::prepared_request& request, const settings& chosen, const output& out) {
    const auto url = (chosen.base_url.empty() ? std::string{request.table().default_base_url} : chosen.base_url) +
                     request.message().target;
    std::string text = "POST " + url + '\n';
    json::object headers;
    for (const auto& header : request.message().headers) {
        headers[header.name] = header.value;
        text += header.name + ": " + header.value + '\n';
    }
    text += '\n' + request.message().body + "\n\nprice " + to_string(request.price());
    json::object fields{{"method", "POST"}, {"url", url}, {"headers", headers}, {"body", request.message().body}};
    add_price(fields, request.price());
    const auto warnings = warnings_for(chosen.request);
    fields["warnings"] = json::array(warnings.begin(), warnings.end());
    out.result(fields, text);
    return 0;
}

// ---- commands that talk to a gateway

asio::awaitable<void> save(seedance::client& client, seedance::generated_video video, const settings& chosen,
                           const output& out, const seedance::call_options& options) {
    json::object fields{{"task", to_string(video.task)}, {"url", video.urls.front()}};
    if (video.cost) fields["charged_micro_usd"] = video.cost->micro_usd;
    if (!video.last_frame_url.empty()) fields["last_frame_url"] = video.last_frame_url;
    if (chosen.out.empty()) {
        out.result(fields, video.urls.front());
        co_return;
    }
    const auto file = co_await client.download(video, chosen.out, options);
    fields["file"] = file.path;
    fields["bytes"] = file.bytes;
    out.result(fields, file.path);
}

asio::awaitable<void> submit(seedance::client& client, const seedance::prepared_request& request, const output& out,
                             const seedance::call_options& options) {
    const auto task = co_await client.submit(request, options);
    if (out.is_json())
        out.result({{"task", to_string(task)}, {"id", task.id}}, {});  // as text, the event has printed it
}

asio::awaitable<void> generate(seedance::client& client, seedance::prepared_request request, const settings& chosen,
                               const output& out) {
    const event_printer show_events{out};
    const seedance::call_options options{.deadline = chosen.deadline,
                                         .on_event = show_events,
                                         .intent = chosen.intent,
                                         .price_limit = chosen.price_limit};
    if (chosen.no_wait) {
        co_await submit(client, request, out, options);
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
    json::object fields{
        {"task", to_string(task)}, {"state", to_string(answer.state)}, {"gateway_state", answer.raw_state}};
    if (answer.progress) fields["progress"] = *answer.progress;
    if (!answer.urls.empty()) fields["url"] = answer.urls.front();
    std::string text = std::string{to_string(answer.state)} + " (" + answer.raw_state + ")" +
                       (answer.urls.empty() ? "" : " " + answer.urls.front());
    if (answer.state == seedance::task_state::failed) {
        fields["code"] = answer.error.code;
        fields["message"] = answer.error.message;
        text += ": " + answer.error.code + " " + answer.error.message;
    }
    out.result(fields, text);
}

asio::awaitable<void> ask_prices(seedance::client& client, std::string gateway, const settings& chosen,
                                 std::vector<seedance::price_list>& lists) {
    const seedance::call_options options{.deadline = chosen.deadline};
    auto list = co_await client.prices(gateway, options);
    lists.push_back(std::move(list));
}

void print(const std::vector<seedance::intent>& intents, const char* what, json::object& fields, std::string& text) {
    json::array rows;
    for (const auto& each : intents) {
        json::object row{
            {"intent", each.name}, {"gateway", each.provider}, {"model", each.model}, {"state", to_string(each.state)}};
        if (each.task) row["task"] = to_string(*each.task);
        if (each.candidate) row["candidate"] = to_string(*each.candidate);
        if (!each.note.empty()) row["note"] = each.note;
        rows.push_back(std::move(row));
        text += std::string{text.empty() ? "" : "\n"} + what + "  " + each.name + "  " +
                (each.task ? to_string(*each.task) : each.provider + "/" + each.model);
    }
    fields[what] = std::move(rows);
}

asio::awaitable<void> recover(seedance::client& client, const output& out) {
    auto found = co_await client.recover();
    json::object fields;
    std::string text;
    print(found.tasks, "task", fields, text);
    print(found.unknown, "unknown", fields, text);
    print(found.queued, "queued", fields, text);
    print(found.not_sent, "not_sent", fields, text);
    print(found.expired, "expired", fields, text);
    out.result(fields, text.empty() ? "nothing is left" : text);
}

int run(std::string_view gateway, const settings& chosen, const output& out, auto make_coroutine) try {
    asio::io_context io;
    seedance::client_options options{.https = {.ca_file = chosen.ca_file}};
    if (!chosen.journal.empty()) options.journal = open_journal(chosen.journal);
    if (chosen.time_scale != 1)
        options.clock = std::make_shared<seedance::testing::scaled_clock>(io.get_executor(), chosen.time_scale);
    seedance::client client{io.get_executor(), options};
    if (!gateway.empty()) use_account(client, gateway, chosen);
    auto done = asio::co_spawn(io, make_coroutine(client), asio::use_future);
    io.run();
    done.get();
    return 0;
} catch (const seedance::error& e) {
    return out.failed(e.why());
} catch (const boost::system::system_error& e) {
    if (chosen.ca_file.empty()) throw;
    throw usage_error{"--ca-file: " + e.code().message()};
}

/// Prints what a request costs. One without a prompt gets one, for no price depends on it.
int price(settings chosen, const output& out) {
    auto& request = chosen.request;
    if (request.prompt.empty()) request.prompt = "a video";
    if (!request.model.empty())
        if (const auto prepared = prepare(request, models); !prepared.valid()) return out.failed(refusal_of(prepared));
    std::vector<seedance::price_list> lists;
    for (const auto& gateway : chosen.ask ? price_listing_gateways() : std::vector<std::string>{}) {
        const auto ask = [&](auto& client) { return ask_prices(client, gateway, chosen, lists); };
        if (const int code = run(gateway, chosen, out, ask); code != 0) return code;
    }
    return print_quotes(compare_prices(request, models, lists), request.model, out);
}

int generate(const settings& chosen, const output& out) {
    const auto request = prepare(chosen.request, models);
    if (!request.valid()) return out.failed(refusal_of(request));
    for (const auto& words : warnings_for(chosen.request)) out.warn(words);
    if (chosen.dry_run) return show(request, chosen, out);
    return run(request.provider(), chosen, out, [&](auto& client) { return generate(client, request, chosen, out); });
}

int work(const settings& chosen) {
    const output out{chosen};
    if (chosen.command == "models") return list_models(out);
    if (chosen.command == "price") return price(chosen, out);
    if (chosen.command == "generate") return generate(chosen, out);
    if (chosen.command == "doctor") return doctor(chosen, out);
    if (chosen.command == "sandbox") return serve_sandbox(chosen, out);
    if (chosen.command == "recover") return run({}, chosen, out, [&](auto& client) { return recover(client, out); });
    const auto task = seedance::parse_task(chosen.task);
    if (!task) throw usage_error{"this is not the line of a task"};
    if (chosen.command == "status")
        return run(task->provider, chosen, out, [&](auto& client) { return status(client, *task, out); });
    return run(task->provider, chosen, out, [&](auto& client) { return wait(client, chosen, out); });
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc > 1 && std::string_view{argv[1]} == "journal") return journal(argc - 1, argv + 1);
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
