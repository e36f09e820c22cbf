// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <mutex>
#include <new>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <seedance/transport/https_options.hpp>
#include <seedance/transport/impl/https_pool.hpp>
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

/// What the exchanges of one transport share. It lives as long as the last of them.
class https_home {
  public:
    https_home(boost::asio::any_io_executor where, https_options how)
        : executor{std::move(where)}, options{std::move(how)}, tls{make_tls_context(options)}, pool{options.idle_connections, options.idle_timeout} {}

    const boost::asio::any_io_executor executor;
    const https_options options;
    boost::asio::ssl::context tls;
    https_pool pool;

    void enlist(https_exchange& who) {
        const std::lock_guard lock{mutex_};
        under_way_.insert(&who);
    }

    void dismiss(https_exchange& who) {
        const std::lock_guard lock{mutex_};
        under_way_.erase(&who);
    }

    /// The exchanges under way; who is being destroyed already is not among them.
    std::vector<std::shared_ptr<https_exchange>> under_way();

  private:
    std::mutex mutex_;
    std::unordered_set<https_exchange*> under_way_;
};

}  // namespace seedance::detail
