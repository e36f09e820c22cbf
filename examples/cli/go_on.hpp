// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The command that goes on with what was left, for a person to type.

#include <string>
#include <string_view>
#include <vector>

#include <seedance/task/task.hpp>

#include "../open_journal.hpp"
#include "settings.hpp"

namespace cli {

/// Writes a word so that a shell takes it for one.
inline std::string shell_word(std::string_view word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%";
    if (!word.empty() && word.find_first_not_of(plain) == word.npos) return std::string{word};
    std::string quoted{"'"};
    for (const char c : word) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return quoted + "'";
}

/// Joins words to a command.
inline std::string shell_command(const std::vector<std::string>& words) {
    std::string command = "seedance";
    for (const auto& each : words) command += " " + shell_word(each);
    return command;
}

/// Gives the command that waits for a task.
inline std::string command_to_wait(const seedance::task& task, const settings& chosen) {
    std::vector<std::string> words{"wait", to_string(task)};
    const auto add = [&words](const char* option, const std::string& value) {
        if (!value.empty()) words.insert(words.end(), {option, value});
    };
    add("--out", chosen.out == "/dev/stdout" ? "-" : chosen.out);
    add("--journal", without_password(chosen.journal));
    add("--base-url", chosen.base_urls.said_for(task.provider));
    add("--ca-file", chosen.ca_file);
    if (chosen.time_scale != 1) add("--time-scale", std::to_string(static_cast<int>(chosen.time_scale)));
    return shell_command(words);
}

}  // namespace cli
