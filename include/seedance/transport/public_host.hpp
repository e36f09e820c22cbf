// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Says whether somebody else on the Internet can reach the host of a URL, as far as its text tells. Nothing is looked
/// up, and the compiler can ask.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/transport/impl/public_ranges.hpp>

namespace seedance {

namespace detail {

/// Reads four decimal numbers with dots between them.
/// @pre `is_ipv4(text)`
constexpr std::uint32_t ipv4_from(std::string_view text) noexcept {
    std::uint32_t address = 0, octet = 0;
    for (const char c : text) {
        if (c != '.') {
            octet = octet * 10 + static_cast<std::uint32_t>(c - '0');
            continue;
        }
        address = address << 8 | octet;
        octet = 0;
    }
    return address << 8 | octet;
}

/// Reads the groups of a part of an IPv6 address to `at` and behind it; gives how many bytes they fill.
constexpr std::size_t read_ipv6_groups(std::string_view text, ipv6_bytes& bytes, std::size_t at) noexcept {
    const auto start = at;
    const auto put = [&](std::uint32_t pair) {
        bytes[at++] = static_cast<unsigned char>(pair >> 8);
        bytes[at++] = static_cast<unsigned char>(pair);
    };
    while (!text.empty()) {
        const auto group = text.substr(0, text.find(':'));
        text.remove_prefix(group.size() == text.size() ? group.size() : group.size() + 1);
        unsigned long long pair = 0;
        if (group.find('.') != std::string_view::npos) {
            put(ipv4_from(group) >> 16);
            put(ipv4_from(group));
        } else if (text::read_number(group, 16, 0xFFFF, pair)) {
            put(static_cast<std::uint32_t>(pair));
        }
    }
    return at - start;
}

/// Reads an address without its brackets.
/// @pre `is_ipv6(text)`
constexpr ipv6_bytes ipv6_from(std::string_view text) noexcept {
    ipv6_bytes bytes{}, tail{};
    const auto gap = text.find("::");
    read_ipv6_groups(text.substr(0, gap), bytes, 0);
    if (gap == std::string_view::npos) return bytes;
    const auto size = read_ipv6_groups(text.substr(gap + 2), tail, 0);
    for (std::size_t i = 0; i != size; ++i) bytes[bytes.size() - size + i] = tail[i];
    return bytes;
}

/// Says whether a name is `suffix` or ends in it behind a dot, whatever the case.
constexpr bool is_within(std::string_view name, std::string_view suffix) noexcept {
    if (name.size() < suffix.size()) return false;
    const auto start = name.size() - suffix.size();
    return text::equal_ignoring_case(name.substr(start), suffix) && (start == 0 || name[start - 1] == '.');
}

/// Says whether no public name server answers for a name: its last labels are kept for one machine (RFC 6761), one
/// network (RFC 6762, RFC 8375, ICANN's "internal" and the old "localdomain"), tests or other networks
/// (RFC 7686).
constexpr bool is_kept_from_the_internet(std::string_view name) noexcept {
    constexpr std::string_view kept[] = {"localhost", "local", "internal", "localdomain",
                                         "home.arpa", "test",  "invalid",  "onion"};
    for (const auto suffix : kept)
        if (is_within(name, suffix)) return true;
    return false;
}

/// Drops the dot that ends an absolute name.
constexpr std::string_view without_root(std::string_view name) noexcept {
    if (name.ends_with('.')) name.remove_suffix(1);
    return name;
}

}  // namespace detail

/// Says whether a host can be reached from everywhere: it is a public address, or a name that is not kept for a
/// machine, a network or tests. The examples of documents ("192.0.2.1", "a.example") stand for such hosts and count as
/// them. `host` is that of an `https_url_view`.
/// @pre It is a sound host: an address where `is_address`, an IPv6 address without brackets.
constexpr bool can_be_public(std::string_view host, bool is_address) noexcept {
    if (!is_address) return !detail::is_kept_from_the_internet(detail::without_root(host));
    if (host.find(':') == std::string_view::npos) {
        const auto address = detail::ipv4_from(host);
        return detail::is_public_v4(address) || detail::is_example_v4(address);
    }
    const auto bytes = detail::ipv6_from(host);
    return detail::is_public_v6(bytes) || detail::is_example_v6(bytes);
}

/// Says whether a name has one label only ("intranet"): outside of a network with a search list of its own nobody
/// finds it.
constexpr bool is_single_label(std::string_view host) noexcept {
    return detail::without_root(host).find('.') == std::string_view::npos;
}

}  // namespace seedance
