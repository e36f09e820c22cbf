// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a media or callback URL must look like before it is put into a request. Fetching it is the gateway's business.

#include <string_view>

#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/request/data_uri_view.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/transport/https_url.hpp>
#include <seedance/transport/public_host.hpp>

namespace seedance {

namespace detail {

inline constexpr std::string_view http_prefix = "http://";

constexpr bool is_data_uri(std::string_view url) noexcept { return bool{split_data_uri(url)}; }

constexpr bool is_asset_id(std::string_view url) noexcept {
    return text::starts_with_ignoring_case(url, "asset://") && url.size() > 8;
}

constexpr bool starts_with_http(std::string_view url) noexcept {
    return text::starts_with_ignoring_case(url, http_prefix);
}

/// Splits a URL of either scheme; `http://` is read by the rule of `https://`.
constexpr https_url_view split_web_url(std::string_view url) noexcept {
    return split_behind(starts_with_http(url) ? http_prefix : https_prefix, url);
}

/// Says whether a file or a server behind this URL can be reached from everywhere, as far as its text tells.
constexpr bool can_be_public(const https_url_view& url) noexcept {
    return seedance::can_be_public(url.host, url.is_address);
}

constexpr rule broken_by_content(const data_uri_view& uri) noexcept {
    if (!url_characters.holds_all(uri.head)) return rule::this_media_url_is_malformed;
    if (uri.is_base64 && is_base64(uri.content)) return rule::none;
    if (!url_characters.holds_all(uri.content)) return rule::this_media_url_is_malformed;
    return uri.is_base64 ? rule::this_data_uri_is_not_base64 : rule::none;
}

constexpr bool is_among(array_view<std::string_view> types, std::string_view type) noexcept {
    for (const auto& each : types)
        if (text::equal_ignoring_case(each, type)) return true;
    return types.empty();
}

/// Gives the rule that a file inside a URL breaks. Where a document says what may be inside, it says Base64.
constexpr rule broken_by_file(const data_uri_view& uri, const data_uri_rules& rules) noexcept {
    if (!is_among(rules.types, uri.type)) return rule::this_data_uri_is_of_another_type;
    if (!uri.is_base64) return rules.types.empty() ? rule::none : rule::this_data_uri_is_not_base64;
    const bool is_too_large = rules.max_bytes != 0 && decoded_size(uri.content) > rules.max_bytes;
    return is_too_large ? rule::this_data_uri_is_too_large : rule::none;
}

}  // namespace detail

/// Gives the rule that this media URL breaks at every gateway, or `rule::none`.
constexpr rule broken_by_every_gateway(std::string_view url) noexcept {
    if (url.empty()) return rule::this_media_url_is_empty;
    if (const auto uri = split_data_uri(url)) return detail::broken_by_content(uri);
    if (detail::is_asset_id(url))
        return detail::url_characters.holds_all(url) ? rule::none : rule::this_media_url_is_malformed;
    if (!detail::starts_with_https(url) && !detail::starts_with_http(url)) return rule::this_media_url_is_not_https;
    return detail::split_web_url(url) ? rule::none : rule::this_media_url_is_malformed;
}

/// Gives the rule that this media URL breaks where only these schemes are taken besides https, or `rule::none`.
constexpr rule broken_by(std::string_view url, url_schemes schemes) noexcept {
    if (!schemes.http && detail::starts_with_http(url)) return rule::this_media_url_is_not_https;
    if (const rule broken = broken_by_every_gateway(url); broken != rule::none) return broken;
    if (!schemes.data && detail::is_data_uri(url)) return rule::this_model_does_not_take_data_uris;
    if (!schemes.asset && detail::is_asset_id(url)) return rule::this_model_does_not_take_asset_ids;
    return rule::none;
}

/// Gives the rule of one kind of media that this URL breaks, or `rule::none`.
constexpr rule broken_by_rules(std::string_view url, const media_rules& rules) noexcept {
    if (const rule broken = broken_by(url, rules.schemes); broken != rule::none) return broken;
    if (const auto uri = split_data_uri(url)) return detail::broken_by_file(uri, rules.data_uris);
    const auto parts = detail::split_web_url(url);
    const bool is_hidden = rules.must_be_public && parts && !detail::can_be_public(parts);
    return is_hidden ? rule::this_media_url_is_not_public : rule::none;
}

/// Gives the rule that this callback URL breaks, or `rule::none`. Every gateway asks for public https.
constexpr rule broken_by_callback(std::string_view url) noexcept {
    if (!detail::starts_with_https(url)) return rule::this_callback_url_is_not_https;
    const auto parts = split_https_url(url);
    if (!parts) return rule::this_callback_url_is_malformed;
    return detail::can_be_public(parts) ? rule::none : rule::this_callback_url_is_not_public;
}

}  // namespace seedance
