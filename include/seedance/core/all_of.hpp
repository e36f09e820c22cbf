// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::text {

/// Says whether a predicate holds for every character of a text that may have tens of megabytes. It is asked of 256
/// characters before its answer counts, which compilers turn into instructions for many characters at once where the
/// predicate is made of comparisons with `&` and `|`.
template <class Predicate>
constexpr bool all_of(std::string_view text, Predicate is_good) noexcept {
    constexpr std::size_t block = 256;
    for (; text.size() >= block; text.remove_prefix(block)) {
        const char* const at = text.data();
        unsigned char bad = 0;
        for (std::size_t i = 0; i != block; ++i)
            bad = static_cast<unsigned char>(bad | !is_good(static_cast<unsigned char>(at[i])));
        if (bad != 0) return false;
    }
    for (const char c : text)
        if (!is_good(static_cast<unsigned char>(c))) return false;
    return true;
}

/// Gives 1 where a byte lies between two others, else 0, as `all_of` wants it. The limits are inclusive.
constexpr unsigned is_between(unsigned char c, unsigned char first, unsigned char last) noexcept {
    return static_cast<unsigned char>(c - first) <= static_cast<unsigned char>(last - first);
}

}  // namespace seedance::text
