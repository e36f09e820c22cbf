// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/transport/impl/https_connection.hpp>

namespace seedance::detail {

/// The kept-alive connections that no exchange uses, by peer. It has no timer of its own, which would keep a program's
/// `io_context::run` from returning: those that are too old are closed when the pool is next used.
///
/// @par Thread safety
/// All functions may be called from any thread.
class https_pool {
    using shelf = std::vector<std::unique_ptr<https_connection>>;  // the oldest first

  public:
    using connection_ptr = std::unique_ptr<https_connection>;
    using clock = https_connection::clock;

    https_pool(std::size_t most, std::chrono::milliseconds longest)
        : most_{most}, longest_{std::min<std::chrono::milliseconds>(longest, std::chrono::hours{24 * 365})} {}

    /// Takes the connection to this peer that was used last and that the peer still holds; null when there is none.
    connection_ptr take(const std::string& peer) {
        shelf dead;  // closed after the lock is released
        const std::lock_guard lock{mutex_};
        drop_old(dead);
        const auto found = idle_.find(peer);
        if (found == idle_.end()) return nullptr;
        auto& row = found->second;
        connection_ptr out;
        while (!out && !row.empty()) {
            auto last = std::move(row.back());
            row.pop_back();
            if (last->is_quiet())
                out = std::move(last);
            else
                dead.push_back(std::move(last));
        }
        return out;
    }

    /// Keeps the connection; closes it when there is no memory to keep it.
    void put(connection_ptr connection) noexcept {
        try {
            keep(connection);
        } catch (const std::bad_alloc&) {
        }
    }

    /// Closes every connection, and from now on each that is put in.
    void close() {
        decltype(idle_) dead;
        const std::lock_guard lock{mutex_};
        closed_ = true;
        dead.swap(idle_);
    }

  private:
    void keep(connection_ptr& connection) {
        shelf dead;  // closed after the lock is released
        const std::lock_guard lock{mutex_};
        if (closed_ || most_ == 0) return;
        connection->idle_since = clock::now();
        auto& row = idle_[connection->peer()];
        row.push_back(std::move(connection));
        if (row.size() > most_) {
            dead.push_back(std::move(row.front()));
            row.erase(row.begin());
        }
        drop_old(dead);
    }

    void drop_old(shelf& dead) {
        const auto limit = clock::now() - longest_;
        for (auto it = idle_.begin(); it != idle_.end();) {
            auto& row = it->second;
            const auto young =
                std::find_if(row.begin(), row.end(), [limit](const auto& c) { return c->idle_since > limit; });
            std::move(row.begin(), young, std::back_inserter(dead));
            row.erase(row.begin(), young);
            it = row.empty() && idle_.size() > most_empty_rows ? idle_.erase(it) : std::next(it);
        }
    }

    static constexpr std::size_t most_empty_rows = 16;  // kept, for the next connection to the same peer

    const std::size_t most_;
    const std::chrono::milliseconds longest_;
    std::mutex mutex_;
    std::unordered_map<std::string, shelf> idle_;
    bool closed_ = false;
};

}  // namespace seedance::detail
