// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a media or callback URL must look like before it is put into a request. Fetching it is the gateway's business.

#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance {

namespace detail {

constexpr bool is_data_uri(std::string_view url) noexcept {
    return text::starts_with_ignoring_case(url, "data:") && url.find(',') != std::string_view::npos;
}

constexpr bool is_asset_id(std::string_view url) noexcept {
    return text::starts_with_ignoring_case(url, "asset://") && url.size() > 8;
}

}  // namespace detail

/// Gives the rule that this media URL breaks at every gateway, or `rule::none`.
constexpr rule broken_by_every_gateway(std::string_view url) noexcept {
    if (url.empty()) return rule::this_media_url_is_empty;
    if (detail::is_data_uri(url) || detail::is_asset_id(url))
        return detail::url_characters.holds_all(url) ? rule::none : rule::this_media_url_is_malformed;
    if (!detail::starts_with_https(url)) return rule::this_media_url_is_not_https;
    return is_https_url(url) ? rule::none : rule::this_media_url_is_malformed;
}

/// Gives the rule that this media URL breaks where only these schemes are taken besides https, or `rule::none`.
constexpr rule broken_by(std::string_view url, url_schemes schemes) noexcept {
    if (const rule broken = broken_by_every_gateway(url); broken != rule::none) return broken;
    if (!schemes.data && detail::is_data_uri(url)) return rule::this_model_does_not_take_data_uris;
    if (!schemes.asset && detail::is_asset_id(url)) return rule::this_model_does_not_take_asset_ids;
    return rule::none;
}

/// Gives the rule that this callback URL breaks, or `rule::none`. Every gateway asks for public https.
constexpr rule broken_by_callback(std::string_view url) noexcept {
    if (!detail::starts_with_https(url)) return rule::this_callback_url_is_not_https;
    return is_https_url(url) ? rule::none : rule::this_callback_url_is_malformed;
}

}  // namespace seedance
