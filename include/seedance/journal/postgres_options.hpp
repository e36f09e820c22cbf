// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <string>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// How a `postgres_journal` works. No time is longer than a day, whatever is given.
struct postgres_journal_options {
    /// The PostgreSQL schema with the journal's tables; it is made where it is not there. Several journals may be in
    /// one database, each with a schema of its own.
    std::string schema = "seedance";

    /// Refuses a schema without tables, instead of making them there: for who only looks, and may have named another
    /// database by mistake.
    bool must_exist = false;

    /// How long the others wait for a sign of life before they take this object for gone, by the database's clock. The
    /// library gives one each third of it. At least 1 s, and the same for all that share the journal.
    std::chrono::milliseconds lease{30'000};

    std::chrono::milliseconds connect_timeout{5'000};  ///< for one attempt to connect; libpq counts in seconds from 2
    std::chrono::milliseconds statement_timeout{10'000};  ///< for a statement, on the server; 0: a day
    std::chrono::milliseconds lock_timeout{5'000};        ///< for rows that somebody else is writing

    /// How much longer than `statement_timeout` an answer may take: after that the server, or the way to it, is dead.
    std::chrono::milliseconds network_timeout{5'000};

    /// For how long a call goes on connecting to a server that cannot be reached, before it throws. What comes right
    /// after that throws at once: calls that have waited for each other wait together. Nothing is sent meanwhile: what
    /// is not written down is not sent.
    std::chrono::milliseconds patience{5'000};

    /// Takes a server that may forget what it has said to be written: with `synchronous_commit` off or local, with
    /// `fsync` or `full_page_writes` off. A journal that forgets lets names be sent again, and paid for again.
    bool accept_unsafe_server = false;

    /// Says that a person has looked what a journal may have forgotten, after a copy of it was put back or a fail-over
    /// has lost commits, and has written it down: it is taken as it is from now on.
    bool accept_older = false;
};

}  // namespace seedance
