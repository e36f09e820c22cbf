// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace seedance::detail {

/// The bytes of an IPv6 address, in network order.
using ipv6_bytes = std::array<unsigned char, 16>;

/// A range of IPv4 addresses: those whose first bits are those of `first`.
struct ipv4_range {
    std::uint32_t first;
    int bits;

    constexpr bool holds(std::uint32_t address) const noexcept { return (address ^ first) >> (32 - bits) == 0; }
};

/// Says whether an IPv4 address is one of the documents' examples (RFC 5737).
constexpr bool is_example_v4(std::uint32_t address) noexcept {
    constexpr ipv4_range examples[] = {{0xC0000200, 24},   // 192.0.2.0
                                       {0xC6336400, 24},   // 198.51.100.0
                                       {0xCB007100, 24}};  // 203.0.113.0
    for (const auto& range : examples)
        if (range.holds(address)) return true;
    return false;
}

/// Says whether an IPv4 address means the same machine everywhere on the Internet: it is not of a private network, of
/// this machine, or of a range for tests or for many receivers (RFC 6890 and its successors).
constexpr bool is_public_v4(std::uint32_t address) noexcept {
    constexpr ipv4_range special[] = {
        {0x00000000, 8},   // 0.0.0.0: this network, unspecified
        {0x0A000000, 8},   // 10.0.0.0: private
        {0x64400000, 10},  // 100.64.0.0: shared by a provider's customers
        {0x7F000000, 8},   // 127.0.0.0: this machine
        {0xA9FE0000, 16},  // 169.254.0.0: this link; clouds keep their metadata there
        {0xAC100000, 12},  // 172.16.0.0: private
        {0xC0000000, 24},  // 192.0.0.0: IETF protocols
        {0xC0586300, 24},  // 192.88.99.0: relays of 6to4, given up
        {0xC0A80000, 16},  // 192.168.0.0: private
        {0xC6120000, 15},  // 198.18.0.0: benchmarks
        {0xE0000000, 4},   // 224.0.0.0: multicast
        {0xF0000000, 4},   // 240.0.0.0: reserved, broadcast
    };
    for (const auto& range : special)
        if (range.holds(address)) return false;
    return !is_example_v4(address);
}

/// Says whether an IPv6 address is one of the documents' examples (RFC 3849, RFC 9637).
constexpr bool is_example_v6(const ipv6_bytes& bytes) noexcept {
    return (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8) ||
           (bytes[0] == 0x3F && bytes[1] == 0xFF && (bytes[2] & 0xF0) == 0);
}

/// Says the same of an IPv6 address. One that stands for an IPv4 address (mapped, NAT64, 6to4) is public when that is.
constexpr bool is_public_v6(const ipv6_bytes& bytes) noexcept {
    const auto starts_with = [&bytes](std::initializer_list<int> prefix) {
        std::size_t i = 0;
        for (const int byte : prefix)
            if (bytes[i++] != byte) return false;
        return true;
    };
    const auto embedded_v4 = [&bytes](std::size_t at) {
        return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
               bytes[at + 3];
    };
    if (starts_with({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return is_public_v4(embedded_v4(12));
    if (starts_with({0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) return is_public_v4(embedded_v4(12));
    if (starts_with({0x20, 0x02})) return is_public_v4(embedded_v4(2));
    const bool is_global_unicast = (bytes[0] & 0xE0) == 0x20;                           // 2000::/3
    const bool is_for_protocols = starts_with({0x20, 0x01}) && (bytes[2] & 0xFE) == 0;  // 2001::/23: Teredo, ORCHID
    return is_global_unicast && !is_for_protocols && !is_example_v6(bytes);
}

}  // namespace seedance::detail
