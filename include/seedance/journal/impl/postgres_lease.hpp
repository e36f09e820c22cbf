// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <time.h>
#include <unistd.h>

#include <seedance/journal/decide.hpp>
#include <seedance/journal/impl/postgres_connection.hpp>
#include <seedance/journal/impl/postgres_schema.hpp>

namespace seedance::detail {

/// Who is alive, and whether anything may be sent, as a transaction has read it.
struct postgres_standing {
    std::int64_t own = 0;                  ///< this object's number
    bool is_new = false;                   ///< it was given in this transaction
    std::int64_t sends = 0;                ///< `owners.sends` of its own
    std::vector<std::int64_t> living{};    ///< the numbers of those whose leases are not over, in their order
    std::optional<std::string> halted{};   ///< why nothing may be sent
    std::chrono::nanoseconds asked_at{0};  ///< by the clock of `postgres_lease`, before the question left

    /// Says whose a row is.
    journal_row::owner owner_of(std::int64_t number) const noexcept {
        if (number == own) return journal_row::owner::own;
        return std::binary_search(living.begin(), living.end(), number) ? journal_row::owner::alive
                                                                        : journal_row::owner::gone;
    }
};

/// This object's sign of life among the owners of a journal: a number, and a time up to which the others take it for
/// alive, by the database's clock.
class postgres_lease {
  public:
    explicit postgres_lease(std::chrono::milliseconds length) : length_{std::max(length, shortest)} {}

    std::int64_t number() const noexcept { return number_; }

    /// How often it has to be renewed.
    std::chrono::milliseconds period() const noexcept { return length_ / 3; }

    /// Says whether nobody can take this object for gone yet. It may be called from any thread.
    bool holds() const noexcept { return now() < holds_until_.load(std::memory_order_acquire); }

    /// The clock that goes on while the machine sleeps.
    static std::chrono::nanoseconds now() noexcept {
        timespec time{};
        ::clock_gettime(CLOCK_BOOTTIME, &time);
        return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
    }

    /// The questions that `standing` reads the answers of.
    postgres_statement members_question() const {
        return postgres_statement{
            "SELECT number, lease_until > clock_timestamp(), sends FROM owners WHERE lease_until > clock_timestamp() "
            "OR number = $1 ORDER BY number",
            number_};
    }
    static postgres_statement journal_question() {
        return postgres_statement{"SELECT halted, min_version FROM journal"};
    }

    /// Renews the lease; it changes nothing where that is over.
    postgres_statement renewal() const {
        return postgres_statement{
            "UPDATE owners SET lease_until = clock_timestamp() + interval '1 millisecond' * $2 WHERE number = $1 AND "
            "lease_until > clock_timestamp()",
            number_, length_.count()};
    }

    postgres_standing standing(const postgres_result& members, const postgres_result& journal,
                               std::chrono::nanoseconds asked_at) const {
        postgres_standing found{.asked_at = asked_at};
        for (int row = 0; row != members.rows(); ++row) {
            const auto number = members.number(row, 0);
            const bool is_alive = members.is_true(row, 1);
            if (is_alive) found.living.push_back(number);
            if (number != number_) continue;
            found.sends = members.number(row, 2);
            if (is_alive) found.own = number;
        }
        if (journal.is_empty()) {
            found.halted = "the row of its table journal is gone";
        } else if (!journal.is_null(0, 0)) {
            found.halted = journal.text(0, 0);
        }
        return found;
    }

    /// Says whether the journal has forgotten something that this object has written and was told to be written.
    bool knows_more_than(const postgres_standing& found) const noexcept { return found.sends < sends_; }

    /// Makes this object an owner anew, in the transaction that is open, where it was none or its lease is over.
    void take_number(postgres_connection& connection, postgres_standing& found) const {
        if (found.own != 0) return;
        const auto made = connection.run(postgres_statement{
            "INSERT INTO owners (host, process, lease_until) VALUES ($1, $2, clock_timestamp() + interval '1 "
            "millisecond' * $3) RETURNING number",
            host(), static_cast<int>(::getpid()), length_.count()});
        found.own = made.number(0, 0);
        found.is_new = true;
        found.sends = 0;
        found.living.push_back(found.own);  // it is the largest
    }

    /// Keeps what a transaction has made of it, after its commit.
    void keep(const postgres_standing& made, std::int64_t sends) noexcept {
        number_ = made.own;
        sends_ = sends;
        if (made.halted)
            holds_until_.store({}, std::memory_order_release);
        else if (made.is_new)
            hold_from(made.asked_at);
    }

    /// The lease was given or renewed after this time.
    void hold_from(std::chrono::nanoseconds asked_at) noexcept {
        holds_until_.store(asked_at + length_ - length_ / margin, std::memory_order_release);
    }
    void let_go() noexcept { holds_until_.store({}, std::memory_order_release); }

    /// Forgets what it was: what it has written is not there any more.
    void forget() noexcept {
        let_go();
        number_ = sends_ = 0;
    }

  private:
    static constexpr std::chrono::milliseconds shortest{1'000};
    static constexpr int margin = 6;  ///< this part of a lease is for clocks that go at another rate

    static std::string host() {
        char name[256] = "";
        ::gethostname(name, sizeof name - 1);
        return name;
    }

    std::chrono::milliseconds length_;
    std::int64_t number_ = 0;  ///< 0: none yet
    std::int64_t sends_ = 0;   ///< as it was committed last
    std::atomic<std::chrono::nanoseconds> holds_until_{};
};

}  // namespace seedance::detail
