// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// "Did you mean ...?"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

namespace detail {

/// Counts the letters that are to be put in, left out, replaced or exchanged with their neighbours to make one word of
/// another.
inline std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before, row(b.size() + 1), next(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before = row;
        std::swap(row, next);
    }
    return row.back();
}

}  // namespace detail

/// Gives the nearest of several words, or an empty text where none is near: a third of its letters may be wrong, or its
/// end, or what stands before a slash, may be missing.
inline std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    const std::string* best = nullptr;
    auto least = std::max<std::size_t>(word.size() / 3, 1) + 1;
    for (const auto& each : known) {
        const auto slash = each.find('/');
        const bool is_part =
            word.size() > 1 && (each.starts_with(word) || (slash != each.npos && each.substr(slash + 1) == word));
        const auto distance = is_part ? 0 : detail::distance(word, each);
        if (distance >= least) continue;
        least = distance;
        best = &each;
    }
    return best == nullptr ? std::string{} : *best;
}

/// Gives the end of a sentence, "; did you mean 'generate'?"; empty where nothing is near.
inline std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
    const auto found = nearest(word, known);
    return found.empty() ? std::string{} : "; did you mean '" + found + "'?";
}

}  // namespace cli
