// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// A set of characters; a test for membership costs one table lookup.
class char_table {
  public:
    constexpr explicit char_table(std::string_view members) noexcept {
        for (const char c : members) is_member_[static_cast<unsigned char>(c)] = true;
    }

    constexpr bool holds(char c) const noexcept { return is_member_[static_cast<unsigned char>(c)]; }

    constexpr bool holds_all(std::string_view text) const noexcept {
        for (const char c : text)
            if (!holds(c)) return false;
        return true;
    }

  private:
    bool is_member_[256]{};
};

}  // namespace seedance::detail
