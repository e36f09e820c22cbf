// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The prices that gateways tell at run time.

#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/client.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/price_list.hpp>

namespace seedance {

/// Asks those of some gateways (`all_gateways::tables`) whose documents have no prices, one after another: those at
/// which the client has an account. One that does not answer is left out. `client` must outlive the coroutine.
inline boost::asio::awaitable<std::vector<price_list>> price_lists(client& client,
                                                                   std::span<const provider_table* const> gateways) {
    std::vector<price_list> lists;
    for (const auto* const gateway : gateways) {
        if (gateway->price_list_target.empty() || !client.has_account(gateway->name)) continue;
        auto asked = client.prices(gateway->name, boost::asio::as_tuple(boost::asio::use_awaitable));
        auto answer = co_await std::move(asked);
        if (!std::get<0>(answer)) lists.push_back(std::move(std::get<1>(answer)));
    }
    co_return lists;
}

}  // namespace seedance
