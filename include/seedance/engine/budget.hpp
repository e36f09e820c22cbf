// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <mutex>

#include <seedance/core/money.hpp>

namespace seedance {

/// A limit on what may be spent, for one client or several together:
/// `client_options{.budget = std::make_shared<budget>(usd(50))}`.
///
/// Before anything is sent, the estimated price is set aside; when the gateway has said what became of the task, the
/// amount is spent or given back. An amount that is not known to be free stays set aside: a submit with an unknown
/// outcome counts as paid for.
/// @par Thread safety
/// All functions may be called from any thread.
class budget {
  public:
    /// Makes a budget of which nothing is spent yet.
    explicit budget(money limit) : limit_{limit} {}

    /// Sets an amount aside if all of it is left, and says whether it was.
    [[nodiscard]] bool reserve(money amount) {
        const std::lock_guard lock{mutex_};
        if (amount > limit_ - spent_ - held_) return false;
        held_ += amount;
        return true;
    }

    /// Sets an amount aside that is owed already, though it may exceed the limit: what the journal holds after a
    /// restart.
    void owe(money amount) {
        const std::lock_guard lock{mutex_};
        held_ += amount;
    }

    /// Replaces an amount that was set aside with what was really spent: nothing, less, or more.
    void settle(money held, money charged) {
        const std::lock_guard lock{mutex_};
        held_ -= held;
        spent_ += charged;
    }

    /// Gives what may be spent in all.
    money limit() const noexcept { return limit_; }

    /// Gives what was spent, as far as bills are known.
    money spent() const { return read(spent_); }

    /// Gives what is set aside for tasks whose bill is not known.
    money held() const { return read(held_); }

    /// Gives what is neither spent nor set aside; it is negative when more was spent than the limit.
    money left() const {
        const std::lock_guard lock{mutex_};
        return limit_ - spent_ - held_;
    }

  private:
    money read(const money& amount) const {
        const std::lock_guard lock{mutex_};
        return amount;
    }

    const money limit_;
    mutable std::mutex mutex_;
    money spent_{};
    money held_{};
};

}  // namespace seedance
