// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

namespace detail {

/// Ends a compilation with its name: it is no constant expression.
inline void an_amount_is_a_whole_number_of_micro_dollars() {}

inline constexpr std::int64_t most_micro_usd = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t least_micro_usd = std::numeric_limits<std::int64_t>::min();

/// Adds; a sum that is too large, or too small, is the largest or smallest amount.
constexpr std::int64_t add_saturating(std::int64_t a, std::int64_t b) noexcept {
    if (b > 0 && a > most_micro_usd - b) return most_micro_usd;
    if (b < 0 && a < least_micro_usd - b) return least_micro_usd;
    return a + b;
}

constexpr std::int64_t subtract_saturating(std::int64_t a, std::int64_t b) noexcept {
    if (b < 0 && a > most_micro_usd + b) return most_micro_usd;
    if (b > 0 && a < least_micro_usd + b) return least_micro_usd;
    return a - b;
}

constexpr std::int64_t multiply_saturating(std::int64_t a, std::int64_t b) noexcept {
    if (a == 0 || b == 0) return 0;
    const bool is_negative = (a < 0) != (b < 0);
    const auto size_of = [](std::int64_t value) {
        return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    };
    const auto most = static_cast<std::uint64_t>(most_micro_usd) + (is_negative ? 1 : 0);
    if (size_of(a) > most / size_of(b)) return is_negative ? least_micro_usd : most_micro_usd;
    const auto size = size_of(a) * size_of(b);
    return static_cast<std::int64_t>(is_negative ? std::uint64_t{0} - size : size);
}

}  // namespace detail

/// An amount of US dollars in whole micro-dollars (1 USD = 1'000'000): an integer, so that sums and limits are exact.
/// What exceeds nine trillion dollars stays there, so that no sum turns negative.
struct money {
    std::int64_t micro_usd = 0;  ///< micro-dollars; may be negative

    /// Compares two amounts.
    friend constexpr auto operator<=>(money, money) = default;

    /// @{ Adds, subtracts and multiplies exactly, up to the largest amount.
    friend constexpr money operator+(money a, money b) { return {detail::add_saturating(a.micro_usd, b.micro_usd)}; }
    friend constexpr money operator-(money a, money b) {
        return {detail::subtract_saturating(a.micro_usd, b.micro_usd)};
    }
    friend constexpr money operator*(money a, std::int64_t times) {
        return {detail::multiply_saturating(a.micro_usd, times)};
    }
    friend constexpr money operator*(std::int64_t times, money a) { return a * times; }
    constexpr money& operator+=(money b) { return *this = *this + b; }
    constexpr money& operator-=(money b) { return *this = *this - b; }
    /// @}
};

/// Makes an amount of micro-dollars: `micro_usd(76'000)` is $0.076.
constexpr money micro_usd(std::int64_t amount) { return {amount}; }

/// Makes an amount of whole dollars: `usd(5)` is $5.
template <std::integral Dollars>
constexpr money usd(Dollars dollars) {
    const auto most = static_cast<std::uint64_t>(detail::most_micro_usd);
    if (dollars > 0 && static_cast<std::uint64_t>(dollars) > most) return {detail::most_micro_usd};
    return money{1'000'000} * static_cast<std::int64_t>(dollars);
}

/// Makes an amount of a constant: `usd(0.5)` is $0.50. One that is no whole number of micro-dollars does not compile,
/// nor does a value that only the running program knows: `micro_usd` takes those.
consteval money usd(double dollars) {
    const auto micro = dollars * 1e6;
    const auto whole = static_cast<std::int64_t>(micro < 0 ? micro - 0.5 : micro + 0.5);
    const auto rest = micro - static_cast<double>(whole);
    if (rest > 1e-4 || rest < -1e-4) detail::an_amount_is_a_whole_number_of_micro_dollars();
    return {whole};
}

/// Writes an amount without rounding, with two to six decimals: "$0.38", "$0.0475", "-$1.00".
inline std::string to_string(money amount) {
    const bool negative = amount.micro_usd < 0;
    const auto micro = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(amount.micro_usd)
                                : static_cast<std::uint64_t>(amount.micro_usd);
    auto decimals = std::to_string(micro % 1'000'000);
    decimals.insert(0, 6 - decimals.size(), '0');
    while (decimals.size() > 2 && decimals.back() == '0') decimals.pop_back();
    return (negative ? "-$" : "$") + std::to_string(micro / 1'000'000) + "." + decimals;
}

}  // namespace seedance
