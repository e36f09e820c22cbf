// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>

namespace seedance::detail {

/// A place that was taken at something that counts them; it is free again (`Where::leave`) when this goes.
template <class Where>
class place {
  public:
    place() = default;
    explicit place(Where& taken_at) noexcept : where_{&taken_at} {}
    place(place&& other) noexcept : where_{std::exchange(other.where_, nullptr)} {}
    place& operator=(place&& other) noexcept {
        release();
        where_ = std::exchange(other.where_, nullptr);
        return *this;
    }
    ~place() { release(); }

    explicit operator bool() const noexcept { return where_ != nullptr; }

    /// Where the place is. @pre there is one
    Where& where() const noexcept { return *where_; }

    void release() noexcept {
        if (auto* left = std::exchange(where_, nullptr)) left->leave();
    }

  private:
    Where* where_ = nullptr;
};

}  // namespace seedance::detail
