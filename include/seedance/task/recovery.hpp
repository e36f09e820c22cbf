// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <vector>

#include <seedance/task/intent.hpp>

namespace seedance {

/// The intents that `client::recover` found in the journal and nobody works on, the oldest first in each list. Each is
/// found again, whoever asks, until it is over or somebody has taken note of it: `client::acknowledge`,
/// `client::resolve`.
struct recovery {
    std::vector<intent> tasks{};  ///< accepted or succeeded: `wait(*found.task)` goes on with it

    /// Intents that may have been paid for: look at the gateway's own list, then `resolve` them. The gateway has not
    /// shown the `intent::candidate` of one.
    std::vector<intent> unknown{};

    std::vector<intent> queued{};    ///< their requests are in the journal: this client sends them, if it knows models
    std::vector<intent> not_sent{};  ///< proved that nothing was sent: may be submitted again
    std::vector<intent> expired{};   ///< the gateway says that it does not know the task any more
};

}  // namespace seedance
