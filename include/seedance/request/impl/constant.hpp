// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How the compiler takes a constant, and what it says when it is given something else. A compiler that cannot read an
/// argument names the functions that it was in, so the name of the one that reads it is the message.

#include <concepts>
#include <string_view>
#include <type_traits>

#include <seedance/core/runtime.hpp>

namespace seedance::detail {

template <class...>
inline constexpr bool never = false;

/// What text is built from without help: literals, constant string views and `runtime(...)`.
template <class T>
concept text_source =
    (std::is_array_v<T> && std::same_as<std::remove_extent_t<T>, char>) || std::same_as<T, const char*> ||
    std::same_as<T, std::string_view> || std::same_as<T, runtime_text>;

/// A type whose name Clang shows with a constructor that was given no constant.
struct a_constant_or_runtime_of_a_variable;

/// Reads a constant.
template <class T>
constexpr T what_is_known_only_at_run_time_goes_through_runtime(const T& constant) {
    return constant;
}

/// Reads the text of a constant, its characters as well.
constexpr std::string_view what_is_known_only_at_run_time_goes_through_runtime(const char* const& constant) {
    return std::string_view{constant};
}

/// Text that the compiler must know: the parameter of functions that take a literal.
struct constant_text {
    std::string_view view;

    template <class Takes = a_constant_or_runtime_of_a_variable>
    consteval constant_text(const char* const& constant)
        : view{what_is_known_only_at_run_time_goes_through_runtime(constant)} {}

    template <class Takes = a_constant_or_runtime_of_a_variable>
    consteval constant_text(const std::string_view& constant)
        : view{what_is_known_only_at_run_time_goes_through_runtime(constant)} {}

    template <class T>
        requires(!text_source<T>)
    constexpr constant_text(const T&) {
        static_assert(never<T>, "a value that is known only at run time goes through seedance::runtime(value)");
    }
};

}  // namespace seedance::detail
