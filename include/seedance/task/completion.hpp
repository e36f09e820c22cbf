// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>
#include <variant>

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <seedance/task/failure.hpp>
#include <seedance/task/operation.hpp>

namespace seedance::detail {

/// A handler with what it is to be called with. It is moved a dozen times on its way, the value never.
template <class Handler, class Error, class T>
struct call_to {
    Handler handler;
    Error error;
    std::unique_ptr<T> value;

    void operator()() { std::move(handler)(std::move(error), std::move(*value)); }
};

}  // namespace seedance::detail

/// What is associated with the handler.
template <template <class, class> class Associator, class Handler, class Error, class T, class Default>
struct boost::asio::associator<Associator, seedance::detail::call_to<Handler, Error, T>, Default> : Associator<Handler, Default> {
    static auto get(const seedance::detail::call_to<Handler, Error, T>& call, const Default& otherwise = Default()) noexcept {
        return Associator<Handler, Default>::get(call.handler, otherwise);
    }
};

namespace seedance::detail {

/// The caller of an operation: a completion handler that takes an error code, or one that takes an exception. Called at
/// most once, never from inside the library: posted through the client's executor to its own, which has work until then. The
/// client's own has it from what the operation waits for: an alarm or an exchange.
template <class T>
class completion {
  public:
    completion() = default;

    /// `client` must live until the caller has been called.
    template <class Handler>
    completion(Handler handler, failure* why, const boost::asio::any_io_executor& client)
        : client_{&client}, work_{work_elsewhere(boost::asio::get_associated_executor(handler, client), client)}, handler_{std::move(handler)}, why_{why} {}

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
    using any_executor = boost::asio::any_completion_executor;

    /// Work for an executor that is not the client's.
    static std::unique_ptr<any_executor> work_elsewhere(const any_executor& executor, const boost::asio::any_io_executor& client) {
        if (executor == any_executor{client}) return nullptr;
        return std::make_unique<any_executor>(boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked));
    }

    void deliver(error_code code, std::exception_ptr exception, T&& value) {
        auto result = std::make_unique<T>(std::move(value));
        auto handler = std::exchange(handler_, std::monostate{});
        const auto work = std::move(work_);
        if (auto* code_only = std::get_if<plain>(&handler))
            boost::asio::post(*client_, call_to<plain, error_code, T>{std::move(*code_only), code, std::move(result)});
        else if (auto* with_exception = std::get_if<throwing>(&handler))
            boost::asio::post(*client_, call_to<throwing, std::exception_ptr, T>{std::move(*with_exception), std::move(exception), std::move(result)});
    }

    const boost::asio::any_io_executor* client_ = nullptr;
    std::unique_ptr<any_executor> work_;
    std::variant<std::monostate, plain, throwing> handler_;
    failure* why_ = nullptr;
};

}  // namespace seedance::detail
