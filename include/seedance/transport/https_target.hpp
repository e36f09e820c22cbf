// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance {

/// An https URL taken apart, with memory of its own: where a request goes.
struct https_url {
    std::string host{};        ///< in lower case; without the brackets of IPv6, or a dot at the end
    std::uint16_t port = 443;  ///< 443 where the URL names none
    std::string authority{};   ///< as in the Host header: without the default port
    std::string origin{};      ///< "host:port", the same for every spelling of the URL
    std::string path{};        ///< path and query, never empty: it begins with '/'
    bool is_address = false;   ///< the host is an IP address
};

/// Takes an https URL apart; gives nothing for a text that is none. The fragment is dropped: it is not for the server.
inline std::optional<https_url> parse_https_url(std::string_view text) {
    const auto parts = split_https_url(text);
    if (!parts) return std::nullopt;
    https_url url{.port = parts.port, .is_address = parts.is_address};
    for (const char c : parts.host) url.host += text::lower(c);
    const bool is_ipv6 = url.host.find(':') != std::string::npos;
    url.authority = is_ipv6 ? '[' + url.host + ']' : url.host;
    if (url.port != 443) url.authority += ':' + std::to_string(url.port);
    url.origin = url.host + ':' + std::to_string(url.port);
    if (!parts.target.starts_with('/')) url.path = '/';
    url.path += parts.target;
    return url;
}

}  // namespace seedance
