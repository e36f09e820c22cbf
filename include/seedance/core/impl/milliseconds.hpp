// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

using milliseconds = std::chrono::milliseconds;

}  // namespace seedance::detail
