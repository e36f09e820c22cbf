// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <seedance/engine/impl/timer_queue.hpp>

namespace seedance::detail {

/// The submits of a client whose intents have names that callers gave. One of each name leads; those that were called
/// later follow it: they wait for what becomes of it. It is used on the strand.
class submits_by_name {
  public:
    using follower = std::weak_ptr<timer_waiter>;

    /// Says whether a submit leads from now on; not where another of its name does. `digest` is what it asks for.
    bool lead(const std::string& name, const std::string& digest) {
        return lines_.try_emplace(name, line{digest, {}}).second;
    }

    /// Gives what the submit that leads asks for.
    /// @pre One leads.
    const std::string& digest_of_leader(const std::string& name) const { return lines_.at(name).digest; }

    /// @pre One leads.
    void follow(const std::string& name, follower waiting) { lines_.at(name).followers.push_back(std::move(waiting)); }

    /// Ends the lead; gives those that followed.
    std::vector<follower> end_lead(const std::string& name) noexcept {
        auto ended = lines_.extract(name);
        return ended ? std::move(ended.mapped().followers) : std::vector<follower>{};
    }

  private:
    struct line {
        std::string digest;
        std::vector<follower> followers;
    };

    std::unordered_map<std::string, line> lines_;
};

}  // namespace seedance::detail
