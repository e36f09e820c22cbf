// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// What a transport does with one origin: now, and since it was made.
struct origin_load {
    /// "api.apixo.ai:443". Hosts that somebody else has chosen (`http_request::is_foreign`: those of videos) are one
    /// row, "foreign hosts"; from the 64th origin on the rest is another, "other origins".
    std::string origin{};

    // ---- now
    std::uint64_t connections = 0;  ///< that stand or are being opened
    std::uint64_t idle = 0;         ///< of these: kept for the next exchange
    std::uint64_t exchanges = 0;    ///< under way; each has a connection
    std::uint64_t looking_up = 0;   ///< of these: wait for the addresses of their host
    std::uint64_t connecting = 0;   ///< of these: wait for a TCP connection
    std::uint64_t securing = 0;     ///< of these: wait for the end of the TLS handshake
    std::uint64_t waiting = 0;      ///< besides these: exchanges that wait for their turn, and have no connection yet

    // ---- since the transport was made
    std::uint64_t ended = 0;       ///< exchanges, whatever they came to
    std::uint64_t failed = 0;      ///< of these: without a whole reply
    std::uint64_t reused = 0;      ///< of these: over a connection that had carried another one
    std::uint64_t look_ups = 0;    ///< that found addresses; what is still known of a host is none
    std::uint64_t connects = 0;    ///< TCP connections that stood
    std::uint64_t handshakes = 0;  ///< TLS handshakes that came to their end
    std::uint64_t resumed = 0;     ///< of these: that went on with an earlier session
    std::uint64_t bytes_sent = 0;  ///< of requests whose exchange has ended, as `http_reply::bytes_sent` counts them
    std::uint64_t bytes_received = 0;  ///< of replies, also of those that are still arriving, without what TLS adds
};

/// What a transport does, as `transport::load` tells. The figures are counted without a stop: of one row they may be of
/// moments that lie a little apart.
struct transport_load {
    std::vector<origin_load> origins{};  ///< by name

    /// Gives the sum of all rows, without a name.
    origin_load total() const;
};

namespace detail {

/// A figure of an origin.
struct origin_figure {
    std::string_view name;
    std::uint64_t origin_load::* value;
    bool only_grows;  ///< it counts since the transport was made
};

/// All of them, in the order of `origin_load`.
inline constexpr origin_figure origin_figures[] = {{"connections", &origin_load::connections, false},
                                                   {"idle", &origin_load::idle, false},
                                                   {"exchanges", &origin_load::exchanges, false},
                                                   {"looking_up", &origin_load::looking_up, false},
                                                   {"connecting", &origin_load::connecting, false},
                                                   {"securing", &origin_load::securing, false},
                                                   {"waiting", &origin_load::waiting, false},
                                                   {"ended", &origin_load::ended, true},
                                                   {"failed", &origin_load::failed, true},
                                                   {"reused", &origin_load::reused, true},
                                                   {"look_ups", &origin_load::look_ups, true},
                                                   {"connects", &origin_load::connects, true},
                                                   {"handshakes", &origin_load::handshakes, true},
                                                   {"resumed", &origin_load::resumed, true},
                                                   {"bytes_sent", &origin_load::bytes_sent, true},
                                                   {"bytes_received", &origin_load::bytes_received, true}};
static_assert(sizeof(origin_load) == sizeof(std::string) + std::size(origin_figures) * sizeof(std::uint64_t),
              "origin_figures lacks a figure of origin_load");

}  // namespace detail

inline origin_load transport_load::total() const {
    origin_load sum;
    for (const auto& each : origins)
        for (const auto& [name, value, only_grows] : detail::origin_figures) sum.*value += each.*value;
    return sum;
}

}  // namespace seedance
