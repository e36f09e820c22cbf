// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <seedance/core/money.hpp>
#include <seedance/engine/callbacks.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/fleet.hpp>
#include <seedance/fwd.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/request/route_options.hpp>
#include <seedance/transport/https_options.hpp>

namespace seedance {

/// The options of one call. They are trivially destructible, so that they may be written inside a `co_await`
/// expression.
/// @par Object lifetimes
/// The handler of `on_event` and what `why` points at must outlive the operation; texts are read before the call
/// returns.
struct call_options {
    /// The longest that the call may take, from its start to its end. A wait that reaches it leaves the task alone and
    /// reports it in the failure. Nothing is sent, or paid for, when it is over, or when it leaves a `generate` less
    /// time than the model's document says that a video takes. Limits beyond 50 years are 50 years.
    std::chrono::milliseconds deadline = std::chrono::minutes{30};

    /// Receives the events of this call. It must outlive the operation. What it throws is dropped, and the operation
    /// goes on.
    event_sink on_event = {};

    /// The caller's own name for what it sets out to do, "order-1234": an idempotency key. `submit` and `generate` of
    /// one name send at most one request, however often and from how many processes they are called, as far as the
    /// client's journal reaches; a later call gets the task of the first, also where rules, prices or models have
    /// changed since, which count for what is new. A name is bound to its request, to all that it asks for except the
    /// callback URL: another request under it is `errc::intent_mismatch`. (A presigned URL is part of a request: keep
    /// the one that you have used.) Where it was proved that nothing was sent, the name is free again. A journal in
    /// memory knows the names of intents that are over for a day, and the last 100,000 of them; one on disk knows every
    /// name. A name has 2,048 bytes at most (`longest_intent_name`, where each byte that is no UTF-8 counts as five),
    /// whatever the journal: a longer one is `errc::invalid_request`. When it is empty, a name is made for each call;
    /// one that is started several times, as `boost::asio::deferred` allows, is one call.
    std::string_view intent = {};

    /// Which of the client's accounts at the gateway is used, by its name. It counts for what is new: what is done
    /// about a task is done with the account that made it.
    std::string_view account = default_account;

    /// The name of the budget that the call is paid from, "customer-42"; `client::set_budget` has set its limit. When
    /// it is empty, `client_options::budget` counts. It counts for what is new: what an intent comes to counts in the
    /// budget that it was begun with.
    std::string_view budget = {};

    /// The most that this call may cost, by the estimated price. A price that is not known is refused, unless
    /// `price_if_unknown` says what to count for it; the same holds with a budget.
    std::optional<money> price_limit = {};

    /// What counts as the price of a request whose price is not known.
    std::optional<money> price_if_unknown = {};

    /// Where to write what went wrong, for tokens that only carry an error code; it is written before the handler is
    /// called and must outlive the operation.
    failure* why = nullptr;

    /// How long a submit may wait for its turn once the gateway has asked for fewer requests (HTTP 429); then it ends
    /// with `errc::throttled` and nothing is billed. It ends at once where the gateway asks for a longer wait. Not set:
    /// until the deadline; 30 s for a leg of a route. Of `enqueue`, whose calls have no end of their own, it is read
    /// for the legs of a route.
    std::optional<std::chrono::milliseconds> throttle_patience = {};

    /// Says whether the gateway is asked to post the end of the task to the client's callback URL, where
    /// `client_options::callbacks` has one and the request names none of its own. It counts for what is new.
    bool callback = true;

    /// Of a route: in which order its legs are tried, and what else may be tried.
    route_options route = {};
};

static_assert(std::is_trivially_destructible_v<call_options>);

/// The options of a call that is given none. (It is an object and not `= {}`: a default argument of class type would
/// stay in the frame of the coroutine that awaits, for minutes.)
inline constexpr call_options default_call_options{};

/// The options of a client.
struct client_options {
    https_options https = {};                             ///< of the transport that the client makes
    std::shared_ptr<seedance::transport> transport = {};  ///< used instead of making one
    std::shared_ptr<seedance::clock> clock = {};          ///< used instead of the system's

    /// Receives the events of all operations, also of those whose caller has gone, on the client's strand; none any
    /// more when the client's destructor or `close` has returned, which wait for a call that is under way on another
    /// thread. It must not block. What it throws is dropped, and the operation goes on: an answer that was paid for
    /// must not be lost by who watches. An `event_handler` takes the kinds that it names.
    std::function<void(const event&)> on_event = {};

    std::shared_ptr<seedance::journal> journal = {};  ///< used instead of one in memory; clients may share it

    /// The budget that calls are paid from which name none; empty: no budget, and no limit.
    std::string budget = {};

    /// How many submits and waits may be under way with one account at a gateway; more of them queue up. Waits for one
    /// task count once. 0: no limit.
    std::size_t tasks_at_once = 0;

    /// How many submits may be sent with one account at a gateway in a second. 0: no limit.
    double submits_per_second = 0;

    /// Where gateways post what becomes of tasks. A task whose end is posted is polled seldom: a lost callback costs
    /// minutes, not the video.
    callback_options callbacks = {};

    /// How the client takes its part in a fleet.
    fleet_options fleet = {};

    /// The models whose queued requests this client can send: `all_models::entries`. It must outlive the client.
    std::span<const catalog_entry> models = {};

    /// The most bytes that a queued request may have, as JSON.
    std::size_t max_queued_request = std::size_t{1} << 20;

    /// From which age on `recover` asks the gateway whether it still knows a task. Nothing ends by its age: clocks are
    /// wrong, and only the gateway's word counts.
    std::chrono::hours keep_tasks{24 * 7};

    /// Says whether videos may come from addresses that are not public: a private network, this machine.
    bool allow_private_downloads = false;

    /// The largest file in bytes that is downloaded; a larger one is `errc::too_large`.
    std::uint64_t max_download_bytes = std::uint64_t{4} << 30;

    /// The seed of all jitter, for tests that must repeat exactly; otherwise the system's randomness.
    std::optional<std::uint64_t> random_seed = {};
};

}  // namespace seedance
