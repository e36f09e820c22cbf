// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>
#include <vector>

#include <seedance/core/array_view.hpp>
#include <seedance/core/short_text.hpp>
#include <seedance/provider/prepared_route.hpp>

namespace seedance {

namespace detail {

/// Gives "pixazo/seedance-2-0", or the name as it was given where no such model is known.
inline short_text<64> name_of_leg(const prepared_request& leg) {
    if (leg.provider().empty()) return leg.model();
    return short_text<64>{leg.provider()}.append("/").append(leg.model());
}

SEEDANCE_DECL prepared_route prepare_legs(array_view<viewed_leg> legs) {
    std::vector<prepared_request> prepared;
    prepared.reserve(legs.size());
    for (const auto& leg : legs) prepared.push_back(prepare_for(*leg.table, leg.view));
    return prepared_route{std::move(prepared)};
}

}  // namespace detail

SEEDANCE_DECL prepared_route::prepared_route(std::vector<prepared_request> legs) : legs_{std::move(legs)} {
    for (const auto& leg : legs_)
        for (const auto& broken : leg.broken_rules()) {
            broken_rules_.push_back(broken);
            if (legs_.size() > 1) broken_rules_.back().leg = detail::name_of_leg(leg);
        }
}

SEEDANCE_DECL prepared_route::prepared_route(const violation& broken) : broken_rules_{broken} {}

SEEDANCE_DECL bool prepared_route::valid() const noexcept { return !legs_.empty() && broken_rules_.empty(); }

SEEDANCE_DECL std::vector<prepared_request> prepared_route::legs() && noexcept { return std::move(legs_); }

SEEDANCE_DECL price_range prepared_route::price() const {
    price_range range;
    for (const auto& leg : legs_) range.add(detail::name_of_leg(leg), leg.price());
    return range;
}

}  // namespace seedance
