// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <functional>

#include <seedance/task/recovery.hpp>

namespace seedance {

/// How a client takes its part in a fleet: clients of several processes, or machines, whose journals share a store.
///
/// While it takes over, the client has a timer of its own, so that its execution context has work until it is closed.
struct fleet_options {
    /// Says whether the client takes over by itself, again and again, what clients have left that are gone, as
    /// `client::recover` does when it is called: within the time of a lease of the journal where it has one, else
    /// within 6 s of the other's end. Queued requests among it are sent, if the client knows models
    /// (`client_options::models`). The rest is for `on_taken`: nothing of it is waited for by itself. It takes what is
    /// left whatever the account: all clients of a store need the same accounts, and the same models.
    bool takes_over = false;

    /// The most intents that are taken in one go. Those who live share the work: each begins with a small part, takes
    /// more as long as there is more, and lets the others come in between.
    std::size_t most_at_once = 2'000;

    /// Nothing more is taken while the client waits for so many tasks, whoever has begun them. 0: no limit.
    std::size_t most_waiting = 0;

    /// Hears what was taken, once for each go that has found something, on the client's strand; not any more when the
    /// client's destructor or `close` has returned. It must not block. What it throws is dropped: what it does not go
    /// on with is this client's all the same, and `client::recover` finds it. Where the journal's answer about what was
    /// taken was lost, the next look is through all that is this client's: what nobody works on is told, whether it was
    /// told before or not.
    std::function<void(const recovery&)> on_taken = {};

    /// Says whether `client_options::tasks_at_once` and `submits_per_second` are the limits of all clients together
    /// that say so, and whose journals share a store. Each has its part, account by account: of 10 tasks three
    /// clients have 4, 3 and 3.
    /// Where there are more clients than tasks, those who have none get their turn after a minute. A part shrinks at
    /// once, and grows when all others have seen why, and have no more under way than they should: one who comes has to
    /// wait for that, about two renewals of its journal, or for the time of a lease where somebody is gone. Who was
    /// gone and comes back has no part at first. So the tasks that are begun by this limit are never more than it says;
    /// those that are taken over or resumed count, and are not held back. (With a `sqlite_journal`, whose programs do
    /// not tell each other what they have under way, a part grows after 12 s in which nobody has come or gone.) Clients
    /// that use the same journal object count as one there: give each an object of its own. Every object that is alive
    /// counts, also that of a client that does not share: its part is used by nobody.
    bool shares_limits = false;
};

}  // namespace seedance
