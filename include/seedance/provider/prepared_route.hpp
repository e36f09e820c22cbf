// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A request for several models, the legs of a route, one of which is to make the video.

#include <utility>
#include <vector>

#include <seedance/core/array_view.hpp>
#include <seedance/core/config.hpp>
#include <seedance/model/route.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/price_range.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

/// A request in its owning form for every leg of a route: checked, encoded, priced. It can be moved and stored, as a
/// `prepared_request`. A route of one leg is a request to that model.
class prepared_route {
  public:
    /// Makes a route of its legs, in the order in which they are written.
    SEEDANCE_DECL explicit prepared_route(std::vector<prepared_request> legs);

    /// Makes a route that cannot be sent.
    SEEDANCE_DECL explicit prepared_route(const violation& broken);

    /// Says whether the request may be sent to every leg.
    SEEDANCE_DECL bool valid() const noexcept;

    /// @{ Gives every rule that the request broke, leg by leg; there are none when `valid()`. A violation names its
    /// leg, where there are several.
    const violations& broken_rules() const& noexcept { return broken_rules_; }
    violations broken_rules() && noexcept { return std::move(broken_rules_); }
    /// @}

    /// @{ Gives the request for each leg.
    const std::vector<prepared_request>& legs() const& noexcept { return legs_; }
    SEEDANCE_DECL std::vector<prepared_request> legs() && noexcept;
    /// @}

    /// Gives the estimated price of the whole video, from the cheapest leg to the dearest.
    SEEDANCE_DECL price_range price() const;

  private:
    std::vector<prepared_request> legs_;
    violations broken_rules_;
};

namespace detail {

/// A request as one leg of its route has it, with the functions of the leg's gateway.
struct viewed_leg {
    const provider_table* table;
    request_view view;
};

template <class Leg, class Request>
viewed_leg view_leg(const Request& request) {
    using gateway = typename Leg::provider;
    static_assert(
        provider<gateway>,
        "include the header of this leg's gateway, <seedance/provider/...>, or specialise provider_traits for it");
    static_assert(!provider<gateway> || sells<gateway, Leg>,
                  "the descriptor of this leg names another provider than the traits of its gateway");
    return {&table_of<gateway>, view_of<Request, Leg>(request)};
}

SEEDANCE_DECL prepared_route prepare_legs(array_view<viewed_leg> legs);

template <class Request, class... Legs>
prepared_route prepare_legs(const Request& request, leg_list<Legs...>) {
    const viewed_leg legs[] = {view_leg<Legs>(request)...};
    return prepare_legs(legs);
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
