// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The template of a list of gateways, and an account for whichever gateway a template names: for programs that take
/// the gateway that they are asked for. No gateway is named here, and what differs between gateways belongs into
/// `provider_traits` (provider.hpp). The library's own list is `all_gateways` in <seedance/models.hpp>: a new gateway
/// is entered there.

#include <array>
#include <concepts>
#include <string>

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
};

}  // namespace seedance
