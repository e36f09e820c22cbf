// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <seedance/journal/impl/wake_signal.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/retry/backoff.hpp>

namespace seedance::detail {

/// What a renewal of a journal came to.
struct journal_renewal {
    journal_members members{};
    std::exception_ptr failed{};  ///< why it could not be renewed; then `members` says nothing
    std::uint64_t number = 0;     ///< counts those that did not fail
    std::uint64_t term = 0;       ///< `journal::term` of the one who has seen `members`
};

/// A client as the renewals of its journal see it. Its members may be used from any thread.
struct renewal_hearer {
    renewal_hearer(bool shares, std::function<void(const journal_renewal&)> hears)
        : shares_limits{shares}, on_renewal{std::move(hears)} {}

    const bool shares_limits;  ///< with the other clients of the store
    const std::function<void(const journal_renewal&)> on_renewal;

    /// Of one that shares limits: the last renewal that it goes by, and whether it has more under way than its part.
    std::atomic<std::uint64_t> goes_by{0};
    std::atomic<bool> exceeds{true};
};

/// Renews a journal, when it is time or when there are news, and tells the clients. What waits is used by the journal's
/// thread; clients are added, and `renew` may be called, from any thread.
class journal_renewals {
  public:
    using clock = std::chrono::steady_clock;

    /// The shortest time between two renewals because of news, however many there are; and the time after which one
    /// that has failed is tried again, which grows with each failure.
    static constexpr std::chrono::milliseconds between_news{20}, first_pause{100};

    explicit journal_renewals(const journal& store)
        : every_{store.is_immediate() ? std::chrono::milliseconds{0} : store.renew_every()} {
        if (are_needed()) wakes_.emplace();
    }

    /// Says whether the journal's thread has to renew by itself.
    bool are_needed() const noexcept { return every_.count() > 0; }

    void add(const std::shared_ptr<renewal_hearer>& client) {
        const std::lock_guard lock{mutex_};
        std::erase_if(hearers_, [](const auto& each) { return each.expired(); });
        hearers_.push_back(client);
    }

    /// Renews now, and tells the clients.
    void renew(journal& store) {
        const auto hearers = all_hearers();
        journal_renewal what{.number = number_};
        try {
            store.exceed(std::any_of(hearers.begin(), hearers.end(), [this](const auto& each) {
                return each->shares_limits && (each->exceeds || each->goes_by != number_);
            }));
            what.members = store.renew();
            what.number = ++number_;
        } catch (...) {
            what.failed = std::current_exception();
        }
        what.term = term_ = store.term();
        for (const auto& each : hearers) each->on_renewal(what);
        plan_next(what.failed != nullptr);
    }

    /// Says whether it is time; it is at once when another call than `renew` has begun a new term, of which the clients
    /// do not know yet.
    bool is_due(const journal& store) const noexcept {
        return are_needed() && (clock::now() >= next_ || store.term() != term_);
    }

    /// Waits until it is time, there are news, or `wake` is called.
    void wait(const journal& store) noexcept {
        const auto now = clock::now();
        const bool watches = failures_ == 0 && now >= news_from_;
        const auto until = watches || failures_ != 0 ? next_ : std::min(next_, news_from_);
        const auto time = std::chrono::ceil<std::chrono::milliseconds>(until - now);
        if (wakes_->wait(watches ? store.news_descriptor() : -1, time)) next_ = now;
    }

    /// Ends a wait of the journal's thread; called from any thread.
    void wake() noexcept {
        if (wakes_) wakes_->set();
    }

  private:
    std::vector<std::shared_ptr<renewal_hearer>> all_hearers() const {
        const std::lock_guard lock{mutex_};
        std::vector<std::shared_ptr<renewal_hearer>> all;
        for (const auto& each : hearers_)
            if (auto alive = each.lock()) all.push_back(std::move(alive));
        return all;
    }

    void plan_next(bool has_failed) {
        if (!are_needed()) return;
        const auto now = clock::now();
        news_from_ = now + between_news;
        next_ = now + every_;
        failures_ = has_failed ? std::min(failures_ + 1, 20) : 0;
        if (!has_failed) return;
        // Those who share a server that comes back do not ask all at once.
        const auto pause = std::min(every_, first_pause * (1 << std::min(failures_ - 1, 10)));
        next_ = now + spread(pause / 2, pause, std::uniform_real_distribution<double>{0.0, 1.0}(random_));
    }

    const std::chrono::milliseconds every_;
    std::optional<wake_signal> wakes_;
    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<renewal_hearer>> hearers_;
    std::atomic<std::uint64_t> number_{0};
    std::atomic<std::uint64_t> term_{0};  ///< that the clients know
    clock::time_point next_{};
    clock::time_point news_from_{};  ///< before that, news are not watched for
    int failures_ = 0;               ///< in a row
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace seedance::detail
