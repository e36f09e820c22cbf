// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Every gateway and model of the library. A program that uses one gateway can include that one's header alone.

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/provider/gateways.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>

namespace seedance {

/// Every gateway of the library.
using all_gateways = gateway_list<apixo::gateway, pixazo::gateway, xenodia::gateway>;

/// Every model of the library.
using all_models = model_list<apixo::seedance_2_0_fast, apixo::seedance_2_0_mini, apixo::seedance_1_5_pro,
                              pixazo::seedance_2_0, pixazo::seedance_2_0_fast, pixazo::seedance_1_0_pro,
                              pixazo::seedance_1_0_lite, xenodia::seedance_2, xenodia::seedance_2_fast>;

namespace detail {

template <class Gateways, class... Models>
constexpr bool every_model_has_its_gateway(model_list<Models...>) {
    return (Gateways::template contains<typename Models::provider> && ...);
}

template <class Models, class... Gateways>
constexpr bool every_gateway_has_models(gateway_list<Gateways...>) {
    return (!Models::template of<Gateways>.empty() && ...);
}

static_assert(every_model_has_its_gateway<all_gateways>(all_models{}),
              "a model of all_models has a gateway that is not in all_gateways");
static_assert(every_gateway_has_models<all_models>(all_gateways{}),
              "a gateway of all_gateways has no model in all_models");

}  // namespace detail

}  // namespace seedance
