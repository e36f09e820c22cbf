// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A journal for many machines, in a PostgreSQL database. Link `seedance::postgres_journal` (CMake; it links libpq).
/// All of it is inline, also with SEEDANCE_SEPARATE_COMPILATION.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/journal/account.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/kept_columns.hpp>
#include <seedance/journal/impl/kept_times.hpp>
#include <seedance/journal/impl/postgres_batch.hpp>
#include <seedance/journal/impl/postgres_budgets.hpp>
#include <seedance/journal/impl/postgres_claims.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_lease.hpp>
#include <seedance/journal/impl/postgres_lists.hpp>
#include <seedance/journal/impl/postgres_news.hpp>
#include <seedance/journal/impl/postgres_rows.hpp>
#include <seedance/journal/impl/postgres_session.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/journal/postgres_options.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/model_times.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// A journal in a PostgreSQL database, for programs on many machines:
/// `client_options{.journal =
/// std::make_shared<postgres_journal>("postgresql://seedance@db.example/jobs?sslmode=verify-full")}`.
///
/// The address is libpq's, with all that it knows: TLS (`sslmode`, `sslrootcert`), passwords (better in `~/.pgpass` or
/// where PGPASSFILE says than in the address), several hosts of which the one that can be written to is used. The
/// tables are in a schema of their own (`postgres_journal_options::schema`), made at the first opening, and made to be
/// read by people: `SELECT name, state, task_id FROM seedance.intents`; amounts are in millionths of a dollar. The
/// server must be PostgreSQL 15 or newer; it is tested with 15, and with libpq 15.
///
/// When a function returns, its work is written as PostgreSQL writes it: where `synchronous_commit` is on, and a
/// synchronous standby has every commit, it outlives the loss of the server, if that standby is promoted. Changes that
/// are made together are written together, in two or three round trips and one commit.
///
/// An intent belongs to the object that began it. Each has a row in `owners` with a lease, by the database's clock: the
/// library renews it, and who could not for `postgres_journal_options::lease` is gone in the eyes of the others, who
/// may claim what it has left. It stops to send before that (`may_send`). When it comes back, it is another owner,
/// which goes on with what it had planned where nobody has claimed it; other opinions of what was its own are refused
/// (counted in `journal.stale_writes`), what it knows as a fact is taken. An object that is destroyed gives its lease
/// back at once. Others are told by NOTIFY what they should look at soon; time finds what such a hint has not brought.
///
/// The periods of budgets go by the database's clock too, as it is at the opening: a machine whose time is wrong ends
/// no period for the others.
///
/// A fail-over that has lost commits would let names be sent again that the journal has forgotten. So after each
/// fail-over, and in each copy that is put back, nothing begins and nothing is sent, until a person has looked and
/// calls `accept_failover`. It is told by the timeline of the server and by its identifier, by the numbers that it has
/// for the database and the table, and by what each object remembers of its own writes. Who has seen to it that
/// whatever is promoted has every commit may say so in the table (`UPDATE seedance.journal SET standbys_have_all =
/// true`; doc/fleet.md says what that takes): then work goes on after a fail-over, if commits waited for a synchronous
/// standby. A copy of the disk with the same timeline, and rows that are put back into tables that stayed, are seen
/// only by objects that were open before. Facts are always taken.
///
/// A row that cannot be read any more is given as `unknown` with a note that says so; it does not stop the rest. A
/// budget whose figures cannot be right lets nothing begin.
/// @par Object lifetimes
/// Open journals after `fork`: in a child, those of its parent refuse to work.
/// @par Errors
/// Every function, the constructor too, throws `seedance::error` with `errc::journal_unavailable`; its detail names the
/// server (never a password), what is wrong and what to do about it. A server that is away is tried again for
/// `postgres_journal_options::patience`, except by the constructor; no call takes much longer than that, or than
/// `statement_timeout` and `network_timeout` together.
/// @par Thread safety
/// A journal may be used by one thread at a time; `may_send` and `term` by any.
class postgres_journal final : public journal {
  public:
    /// Opens a journal, or makes its tables where the schema is not there or empty.
    /// @par Errors
    /// It refuses a server that cannot be reached, is older than 15, a standby or read-only, or that may forget what it
    /// has said to be written (`postgres_journal_options::accept_unsafe_server`); a database whose encoding is not
    /// UTF8; a connection pooler in between, whose connections forget what a session has set; tables of another
    /// program, or of a version of the library that this one does not know.
    explicit postgres_journal(const std::string& address, const postgres_journal_options& options = {})
        : session_{address, options}, lease_{session_.options().lease} {
        if (options.accept_older) accept_failover();
        const auto time =
            ask(detail::postgres_statement{"SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"});
        periods().believe(detail::time_at(time.number(0, 0)));
    }

