// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string_view>

namespace seedance::detail {

/// A set of characters; a test for membership costs one table lookup.
class char_table {
  public:
    constexpr explicit char_table(std::string_view members) noexcept {
        for (const char c : members) is_member_[static_cast<unsigned char>(c)] = true;
    }

    constexpr bool holds(char c) const noexcept { return is_member_[static_cast<unsigned char>(c)]; }

    /// Sixteen characters are looked up before their answer is asked for: a text may have 40 MB.
    constexpr bool holds_all(std::string_view text) const noexcept {
        for (; text.size() >= 16; text.remove_prefix(16)) {
            bool all = true;
            for (std::size_t i = 0; i != 16; ++i) all &= holds(text[i]);
            if (!all) return false;
        }
        for (const char c : text)
            if (!holds(c)) return false;
        return true;
    }

  private:
    bool is_member_[256]{};
};

}  // namespace seedance::detail
