// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <libpq-fe.h>

#include <seedance/journal/impl/journal_error.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_schema.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/impl/postgres_text.hpp>
#include <seedance/journal/postgres_options.hpp>

namespace seedance::detail {

/// What a connection has been told about its server.
struct postgres_server_facts {
    std::int64_t system_identifier = 0;  ///< of the cluster; 0: it is not told
    std::string timeline{};              ///< changes with each fail-over, and with each copy that is put back
    bool is_synchronous = false;         ///< a standby has every commit on disk before it is acknowledged
};

/// Prepares a connection for a journal: refuses servers that do not keep what they have said to be written, and makes
/// the tables where they are not there.
class postgres_opening {
  public:
    postgres_opening(postgres_connection& connection, const std::string& journal,
                     const postgres_journal_options& options)
        : connection_{connection}, journal_{journal}, options_{options} {}

    postgres_server_facts greet() {
        refuse_pooler();
        set_up();
        return checked_facts();
    }

    /// Makes the tables, brings those of an earlier version up to this one, or refuses those that are there; says
    /// whether it has made them.
    bool make_tables(const postgres_server_facts& server) {
        const auto found = look();
        if (found == tables::usable) return false;
        if (found == tables::missing && options_.must_exist)
            refuse(
                "it has no tables there",
                "see that the database and the schema are the ones that are meant; the programs that make videos make "
                "the tables");
        connection_.run({postgres_statement{"BEGIN"},
                         postgres_statement{"SELECT pg_advisory_xact_lock(hashtext('seedance journal'), hashtext($1))",
                                            options_.schema}});
        const auto now = look();  // nobody else makes them meanwhile
        if (now == tables::missing) make(server);
        if (now == tables::of_version_1) bring_up(postgres_tables_of_version_1);
        connection_.run(postgres_statement{"COMMIT"});
        return now == tables::missing;
    }

    /// Finds the tables that a program has used, over a new connection: empty ones in their place would know nothing of
    /// what was paid for.
    void find_tables_again() {
        if (look() == tables::usable) return;
        refuse("its tables are not there any more, or are those of an earlier version",
               "name the server that has them, or put them back; a program that begins anew makes new ones, which know "
               "nothing of what was paid for");
    }

  private:
    enum class tables { missing, of_version_1, usable };

    [[noreturn]] void refuse(std::string_view wrong, std::string_view to_do) const {
        journal_fails(journal_, "opened", wrong, to_do);
    }

