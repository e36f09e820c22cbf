// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The tables of a journal's file, and how those of earlier versions become them.

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

namespace seedance::detail {

inline constexpr int journal_application = 0x5EEDA4CE;  ///< in the file's header: whose it is
inline constexpr int journal_schema = 5;                ///< `PRAGMA user_version`

/// What `is_open` says, in SQL; queries repeat the words of the index, so that SQLite uses it. (For NOT IN it
/// makes a table of the states at every write.)
inline const std::string is_open = "(state <> 'not_sent' AND state <> 'failed' AND state <> 'fetched' OR queued = 1)";

/// Says in the same way that the callback of a task has come, and its end is not known yet.
inline const std::string is_called_back = "callback <> '' AND state = 'accepted'";

/// Gives the owner that an attempt `i` has now.
inline const std::string owner_now =
    "coalesce((SELECT heir FROM heirs WHERE owner = i.owner AND last >= i.id ORDER BY last LIMIT 1), i.owner)";

inline const std::string index_of_open = "CREATE INDEX intents_open ON intents (id) WHERE " + is_open + ';';

/// They hold the few attempts whose gateways post their ends, and cost the others nothing.
inline const std::string indices_of_callbacks = R"sql(
    CREATE INDEX intents_by_handle ON intents (handle) WHERE callback IS NOT NULL;
    CREATE INDEX intents_called_back ON intents (id) WHERE )sql" +
                                                is_called_back + ';';

/// How long the last tasks of a model took: at most so many rows as there are places.
inline const std::string table_of_times = R"sql(
    CREATE TABLE times (
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        place INTEGER NOT NULL,       -- 0 to 63: a later task takes that of an earlier one
        took INTEGER NOT NULL,        -- milliseconds from its acceptance until it had a video
        PRIMARY KEY (provider, model, place)
    ) STRICT, WITHOUT ROWID;
)sql";

/// A row of `intents` is an attempt. Its `task_id` is that of its first task; `tasks` has all of them. (That a gateway
/// gives an id twice is not expected, and loses nothing. The key's columns come first: SQLite 3.40 finds damage in
/// other orders where there is none.) Its `owner` has begun it; `heirs` says whose it is when that one is gone, for
/// many attempts in one row.
inline const std::string tables_of_attempts = table_of_times + R"sql(
    PRAGMA user_version = 5;
    CREATE TABLE intents (
        id INTEGER PRIMARY KEY,       -- in the order in which they were begun
        name TEXT NOT NULL,
        attempt INTEGER NOT NULL,     -- under this name, from 1
        state TEXT NOT NULL,
        provider TEXT NOT NULL,
        account TEXT NOT NULL,
        model TEXT NOT NULL,
        task_id TEXT,
        task TEXT,                    -- seedance-task/1 ...; NULL where task_id is
        handle TEXT NOT NULL,
        digest TEXT NOT NULL,         -- what it asks for; empty: not known
        key_fingerprint TEXT NOT NULL,
        queued INTEGER NOT NULL,      -- 1: its request is in `queue`
        held INTEGER NOT NULL,        -- micro-USD: its price, as it was estimated
        charged INTEGER,              -- micro-USD: what it came to; NULL: its bill is not known
        budget TEXT NOT NULL DEFAULT '',            -- budgets.name; empty: none
        budget_period INTEGER NOT NULL DEFAULT 0,   -- budgets.number when it was held
        further_tasks INTEGER NOT NULL DEFAULT 0,   -- how many it has besides task_id; each counts as paid
        note TEXT NOT NULL,
        planned_at INTEGER NOT NULL,  -- Unix time in milliseconds
        owner INTEGER NOT NULL,       -- who has begun it: a number that no other owner has or has had
        version INTEGER NOT NULL,     -- how often it was written
        candidate TEXT,               -- seedance-task/1 ...: of an unknown one, what may be its task
        callback TEXT,                -- what its callback has brought; NULL: it has no callback URL of ours
        ended_at INTEGER,             -- Unix time in milliseconds: since when it is over, or unknown
        legs_left INTEGER NOT NULL DEFAULT 0,       -- of a route: how many legs may be tried after this one
        UNIQUE (name, attempt)
    ) STRICT;
    CREATE TABLE tasks (
        provider TEXT NOT NULL,
        account TEXT NOT NULL,
        task_id TEXT NOT NULL,
        intent INTEGER NOT NULL,      -- intents.id
        PRIMARY KEY (provider, account, task_id, intent)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE heirs (
        owner INTEGER NOT NULL,       -- intents.owner
        last INTEGER NOT NULL,        -- intents.id: up to it, from after the one of the row before
        heir INTEGER NOT NULL,        -- whose they are now
        PRIMARY KEY (owner, last)
    ) STRICT, WITHOUT ROWID;
)sql" + indices_of_callbacks + index_of_open;

