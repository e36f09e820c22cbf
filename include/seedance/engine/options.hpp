// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include <seedance/engine/budget.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/fwd.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/transport/https_options.hpp>

namespace seedance {

/// How one call is done. Trivially destructible: may be written inside a `co_await` expression.
struct call_options {
    /// From the call to its end. A wait that reaches it leaves the task alone and reports it in the failure.
    std::chrono::milliseconds deadline = std::chrono::minutes{30};

    event_sink on_event = {};  ///< must outlive the operation

    /// The caller's own name for what it sets out to do, "order-1234": `submit` and `generate` of one name send at most
    /// one request, however often and from how many processes they are called, as far as the client's journal reaches.
    /// A later call gets the task of the first. Empty: a name is made for each call. Read before the call returns.
    std::string_view intent = {};

    /// The most that this call may cost, by the estimated price. A price that is not known is refused, unless
    /// `price_if_unknown` says what to count for it; the same holds with `client_options::budget`.
    std::optional<money> price_limit = {};
    std::optional<money> price_if_unknown = {};

    /// Where to write what went wrong, for tokens that only carry an error code; written before the handler is called.
    /// Must outlive the operation.
    failure* why = nullptr;
};

static_assert(std::is_trivially_destructible_v<call_options>);

/// What counts where a call is given no options. (It is an object and not `= {}`: a default argument of class type
/// would stay in the frame of the coroutine that awaits, for minutes.)
inline constexpr call_options default_call_options{};

/// How a client works.
struct client_options {
    https_options https = {};                             ///< of the transport that the client makes
    std::shared_ptr<seedance::transport> transport = {};  ///< used instead of making one
    std::shared_ptr<seedance::clock> clock = {};          ///< used instead of the system's
    std::function<void(const event&)> on_event = {};      ///< of all operations, also of those whose caller has gone
    std::shared_ptr<seedance::journal> journal = {};      ///< of this client alone; used instead of one in memory
    std::shared_ptr<seedance::budget> budget = {};        ///< what may be spent; none: no limit
    std::size_t tasks_at_once = 0;          ///< per gateway: submits and waits under way, more queue up; 0: no limit
    double submits_per_second = 0;          ///< per gateway; 0: no limit
    std::chrono::hours keep_tasks{24 * 7};  ///< `recover` gives up what is older
    bool allow_private_downloads = false;   ///< videos may come from addresses that are not public
    std::uint64_t max_download_bytes = std::uint64_t{4} << 30;
    std::optional<std::uint64_t> random_seed = {};  ///< of jitter; for tests that must repeat exactly
};

}  // namespace seedance
