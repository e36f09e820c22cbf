// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <atomic>
#include <chrono>
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
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/transport/https_options.hpp>
#include <seedance/transport/impl/https_pool.hpp>
#include <seedance/transport/impl/known_origins.hpp>
#include <seedance/transport/impl/tls_context.hpp>

namespace seedance::detail {

class https_exchange;

/// What an exception means for the exchange that it ended. Nothing but memory and the caller's sink throws.
inline error_code error_of_current_exception() {
    try {
        throw;
    } catch (const boost::system::system_error& e) {
        return e.code();
    } catch (const std::bad_alloc&) {
        return make_error_code(boost::system::errc::not_enough_memory);
    } catch (...) {
        return transport_errc::refused_by_sink;
    }
}

/// The executor, and work for its context until it is destroyed.
inline boost::asio::any_completion_executor kept_at_work(const boost::asio::any_completion_executor& executor) {
    if (!executor) throw std::bad_alloc{};  // Asio's way to say that there was no memory for it
    return boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
}

/// An exchange's place among those under way, and when it must have got on.
struct under_way_entry {
    using clock = std::chrono::steady_clock;

    std::atomic<clock::rep> deadline{clock::duration::max().count()};
    under_way_entry* before = nullptr;  ///< null: not among them
    under_way_entry* after = nullptr;
};

/// What the exchanges of one transport share. It lives as long as the last of them. One timer watches over all of them;
/// it waits only while there are any, or it would keep a program's `io_context::run` from returning.
class https_home : public std::enable_shared_from_this<https_home> {
  public:
    using clock = under_way_entry::clock;

    https_home(boost::asio::any_io_executor where, https_options how)
        : executor{std::move(where)},
          options{std::move(how)},
          tls{make_tls_context(options)},
          pool{options.idle_connections, options.idle_timeout},
          timer_{executor} {
        all_.before = all_.after = &all_;
    }

    const boost::asio::any_io_executor executor;
    const https_options options;
    boost::asio::ssl::context tls;
    https_pool pool;
    known_origins origins;

    void enlist(under_way_entry& who) {
        const std::lock_guard lock{mutex_};
        who.before = all_.before;
        who.after = &all_;
        who.before->after = who.after->before = &who;
    }

    void dismiss(under_way_entry& who) {
        const std::lock_guard lock{mutex_};
        if (who.before == nullptr) return;
        who.before->after = who.after;
        who.after->before = who.before;
        who.before = who.after = nullptr;
        if (all_.after != &all_) return;
        armed_for_ = never;
        timer_.cancel();
    }

    /// From any thread: `https_exchange::check_time` is called soon after this time, unless it is moved before.
    void watch(under_way_entry& who, clock::time_point deadline) {
        const auto when = deadline.time_since_epoch().count();
        who.deadline = when;
        if (when >= armed_for_) return;
        const std::lock_guard lock{mutex_};
        if (who.before != nullptr && when < armed_for_) arm(when);
    }

    /// The exchanges under way; who is being destroyed already is not among them.
    std::vector<std::shared_ptr<https_exchange>> under_way();

  private:
    static constexpr auto never = clock::duration::max().count();

    void arm(clock::rep when) {
        armed_for_ = when;
        timer_.expires_at(clock::time_point{clock::duration{when}});
        timer_.async_wait([weak = weak_from_this()](error_code error) {
            if (const auto self = weak.lock(); self && !error) self->on_time();
        });
    }

    void on_time();

    boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, boost::asio::any_io_executor> timer_;
    std::atomic<clock::rep> armed_for_{never};
    std::mutex mutex_;
    under_way_entry all_;  ///< the end of a ring
};

}  // namespace seedance::detail
