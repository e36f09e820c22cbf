// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>

#include <seedance/core/impl/char_table.hpp>
#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>

namespace seedance::detail {

/// Says whether a text is a decimal number up to 255 without leading zeros.
constexpr bool is_octet(std::string_view text) noexcept {
    unsigned long long number = 0;
    return text::read_number(text, 10, 255, number) && (text.size() == 1 || text.front() != '0');
}

/// Says whether a text is four octets: the one form of an IPv4 address that no program reads as octal or as a short
/// form.
constexpr bool is_ipv4(std::string_view text) noexcept {
    for (int dots = 0; dots != 3; ++dots) {
        const auto dot = text.find('.');
        if (dot == std::string_view::npos || !is_octet(text.substr(0, dot))) return false;
        text.remove_prefix(dot + 1);
    }
    return is_octet(text);
}

/// Counts the groups of up to four hexadecimal digits between colons, an IPv4 address at the end as two; gives -1 when
/// one of them is something else.
constexpr int count_ipv6_groups(std::string_view text, bool may_end_in_ipv4) noexcept {
    if (text.empty()) return 0;
    for (int groups = 1;; ++groups) {
        const auto colon = text.find(':');
        const auto group = text.substr(0, colon);
        const bool is_last = colon == std::string_view::npos;
        if (is_last && may_end_in_ipv4 && is_ipv4(group)) return groups + 1;
        unsigned long long number = 0;
        if (group.size() > 4 || !text::read_number(group, 16, 0xffff, number)) return -1;
        if (is_last) return groups;
        text.remove_prefix(colon + 1);
    }
}

/// Says whether a text is an IPv6 address as in RFC 3986, 3.2.2: eight groups, of which "::" may once stand for one or
/// more. A zone ("%eth0") is refused: it means something on one machine only.
constexpr bool is_ipv6(std::string_view text) noexcept {
    const auto gap = text.find("::");
    if (gap == std::string_view::npos) return count_ipv6_groups(text, true) == 8;
    const int before = count_ipv6_groups(text.substr(0, gap), false);
    const int after = count_ipv6_groups(text.substr(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < 8;
}

inline constexpr char_table host_characters{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"};

/// Says whether the last label is a number, decimal or hexadecimal ("0x7f", also "0x"): a resolver then takes the whole
/// name for an IPv4 address in one of its older forms (WHATWG URL, "ends in a number").
constexpr bool ends_in_number(std::string_view name) noexcept {
    auto label = name.substr(name.rfind('.') + 1);
    const bool is_hexadecimal = text::starts_with_ignoring_case(label, "0x");
    if (is_hexadecimal) label.remove_prefix(2);
    for (const char c : label)
        if (is_hexadecimal ? text::digit_value(c) < 0 : !text::is_digit(c)) return false;
    return true;
}

/// Says whether every program takes a name for the same host: letters, digits, '-', '_' and single dots between them,
/// none at the end, and nothing that a resolver takes for an address. ("127.0.0.1.nip.io" is a name: what it leads to
/// is looked at when it is connected to.)
constexpr bool is_plain_host_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > 253 || !host_characters.holds_all(name)) return false;
    const bool has_empty_label = name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos;
    return !has_empty_label && !ends_in_number(name);
}

}  // namespace seedance::detail
