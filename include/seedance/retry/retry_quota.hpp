// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// Keeps an outage from being answered with a flood: every retry costs tokens, which come back only when a request
/// succeeds. There is one quota for each account and operation.
class retry_quota {
  public:
    static constexpr int capacity = 500;
    static constexpr int transient_cost = 14;
    static constexpr int throttled_cost = 5;

    /// Takes the cost of a retry, and says whether there was enough.
    [[nodiscard]] bool take(int cost) noexcept {
        if (cost > tokens_) return false;
        tokens_ -= cost;
        return true;
    }

    /// Gives back, after a success, what the last retry cost, or one token when none was needed.
    void give_back(int cost) noexcept { tokens_ = std::min(tokens_ + std::max(cost, 1), capacity); }

    int tokens() const noexcept { return tokens_; }

  private:
    int tokens_ = capacity;
};

}  // namespace seedance::detail
