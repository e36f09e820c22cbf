// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <seedance/journal/impl/fork_guard.hpp>
#include <seedance/journal/impl/journal_error.hpp>
#include <seedance/journal/impl/longest_wait.hpp>
#include <seedance/journal/impl/postgres_address.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_error.hpp>
#include <seedance/journal/impl/postgres_news.hpp>
#include <seedance/journal/impl/postgres_opening.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/postgres_options.hpp>

namespace seedance::detail {

/// A journal's connection, which is made anew when it is lost; and the tables behind it.
class postgres_session {
  public:
    postgres_session(std::string url, postgres_journal_options options)
        : options_{with_limits(std::move(options))}, address_{std::move(url), options_} {
        try {
            open();
        } catch (const postgres_failure& why) {
            postgres_fails(name(), "opened", why);
        }
    }

    const std::string& name() const noexcept { return address_.name(); }
    const postgres_journal_options& options() const noexcept { return options_; }
    postgres_news& news() noexcept { return news_; }
    const postgres_news& news() const noexcept { return news_; }

    /// Does work on the connection, which is at the begin of a transaction then. What another transaction was in the
    /// way of, or what was lost with the connection, is done again: work that was done already must come to the same.
    template <class Work>
    auto call(std::string_view tried, Work work) {
        refuse_in_child();
        const bool rests = !connection_ && is_resting();
        if (rests && took_long_) postgres_fails(name(), tried, last_);
        const auto give_up = clock::now() + (rests ? clock::duration{0} : options_.patience);
        for (int round = 1;; ++round) {
            try {
                connect(give_up);
                return work(*connection_);
            } catch (const postgres_failure& why) {
                const bool is_in_time = !why.is_final && clock::now() < give_up;
                if (why.is_lost)
                    drop();
                else
                    roll_back();
                const bool again = why.is_lost ? is_in_time && !why.is_once
                                               : is_worth_another_try(why) && (is_in_time || round < least_rounds) &&
                                                     round < most_rounds;
                if (!again && why.is_lost && !is_in_time && !rests) rest_after(why);
                if (!again) postgres_fails(name(), tried, why);
            } catch (...) {
                roll_back();
                throw;
            }
        }
    }

    /// Stops a child of `fork`, which must not use its parent's connection.
    void refuse_in_child() const {
        if (forks_ != fork_guard::get().forks())
            journal_fails(name(), "used", "it was made by another process", "open the journal after fork");
    }
    bool is_in_child() const noexcept { return forks_ != fork_guard::get().forks(); }

    /// Hears from now on what is said to an owner, and no more what was said to another one before.
    void listen_as(postgres_connection& connection, std::int64_t owner) {
        listen_to_own_ = "LISTEN " + as_identifier(postgres_news::channel_of(owner));
        listen(connection);
    }

    /// Gives the connection if there is one.
    postgres_connection* connection() noexcept { return connection_ ? &*connection_ : nullptr; }

    [[noreturn]] void refuse(std::string_view wrong, std::string_view to_do) const {
        journal_fails(name(), "used", wrong, to_do);
    }

