// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>

#include "journal_fixture.hpp"

namespace test {

/// What version 4 of the schema has written, as SQLite tells it: an intent of which an id came that may be its task's,
/// one with two tasks and a callback, one that is queued, two attempts under one name, a budget with a booking.
inline constexpr const char* dump_of_version_4 = R"sql(
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = 1592632526;
    PRAGMA user_version = 4;
    CREATE TABLE adjustments (id INTEGER PRIMARY KEY, budget TEXT NOT NULL, name TEXT NOT NULL, amount INTEGER NOT
        NULL, why TEXT NOT NULL, booked_at INTEGER NOT NULL, number INTEGER NOT NULL, booked INTEGER NOT NULL,
        UNIQUE (budget, name)) STRICT;
    CREATE TABLE budgets (name TEXT PRIMARY KEY, max_spent INTEGER NOT NULL, period TEXT NOT NULL, period_from
        INTEGER NOT NULL, begun_at INTEGER NOT NULL, number INTEGER NOT NULL, spent INTEGER NOT NULL, held INTEGER
        NOT NULL, booked INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE epoch (number INTEGER NOT NULL) STRICT;
    CREATE TABLE heirs (owner INTEGER NOT NULL, last INTEGER NOT NULL, heir INTEGER NOT NULL, PRIMARY KEY (owner,
        last)) STRICT, WITHOUT ROWID;
    CREATE TABLE intents (id INTEGER PRIMARY KEY, name TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT
        NULL, provider TEXT NOT NULL, account TEXT NOT NULL, model TEXT NOT NULL, task_id TEXT, task TEXT, handle TEXT
        NOT NULL, digest TEXT NOT NULL, key_fingerprint TEXT NOT NULL, queued INTEGER NOT NULL, held INTEGER NOT NULL,
        charged INTEGER, budget TEXT NOT NULL DEFAULT '', budget_period INTEGER NOT NULL DEFAULT 0, further_tasks
        INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL, planned_at INTEGER NOT NULL, owner INTEGER NOT NULL,
        version INTEGER NOT NULL, candidate TEXT, callback TEXT, ended_at INTEGER, UNIQUE (name, attempt)) STRICT;
    CREATE TABLE owners (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
    CREATE TABLE queue (intent INTEGER PRIMARY KEY, request TEXT NOT NULL) STRICT;
    CREATE TABLE tasks (provider TEXT NOT NULL, account TEXT NOT NULL, task_id TEXT NOT NULL, intent INTEGER NOT
        NULL, PRIMARY KEY (provider, account, task_id, intent)) STRICT, WITHOUT ROWID;
    CREATE INDEX adjustments_by_period ON adjustments (budget, number);
    CREATE INDEX intents_open ON intents (id) WHERE state <> 'not_sent' AND state <> 'failed' AND state <>
        'fetched';
    CREATE INDEX intents_by_handle ON intents (handle) WHERE callback IS NOT NULL;
    CREATE INDEX intents_called_back ON intents (id) WHERE callback <> '' AND state = 'accepted';
    INSERT INTO adjustments VALUES(1, 'b', '1', 1000000, 'a bill', 1767965610123, 1, 1000000);
    INSERT INTO budgets VALUES('b', 10000000, 'for ever', 0, 0, 1, 0, 380000, 1000000);
    INSERT INTO epoch VALUES(3);
    INSERT INTO intents VALUES(1, 'unknown', 1, 'unknown', 'apixo', 'eu', 'seedance-2-0-fast', NULL,
        NULL, 'handle-of-unknown', '1 model=apixo/seedance-2-0-fast prompt=#unknown', 'c2VjcmV0', 0, 380000, NULL, 'b',
        1, 0, 'an answer came but cannot be used, perhaps task "task_1", HTTP 502', 1767965610123, 1, 3, 'seedance-task/1 apixo seedance-2-0-fast task_1 1767965610929 200-300/10-20 account=eu',
        NULL, NULL);
    INSERT INTO intents VALUES(2, 'accepted', 1, 'accepted', 'apixo', 'eu', 'seedance-2-0-fast', 'task_2',
        'seedance-task/1 apixo seedance-2-0-fast task_2 1767965610929 200-300/10-20 account=eu', 'handle-of-accepted', '1 model=apixo/seedance-2-0-fast prompt=#accepted', 'c2VjcmV0', 0, 380000, NULL, '',
        0, 1, '', 1767965610123, 1, 3, NULL, 'what came', NULL);
    INSERT INTO intents VALUES(3, 'queued', 1, 'planned', 'apixo', 'eu', 'seedance-2-0-fast', NULL,
        NULL, 'handle-of-queued', '1 model=apixo/seedance-2-0-fast prompt=#queued', 'c2VjcmV0', 1, 380000, NULL, '', 0,
        0, '', 1767965610123, 1, 1, NULL, NULL, NULL);
    INSERT INTO intents VALUES(4, 'again', 1, 'not_sent', 'apixo', 'eu', 'seedance-2-0-fast', NULL,
        NULL, 'handle-of-again', '1 model=apixo/seedance-2-0-fast prompt=#again', 'c2VjcmV0', 0, 380000, NULL, '', 0, 0,
        'refused', 1767965610123, 1, 2, NULL, NULL, 1767965610999);
    INSERT INTO intents VALUES(5, 'again', 2, 'sending', 'apixo', 'eu', 'seedance-2-0-fast', NULL, NULL, 'second',
        '1 model=apixo/seedance-2-0-fast prompt=#again', 'c2VjcmV0', 0, 380000, NULL, '', 0, 0, '', 1767965610123,
        1, 1, NULL, NULL, NULL);
    INSERT INTO queue VALUES(3, '{"a request":1}');
    INSERT INTO tasks VALUES('apixo', 'eu', 'task_2', 2);
    INSERT INTO tasks VALUES('apixo', 'eu', 'task_3', 2);
    INSERT INTO heirs VALUES(1, 3, 2);
    INSERT INTO owners DEFAULT VALUES;
    INSERT INTO owners DEFAULT VALUES;
    DELETE FROM owners;
)sql";

/// Makes a journal of version 4, whose owners are gone.
inline void make_version_4(const std::string& path) { make_from_dump(path, dump_of_version_4); }

}  // namespace test
