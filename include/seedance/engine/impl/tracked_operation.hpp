// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_set>

#include <seedance/core/error.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/timer_service.hpp>
#include <seedance/task/unfinished.hpp>

namespace seedance::detail {

/// An operation under way as the engine sees it: the engine can end it, and can ask what it works on.
class tracked_operation : public timer_waiter {
  public:
    virtual ~tracked_operation() = default;

    /// Ends the caller's wait with this error: the caller cancelled, or the client closed.
    virtual void cancel(errc why) = 0;

    /// Adds the `task_key` of the task that the operation waits for, if it waits for one.
    virtual void name_task(std::unordered_set<std::string>&) const {}

    /// Adds what of the operation is not finished.
    virtual void report_to(unfinished&) const {}

    /// Counts the operation among those of its account.
    virtual void count_in(load_count&) const {}

    /// Ends a submit of which nothing has left, as `cancel` does: the client begins no submits any more.
    virtual void begin_no_submit() {}

    /// Stops what goes on without a caller.
    virtual void stop() {}

    /// Hears that others have written something into the journal, where it has asked to (`engine::tell_of_news`).
    virtual void on_news() {}

  private:
    friend class engine;
    std::uint32_t roster_index_ = std::numeric_limits<std::uint32_t>::max();  ///< in the engine's list
};

}  // namespace seedance::detail
