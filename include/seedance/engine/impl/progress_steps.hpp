// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace seedance::detail {

/// How much of a file has arrived, step by step, on its way from the thread that knows to the strand that tells it.
class progress_steps {
  public:
    using step = std::pair<std::uint64_t, std::uint64_t>;  ///< received, and of how many

    /// Adds a step; says whether it is the first since the last `take`.
    bool add(std::uint64_t received, std::uint64_t total) {
        const std::lock_guard lock{mutex_};
        steps_.emplace_back(received, total);
        return steps_.size() == 1;
    }

    std::vector<step> take() {
        const std::lock_guard lock{mutex_};
        return std::exchange(steps_, {});
    }

  private:
    std::mutex mutex_;
    std::vector<step> steps_;
};

}  // namespace seedance::detail
