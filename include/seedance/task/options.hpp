// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include <seedance/task/clock.hpp>
#include <seedance/task/event.hpp>
#include <seedance/transport/https_options.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance {

/// How one call is done. Trivially destructible: may be written inside a `co_await` expression.
struct call_options {
    /// From the call to its end. A wait that reaches it leaves the task alone and reports it in the failure.
    std::chrono::milliseconds deadline = std::chrono::minutes{30};

    event_sink on_event = {};  ///< must outlive the operation

    /// Where to write what went wrong, for tokens that only carry an error code; written before the handler is called.
    /// Must outlive the operation.
    failure* why = nullptr;
};

static_assert(std::is_trivially_destructible_v<call_options>);

/// How a client works.
struct client_options {
    https_options https = {};                              ///< of the transport that the client makes
    std::shared_ptr<seedance::transport> transport = {};   ///< used instead of making one
    std::shared_ptr<seedance::clock> clock = {};           ///< used instead of the system's
    std::function<void(const event&)> on_event = {};       ///< of all operations, also of those whose caller has gone
    std::uint64_t max_download_bytes = std::uint64_t{4} << 30;
    std::optional<std::uint64_t> random_seed = {};         ///< of jitter; for tests that must repeat exactly
};

}  // namespace seedance
