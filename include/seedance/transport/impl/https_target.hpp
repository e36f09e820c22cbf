// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <seedance/core/text.hpp>

namespace seedance::detail {

/// Where an https URL leads.
struct https_target {
    std::string host{};  ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string authority{};  ///< as in the Host header: without the default port
    std::string origin{};     ///< host and port
    std::string path{};       ///< path and query, never empty
    bool is_address = false;  ///< the host is an IP address
};

/// Letters, digits, '-', '.', '_'; no dot at the end: one spelling for one host.
inline bool is_plain_host_name(std::string_view name) noexcept {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    return !name.empty() && name.size() <= 253 && name.find_first_not_of(allowed) == std::string_view::npos &&
           name.back() != '.';
}

inline bool has_usable_authority(const boost::urls::url_view& url) {
    const bool port_is_sound = url.port().empty() || url.port_number() != 0;
    return url.scheme_id() == boost::urls::scheme::https && url.has_authority() && !url.has_userinfo() && port_is_sound;
}

/// Boost.URL 1.81 takes "https://127.0.0.1.example.com/" for the host 127.0.0.1 with the path ".example.com/".
inline bool is_whole_authority(std::string_view authority, std::string_view url) noexcept {
    constexpr auto start = std::string_view{"https://"}.size();
    return authority.size() == std::min(url.find_first_of("/?#", start), url.size()) - start;
}

inline std::string origin_form(const boost::urls::url_view& url) {
    const auto target = url.encoded_target();
    const std::string text{target.data(), target.size()};
    return text.starts_with('/') ? text : '/' + text;
}

/// Boost.URL 1.81 runs into an assertion for "x:" and one more byte, "x:?": nothing but https gets that far.
inline bool starts_with_https(std::string_view text) noexcept {
    return text::starts_with_ignoring_case(text, "https://");
}

/// A reference with a scheme other than https; one without a scheme may be of any form.
inline bool leaves_https(std::string_view reference) noexcept {
    const auto mark = reference.find_first_of(":/?#");
    return mark != std::string_view::npos && reference[mark] == ':' && !starts_with_https(reference);
}

/// Nothing for what is not an absolute https URL with a plain host and no user in it. The fragment is dropped.
inline std::optional<https_target> parse_https_url(std::string_view text) {
    if (!starts_with_https(text)) return std::nullopt;
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed || !has_usable_authority(*parsed)) return std::nullopt;
    if (!is_whole_authority(parsed->encoded_authority(), text)) return std::nullopt;

    https_target out;
    const auto host = parsed->encoded_host_address();
    for (const char c : host) out.host += text::lower(c);
    const auto kind = parsed->host_type();
    const bool is_ipv6 = kind == boost::urls::host_type::ipv6;
    out.is_address = is_ipv6 || kind == boost::urls::host_type::ipv4;
    const bool is_name = kind == boost::urls::host_type::name && is_plain_host_name(out.host);
    if (!out.is_address && !is_name) return std::nullopt;

    if (!parsed->port().empty()) out.port = parsed->port_number();
    out.authority = is_ipv6 ? '[' + out.host + ']' : out.host;
    if (out.port != 443) out.authority += ':' + std::to_string(out.port);
    out.origin = out.host + ':' + std::to_string(out.port);
    out.path = origin_form(*parsed);
    return out;
}

}  // namespace seedance::detail
