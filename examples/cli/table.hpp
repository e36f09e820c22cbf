// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <unistd.h>

#include "terminal.hpp"

namespace cli {

/// The first row has the titles.
using table_rows = std::vector<std::vector<std::string>>;

namespace detail {

inline std::string in_columns(const table_rows& rows, const std::vector<std::size_t>& widths) {
    std::string text;
    for (const auto& each : rows) {
        std::string line;
        for (std::size_t i = 0; i != each.size(); ++i)
            line += each[i] + std::string(widths[i] - each[i].size() + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

/// A line for each value, below one another, where a row would wrap.
inline std::string stacked(const table_rows& rows) {
    std::string text;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (i != 1) text += "\n\n";
        for (std::size_t j = 0; j != rows[i].size(); ++j) text += (j == 0 ? "" : "\n") + rows[0][j] + "  " + rows[i][j];
    }
    return text;
}

}  // namespace detail

/// Gives how wide a table may be on standard output: as its terminal is, and as it likes where there is none.
inline std::size_t columns_of_table() {
    return ::isatty(STDOUT_FILENO) != 0 ? size_of(STDOUT_FILENO).columns : std::numeric_limits<std::size_t>::max();
}

/// Gives rows as a table whose lines are no longer than so many characters.
inline std::string table_text(const table_rows& rows, std::size_t columns = std::numeric_limits<std::size_t>::max()) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& each : rows)
        for (std::size_t i = 0; i != each.size(); ++i) widths[i] = std::max(widths[i], each[i].size());
    std::size_t all = 0;
    for (const auto width : widths) all += width + 2;
    return all - 2 <= columns ? detail::in_columns(rows, widths) : detail::stacked(rows);
}

}  // namespace cli
