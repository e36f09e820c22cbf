// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What `seedance` says of itself, made of the tables of commands and options.

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "gateways.hpp"
#include "parse.hpp"
#include "terminal.hpp"

namespace cli {

inline constexpr std::string_view exit_codes =
    "0 done, 1 anything else, 2 the request or the command line, 3 key or access, 4 the network, 5 it is not known "
    "whether a task was accepted, or another run is at it, or Ctrl-C was pressed twice, 6 the task failed or is gone, "
    "7 the task goes on (see the line printed), 8 the download, 9 the balance, 10 a limit of yours, 11 a gateway's "
    "list and the descriptors differ, 12 there is no such list, 130 interrupted before anything was sent.";

namespace detail {

/// Breaks a text into lines of at most so many characters, each after an indent.
inline std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent = 0) {
    const std::string start(indent, ' ');
    std::string all, line;
    std::istringstream words{std::string{text}};
    for (std::string word; words >> word;) {
        if (!line.empty() && indent + line.size() + 1 + word.size() > columns) {
            all += start + line + '\n';
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return line.empty() ? all : all + start + line + '\n';
}

/// Gives the parts of a command that stay on one line: a word, or an option with its value.
inline std::vector<std::string> parts_of_command(std::string_view command) {
    std::vector<std::string> parts(1);
    bool is_quoted = false;
    for (std::size_t i = 0; i != command.size(); ++i) {
        if (command[i] == '\'') is_quoted = !is_quoted;
        const bool is_value = parts.back().starts_with("--") && parts.back().find(' ') == std::string::npos &&
                              !command.substr(i + 1).starts_with("--");
        if (command[i] == ' ' && !is_quoted && !is_value)
            parts.emplace_back();
        else
            parts.back() += command[i];
    }
    return parts;
}

/// Breaks a command as a shell takes it: each line but the last one ends with a backslash.
inline std::string wrapped_command(std::string_view command, std::size_t columns) {
    constexpr std::string_view goes_on = " \\";
    std::string all, line = " ";
    for (const auto& part : parts_of_command(command)) {
        const bool is_begun = line.find_first_not_of(' ') != line.npos;
        if (is_begun && line.size() + 1 + part.size() + goes_on.size() > columns) {
            all.append(line).append(goes_on) += '\n';
            line = "     ";
        }
        line += " " + part;
    }
    return all + line + '\n';
}

/// Says what a person types: "seedance wait TASK [options]".
inline std::string synopsis_of(const command_info& command) {
    return "seedance " + command.name + (command.arguments.empty() ? "" : " " + command.arguments) + " [options]";
}

/// A command with its summary, which stands below it where there is no room beside it.
inline std::string summary_line(const command_info& command, std::size_t columns) {
    constexpr std::size_t column = 22;
    const auto name = "  " + command.name + (command.arguments.empty() ? "" : " " + command.arguments);
    if (columns < 60 || name.size() + 2 > column) return name + '\n' + wrapped(command.summary, columns, 6);
    return name + std::string(column - name.size(), ' ') + wrapped(command.summary, columns, column).substr(column);
}

inline std::string names_of_actions() {
    std::string names;
    for (const auto& each : command_table())
        if (const std::string_view group = "journal "; each.name.starts_with(group))
            names += (names.empty() ? "" : ", ") + each.name.substr(group.size());
    return names;
}

}  // namespace detail

/// Gives the width to which help is written: that of the terminal it goes to.
inline std::size_t help_width() { return std::clamp<std::size_t>(size_of(STDOUT_FILENO).columns, 30, 100); }

/// Gives a few lines, for whoever has asked for nothing.
inline std::string short_usage() {
    return "seedance COMMAND [options]: makes videos, and loses none that is paid for\n\n"
           "  seedance generate --model apixo/seedance-2-0-fast --prompt 'a fox' --out fox.mp4\n"
           "  seedance price     what it would cost, at every model\n"
           "  seedance list      what is under way\n"
           "  seedance --help    all commands\n";
}

/// Gives all commands, and what holds for each.
inline std::string overview(std::size_t columns) {
    std::string text = "seedance COMMAND [options]\n\n";
    for (const auto& each : command_table())
        if (!each.name.starts_with("journal ")) text += detail::summary_line(each, columns);
    text += detail::summary_line(
        {.name = "journal ACTION",
         .summary = "look into a journal, settle what is not known, set budgets: " + detail::names_of_actions()},
        columns);
    text += "\n" + detail::wrapped("`seedance COMMAND --help` has the options of a command.", columns);
    text += detail::wrapped("Keys are read from " + in_words(key_variables()) + ".", columns);
    return text + "\n" + detail::wrapped("Exit codes: " + std::string{exit_codes}, columns);
}

/// Gives the actions of `seedance journal`.
inline std::string journal_overview(std::size_t columns) {
    std::string text = "seedance journal ACTION [options]\n\n";
    for (const auto& each : command_table())
        if (each.name.starts_with("journal ")) text += detail::summary_line(each, columns);
    return text + "\n" +
           detail::wrapped(
               "`seedance journal ACTION --help` has the options of an action. --journal names a file or the "
               "URL of a database, postgresql://HOST/NAME. Nothing is sent to a gateway, and no key is needed.",
               columns);
}

/// Gives the page of one command.
inline std::string page_of(const command_info& command, std::size_t columns) {
    std::ostringstream page;
    page << detail::wrapped(detail::synopsis_of(command), columns) << '\n'
         << detail::wrapped(command.name + ": " + command.summary + ".", columns);
    if (!command.description.empty()) page << '\n' << detail::wrapped(command.description, columns);
    page << '\n' << description_of(command, static_cast<unsigned>(columns));
    for (const auto& each : command.examples)
        page << (&each == &command.examples.front() ? "\n" : "") << detail::wrapped_command(each, columns);
    return page.str();
}

}  // namespace cli
