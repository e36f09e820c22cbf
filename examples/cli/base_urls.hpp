// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/text.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/transport/https_url.hpp>

#include "gateways.hpp"
#include "suggestion.hpp"
#include "usage_error.hpp"

namespace cli {

/// Where gateways are reached instead of at their own URLs.
class base_urls {
  public:
    base_urls() = default;

    /// Each is GATEWAY=URL, or a URL where one gateway alone is meant.
    /// @par Errors Throws `usage_error`.
    explicit base_urls(const std::vector<std::string>& given) {
        for (const auto& each : given) add(each);
        if (urls_.size() > 1 && urls_.contains({}))
            throw usage_error{"--base-url: of several, each begins with the gateway that it is for: apixo=URL"};
    }

    /// Gives the URL of a gateway: its own where no other was given. Where only others have one it is not guessed: a
    /// sandbox is meant, perhaps, and its own costs money.
    /// @par Errors Throws `usage_error`.
    std::string of(const seedance::provider_table& gateway) const {
        if (urls_.empty()) return std::string{gateway.default_base_url};
        const auto name = std::string{gateway.name};
        if (auto given = said_for(name); !given.empty()) return given;
        throw usage_error{"--base-url: there is none for " + name + "; where its own is meant, say --base-url " + name +
                          "=" + std::string{gateway.default_base_url}};
    }

    /// Gives what was given for a gateway; empty: nothing.
    std::string said_for(std::string_view gateway) const {
        auto at = urls_.find(gateway);
        if (at == urls_.end()) at = urls_.find("");
        return at == urls_.end() ? "" : at->second;
    }

    /// Says whether there are URLs, and something holds for each.
    bool all_of(const std::function<bool(std::string_view)>& holds) const {
        const auto is_right = [&holds](const auto& each) { return holds(each.second); };
        return !urls_.empty() && std::all_of(urls_.begin(), urls_.end(), is_right);
    }

    /// Says whether one of them is a gateway's own.
    bool has_own_url() const {
        const auto host_of = [](std::string_view url) { return seedance::split_https_url(url).host; };
        return std::any_of(urls_.begin(), urls_.end(), [&](const auto& each) {
            const auto& all = seedance::all_gateways::tables;
            return std::any_of(std::begin(all), std::end(all), [&](const auto* gateway) {
                return seedance::text::equal_ignoring_case(host_of(each.second), host_of(gateway->default_base_url));
            });
        });
    }

    /// Says whether there are any.
    bool is_empty() const noexcept { return urls_.empty(); }

    /// Checks that it is known which of the gateways each URL is for.
    /// @par Errors Throws `usage_error`.
    void check_for(const std::vector<std::string>& gateways) const {
        if (gateways.size() > 1 && urls_.contains({}))
            throw usage_error{"--base-url is one gateway's, and these are several: " + in_words(gateways) +
                              "; say which, --base-url " + gateways.front() + "=URL"};
    }

  private:
    void add(const std::string& given) {
        const auto end_of_name = given.find('=');
        const bool has_name = end_of_name < given.find_first_of(":/");
        const auto gateway = has_name ? given.substr(0, end_of_name) : "";
        const auto url = has_name ? given.substr(end_of_name + 1) : given;
        if (has_name && !is_gateway(gateway))
            throw usage_error{"--base-url: there is no gateway '" + gateway + "'" +
                              did_you_mean(gateway, all_gateway_names())};
        if (url.empty()) throw usage_error{"--base-url: the value is empty"};
        if (!urls_.emplace(gateway, url).second)
            throw usage_error{"--base-url: there are two" + (has_name ? " for " + gateway : std::string{})};
    }

    std::map<std::string, std::string, std::less<>> urls_;  ///< by gateway; empty: for the only one
};

}  // namespace cli
