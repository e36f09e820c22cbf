// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a command line says, as values.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

#include <seedance/core/money.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/options.hpp>
#include <seedance/task/save_path.hpp>

#include "base_urls.hpp"
#include "gateways.hpp"
#include "parse.hpp"
#include "prompt_file.hpp"
#include "values.hpp"

namespace cli {

/// What a command line says.
struct settings {
    std::string command;   ///< as the table of commands has it
    std::string argument;  ///< a task, the file of a batch, of doctor and drift the name of a gateway
    seedance::any_request request;
    std::string out;      ///< file; empty: no download
    std::string out_dir;  ///< of a batch
    cli::base_urls base_urls;
    std::string ca_file;
    std::string journal;      ///< an SQLite file, or the URL of a database; empty: the default one
    bool no_journal = false;  ///< not even the default one
    std::string intent;       ///< the caller's name for what is generated
    std::string name;         ///< of a batch
    std::optional<seedance::money> price_limit;
    std::optional<seedance::money> price_if_unknown;
    std::optional<seedance::money> budget;  ///< of a batch
    std::size_t at_once = 4;                ///< likewise: videos
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
    bool all = false;
    bool quiet = false;
    bool json = false;
    std::vector<std::string> words;  ///< the command line itself, for a person to type again
};

namespace detail {

inline seedance::mode mode_from(const std::string& word) {
    for (const auto mode : seedance::all_modes)
        if (word == to_string(mode)) return mode;
    throw usage_error{"--mode: there is no mode '" + word + "'" + did_you_mean(word, names_of(seedance::all_modes))};
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

inline std::string prompt_from(const parsed_line& line) {
    if (!line.has("prompt-file")) return line.text("prompt");
    if (line.has("prompt")) throw usage_error{"--prompt and --prompt-file: one of the two"};
    return read_prompt(line.text("prompt-file"));
}

/// Reads one model, or the models of a route: "apixo/seedance-2-0-fast,xenodia/seedance-2".
inline void read_models(seedance::any_request& request, const std::string& text) {
    if (text.find(',') == text.npos)
        request.model = text;
    else
        boost::split(request.models, text, boost::is_any_of(","));
}

inline seedance::any_request request_from(const parsed_line& line) {
    seedance::any_request request;
    read_models(request, line.text("model"));
    request.prompt = prompt_from(line);
    request.first_frame = line.text("first-frame");
    request.last_frame = line.text("last-frame");
    request.resolution = line.text("resolution");
    request.aspect_ratio = line.text("aspect-ratio");
    request.callback_url = line.text("callback-url");
    if (line.has("callback-progress")) request.callback_progress = line.given["callback-progress"].as<bool>();
    for_each_option(
        [&line]<class T>(seedance::option option, std::optional<T>& to) {
            if (const auto name = name_of(option); line.has(name.c_str())) to = line.given[name].as<T>();
        },
        request);
    if (line.has("duration")) read_duration(request, line.text("duration"));
    for (const auto kind : seedance::all_media) {
        const std::string name{to_string(kind)};
        if (!line.has(name.c_str())) continue;
        for (const auto& file : line.given[name].as<std::vector<std::string>>())
            request.references.push_back(reference_from(kind, file));
    }
    request.mode = line.has("mode") ? mode_from(line.text("mode")) : mode_of_files(request);
    return request;
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

/// Reads a whole number within limits; gives what counts without it where it is not there.
inline std::int64_t number_from(const parsed_line& line, const char* name, std::int64_t otherwise, std::int64_t least,
                                std::int64_t most, const char* unit = "") {
    if (!line.has(name)) return otherwise;
    const auto value = line.given[name].as<std::int64_t>();
    if (value < least || value > most)
        throw usage_error{"--" + std::string{name} + ": from " + std::to_string(least) + " to " + std::to_string(most) +
                          unit};
    return value;
}

/// Reads less than a million dollars.
inline std::optional<seedance::money> dollars_from(const parsed_line& line, const char* name) {
    if (!line.has(name)) return std::nullopt;
    const auto text = line.text(name);
    const auto amount = dollars_in(text);
    if (!amount || *amount >= seedance::usd(1'000'000))
        throw usage_error{"--" + std::string{name} + ": dollars as in 1.50, given '" + text + "'"};
    return amount;
}

inline void read_texts(settings& chosen, const parsed_line& line) {
    chosen.out = line.text("out");
    chosen.out_dir = line.text("out-dir");
    chosen.ca_file = line.text("ca-file");
    chosen.journal = line.text("journal");
    chosen.intent = line.text("intent");
    chosen.name = line.text("name");
    chosen.ca = line.text("ca");
    chosen.deliver_callbacks = line.text("deliver-callbacks");
    if (line.has("host")) chosen.host = line.text("host");
    if (line.has("base-url")) chosen.base_urls = base_urls{line.given["base-url"].as<std::vector<std::string>>()};
    if (line.has("fault")) chosen.faults = line.given["fault"].as<std::vector<std::string>>();
}

inline void read_switches(settings& chosen, const parsed_line& line) {
    chosen.no_journal = line.has("no-journal");
    chosen.dry_run = line.has("dry-run");
    chosen.no_wait = line.has("no-wait");
    chosen.ask = line.has("ask");
    chosen.all = line.has("all");
    chosen.quiet = line.has("quiet");
    chosen.json = line.has("json");
}

inline void read_amounts(settings& chosen, const parsed_line& line) {
    chosen.deadline = std::chrono::minutes{number_from(line, "deadline", 30, 1, 10'000, " minutes")};
    chosen.at_once = static_cast<std::size_t>(number_from(line, "at-once", 4, 1, 100));
    chosen.port = static_cast<int>(number_from(line, "port", 0, 0, 65'535));
    chosen.time_scale = static_cast<double>(number_from(line, "time-scale", 1, 1, 10'000));
    chosen.price_limit = dollars_from(line, "price-limit");
    chosen.price_if_unknown = dollars_from(line, "price-if-unknown");
    chosen.budget = dollars_from(line, "budget");
}

/// A price may be asked of all models, a video is made by one that was chosen.
inline void require_model(const settings& chosen) {
    if (chosen.command != "generate" || !chosen.request.model.empty() || !chosen.request.models.empty()) return;
    const auto example = names_of_models().front();
    throw usage_error{"generate needs --model, as in --model " + example + "; `seedance models` has all of them"};
}

/// A gateway's own time runs as ours does: two minutes of patience with it must not become a second.
inline void check_time_scale(const settings& chosen) {
    if (chosen.time_scale == 1 || chosen.command == "sandbox") return;
    if (chosen.base_urls.is_empty() || chosen.base_urls.has_own_url())
        throw usage_error{"--time-scale is for a sandbox: it needs its --base-url"};
}

/// Checks that what was given fits together.
inline void check_settings(settings& chosen) {
    const auto is = [&chosen](const char* name) { return chosen.command == name; };
    if (chosen.no_journal && !chosen.journal.empty()) throw usage_error{"--journal and --no-journal: one of the two"};
    if (chosen.no_journal && !chosen.intent.empty())
        throw usage_error{"--intent needs a journal: without it nobody remembers the name"};
    if (is("download") && chosen.out.empty()) throw usage_error{"download needs --out, as in --out fox.mp4"};
    if (is("batch") && chosen.out_dir.empty() && !chosen.dry_run)
        throw usage_error{"batch needs --out-dir, as in --out-dir videos"};
    if (chosen.no_wait && !chosen.out.empty()) throw usage_error{"--no-wait: there is no video yet to save with --out"};
    const bool takes_gateway = is("doctor") || is("drift");
    if (takes_gateway && !chosen.argument.empty() && !is_gateway(chosen.argument))
        throw usage_error{"there is no gateway '" + chosen.argument + "'" +
                          did_you_mean(chosen.argument, find_command(chosen.command)->choices)};
    check_time_scale(chosen);
    check_out(chosen);
}

}  // namespace detail

/// Makes values of a command line.
/// @par Errors Throws `usage_error`.
inline settings settings_of(const parsed_line& line) {
    settings chosen;
    chosen.command = line.command->name;
    chosen.words = line.words;
    if (!line.arguments.empty()) chosen.argument = line.arguments.front();
    detail::read_texts(chosen, line);
    detail::read_switches(chosen, line);
    detail::read_amounts(chosen, line);
    detail::check_settings(chosen);
    chosen.request = detail::request_from(line);
    detail::require_model(chosen);
    return chosen;
}

}  // namespace cli
