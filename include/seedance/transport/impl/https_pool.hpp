// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/core/impl/quiet_thread.hpp>
#include <seedance/transport/impl/https_connection.hpp>

namespace seedance::detail {

/// The kept-alive connections that no exchange uses, by peer. Those that are too old are closed by a thread, which is
/// there only while there are any: a timer of their context would keep a program's `io_context::run` from returning.
///
/// @par Thread safety
/// All functions may be called from any thread.
class https_pool : public std::enable_shared_from_this<https_pool> {
    using shelf = std::vector<std::unique_ptr<https_connection>>;  // the oldest first

  public:
    using connection_ptr = std::unique_ptr<https_connection>;
    using clock = https_connection::clock;
    using milliseconds = std::chrono::milliseconds;

    struct limits {
        std::size_t each = 0;    ///< connections to one peer
        std::size_t all = 0;     ///< connections to all peers
        milliseconds longest{};  ///< that one is kept
    };

    explicit https_pool(limits allowed) : limits_{allowed} {
        limits_.longest = std::min<milliseconds>(limits_.longest, std::chrono::hours{24 * 365});
    }

    https_pool(const https_pool&) = delete;
    https_pool& operator=(const https_pool&) = delete;

    /// Takes the connection to this peer that was used last, is not too old, and that the peer still holds; null when
    /// there is none. It looks at no other peer's: that is the thread's work.
    connection_ptr take(const std::string& peer) {
        shelf dead;  // closed after the lock is released
        const std::lock_guard lock{mutex_};
        if (!is_reaping_) drop_old(dead);
        const auto found = idle_.find(peer);
        if (found == idle_.end()) return nullptr;
        auto& row = found->second;
        const auto now = clock::now();
        connection_ptr out;
        while (!out && !row.empty()) {
            auto last = std::move(row.back());
            row.pop_back();
            --count_;
            const bool is_old = last->idle_until <= now;
            if (is_old) last->end();
            if (!is_old && last->is_quiet())
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
        if (connection) connection->end();
    }

    /// Closes every connection, and from now on each that is put in.
    void close() {
        decltype(idle_) dead;
        const std::lock_guard lock{mutex_};
        closed_ = true;
        count_ = 0;
        dead.swap(idle_);
        for (const auto& [peer, row] : dead)
            for (const auto& connection : row) connection->end();
        changed_.notify_all();
    }

  private:
    void keep(connection_ptr& connection) {
        shelf dead;  // closed after the lock is released
        const std::lock_guard lock{mutex_};
        const auto time = std::min(limits_.longest, connection->keep_for);
        if (closed_ || limits_.each == 0 || limits_.all == 0 || time.count() <= 0) return;
        const auto now = clock::now();
        connection->idle_since = now;
        connection->idle_until = now + time;
        auto& row = idle_[connection->peer()];
        row.push_back(std::move(connection));
        ++count_;
        if (row.size() > limits_.each || count_ > limits_.all) dead.reserve(2);
        if (row.size() > limits_.each) drop_first_of(row, dead);
        if (count_ > limits_.all) drop_first_of(row_of_oldest(), dead);
        for (const auto& one : dead) one->end();
        reap_from(now + time);
    }

    void drop_first_of(shelf& row, shelf& dead) {
        dead.push_back(std::move(row.front()));
        row.erase(row.begin());
        --count_;
    }

    shelf& row_of_oldest() {
        shelf* oldest = nullptr;
        for (auto& [peer, row] : idle_)
            if (!row.empty() && (!oldest || row.front()->idle_since < oldest->front()->idle_since)) oldest = &row;
        return *oldest;
    }

    void drop_old(shelf& dead) {
        const auto now = clock::now();
        if (first_end() > now) return;
        dead.reserve(count_);
        for (auto it = idle_.begin(); it != idle_.end();) {
            auto& row = it->second;
            count_ -= std::erase_if(row, [&](auto& connection) {
                if (connection->idle_until > now) return false;
                connection->end();
                dead.push_back(std::move(connection));
                return true;
            });
            it = row.empty() && idle_.size() > most_empty_rows ? idle_.erase(it) : std::next(it);
        }
    }

    // ---- the thread that closes what is too old

    /// Sees to it that the thread looks at this time, or before.
    void reap_from(clock::time_point when) {
        if (is_reaping_ && when >= wakes_at_) return;
        wakes_at_ = when;
        if (is_reaping_) return changed_.notify_all();
        try {
            started_without_signals([self = shared_from_this()] { self->reap(); }).detach();
            is_reaping_ = true;
        } catch (const std::system_error&) {  // the system has none left: the next use closes them
        }
    }

    /// Connections are closed under the lock: once `close` has returned, nothing of their context is touched.
    void reap() noexcept {
        std::unique_lock lock{mutex_};
        while (!closed_ && count_ != 0) {
            wakes_at_ = first_end();
            changed_.wait_until(lock, wakes_at_);
            try {
                shelf dead;
                if (!closed_) drop_old(dead);
            } catch (const std::bad_alloc&) {  // the next use closes them
                break;
            }
        }
        is_reaping_ = false;
    }

    clock::time_point first_end() const noexcept {
        auto first = clock::time_point::max();
        for (const auto& [peer, row] : idle_)
            for (const auto& connection : row) first = std::min(first, connection->idle_until);
        return first;
    }

    static constexpr std::size_t most_empty_rows = 16;  // kept, for the next connection to the same peer

    limits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, shelf> idle_;
    std::size_t count_ = 0;
    clock::time_point wakes_at_{};  ///< the thread, if there is one
    bool is_reaping_ = false;
    bool closed_ = false;
};

}  // namespace seedance::detail
