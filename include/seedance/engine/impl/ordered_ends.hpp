// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include <seedance/task/impl/task_key.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

/// The tasks whose ends a client has ordered: where one of them fails, somebody has wanted that, whatever its gateway
/// calls it. It is used on the strand.
class ordered_ends {
  public:
    /// The most tasks that are kept. Of one beyond that, the gateway's own word counts.
    static constexpr std::size_t most = 10'000;

    void add(const task& what) {
        if (orders_.size() < most) ++orders_[task_key(what)];
    }

    /// Takes an order back that has done nothing; others of the task may still be carried out.
    void take_back(const task& what) {
        const auto at = orders_.find(task_key(what));
        if (at != orders_.end() && --at->second == 0) orders_.erase(at);
    }

    /// Forgets a task that has ended; says whether that was ordered.
    bool forget(const task& what) { return !orders_.empty() && orders_.erase(task_key(what)) != 0; }

  private:
    std::unordered_map<std::string, int> orders_;  ///< how many, by `task_key`
};

}  // namespace seedance::detail
