// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>

namespace seedance::detail {

/// A permit that was acquired from a limiter; it goes back (`Limiter::release`) when this object is destroyed.
template <class Limiter>
class scoped_permit {
  public:
    scoped_permit() = default;
    scoped_permit(scoped_permit&& other) noexcept : limiter_{std::exchange(other.limiter_, nullptr)} {}
    scoped_permit& operator=(scoped_permit&& other) noexcept {
        release();
        limiter_ = std::exchange(other.limiter_, nullptr);
        return *this;
    }
    ~scoped_permit() { release(); }

    explicit operator bool() const noexcept { return limiter_ != nullptr; }

    /// @pre There is a permit.
    Limiter& limiter() const noexcept { return *limiter_; }

    void release() noexcept {
        if (auto* limiter = std::exchange(limiter_, nullptr)) limiter->release();
    }

  private:
    friend Limiter;
    explicit scoped_permit(Limiter& acquired_from) noexcept : limiter_{&acquired_from} {}

    Limiter* limiter_ = nullptr;
};

}  // namespace seedance::detail
