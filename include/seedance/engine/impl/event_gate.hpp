// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <mutex>

#include <seedance/engine/event.hpp>

namespace seedance::detail {

/// The one way to the handlers of events, which a client's end closes. They are the caller's code: what they throw ends
/// here, for it must not cost another caller the answer that was about to follow. All functions may be called from any
/// thread.
class event_gate {
  public:
    /// Passes an event to a handler, unless the gate is closed.
    template <class Handler>
    void tell(const Handler& handler, const event& what) const noexcept {
        pass(handler, what);
    }

    /// The same for another function of the caller's.
    template <class Function, class Argument>
    void pass(const Function& handler, const Argument& what) const noexcept {
        const std::lock_guard lock{mutex_};
        if (is_closed_) return;
        try {
            handler(what);
        } catch (...) {  // the options of events say so
        }
    }

    /// Lets no event pass from now on. It waits for a handler that another thread is calling; a handler may call it.
    void close() noexcept {
        const std::lock_guard lock{mutex_};
        is_closed_ = true;
    }

  private:
    mutable std::recursive_mutex mutex_;
    bool is_closed_ = false;
};

}  // namespace seedance::detail
