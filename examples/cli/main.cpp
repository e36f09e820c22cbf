// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The command-line program: every model and mode of every gateway.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <seedance/core/config.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/seedance.hpp>

#include "../open_journal.hpp"
#include "accounts.hpp"
#include "batch.hpp"
#include "completion.hpp"
#include "doctor.hpp"
#include "drift.hpp"
#include "find_intent.hpp"
#include "gateways.hpp"
#include "go_on.hpp"
#include "help.hpp"
#include "interruption.hpp"
#include "journal.hpp"
#include "journal_output.hpp"
#include "journal_pages.hpp"
#include "late_answers.hpp"
#include "left_behind.hpp"
#include "list.hpp"
#include "man_page.hpp"
#include "models.hpp"
#include "option_words.hpp"
#include "output.hpp"
#include "sandbox.hpp"
#include "session.hpp"
#include "settings.hpp"
#include "suggestion.hpp"

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
    text += "\nA route, of which the first that can makes the video: --model " + join_models(a_route()) +
            ", in a batch \"models\":[\"...\",\"...\"]";
    out.result(rows, text);
    return 0;
}

seedance::failure refusal_of(const seedance::prepared_route& request) {
    seedance::failure why;
    why.code = seedance::errc::invalid_request;
    if (request.legs().size() == 1) {
        why.provider = request.legs().front().provider();
        why.model = request.legs().front().model();
    }
    why.broken_rules = request.broken_rules();
    return why;
}

/// Says what is wrong with a request; of models that are not known, which ones may be meant. Gives the exit code.
int refuse(const seedance::any_request& request, const seedance::prepared_route& prepared, const output& out) {
    const int code = out.failed(refusal_of(prepared));
    if (const auto meant = models_meant(request); !meant.empty()) out.warn("did you mean --model " + meant + "?");
    return code;
}

void add_price(json::object& fields, const seedance::price& price) {
    fields["price"] = to_string(price);
    fields["known"] = price.known();
    if (price.known()) fields["micro_usd"] = price.amount().micro_usd;
}

/// Gives the quotes of a route, in its order: as gateways told them, where they were asked.
std::vector<seedance::quote> quotes_of(const seedance::prepared_route& route, const std::vector<std::string>& names,
                                       const std::vector<seedance::quote>& told) {
    std::vector<seedance::quote> quotes;
    for (std::size_t i = 0; i != names.size(); ++i) {
        const auto is_it = [&](const seedance::quote& each) { return each.entry->name() == names[i]; };
        const auto found = std::find_if(told.begin(), told.end(), is_it);
        quotes.push_back(found != told.end() ? *found
                                             : seedance::quote{find_model(models, names[i]), route.legs()[i].price()});
    }
    return quotes;
}

int print_quotes(const std::vector<seedance::quote>& quotes, const output& out) {
    json::array rows;
    std::string text;
    for (const auto& quote : quotes) {
        json::object fields{{"model", quote.entry->name()}};
        add_price(fields, quote.price);
        rows.push_back(std::move(fields));
        text += (text.empty() ? "" : "\n") + quote.entry->name() + "  " + to_string(quote.price);
    }
    if (rows.empty()) std::cerr << error_mark() << "no model can take this request\n";
    if (!rows.empty() || out.is_json()) out.result(rows, text);
    return rows.empty() ? 2 : 0;
}

std::vector<std::string> warnings_for(const seedance::any_request& request) {
    std::vector<std::string> words;
    for (const auto& warning : advice(request, models)) words.push_back(to_string(warning));
    return words;
}

