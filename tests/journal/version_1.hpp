// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <vector>

#include "journal_fixture.hpp"

namespace test {

/// The SQL by which version 1 of the schema was made.
inline constexpr const char* tables_of_version_1 = R"sql(
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = 1592632526;
    PRAGMA user_version = 1;
    CREATE TABLE owners (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
    CREATE TABLE intents (
        name TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        task TEXT,
        task_id TEXT,
        held INTEGER NOT NULL,        -- micro-USD
        note TEXT NOT NULL,
        planned_at INTEGER NOT NULL,  -- Unix time in milliseconds
        owner INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX intents_by_task ON intents (provider, task_id) WHERE task_id IS NOT NULL;
    CREATE INDEX intents_open ON intents (owner) WHERE state NOT IN ('not_sent', 'failed', 'fetched', 'expired');
    INSERT INTO owners DEFAULT VALUES;
    INSERT INTO owners DEFAULT VALUES;
    DELETE FROM owners;
)sql";

/// A task of the only account that there was.
inline task task_of_version_1(const std::string& id) {
    auto made = some_task(id);
    made.account = default_account;
    return made;
}

/// Makes a journal of version 1 with an accepted intent of each name, whose owner is gone.
inline void make_version_1(const std::string& path, const std::vector<std::string>& names) {
    other_program writer{path};
    writer.run(tables_of_version_1);
    for (const auto& name : names) {
        const auto task = task_of_version_1("task_" + name);
        writer.run(("INSERT INTO intents VALUES ('" + name + "', 'accepted', 'apixo', 'seedance-2-0-fast', '" +
                    to_string(task) + "', '" + task.id + "', 380000, 'a note', 1767965610123, 1)")
                       .c_str());
    }
    mark_as_used(path);
}

}  // namespace test
