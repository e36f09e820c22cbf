// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A request for several models, the legs of a route, one of which is to make the video.

#include <utility>
#include <vector>

#include <seedance/core/config.hpp>
#include <seedance/model/route.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/price_range.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

/// A request in its owning form for every leg of a route: checked, encoded, priced. It can be moved and stored, as a
/// `prepared_request`. A route of one leg is a request to that model.
class prepared_route {
  public:
    /// Makes a route of its legs, in the order in which they are written.
    SEEDANCE_DECL explicit prepared_route(std::vector<prepared_request> legs);

    /// Makes a route that cannot be sent.
    explicit prepared_route(const violation& broken) : broken_rules_{broken} {}

    /// Says whether the request may be sent to every leg.
    bool valid() const noexcept { return !legs_.empty() && broken_rules_.empty(); }

    /// @{ Gives every rule that the request broke, leg by leg; there are none when `valid()`. A violation names its
    /// leg, where there are several.
    const violations& broken_rules() const& noexcept { return broken_rules_; }
    violations broken_rules() && noexcept { return std::move(broken_rules_); }
    /// @}

    /// @{ Gives the request for each leg.
    const std::vector<prepared_request>& legs() const& noexcept { return legs_; }
    std::vector<prepared_request> legs() && noexcept { return std::move(legs_); }
    /// @}

    /// Gives the estimated price of the whole video, from the cheapest leg to the dearest.
    SEEDANCE_DECL price_range price() const;

  private:
    std::vector<prepared_request> legs_;
    violations broken_rules_;
};

namespace detail {

template <class Leg, class Request>
prepared_request prepare_leg(const Request& request) {
    using gateway = typename Leg::provider;
    static_assert(
        provider<gateway>,
        "include the header of this leg's gateway, <seedance/provider/...>, or specialise provider_traits for it");
    static_assert(!provider<gateway> || sells<gateway, Leg>,
                  "the descriptor of this leg names another provider than the traits of its gateway");
    return prepare_for(table_of<gateway>, view_of<Request, Leg>(request));
}

template <class Request, class... Legs>
prepared_route prepare_legs(const Request& request, leg_list<Legs...>) {
    std::vector<prepared_request> legs;
    legs.reserve(sizeof...(Legs));
    (legs.push_back(prepare_leg<Legs>(request)), ...);
    return prepared_route{std::move(legs)};
}

}  // namespace detail

/// Checks, encodes and prices a request for each leg of its route. After the call nothing refers to `request` or to
/// what it views.
/// @par Errors
/// None is thrown: the rules that the request broke are in the result.
template <routed_request Request>
prepared_route prepare(const Request& request) {
    return detail::prepare_legs(request, detail::legs_of<typename Request::model_type>{});
}

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/provider/impl/prepared_route.ipp>
#endif
