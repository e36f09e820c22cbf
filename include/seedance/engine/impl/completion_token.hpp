// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>
#include <type_traits>

#include <seedance/engine/options.hpp>

namespace seedance::detail {

/// What may stand where an operation takes its completion token, and is not its options.
template <class Token>
concept completion_token = !std::same_as<std::remove_cvref_t<Token>, call_options>;

}  // namespace seedance::detail
