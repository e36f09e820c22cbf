// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/ssl/context.hpp>

#include <seedance/core/error.hpp>
#include <seedance/transport/https_options.hpp>
#include <seedance/transport/impl/address_order.hpp>
#include <seedance/transport/impl/client_socket.hpp>
#include <seedance/transport/impl/deadline_watch.hpp>
#include <seedance/transport/impl/exchange_slots.hpp>
#include <seedance/transport/impl/exchange_under_way.hpp>
#include <seedance/transport/impl/expectations.hpp>
#include <seedance/transport/impl/https_pool.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/look_ups.hpp>
#include <seedance/transport/impl/proxy_choice.hpp>
#include <seedance/transport/impl/system_resolver.hpp>
#include <seedance/transport/impl/tls_context.hpp>
#include <seedance/transport/impl/tls_sessions.hpp>
#include <seedance/transport/impl/traffic.hpp>

namespace seedance::detail {

/// Gives an executor that is work for its context until it is destroyed.
inline boost::asio::any_completion_executor kept_at_work(const boost::asio::any_completion_executor& executor) {
    if (!executor) throw std::bad_alloc{};  // Asio's way to say that there was no memory for it
    return boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
}

/// Bounds the times of options: who means that there is no limit says the largest, and times are added to others.
inline https_options bounded(https_options given) {
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365};
    for (auto* const time : {&given.connect_timeout, &given.handshake_timeout, &given.write_timeout,
                             &given.continue_timeout, &given.listen_timeout, &given.idle_timeout,
                             &given.resolve_timeout, &given.name_age, &given.next_address_delay})
        *time = std::clamp(*time, time->zero(), longest);
    return given;
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
          options{bounded(std::move(given_options))},
          tls{make_tls_context(options)},
          sessions{options.tls_sessions},
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
    tls_sessions sessions;
    const std::shared_ptr<https_pool> pool;
    const std::shared_ptr<exchange_slots> fresh, streams;
    known_origins origins;
    detail::expectations expectations;
    const std::shared_ptr<look_ups> names;
    best_addresses winners, foreign_winners;
    const socket_rules sockets;
    const proxy_choice proxies;
    traffic_table traffic;

    void add(exchange_under_way& exchange) { watch_.add(exchange); }
    void remove(exchange_under_way& exchange) { watch_.remove(exchange); }

    /// Has `check_time_soon` of the exchange called soon after this time, unless the time is moved before.
    void watch(exchange_under_way& exchange, clock::time_point deadline) {
        watch_.watch(exchange, deadline.time_since_epoch().count());
    }

    /// Gives the exchanges under way, without those that are being destroyed.
    std::vector<std::shared_ptr<exchange_under_way>> under_way() { return watch_.under_way(); }

  private:
    using timer =
        boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, boost::asio::any_io_executor>;

    /// The timer as the alarm of the deadlines.
    struct alarm {
        https_state* state;

        clock::rep now() const { return clock::now().time_since_epoch().count(); }
        void set(clock::rep when) const { state->set_timer(clock::time_point{clock::duration{when}}); }
        void cancel() const { state->timer_.cancel(); }
    };

    void set_timer(clock::time_point when) {
        timer_.expires_at(when);
        timer_.async_wait([weak = weak_from_this()](error_code error) {
            if (const auto self = weak.lock(); self && !error) self->on_timer();
        });
    }

    void on_timer() {
        for (const auto& exchange : watch_.take_late()) exchange->check_time_soon();
    }

    timer timer_;
    deadline_watch<alarm> watch_{alarm{this}};
};

}  // namespace seedance::detail