/// Says what keeps a request from being paid for, as the client would: a limit that each of its legs is beyond.
std::optional<seedance::failure> beyond_limit(const seedance::prepared_route& route, const settings& chosen) {
    if (!chosen.price_limit) return std::nullopt;
    std::vector<seedance::failure> refused;
    for (const auto& leg : route.legs()) {
        const auto price = leg.price();
        const auto counted = price.known() ? std::optional{price.amount()} : chosen.price_if_unknown;
        if (counted && *counted <= *chosen.price_limit) return std::nullopt;
        refused.push_back(
            {.code = counted ? seedance::errc::over_limit : seedance::errc::price_unknown,
             .provider = std::string{leg.provider()},
             .model = std::string{leg.model()},
             .detail = counted ? "the request costs " + to_string(*counted) + ", --price-limit is " +
                                     to_string(*chosen.price_limit)
                               : to_string(price) + "; set --price-if-unknown to what may be counted for it"});
    }
    auto why = refused.back();
    if (refused.size() > 1) why.legs = std::move(refused);
    return why;
}

/// Gives a request as it is sent: as text, and as its fields.
std::pair<std::string, json::object> shown_request(const seedance::prepared_request& request, const settings& chosen) {
    const auto url = chosen.base_urls.of(request.table()) + request.message().target;
    std::string text = "POST " + url + '\n';
    json::object headers;
    for (const auto& header : request.message().headers) {
        headers[header.name] = header.value;
        text += header.name + ": " + header.value + '\n';
    }
    text += '\n' + request.message().body + "\n\nprice " + to_string(request.price());
    json::object fields{{"method", "POST"}, {"url", url}, {"headers", headers}, {"body", request.message().body}};
    add_price(fields, request.price());
    return {std::move(text), std::move(fields)};
}

