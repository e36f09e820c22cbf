// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// An owned text of up to `Capacity` bytes, trivially copyable and usable at compile time; a longer text is cut between
/// two code points and ends in "...". It lets a violation outlive the request it speaks of without quoting a whole
/// prompt.
template <std::size_t Capacity>
class short_text {
  public:
    constexpr short_text() = default;

    /// @{ Copies a text, as far as it fits.
    constexpr short_text(std::string_view text) { append(text); }
    constexpr short_text(const char* text) : short_text{std::string_view{text}} {}
    /// @}

    /// Appends a text, as far as it fits.
    constexpr short_text& append(std::string_view text) {
        for (const char c : text) {
            if (size_ == Capacity) return mark_cut();
            characters_[size_++] = c;
        }
        return *this;
    }

    /// Appends a number in decimal digits.
    constexpr short_text& append(std::int64_t number) {
        char digits[20]{};
        std::size_t count = 0;
        auto rest =
            number < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
        do {
            digits[count++] = static_cast<char>('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (number < 0) append(std::string_view{"-"});
        while (count != 0) append(std::string_view{&digits[--count], 1});
        return *this;
    }

    /// @{ Gives the text, which lives as long as this object.
    constexpr std::string_view view() const noexcept { return {characters_, size_}; }
    constexpr operator std::string_view() const noexcept { return view(); }
    /// @}

    /// Says whether there is no text.
    constexpr bool empty() const noexcept { return size_ == 0; }

    friend constexpr bool operator==(const short_text& a, std::string_view b) noexcept { return a.view() == b; }

  private:
    static_assert(Capacity > 8);

    constexpr short_text& mark_cut() {
        std::size_t keep = Capacity - 3;
        while (keep > 0 && (static_cast<unsigned char>(characters_[keep]) & 0xC0) == 0x80)
            --keep;  // never half a code point
        for (std::size_t i = keep; i != Capacity; ++i) characters_[i] = '.';
        size_ = keep + 3;
        return *this;
    }

    char characters_[Capacity]{};
    std::size_t size_ = 0;
};

}  // namespace seedance
