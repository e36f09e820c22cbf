// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>  // what it converts to
#include <type_traits>

namespace seedance {

/// Constant elements that stand in a row in somebody else's memory. It converts to `std::span<const T>` and from all
/// that has `data()` and `size()`. Descriptors hold this and no spans because of what those cost to compile: a tenth of
/// a file that only builds requests.
template <class T>
class array_view {
  public:
    using value_type = T;
    using const_iterator = const T*;

    constexpr array_view() = default;
    constexpr array_view(const T* data, std::size_t size) noexcept : data_{data}, size_{size} {}

    template <std::size_t Size>
    constexpr array_view(const T (&array)[Size]) noexcept : data_{array}, size_{Size} {}

    template <class Container>
        requires requires(const Container& c) {
            { c.data() } -> std::convertible_to<const T*>;
            { c.size() } -> std::convertible_to<std::size_t>;
            requires std::same_as<std::remove_cvref_t<decltype(*c.data())>,
                                  T>;  // of another size they would be walked wrongly
        }
    constexpr array_view(const Container& elements) noexcept : data_{elements.data()}, size_{elements.size()} {}

    constexpr const T* data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }

    constexpr const T* begin() const noexcept { return data_; }
    constexpr const T* end() const noexcept { return data_ + size_; }

    /// @pre `index < size()`
    constexpr const T& operator[](std::size_t index) const noexcept { return data_[index]; }

    /// @pre `!empty()`
    constexpr const T& front() const noexcept { return data_[0]; }
    constexpr const T& back() const noexcept { return data_[size_ - 1]; }

  private:
    const T* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace seedance
