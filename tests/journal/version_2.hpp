// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include "journal_fixture.hpp"

namespace test {

/// The SQL by which version 2 of the schema was made.
inline constexpr const char* tables_of_version_2 = R"sql(
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = 1592632526;
    CREATE TABLE owners (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
    PRAGMA user_version = 2;
    CREATE TABLE intents (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        state TEXT NOT NULL,
        provider TEXT NOT NULL,
        account TEXT NOT NULL,
        model TEXT NOT NULL,
        task_id TEXT,
        handle TEXT NOT NULL,
        digest TEXT NOT NULL,
        key_fingerprint TEXT NOT NULL,
        queued INTEGER NOT NULL,
        held INTEGER NOT NULL,
        charged INTEGER,
        budget TEXT NOT NULL DEFAULT '',
        budget_period INTEGER NOT NULL DEFAULT 0,
        further_tasks INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL,
        planned_at INTEGER NOT NULL,
        owner INTEGER NOT NULL,
        version INTEGER NOT NULL,
        UNIQUE (name, attempt)
    ) STRICT;
    CREATE TABLE tasks (
        provider TEXT NOT NULL,
        account TEXT NOT NULL,
        task_id TEXT NOT NULL,
        intent INTEGER NOT NULL,
        task TEXT NOT NULL,
        PRIMARY KEY (provider, account, task_id, intent)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE queue (
        intent INTEGER PRIMARY KEY,
        request TEXT NOT NULL
    ) STRICT;
    CREATE TABLE epoch (
        number INTEGER NOT NULL
    ) STRICT;
    INSERT INTO epoch VALUES (0);
    CREATE TABLE budgets (
        name TEXT PRIMARY KEY,
        max_spent INTEGER NOT NULL,
        period TEXT NOT NULL,
        period_from INTEGER NOT NULL,
        begun_at INTEGER NOT NULL,
        number INTEGER NOT NULL,
        spent INTEGER NOT NULL,
        held INTEGER NOT NULL,
        booked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE adjustments (
        id INTEGER PRIMARY KEY,
        budget TEXT NOT NULL,
        name TEXT NOT NULL,
        amount INTEGER NOT NULL,
        why TEXT NOT NULL,
        booked_at INTEGER NOT NULL,
        number INTEGER NOT NULL,
        booked INTEGER NOT NULL,
        UNIQUE (budget, name)
    ) STRICT;
    CREATE INDEX adjustments_by_period ON adjustments (budget, number);
    CREATE INDEX intents_open ON intents (owner) WHERE state <> 'not_sent' AND state <> 'failed' AND state <> 'fetched';
    INSERT INTO owners DEFAULT VALUES;
    DELETE FROM owners;
)sql";

/// Makes a journal of version 2, whose owner is gone, with what `rows` inserts.
inline void make_version_2(const std::string& path, const char* rows) {
    other_program writer{path};
    writer.run(tables_of_version_2);
    writer.run(rows);
    write_file(path + "-owners", "The locks on this file tell which programs use the journal beside it.\n");
}

}  // namespace test
