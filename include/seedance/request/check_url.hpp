// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a media or callback URL must look like before it is put into a request. Fetching it is the gateway's business.

#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/request/rule.hpp>

namespace seedance {

namespace detail {

/// Printable ASCII without the characters that RFC 3986 leaves no place for.
constexpr bool only_url_characters(std::string_view url) noexcept {
    for (const char c : url)
        if (c <= ' ' || c > '~' || std::string_view{"\"<>\\^`{|}"}.find(c) != std::string_view::npos) return false;
    return true;
}

constexpr bool is_https(std::string_view url) noexcept { return text::starts_with_ignoring_case(url, "https://"); }

/// "https://host..." with a host and without user information.
constexpr bool has_host(std::string_view https_url) noexcept {
    const auto rest = https_url.substr(8);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    return !authority.empty() && authority.find('@') == std::string_view::npos && authority.front() != ':';
}

constexpr bool is_data_uri(std::string_view url) noexcept {
    return text::starts_with_ignoring_case(url, "data:") && url.find(',') != std::string_view::npos;
}

constexpr bool is_asset_id(std::string_view url) noexcept {
    return text::starts_with_ignoring_case(url, "asset://") && url.size() > 8;
}

}  // namespace detail

/// The rule that this media URL breaks at every gateway, or `rule::none`.
constexpr rule broken_by_every_gateway(std::string_view url) noexcept {
    if (url.empty()) return rule::this_media_url_is_empty;
    if (!detail::is_https(url) && !detail::is_data_uri(url) && !detail::is_asset_id(url))
        return rule::this_media_url_is_not_https;
    if (!detail::only_url_characters(url)) return rule::this_media_url_is_malformed;
    if (detail::is_https(url) && !detail::has_host(url)) return rule::this_media_url_is_malformed;
    return rule::none;
}

/// The rule that this media URL breaks where only these schemes are taken besides https, or `rule::none`.
constexpr rule broken_by(std::string_view url, url_schemes schemes) noexcept {
    if (const rule broken = broken_by_every_gateway(url); broken != rule::none) return broken;
    if (!schemes.data && detail::is_data_uri(url)) return rule::this_model_does_not_take_data_uris;
    if (!schemes.asset && detail::is_asset_id(url)) return rule::this_model_does_not_take_asset_ids;
    return rule::none;
}

/// The rule that this callback URL breaks, or `rule::none`. Every gateway asks for public https.
constexpr rule broken_by_callback(std::string_view url) noexcept {
    if (!detail::is_https(url)) return rule::this_callback_url_is_not_https;
    if (!detail::only_url_characters(url) || !detail::has_host(url)) return rule::this_callback_url_is_malformed;
    return rule::none;
}

}  // namespace seedance
