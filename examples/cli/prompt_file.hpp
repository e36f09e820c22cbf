// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A prompt from a file or from standard input.

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <istream>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include <seedance/core/text.hpp>

#include "usage_error.hpp"

namespace cli {

/// The longest prompt that is read, in bytes: no model takes as much.
inline constexpr std::size_t longest_prompt = 64 * 1024;

namespace detail {

/// Reads at most one byte more than is allowed, which tells that it is too long.
inline std::string read_some(std::istream& from, std::size_t most) {
    std::string text(most + 1, '\0');
    from.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(from.gcount()));
    return text;
}

inline std::string_view without_end_of_line(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

/// Gives the place of the first byte that is not UTF-8, or `npos`.
inline std::size_t first_bad_byte(std::string_view text) {
    for (std::size_t at = 0; at != text.size();) {
        const auto next = seedance::text::first_code_point(text.substr(at));
        if (next.length == 0) return at;
        at += next.length;
    }
    return text.npos;
}

}  // namespace detail

/// Takes from a text what editors put around it: the mark of UTF-8 in front, the ends of lines behind.
inline std::string_view bare_text(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return detail::without_end_of_line(text);
}

/// Reads the prompt in a file, "-" for standard input.
/// @par Errors Throws `usage_error`.
inline std::string read_prompt(const std::string& path) {
    const auto refuse = [&path](const std::string& words) {
        throw usage_error{"--prompt-file: " + path + " " + words};
    };
    const bool is_standard_input = path == "-";
    if (is_standard_input && ::isatty(STDIN_FILENO) != 0) std::cerr << "what to show, and Ctrl-D at its end:\n";
    errno = 0;
    std::ifstream file;
    if (!is_standard_input) file.open(path, std::ios::binary);
    if (!is_standard_input && !file) refuse("cannot be read: " + std::generic_category().message(errno));
    std::istream& from = is_standard_input ? std::cin : file;
    const auto text = detail::read_some(from, longest_prompt);
    if (from.bad()) refuse("cannot be read: " + std::generic_category().message(errno));
    if (text.size() > longest_prompt) refuse("has more than " + std::to_string(longest_prompt) + " bytes");
    if (const auto bad = detail::first_bad_byte(text); bad != text.npos)
        refuse("is not UTF-8: its byte " + std::to_string(bad + 1) + " is not");
    const auto prompt = bare_text(text);
    if (prompt.empty()) refuse("is empty");
    if (prompt.find('\0') != prompt.npos) refuse("has a byte 0 in it: is it a text?");
    return std::string{prompt};
}

}  // namespace cli
