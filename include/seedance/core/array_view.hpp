// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>  // what it converts to
#include <type_traits>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// A view of constant elements that lie contiguously in somebody else's memory. It converts to `std::span<const T>`,
/// and from everything that has `data()` and `size()`. Descriptors hold array views because spans would make a file
/// that only builds requests compile a tenth slower.
/// @par Object lifetimes
/// The elements must outlive the view.
template <class T>
class array_view {
  public:
    using value_type = T;             ///< the elements' type
    using const_iterator = const T*;  ///< a pointer

    constexpr array_view() = default;
    /// Views `size` elements from `data` on.
    constexpr array_view(const T* data, std::size_t size) noexcept : data_{data}, size_{size} {}

    /// Views a whole array.
    template <std::size_t Size>
    constexpr array_view(const T (&array)[Size]) noexcept : data_{array}, size_{Size} {}

    /// Views the elements of a container, such as `std::array`, `std::vector` or `std::span`.
    template <class Container>
        requires requires(const Container& c) {
            { c.data() } -> std::convertible_to<const T*>;
            { c.size() } -> std::convertible_to<std::size_t>;
            requires std::same_as<std::remove_cvref_t<decltype(*c.data())>,
                                  T>;  // of another size they would be walked wrongly
        }
    constexpr array_view(const Container& elements) noexcept : data_{elements.data()}, size_{elements.size()} {}

    /// Gives the first element's address; null for an empty view that was made of nothing.
    constexpr const T* data() const noexcept { return data_; }
    /// Counts the elements.
    constexpr std::size_t size() const noexcept { return size_; }
    /// Says whether there is no element.
    constexpr bool empty() const noexcept { return size_ == 0; }

    /// Gives an iterator to the first element.
    constexpr const T* begin() const noexcept { return data_; }
    /// Gives the iterator behind the last element.
    constexpr const T* end() const noexcept { return data_ + size_; }

    /// Gives the element at `index`, counted from 0.
    /// @pre `index < size()`
    constexpr const T& operator[](std::size_t index) const noexcept { return data_[index]; }

    /// Gives the first element.
    /// @pre `!empty()`
    constexpr const T& front() const noexcept { return data_[0]; }

    /// Gives the last element.
    /// @pre `!empty()`
    constexpr const T& back() const noexcept { return data_[size_ - 1]; }

  private:
    const T* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace seedance
