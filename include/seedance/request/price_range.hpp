// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <seedance/core/array_view.hpp>
#include <seedance/core/short_text.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

/// What a request to a route will cost, which depends on the leg that takes it.
struct price_range {
    price lowest = price_gap::not_documented;   ///< of the legs whose price is known; unknown where none is
    price highest = price_gap::not_documented;  ///< likewise
    price_gap gap = price_gap::none;            ///< why the price of a leg is not known; `none`: they are all known
    short_text<120> unknown_at = {};            ///< those legs: "xenodia/seedance-2, xenodia/seedance-2-fast"

    /// Says whether the price of every leg is known.
    constexpr bool known() const noexcept { return gap == price_gap::none; }

    /// Takes one leg into the range.
    constexpr void add(std::string_view leg, const price& of_leg) {
        if (of_leg.known()) {
            if (!lowest.known() || of_leg.amount() < lowest.amount()) lowest = of_leg;
            if (!highest.known() || of_leg.amount() > highest.amount()) highest = of_leg;
            return;
        }
        if (gap == price_gap::none) gap = of_leg.why_unknown();
        unknown_at.append(unknown_at.empty() ? "" : ", ").append(leg);
    }

    /// Says whether every part is the same.
    friend constexpr bool operator==(const price_range& a, const price_range& b) {
        return a.lowest == b.lowest && a.highest == b.highest && a.gap == b.gap && a.unknown_at == b.unknown_at.view();
    }
};

/// Writes "$0.78 to $1.20", "$0.78" where there is one price only, and behind it where a price is not known, and why:
/// "$0.78; unknown at xenodia/seedance-2: the gateway documents no price".
inline std::string to_string(const price_range& range) {
    std::string text = range.lowest.known() ? to_string(range.lowest) : std::string{};
    if (range.highest != range.lowest) text.append(" to ").append(to_string(range.highest));
    if (range.known()) return text;
    if (!text.empty()) text += "; ";
    return text.append("unknown at ").append(range.unknown_at.view()).append(": ").append(to_string(range.gap));
}

/// Gives what the request will cost at the cheapest leg of a route and at the dearest, as `estimate` of one model does.
/// `lists` are prices that gateways told at run time. @{
constexpr price_range estimate(array_view<request_view> legs) {
    price_range range;
    for (const auto& view : legs) range.add(name_of(*view.model), estimate(view));
    return range;
}

template <routed_request Request>
constexpr price_range estimate(const Request& request) {
    return estimate(array_view<request_view>{views_of_legs(request)});
}

inline price_range estimate(array_view<request_view> legs, array_view<price_list> lists) {
    price_range range;
    for (const auto& view : legs) range.add(name_of(*view.model), estimate(view, lists));
    return range;
}

template <routed_request Request>
price_range estimate(const Request& request, array_view<price_list> lists) {
    return estimate(array_view<request_view>{views_of_legs(request)}, lists);
}
/// @}

}  // namespace seedance
