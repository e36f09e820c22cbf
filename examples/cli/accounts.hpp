// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>

#include <seedance/seedance.hpp>

#include "gateways.hpp"
#include "settings.hpp"

namespace cli {

/// Gives the client the account of one gateway; its key comes from the environment. Prices and lists are asked
/// for without a key.
template <seedance::provider Gateway>
void use(seedance::client& client, const settings& chosen) {
    const auto variable = key_variable_of(seedance::provider_traits<Gateway>::name);
    const bool needs_no_key = chosen.command == "price" || chosen.command == "drift";
    seedance::account_of<Gateway> account{.api_key = needs_no_key ? seedance::secret{"not-sent"}
                                                                  : seedance::secret::from_env(variable.c_str())};
    if (account.api_key.empty())
        throw seedance::error{
            {.code = seedance::errc::bad_key, .detail = "the environment variable " + variable + " is not set"}};
    if (!chosen.base_url.empty()) account.base_url = chosen.base_url;
    client.use(account);
}

/// A gateway that the library does not know gets no account: the client says so.
inline void use_account(seedance::client& client, std::string_view gateway, const settings& chosen) {
    seedance::all_gateways::for_each([&]<seedance::provider Gateway> {
        if (seedance::provider_traits<Gateway>::name == gateway) use<Gateway>(client, chosen);
    });
}

}  // namespace cli
