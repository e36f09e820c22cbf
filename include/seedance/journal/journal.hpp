// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <vector>

#include <seedance/task/intent.hpp>

namespace seedance {

/// A memory of intents, which remembers each from before its first byte is sent, so that after a crash it is known what
/// was paid for.
///
/// A client calls its journal on its strand and waits for it: when a function returns, its work is written down. Give
/// every client a journal object of its own; clients that are to know of each other's intents open the same file or
/// database. The journal of <seedance/journal/sqlite.hpp> outlives the process; a client that is given no journal keeps
/// its intents in memory.
///
/// To let a client submit an `unknown` intent again, after a look at the gateway's dashboard, `update` it to
/// `not_sent`.
/// @par Errors
/// Every function throws an exception derived from `std::exception` when it cannot do its work; the exception's words
/// reach the caller. If `begin` or the `update` to `sending` throws, nothing is sent.
class journal {
  public:
    virtual ~journal() = default;

    /// Writes down a new intent as this client's own. If the journal has an intent of this name already, nothing is
    /// written and that intent is returned, with two exceptions: an intent that is `not_sent`, or that was `planned` by
    /// a client that is gone, is replaced; an intent that a client was `sending` which is gone is returned as
    /// `unknown`.
    virtual std::optional<intent> begin(const intent& fresh) = 0;

    /// Writes down what has become of an intent. An intent that the journal has forgotten is not brought back.
    virtual void update(const intent& now) = 0;

    /// Finds the intent that a task belongs to, by gateway and id.
    virtual std::optional<intent> find(const task& what) = 0;

    /// Makes the intents of clients that are gone this client's own, unless they are over, and returns them. Two
    /// clients that call it at the same time never get the same intent.
    virtual std::vector<intent> take_over() = 0;

    /// Gives this client's intents that are not over, the oldest first, with those that it has taken over.
    virtual std::vector<intent> open_intents() = 0;
};

}  // namespace seedance