  private:
    using clock = std::chrono::steady_clock;
    static constexpr int least_rounds = 5, most_rounds = 50;
    static constexpr std::chrono::milliseconds first_pause{20}, longest_pause{1'000};

    /// After a server was tried for as long as it may be: what is asked so soon after what has failed was waiting
    /// meanwhile, and does not wait once more; for so long in all. It is not even tried where a try takes long.
    static constexpr std::chrono::milliseconds rest{50}, longest_rest{1'000}, long_try{100};

    /// Gives the options with times that clocks, libpq and the server can count. A statement that may take for ever may
    /// take a day: who waits for its answer waits so long.
    static postgres_journal_options with_limits(postgres_journal_options all) {
        if (all.statement_timeout <= std::chrono::milliseconds{0}) all.statement_timeout = longest_wait;
        for (auto* const each : {&all.lease, &all.connect_timeout, &all.statement_timeout, &all.lock_timeout,
                                 &all.network_timeout, &all.patience})
            *each = as_wait(*each);
        return all;
    }

    void open() {
        connection_.emplace(address_.words(options_), options_.statement_timeout + options_.network_timeout);
        postgres_opening opening{*connection_, name(), options_};
        const auto server = opening.greet();
        const bool was_another = was_open_ && server.system_identifier != seen_.system_identifier;
        refuse_earlier(server);
        if (was_open_)
            opening.find_tables_again();
        else
            opening.make_tables(server);
        note_server(server);
        if (was_another) halt("a program that uses the journal has come to another server than it had before");
        seen_ = server;  // not before: what fails is done again
        was_open_ = true;
        listen(*connection_);
        news_.watch(PQsocket(connection_->get()));
    }

    /// Refuses a server that another one has taken the place of: what it is told is lost, and it does not know what was
    /// sent since.
    void refuse_earlier(const postgres_server_facts& server) {
        const bool is_same = seen_.system_identifier == server.system_identifier;
        if (is_same && server.timeline < seen_.timeline)
            refuse("its server is an earlier primary, which another one has taken the place of (timeline " +
                       server.timeline + ", after " + seen_.timeline + ")",
                   "stop it, or take it out of the address; where it is meant to go on from here, say so with "
                   "acknowledge, and start this program anew");
    }

    void listen(postgres_connection& connection) const {
        std::vector<postgres_statement> all{postgres_statement{"UNLISTEN *"}, postgres_statement{listen_.c_str()}};
        if (!listen_to_own_.empty()) all.emplace_back(listen_to_own_.c_str());
        connection.run(all);
    }

    void connect(clock::time_point give_up) {
        for (auto pause = first_pause; !connection_; pause = std::min(pause * 2, longest_pause)) {
            const auto begun = clock::now();
            try {
                open();
            } catch (const postgres_failure& why) {
                drop();
                took_long_ = clock::now() - begun > long_try;
                if (!why.is_lost || why.is_about_password || clock::now() + pause > give_up) throw last(why);
                std::this_thread::sleep_for(pause);
            } catch (...) {
                drop();
                throw;
            }
        }
    }

    /// Another try would not help.
    static postgres_failure last(postgres_failure why) {
        why.is_final = true;
        return why;
    }

    /// Notes a fail-over, and tables that are a copy: nothing is sent then until a person has looked, unless one has
    /// promised that what is promoted has every commit.
    void note_server(const postgres_server_facts& server) {
        connection_->run(postgres_statement{
            "UPDATE journal SET halted = CASE WHEN (timeline = $1 OR synchronous AND standbys_have_all) AND "
            "system_identifier = $2 AND "
            "database_oid = d.oid AND table_oid = journal.tableoid THEN halted ELSE coalesce(halted, $4) END, timeline "
            "= $1, system_identifier = $2, database_oid = d.oid, table_oid = journal.tableoid, synchronous = $3 FROM "
            "pg_database AS d WHERE datname = current_database() AND (timeline <> $1 OR system_identifier <> $2 OR "
            "synchronous <> $3 OR database_oid <> d.oid OR table_oid <> journal.tableoid)",
            server.timeline, server.system_identifier, server.is_synchronous,
            "the server is another one, or it or the tables were put back from a copy, and nobody has promised that "
            "what "
            "was promoted has every commit"});
    }

    /// Lets nothing be sent until a person has looked.
    void halt(std::string_view why) {
        connection_->run(postgres_statement{"UPDATE journal SET halted = coalesce(halted, $1)", why});
    }

    void roll_back() noexcept {
        if (!connection_) return;
        try {
            connection_->roll_back();
        } catch (...) {
            drop();
        }
    }

    /// Closes the connection, if there is one.
    void drop() noexcept {
        news_.watch_nothing();
        connection_.reset();
    }

    void rest_after(const postgres_failure& why) {
        last_ = why;
        rests_until_ = clock::now() + rest;
        tries_again_at_ = clock::now() + longest_rest;
    }

    bool is_resting() noexcept {
        const auto now = clock::now();
        if (now >= rests_until_) return false;
        rests_until_ = std::min(now + rest, tries_again_at_);
        return true;
    }

    postgres_journal_options options_;
    postgres_address address_;
    std::string listen_ = "LISTEN " + as_identifier(options_.schema);
    std::string listen_to_own_{};
    postgres_server_facts seen_{};  ///< of the last connection
    unsigned forks_ = fork_guard::get().forks();
    postgres_news news_;
    std::optional<postgres_connection> connection_;
    postgres_failure last_{};
    clock::time_point rests_until_{}, tries_again_at_{};
    bool took_long_ = false;  ///< to try the server the last time
    bool was_open_ = false;   ///< it has been connected to its tables
};

}  // namespace seedance::detail
