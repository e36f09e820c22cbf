// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Replies for the machines, which know neither sockets nor clocks, and the random numbers that they are given.

#include <chrono>

#include <boost/asio/error.hpp>

#include <seedance/model/descriptor.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/transport/http.hpp>

namespace test {

using namespace seedance;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

inline constexpr double randoms[] = {0.0, 0.5, 0.999};

inline http_reply reply_of(int status, const char* retry_after = nullptr) {
    http_reply reply;
    reply.sent = delivery::complete;
    reply.status = status;
    if (retry_after != nullptr) reply.headers.push_back({"Retry-After", retry_after});
    return reply;
}

inline http_reply error_of(exchange_phase phase, delivery sent) {
    http_reply reply;
    reply.error = boost::asio::error::connection_reset;
    reply.phase = phase;
    reply.sent = sent;
    return reply;
}

inline const auto unconnected = error_of(exchange_phase::connect, delivery::nothing);
inline const auto nothing_written = error_of(exchange_phase::write, delivery::nothing);
inline const auto partly_written = error_of(exchange_phase::write, delivery::partial);
inline const auto wholly_written = error_of(exchange_phase::write, delivery::complete);

inline constexpr detail::reply_context late{.polled_for = 1h};
inline constexpr detail::reply_context early{.polled_for = 1s};

inline constexpr poll_schedule schedule{.first = 200s, .first_latest = 300s, .interval = 10s, .interval_longest = 20s};

}  // namespace test
