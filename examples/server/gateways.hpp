// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <seedance/client.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/sandbox.hpp>

namespace server {

/// Says whether the environment has the key of any gateway.
inline bool has_account_in_env() {
    bool found = false;
    seedance::all_gateways::for_each_account_in_env([&](const auto&) { found = true; });
    return found;
}

/// The gateways that this server uses: real ones whose keys are in the environment, APIXO_API_KEY and its like; where
/// there is no key at all, the sandbox, in this process.
class gateways {
  public:
    /// `time_scale` is how many times as fast the sandbox's time runs.
    gateways(double time_scale, const std::string& callbacks_to) {
        seedance::all_gateways::for_each_account_in_env([this]<class Account>(const Account&) {
            for (const auto& each : seedance::all_models::entries)
                if (each.model->provider == seedance::provider_traits<typename Account::provider>::name)
                    offered_.push_back(each);
        });
        if (!offered_.empty()) return;
        offered_.assign(seedance::all_models::entries.begin(), seedance::all_models::entries.end());
        sandbox_.emplace(seedance::testing::sandbox_options{
            .time_scale = time_scale, .allow_repeated_submits = true, .callbacks = {.deliver_to = callbacks_to}});
    }

    /// Gives the client an account at each of them.
    void use_with(seedance::client& client) const {
        if (!sandbox_)
            return seedance::all_gateways::for_each_account_in_env([&](const auto& each) { client.use(each); });
        seedance::all_gateways::for_each([&]<seedance::provider Gateway> {
            client.use(seedance::account_of<Gateway>{
                .api_key = seedance::secret{"sandbox-key"},
                .base_url = sandbox_->base_url(seedance::provider_traits<Gateway>::name)});
        });
    }

    /// The models whose gateway is used.
    const std::vector<seedance::catalog_entry>& offered() const noexcept { return offered_; }

    bool are_sandbox() const noexcept { return sandbox_.has_value(); }
    std::string ca_pem() const { return sandbox_ ? sandbox_->ca_pem() : std::string{}; }

  private:
    std::optional<seedance::testing::sandbox> sandbox_;
    std::vector<seedance::catalog_entry> offered_;
};

}  // namespace server
