// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any text as an https URL (first line) and as a redirect from it (second line): a host has one spelling, and what is
// sent there cannot be read in two ways.
#include "fuzz.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <arpa/inet.h>

#include <seedance/download/redirect.hpp>
#include <seedance/transport/https_target.hpp>
#include <seedance/transport/https_url.hpp>
#include <seedance/transport/impl/received_url.hpp>

using namespace seedance;

namespace {

bool is_visible_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

/// The host as whoever reads the text without a parser sees it.
std::string host_at_first_sight(std::string_view url) {
    url.remove_prefix(std::string_view{"https://"}.size());
    url = url.substr(0, url.find_first_of("/?#"));
    std::string host{url.starts_with('[') ? url.substr(1, url.find(']') - 1) : url.substr(0, url.find(':'))};
    for (auto& c : host) c = text::lower(c);
    if (host.ends_with('.')) host.pop_back();
    return host;
}

/// Whether the C library takes the host for an IPv4 address, in any of the forms that it knows.
bool is_address_to_the_system(const std::string& host) {
    ::in_addr ignored{};
    return ::inet_aton(host.c_str(), &ignored) != 0;
}

void check_target(std::string_view url, const https_url& target) {
    PROPERTY(url.size() > 8 && is_visible_ascii(url));
    PROPERTY(target.host == host_at_first_sight(url));
    PROPERTY(!target.host.empty() && target.host.find_first_of("@/\\?#%[] ") == std::string::npos);
    PROPERTY(target.is_address || !is_address_to_the_system(target.host));
    PROPERTY(target.port != 0);
    PROPERTY(target.path.starts_with('/') && is_visible_ascii(target.path) &&
             target.path.find('#') == std::string::npos);
    PROPERTY(is_visible_ascii(target.authority));
    const auto again = parse_https_url("https://" + target.authority + target.path);
    PROPERTY(again && again->host == target.host && again->port == target.port && again->path == target.path &&
             again->authority == target.authority);
    PROPERTY(again->is_address == target.is_address);
}

}  // namespace

void fuzz(std::string_view text) noexcept {
    const auto url = fuzzing::part(text, '\n');
    auto location = fuzzing::part(text, '\n');
    while (location.starts_with(' ')) location.remove_prefix(1);  // blanks around it are no part of it
    while (location.ends_with(' ')) location.remove_suffix(1);
    const auto target = parse_https_url(url);
    if (target) check_target(url, *target);
    const auto escaped = detail::with_escapes(url);
    PROPERTY(detail::with_escapes(escaped) == escaped);
    if (const auto received = parse_https_url(escaped)) check_target(escaped, *received);
    if (target) PROPERTY(parse_https_url(escaped).has_value());
    const auto next = detail::resolve_redirect(url, location);
    if (!next) return;
    const auto led_to = parse_https_url(*next);
    PROPERTY(led_to);
    check_target(*next, *led_to);
    if (location.starts_with("//")) PROPERTY(led_to->host == host_at_first_sight("https:" + std::string{location}));
    const bool is_absolute = text::starts_with_ignoring_case(location, "https://");
    if (is_absolute) PROPERTY(led_to->host == host_at_first_sight(location));
    if (!is_absolute && !location.starts_with("//") && target) PROPERTY(led_to->origin == target->origin);
}
