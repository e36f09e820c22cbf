// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>

#include <boost/program_options.hpp>

#include <seedance/core/money.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/options.hpp>
#include <seedance/task/save_path.hpp>

#include "gateways.hpp"
#include "values.hpp"

namespace cli {

/// The command line is not understood: exit code 2.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What a command line says.
struct settings {
    std::string command;  ///< models, price, generate, status, wait, download, recover, doctor, sandbox
    std::string task;     ///< the text of a task; status, wait, download; of doctor the name of a gateway
    seedance::any_request request;
    std::string out;       ///< file; empty: no download
    std::string base_url;  ///< empty: the gateway's own
    std::string ca_file;
    std::string journal;  ///< an SQLite file, or the URL of a database; empty: none
    std::string intent;   ///< the caller's name for what is generated
    std::optional<seedance::money> price_limit;
    std::chrono::minutes deadline{30};
    double time_scale = 1;            ///< of a sandbox that the program talks to, or is
    std::string host = "127.0.0.1";   ///< of the sandbox
    int port = 0;                     ///< likewise; 0: any that is free
    std::string ca;                   ///< file that the sandbox's authority is written to
    std::string deliver_callbacks;    ///< where the sandbox posts callbacks; empty: nowhere
    std::vector<std::string> faults;  ///< of the sandbox
    bool dry_run = false;
    bool no_wait = false;
    bool ask = false;
    bool quiet = false;
    bool json = false;
    std::string help;  ///< to be printed instead of anything else
};

namespace detail {

namespace po = boost::program_options;

inline std::vector<std::string> names_of_modes() {
    std::vector<std::string> names;
    for (const auto mode : seedance::all_modes) names.emplace_back(to_string(mode));
    return names;
}

/// Gives the name of an option as the command line spells it: "camera-fixed".
inline std::string name_of(seedance::option option) {
    std::string name{to_string(option)};
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

inline void add_option(po::options_description& known, seedance::option option, const std::optional<bool>&) {
    known.add_options()(name_of(option).c_str(), po::value<bool>(), "true or false");
}

inline void add_option(po::options_description& known, seedance::option option, const std::optional<std::int64_t>&) {
    const auto limits = seedance::limits_of(option);
    const auto words = "a whole number, " + std::to_string(limits.min) + " to " + std::to_string(limits.max);
    known.add_options()(name_of(option).c_str(), po::value<std::int64_t>(), words.c_str());
}

inline po::options_description request_options() {
    po::options_description known{"request"};
    auto add = known.add_options();
    add("model", po::value<std::string>(), "gateway/model, as `seedance models` lists them");
    add("mode", po::value<std::string>(),
        ("one of " + in_words(names_of_modes()) + "; follows from the files given").c_str());
    add("prompt", po::value<std::string>(), "what to show");
    add("first-frame", po::value<std::string>(), "URL of the image that the video starts with");
    add("last-frame", po::value<std::string>(), "URL of the image that it ends with");
    add("image", po::value<std::vector<std::string>>()->composing(), "URL of a reference image; may be repeated");
    add("video", po::value<std::vector<std::string>>()->composing(),
        "URL of a reference video, or SECONDS,URL; may be repeated");
    add("audio", po::value<std::vector<std::string>>()->composing(),
        "URL of a reference audio file, or SECONDS,URL; may be repeated");
    add("resolution", po::value<std::string>(), "480p, 720p, 1080p");
    add("duration", po::value<std::string>(), "whole seconds, or `source`");
    add("aspect-ratio", po::value<std::string>(), "16:9, adaptive, ...");
    const seedance::any_request request;
    for_each_option([&known](seedance::option option, const auto& field) { add_option(known, option, field); },
                    request);
    add("callback-url", po::value<std::string>(), "https URL that the gateway also posts the result to");
    known.add_options()("callback-progress", po::value<bool>(), "true: post progress there too, where a gateway can");
    return known;
}

inline po::options_description run_options(settings& chosen) {
    po::options_description known{"run"};
    auto add = known.add_options();
    add("out", po::value(&chosen.out),
        "save the video there; `-` is standard output, and all words go to standard error");
    add("base-url", po::value(&chosen.base_url), "instead of the gateway's own");
    add("ca-file", po::value(&chosen.ca_file), "PEM certificates to trust besides the system's");
    add("journal", po::value(&chosen.journal),
        "SQLite file that remembers what is paid for, made where there is none; or the URL of a PostgreSQL database "
        "that "
        "several machines share, postgresql://...");
    add("intent", po::value(&chosen.intent),
        "with --journal: your name for this video; it is submitted once, however often this is run");
    add("price-limit", po::value<std::string>(),
        "the most that it may cost, in dollars, \"1.50\"; an unknown price is refused");
    add("deadline", po::value<int>(), "minutes to wait, 1 to 10000; the task goes on afterwards (30)");
    add("time-scale", po::value(&chosen.time_scale), "for a sandbox gateway: how many times as fast its time runs");
    add("dry-run", po::bool_switch(&chosen.dry_run), "print the exact request and its price, and send nothing");
    add("no-wait", po::bool_switch(&chosen.no_wait), "print the task and do not wait for the video");
    add("ask", po::bool_switch(&chosen.ask),
        ("price: also ask the gateways that tell prices at run time (" + in_words(price_listing_gateways()) +
         "); sends no key")
            .c_str());
    add("quiet", po::bool_switch(&chosen.quiet), "print results only");
    add("json", po::bool_switch(&chosen.json),
        "print one JSON value; the line of an accepted task goes to standard error");
    add("help", "print this");
    return known;
}

inline po::options_description sandbox_options(settings& chosen) {
    po::options_description known{"sandbox"};
    auto add = known.add_options();
    add("port", po::value(&chosen.port),
        "of the first gateway, the others get the next ones; 0: any that are free (0)");
    add("host", po::value(&chosen.host), "IP address of this machine that it listens at (127.0.0.1)");
    add("ca", po::value(&chosen.ca),
        "file that its certificate authority is written to, for your HTTPS client to trust");
    add("deliver-callbacks", po::value(&chosen.deliver_callbacks),
        "post callbacks there instead of to their public URLs: http://127.0.0.1:8080");
    add("fault", po::value(&chosen.faults)->composing(),
        "submit|poll|download=STATUS, =lost or =silent: what becomes of the next such request; task=CODE: the next "
        "task "
        "fails; callback=lost, =twice, =late or =forged: every callback; may be repeated");
    return known;
}

inline seedance::mode mode_from(const std::string& word) {
    for (const auto mode : seedance::all_modes)
        if (word == to_string(mode)) return mode;
    throw usage_error{"--mode: there is no mode '" + word + "'"};
}

/// Reads "https://..." or "SECONDS,https://...".
inline seedance::any_reference reference_from(seedance::media kind, const std::string& text) {
    const auto comma = text.find(',');
    if (kind == seedance::media::image || comma == std::string::npos || text.find_first_not_of("0123456789.") < comma)
        return {.kind = kind, .url = text};
    try {
        std::size_t used = 0;
        const double seconds = std::stod(text.substr(0, comma), &used);
        if (used == comma && seconds >= 0.001 && seconds < 1e6)
            return {.kind = kind,
                    .url = text.substr(comma + 1),
                    .length = std::chrono::milliseconds{static_cast<long>(seconds * 1000)}};
    } catch (const std::logic_error&) {
    }
    throw usage_error{"'" + text.substr(0, comma) + "' is no length in seconds"};
}

inline void read_duration(seedance::any_request& request, const std::string& text) {
    request.duration_as_source = text == "source";
    if (request.duration_as_source) return;
    if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos)
        throw usage_error{"--duration: whole seconds or `source`, given '" + text + "'"};
    request.duration = std::chrono::seconds{std::stoi(text)};
}

/// Gives the mode that fits the files given.
inline seedance::mode mode_of_files(const seedance::any_request& request) {
    if (!request.first_frame.empty() || !request.last_frame.empty()) return seedance::mode::image_to_video;
    return request.references.empty() ? seedance::mode::text_to_video : seedance::mode::reference_to_video;
}

inline seedance::any_request request_from(const po::variables_map& given) {
    seedance::any_request request;
    const auto text = [&given](const char* name, std::string& to) {
        if (given.count(name) != 0) to = given[name].as<std::string>();
    };
    text("model", request.model);
    text("prompt", request.prompt);
    text("first-frame", request.first_frame);
    text("last-frame", request.last_frame);
    text("resolution", request.resolution);
    text("aspect-ratio", request.aspect_ratio);
    text("callback-url", request.callback_url);
    if (given.count("callback-progress") != 0) request.callback_progress = given["callback-progress"].as<bool>();
    for_each_option(
        [&given]<class T>(seedance::option option, std::optional<T>& to) {
            if (const auto name = name_of(option); given.count(name) != 0) to = given[name].as<T>();
        },
        request);
    if (given.count("duration") != 0) read_duration(request, given["duration"].as<std::string>());
    for (const auto kind : seedance::all_media) {
        const std::string name{to_string(kind)};
        if (given.count(name) == 0) continue;
        for (const auto& file : given[name].as<std::vector<std::string>>())
            request.references.push_back(reference_from(kind, file));
    }
    request.mode = given.count("mode") != 0 ? mode_from(given["mode"].as<std::string>()) : mode_of_files(request);
    return request;
}

inline constexpr const char* commands =
    R"(seedance models                          what every gateway's models can do
seedance price [request]                 what a request costs, at every model that can take it
seedance generate --model M [request]    make a video
seedance status TASK                     where a task is
seedance wait TASK [--out FILE]          wait for a task's video
seedance download TASK --out FILE        fetch the video of a task, once it is there
seedance recover --journal FILE          what earlier runs have left: tasks to wait for, outcomes that are not known
seedance journal ACTION --journal FILE   look into a journal, settle what is not known, budgets; `seedance journal --help`
seedance doctor [GATEWAY]                do key, network, TLS, clock and journal work? pays nothing
seedance sandbox --port N --ca FILE      the gateways as a server on this machine, for programs in any language

TASK is the line that `generate` prints.
)";

inline constexpr const char* exit_codes =
    R"(Exit codes: 0 done, 1 anything else, 2 the request or the command line, 3 key or access, 4 the network,
5 it is not known whether a task was accepted, or another run is at it, 6 the task failed or is gone,
7 the task goes on (see the line printed), 8 the download, 9 the balance, 10 a limit of yours.
)";

