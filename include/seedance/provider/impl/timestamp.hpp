// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>

namespace seedance::detail {

/// Reads "2026-05-22T13:17:32.110Z" and "2026-05-22 13:19:23", both UTC. Gives nothing for anything else, nor for a
/// year that does not fit the clock's nanoseconds.
inline std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-dd_dd:dd:dd";
    if (text.size() < shape.size()) return std::nullopt;
    for (std::size_t i = 0; i != shape.size(); ++i) {
        const bool fits = shape[i] == 'd'   ? text::is_digit(text[i])
                          : shape[i] == '_' ? text[i] == 'T' || text[i] == ' '
                                            : text[i] == shape[i];
        if (!fits) return std::nullopt;
    }
    const auto number = [text](std::size_t at, std::size_t digits) {
        return text::parse_number<int>(text.substr(at, digits)).value_or(0);
    };
    auto rest = text.substr(shape.size());
    int fraction = 0;  // in milliseconds
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        for (int weight = 100; !rest.empty() && text::is_digit(rest.front()); weight /= 10, rest.remove_prefix(1))
            fraction += (rest.front() - '0') * weight;
    }
    if (!rest.empty() && rest != "Z") return std::nullopt;

    using namespace std::chrono;
    const year_month_day day{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                             std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    if (!day.ok() || day.year() < year{1970} || day.year() > year{2261} || number(11, 2) > 23 || number(14, 2) > 59 ||
        number(17, 2) > 60)
        return std::nullopt;
    return sys_days{day} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)} +
           std::chrono::milliseconds{fraction};
}

}  // namespace seedance::detail
