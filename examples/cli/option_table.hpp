// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The options of all commands, once: what parses them, their help, the man page and the completion are made of this
/// table.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/models.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/options.hpp>
#include <seedance/task/intent.hpp>

#include "gateways.hpp"

namespace cli {

/// What stands behind an option.
enum class value_kind {
    none,    ///< nothing: it is given or not
    text,    ///< one text
    texts,   ///< a text; the option may be repeated
    truth,   ///< true or false
    number,  ///< a whole number
};

/// What a shell completes a value with, besides `option_info::choices`.
enum class path_kind { none, file, folder };

/// An option of one or more commands.
struct option_info {
    std::string key;    ///< by which a command names it: its name, unless another one has the same name
    std::string name;   ///< without its dashes: "dry-run"
    value_kind kind{};  ///< what stands behind it
    std::string value;  ///< what a person reads in its place: "FILE"
    std::string words;
    std::vector<std::string> choices = {};  ///< all values, or the usual ones
    path_kind path = path_kind::none;
    bool is_list = false;  ///< several may be given at once, joined by commas
};

namespace detail {

template <class Values>
std::vector<std::string> names_of(const Values& all) {
    std::vector<std::string> names;
    for (const auto each : all) names.emplace_back(to_string(each));
    return names;
}

inline std::vector<std::string> names_of_models() {
    std::vector<std::string> names;
    for (const auto& entry : seedance::all_models::entries) names.push_back(entry.name());
    return names;
}

/// Gives what at least one mode of one model offers, in the order in which it is met.
template <class Offer>
std::vector<std::string> offered(Offer offer_of) {
    std::vector<std::string> all;
    for (const auto& entry : seedance::all_models::entries)
        for (const auto& rules : entry.model->modes)
            for (const auto& word : offer_of(rules))
                if (std::find(all.begin(), all.end(), word) == all.end()) all.emplace_back(word);
    return all;
}

/// Gives the name of an option of a request as the command line spells it: "camera-fixed".
inline std::string name_of(seedance::option option) {
    std::string name{to_string(option)};
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

inline option_info info_of(seedance::option option, const std::optional<bool>&) {
    const auto name = name_of(option);
    return {name, name, value_kind::truth, "true|false", "an option of the model", {"true", "false"}};
}

inline option_info info_of(seedance::option option, const std::optional<std::int64_t>&) {
    const auto name = name_of(option);
    const auto limits = seedance::limits_of(option);
    return {name, name, value_kind::number, "N",
            "an option of the model: " + std::to_string(limits.min) + " to " + std::to_string(limits.max)};
}

inline std::vector<option_info> request_options() {
    using enum value_kind;
    std::vector<option_info> all{
        {"model", "model", text, "MODEL[,MODEL...]",
         "gateway/model, as `seedance models` lists them; several are a route: the first that can makes the video, and "
         "one is paid for",
         names_of_models(), path_kind::none, true},
        {"mode", "mode", text, "MODE", "follows from the files given, except for edit_video",
         names_of(seedance::all_modes)},
        {"prompt", "prompt", text, "WORDS", "what to show"},
        {"prompt-file",
         "prompt-file",
         text,
         "FILE",
         "file with what to show, in UTF-8; - is standard input",
         {},
         path_kind::file},
        {"first-frame", "first-frame", text, "URL", "image that the video starts with"},
        {"last-frame", "last-frame", text, "URL", "image that it ends with"},
        {"image", "image", texts, "URL", "reference image; may be repeated"},
        {"video", "video", texts, "[SECONDS,]URL", "reference video; may be repeated"},
        {"audio", "audio", texts, "[SECONDS,]URL", "reference audio file; may be repeated"},
        {"resolution", "resolution", text, "RESOLUTION", "480p, 720p, 1080p",
         offered([](const auto& rules) -> const auto& { return rules.resolutions; })},
        {"duration", "duration", text, "SECONDS", "whole seconds, or `source`"},
        {"aspect-ratio", "aspect-ratio", text, "RATIO", "16:9, adaptive, ...",
         offered([](const auto& rules) -> const auto& { return rules.aspect_ratios; })},
    };
    const seedance::any_request request;
    for_each_option([&all](seedance::option option, const auto& field) { all.push_back(info_of(option, field)); },
                    request);
    all.push_back({"callback-url", "callback-url", text, "URL", "https URL that the gateway also posts the result to"});
    all.push_back({"callback-progress",
                   "callback-progress",
                   truth,
                   "true|false",
                   "true: post progress there too, where a gateway can",
                   {"true", "false"}});
    return all;
}

inline std::vector<option_info> run_options() {
    using enum value_kind;
    return {
        {"out",
         "out",
         text,
         "FILE",
         "save the video there, in place of a file that has the name; - is standard output, and all words go to "
         "standard "
         "error",
         {},
         path_kind::file},
        {"base-url", "base-url", texts, "[GATEWAY=]URL",
         "instead of the gateway's own; of several gateways each has one, apixo=URL"},
        {"ca-file", "ca-file", text, "FILE", "PEM certificates to trust besides the system's", {}, path_kind::file},
        {"journal",
         "journal",
         text,
         "FILE",
         "what remembers what is paid for: an SQLite file, or the URL of a PostgreSQL database that several machines "
         "share, postgresql://HOST/NAME; without it, seedance/journal.db in $XDG_STATE_HOME or ~/.local/state",
         {},
         path_kind::file},
        {"no-journal", "no-journal", none, {}, "remember nothing: what becomes of a lost terminal, nobody knows"},
        {"intent", "intent", text, "NAME", "your name for this video: it is submitted once, however often this is run"},
        {"price-limit", "price-limit", text, "DOLLARS",
         "the most that a video may cost, 1.50; an unknown price is refused"},
        {"price-if-unknown", "price-if-unknown", text, "DOLLARS",
         "what counts for one whose price is not documented, where there is a limit"},
        {"deadline", "deadline", number, "MINUTES", "how long to wait, 1 to 10000; the task goes on afterwards (30)"},
        {"time-scale", "time-scale", number, "N",
         "for a sandbox, with --base-url: how many times as fast its time runs"},
        {"dry-run", "dry-run", none, {}, "print the exact request and its price, and send nothing"},
        {"no-wait", "no-wait", none, {}, "print the task and do not wait for the video"},
        {"ask",
         "ask",
         none,
         {},
         "also ask the gateways that tell prices at run time (" + in_words(price_listing_gateways()) +
             "); sends no key"},
        {"quiet", "quiet", none, {}, "print results only"},
        {"json", "json", none, {}, "print one JSON value; the line of an accepted task goes to standard error"},
        {"help", "help", none, {}, "print this"},
    };
}

inline std::vector<option_info> batch_options() {
    using enum value_kind;
    return {
        {"out-dir",
         "out-dir",
         text,
         "FOLDER",
         "where the videos are saved; it is made where it is missing",
         {},
         path_kind::folder},
        {"budget", "budget", text, "DOLLARS", "the most that this batch may cost in all its runs together"},
        {"name", "name", text, "NAME", "of the batch: under another name every line is another video, and paid anew"},
        {"at-once", "at-once", number, "N", "how many videos are under way at once, 1 to 100 (4)"},
        {"dry-run of batch", "dry-run", none, {}, "print what each line costs, and send nothing"},
        {"all", "all", none, {}, "also what is over"},
    };
}

inline std::vector<option_info> sandbox_options() {
    using enum value_kind;
    return {
        {"port", "port", number, "PORT",
         "of the first gateway, the others get the next ones; 0: any that are free (0)"},
        {"host", "host", text, "ADDRESS", "IP address of this machine that it listens at (127.0.0.1)"},
        {"ca",
         "ca",
         text,
         "FILE",
         "file that its certificate authority is written to, for your HTTPS client to trust",
         {},
         path_kind::file},
        {"deliver-callbacks", "deliver-callbacks", text, "URL",
         "post callbacks there instead of to their public URLs: http://127.0.0.1:8080"},
        {"fault", "fault", texts, "FAULT",
         "submit|poll|download=STATUS, =lost or =silent: what becomes of the next such request; task=CODE: the next "
         "task fails; list=added, =removed, =unpriced, =damaged or =huge: the list that `drift` reads; callback=lost, "
         "=twice, =late or =forged: every callback; may be repeated"},
    };
}

inline std::vector<option_info> journal_options() {
    using enum value_kind;
    return {
        {"prefix", "prefix", text, "TEXT", "those whose names begin so"},
        {"state", "state", text, "STATE", "those in this state", names_of(seedance::all_intent_states)},
        {"open", "open", none, {}, "those that are not over"},
        {"limit of list", "limit", text, "N", "how many, 1 to 1000 (50)"},
        {"after", "after", number, "N", "where the list before ended, as it has said"},
        {"older", "older", none, {}, "the whole journal, put back from a copy, as it is"},
        {"before", "before", text, "TIME", "begun before a day of UTC, 2026-01-31, or an age, 90d, 36h, 15m"},
        {"dry-run of prune", "dry-run", none, {}, "only count"},
        {"limit of budget", "limit", text, "DOLLARS", "in a period, 25.00"},
        {"period",
         "period",
         text,
         "PERIOD",
         "`ever`, `day`, `month` (of UTC), `from 2026-01-31`",
         {"ever", "day", "month"}},
        {"book", "book", text, "DOLLARS", "that were paid besides, or -1.50 that were given back"},
        {"as", "as", text, "NAME", "of what is booked; it is booked once under it"},
        {"why", "why", text, "WORDS", "the reason of what is booked, for people"},
    };
}

}  // namespace detail

/// Every option, in the order in which they are shown.
inline const std::vector<option_info>& option_table() {
    static const auto all = [] {
        auto made = detail::request_options();
        for (auto* more :
             {&detail::batch_options, &detail::run_options, &detail::sandbox_options, &detail::journal_options})
            for (auto& each : more()) made.push_back(std::move(each));
        return made;
    }();
    return all;
}

}  // namespace cli
