// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/seedance.hpp>

#include "gateways.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace cli {

/// Gives the client the account of one gateway; its key comes from the environment. Prices and lists are asked
/// for without a key.
template <seedance::provider Gateway>
void use(seedance::client& client, const settings& chosen) {
    const auto variable = key_variable_of(seedance::provider_traits<Gateway>::name);
    const bool needs_no_key = chosen.command == "price" || chosen.command == "drift";
    const auto base_url = chosen.base_urls.of(seedance::table_of<Gateway>);
    seedance::account_of<Gateway> account{.api_key = needs_no_key ? seedance::secret{"not-sent"}
                                                                  : seedance::secret::from_env(variable.c_str())};
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

/// Gives the client the accounts of the gateways of routes. One without a key is passed over, unless there is no other.
inline void use_accounts(seedance::client& client, const std::set<std::string>& gateways, const settings& chosen,
                         const output& out, bool has_others = false) {
    chosen.base_urls.check_for({gateways.begin(), gateways.end()});
    std::vector<seedance::failure> without_key;
    for (const auto& each : gateways) try {
            use_account(client, each, chosen);
        } catch (const seedance::error& e) {
            without_key.push_back(e.why());
        }
    const bool has_one = has_others || without_key.size() < gateways.size();
    if (!has_one && !gateways.empty()) throw seedance::error{without_key.front()};
    for (const auto& each : without_key) out.warn(each.detail + ": this gateway is passed over");
}

}  // namespace cli
