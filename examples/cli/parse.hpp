// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// From a command line to the values of a command's options, by Boost.Program_options and the tables.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/program_options.hpp>

#include "command_table.hpp"
#include "suggestion.hpp"
#include "usage_error.hpp"

namespace cli {

namespace po = boost::program_options;

/// What a command line says.
struct parsed_line {
    const command_info* command = nullptr;  ///< null: none was named
    po::variables_map given{};              ///< options by their names
    std::vector<std::string> arguments{};
    std::vector<std::string> words{};  ///< all of it

    bool has(const char* name) const { return given.count(name) != 0; }
    std::string text(const char* name) const { return has(name) ? given[name].as<std::string>() : std::string{}; }
};

namespace detail {

/// The name of the arguments among the options, which nobody can type.
inline constexpr const char* arguments_name = "the arguments";

inline void add_to(po::options_description& known, const option_info& option) {
    const auto add = [&](auto* value) {
        if (!option.value.empty()) value->value_name(option.value);
        known.add_options()(option.name.c_str(), value, option.words.c_str());
    };
    switch (option.kind) {
        case value_kind::none: known.add_options()(option.name.c_str(), option.words.c_str()); break;
        case value_kind::text: add(po::value<std::string>()); break;
        case value_kind::texts: add(po::value<std::vector<std::string>>()->composing()); break;
        case value_kind::truth: add(po::value<bool>()); break;
        case value_kind::number: add(po::value<std::int64_t>()); break;
    }
}

inline std::vector<std::string> names_of_commands() {
    std::vector<std::string> names;
    for (const auto& each : command_table()) names.push_back(each.name.substr(0, each.name.find(' ')));
    return names;
}

/// Says whether one option takes back what the other one says, as --no-journal and --journal do.
inline bool are_opposite(const std::string& a, const std::string& b) { return a == "no-" + b || b == "no-" + a; }

/// Says what is wrong with an option that the command does not have.
[[noreturn]] inline void refuse_option(const command_info& command, std::string_view given) {
    const auto name = std::string{given.substr(std::min(given.find_first_not_of('-'), given.size()))};
    std::vector<std::string> own;
    for (const auto& each : options_of(command))
        if (!are_opposite(each.name, name)) own.push_back(each.name);
    const auto& all = option_table();
    const bool is_known = std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    const auto near = nearest(name, own);
    throw usage_error{
        (is_known ? "--" + name + " does not go with `" + command.name + "`" : "unrecognised option '--" + name + "'") +
        (near.empty() ? "" : "; did you mean '--" + near + "'?")};
}

/// Finds the command that a line begins with; `used` is how many words its name has.
inline const command_info& command_of(const std::vector<std::string>& words, std::size_t& used) {
    const auto& first = words.front();
    if (first.starts_with('-')) throw usage_error{"the command stands before its options: seedance COMMAND " + first};
    used = first == "journal" ? 2 : 1;
    const auto name = used == 2 && words.size() > 1 ? first + " " + words[1] : first;
    if (const auto* found = find_command(name)) return *found;
    if (used == 1) throw usage_error{"there is no command '" + first + "'" + did_you_mean(first, names_of_commands())};
    std::vector<std::string> actions;
    for (const auto& each : command_table())
        if (each.name.starts_with("journal ")) actions.push_back(each.name.substr(first.size() + 1));
    const auto action = words.size() > 1 ? words[1] : std::string{};
    if (action.empty() || action.starts_with('-'))
        throw usage_error{"an action stands behind `journal`: seedance journal list"};
    const auto near = nearest(action, actions);
    throw usage_error{"there is no command '" + name + "'" +
                      (near.empty() ? "" : "; did you mean '" + first + " " + near + "'?")};
}

/// Writes --help where it says -h, unless that is the value of an option.
inline void spell_out_help(std::vector<std::string>& words, const command_info& command) {
    const auto options = options_of(command);
    for (std::size_t i = 0; i != words.size(); ++i) {
        const bool is_value = i != 0 && std::any_of(options.begin(), options.end(), [&](const option_info& each) {
                                  return each.kind != value_kind::none && words[i - 1] == "--" + each.name;
                              });
        if (words[i] == "-h" && !is_value) words[i] = "--help";
    }
}

/// An empty value is most often a shell variable that was not set; taken for "nothing said" it could cost money.
inline void refuse_empty_values(const parsed_line& line) {
    for (const auto& each : options_of(*line.command))
        if (each.kind == value_kind::text && line.has(each.name.c_str()) && line.text(each.name.c_str()).empty())
            throw usage_error{"--" + each.name + ": the value is empty"};
}

inline void check_arguments(const parsed_line& line) {
    const auto& command = *line.command;
    const auto& given = line.arguments;
    if (given.size() >= command.least && given.size() <= command.most) return;
    if (!command.needs.empty())
        throw usage_error{command.name + (given.size() < command.least ? " needs " : " takes ") + command.needs};
    throw usage_error{"unexpected '" + given.front() + "'"};
}

}  // namespace detail

/// Gives the options of a command as Boost.Program_options knows them.
inline po::options_description description_of(const command_info& command, unsigned width = 80) {
    po::options_description known{"options", width, width / 2};
    for (const auto& each : options_of(command)) detail::add_to(known, each);
    return known;
}

/// Reads the words behind the program's name.
/// @pre there is one
/// @par Errors Throws `usage_error`.
inline parsed_line parse_line(const std::vector<std::string>& words) {
    std::size_t used = 0;
    parsed_line line{.command = &detail::command_of(words, used), .words = words};
    auto known = description_of(*line.command);
    known.add_options()(detail::arguments_name, po::value(&line.arguments));
    po::positional_options_description positional;
    positional.add(detail::arguments_name, -1);
    std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(used), words.end());
    detail::spell_out_help(rest, *line.command);
    const int whole_names = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    try {
        po::store(po::command_line_parser(rest).options(known).positional(positional).style(whole_names).run(),
                  line.given);
        po::notify(line.given);
    } catch (const po::unknown_option& e) {
        detail::refuse_option(*line.command, e.get_option_name());
    } catch (const po::error& e) {
        throw usage_error{e.what()};
    }
    if (line.has("help")) return line;
    detail::refuse_empty_values(line);
    detail::check_arguments(line);
    return line;
}

}  // namespace cli
