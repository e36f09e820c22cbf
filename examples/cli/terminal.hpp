// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a terminal can show.

#include <cstddef>
#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

#include <seedance/core/quoted.hpp>

namespace cli {

/// Says whether people look at a descriptor through a terminal where lines can be written over.
inline bool is_terminal(int descriptor) {
    const char* const kind = std::getenv("TERM");
    return ::isatty(descriptor) != 0 && (kind == nullptr || std::string_view{kind} != "dumb");
}

/// Colours of words, by the numbers that terminals have for them.
enum class colour { red = 31, green = 32 };

/// Gives words in a colour where a descriptor is a terminal, unless NO_COLOR says something.
inline std::string in_colour(colour shown, std::string_view words, int descriptor) {
    const char* const unwanted = std::getenv("NO_COLOR");
    if (!is_terminal(descriptor) || (unwanted != nullptr && *unwanted != 0)) return std::string{words};
    return "\x1b[" + std::to_string(static_cast<int>(shown)) + 'm' + std::string{words} + "\x1b[0m";
}

/// What a line on standard error begins with that says what went wrong.
inline std::string error_mark() { return in_colour(colour::red, "seedance:", STDERR_FILENO) + ' '; }

/// The size of a terminal in characters.
struct terminal_size {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

/// Gives the size of the terminal behind a descriptor, as it is now; of what is none, the usual one.
inline terminal_size size_of(int descriptor) {
    terminal_size size;
    ::winsize now{};
    if (::ioctl(descriptor, TIOCGWINSZ, &now) != 0) return size;
    if (now.ws_col != 0) size.columns = now.ws_col;
    if (now.ws_row != 0) size.rows = now.ws_row;
    return size;
}

/// Lines at the end of a terminal that are written over again and again. They are cut where they would wrap.
class live_lines {
  public:
    explicit live_lines(std::ostream& to, int descriptor) : to_{to}, descriptor_{descriptor} {}

    /// Shows these lines in place of those before; the last ones where there is no room for all.
    void show(const std::vector<std::string>& lines) {
        const auto size = size_of(descriptor_);
        const auto first = lines.size() < size.rows ? 0 : lines.size() - size.rows + 1;
        go_back();
        for (auto i = first; i < lines.size(); ++i)
            to_ << (i == first ? "" : "\n") << seedance::text::harmless(lines[i], size.columns - 1);
        to_ << std::flush;
        shown_ = lines.size() - first;
    }

    /// Takes the lines away, before something is written that stays.
    void clear() {
        if (shown_ == 0) return;
        go_back();
        to_ << std::flush;
        shown_ = 0;
    }

    /// Leaves the lines where they are, and goes on below.
    void keep() {
        if (shown_ != 0) to_ << '\n' << std::flush;
        shown_ = 0;
    }

  private:
    void go_back() {
        if (shown_ > 1) to_ << "\x1b[" << shown_ - 1 << 'A';
        to_ << "\r\x1b[J";
    }

    std::ostream& to_;
    int descriptor_;
    std::size_t shown_ = 0;
};

}  // namespace cli
