// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// The name of an account that is given none.
inline constexpr std::string_view default_account = "default";

/// The longest name of an account in bytes.
inline constexpr std::size_t longest_account_name = 64;

/// Says whether an account may have this name: 1 to 64 letters, digits and signs of ASCII, without blanks.
constexpr bool is_account_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= longest_account_name &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace seedance
