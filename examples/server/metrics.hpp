// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <cstdint>

#include <seedance/server/metrics_text.hpp>

#include "log.hpp"

namespace server {

/// What is counted, for everybody together, besides what the server tells of itself.
struct metrics {
    std::atomic<std::uint64_t> orders{0};     ///< requests for an order that were taken
    std::atomic<std::uint64_t> videos{0};     ///< that were saved
    std::atomic<std::uint64_t> callbacks{0};  ///< that were posted
    seedance::event_counters events;          ///< of the client

    std::string text() const {
        auto text = events.text();
        seedance::append_metric(text, "orders_total", "counter", orders);
        seedance::append_metric(text, "videos_saved_total", "counter", videos);
        seedance::append_metric(text, "callbacks_total", "counter", callbacks);
        seedance::append_metric(text, "log_lines_dropped_total", "counter", log_lines().dropped());
        return text;
    }
};

}  // namespace server
