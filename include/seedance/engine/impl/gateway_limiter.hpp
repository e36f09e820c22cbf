// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/list_hook.hpp>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/engine/impl/load_count.hpp>
#include <seedance/engine/impl/poll_limiter.hpp>
#include <seedance/engine/impl/scoped_permit.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/retry_quota.hpp>

namespace seedance::detail {

class gateway_limiter;

/// The right to have one task under way with an account.
using permit = scoped_permit<gateway_limiter>;

/// Something that waits for a permit: an element of the limiter's queue.
class limiter_waiter
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    virtual void on_granted(permit granted) = 0;

    /// Tells the first waiter in the queue that it has to wait only for this time; it then calls
    /// `gateway_limiter::grant`.
    virtual void on_turn_at(time_point when) = 0;

  protected:
    limiter_waiter() = default;
    limiter_waiter(const limiter_waiter&) = delete;
    limiter_waiter& operator=(const limiter_waiter&) = delete;
    virtual ~limiter_waiter() = default;

  private:
    friend class gateway_limiter;
    std::uint64_t ticket_ = 0;  ///< who has the smaller one came first; 0: it has never queued
};

/// Limits what one client does with one account at a gateway at the same time: permits for tasks, a limit on the rate
/// of submits, the quotas for retries, and the permits for polls. A permit is held from before a submit until its task
/// ends or has no waiting caller any more. How many permits there are is AIMD (additive increase, multiplicative
/// decrease): when the gateway asks for fewer requests their number is halved, and every acceptance lets it grow again.
/// Meanwhile there is a pause, which grows with every refusal until one is accepted. It is used on the strand.
class gateway_limiter {
  public:
    using time_point = limiter_waiter::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// Makes the limiter of an account; of tasks and of submits a second, 0 is no limit.
    gateway_limiter(std::string provider, std::string account, std::size_t most_tasks, double submits_per_second)
        : provider_{std::move(provider)},
          account_{std::move(account)},
          most_{most_tasks == 0 ? std::numeric_limits<double>::max() : static_cast<double>(most_tasks)},
          allowed_{most_},
          spacing_{spacing_of(submits_per_second)},
          own_spacing_{spacing_} {}

    const std::string& provider() const noexcept { return provider_; }
    const std::string& account() const noexcept { return account_; }

    /// Sets this client's part of limits that it shares with others: how many tasks, and how much of the rate.
    void set_part(std::size_t tasks, double share_of_rate) {
        part_ = most_ == std::numeric_limits<double>::max() ? most_ : static_cast<double>(tasks);
        is_shut_ = share_of_rate <= 0;
        if (!is_shut_) own_spacing_ = std::chrono::duration_cast<duration>(spacing_ / share_of_rate);
        if (someone_waits()) request_grant();
    }

    /// Says whether more is under way than so many tasks, where there is a limit.
    bool exceeds(std::size_t tasks) const noexcept {
        return most_ != std::numeric_limits<double>::max() && tasks_ > tasks;
    }

    /// Gives a permit, but nothing while others queue or when none is free now.
    [[nodiscard]] std::optional<permit> try_acquire(time_point now) {
        if (someone_waits() || !is_open(now)) return std::nullopt;
        return acquire(now);
    }

    /// Gives a permit for a task that is under way already, whatever the limit is.
    [[nodiscard]] permit acquire_over_limit() noexcept {
        ++tasks_;
        return permit{*this};
    }

    /// Adds a waiter to the queue. Its `on_granted` is called later, never from within this function.
    void enqueue(limiter_waiter& waiter, time_point now) {
        waiter.ticket_ = ++last_ticket_;
        queue_.push_back(waiter);
        if (&first() == &waiter) tell_first(now);
    }

    /// Takes a permit back and queues its holder again, because the gateway has refused what was sent with it: before
    /// all who were not sent yet, and among those that were refused in the order in which they came. Its `on_granted`
    /// is called later, never from within this function.
    void enqueue_again(limiter_waiter& waiter, permit refused, time_point now) {
        if (waiter.ticket_ == 0) waiter.ticket_ = ++last_ticket_;
        auto place = refused_.end();
        while (place != refused_.begin() && std::prev(place)->ticket_ > waiter.ticket_) --place;
        refused_.insert(place, waiter);
        if (&first() == &waiter) tell_first(now);
        refused.release();
    }

    /// Removes a waiter from the queue; does nothing for one that is not queued.
    void leave_queue(limiter_waiter& waiter) {
        if (!waiter.is_linked()) return;
        const bool was_first = &first() == &waiter;
        waiter.unlink();
        if (was_first && someone_waits()) request_grant();  // the next one does not know yet when its turn is
    }

    /// Gives permits to the waiters, in the order of the queue, as long as there are any.
    void grant(time_point now) {
        is_grant_due_ = false;
        while (someone_waits() && is_open(now)) {
            auto& next = first();
            next.unlink();
            next.on_granted(acquire(now));
        }
        if (someone_waits()) tell_first(now);
    }

    /// Takes a permit back with which nothing was sent: its turn in the rate of submits is free again.
    /// @pre The permit comes from `try_acquire` or `grant`.
    void refund(permit unused) {
        next_submit_ -= own_spacing_;
        unused.release();
    }

    /// The function that is called when a permit came back, or the first waiter left, while others queue; not again
    /// before `grant` was called. It has `grant` called soon, but not from within itself.
    std::function<void()> on_permit_available = [] {};

