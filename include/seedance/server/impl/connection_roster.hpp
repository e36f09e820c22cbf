// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace seedance::detail {

/// A connection as the roster sees it.
class rostered_connection {
  public:
    virtual ~rostered_connection() = default;

    /// Closes the connection soon; called from any thread.
    virtual void stop() noexcept = 0;
};

/// What a connection is about. The order is the one in which connections are given up for new ones.
enum class connection_standing : std::uint8_t {
    stranger,  ///< it has sent no whole request yet
    idle,      ///< its requests are answered
    busy,      ///< it has sent a whole request, and its answer has not been sent
};

/// The connections of a server: no more than so many. A new one takes the place of the oldest that has sent nothing
/// whole, so that slow clients cannot lock out good ones. All functions may be called from any thread.
class connection_roster {
  public:
    explicit connection_roster(std::size_t most) : most_{most} {}

    /// Adds a connection and gives its number; 0, which is no number, where there is no room for it.
    std::uint64_t add(std::weak_ptr<rostered_connection> made) {
        std::shared_ptr<rostered_connection> given_up;
        const std::lock_guard lock{mutex_};
        if (is_closed_) return 0;
        if (listed_.size() >= most_ && !give_up_one(given_up)) return 0;
        listed_.emplace(++last_, entry{std::move(made)});
        return last_;
    }

    void remove(std::uint64_t number) {
        const std::lock_guard lock{mutex_};
        listed_.erase(number);
    }

    void set(std::uint64_t number, connection_standing now) {
        const std::lock_guard lock{mutex_};
        const auto at = listed_.find(number);
        if (at != listed_.end()) at->second.standing = now;
    }

    /// Stops a connection that can be spared.
    void make_room() {
        std::shared_ptr<rostered_connection> given_up;
        const std::lock_guard lock{mutex_};
        give_up_one(given_up);
    }

    std::size_t size() const {
        const std::lock_guard lock{mutex_};
        return listed_.size();
    }

    /// Stops every connection that nothing is answered to, and takes no more.
    void drain() { stop_up_to(connection_standing::idle); }

    /// Stops every connection, and takes no more.
    void close() { stop_up_to(connection_standing::busy); }

  private:
    struct entry {
        std::weak_ptr<rostered_connection> connection;
        connection_standing standing = connection_standing::stranger;
    };

    void stop_up_to(connection_standing last) {
        std::map<std::uint64_t, entry> stopped;  // they are let go when the lock is free
        {
            const std::lock_guard lock{mutex_};
            is_closed_ = true;
            for (auto at = listed_.begin(); at != listed_.end();) {
                const auto each = at++;
                if (each->second.standing <= last) stopped.insert(listed_.extract(each));
            }
        }
        for (const auto& [number, each] : stopped)
            if (const auto alive = each.connection.lock()) alive->stop();
    }

    /// Stops one, which the caller lets go when the lock is free: it may be its last owner, and it takes the lock.
    bool give_up_one(std::shared_ptr<rostered_connection>& given_up) {
        const auto is_before = [](const auto& one, const auto& other) {
            return one.second.standing < other.second.standing;
        };
        const auto first = std::min_element(listed_.begin(), listed_.end(), is_before);
        if (first == listed_.end() || first->second.standing == connection_standing::busy) return false;
        given_up = first->second.connection.lock();
        listed_.erase(first);
        if (given_up) given_up->stop();
        return true;
    }

    mutable std::mutex mutex_;
    std::map<std::uint64_t, entry> listed_;  ///< by number, which is by age
    const std::size_t most_;
    std::uint64_t last_ = 0;
    bool is_closed_ = false;
};

}  // namespace seedance::detail
