// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/impl/http_token.hpp>

namespace seedance::detail {

/// Says for how long a server keeps an idle connection, from its `Keep-Alive: timeout=5, max=100` (RFC 2068, 19.7.1.1);
/// nothing where it does not say. A second less than it says, so that no request meets the end of the connection, and
/// none at all where it says `max=0`.
inline std::optional<std::chrono::milliseconds> kept_alive_for(std::string_view header) noexcept {
    constexpr std::uint32_t longest = 365 * 24 * 3600;
    constexpr std::chrono::seconds margin{1};
    std::optional<std::chrono::milliseconds> time;
    while (!header.empty()) {
        const auto element = take_element(header);
        const auto equals = element.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = without_blanks(element.substr(0, equals));
        auto value = without_blanks(element.substr(equals + 1));
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        const auto number = text::parse_number<std::uint32_t>(value);
        if (!number) continue;
        if (text::equal_ignoring_case(name, "max") && *number == 0) return std::chrono::milliseconds{0};
        if (!text::equal_ignoring_case(name, "timeout")) continue;
        const std::chrono::seconds said{*number < longest ? *number : longest};
        time = said > margin ? said - margin : std::chrono::seconds{0};
    }
    return time;
}

}  // namespace seedance::detail
