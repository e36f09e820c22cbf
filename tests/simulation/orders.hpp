// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What is ordered in a world: half of the names are routes, which two gateways can make.

#include <cstddef>
#include <string>

#include <seedance/request/any_request.hpp>

namespace test {

inline constexpr std::size_t order_count = 8;

inline std::string name_of_order(std::size_t number) { return "order " + std::to_string(number); }
inline std::size_t number_of_order(const std::string& name) { return static_cast<std::size_t>(name.back() - '0'); }

/// Says whether it may be made by another gateway where one cannot.
inline bool is_route(const std::string& name) { return number_of_order(name) >= order_count / 2; }

/// Says whether its callers have the next gateway asked for what one has refused for its content.
inline bool goes_on_despite_content(const std::string& name) { return number_of_order(name) >= order_count * 3 / 4; }

/// Gives the request of one that is a route. Every other one begins at the other gateway.
inline seedance::any_request route_of(const std::string& name, const std::string& prompt) {
    seedance::any_request request{.models = {"apixo/seedance-2-0-fast", "xenodia/seedance-2"}, .prompt = prompt};
    if (number_of_order(name) % 2 != 0) request.models.front().swap(request.models.back());
    return request;
}

}  // namespace test
