// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The commands, once: what parses them, their help, the man page and the completion are made of this table.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "option_table.hpp"

namespace cli {

/// A command, or an action of `seedance journal`.
struct command_info {
    std::string name;                       ///< "generate", "journal list"
    std::string arguments = {};             ///< "TASK"
    std::string summary = {};               ///< half a line
    std::string description = {};           ///< some lines
    std::size_t least = 0;                  ///< arguments
    std::size_t most = 0;                   ///< likewise
    std::string needs = {};                 ///< the arguments in words: "the line of a task"
    std::vector<std::string> options = {};  ///< by their keys
    std::vector<std::string> examples = {};
    std::vector<std::string> choices = {};  ///< all values of its argument, or the usual ones
    path_kind path = path_kind::none;       ///< of its argument
};

namespace detail {

inline std::vector<std::string> keys_of(const std::vector<option_info>& options) {
    std::vector<std::string> keys;
    for (const auto& each : options) keys.push_back(each.key);
    return keys;
}

inline std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

inline constexpr auto any_number = std::numeric_limits<std::size_t>::max();

inline std::vector<command_info> video_commands() {
    const std::string a_task =
        "TASK is the line that `generate` prints; or, of a task that the journal has, its name or its id, as `seedance "
        "list` shows them.";
    const std::vector<std::string> gateway{"base-url", "ca-file", "time-scale"};
    const std::vector<std::string> words{"quiet", "json"};
    const auto request = keys_of(request_options());
    const std::vector<std::string> memory{"journal", "no-journal"};
    return {
        {.name = "models",
         .summary = "what every gateway's models can do",
         .description = "Wherever --model stands, several of them make a route: --model A,B. The video comes from the "
                        "first that can make it, and is paid for once.",
         .options = {"json"}},
        {.name = "price",
         .summary = "what a request costs, at every model that can take it",
         .description = "With --model, of that model alone, or of each of a route. Nothing is sent, unless --ask says "
                        "so.",
         .options = joined(joined(request, {"ask", "deadline"}), joined(gateway, words)),
         .examples = {"seedance price --resolution 480p --duration 6"}},
        {.name = "generate",
         .summary = "make a video",
         .description =
             "Prints the task as soon as it is accepted, and then the video's URL, or the file that it was saved to. "
             "The task is in the journal: whatever becomes of this program or its terminal, `seedance list` shows it, "
             "and `seedance wait` goes on with it. Ctrl-C lets go of it and says how to go on; pressed twice, the "
             "program ends at once, with 5. Where its request is not answered, the answer is listened for, ten minutes "
             "long, and Ctrl-C ends that. With several models, each gateway's key is taken that is there; the next "
             "model is "
             "tried where it is proved that the one before is not paid for.",
         .options = joined(
             joined(request, {"out", "intent", "price-limit", "price-if-unknown", "deadline", "dry-run", "no-wait"}),
             joined(memory, joined(gateway, words))),
         .examples = {"seedance generate --model apixo/seedance-2-0-fast --prompt 'a fox in the snow' --out fox.mp4",
                      "seedance generate --model pixazo/seedance-2-0 --prompt-file scene.txt --dry-run",
                      "seedance generate --model apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast --prompt 'a fox'"}},
        {.name = "batch",
         .arguments = "JOBS",
         .summary = "make the videos of a file, a line each",
         .description =
             "JOBS has a JSON object in each line, with the members of a request and, where you like, its `id`: "
             "{\"id\":\"fox\",\"model\":\"apixo/seedance-2-0-fast\",\"prompt\":\"a fox\",\"duration\":5}; of a route "
             "\"models\":[\"...\",\"...\"] instead of the model. - is "
             "standard "
             "input. Each video is saved in the folder under its id, or under a name made of its line. All lines are "
             "checked before anything is paid. Run again, from whatever folder and after whatever end, it goes on: a "
             "line is paid for once. A line that was changed is another video; under its old `id` it is refused.",
         .least = 1,
         .most = 1,
         .needs = "the file with its lines, or -",
         .options = joined({"out-dir", "budget", "name", "at-once", "price-limit", "price-if-unknown", "deadline",
                            "dry-run of batch", "journal"},
                           joined(gateway, words)),
         .examples = {"seedance batch jobs.jsonl --out-dir videos --budget 50"},
         .path = path_kind::file},
        {.name = "list",
         .summary = "what is under way, and what it costs",
         .description = "As the journal has it; nothing is sent. `seedance journal` has more.",
         .options = {"all", "journal", "json"}},
        {.name = "status",
         .arguments = "TASK",
         .summary = "where a task is",
         .description = a_task,
         .least = 1,
         .most = 1,
         .needs = "the line of a task",
         .options = joined(memory, joined(gateway, {"json"}))},
        {.name = "wait",
         .arguments = "TASK",
         .summary = "wait for a task's video",
         .description = a_task,
         .least = 1,
         .most = 1,
         .needs = "the line of a task",
         .options = joined(joined({"out", "deadline"}, memory), joined(gateway, words)),
         .examples = {"seedance wait task_12345678 --out fox.mp4"}},
        {.name = "download",
         .arguments = "TASK",
         .summary = "fetch the video of a task, once it is there",
         .description = a_task,
         .least = 1,
         .most = 1,
         .needs = "the line of a task",
         .options = joined(joined({"out", "deadline"}, memory), joined(gateway, words))},
        {.name = "recover",
         .summary = "what earlier runs have left: tasks to wait for, outcomes that are not known",
         .description =
             "As the journal has it. Gateways whose keys are in the environment are asked whether what is not known "
             "has become a task, where an id of it came, and whether they still know old tasks; nothing is paid. "
             "`seedance wait TASK` goes on with a task; `seedance journal resolve` settles what is not known, after a "
             "look at the gateway's own list.",
         .options = joined({"journal", "json"}, gateway)},
    };
}

inline std::vector<command_info> journal_commands() {
    const auto with = [](std::vector<std::string> own) { return joined(std::move(own), {"journal", "json"}); };
    return {
        {.name = "journal list",
         .summary = "the newest intents; --state, --prefix and --open choose",
         .needs = "no name",
         .options = with({"prefix", "state", "open", "limit of list", "after"})},
        {.name = "journal show",
         .arguments = "NAME",
         .summary = "one intent, by its name or its task's id or line, and what can be done about it",
         .least = 1,
         .most = 1,
         .needs = "the name of an intent",
         .options = with({})},
        {.name = "journal resolve",
         .arguments = "NAME TASK_ID|not_sent",
         .summary = "says what became of an intent whose outcome was not known",
         .description =
             "It is this task of the gateway's own list, or, `not_sent`, that list has no task of it. A name that "
             "the journal has forgotten, because a copy of it was put back, takes the task as MODEL/ID, "
             "`apixo/seedance-2-0-fast/task_1`, or as its whole text.",
         .least = 2,
         .most = 2,
         .needs = "the name of an intent and the id of its task, or not_sent",
         .options = with({})},
        {.name = "journal acknowledge",
         .arguments = "NAME...",
         .summary = "nothing more is needed of these intents: they are over",
         .description = "Each by its name, or by its task's id or line. With --older instead of names: what a journal "
                        "put back from a copy had forgotten is written "
                        "down, and it is taken as it is.",
         .most = any_number,
         .needs = "names of intents",
         .options = with({"older"})},
        {.name = "journal prune",
         .summary = "removes notes and handles of what is over; names stay",
         .needs = "no name",
         .options = with({"before", "dry-run of prune"}),
         .examples = {"seedance journal prune --before 90d"}},
        {.name = "journal budget",
         .arguments = "[NAME]",
         .summary = "what budgets come to; sets a limit, books what was paid besides",
         .most = 1,
         .needs = "the name of one budget at most",
         .options = with({"limit of budget", "period", "book", "as", "why"}),
         .examples = {"seedance journal budget NAME --limit 25.00 --period month",
                      "seedance journal budget NAME --book -1.50 --as refund-7 --why WORDS"}},
    };
}

inline std::vector<command_info> other_commands() {
    std::vector<std::string> gateways;
    for (const auto* gateway : seedance::all_gateways::tables) gateways.emplace_back(gateway->name);
    return {
        {.name = "doctor",
         .arguments = "[GATEWAY]",
         .summary = "do key, network, TLS, clock and journal work? pays nothing",
         .description = "Looks at the gateway that is named, or at all whose keys are in the environment.",
         .most = 1,
         .needs = "the name of one gateway at most",
         .options = {"journal", "no-journal", "base-url", "ca-file", "time-scale", "json"},
         .choices = gateways},
        {.name = "drift",
         .arguments = "[GATEWAY]",
         .summary = "what gateways list of their models, and this program does not, or otherwise",
         .description =
             "Asks the gateway that is named, or all that list what they offer for machines (" +
             in_words(listing_gateways()) +
             "), without a key, and prints what the descriptors lack, have too much, or price otherwise. Ends with 0 "
             "where they agree, 11 where they do not or where something could not be read, 12 where there is no list.",
         .most = 1,
         .needs = "the name of one gateway at most",
         .options = {"deadline", "base-url", "ca-file", "time-scale", "json"},
         .examples = {"seedance drift xenodia"},
         .choices = gateways},
        {.name = "sandbox",
         .summary = "the gateways as a server on this machine, for programs in any language",
         .description = "Serves until it is told to end: Ctrl-C. Nothing costs money there.",
         .options = joined(keys_of(sandbox_options()), {"time-scale", "quiet", "json"}),
         .examples = {"seedance sandbox --port 8443 --ca sandbox.pem --time-scale 100"}},
        {.name = "completion",
         .arguments = "SHELL",
         .summary = "what makes a shell complete commands, options, models and modes",
         .description =
             "For one session: `source <(seedance completion bash)`; in fish, `seedance completion fish | source`.",
         .least = 1,
         .most = 1,
         .needs = "bash, zsh or fish",
         .choices = {"bash", "zsh", "fish"}},
        {.name = "man", .summary = "the man page, as troff", .examples = {"seedance man | man -l -"}},
        {.name = "version", .summary = "which one this program and its library are"},
    };
}

}  // namespace detail

/// Every command, in the order in which they are shown.
inline const std::vector<command_info>& command_table() {
    static const auto all = [] {
        auto made = detail::video_commands();
        for (auto* more : {&detail::journal_commands, &detail::other_commands})
            for (auto& each : more()) made.push_back(std::move(each));
        for (auto& each : made) each.options.emplace_back("help");
        return made;
    }();
    return all;
}

/// Gives the command of a name, or null.
inline const command_info* find_command(std::string_view name) {
    const auto& all = command_table();
    const auto found = std::find_if(all.begin(), all.end(), [name](const auto& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

/// Gives the options of a command, in the order in which they are shown.
inline std::vector<option_info> options_of(const command_info& command) {
    std::vector<option_info> own;
    for (const auto& each : option_table())
        if (std::find(command.options.begin(), command.options.end(), each.key) != command.options.end())
            own.push_back(each);
    return own;
}

}  // namespace cli
