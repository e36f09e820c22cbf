// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <seedance/transport/impl/https_target.hpp>

namespace seedance::detail {

/// Where a redirect from an absolute URL leads; nothing where that is not an https URL with a plain host and no user in
/// it.
inline std::optional<std::string> resolve_redirect(std::string_view from, std::string_view location) {
    if (location.starts_with("//")) return resolve_redirect(from, "https:" + std::string{location});
    if (!starts_with_https(from) || leaves_https(location)) return std::nullopt;
    if (starts_with_https(location) && !parse_https_url(location)) return std::nullopt;
    const auto base = boost::urls::parse_uri({from.data(), from.size()});
    const auto reference = boost::urls::parse_uri_reference({location.data(), location.size()});
    boost::urls::url next;
    if (!base || !reference || reference->empty() || !boost::urls::resolve(*base, *reference, next))
        return std::nullopt;
    std::string text{next.buffer()};
    return parse_https_url(text) ? std::optional{std::move(text)} : std::nullopt;
}

/// Whether a file comes from the host that its caller has named as the gateway's.
inline bool is_on_host_of(const https_target& file, std::string_view base_url) {
    const auto gateway = parse_https_url(base_url);
    return gateway && gateway->host == file.host;
}

}  // namespace seedance::detail
