// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

#include <seedance/core/impl/platform.hpp>
#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/longest_wait.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_schema.hpp>
#include <seedance/journal/impl/postgres_statement.hpp>

namespace seedance::detail {

/// Who is alive, and whether anything may be sent, as a transaction has read it.
struct postgres_standing {
    std::int64_t own = 0;                  ///< this object's number; 0: it has none, or its lease is over
    bool is_kept = false;                  ///< the row of its number is there
    bool is_of_another = false;            ///< the row of its number is that of somebody else
    std::int64_t sends = 0;                ///< `owners.sends` of its own
    std::vector<std::int64_t> living{};    ///< the numbers of those whose leases are not over, in their order
    std::vector<std::int64_t> earlier{};   ///< the numbers that this object had before, in their order
    std::uint64_t turn = 0;                ///< `journal_members::turn`
    bool may_grow = true;                  ///< `journal_members::may_grow`
    std::optional<std::string> halted{};   ///< why nothing may be sent
    std::chrono::nanoseconds asked_at{0};  ///< by the clock of `postgres_lease`, before the question left
    std::chrono::milliseconds left{0};     ///< of its lease, when the question was answered

    /// Says whose a row is.
    journal_row::owner owner_of(std::int64_t number) const noexcept {
        if (number == own) return journal_row::owner::own;
        return std::binary_search(living.begin(), living.end(), number) ? journal_row::owner::alive
                                                                        : journal_row::owner::gone;
    }

    /// Says whether a row that nobody has claimed is this object's own of an earlier term.
    bool was_own(std::int64_t number) const noexcept {
        return std::binary_search(earlier.begin(), earlier.end(), number);
    }
};

/// This object's sign of life among the owners of a journal: a number, and a time up to which the others take it for
/// alive, by the database's clock.
class postgres_lease {
  public:
    explicit postgres_lease(std::chrono::milliseconds length) : length_{std::clamp(length, shortest, longest_wait)} {}

    std::int64_t number() const noexcept { return number_; }

    /// `journal::term`; it may be called from any thread.
    std::uint64_t term() const noexcept { return term_.load(); }

    /// How often it has to be renewed.
    std::chrono::milliseconds period() const noexcept { return length_ / 3; }

    /// Says whether nobody can take this object for gone yet. It may be called from any thread.
    bool holds() const noexcept { return now() < holds_until_.load(std::memory_order_acquire); }

    /// The clock that goes on while the machine sleeps.
    static std::chrono::nanoseconds now() noexcept { return platform::time_since_start(); }

    /// The questions that `standing` reads the answers of.
    postgres_statement members_question() const { return postgres_statement{members_, number_, length_.count()}; }
    static postgres_statement journal_question() {
        return postgres_statement{
            "SELECT CASE WHEN table_oid = tableoid THEN halted ELSE coalesce(halted, 'its tables were put back from a "
            "copy') END, min_version, synchronous, current_setting('synchronous_standby_names') <> '' AND "
            "current_setting('synchronous_commit') IN ('on', 'remote_apply') FROM journal"};
    }

    /// Locks this object's row before `renewal`: whether the lease is over is looked at when nobody is taking what it
    /// has.
    postgres_statement lock() const {
        return postgres_statement{"SELECT FROM owners WHERE number = $1 FOR NO KEY UPDATE", number_};
    }

    /// Renews the lease; it changes nothing where that is over.
    postgres_statement renewal(bool exceeds) const {
        return postgres_statement{
            "UPDATE owners SET lease_until = clock_timestamp() + interval '1 millisecond' * $2, renewed_before = "
            "renewed_at, renewed_at = clock_timestamp(), exceeds = $3 WHERE number = $1 AND lease_until > "
            "clock_timestamp()",
            number_, length_.count(), exceeds};
    }

    postgres_standing standing(const postgres_result& members, const postgres_result& journal,
                               std::chrono::nanoseconds asked_at) const {
        postgres_standing found{.earlier = earlier_, .asked_at = asked_at};
        for (int row = 0; row != members.rows(); ++row) {
            const auto number = members.number(row, 0);
            const bool is_alive = members.is_true(row, 1);
            if (is_alive) found.living.push_back(number);
            found.turn = static_cast<std::uint64_t>(members.number(row, 3));
            if (number != number_) {
                found.may_grow = found.may_grow && (!is_alive || members.is_true(row, 4));
                continue;
            }
            found.may_grow = found.may_grow && !members.is_true(row, 7);
            found.is_kept = true;
            found.is_of_another = members.number(row, 6) != begun_at_;
            found.sends = members.number(row, 2);
            found.left = std::min(std::chrono::milliseconds{members.number(row, 5)}, length_);
            if (is_alive) found.own = number;
        }
        if (!journal.is_null(0, 0)) found.halted = journal.text(0, 0);
        return found;
    }

