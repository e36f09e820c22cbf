// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_set>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/timer_service.hpp>

namespace seedance::detail {

/// What the engine needs of an operation under way: to end it, and to know what it works on. (What an operation needs
/// of the engine is the engine's own interface.)
class tracked_operation : public timer_waiter {
  public:
    virtual ~tracked_operation() = default;

    /// The caller's wait ends with this error: it cancelled, or the client closed.
    virtual void cancel(errc why) = 0;

    /// Adds what the operation works on: the name of an intent, or `task_key` of a task.
    virtual void name_work(std::unordered_set<std::string>&) const {}

  private:
    friend class engine;
    std::uint32_t roster_index_ = std::numeric_limits<std::uint32_t>::max();  ///< in the engine's list
};

}  // namespace seedance::detail