    static std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()); }

    /// It is asked before anything is set: a pooler would give the connection to others with what was set.
    void refuse_pooler() {
        const auto result = connection_.run(postgres_statement{"SELECT pg_backend_pid()"});
        if (result.number(0, 0) != PQbackendPID(connection_.get()))
            refuse(
                "a connection pooler is between it and its server, and what one transaction has set is not there "
                "in the next",
                "name the server itself; a journal needs one connection only");
    }

    /// How long a transaction may stand still between two statements: less than others wait for what it has locked.
    std::chrono::milliseconds longest_idle() const {
        return std::max(options_.lock_timeout * 4 / 5, std::chrono::milliseconds{2'000});
    }

    /// A machine that is gone in the midst of a statement, half of which has come, holds what it has locked until the
    /// server sees it: no other limit counts there, and by itself the server asks after two hours. It asks after 5 s
    /// (`tcp_keepalives_idle`), three times.
    ///
    /// `synchronous_commit` stays what it is now, whatever the server reads later from its files. How times are
    /// written and read is the same in each session, whatever the role, the database or the server says.
    void set_up() {
        const auto path = as_identifier(options_.schema) + ", pg_temp";
        connection_.run(postgres_statement{
            "SELECT set_config('search_path', $1, false), set_config('statement_timeout', $2, "
            "false), set_config('lock_timeout', $3, false), set_config('idle_in_transaction_session_timeout', $5, "
            "false), set_config('client_min_messages', 'warning', false), "
            "set_config('default_transaction_isolation', 'read committed', false), set_config('TimeZone', 'UTC', "
            "false), "
            "set_config('DateStyle', 'ISO', false), set_config('synchronous_commit', "
            "current_setting('synchronous_commit'), false), set_config('tcp_keepalives_idle', '5', false), "
            "set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '3', false), "
            "(SELECT count(set_config(name, "
            "'off', false)) FROM unnest($4::text[]) AS s (name))",
            path, milliseconds(options_.statement_timeout), milliseconds(options_.lock_timeout), ways_not_to_go(),
            milliseconds(longest_idle())});
    }

    /// Every question is about rows that an index finds. What else a server takes for quicker, because it
    /// has not counted a table's rows yet or counts on their being mixed, is slower by far.
    static postgres_array ways_not_to_go() {
        postgres_array names;
        for (const auto* const each :
             {"jit", "enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"})
            names.add(each);
        return names;
    }

    postgres_server_facts checked_facts() {
        const auto result = connection_.run(postgres_statement{
            "SELECT current_setting('server_version_num'), current_setting('server_version'), pg_is_in_recovery(), "
            "current_setting('transaction_read_only'), current_setting('server_encoding'), current_setting('fsync'), "
            "current_setting('full_page_writes'), current_setting('synchronous_commit'), "
            "current_setting('synchronous_standby_names') <> '' AND current_setting('synchronous_commit') IN ('on', "
            "'remote_apply'), CASE WHEN pg_is_in_recovery() THEN '' ELSE "
            "left(pg_walfile_name(pg_current_wal_lsn()), 8) END, (SELECT system_identifier FROM pg_control_system())"});
        if (result.number(0, 0) < 150'000)
            refuse("its server is PostgreSQL " + result.text(0, 1), "it must be 15 or newer");
        if (result.is_true(0, 2)) refuse("its server is a standby, which cannot be written to", "name the primary");
        if (result.view(0, 3) == "on")
            refuse("the database is read-only", "name the primary, or set default_transaction_read_only to off");
        if (result.view(0, 4) != "UTF8")
            refuse("the database has the encoding " + result.text(0, 4), "give it one with the encoding UTF8");
        if (!options_.accept_unsafe_server) refuse_unsafe(result);
        return {.system_identifier = result.number(0, 10),
                .timeline = result.text(0, 9),
                .is_synchronous = result.is_true(0, 8)};
    }

    void refuse_unsafe(const postgres_result& settings) const {
        static constexpr std::string_view names[] = {"fsync", "full_page_writes", "synchronous_commit"};
        for (int i = 0; i != 3; ++i) {
            const auto value = settings.text(0, 5 + i);
            if (value != "off" && value != "local") continue;
            refuse("its server has " + std::string{names[i]} + " = " + value +
                       ", and may forget what it has said to be written",
                   "set it to on; or take what is lost with postgres_journal_options::accept_unsafe_server");
        }
    }

    /// Changes the tables of an earlier version, in the transaction that is open. The server may write a table anew for
    /// it, which takes as long as the table is large.
    void bring_up(const std::string& changes) {
        static constexpr std::chrono::hours as_long_as_it_takes{24};
        connection_.script("SET LOCAL statement_timeout = 0;" + changes, as_long_as_it_takes);
    }

    tables look() {
        const auto there = connection_.run(postgres_statement{
            "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = n.oid AND relkind = 'r'), EXISTS (SELECT FROM "
            "pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = n.oid AND c.relname = "
            "'journal' AND a.attname = 'seedance_schema') FROM pg_namespace AS n WHERE nspname = $1",
            options_.schema});
        has_schema_ = !there.is_empty();
        if (!has_schema_ || !there.is_true(0, 0)) return tables::missing;
        if (!there.is_true(0, 1))
            refuse("the schema has tables of another program",
                   "give the journal one of its own: postgres_journal_options::schema");
        static_assert(postgres_schema_version == 2, "each earlier version needs a step of its own");
        return checked_version() == 1 ? tables::of_version_1 : tables::usable;
    }

    /// Gives the version of the tables; refuses one that this library does not know.
    std::int64_t checked_version() {
        const auto row = connection_.run(postgres_statement{"SELECT seedance_schema, min_version FROM journal"});
        if (row.is_empty())
            refuse("the table journal is empty", "put its row back, or give the journal a schema of its own");
        const auto version = row.number(0, 0), least = row.number(0, 1);
        if (least > postgres_schema_version)
            refuse("its tables are of a newer version of this library (" + std::to_string(version) +
                       ", which needs one that knows " + std::to_string(least) + "; this one knows " +
                       std::to_string(postgres_schema_version) + ")",
                   "use that version, or another schema");
        if (version < 1)
            refuse("its tables are of version " + std::to_string(version) + ", which this library cannot bring up to " +
                       std::to_string(postgres_schema_version),
                   "use the version of the library that made them");
        return version;
    }

    void make(const postgres_server_facts& server) {
        const auto create = "CREATE SCHEMA " + as_identifier(options_.schema);
        if (!has_schema_) connection_.run(postgres_statement{create.c_str()});
        connection_.script(postgres_tables);
        connection_.run(postgres_statement{
            "INSERT INTO journal (seedance_schema, min_version, system_identifier, "
            "timeline, synchronous, database_oid, table_oid) SELECT $1, $5, $2, $3, $4, oid, 'journal'::regclass FROM "
            "pg_database WHERE datname = current_database()",
            postgres_schema_version, server.system_identifier, server.timeline, server.is_synchronous,
            postgres_least_version});
    }

    postgres_connection& connection_;
    const std::string& journal_;
    const postgres_journal_options& options_;
    bool has_schema_ = false;
};

}  // namespace seedance::detail
