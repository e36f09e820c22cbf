// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <seedance/transport/impl/https_connection.hpp>

namespace seedance::detail {

/// Tells its owner when what is under way takes too long: `void on_too_late()`, on the connection's strand. A wait that ends too
/// early is continued, so that moving the limit back, with every piece of a long reply, costs nothing.
template <typename Owner>
class watchdog {
  public:
    using clock = https_connection::clock;
    using milliseconds = std::chrono::milliseconds;

    /// From now on `patience` is left.
    void limit(https_connection& connection, const std::weak_ptr<Owner>& owner, milliseconds patience) {
        constexpr milliseconds longest = std::chrono::hours{24 * 365};
        connection_ = &connection;
        patience_ = std::min(patience, longest);
        watch_writing_ = false;
        deadline_ = clock::now() + patience_;
        if (!waiting_ || connection_->timer.expiry() > deadline_) wait(owner);
    }

    /// As `limit`, but time counts from the last bytes that were written.
    void limit_writing(https_connection& connection, const std::weak_ptr<Owner>& owner, milliseconds patience) {
        limit(connection, owner, patience);
        watch_writing_ = true;
    }

    /// The connection is about to be given away.
    void stop() {
        if (connection_) connection_->timer.cancel();
        connection_ = nullptr;
        ++turn_;
    }

  private:
    void wait(const std::weak_ptr<Owner>& owner) {
        waiting_ = true;
        connection_->timer.expires_at(deadline_);
        connection_->timer.async_wait([owner, turn = ++turn_](error_code error) {
            const auto self = owner.lock();
            if (self && !error) self->watch().on_time(*self, turn);
        });
    }

    void on_time(Owner& owner, unsigned turn) {
        if (turn != turn_) return;
        waiting_ = false;
        if (watch_writing_) deadline_ = std::max(deadline_, connection_->wire().last_sent + patience_);
        if (clock::now() < deadline_) return wait(owner.weak_from_this());
        owner.on_too_late();
    }

    https_connection* connection_ = nullptr;
    milliseconds patience_{};
    clock::time_point deadline_{};
    bool watch_writing_ = false;
    bool waiting_ = false;
    unsigned turn_ = 0;
};

}  // namespace seedance::detail
