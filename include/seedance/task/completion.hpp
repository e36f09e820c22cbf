// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>
#include <variant>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/task/failure.hpp>
#include <seedance/task/operation.hpp>

namespace seedance::detail {

/// The caller of an operation: a completion handler that takes an error code, or one that takes an exception. Called at
/// most once, never from inside the library: posted through the client's executor to its own, which has work until then.
template <class T>
class completion {
  public:
    completion() = default;

    /// `client` must live until the caller has been called.
    template <class Handler>
    completion(Handler handler, failure* why, const boost::asio::any_io_executor& client)
        : client_{&client}, work_{track(boost::asio::get_associated_executor(handler, client))}, handler_{std::move(handler)}, why_{why} {}

    /// Whether the caller still waits.
    explicit operator bool() const noexcept { return handler_.index() != 0; }

    /// The caller's cancellation slot.
    boost::asio::cancellation_slot slot() const noexcept {
        if (const auto* code_only = std::get_if<plain>(&handler_)) return boost::asio::get_associated_cancellation_slot(*code_only);
        if (const auto* with_exception = std::get_if<throwing>(&handler_))
            return boost::asio::get_associated_cancellation_slot(*with_exception);
        return {};
    }

    void succeed(T value) { deliver({}, nullptr, std::move(value)); }

    void fail(failure why) {
        const auto code = why.code;
        if (why_ != nullptr) *why_ = why;
        const bool throws = std::holds_alternative<throwing>(handler_);
        deliver(code, throws ? std::make_exception_ptr(error{std::move(why)}) : nullptr, T{});
    }

  private:
    using plain = plain_handler<T>;
    using throwing = throwing_handler<T>;

    static boost::asio::any_completion_executor track(boost::asio::any_completion_executor executor) {
        return boost::asio::prefer(std::move(executor), boost::asio::execution::outstanding_work.tracked);
    }

    void deliver(error_code code, std::exception_ptr exception, T value) {
        auto handler = std::exchange(handler_, std::monostate{});
        const auto work = std::exchange(work_, {});
        if (auto* code_only = std::get_if<plain>(&handler))
            boost::asio::post(*client_, boost::asio::append(std::move(*code_only), code, std::move(value)));
        else if (auto* with_exception = std::get_if<throwing>(&handler))
            boost::asio::post(*client_, boost::asio::append(std::move(*with_exception), std::move(exception), std::move(value)));
    }

    const boost::asio::any_io_executor* client_ = nullptr;
    boost::asio::any_completion_executor work_;
    std::variant<std::monostate, plain, throwing> handler_;
    failure* why_ = nullptr;
};

}  // namespace seedance::detail
