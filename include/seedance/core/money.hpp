// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace seedance {

/// An amount of US dollars in whole micro-dollars (1 USD = 1'000'000): an integer, so that sums and limits are exact.
/// Its operators do not look for an overflow, which comes at nine trillion dollars.
struct money {
    std::int64_t micro_usd = 0;  ///< micro-dollars; may be negative

    /// Compares two amounts.
    friend constexpr auto operator<=>(money, money) = default;

    /// @{ Adds, subtracts and multiplies exactly.
    friend constexpr money operator+(money a, money b) { return {a.micro_usd + b.micro_usd}; }
    friend constexpr money operator-(money a, money b) { return {a.micro_usd - b.micro_usd}; }
    friend constexpr money operator*(money a, std::int64_t times) { return {a.micro_usd * times}; }
    friend constexpr money operator*(std::int64_t times, money a) { return a * times; }
    constexpr money& operator+=(money b) { return *this = *this + b; }
    constexpr money& operator-=(money b) { return *this = *this - b; }
    /// @}
};

/// Makes an amount of micro-dollars: `micro_usd(76'000)` is $0.076.
constexpr money micro_usd(std::int64_t amount) { return {amount}; }

/// Makes an amount of whole dollars: `usd(5)` is $5.
constexpr money usd(std::int64_t dollars) { return {dollars * 1'000'000}; }

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