inline std::string introduction() {
    return std::string{commands} + "Keys are read from " + in_words(key_variables()) + ".\n" + exit_codes;
}

/// An empty value is most often a shell variable that was not set; taken for "nothing said" it could cost money.
inline void refuse_empty_values(const po::variables_map& given) {
    for (const auto& [name, value] : given) {
        const auto* text = boost::any_cast<std::string>(&value.value());
        if (text != nullptr && text->empty()) throw usage_error{"--" + name + ": the value is empty"};
    }
}

/// Says whether the video goes where results are printed.
inline bool is_standard_output(const std::string& path) {
    return path == "-" || path == "/dev/stdout" || path == "/dev/fd/1";
}

/// Checks, before anything is paid, that the video can be saved.
inline void check_out(settings& chosen) {
    if (chosen.out.empty()) return;
    if (is_standard_output(chosen.out)) {
        if (chosen.json)
            throw usage_error{"--out: standard output takes the video or the JSON value of --json, not both"};
        if (::isatty(STDOUT_FILENO) != 0) throw usage_error{"--out: standard output is a terminal"};
        chosen.out = "/dev/stdout";
    }
    const auto folder = std::filesystem::path{chosen.out}.parent_path();
    std::error_code ignored;
    if (!folder.empty() && !std::filesystem::is_directory(folder, ignored))
        throw usage_error{"--out: there is no folder " + folder.string()};
    if (std::filesystem::is_directory(chosen.out, ignored)) throw usage_error{"--out: " + chosen.out + " is a folder"};
    if (const auto problem = seedance::problem_of_path(chosen.out); !problem.empty())
        throw usage_error{"--out: " + problem};
}

