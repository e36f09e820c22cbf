// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// `runtime(x)`: the door for values that only the running program knows. A constant is checked by the compiler; a
/// value that went through `runtime` is checked by the same rules before anything is sent.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <seedance/core/config.hpp>

namespace seedance {

/// Text known only at run time, kept as a view: the characters must live until the call that takes the request has
/// returned its awaitable (`generate`, `submit` and `prepare` read them before they return). A request that must
/// outlive its texts, because a function returns it or a queue holds it, is made with `prepare(request)`, which owns
/// all that it needs, or is an `any_request`.
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
/// The text is viewed, not copied. Every compiler refuses a temporary `std::string`, and Clang 21 warns of a view of
/// one, `runtime(std::string_view{name()})`, which dangles as well. What must live longer than the text goes through
/// `prepare(request)`: Clang warns of a local string in `return {.prompt = runtime(text)}`, and of nothing where the
/// request's type stands before the braces.
constexpr runtime_text runtime(std::string_view text SEEDANCE_IS_VIEWED) noexcept { return {text}; }

/// Marks a null-terminated text in the same way; a null pointer (what `std::getenv` may return) is an empty text.
constexpr runtime_text runtime(const char* text SEEDANCE_IS_VIEWED) noexcept {
    return {text != nullptr ? std::string_view{text} : std::string_view{}};
}

/// Marks a string in the same way.
inline runtime_text runtime(const std::string& text SEEDANCE_IS_VIEWED) noexcept { return {text}; }
template <class Reason = a_temporary_would_dangle_keep_it_in_a_variable>
runtime_text runtime(std::string&&) = delete;
template <class Reason = a_temporary_would_dangle_keep_it_in_a_variable>
runtime_text runtime(const std::string&&) = delete;

/// Marks a length of time as known only at run time.
constexpr runtime_seconds runtime(std::chrono::seconds value) noexcept { return {value}; }

/// A whole number (a seed, frames per second) known only at run time.
struct runtime_number {
    std::int64_t value = 0;  ///< the number, or the nearest one that 64 bits hold
    bool fits = true;        ///< false: the number has more than 64 bits, and breaks a rule
};

namespace detail {

template <class T>
inline constexpr bool is_character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                                     std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// A type of whole numbers; a compiler's own ones, `__int128` for one, are among them where `std::integral` has them.
template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool> && !is_character<T>;

template <whole_number T>
constexpr runtime_number number_of(T value) noexcept {
    const auto cut = static_cast<std::int64_t>(value);
    if (static_cast<T>(cut) == value && (value > T{}) == (cut > 0)) return {cut, true};
    return {value > T{} ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min(), false};
}

}  // namespace detail

/// Marks a whole number as known only at run time. One that has more than 64 bits breaks a rule of its field.
template <detail::whole_number T>
constexpr runtime_number runtime(T value) noexcept {
    return detail::number_of(value);
}

}  // namespace seedance
