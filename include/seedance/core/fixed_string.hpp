// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// A string literal as a template argument: `offers_resolution<Model, mode::text_to_video, "720p">`.
template <std::size_t Size>
struct fixed_string {
    char characters[Size]{};  ///< with the null at the end; public because template arguments need it

    /// Copies a literal.
    consteval fixed_string(const char (&literal)[Size]) {
        for (std::size_t i = 0; i != Size; ++i) characters[i] = literal[i];
    }

    /// Gives the text without the null at its end.
    constexpr std::string_view view() const noexcept { return {characters, Size - 1}; }
};

}  // namespace seedance
