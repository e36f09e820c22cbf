// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>

namespace seedance {

/// What happens while an operation runs.
namespace events {

/// The gateway has accepted the task: from here on it is paid for, and `resume` can pick it up.
struct accepted {
    const seedance::task& task;
    std::string_view intent;  ///< its name in the journal
};

/// A poll was answered.
struct polled {
    const seedance::task& task;
    task_state state;
    std::string_view raw_state;           ///< the gateway's own word; untrusted text
    std::optional<int> progress;          ///< 0..100 where the gateway tells
    std::chrono::milliseconds next_poll;  ///< until the next one; 0 after a terminal state
};

/// Something failed and is tried again.
struct retrying {
    seedance::step step;
    error_code code;
    std::chrono::milliseconds after;
};

/// The gateway wants something of a person first: balance (`errc::rejected_balance`) or access
/// (`errc::rejected_access`). The task is kept and asked for again now and then.
struct paused {
    const seedance::task& task;
    error_code code;
    std::chrono::milliseconds next_poll;
};

/// The journal could not write something down after it had happened. The operation goes on, and its result reaches the
/// caller: keep it elsewhere.
struct journal_failed {
    std::string_view intent;  ///< its name; empty where it is not known
    std::string_view why;     ///< the journal's own words
};

/// More of a file has arrived.
struct downloaded {
    std::uint64_t received;
    std::uint64_t total;  ///< 0: not known
};

}  // namespace events

using event = std::variant<events::accepted, events::polled, events::retrying, events::downloaded, events::paused,
                           events::journal_failed>;

/// A reference to something that takes events: `.on_event = handler`, with `handler` a callable object that outlives
/// the operation. Trivially destructible, so that options can be written inside a `co_await` expression.
///
/// Called on the client's strand, one event at a time and never after the operation has completed; it must not block,
/// and must not throw.
class event_sink {
  public:
    constexpr event_sink() = default;

    template <class Handler>
        requires(!std::same_as<std::remove_const_t<Handler>, event_sink> && std::is_invocable_v<Handler&, const event&>)
    event_sink(Handler& handler)
        : object_{const_cast<void*>(static_cast<const void*>(std::addressof(handler)))},
          call_{[](void* object, const event& e) { (*static_cast<Handler*>(object))(e); }} {}

    void operator()(const event& e) const {
        if (call_ != nullptr) call_(object_, e);
    }

  private:
    void* object_ = nullptr;
    void (*call_)(void*, const event&) = nullptr;
};

}  // namespace seedance
