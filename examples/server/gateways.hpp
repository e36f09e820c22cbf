// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/client.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/sandbox.hpp>

#include "orders.hpp"
#include "settings.hpp"

namespace server {

/// The gateways that this server uses: real ones whose keys are in the environment, APIXO_API_KEY and its like; where
/// there is no key at all, the sandbox, in this process.
class gateways {
  public:
    gateways(const settings& chosen, const std::string& callbacks_to) {
        for_each(chosen, [this](const auto& account, std::string_view name) {
            if (account.api_key.empty()) return;
            for (const auto& entry : seedance::all_models::entries)
                if (entry.model->provider == name) offered_.push_back(entry);
        });
        if (!offered_.empty()) return;
        offered_.assign(seedance::all_models::entries.begin(), seedance::all_models::entries.end());
        sandbox_.emplace(seedance::testing::sandbox_options{.time_scale = chosen.time_scale,
                                                            .allow_repeated_submits = true,
                                                            .callbacks = {.deliver_to = callbacks_to}});
    }

    /// Gives the client an account at each of them.
    void use_with(seedance::client& client, const settings& chosen) const {
        for_each(chosen, [&](auto account, std::string_view name) {
            if (sandbox_)
                account.api_key = seedance::secret{"sandbox-key"}, account.base_url = sandbox_->base_url(name);
            if (!account.api_key.empty()) client.use(account);
        });
    }

    /// Asks those for prices whose documents have none.
    asio::awaitable<std::vector<seedance::price_list>> price_lists(seedance::client& client) const {
        std::vector<seedance::price_list> lists;
        for (const auto* gateway : seedance::all_gateways::tables) {
            if (gateway->price_list_target.empty()) continue;
            const std::string name{gateway->name};
            auto answer = co_await client.prices(name, as_tuple);
            log("prices", {{"gateway", name}, {"result", std::get<0>(answer).message()}});
            if (!std::get<0>(answer)) lists.push_back(std::move(std::get<1>(answer)));
        }
        co_return lists;
    }

    /// The models whose gateway is used.
    const std::vector<seedance::catalog_entry>& offered() const noexcept { return offered_; }

    bool are_sandbox() const noexcept { return sandbox_.has_value(); }
    std::string ca_pem() const { return sandbox_ ? sandbox_->ca_pem() : std::string{}; }

  private:
    /// Calls `use` with an account for each gateway and the gateway's name; the key is empty where there is none.
    template <class Use>
    static void for_each(const settings& chosen, const Use& use) {
        seedance::all_gateways::for_each([&]<seedance::provider Gateway> {
            const std::string name{seedance::provider_traits<Gateway>::name};
            std::string variable;
            for (const char c : name) variable += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            seedance::account_of<Gateway> account{.api_key =
                                                      seedance::secret::from_env((variable + "_API_KEY").c_str())};
            if (const auto url = chosen.base_urls.find(name); url != chosen.base_urls.end())
                account.base_url = url->second;
            use(account, name);
        });
    }

    std::optional<seedance::testing::sandbox> sandbox_;
    std::vector<seedance::catalog_entry> offered_;
};

}  // namespace server
