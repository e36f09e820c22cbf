// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Amounts and times as they stand on a command line.

#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>
#include <seedance/core/number.hpp>

namespace cli {

using time_point = std::chrono::system_clock::time_point;

/// Reads dollars with at most six decimals, "1.50"; gives nothing for what is no amount, or more than a billion.
inline std::optional<seedance::money> dollars_in(std::string_view text) {
    const auto point = text.find('.');
    const auto whole = seedance::text::parse_number<std::int64_t>(text.substr(0, point));
    std::string decimals{point == text.npos ? std::string_view{"0"} : text.substr(point + 1)};
    if (!whole || *whole > 1'000'000'000 || decimals.empty() || decimals.size() > 6) return std::nullopt;
    decimals.resize(6, '0');
    const auto micro = seedance::text::parse_number<std::int64_t>(decimals);
    if (!micro) return std::nullopt;
    return seedance::usd(*whole) + seedance::micro_usd(*micro);
}

/// Reads a day of UTC, "2026-01-31", from 1970 to 2199.
inline std::optional<time_point> day_in(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = seedance::text::parse_number<int>(text.substr(0, 4));
    const auto month = seedance::text::parse_number<unsigned>(text.substr(5, 2));
    const auto day = seedance::text::parse_number<unsigned>(text.substr(8, 2));
    if (!year || !month || !day || *year < 1970 || *year > 2199) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    return date.ok() ? std::optional<time_point>{std::chrono::sys_days{date}} : std::nullopt;
}

/// Reads an age, "90d", "36h" or "15m", of 36,500 days at most: the clock counts nanoseconds.
inline std::optional<std::chrono::minutes> age_in(std::string_view text) {
    constexpr std::chrono::minutes most = std::chrono::days{36'500};
    if (text.empty()) return std::nullopt;
    const auto count = seedance::text::parse_number<int>(text.substr(0, text.size() - 1));
    if (!count || *count > most.count()) return std::nullopt;
    std::chrono::minutes age{*count};
    if (text.back() == 'd')
        age *= 24 * 60;
    else if (text.back() == 'h')
        age *= 60;
    else if (text.back() != 'm')
        return std::nullopt;
    return age <= most ? std::optional{age} : std::nullopt;
}

/// Writes a time in UTC, "2026-01-31T12:00:00Z".
inline std::string utc_text(time_point when) {
    const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when));
    std::tm parts{};
    char text[32]{};
    if (::gmtime_r(&seconds, &parts) == nullptr) return "?";
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace cli
