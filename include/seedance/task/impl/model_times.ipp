// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include <seedance/task/model_times.hpp>

namespace seedance {

namespace detail {

/// Gives the shortest time within which so many percent of the tasks had ended; `took` is not empty, and its order
/// changes.
inline std::chrono::milliseconds percentile(std::vector<std::chrono::milliseconds>& took, std::size_t percent) {
    const auto place = (took.size() * percent + 99) / 100 - 1;
    const auto at = took.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(took.begin(), at, took.end());
    return *at;
}

}  // namespace detail

SEEDANCE_DECL model_times times_of(model_samples samples) {
    model_times known{.provider = std::move(samples.provider), .model = std::move(samples.model)};
    known.count = samples.took.size();
    if (known.count == 0) return known;
    known.p50 = detail::percentile(samples.took, 50);
    known.p90 = detail::percentile(samples.took, 90);
    return known;
}

}  // namespace seedance
