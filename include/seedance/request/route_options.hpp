// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// In which order the legs of a route are tried.
enum class route_order : std::uint8_t {
    as_written,  ///< the first of the list first
    cheapest,    ///< by the estimated price; a leg whose price is not known comes last
    fastest,     ///< by the measured times (`client_load::models`); a leg that was measured too seldom comes last
};

/// Every order, in the order of the enumeration.
inline constexpr route_order all_route_orders[] = {route_order::as_written, route_order::cheapest,
                                                   route_order::fastest};

/// Gives the order's name: "as_written".
constexpr std::string_view to_string(route_order value) noexcept {
    switch (value) {
        case route_order::as_written: return "as_written";
        case route_order::cheapest: return "cheapest";
        case route_order::fastest: return "fastest";
    }
    return "?";
}

/// What a call says about its route; an ordinary request does not read it.
struct route_options {
    route_order order = route_order::as_written;  ///< in which its legs are tried

    /// Says whether another leg is tried when a gateway has refused the request itself, or its content, and does not
    /// bill it. The same prompt will most likely be refused again, and that counts against the account.
    bool despite_content = false;
};

}  // namespace seedance
