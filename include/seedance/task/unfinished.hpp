// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <vector>

#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// What a client has not finished, as `client::drain` tells: for the log of a program that ends. Whoever starts with
/// the same journal finds it again by `client::recover`; only what is `unwritten` is known to nobody else.
struct unfinished {
    /// Submits that have left and are not answered. In the journal they are `sending` or `unknown`.
    std::vector<intent> submits{};

    std::vector<task> tasks{};  ///< that are waited for: `client::wait` goes on with them, in any process

    /// What the journal has not written down yet, as it is to be there. The name is empty where only the task is known.
    std::vector<intent> unwritten{};
};

}  // namespace seedance
