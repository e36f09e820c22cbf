// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Numbers in text from outside: lengths, ports, dates, bytes of an escape.

#include <concepts>
#include <limits>
#include <optional>
#include <string_view>

#include <seedance/core/text.hpp>

namespace seedance::text {

/// Gives the value of a digit up to base 16, in either case; -1 for another character.
constexpr int digit_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    const char letter = lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// Reads a number into `out` as `parse_number` does; gives false, and leaves `out` as it is, where it is none or larger
/// than `largest`.
constexpr bool read_number(std::string_view digits, unsigned base, unsigned long long largest,
                           unsigned long long& out) noexcept {
    unsigned long long number = 0;
    for (const char c : digits) {
        const int digit = digit_value(c);
        if (digit < 0 || static_cast<unsigned>(digit) >= base) return false;
        const auto added = static_cast<unsigned>(digit);
        if (added > largest || number > (largest - added) / base) return false;
        number = number * base + added;
    }
    if (digits.empty()) return false;
    out = number;
    return true;
}

/// Reads a number that consists of digits of `base` (2 to 16) and nothing else, no sign and no blank. Leading zeros are
/// allowed. Gives nothing for an empty text, for any other character, and for a number that does not fit `T`.
template <std::integral T>
    requires(!std::same_as<T, bool>)
constexpr std::optional<T> parse_number(std::string_view digits, unsigned base = 10) noexcept {
    unsigned long long number = 0;
    if (!read_number(digits, base, std::numeric_limits<T>::max(), number)) return std::nullopt;
    return static_cast<T>(number);
}

}  // namespace seedance::text
