// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// A caller with what it is to be called with. It is moved a dozen times on its way, the value never.
template <class T>
struct call_to {
    caller_ptr<T> who;
    error_code code;
    std::exception_ptr exception;
    std::unique_ptr<T> value;

    void operator()() { who.release()->call(code, std::move(exception), std::move(*value)); }
};

/// The caller of an operation. Called at most once, never from inside the library: posted through the client's executor
/// to its own, which has work until then. The client's own has it from what the operation waits for: an alarm or an
/// exchange.
template <class T>
class completion {
  public:
    completion() = default;

    /// `client` must live until the caller has been called.
    completion(caller_ptr<T> who, failure* why, const boost::asio::any_io_executor& client)
        : client_{&client},
          elsewhere_{work_elsewhere(who->executor(client), client)},
          who_{std::move(who)},
          why_{why} {}

    /// Whether the caller still waits.
    explicit operator bool() const noexcept { return who_ != nullptr; }

    void succeed(T value) { deliver({}, nullptr, std::move(value)); }

    void fail(failure why) {
        const auto code = why.code;
        if (why_ != nullptr) *why_ = why;
        const bool throws = who_->takes_exception();
        deliver(code, throws ? std::make_exception_ptr(error{std::move(why)}) : nullptr, T{});
    }

  private:
    using any_executor = boost::asio::any_completion_executor;

    /// Work for an executor that is not the client's.
    static std::unique_ptr<any_executor> work_elsewhere(const any_executor& executor,
                                                        const boost::asio::any_io_executor& client) {
        if (executor == any_executor{client}) return nullptr;
        return std::make_unique<any_executor>(
            boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked));
    }

    void deliver(error_code code, std::exception_ptr exception, T&& value) {
        const auto elsewhere = std::move(elsewhere_);
        call_to<T> call{std::move(who_), code, std::move(exception), std::make_unique<T>(std::move(value))};
        if (elsewhere)
            boost::asio::post(*client_, boost::asio::bind_executor(*elsewhere, std::move(call)));
        else
            boost::asio::post(*client_, std::move(call));
    }

    const boost::asio::any_io_executor* client_ = nullptr;
    std::unique_ptr<any_executor> elsewhere_;
    caller_ptr<T> who_;
    failure* why_ = nullptr;
};

}  // namespace seedance::detail
