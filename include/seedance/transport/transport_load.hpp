// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// What a transport does with one origin: now, and since it was made.
struct origin_load {
    /// "api.apixo.ai:443". Hosts that somebody else has chosen (`http_request::only_public`: those of videos) are one
    /// row, "public hosts"; from the 64th origin on the rest is another, "other origins".
    std::string origin{};

    // ---- now
    std::uint64_t connections = 0;  ///< that stand or are being opened
    std::uint64_t idle = 0;         ///< of these: kept for the next exchange
    std::uint64_t exchanges = 0;    ///< under way; each has a connection
    std::uint64_t looking_up = 0;   ///< of these: wait for their turn, or for the addresses of their host
    std::uint64_t connecting = 0;   ///< of these: wait for a TCP connection
    std::uint64_t securing = 0;     ///< of these: wait for the end of the TLS handshake

    // ---- since the transport was made
    std::uint64_t ended = 0;       ///< exchanges, whatever they came to
    std::uint64_t failed = 0;      ///< of these: without a whole reply
    std::uint64_t reused = 0;      ///< of these: over a connection that had carried another one
    std::uint64_t look_ups = 0;    ///< that found addresses
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

inline origin_load transport_load::total() const {
    origin_load sum;
    for (const auto& each : origins) {
        sum.connections += each.connections;
        sum.idle += each.idle;
        sum.exchanges += each.exchanges;
        sum.looking_up += each.looking_up;
        sum.connecting += each.connecting;
        sum.securing += each.securing;
        sum.ended += each.ended;
        sum.failed += each.failed;
        sum.reused += each.reused;
        sum.look_ups += each.look_ups;
        sum.connects += each.connects;
        sum.handshakes += each.handshakes;
        sum.resumed += each.resumed;
        sum.bytes_sent += each.bytes_sent;
        sum.bytes_received += each.bytes_received;
    }
    return sum;
}

}  // namespace seedance
