// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/request/requests.hpp>

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;
