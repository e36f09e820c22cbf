// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/transport/http.hpp>
#include <seedance/transport/transport_load.hpp>

namespace seedance::detail {

/// What is counted for one origin. Counting takes no lock.
struct origin_traffic {
    using count = std::atomic<std::uint64_t>;

    count connections{0}, exchanges{0}, looking_up{0}, connecting{0}, securing{0}, waiting{0};
    count ended{0}, failed{0}, reused{0}, look_ups{0}, connects{0}, handshakes{0}, resumed{0}, bytes_sent{0},
        bytes_received{0};

    /// Gives the count of the exchanges in a phase; null for those that are not counted apart.
    count* in_phase(exchange_phase phase) noexcept {
        switch (phase) {
            case exchange_phase::resolve: return &looking_up;
            case exchange_phase::connect: return &connecting;
            case exchange_phase::handshake: return &securing;
            case exchange_phase::write:
            case exchange_phase::read:
            case exchange_phase::done: break;
        }
        return nullptr;
    }

    /// Counts an exchange that has ended, besides the bytes that it has received.
    void add(const http_reply& reply) noexcept {
        add_to(ended);
        add_to(bytes_sent, reply.bytes_sent);
        if (reply.error) add_to(failed);
        if (reply.reused_connection) return add_to(reused);
        if (reply.times.connected.count() != 0) add_to(connects);
        if (reply.times.secured.count() != 0) add_to(handshakes);
        if (reply.resumed_session) add_to(resumed);
    }

    origin_load now(std::string name) const {
        origin_load out;
        out.origin = std::move(name);
        out.exchanges = exchanges;
        out.connections = connections;
        out.idle = out.connections - std::min(out.connections, out.exchanges);
        out.looking_up = looking_up;
        out.connecting = connecting;
        out.securing = securing;
        out.waiting = waiting;
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

    static void add_to(count& what, std::uint64_t more = 1) noexcept {
        what.fetch_add(more, std::memory_order_relaxed);
    }
};

using traffic_ptr = std::shared_ptr<origin_traffic>;

/// Counts a connection from its first exchange on as long as it lives, and the exchange that has it.
class counted_connection {
  public:
    counted_connection() = default;
    explicit counted_connection(traffic_ptr of) noexcept : of_{std::move(of)} {}
    counted_connection(counted_connection&& other) noexcept { *this = std::move(other); }
    counted_connection& operator=(counted_connection&& other) noexcept {
        std::swap(of_, other.of_);
        std::swap(phase_, other.phase_);
        std::swap(received_, other.received_);
        std::swap(waits_, other.waits_);
        std::swap(is_counted_, other.is_counted_);
        return *this;
    }
    ~counted_connection() {
        leave();
        if (waits_) --of_->waiting;
        if (is_counted_) --of_->connections;
    }

    explicit operator bool() const noexcept { return of_ != nullptr; }

    /// The first exchange waits for its turn.
    void wait() noexcept {
        origin_traffic::add_to(of_->waiting);
        waits_ = true;
    }

    /// Begins an exchange.
    void begin(exchange_phase phase) noexcept {
        if (!is_counted_) count();
        phase_ = phase;
        received_ = 0;
        origin_traffic::add_to(of_->exchanges);
        if (auto* const those = of_->in_phase(phase)) origin_traffic::add_to(*those);
    }

    /// Notes how far the exchange has got, and how many bytes of a reply it has received.
    void note(exchange_phase phase, std::uint64_t received) noexcept {
        if (received != received_) origin_traffic::add_to(of_->bytes_received, received - received_);
        received_ = received;
        if (!phase_ || phase == *phase_) return;
        if (auto* const those = of_->in_phase(*phase_)) --*those;
        if (auto* const those = of_->in_phase(phase)) origin_traffic::add_to(*those);
        phase_ = phase;
    }

    /// A look-up of the exchange's has found addresses.
    void add_look_up() noexcept { origin_traffic::add_to(of_->look_ups); }

    /// Ends the exchange.
    void end(const http_reply& reply) noexcept {
        note(exchange_phase::done, reply.bytes_received);
        of_->add(reply);
        leave();
    }

  private:
    void count() noexcept {
        if (std::exchange(waits_, false)) --of_->waiting;
        origin_traffic::add_to(of_->connections);
        is_counted_ = true;
    }

    void leave() noexcept {
        if (!phase_) return;
        if (auto* const those = of_->in_phase(*phase_)) --*those;
        --of_->exchanges;
        phase_.reset();
    }

    traffic_ptr of_;
    std::optional<exchange_phase> phase_;  ///< of the exchange under way
    std::uint64_t received_ = 0;           ///< by it, and counted
    bool waits_ = false;
    bool is_counted_ = false;
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
        return row_of(is_chosen_by_others ? "foreign hosts" : origin);
    }

    transport_load load() const {
        transport_load out;
        const std::lock_guard lock{mutex_};
        for (const auto& [name, traffic] : rows_) out.origins.push_back(traffic->now(name));
        return out;
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