    /// Says whether the journal has forgotten something that this object has written and was told to be written. Of one
    /// who was away for long it has forgotten the row by intent (`postgres_claims::forget_owners`).
    bool knows_more_than(const postgres_standing& found) const noexcept {
        if (found.is_of_another) return true;
        static constexpr std::chrono::minutes long_enough{30};
        return found.is_kept ? found.sends < sends_ : sends_ != 0 && found.asked_at - seen_at_ < long_enough;
    }

    /// Makes this object an owner anew, where it was none or its lease is over. It is a transaction of its own: of a
    /// number whose answer was lost there are no intents.
    void take_number(postgres_connection& connection) {
        const auto made = connection.run(postgres_statement{
            "INSERT INTO owners (host, process, lease_until) VALUES ($1, $2, clock_timestamp() + interval '1 "
            "millisecond' * $3) RETURNING number, (extract(epoch FROM begun_at) * 1000000)::bigint",
            host(), static_cast<int>(::getpid()), length_.count()});
        const auto fresh = made.number(0, 0);
        if (number_ != 0) term_.fetch_add(1);
        if (number_ != 0) earlier_.push_back(number_);
        if (fresh <= number_) earlier_.clear();  // numbers of a copy are given again, to anybody
        number_ = fresh;
        begun_at_ = made.number(0, 1);
        sends_ = 0;
    }

    /// Keeps what a transaction has seen and made, after its commit.
    void keep(const postgres_standing& made, std::int64_t sends) noexcept {
        sends_ = sends;
        seen_at_ = made.asked_at;
        if (made.halted) return expire();
        holds_until_.store(made.asked_at + made.left - length_ / margin, std::memory_order_release);
    }

    void expire() noexcept { holds_until_.store({}, std::memory_order_release); }

    /// Forgets what it was: what it has written is not there any more.
    void forget() noexcept {
        expire();
        term_.fetch_add(1);
        number_ = sends_ = 0;
        earlier_.clear();
    }

  private:
    static constexpr std::chrono::milliseconds shortest{1'000};
    static constexpr int margin = 6;  ///< this part of a lease is for clocks that go at another rate

    /// A part may grow when everybody else has renewed twice since the last of them came, and since the turn began; and
    /// when nobody is away, who may come back with what is under way: for as long as a lease after the end of the
    /// other's, or after this one came, who cannot know for how long the database was away.
    static constexpr const char* members_ =
        "WITH seen AS (SELECT *, lease_until > clock_timestamp() AS lives FROM owners WHERE lease_until > "
        "clock_timestamp() OR number = $1), change AS (SELECT greatest(max(begun_at) FILTER (WHERE lives), "
        "date_trunc('minute', clock_timestamp())) AS at FROM seen) SELECT number, lives, sends, floor(extract(epoch "
        "FROM clock_timestamp()) / 60)::bigint, renewed_before >= change.at AND NOT exceeds, (extract(epoch FROM "
        "least(greatest(lease_until, begun_at), clock_timestamp() + interval '1 day') - clock_timestamp()) * "
        "1000)::bigint, (extract(epoch FROM begun_at) * 1000000)::bigint, EXISTS "
        "(SELECT FROM owners AS o WHERE o.number <> seen.number AND o.lease_until <= clock_timestamp() AND greatest("
        "o.lease_until, seen.begun_at) > clock_timestamp() - interval '1 millisecond' * $2) FROM seen, change ORDER BY "
        "number";

    static std::string host() {
        char name[256] = "";
        ::gethostname(name, sizeof name - 1);
        return name;
    }

    std::chrono::milliseconds length_;
    std::int64_t number_ = 0;              ///< 0: none yet
    std::vector<std::int64_t> earlier_{};  ///< the numbers before that one, of this database
    std::int64_t begun_at_ = 0;            ///< its row's, in microseconds since 1970: numbers of a copy are given again
    std::int64_t sends_ = 0;               ///< as it was committed last
    std::chrono::nanoseconds seen_at_{0};
    std::atomic<std::chrono::nanoseconds> holds_until_{};
    std::atomic<std::uint64_t> term_{0};
};

}  // namespace seedance::detail
