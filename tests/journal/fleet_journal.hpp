// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The journal that a fleet shares: a PostgreSQL server of its own, behind a network that cuts connections.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <seedance/journal/postgres.hpp>

#include "../soak/chaos_relay.hpp"
#include "postgres_server.hpp"

namespace test {

/// After which time without a sign of life a member counts as gone.
inline constexpr std::chrono::milliseconds fleet_lease{2'000};

/// Opens the journal as one of the fleet, whose name the server knows.
inline std::shared_ptr<seedance::journal> open_fleet_journal(const std::string& url, const std::string& who) {
    const auto ours = url + (url.find('?') == url.npos ? '?' : '&') + "application_name=" + who;
    return std::make_shared<seedance::postgres_journal>(
        ours, seedance::postgres_journal_options{.lease = fleet_lease,
                                                 .connect_timeout = std::chrono::seconds{2},
                                                 .statement_timeout = std::chrono::seconds{3},
                                                 .lock_timeout = std::chrono::seconds{2},
                                                 .network_timeout = std::chrono::seconds{1},
                                                 .patience = std::chrono::seconds{10}});
}

/// Notes every change of an intent, and who has made it.
inline constexpr const char* audit_of_intents = R"sql(
    CREATE TABLE public.audit (
        who text, intent bigint, old_owner bigint, owner bigint, old_state text, state text, old_version bigint,
        version bigint, at timestamptz);
    CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO public.audit VALUES (current_setting('application_name'), NEW.id, OLD.owner, NEW.owner,
                OLD.state, NEW.state, OLD.version, NEW.version, clock_timestamp());
            RETURN NULL;
        END $$;
    CREATE TRIGGER note AFTER INSERT OR UPDATE ON seedance.intents FOR EACH ROW EXECUTE FUNCTION public.note();
)sql";

/// Gives some rows of the audit in words; nothing where there is none.
inline std::string rows_of_audit(const std::string& condition) {
    return "WITH began AS (SELECT DISTINCT owner, who FROM public.audit WHERE old_owner IS DISTINCT FROM owner) SELECT "
           "string_agg(a::text, '; ') FROM (SELECT * FROM public.audit AS a WHERE " +
           condition + " ORDER BY at LIMIT 20) AS a";
}

/// Opinions that were written by somebody else than the owner: an owner is whoever has begun or claimed something under
/// its number. What nobody is at may be given up by all.
inline const std::string stale_opinions = rows_of_audit(
    "old_owner = owner AND old_version <> version AND state IN ('planned', 'sending', 'dropped', 'unknown', "
    "'not_sent') AND NOT (state = 'not_sent' AND old_state IN ('planned', 'dropped', 'unknown')) AND NOT EXISTS "
    "(SELECT FROM began AS b WHERE b.owner = a.owner AND b.who = a.who)");

/// What must never follow: what may have been sent is sent again, a fact goes back, a version comes back. (What waits
/// together is written together: a version may be left out.) Whose answer comes late, and is a refusal, goes back into
/// the queue by its own owner's word.
inline const std::string impossible_changes = rows_of_audit(
    "old_state IS NOT NULL AND ((state IN ('planned', 'sending') AND old_state NOT IN ('planned', 'sending') AND NOT "
    "(state = 'planned' AND old_state = 'unknown' AND old_owner = owner)) OR "
    "(old_state IN ('accepted', 'succeeded', 'failed', 'fetched') AND state IN ('planned', 'sending', 'dropped', "
    "'unknown', 'not_sent')) OR (old_state = 'fetched' AND state <> 'fetched') OR version < old_version)");

/// What is open and needs no person: the fleet does it by itself.
inline constexpr const char* work_to_do =
    "SELECT string_agg(name || ' ' || state || ' of ' || owner, '; ') FROM (SELECT * FROM seedance.intents WHERE "
    "is_open AND state IN ('planned', 'sending', 'accepted', 'succeeded') LIMIT 20) AS work";

/// Owners under whose number two processes have worked.
inline const std::string shared_numbers =
    rows_of_audit("owner IN (SELECT owner FROM began GROUP BY owner HAVING count(DISTINCT who) > 1)");

/// The journal of the fleet.
class fleet_journal {
  public:
    explicit fleet_journal(std::uint64_t seed)
        : network_{io_,
                   static_cast<std::uint16_t>(server_.port()),
                   {.delayed = 3, .sliced = 10, .reset = 20, .silent = 2},
                   seed},
          runs_{[this] { io_.run(); }} {}
    fleet_journal(const fleet_journal&) = delete;
    fleet_journal& operator=(const fleet_journal&) = delete;
    ~fleet_journal() {
        io_.stop();
        runs_.join();
    }

    /// Opens it without the bad network.
    std::shared_ptr<seedance::journal> open(const std::string& who) {
        return open_fleet_journal(server_.address(), who);
    }

    /// Gives the address that leads over the bad network.
    std::string address_for_workers() const { return postgres_server::address_at(network_.port()); }

    /// Ends the server as a crash does, and starts it again.
    void restart() { server_.restart(); }

    void cut_connections() {
        asio::post(io_, [this] { network_.reset_all(); });
    }

    /// Notes from now on who changes which intent.
    void watch() { server_.run(audit_of_intents); }

    /// Gives the first value of an answer.
    std::string ask(const std::string& question) const { return server_.run(question); }
    std::string refused_writes() const { return ask("SELECT stale_writes FROM seedance.journal"); }
    std::string claims() const { return ask("SELECT count(*) FROM public.audit WHERE old_owner <> owner"); }
    std::size_t connections() const { return network_.done().connections; }
    std::size_t cuts() const { return network_.done().reset; }

  private:
    postgres_server server_{"recovery_init_sync_method = syncfs\n"};  // the test's files, not all of the disk's
    asio::io_context io_{1};
    chaos_relay network_;
    std::thread runs_;
};

}  // namespace test