    /// Gives the lease back: the others may claim at once what is open.
    ~postgres_journal() override { leave(); }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        if (changes.empty()) return {};
        return call("written", [&](detail::postgres_connection& connection) { return apply(connection, changes); });
    }

    std::optional<intent> find(const std::string& name) override {
        auto found = only(detail::postgres_statement{newest_.c_str(), name});
        if (found && may_give_way(*found))
            if (auto earlier = only(detail::postgres_statement{with_video_.c_str(), name})) found = std::move(earlier);
        return found;
    }

    std::optional<intent> find(const task& what) override {
        return only(detail::postgres_statement{of_task_.c_str(), what.provider, what.account, what.id});
    }

    std::optional<intent> find_handle(const std::string& handle) override {
        return only(detail::postgres_statement{with_handle_.c_str(), handle});
    }

    std::string request_of(const intent& queued) override {
        const auto found = ask(detail::postgres_statement{
            "SELECT request FROM queue WHERE intent = (SELECT id FROM intents WHERE name = $1 AND attempt = $2)",
            queued.name, std::int64_t{queued.attempt}});
        return found.is_empty() ? std::string{} : found.text(0, 0);
    }

    /// Makes intents of those who are gone this object's own, the oldest first. What others claim at the same time is
    /// passed over. Where an answer was lost, it is how many the last try has claimed.
    std::size_t claim(std::size_t at_most) override {
        if (at_most == 0) return 0;
        return call("written",
                    [&](detail::postgres_connection& connection) { return take(connection, at_most, commit).size(); });
    }

    /// Where the answer to it is lost, it is not asked again: what was taken is this object's own, and `list` finds it.
    std::vector<intent> take(std::size_t at_most) override {
        if (at_most == 0) return {};
        return call("written",
                    [&](detail::postgres_connection& connection) { return take(connection, at_most, commit_once); });
    }

    journal_page list(const journal_query& query) override {
        const auto found = query.prefix ? names(query) : ask(detail::postgres_lists::of(query, lease_.number()));
        journal_page page{.end = query.after};
        page.more = static_cast<std::size_t>(found.rows()) > query.limit;
        for (int row = 0; row != found.rows() - (page.more ? 1 : 0); ++row) {
            auto each = detail::postgres_row_in(found, row);
            page.end = each.id;
            page.intents.push_back(seen(std::move(each)));
        }
        return page;
    }

    std::size_t prune(std::chrono::system_clock::time_point before) override {
        std::size_t pruned = 0;
        std::int64_t begin = 0;
        while (true) {
            const auto end = ask(detail::postgres_statement{
                "SELECT max(id) FROM (SELECT id FROM intents WHERE id > $1 ORDER BY id LIMIT 10000) AS piece", begin});
            if (end.is_null(0, 0)) return pruned;
            pruned += call("written", [&](detail::postgres_connection& connection) {
                return connection
                    .run(detail::postgres_statement{prune_.c_str(), begin, end.number(0, 0),
                                                    detail::unix_milliseconds(before)})
                    .changed();
            });
            begin = end.number(0, 0);
        }
    }

    budget_figures set_budget(const std::string& name, money limit, const budget_period& period,
                              std::chrono::system_clock::time_point now) override {
        return call("written", [&](detail::postgres_connection& connection) {
            auto budgets = locked(connection, name);
            const auto made = with_terms(budgets.sound(name, session_.name()), name, limit, period, now);
            budgets.put(made);
            std::vector<detail::postgres_statement> last;
            budgets.write(last);
            last.push_back(news_for_all());
            commit(connection, last);
            return made.figures();
        });
    }

    std::optional<budget_figures> find_budget(const std::string& name,
                                              std::chrono::system_clock::time_point now) override {
        return call("read", [&](detail::postgres_connection& connection) {
            detail::postgres_budgets budgets;
            budgets.look(connection, {name});
            return figures_at(budgets.sound(name, session_.name()), now);
        });
    }

    std::vector<std::string> budget_names(const std::string& after, std::size_t at_most) override {
        const auto found =
            ask(detail::postgres_statement{"SELECT name FROM budgets WHERE name > $1 ORDER BY name LIMIT $2", after,
                                           detail::postgres_rows_of(at_most)});
        std::vector<std::string> names;
        for (int row = 0; row != found.rows(); ++row) names.push_back(found.text(row, 0));
        return names;
    }

    budget_answer adjust_budget(const budget_booking& booking, std::chrono::system_clock::time_point now) override {
        return call("written", [&](detail::postgres_connection& connection) -> budget_answer {
            auto budgets = locked(connection, booking.budget);
            auto budget = budgets.sound(booking.budget, session_.name());
            std::vector<detail::postgres_statement> last;
            budget_answer answer;
            if (budget) {
                const auto known = connection.run(detail::postgres_statement{
                    "SELECT amount_micro_usd FROM adjustments WHERE budget = $1 AND name = $2", booking.budget,
                    booking.name});
                answer.written = known.is_empty() || known.number(0, 0) == booking.amount.micro_usd;
                if (known.is_empty()) {
                    budget = with_booking(std::move(*budget), booking.amount, now);
                    budgets.put(*budget);
                    budgets.write(last);
                    last.emplace_back(book_.c_str(), booking.budget, booking.name, booking.amount.micro_usd,
                                      booking.why, detail::unix_milliseconds(now), budget->number,
                                      budget->booked.micro_usd);
                    last.push_back(news_for_all());
                }
                answer.now = figures_at(std::move(budget), now);
            }
            commit(connection, last);
            return answer;
        });
    }

    std::vector<model_samples> times() override {
        const auto found =
            ask(detail::postgres_statement{"SELECT provider, model, took_ms FROM times ORDER BY provider, model"});
        std::vector<model_samples> all;
        for (int row = 0; row != found.rows(); ++row)
            detail::add_time(all, found.text(row, 0), found.text(row, 1), found.number(row, 2));
        return all;
    }

    std::chrono::milliseconds renew_every() const noexcept override { return lease_.period(); }

    journal_members renew() override {
        const bool has_news = session_.news().take();
        auto members = call("written", [&](detail::postgres_connection& connection) { return renew(connection); });
        members.has_news = session_.news().take() || has_news;
        return members;
    }

    void exceed(bool does) noexcept override { exceeds_ = does; }

    bool may_send() const noexcept override { return lease_.holds(); }

    std::uint64_t term() const noexcept override { return lease_.term(); }

    int news_descriptor() const noexcept override { return session_.news().descriptor(); }

    /// Says that a person has looked what the journal may have forgotten, after its server was put back from a copy or
    /// a fail-over has lost commits, and has written it down with `client::resolve`: all who share it send again.
    void accept_failover() {
        call("written", [&](detail::postgres_connection& connection) {
            connection.run(detail::postgres_statement{
                "UPDATE journal SET halted = NULL, table_oid = tableoid, acknowledged_at = clock_timestamp() WHERE "
                "halted IS NOT NULL OR table_oid <> tableoid"});
        });
    }

  private:
    using standing = detail::postgres_standing;

    template <class Work>
    std::invoke_result_t<Work, detail::postgres_connection&> call(std::string_view tried, Work work) {
        struct collect {
            postgres_journal& of;
            ~collect() { of.collect_news(); }
        } const at_last{*this};
        return session_.call(tried, std::move(work));
    }

    void collect_news() {
        if (auto* const connection = session_.connection())
            session_.news().collect(connection->get(), session_.options().schema, lease_.number());
    }

    std::vector<journal_answer> apply(detail::postgres_connection& connection,
                                      std::span<const journal_change> changes) {
        const auto asked_at = detail::postgres_lease::now();
        auto questions = detail::postgres_batch::questions(changes);
        questions.insert(questions.begin(), detail::postgres_statement{"BEGIN"});
        questions.push_back(lease_.members_question());
        questions.push_back(detail::postgres_lease::journal_question());
        const auto answers = connection.run(questions);
        const auto now = checked(connection, answers.end()[-2], answers.end()[-1], asked_at);
        const bool sends = std::any_of(changes.begin(), changes.end(), lets_send);
        if (now.halted && (sends || std::any_of(changes.begin(), changes.end(), begins)))
            refuse_halted(connection, changes, *now.halted);
        detail::postgres_batch batch;
        batch.read(std::span{answers}.subspan(1, 3));
        detail::postgres_budgets budgets;
        auto made = make(connection, changes, now, batch, budgets);
        auto last = statements_of(batch, budgets, now, sends);
        commit(connection, last);
        lease_.keep(now, now.sends + (sends ? 1 : 0));
        return made;
    }

    /// Makes the changes; reads the budgets that they turn out to need.
    std::vector<journal_answer> make(detail::postgres_connection& connection, std::span<const journal_change> changes,
                                     const standing& now, detail::postgres_batch& batch,
                                     detail::postgres_budgets& budgets) {
        while (true) {
            auto next = batch;
            auto money = budgets;
            std::vector<journal_answer> answers;
            answers.reserve(changes.size());
            for (const auto& change : changes) answers.push_back(next.make(change, now, money));
            if (money.missing().empty()) {
                batch = std::move(next);
                budgets = std::move(money);
                return answers;
            }
            budgets.lock(connection, money.missing());
        }
    }

    std::vector<detail::postgres_statement> statements_of(const detail::postgres_batch& batch,
                                                          const detail::postgres_budgets& budgets, const standing& now,
                                                          bool sends) const {
        std::vector<detail::postgres_statement> all;
        batch.writes().write(all);
        budgets.write(all);
        if (sends) all.emplace_back("UPDATE owners SET sends = sends + 1 WHERE number = $1", now.own);
        if (batch.stale() != 0) all.emplace_back(count_stale_, batch.stale());
        for (const auto owner : batch.called())
            all.push_back(news(session_.options().schema, detail::postgres_news::channel_of(owner)));
        return all;
    }

    template <class Commit>
    std::vector<intent> take(detail::postgres_connection& connection, std::size_t at_most, Commit end) {
        const auto asked_at = detail::postgres_lease::now();
        const auto answers =
            connection.run({detail::postgres_statement{"BEGIN"},
                            detail::postgres_claims::question(lease_.number(), detail::postgres_rows_of(at_most)),
                            lease_.members_question(), detail::postgres_lease::journal_question()});
        const auto now = checked(connection, answers[2], answers[3], asked_at);
        detail::postgres_budgets budgets;
        budgets.lock(connection, detail::postgres_claims::budgets_of(answers[1]));
        detail::postgres_claims::free_prices(answers[1], budgets);
        std::vector<detail::postgres_statement> last;
        std::vector<intent> taken;
        for (int row = 0; row != answers[1].rows(); ++row)
            taken.push_back(claimed(detail::postgres_intent_in(answers[1], row)));
        if (!taken.empty()) detail::postgres_claims::write(answers[1], now.own, last);
        budgets.write(last);
        if (taken.size() < at_most) {
            last.push_back(detail::postgres_claims::forget_owners());
            last.push_back(detail::postgres_claims::remember_owners());
        }
        end(connection, last);
        lease_.keep(now, now.sends);
        return taken;
    }

    journal_members renew(detail::postgres_connection& connection) {
        const auto asked_at = detail::postgres_lease::now();
        const auto answers =
            connection.run({detail::postgres_statement{"BEGIN"}, lease_.lock(), lease_.renewal(exceeds_),
                            lease_.members_question(), detail::postgres_lease::journal_question()});
        const auto now = checked(connection, answers[3], answers[4], asked_at);
        std::vector<detail::postgres_statement> last;
        if (answers[4].is_true(0, 2) != answers[4].is_true(0, 3))
            last.emplace_back("UPDATE journal SET synchronous = $1", answers[4].is_true(0, 3));
        commit(connection, last);
        lease_.keep(now, now.sends);
        const auto rank = std::lower_bound(now.living.begin(), now.living.end(), now.own) - now.living.begin();
        return {.count = now.living.size(),
                .rank = static_cast<std::size_t>(rank),
                .turn = now.turn,
                .may_grow = now.may_grow};
    }

    /// Reads how things stand, in the transaction that is open. A journal that has forgotten what this object has
    /// written is halted for all.
    standing checked(detail::postgres_connection& connection, const detail::postgres_result& members,
                     const detail::postgres_result& row, std::chrono::nanoseconds asked_at) {
        if (row.is_empty())
            session_.refuse("its table journal is empty", "put its row back, or give it a schema of its own");
        auto found = lease_.standing(members, row, asked_at);
        if (row.number(0, 1) > detail::postgres_schema_version) {
            lease_.expire();
            session_.refuse("a newer version of this library has changed its tables, and this one does not know them",
                            "use that version");
        }
        if (found.own != 0 && !lease_.knows_more_than(found)) return found;
        connection.roll_back();
        if (!lease_.knows_more_than(found)) {
            lease_.take_number(connection);
            session_.listen_as(connection, lease_.number());
            throw detail::postgres_failure{.words = "the lease was over", .state = "40001"};
        }
        lease_.expire();
        connection.run(detail::postgres_statement{
            "UPDATE journal SET halted = coalesce(halted, $1)",
            "the server has forgotten what it had said to be written: a fail-over has lost commits, or a copy was put "
            "back"});
        lease_.forget();  // what it knows is needed until it is written down
        throw detail::postgres_failure{.words = "the server has forgotten what was written", .state = "40001"};
    }

    static bool lets_send(const journal_change& change) { return change.wanted.state == intent_state::sending; }
    static bool begins(const journal_change& change) { return change.begins_attempt(); }

    /// Refuses changes of a journal that may have forgotten something. What are facts among them is written all the
    /// same, for whoever asks again.
    [[noreturn]] void refuse_halted(detail::postgres_connection& connection, std::span<const journal_change> changes,
                                    const std::string& why) {
        lease_.expire();
        connection.roll_back();
        std::vector<journal_change> facts;
        std::copy_if(changes.begin(), changes.end(), std::back_inserter(facts),
                     [](const journal_change& change) { return is_fact(change.wanted.state) || change.called_back; });
        if (!facts.empty()) apply(connection, facts);
        session_.refuse("it may have forgotten what was sent from it: " + why,
                        "look at the gateways' own lists for tasks that it does not have, and write them down with "
                        "client.resolve (each with its gateway, model and id); then call accept_failover, or open it "
                        "once with "
                        "postgres_journal_options::accept_older");
    }

    detail::postgres_budgets locked(detail::postgres_connection& connection, const std::string& name) {
        connection.run(detail::postgres_statement{"BEGIN"});
        detail::postgres_budgets budgets;
        budgets.lock(connection, {name});
        return budgets;
    }

    static void commit(detail::postgres_connection& connection, std::vector<detail::postgres_statement>& last) {
        last.emplace_back("COMMIT");
        connection.run(last);
    }

    /// Has what was lost with the connection not done again: it would be something else then.
    static void commit_once(detail::postgres_connection& connection, std::vector<detail::postgres_statement>& last) {
        try {
            commit(connection, last);
        } catch (detail::postgres_failure& why) {
            why.is_once = true;
            throw;
        }
    }

    static detail::postgres_statement news(const std::string& what, const std::string& channel) {
        return detail::postgres_statement{"SELECT pg_notify($1, $2)", channel, what};
    }
    detail::postgres_statement news_for_all() const { return news("all", session_.options().schema); }

    void leave() noexcept {
        auto* const connection = session_.connection();
        if (lease_.number() == 0 || connection == nullptr || session_.is_in_child()) return;
        try {
            connection->wait_at_most(std::chrono::seconds{1});
            connection->run({detail::postgres_statement{leave_.c_str(), lease_.number()},
                             detail::postgres_statement{"UPDATE owners SET lease_until = clock_timestamp() WHERE "
                                                        "number = $1",
                                                        lease_.number()},
                             news_for_all()});
        } catch (...) {  // then it ends by itself
        }
    }

    detail::postgres_result ask(const detail::postgres_statement& question) {
        return call("read", [&](detail::postgres_connection& connection) { return connection.run(question); });
    }

    detail::postgres_result names(const journal_query& query) {
        using lists = detail::postgres_lists;
        const bool are_many = !ask(lists::has_many(*query.prefix)).is_empty();
        return call("read", [&](detail::postgres_connection& connection) {
            return std::move(connection.run({lists::in_order_of_index(), lists::of_names(query, are_many)}).back());
        });
    }

    std::optional<intent> only(const detail::postgres_statement& question) {
        const auto found = ask(question);
        if (found.is_empty()) return std::nullopt;
        return seen(detail::postgres_row_in(found, 0));
    }

    intent seen(detail::postgres_row row) const {
        const auto of = row.is_owned ? journal_row::owner::alive : journal_row::owner::gone;
        return detail::as_seen({std::move(row.what), of});
    }

    static inline const std::string newest_ =
        detail::select_postgres_intents() + "WHERE i.name = $1 ORDER BY i.attempt DESC LIMIT 1";
    static inline const std::string with_video_ = detail::select_postgres_intents() + "WHERE i.name = $1 AND " +
                                                  detail::may_have_video_in_sql("i") +
                                                  " ORDER BY i.attempt DESC LIMIT 1";
    static inline const std::string of_task_ =
        detail::select_postgres_intents() +
        "WHERE i.id = (SELECT max(intent) FROM tasks WHERE provider = $1 AND account = $2 AND task_id = $3)";
    static inline const std::string with_handle_ =
        detail::select_postgres_intents() + "WHERE i.handle = $1 AND i.callback IS NOT NULL ORDER BY i.id DESC LIMIT 1";
    static inline const std::string prune_ =
        "UPDATE intents SET note = '', handle = '', callback = NULL WHERE id > $1 AND id <= $2 AND NOT is_open AND "
        "planned_at < " +
        detail::postgres_time("$3") + " AND (note <> '' OR handle <> '')";
    /// A count is lost where somebody keeps the row locked: nothing else that is written waits for it.
    static constexpr const char* count_stale_ =
        "UPDATE journal SET stale_writes = stale_writes + $1 WHERE EXISTS (SELECT FROM journal FOR UPDATE SKIP LOCKED)";
    static inline const std::string book_ =
        "INSERT INTO adjustments (budget, name, amount_micro_usd, why, booked_at, number, booked_micro_usd) VALUES "
        "($1, $2, $3, $4, " +
        detail::postgres_time("$5") + ", $6, $7)";
    static inline const std::string leave_ =
        "DELETE FROM owners WHERE number = $1 AND NOT EXISTS (SELECT FROM intents WHERE owner = $1 AND is_open)";

    detail::postgres_session session_;
    detail::postgres_lease lease_;
    bool exceeds_ = true;
};

}  // namespace seedance
