// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What programs do with a list of gateways; nothing is to be added here for a new gateway, which is entered in
/// `all_gateways` in <seedance/models.hpp>. The template of such a list, and an account for whichever gateway a
/// template names: for programs that take the gateway that they are asked for. What differs between gateways belongs
/// into `provider_traits` (provider.hpp).

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/secret.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/provider.hpp>

namespace seedance {

/// A key for the gateway that a template names; what `apixo::account` is for one gateway.
template <provider Gateway>
struct account_of {
    using provider = Gateway;

    secret api_key = {};
    std::string base_url{provider_traits<Gateway>::default_base_url};  ///< https, without a slash at the end
    std::string name{default_account};                                 ///< tells several accounts at the gateway apart
};

namespace detail {

/// Gives the name of an environment variable of a gateway: "APIXO_API_KEY".
inline std::string variable_of(std::string_view gateway, std::string_view what) {
    std::string name;
    for (const char c : gateway) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name.append(what);
}

}  // namespace detail

/// Reads an account at a gateway from the environment: its key from APIXO_API_KEY, for "apixo", and from APIXO_BASE_URL
/// its base URL, where that is set. Nothing where there is no key.
template <provider Gateway>
std::optional<account_of<Gateway>> account_from_env() {
    constexpr auto name = provider_traits<Gateway>::name;
    account_of<Gateway> made{.api_key = secret::from_env(detail::variable_of(name, "_API_KEY").c_str())};
    if (made.api_key.empty()) return std::nullopt;
    const auto url = secret::from_env(detail::variable_of(name, "_BASE_URL").c_str());
    if (!url.empty()) made.base_url = url.reveal();
    return made;
}

/// A fixed list of gateways: `gateway_list<apixo::gateway, my::gateway>`.
template <provider... Gateways>
struct gateway_list {
    /// Every gateway's functions, in the order of the list.
    static constexpr std::array<const provider_table*, sizeof...(Gateways)> tables{&table_of<Gateways>...};

    /// Says whether a gateway is in the list.
    template <class Gateway>
    static constexpr bool contains = (std::same_as<Gateways, Gateway> || ...);

    /// Calls `f.template operator()<Gateway>()` for every gateway.
    template <class F>
    static constexpr void for_each(F&& f) {
        (f.template operator()<Gateways>(), ...);
    }

    /// Calls `f(account)` for every gateway whose key is in the environment (`account_from_env`).
    template <class F>
    static void for_each_account_in_env(F&& f) {
        for_each([&]<class Gateway> {
            if (auto found = account_from_env<Gateway>()) f(std::move(*found));
        });
    }
};

}  // namespace seedance
