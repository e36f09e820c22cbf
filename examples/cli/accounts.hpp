// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include <seedance/seedance.hpp>

#include "gateways.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace cli {

/// Says whether a command sends a key.
inline bool needs_key(const settings& chosen) { return chosen.command != "price" && chosen.command != "drift"; }

/// Gives the client the account of one gateway; its key comes from the environment. Prices and lists are asked
/// for without a key.
template <seedance::provider Gateway>
void use(seedance::client& client, const settings& chosen) {
    const auto variable = key_variable_of(seedance::provider_traits<Gateway>::name);
    const auto base_url = chosen.base_urls.of(seedance::table_of<Gateway>);
    seedance::account_of<Gateway> account{.api_key = needs_key(chosen) ? seedance::secret::from_env(variable.c_str())
                                                                       : seedance::secret{"not-sent"}};
    if (account.api_key.empty())
        throw seedance::error{
            {.code = seedance::errc::bad_key, .detail = "the environment variable " + variable + " is not set"}};
    account.base_url = base_url;
    client.use(account);
}

/// A gateway that the library does not know gets no account: the client says so.
inline void use_account(seedance::client& client, std::string_view gateway, const settings& chosen) {
    seedance::all_gateways::for_each([&]<seedance::provider Gateway> {
        if (seedance::provider_traits<Gateway>::name == gateway) use<Gateway>(client, chosen);
    });
}

/// Says whether a gateway's key is needed, and not there.
inline bool lacks_key(std::string_view gateway, const settings& chosen) {
    return needs_key(chosen) && is_gateway(gateway) && !has_key(gateway);
}

/// Gives the client the accounts of the gateways of routes. One without a key is passed over, unless there is no other.
/// A key or a URL that cannot be used ends the command: the next gateway may be dearer.
inline void use_accounts(seedance::client& client, const std::set<std::string>& gateways, const settings& chosen,
                         const output& out, bool has_others = false) {
    chosen.base_urls.check_for({gateways.begin(), gateways.end()});
    const auto lacks = [&chosen](const std::string& each) { return lacks_key(each, chosen); };
    const bool has_one = has_others || !std::all_of(gateways.begin(), gateways.end(), lacks);
    for (const auto& each : gateways)
        if (has_one && lacks(each))
            out.warn(each + " is passed over: the environment variable " + key_variable_of(each) + " is not set");
        else
            use_account(client, each, chosen);
}

}  // namespace cli
