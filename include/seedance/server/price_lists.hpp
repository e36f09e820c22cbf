// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The prices that gateways tell at run time.

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/client.hpp>
#include <seedance/core/error.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/price_list.hpp>

namespace seedance {

namespace detail {

/// What asking several gateways for their prices has come to.
struct asked_prices {
    std::vector<price_list> lists{};
    std::size_t asked = 0;   ///< how many tell prices
    bool has_all = true;     ///< each of them has answered
    bool is_closed = false;  ///< the client asks for nothing any more
};

inline boost::asio::awaitable<asked_prices> ask_for_prices(client& client,
                                                           std::span<const provider_table* const> gateways) {
    asked_prices found;
    for (const auto* const gateway : gateways) {
        if (gateway->price_list_target.empty() || !client.has_account(gateway->name)) continue;
        ++found.asked;
        auto asked = client.prices(gateway->name, boost::asio::as_tuple(boost::asio::use_awaitable));
        auto answer = co_await std::move(asked);
        const auto& failed = std::get<0>(answer);
        if (!failed) found.lists.push_back(std::move(std::get<1>(answer)));
        if (failed) found.has_all = false;
        if (failed == errc::client_closed) found.is_closed = true;
    }
    co_return found;
}

}  // namespace detail

/// Asks those of some gateways (`all_gateways::tables`) whose documents have no prices, one after another: those at
/// which the client has an account. One that does not answer is left out. `client` must outlive the coroutine.
inline boost::asio::awaitable<std::vector<price_list>> price_lists(client& client,
                                                                   std::span<const provider_table* const> gateways) {
    auto asked = detail::ask_for_prices(client, gateways);
    auto found = co_await std::move(asked);
    co_return std::move(found.lists);
}

/// How often `watch_price_lists` asks.
struct price_watch {
    std::chrono::milliseconds usually{3'600'000};     ///< once every gateway has answered
    std::chrono::milliseconds while_unknown{60'000};  ///< until then
};

/// Asks for the same again and again, for a server that runs for weeks: a gateway may be away when it begins, and
/// prices change. `take` is called, on the coroutine's executor, with all that is known: of a gateway that does not
/// answer now, with what it has told before.
///
/// It ends at once where no gateway tells prices, and else at its first question after the client was closed: until
/// then it is work for the executor, and `client` must outlive it. Who waits for the end of all work cancels it.
/// @par Per-operation cancellation
/// It ends with `boost::asio::error::operation_aborted`, thrown as `boost::system::system_error`.
inline boost::asio::awaitable<void> watch_price_lists(client& client, std::span<const provider_table* const> gateways,
                                                      std::function<void(std::vector<price_list>)> take,
                                                      price_watch pauses = {}) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor};
    std::vector<price_list> known;
    while (true) {
        auto asked = detail::ask_for_prices(client, gateways);
        auto found = co_await std::move(asked);
        if (found.is_closed || found.asked == 0) co_return;
        for (auto& fresh : found.lists) {
            std::erase_if(known, [&fresh](const price_list& before) { return before.provider == fresh.provider; });
            known.push_back(std::move(fresh));
        }
        take(known);
        timer.expires_after(found.has_all ? pauses.usually : pauses.while_unknown);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

}  // namespace seedance
