// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/append.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/core/error.hpp>

namespace seedance::detail {

/// A thread for what blocks, reading a disk for one. It is made for the first piece of work. All functions may be
/// called from any thread.
class file_thread {
  public:
    /// Does some work, `T work()`, on the thread, and gives its result on the caller's executor.
    template <class T, class Work>
    boost::asio::awaitable<T> run(Work work) {
        auto start = [this](auto handler, Work what) { this->begin<T>(std::move(handler), std::move(what)); };
        using token = boost::asio::use_awaitable_t<>;
        return boost::asio::async_initiate<const token, void(std::exception_ptr, T)>(
            std::move(start), boost::asio::use_awaitable, std::move(work));
    }

    /// Ends the thread when it has done what it was given; what comes later fails.
    void close() noexcept {
        const std::lock_guard end{closing_};
        {
            const std::lock_guard lock{mutex_};
            is_closed_ = true;
        }
        if (thread_) thread_->join();
    }

  private:
    template <class T, class Handler, class Work>
    void begin(Handler handler, Work work) {
        const auto executor = boost::asio::get_associated_executor(handler);
        const std::lock_guard lock{mutex_};
        if (is_closed_) {
            auto closed = std::make_exception_ptr(boost::system::system_error{boost::asio::error::operation_aborted});
            return boost::asio::post(executor, boost::asio::append(std::move(handler), std::move(closed), T{}));
        }
        if (!thread_) thread_.emplace(1);
        boost::asio::post(*thread_, [handler = std::move(handler), work = std::move(work), executor,
                                     guard = boost::asio::make_work_guard(executor)]() mutable {
            std::exception_ptr failed;
            T result{};
            try {
                result = work();
            } catch (...) {
                failed = std::current_exception();
            }
            boost::asio::post(executor, boost::asio::append(std::move(handler), failed, std::move(result)));
        });
    }

    std::mutex closing_, mutex_;
    std::optional<boost::asio::thread_pool> thread_;
    bool is_closed_ = false;
};

}  // namespace seedance::detail
