// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>
#include <type_traits>

#include <seedance/engine/options.hpp>

namespace seedance::detail {

/// What is neither a completion token nor options: a number, a text, a `std::chrono` duration.
template <class T>
concept misplaced_value =
    (std::is_scalar_v<T> && !std::is_pointer_v<T>) || std::is_array_v<T> || requires { typename T::period; };

/// What may stand where an operation takes its completion token, and is not its options.
template <class Token>
concept completion_token =
    !std::same_as<std::remove_cvref_t<Token>, call_options> && !misplaced_value<std::remove_cvref_t<Token>>;

}  // namespace seedance::detail
