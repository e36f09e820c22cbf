// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>

#include <seedance/async/impl/context_watch.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/engine/impl/gateway_limiter.hpp>
#include <seedance/engine/impl/ledger.hpp>
#include <seedance/engine/impl/timer_queue.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/retry/backoff.hpp>

namespace seedance::detail {

class actor;

/// A gateway's functions with a key for it.
struct account_entry {
    const provider_table* table;
    std::string base_url;
    http_header authorization;
    std::size_t key_at = authorization.value.rfind(' ') + 1;  ///< where in its value the key begins

    std::string_view key() const noexcept { return std::string_view{authorization.value}.substr(key_at); }
};

/// The waiting actors and the one alarm that wakes them. Kept alive by the alarm alone; when the execution context
/// goes, everything that waits goes with it, whatever the clock is. As long as something waits, the context has work.
class timer_service final : public context_guest, public std::enable_shared_from_this<timer_service> {
  public:
    using strand = boost::asio::strand<boost::asio::any_io_executor>;

    timer_service(strand where, std::shared_ptr<clock> time) : strand_{std::move(where)}, clock_{std::move(time)} {}
    ~timer_service();

    void schedule(actor& who, clock::time_point due);
    void remove(actor& who);

  private:
    void context_ends() noexcept override;
    void arm();
    void wake();
    void wake_who_is_due();
    void rest();

    strand strand_;
    std::shared_ptr<clock> clock_;
    timer_queue queue_;
    boost::asio::any_io_executor work_;  ///< a clock may be no part of the context
    clock::time_point armed_for_ = clock::time_point::max();
    bool waking_ = false;
};

/// What all operations of a client share. Used on the strand, except where a function says otherwise.
class engine : public std::enable_shared_from_this<engine> {
  public:
    using strand = timer_service::strand;

    engine(strand where, std::shared_ptr<seedance::transport> network, std::shared_ptr<seedance::clock> time,
           client_options options)
        : strand_{std::move(where)},
          callers_{strand_.get_inner_executor()},
          transport_{std::move(network)},
          clock_{std::move(time)},
          options_{std::move(options)},
          ledger_{options_.journal, options_.budget, [this](auto intent, auto why) { complain(intent, why); }},
          random_{options_.random_seed ? static_cast<unsigned>(*options_.random_seed) : std::random_device{}()} {}

    const strand& executor() const noexcept { return strand_; }  ///< from any thread
    const boost::asio::any_io_executor& callers() const noexcept {
        return callers_;
    }  ///< where callers are called; from any thread
    seedance::transport& transport() const noexcept { return *transport_; }
    const seedance::clock& clock() const noexcept { return *clock_; }
    const client_options& options() const noexcept { return options_; }

    /// From any thread.
    void use(account_entry account);

    /// From any thread; null when there is no account for this gateway.
    std::shared_ptr<const account_entry> find_account(std::string_view provider) const;

    /// What is set aside, written down and paid for.
    detail::ledger& ledger() noexcept { return ledger_; }

    /// What is under way at a gateway.
    lane& lane_of(std::string_view provider);

    /// What nobody works on. @par Errors Those of the journal.
    recovery recover();

    double random() { return std::uniform_real_distribution<double>{0.0, 1.0}(random_); }

    /// When an operation that begins now must end. Limits beyond all sense ("never") do not overflow.
    clock::time_point deadline_after(milliseconds limit) const {
        static constexpr std::chrono::hours longest{24 * 365 * 50};
        return clock_->now() + std::clamp<milliseconds>(limit, milliseconds{0}, longest);
    }

    void wake_at(actor& who, clock::time_point due);
    void forget_alarm(actor& who);

    void enlist(actor& who);
    void dismiss(actor& who);

    /// From any thread: nothing begins any more.
    void close_soon() noexcept { closed_ = true; }
    bool closed() const noexcept { return closed_; }

    /// Every operation under way completes with `errc::client_closed`.
    void close();

  private:
    /// A function that does this later, on the strand, if the engine is still there.
    template <class Action>
    std::function<void()> later(Action action);

    void complain(std::string_view intent, std::string_view why) const {
        if (options_.on_event) options_.on_event(events::journal_failed{intent, why});
    }

    strand strand_;
    boost::asio::any_io_executor callers_;
    std::shared_ptr<seedance::transport> transport_;
    std::shared_ptr<seedance::clock> clock_;
    client_options options_;
    detail::ledger ledger_;
    std::vector<std::unique_ptr<lane>> lanes_;
    std::minstd_rand random_;
    std::weak_ptr<timer_service> waiting_;
    std::vector<actor*> actors_;
    std::atomic<bool> closed_{false};

    mutable std::mutex accounts_mutex_;
    std::vector<std::shared_ptr<const account_entry>> accounts_;
};

}  // namespace seedance::detail
