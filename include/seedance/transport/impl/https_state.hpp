// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/intrusive/list.hpp>

#include <seedance/transport/https_options.hpp>
#include <seedance/transport/impl/address_order.hpp>
#include <seedance/transport/impl/client_socket.hpp>
#include <seedance/transport/impl/exchange_slots.hpp>
#include <seedance/transport/impl/exchange_under_way.hpp>
#include <seedance/transport/impl/expectations.hpp>
#include <seedance/transport/impl/https_pool.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/look_ups.hpp>
#include <seedance/transport/impl/proxy_choice.hpp>
#include <seedance/transport/impl/system_resolver.hpp>
#include <seedance/transport/impl/tls_context.hpp>

namespace seedance::detail {

/// Gives an executor that is work for its context until it is destroyed.
inline boost::asio::any_completion_executor kept_at_work(const boost::asio::any_completion_executor& executor) {
    if (!executor) throw std::bad_alloc{};  // Asio's way to say that there was no memory for it
    return boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
}

/// The state that the exchanges of one transport share. It lives as long as the last of them. One timer watches over
/// all of them; it waits only while there are any, or it would keep a program's `io_context::run` from returning.
///
/// @par Thread safety
/// All functions may be called from any thread.
class https_state : public std::enable_shared_from_this<https_state> {
  public:
    using clock = exchange_under_way::clock;

    https_state(boost::asio::any_io_executor given_executor, https_options given_options)
        : executor{std::move(given_executor)},
          options{std::move(given_options)},
          tls{make_tls_context(options)},
          pool{std::make_shared<https_pool>(
              https_pool::limits{options.idle_connections, options.all_idle_connections, options.idle_timeout})},
          fresh{std::make_shared<exchange_slots>(options.fresh_at_once)},
          streams{std::make_shared<exchange_slots>(options.streams_at_once)},
          names{std::make_shared<look_ups>(executor, options.look_up ? options.look_up : make_system_resolver(),
                                           name_ages{options.name_age, options.resolve_timeout})},
          sockets{socket_rules_of(options)},
          proxies{options},
          timer_{executor} {}

    https_state(const https_state&) = delete;
    https_state& operator=(const https_state&) = delete;

    ~https_state() {
        pool->close();
        names->close();
    }

    const boost::asio::any_io_executor executor;
    const https_options options;
    boost::asio::ssl::context tls;
    const std::shared_ptr<https_pool> pool;
    const std::shared_ptr<exchange_slots> fresh, streams;
    known_origins origins;
    detail::expectations expectations;
    const std::shared_ptr<look_ups> names;
    best_addresses winners;
    const socket_rules sockets;
    const proxy_choice proxies;

    void add(exchange_under_way& exchange) {
        const std::lock_guard lock{mutex_};
        exchanges_.push_back(exchange);
    }

    /// Removes an exchange; does nothing for one that is not under way.
    void remove(exchange_under_way& exchange) {
        const std::lock_guard lock{mutex_};
        if (!exchange.is_linked()) return;
        exchanges_.erase(exchanges_.iterator_to(exchange));
        if (!exchanges_.empty()) return;
        armed_for_ = never;
        timer_.cancel();
    }

    /// Has `check_time_soon` of the exchange called soon after this time, unless the time is moved before.
    void watch(exchange_under_way& exchange, clock::time_point deadline) {
        const auto when = deadline.time_since_epoch().count();
        exchange.deadline = when;
        if (when >= armed_for_) return;
        const std::lock_guard lock{mutex_};
        if (exchange.is_linked() && when < armed_for_) arm(when);
    }

    /// Gives the exchanges under way, without those that are being destroyed.
    std::vector<std::shared_ptr<exchange_under_way>> under_way() {
        std::vector<std::shared_ptr<exchange_under_way>> out;
        const std::lock_guard lock{mutex_};
        for (auto& exchange : exchanges_)
            if (auto share = exchange.share()) out.push_back(std::move(share));
        return out;
    }

  private:
    static constexpr auto never = clock::duration::max().count();

    void arm(clock::rep when) {
        armed_for_ = when;
        timer_.expires_at(clock::time_point{clock::duration{when}});
        timer_.async_wait([weak = weak_from_this()](error_code error) {
            if (const auto self = weak.lock(); self && !error) self->on_timer();
        });
    }

    void on_timer() {
        for (const auto& exchange : take_late()) exchange->check_time_soon();
    }

    /// Takes the exchanges whose deadline has come. The timer then waits for the first deadline of the others.
    std::vector<std::shared_ptr<exchange_under_way>> take_late() {
        std::vector<std::shared_ptr<exchange_under_way>> late;
        const std::lock_guard lock{mutex_};
        const auto now = clock::now().time_since_epoch().count();
        auto next = never;
        for (auto& exchange : exchanges_) {
            const auto deadline = exchange.deadline.load();
            if (deadline > now)
                next = std::min(next, deadline);
            else if (auto share = exchange.share())
                late.push_back(std::move(share));
        }
        armed_for_ = never;
        if (next != never) arm(next);
        return late;
    }

    boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, boost::asio::any_io_executor> timer_;
    std::atomic<clock::rep> armed_for_{never};
    std::mutex mutex_;
    boost::intrusive::list<exchange_under_way, boost::intrusive::constant_time_size<false>> exchanges_;
};

}  // namespace seedance::detail
