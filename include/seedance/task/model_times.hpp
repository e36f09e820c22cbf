// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// How long the last tasks of a model took, each from its acceptance until it was seen to have a video, as a journal
/// gives it.
struct model_samples {
    std::string provider{};                         ///< the gateway's short name
    std::string model{};                            ///< the gateway's name for the model
    std::vector<std::chrono::milliseconds> took{};  ///< one for each task, in any order
};

/// How long the tasks of a model take, by what was measured of the last of them.
struct model_times {
    std::string provider{};           ///< the gateway's short name
    std::string model{};              ///< the gateway's name for the model
    std::size_t count = 0;            ///< how many tasks it is made of
    std::chrono::milliseconds p50{};  ///< within it half of them had their videos
    std::chrono::milliseconds p90{};  ///< within it nine out of ten had

    friend bool operator==(const model_times&, const model_times&) = default;
};

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

/// Gives what times of tasks come to; without any, a count of 0.
inline model_times times_of(model_samples samples) {
    model_times known{.provider = std::move(samples.provider), .model = std::move(samples.model)};
    known.count = samples.took.size();
    if (known.count == 0) return known;
    known.p50 = detail::percentile(samples.took, 50);
    known.p90 = detail::percentile(samples.took, 90);
    return known;
}

}  // namespace seedance
