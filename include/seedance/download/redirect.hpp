// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/transport/https_target.hpp>
#include <seedance/transport/https_url.hpp>
#include <seedance/transport/impl/received_url.hpp>

namespace seedance::detail {

/// Says whether a reference to a URL (RFC 3986, 4.1) has a scheme of its own: a colon comes before other separators.
inline bool has_scheme(std::string_view reference) noexcept {
    const auto separator = reference.find_first_of(":/?#");
    return separator != std::string_view::npos && reference[separator] == ':';
}

/// Removes "." and ".." from a path that begins with '/' (RFC 3986, 5.2.4).
inline std::string without_dot_segments(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const auto size = std::min(path.find('/', 1), path.size());
        const auto segment = path.substr(0, size);
        path.remove_prefix(size);
        const bool is_up = segment == "/..", is_dots = is_up || segment == "/.";
        if (is_up) out.erase(std::min(out.rfind('/'), out.size()));
        if (!is_dots) out += segment;
        if (is_dots && path.empty()) out += '/';
    }
    return out;
}

/// Resolves a reference without scheme and host on a page with this path and query (RFC 3986, 5.2.2 and 5.2.3).
inline std::string resolve_target(std::string_view from, std::string_view reference) {
    const auto base = from.substr(0, from.find('?'));
    const auto path = reference.substr(0, reference.find_first_of("?#"));
    const bool has_query = reference.substr(path.size()).starts_with('?');
    if (path.empty()) return std::string{has_query ? base : from}.append(reference);
    if (path.starts_with('/')) return std::string{reference};
    const auto folder = base.substr(0, base.rfind('/') + 1);
    return std::string{folder.empty() ? "/" : folder}.append(reference);
}

/// Gives the absolute URL that a reference means on a page with this URL, before its dots are resolved.
inline std::string absolute_url(const https_url_view& from, std::string_view reference) {
    if (has_scheme(reference)) return std::string{reference};
    if (reference.starts_with("//")) return "https:" + std::string{reference};
    return std::string{from.origin} + resolve_target(from.target, reference);
}

/// Gives the URL that a redirect from an https URL leads to, without a fragment, and with escapes for what stands in a
/// URL only by them; gives nothing where that is not an https URL. Boost.URL 1.81 is not used because it takes
/// "https://127.0.0.1x.example/" for the host 127.0.0.1 and has no brackets in paths.
inline std::optional<std::string> resolve_redirect(std::string_view from, std::string_view location) {
    const auto here = split_https_url(from);
    if (!here || location.empty()) return std::nullopt;
    const auto url = absolute_url(here, with_escapes(location));
    const auto there = split_https_url(url);
    if (!there) return std::nullopt;
    const auto path = there.target.substr(0, there.target.find('?'));
    const auto query = there.target.substr(path.size());
    return std::string{there.origin} + without_dot_segments(path).append(query);
}

/// Says whether a file comes from the host that its caller has named as the gateway's.
inline bool is_on_host_of(const https_url& file, std::string_view base_url) {
    const auto gateway = parse_https_url(base_url);
    return gateway && gateway->host == file.host;
}

}  // namespace seedance::detail