    /// Halves the limit and begins a pause, because the gateway has refused a submit that was sent at this time: there
    /// were too many. The pause has full jitter, and its longest doubles with each refusal since the last acceptance,
    /// from one second to a minute; it is not shorter than what the gateway asks for. A burst of refusals counts once:
    /// what was sent before the end of the pause was on its way when it began.
    void on_throttled(time_point sent, time_point now, duration asked_for, double random) noexcept {
        auto pause = asked_for;
        if (sent >= paused_until_) {
            allowed_ = std::max(1.0, std::min(allowed_, static_cast<double>(tasks_)) / 2);
            if (!lowered_since_) lowered_since_ = now;
            pause = std::max<duration>(pause, backoff(refusals_, throttled_backoff_base, random, longest_pause));
            ++refusals_;
        }
        paused_until_ = std::max(paused_until_, now + pause);
    }

    /// Lets the limit grow: one who waits may have room now.
    void on_accepted() noexcept {
        refusals_ = 0;
        allowed_ = std::min(allowed_ + 1 / allowed_, most_);
        if (allowed_ >= most_) lowered_since_.reset();
        if (has_room()) tell_of_room();
    }

    /// Gives since when fewer tasks than the client's own part may be under way, because the gateway wants that.
    std::optional<time_point> lowered_since() const noexcept {
        return allowed_ < part_ ? lowered_since_ : std::nullopt;
    }

    /// Gives the time before which nothing may be sent to the gateway, by its own wish; it may be over.
    time_point paused_until() const noexcept { return paused_until_; }

    std::size_t tasks() const noexcept { return tasks_; }

    /// Gives how many more tasks may begin; nothing where there is no limit.
    std::optional<std::size_t> tasks_left() const noexcept {
        if (allowed_ == std::numeric_limits<double>::max()) return std::nullopt;
        const auto allowed = static_cast<std::size_t>(most_now());
        return allowed - std::min(allowed, tasks_);
    }

    /// Gives the time before which no submit is sent, by the rate of submits or the gateway's wish; it may be over.
    time_point opens_at() const noexcept { return std::max(next_submit_, paused_until_); }

    void count_in(load_count& load, time_point now) const {
        auto& row = load.at(provider_, account_);
        row.permits = tasks_;
        row.permits_left = tasks_left();
        row.next_submit = std::chrono::ceil<milliseconds>(std::max(opens_at(), now) - now);
        row.polls = polls.under_way();
        row.polls_queued = polls.queued();
        row.submit_tokens = static_cast<std::size_t>(submit_quota.tokens());
        row.poll_tokens = static_cast<std::size_t>(poll_quota.tokens());
        row.download_tokens = static_cast<std::size_t>(download_quota.tokens());
    }

    retry_quota submit_quota;
    retry_quota poll_quota;
    retry_quota download_quota;
    poll_limiter polls;

  private:
    friend permit;

    /// The elements leave by themselves, whichever list they are in; so no list counts its own.
    using waiters = boost::intrusive::list<limiter_waiter, boost::intrusive::constant_time_size<false>>;

    static constexpr milliseconds longest_pause{60'000};

    static duration spacing_of(double submits_per_second) {
        if (submits_per_second <= 0) return duration{0};
        return std::chrono::duration_cast<duration>(std::chrono::duration<double>{1 / submits_per_second});
    }

    double most_now() const noexcept { return is_shut_ ? 0.0 : std::min(std::max(1.0, allowed_), part_); }
    bool has_room() const noexcept { return static_cast<double>(tasks_ + 1) <= most_now(); }
    bool is_open(time_point now) const noexcept { return has_room() && now >= opens_at(); }

    bool someone_waits() const noexcept { return !refused_.empty() || !queue_.empty(); }
    limiter_waiter& first() noexcept { return refused_.empty() ? queue_.front() : refused_.front(); }

    /// Gives a permit and sets the time of the next submit. A late timer must not slow down all submits after it, so
    /// the next time counts from when this one should have been.
    permit acquire(time_point now) {
        next_submit_ = (next_submit_ + timer_slack < now ? now : next_submit_) + own_spacing_;
        return acquire_over_limit();
    }

    void release() noexcept {
        --tasks_;
        tell_of_room();
    }

    /// Where memory runs out for telling of it, the next permit that comes back tells.
    void tell_of_room() noexcept try {
        if (someone_waits()) request_grant();
    } catch (...) {
    }

    void request_grant() {
        if (is_grant_due_) return;
        on_permit_available();
        is_grant_due_ = true;
    }

    void tell_first(time_point now) {
        if (has_room() && opens_at() > now) first().on_turn_at(opens_at());
    }

    std::string provider_;
    std::string account_;
    double most_;
    double allowed_;
    double part_ = std::numeric_limits<double>::max();  ///< of `most_`
    bool is_shut_ = false;                              ///< others do not know yet that this client is there
    duration spacing_;                                  ///< by the whole rate
    duration own_spacing_;                              ///< by this client's part of it
    std::optional<time_point> lowered_since_;
    std::size_t tasks_ = 0;
    waiters queue_;    ///< those of which nothing was sent yet
    waiters refused_;  ///< those that the gateway has refused; they come first, by their tickets
    std::uint64_t last_ticket_ = 0;
    bool is_grant_due_ = false;
    int refusals_ = 0;  ///< bursts of them since the last acceptance
    time_point next_submit_ = time_point::min();
    time_point paused_until_ = time_point::min();
};

}  // namespace seedance::detail
