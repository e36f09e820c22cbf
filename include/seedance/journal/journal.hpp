// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <seedance/task/intent.hpp>

namespace seedance {

/// Remembers every intent from before its first byte is sent: what makes it possible to say after a crash what was paid
/// for.
///
/// A client calls its journal on its strand and waits for it: what a function has returned from is written down. Give
/// every client a journal object of its own; clients that are to know of each other's intents open the same file or
/// database. One that outlives the process is <seedance/journal/sqlite.hpp>; without any, a client keeps its intents in
/// memory.
///
/// To let a client submit an `unknown` intent again, after a look at the gateway's dashboard, `update` it to
/// `not_sent`.
/// @par Errors Every function throws what derives from `std::exception` when it cannot do its work; its words reach the
/// caller. If `begin` or the `update` to `sending` throws, nothing is sent.
class journal {
  public:
    virtual ~journal() = default;

    /// Writes down a new intent as this client's own. If there is one of this name already, nothing is written and that
    /// one is returned; but one that is `not_sent`, or `planned` by a client that is gone, makes room for the new one,
    /// and one that a client was `sending` that is gone is returned as `unknown`.
    virtual std::optional<intent> begin(const intent& fresh) = 0;

    /// Writes down what has become of an intent. One that the journal has forgotten is not brought back.
    virtual void update(const intent& now) = 0;

    /// The intent that this task belongs to, by gateway and id.
    virtual std::optional<intent> find(const task& what) = 0;

    /// Makes the intents of clients that are gone, as far as they are not over, this client's own, and returns them.
    /// Two that call at the same time never get the same one.
    virtual std::vector<intent> take_over() = 0;

    /// This client's intents that are not over, the oldest first; also those that it has taken over.
    virtual std::vector<intent> open_intents() = 0;
};

}  // namespace seedance
