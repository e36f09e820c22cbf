// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <seedance/engine/clock.hpp>

namespace seedance::detail {

/// The attempts of a client whose answers were lost and whose callbacks may tell what became of them: another process
/// may take such a callback, and be gone before it has made anything of it. It is used on the strand.
class lost_answers {
  public:
    /// The most attempts that are kept; `recover` of the next client finds the others.
    static constexpr std::size_t most = 10'000;

    /// How long one is kept.
    static constexpr std::chrono::hours kept_for{24};

    /// Adds an attempt by its handle; does nothing for one that is there.
    void add(const std::string& handle, clock::time_point now) {
        if (attempts_.size() >= most || !attempts_.try_emplace(handle, attempt{.until = now + kept_for}).second) return;
        newest_ = now;
    }

    /// Gives how often they are to be looked at: a callback comes within an hour, nearly always.
    std::chrono::seconds pause(clock::time_point now) const noexcept {
        return std::chrono::seconds{now - newest_ < std::chrono::hours{1} ? 5 : 60};
    }

    void remove(const std::string& handle) { attempts_.erase(handle); }

    /// Removes those that are kept for too long; gives their handles.
    std::vector<std::string> remove_old(clock::time_point now) {
        std::vector<std::string> removed;
        for (const auto& [handle, what] : attempts_)
            if (what.until <= now) removed.push_back(handle);
        for (const auto& handle : removed) remove(handle);
        return removed;
    }

    bool is_empty() const noexcept { return attempts_.empty(); }

    /// Gives the handles of those that are to be looked at next: all of them take turns.
    std::vector<std::string> next(std::size_t at_most) {
        std::vector<std::string> handles;
        auto at = attempts_.upper_bound(last_);
        for (; at != attempts_.end() && handles.size() != at_most; ++at) handles.push_back(at->first);
        last_ = at == attempts_.end() || handles.empty() ? std::string{} : handles.back();
        return handles;
    }

    /// Takes note that the gateway was asked for an id, or is about to be.
    void note_asked(const std::string& handle, std::string id) {
        const auto at = attempts_.find(handle);
        if (at != attempts_.end()) at->second.asked = std::move(id);
    }

    /// Takes note that an attempt's callback has brought an id; says whether it is time to ask for that: nobody has,
    /// though it was there the last time. Who took the callback is about to ask, too.
    bool must_ask(const std::string& handle, const std::string& id) {
        const auto at = attempts_.find(handle);
        if (at == attempts_.end() || at->second.asked == id) return false;
        return std::exchange(at->second.seen, id) == id;
    }

  private:
    struct attempt {
        clock::time_point until;
        std::string seen{};   ///< the id that was there when it was looked at last
        std::string asked{};  ///< the id that the gateway was asked for last
    };

    std::map<std::string, attempt> attempts_;  ///< by handle
    std::string last_;                         ///< which was looked at
    clock::time_point newest_{};               ///< when one was added
};

}  // namespace seedance::detail
