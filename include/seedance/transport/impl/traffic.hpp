// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/transport/http.hpp>
#include <seedance/transport/transport_load.hpp>

namespace seedance::detail {

/// What is counted for one origin. Counting takes no lock.
struct origin_traffic {
    using count = std::atomic<std::uint64_t>;

    std::atomic<std::size_t> connections{0};
    count ended{0}, failed{0}, reused{0}, look_ups{0}, connects{0}, handshakes{0}, resumed{0}, bytes_sent{0},
        bytes_received{0};

    /// Counts an exchange that has ended.
    void add(const http_reply& reply) noexcept {
        constexpr auto relaxed = std::memory_order_relaxed;
        ended.fetch_add(1, relaxed);
        bytes_sent.fetch_add(reply.bytes_sent, relaxed);
        bytes_received.fetch_add(reply.bytes_received, relaxed);
        if (reply.error) failed.fetch_add(1, relaxed);
        if (reply.reused_connection) return void(reused.fetch_add(1, relaxed));
        if (reply.times.resolved.count() != 0) look_ups.fetch_add(1, relaxed);
        if (reply.times.connected.count() != 0) connects.fetch_add(1, relaxed);
        if (reply.times.secured.count() != 0) handshakes.fetch_add(1, relaxed);
        if (reply.resumed_session) resumed.fetch_add(1, relaxed);
    }

    origin_load now() const {
        origin_load out;
        out.connections = connections;
        out.ended = ended;
        out.failed = failed;
        out.reused = reused;
        out.look_ups = look_ups;
        out.connects = connects;
        out.handshakes = handshakes;
        out.resumed = resumed;
        out.bytes_sent = bytes_sent;
        out.bytes_received = bytes_received;
        return out;
    }
};

using traffic_ptr = std::shared_ptr<origin_traffic>;

/// Counts a connection as long as it lives.
class counted_connection {
  public:
    counted_connection() = default;
    explicit counted_connection(traffic_ptr of) noexcept : of_{std::move(of)} { ++of_->connections; }
    counted_connection(counted_connection&& other) noexcept : of_{std::move(other.of_)} {}
    counted_connection& operator=(counted_connection&& other) noexcept {
        std::swap(of_, other.of_);
        return *this;
    }
    ~counted_connection() {
        if (of_) --of_->connections;
    }

    const traffic_ptr& traffic() const noexcept { return of_; }

  private:
    traffic_ptr of_;
};

/// The counts of a transport's origins, of a bounded number.
///
/// @par Thread safety
/// All functions may be called from any thread.
class traffic_table {
  public:
    static constexpr std::size_t most = 64;

    traffic_ptr of(std::string_view origin, bool is_chosen_by_others) {
        const std::lock_guard lock{mutex_};
        return row_of(is_chosen_by_others ? "public hosts" : origin);
    }

    /// Calls `each` with the name and the counts of every origin, in the order of their names.
    template <class Each>
    void for_each(Each each) const {
        const std::lock_guard lock{mutex_};
        for (const auto& [name, traffic] : rows_) each(name, traffic);
    }

  private:
    traffic_ptr row_of(std::string_view name) {
        const auto known = rows_.find(name);
        if (known != rows_.end()) return known->second;
        if (rows_.size() >= most) name = "other origins";
        auto& row = rows_[std::string{name}];
        if (!row) row = std::make_shared<origin_traffic>();
        return row;
    }

    mutable std::mutex mutex_;
    std::map<std::string, traffic_ptr, std::less<>> rows_;
};

}  // namespace seedance::detail
