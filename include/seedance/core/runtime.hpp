// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `runtime(x)`: the door for values that only the running program knows. A constant is checked by the compiler; a
/// value that went through `runtime` is checked by the same rules before anything is sent.

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>

namespace seedance {

/// Text known only at run time, kept as a view: the characters must live until the call that takes the request has
/// returned its awaitable (`generate`, `submit` and `prepare` read them before they return).
struct runtime_text {
    std::string_view view;  ///< the characters
};

/// A length of time known only at run time.
struct runtime_seconds {
    std::chrono::seconds value{};  ///< the length
};

/// A type whose name the compiler shows when `runtime` is given a temporary string.
struct a_temporary_would_dangle_keep_it_in_a_variable;

/// Marks a text as known only at run time.
/// @par Object lifetimes
/// The text is viewed, not copied; a temporary `std::string` is refused by the compiler.
constexpr runtime_text runtime(std::string_view text) noexcept { return {text}; }

/// Marks a null-terminated text in the same way; a null pointer (what `std::getenv` may return) is an empty text.
constexpr runtime_text runtime(const char* text) noexcept {
    return {text != nullptr ? std::string_view{text} : std::string_view{}};
}

/// Marks a string in the same way.
inline runtime_text runtime(const std::string& text) noexcept { return {text}; }
template <class Reason = a_temporary_would_dangle_keep_it_in_a_variable>
runtime_text runtime(std::string&&) = delete;
template <class Reason = a_temporary_would_dangle_keep_it_in_a_variable>
runtime_text runtime(const std::string&&) = delete;

/// Marks a length of time as known only at run time.
constexpr runtime_seconds runtime(std::chrono::seconds value) noexcept { return {value}; }

/// A whole number (a seed, frames per second) known only at run time.
struct runtime_number {
    long long value = 0;  ///< the number
};

/// Marks a whole number as known only at run time. A value that `long long` cannot hold wraps around.
template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
constexpr runtime_number runtime(T value) noexcept {
    return {static_cast<long long>(value)};
}

}  // namespace seedance