/// A row of `budgets` has what counts in the period that runs; `adjustments` is what people have booked.
inline const std::string tables_of_money_and_requests = R"sql(
    CREATE TABLE queue (
        intent INTEGER PRIMARY KEY,   -- intents.id
        request TEXT NOT NULL         -- JSON; erased when it is sent or given up
    ) STRICT;
    CREATE TABLE epoch (
        number INTEGER NOT NULL       -- how often something was about to be sent
    ) STRICT;
    INSERT INTO epoch VALUES (0);
    CREATE TABLE budgets (
        name TEXT PRIMARY KEY,
        max_spent INTEGER NOT NULL,    -- micro-USD in a period: the limit
        period TEXT NOT NULL,          -- 'for ever', 'UTC day', 'UTC month', 'from a time'
        period_from INTEGER NOT NULL,  -- of 'from a time': Unix time in milliseconds
        begun_at INTEGER NOT NULL,     -- the period that runs: Unix time in milliseconds
        number INTEGER NOT NULL,       -- of the period that runs, from 1
        spent INTEGER NOT NULL,        -- micro-USD in this period, by tasks
        held INTEGER NOT NULL,         -- micro-USD for tasks whose bill is not known
        booked INTEGER NOT NULL        -- micro-USD in this period, by adjustments
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE adjustments (
        id INTEGER PRIMARY KEY,
        budget TEXT NOT NULL,          -- budgets.name
        name TEXT NOT NULL,            -- it is booked once under this name
        amount INTEGER NOT NULL,       -- micro-USD
        why TEXT NOT NULL,
        booked_at INTEGER NOT NULL,    -- Unix time in milliseconds
        number INTEGER NOT NULL,       -- budgets.number: in which period
        booked INTEGER NOT NULL,       -- micro-USD: budgets.booked after it
        UNIQUE (budget, name)
    ) STRICT;
    CREATE INDEX adjustments_by_period ON adjustments (budget, number);
)sql";

inline const std::string new_journal = R"sql(
    PRAGMA application_id = 1592632526;
    CREATE TABLE owners (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
)sql" + tables_of_money_and_requests + tables_of_attempts;

static_assert(journal_application == 1592632526 && journal_schema == 5);

/// In schema 1 an intent had one attempt, and its task was in its row.
inline const std::string journal_of_schema_1 = R"sql(
    ALTER TABLE intents RENAME TO intents_1;
    DROP INDEX intents_by_task;
    DROP INDEX intents_open;
)sql" + tables_of_money_and_requests + tables_of_attempts +
                                               R"sql(
    INSERT INTO intents (name, attempt, state, provider, account, model, task_id, task, handle, digest, key_fingerprint,
                         queued, held, note, planned_at, owner, version)
        SELECT name, 1, state, provider, 'default', model, coalesce(task_id, iif(task IS NULL, NULL, '')),
            iif(task_id IS NULL, NULL, task), '', '', '', 0, held,
            iif(task_id IS NULL AND task IS NOT NULL, 'its task: "' || task || '"; ', '') || note, planned_at, owner, 1
        FROM intents_1 ORDER BY planned_at, name;
    INSERT INTO tasks (provider, account, task_id, intent)
        SELECT provider, 'default', old.task_id, id FROM intents_1 AS old JOIN intents USING (name, provider)
        WHERE old.task_id IS NOT NULL AND old.task IS NOT NULL;
    DROP TABLE intents_1;
)sql";

/// In schema 2 the text of a task was in `tasks`, and an attempt changed its owner in its row.
inline const std::string journal_of_schema_2 = R"sql(
    ALTER TABLE intents RENAME TO intents_2;
    ALTER TABLE tasks RENAME TO tasks_2;
    DROP INDEX intents_open;
)sql" + tables_of_attempts + R"sql(
    INSERT INTO intents (id, name, attempt, state, provider, account, model, task_id, task, handle, digest,
                         key_fingerprint, queued, held, charged, budget, budget_period, further_tasks, note, planned_at,
                         owner, version)
        SELECT id, name, attempt, state, i.provider, i.account, model, i.task_id, task, handle, digest,
            key_fingerprint, queued, held, charged, budget, budget_period, further_tasks, note, planned_at, owner,
            version
        FROM intents_2 AS i LEFT JOIN tasks_2 AS t ON t.provider = i.provider AND t.account = i.account AND
            t.task_id = i.task_id AND t.intent = i.id;
    INSERT INTO tasks SELECT provider, account, task_id, intent FROM tasks_2;
    DROP TABLE intents_2;
    DROP TABLE tasks_2;
)sql";

/// In schema 4 an attempt was of no route, and nobody knew how long tasks take.
inline const std::string journal_of_schema_4 = R"sql(
    PRAGMA user_version = 5;
    ALTER TABLE intents ADD COLUMN legs_left INTEGER NOT NULL DEFAULT 0;
    DROP INDEX intents_open;
)sql" + index_of_open + table_of_times;

/// In schema 3 an attempt had no callback, and it was not known since when it is over.
inline const std::string journal_of_schema_3 = R"sql(
    ALTER TABLE intents ADD COLUMN callback TEXT;
    ALTER TABLE intents ADD COLUMN ended_at INTEGER;
)sql" + indices_of_callbacks + journal_of_schema_4;

/// Gives what makes a file of an earlier schema one of this.
inline const std::string& migration_from(std::int64_t schema) noexcept {
    const std::string* const all[] = {&journal_of_schema_1, &journal_of_schema_2, &journal_of_schema_3,
                                      &journal_of_schema_4};
    return *all[std::clamp<std::int64_t>(schema, 1, std::size(all)) - 1];
}

}  // namespace seedance::detail