inline void read_deadline(settings& chosen, const po::variables_map& given) {
    if (given.count("deadline") == 0) return;
    const int minutes = given["deadline"].as<int>();
    if (minutes < 1 || minutes > 10'000) throw usage_error{"--deadline: from 1 to 10000 minutes"};
    chosen.deadline = std::chrono::minutes{minutes};
}

/// Reads what a video may cost at most: less than a million dollars.
inline void read_price_limit(settings& chosen, const po::variables_map& given) {
    if (given.count("price-limit") == 0) return;
    const auto& text = given["price-limit"].as<std::string>();
    chosen.price_limit = dollars_in(text);
    if (!chosen.price_limit || *chosen.price_limit >= seedance::usd(1'000'000))
        throw usage_error{"--price-limit: dollars as in 1.50, given '" + text + "'"};
}

/// Checks that the command fits what was given with it.
inline void check_command(settings& chosen) {
    const auto is = [&chosen](const char* name) { return chosen.command == name; };
    const bool on_a_task = is("status") || is("wait") || is("download");
    if (is("journal")) throw usage_error{"`journal` stands before its options: seedance journal list --journal FILE"};
    if (!on_a_task && !is("models") && !is("price") && !is("generate") && !is("recover") && !is("doctor") &&
        !is("sandbox"))
        throw usage_error{"there is no command '" + chosen.command + "'"};
    if (on_a_task == chosen.task.empty() && !is("doctor"))
        throw usage_error{on_a_task ? chosen.command + " needs the line of a task"
                                    : "unexpected '" + chosen.task + "'"};
    if (is("recover") && chosen.journal.empty()) throw usage_error{"recover needs --journal"};
    if (!chosen.intent.empty() && chosen.journal.empty())
        throw usage_error{"--intent needs --journal: without it nobody remembers the name"};
    if (is("download") && chosen.out.empty()) throw usage_error{"download needs --out"};
    if (chosen.no_wait && !chosen.out.empty()) throw usage_error{"--no-wait: there is no video yet to save with --out"};
    if (is("doctor") && !chosen.task.empty() && !is_gateway(chosen.task))
        throw usage_error{"there is no gateway '" + chosen.task + "'"};
    if (chosen.port < 0 || chosen.port > 65'535) throw usage_error{"--port: from 0 to 65535"};
    if (!(chosen.time_scale >= 1 && chosen.time_scale <= 10'000)) throw usage_error{"--time-scale: from 1 to 10000"};
    check_out(chosen);
}

}  // namespace detail

/// @par Errors Throws `usage_error`.
inline settings parse(int argc, char** argv) try {
    settings chosen;
    detail::po::options_description known;
    const auto request = detail::request_options();
    const auto run = detail::run_options(chosen);
    const auto sandbox = detail::sandbox_options(chosen);
    known.add(request).add(run).add(sandbox).add_options()("command", detail::po::value(&chosen.command))(
        "task", detail::po::value(&chosen.task));
    detail::po::positional_options_description positional;
    positional.add("command", 1).add("task", 1);

    detail::po::variables_map given;
    namespace style = detail::po::command_line_style;
    const int whole_names = style::default_style & ~style::allow_guessing;
    detail::po::store(
        detail::po::command_line_parser(argc, argv).options(known).positional(positional).style(whole_names).run(),
        given);
    detail::po::notify(given);
    if (given.count("help") != 0 || given.count("command") == 0) {
        std::ostringstream help;
        help << detail::introduction() << request << run << sandbox;
        chosen.help = help.str();
        return chosen;
    }
    detail::refuse_empty_values(given);
    detail::read_deadline(chosen, given);
    detail::read_price_limit(chosen, given);
    detail::check_command(chosen);
    chosen.request = detail::request_from(given);
    return chosen;
} catch (const detail::po::error& e) {
    throw usage_error{e.what()};
}

}  // namespace cli
