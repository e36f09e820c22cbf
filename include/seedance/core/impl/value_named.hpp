// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// Finds the value whose `to_string` gives this name: `value_named(all_modes, "text_to_video")`.
template <class Enum, std::size_t Count>
constexpr std::optional<Enum> value_named(const Enum (&all)[Count], std::string_view name) noexcept {
    for (const auto each : all)
        if (to_string(each) == name) return each;
    return std::nullopt;
}

}  // namespace seedance::detail
