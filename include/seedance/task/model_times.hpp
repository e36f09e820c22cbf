// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <seedance/core/config.hpp>

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

/// Gives what times of tasks come to; without any, a count of 0.
SEEDANCE_DECL model_times times_of(model_samples samples);

}  // namespace seedance

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/task/impl/model_times.ipp>
#endif