int show(const seedance::prepared_route& route, const settings& chosen, const output& out) {
    std::string text;
    json::array legs;
    for (const auto& leg : route.legs()) {
        auto [words, fields] = shown_request(leg, chosen);
        text += (text.empty() ? "" : "\n\n") + words;
        legs.push_back(std::move(fields));
    }
    const bool is_route = legs.size() > 1;
    if (is_route) text += "\n\nroute price " + to_string(route.price());
    auto fields =
        is_route ? json::object{{"legs", legs}, {"price", to_string(route.price())}} : legs.front().as_object();
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

/// The task of a call that was not answered, and why it has failed.
seedance::error late_end_of(seedance::task task) {
    return seedance::error{{.code = seedance::errc::deadline_reached,
                            .step = seedance::step::poll,
                            .provider = task.provider,
                            .model = task.model,
                            .detail = "the answer to the submit came after --deadline",
                            .task = task,
                            .billed = seedance::billed::unknown,
                            .retry = seedance::retry::resume}};
}

asio::awaitable<void> submit(seedance::client& client, interruption& signals, const seedance::prepared_route& request,
                             const output& out, const event_printer& shown, const seedance::call_options& options) {
    std::optional<seedance::task> task;
    std::optional<seedance::failure> lost;
    try {
        task = co_await client.submit(request, options);
    } catch (const seedance::error& e) {
        if (!may_be_answered_late(e.why())) throw;
        lost = e.why();
    }
    if (lost) {
        task = co_await late_task_of(client, signals, shown.sent_intent(), out);
        if (!task) throw seedance::error{*lost};
        out.accepted(*task);
    }
    if (out.is_json())
        out.result({{"task", to_string(*task)}, {"id", task->id}}, {});  // as text, the event has printed it
}

/// Makes the video; where its submit is answered late, that answer counts.
asio::awaitable<seedance::generated_video> make(seedance::client& client, interruption& signals,
                                                const seedance::prepared_route& request, const output& out,
                                                const event_printer& shown, const seedance::call_options& options) {
    std::optional<seedance::failure> lost;
    try {
        auto video = co_await client.generate(request, options);
        co_return video;
    } catch (const seedance::error& e) {
        if (!may_be_answered_late(e.why())) throw;
        lost = e.why();
    }
    const auto task = co_await late_task_of(client, signals, shown.sent_intent(), out);
    if (!task) throw seedance::error{*lost};
    out.accepted(*task);
    if (lost->code == seedance::errc::deadline_reached) throw late_end_of(*task);
    auto video = co_await client.wait(*task, options);
    co_return video;
}

asio::awaitable<void> generate(seedance::client& client, interruption& signals, seedance::prepared_route request,
                               const settings& chosen, const output& out) {
    const event_printer show_events{out};
    const seedance::call_options options{.deadline = chosen.deadline,
                                         .on_event = show_events,
                                         .intent = chosen.intent,
                                         .price_limit = chosen.price_limit,
                                         .price_if_unknown = chosen.price_if_unknown};
    if (chosen.no_wait) {
        co_await submit(client, signals, request, out, show_events, options);
        co_return;
    }
    auto video = co_await make(client, signals, request, out, show_events, options);
    co_await save(client, std::move(video), chosen, out, options);
}

asio::awaitable<void> wait(seedance::client& client, seedance::task task, const settings& chosen, const output& out) {
    const event_printer show_events{out};
    const seedance::call_options options{.deadline = chosen.deadline, .on_event = show_events};
    auto video = co_await client.wait(task, options);
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
    const seedance::call_options soon{.deadline = std::chrono::minutes{1}};
    auto found = co_await client.recover(soon);
    json::object fields;
    std::string text;
    print(found.tasks, "task", fields, text);
    print(found.unknown, "unknown", fields, text);
    print(found.queued, "queued", fields, text);
    print(found.not_sent, "not_sent", fields, text);
    print(found.expired, "expired", fields, text);
    out.result(fields, text.empty() ? "nothing is left" : text);
}

/// Tells a person who has interrupted the program how to go on. Gives the exit code. What has ended by itself meanwhile
/// is told as it is.
int let_go(const seedance::failure& why, const settings& chosen, const output& out) {
    const bool is_unknown = !why.task && why.billed != seedance::billed::no;
    if (is_unknown || why.code != seedance::errc::client_closed) return out.failed(why);
    const bool is_made = why.step == seedance::step::download;
    const auto command = why.task ? command_to_wait(*why.task, chosen) : std::string{};
    auto fields = cli::fields_of(why);
    if (why.task) fields["go_on"] = command;
    out.end_progress();
    if (out.is_json()) out.result(fields, {});
    std::cerr << "seedance: "
              << (!why.task ? "interrupted, and nothing was sent"
                  : is_made ? "the video is at its gateway, and not fetched. To fetch it:"
                            : "the task goes on at its gateway. To go on with it:")
              << '\n';
    if (why.task) std::cerr << command << '\n';
    return why.task ? exit_code_of(why) : 130;
}

/// Does what talks to a gateway, with what is to be remembered in a journal.
int run(const std::set<std::string>& gateways, const settings& chosen, const output& out,
        std::shared_ptr<seedance::journal> journal, auto make_coroutine) {
    bool was_interrupted = false;
    try {
        asio::io_context io;
        auto client = client_of(chosen, io, std::move(journal));
        use_accounts(client, gateways, chosen, out);
        interruption signals{io, client, chosen, out, [&] { was_interrupted = true; }};
        std::exception_ptr failed;
        asio::co_spawn(io, make_coroutine(client, signals), [&](std::exception_ptr why) {
            failed = std::move(why);
            signals.end();
        });
        io.run();
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (const seedance::error& e) {
        return was_interrupted ? let_go(e.why(), chosen, out) : out.failed(e.why());
    }
}

/// Prints what a request costs. One without a prompt gets one, for no price depends on it.
int price(settings chosen, const output& out) {
    auto& request = chosen.request;
    if (request.prompt.empty()) request.prompt = "a video";
    const auto names = names_of_models_in(request);
    const auto route = prepare_route(request, models);
    if (!names.empty() && !route.valid()) return refuse(request, route, out);
    std::vector<seedance::price_list> lists;
    for (const auto& gateway : chosen.ask ? price_listing_gateways() : std::vector<std::string>{}) {
        const auto ask = [&](auto& client, auto&) { return ask_prices(client, gateway, chosen, lists); };
        if (const int code = run({gateway}, chosen, out, {}, ask); code != 0) return code;
    }
    const auto all = compare_prices(request, models, lists);
    return print_quotes(names.empty() ? all : quotes_of(route, names, all), out);
}

/// Says, before another video is paid for, what others are waiting for somebody.
void tell_what_was_left(const settings& chosen, const output& out) {
    if (!chosen.journal.empty() && is_database_url(chosen.journal)) return;
    const auto looked_at = journal_for_paying(chosen);
    if (!looked_at) return;
    if (const auto words = words_on_left(*looked_at); !words.empty()) out.warn(words);
}

int generate(const settings& chosen, const output& out) {
    const auto request = prepare_route(chosen.request, models);
    if (!request.valid()) return refuse(chosen.request, request, out);
    for (const auto& words : warnings_for(chosen.request)) out.warn(words);
    if (chosen.dry_run) {
        const auto why = beyond_limit(request, chosen);
        return why ? out.failed(*why) : show(request, chosen, out);
    }
    if (!out.is_quiet()) tell_what_was_left(chosen, out);
    std::set<std::string> gateways;
    for (const auto& leg : request.legs()) gateways.emplace(leg.provider());
    return run(gateways, chosen, out, journal_for_paying(chosen),
               [&](auto& client, auto& signals) { return generate(client, signals, request, chosen, out); });
}

/// Says what is known of an intent that has no task, and what can be done about it. Gives the exit code.
int tell_without_task(const seedance::intent& what, const output& out) {
    using seedance::intent_state;
    const bool is_in_doubt = what.state == intent_state::unknown || may_be_sent(what.state);
    const auto words = "intent " + shown(what.name) + " has no task: it is " + std::string{to_string(what.state)};
    if (out.is_json()) out.result(cli::fields_of(what), {});
    std::cerr << error_mark() << words << "; " << next_step(what) << '\n';
    return is_in_doubt ? 5 : 2;
}

int work_on_task(const settings& chosen, const output& out) {
    const bool is_line = seedance::parse_task(chosen.argument).has_value();  // which says all without a journal
    auto journal = is_line ? journal_for_looking(chosen, out) : journal_if_there(chosen);
    const auto found = is_line || !journal ? std::nullopt : find_intent(*journal, chosen.argument);
    if (!is_line && !found)
        throw usage_error{"this is not the line of a task, nor the name or the id of one that the journal has"};
    if (!is_line && !found->task) return tell_without_task(*found, out);
    const auto task = is_line ? *seedance::parse_task(chosen.argument) : *found->task;
    if (chosen.command == "status")
        return run({task.provider}, chosen, out, std::move(journal),
                   [&](auto& client, auto&) { return status(client, task, out); });
    return run({task.provider}, chosen, out, std::move(journal),
               [&](auto& client, auto&) { return wait(client, task, chosen, out); });
}

/// Gives the gateways that can be asked about what is open in a journal: those whose keys are there.
std::set<std::string> gateways_to_ask(seedance::journal& looked_at, const output& out) {
    std::set<std::string> with_key, without_key;
    for_each_intent(looked_at, {.open = true}, [&](const seedance::intent& each) {
        if (!is_gateway(each.provider) || each.account != seedance::default_account) return;
        if (has_key(each.provider))
            with_key.insert(each.provider);
        else if (each.candidate)
            without_key.insert(each.provider);
    });
    for (const auto& each : without_key)
        out.warn(each + " may know a task of what is not known: with " + key_variable_of(each) + " set, it is asked");
    return with_key;
}

int recover(const settings& chosen, const output& out) {
    auto journal = journal_if_there(chosen);
    const auto gateways = journal ? gateways_to_ask(*journal, out) : std::set<std::string>{};
    return run(gateways, chosen, out, std::move(journal), [&](auto& client, auto&) { return recover(client, out); });
}

int print_script(const settings& chosen) {
    const auto script = chosen.command == "man" ? man_page() : completion_for(chosen.argument);
    if (script.empty()) throw usage_error{"completion needs bash, zsh or fish"};
    std::cout << script << std::flush;
    return 0;
}

int say(const std::string& text) {
    std::cout << text << std::flush;
    return 0;
}

std::string version_line() { return "seedance " + std::string{seedance::version} + '\n'; }

int work(const settings& chosen) try {
    const output out{chosen};
    if (chosen.command == "models") return list_models(out);
    if (chosen.command == "price") return price(chosen, out);
    if (chosen.command == "generate") return generate(chosen, out);
    if (chosen.command == "batch") return batch(chosen, out);
    if (chosen.command == "list") return list_tasks(chosen, out);
    if (chosen.command == "doctor") return doctor(chosen, out);
    if (chosen.command == "drift") return drift(chosen, out);
    if (chosen.command == "sandbox") return serve_sandbox(chosen, out);
    if (chosen.command == "recover") return recover(chosen, out);
    if (chosen.command == "version") return say(version_line());
    if (chosen.command == "completion" || chosen.command == "man") return print_script(chosen);
    if (chosen.command == "status" || chosen.command == "wait" || chosen.command == "download")
        return work_on_task(chosen, out);
    throw std::logic_error{"the command " + chosen.command + " does nothing"};
} catch (const seedance::error& e) {  // of a journal that cannot be opened
    return output{chosen}.failed(e.why());
}

/// Understands the words behind the program's name, and does what they say.
int obey(const std::vector<std::string>& words) {
    if (words.empty()) {
        std::cerr << short_usage();
        return 2;
    }
    const auto& first = words.front();
    if (first == "--help" || first == "-h" || (first == "help" && words.size() == 1))
        return say(overview(help_width()));
    if (first == "--version") return say(version_line());
    if (first == "help") {
        std::vector<std::string> asked(words.begin() + 1, words.end());
        asked.emplace_back("--help");
        return obey(asked);
    }
    if (first == "journal" && words.size() == 1) {
        std::cerr << journal_overview(help_width());
        return 2;
    }
    if (first == "journal" && (words[1] == "--help" || words[1] == "-h")) return say(journal_overview(help_width()));
    const auto line = parse_line(words);
    if (line.has("help")) return say(page_of(*line.command, help_width()));
    return first == "journal" ? journal(line) : work(settings_of(line));
}

/// Gives the command whose help says more.
std::string help_command(const std::vector<std::string>& words) {
    if (words.empty()) return "seedance --help";
    const auto* command = find_command(words.front());
    if (words.front() == "journal" && words.size() > 1) command = find_command("journal " + words[1]);
    if (command != nullptr) return "seedance " + command->name + " --help";
    return words.front() == "journal" ? "seedance journal --help" : "seedance --help";
}

/// Prints for a script what a person reads on standard error, where it was asked for.
void tell_script(const std::vector<std::string>& words, const char* what, const std::string& message,
                 const char* billed) {
    if (std::find(words.begin(), words.end(), "--json") == words.end()) return;
    std::cout << json::serialize(json::object{{"error", what}, {"message", message}, {"billed", billed}}) << '\n';
}

int obey_or_say_why_not(const std::vector<std::string>& words) try {
    return obey(words);
} catch (const usage_error& e) {
    tell_script(words, "the command line is not understood", e.what(), "no");
    std::cerr << error_mark() << e.what() << "\n`" << help_command(words) << "` says more\n";
    return 2;
} catch (const std::exception& e) {
    const auto message = in_option_words(std::string{e.what()});
    tell_script(words, "something unexpected", message, "unknown");
    std::cerr << error_mark() << message << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // who reads no more, as `head`, must not end a program that is paying
    const int code = obey_or_say_why_not({argv + std::min(argc, 1), argv + argc});
    if (std::cout.flush()) return code;
    std::cerr << error_mark() << "standard output could not be written\n";
    return code == 0 ? 1 : code;
}
