// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Every gateway and model of the library. A program that uses one gateway can include that one's header alone.

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>

namespace seedance {

/// Every model of the library.
using all_models = model_list<apixo::seedance_2_0_fast, apixo::seedance_2_0_mini, apixo::seedance_1_5_pro,
                              pixazo::seedance_2_0, pixazo::seedance_2_0_fast, pixazo::seedance_1_0_pro,
                              pixazo::seedance_1_0_lite, xenodia::seedance_2, xenodia::seedance_2_fast>;

}  // namespace seedance
