// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A request for several models, the legs of a route, one of which is to make the video.

#include <algorithm>
#include <utility>
#include <vector>

#include <seedance/provider/prepared.hpp>

namespace seedance {

/// A request in its owning form for every leg of a route: checked, encoded, priced. It can be moved and stored, as a
/// `prepared_request`.
class prepared_route {
  public:
    /// Makes a route of its legs, in the order in which they were written.
    /// @pre There is at least one.
    explicit prepared_route(std::vector<prepared_request> legs) : legs_{std::move(legs)} {}

    /// Makes a route of one leg.
    explicit prepared_route(prepared_request only) { legs_.push_back(std::move(only)); }

    /// Says whether the request may be sent to every leg.
    bool valid() const noexcept {
        return !legs_.empty() && std::all_of(legs_.begin(), legs_.end(), [](const auto& leg) { return leg.valid(); });
    }

    /// @{ Gives the request for each leg.
    const std::vector<prepared_request>& legs() const& noexcept { return legs_; }
    std::vector<prepared_request> legs() && noexcept { return std::move(legs_); }
    /// @}

  private:
    std::vector<prepared_request> legs_;
};

}  // namespace seedance
