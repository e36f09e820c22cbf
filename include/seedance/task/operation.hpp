// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <seedance/core/error.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/task/impl/asio_exception_await.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/task/video.hpp>

namespace seedance {

namespace detail {

template <>
inline constexpr bool is_operation_result<task> = true;
template <>
inline constexpr bool is_operation_result<generated_video> = true;
template <>
inline constexpr bool is_operation_result<status_answer> = true;
template <>
inline constexpr bool is_operation_result<price_list> = true;
template <>
inline constexpr bool is_operation_result<recovery> = true;
template <>
inline constexpr bool is_operation_result<saved_file> = true;

/// Who waits for an operation: a handler that takes an error code, or one that takes an exception.
template <class T>
using plain_handler = boost::asio::any_completion_handler<void(error_code, T)>;
template <class T>
using throwing_handler = boost::asio::any_completion_handler<void(std::exception_ptr, T)>;

/// Starts an operation once, for a caller.
template <class T>
class starter {
  public:
    virtual ~starter() = default;
    virtual void start(plain_handler<T> caller) = 0;
    virtual void start(throwing_handler<T> caller) = 0;
    virtual boost::asio::any_io_executor executor() const = 0;

    /// One that starts the same operation once more.
    virtual std::unique_ptr<starter> clone() const = 0;
};

/// What Asio calls with a completion handler to start the operation. Copyable, because `asio::deferred` asks for that; each
/// copy starts an operation of its own.
template <class T, class Signature>
class initiation {
  public:
    using executor_type = boost::asio::any_io_executor;

    explicit initiation(std::unique_ptr<starter<T>> what) : what_{std::move(what)} {}
    initiation(const initiation& other) : what_{other.what_->clone()} {}
    initiation(initiation&&) noexcept = default;

    executor_type get_executor() const { return what_->executor(); }

    template <class Handler>
    void operator()(Handler&& handler) {
        what_->start(boost::asio::any_completion_handler<Signature>{std::forward<Handler>(handler)});
    }

  private:
    std::unique_ptr<starter<T>> what_;
};

/// Starts with a completion token of signature `void(error_code, T)`.
template <class T, class Token>
auto initiate(std::unique_ptr<starter<T>> what, Token&& token) {
    using signature = void(error_code, T);
    return boost::asio::async_initiate<Token, signature>(initiation<T, signature>{std::move(what)}, token);
}

}  // namespace detail

/// An operation that starts when it is awaited: what the client's functions return when they are given no completion token.
/// In any coroutine that can await Asio operations, `co_await` of it gives the result or throws `seedance::error`. It can
/// also be called with a completion token, whose handler then takes `(std::exception_ptr, T)`. One that is dropped does
/// nothing.
template <class T>
class [[nodiscard("co_await it, or call it with a completion token")]] operation {
  public:
    explicit operation(std::unique_ptr<detail::starter<T>> what) : what_{std::move(what)} {}

    template <boost::asio::completion_token_for<void(std::exception_ptr, T)> Token>
    auto operator()(Token&& token) && {
        using signature = void(std::exception_ptr, T);
        return boost::asio::async_initiate<Token, signature>(detail::initiation<T, signature>{std::move(what_)}, token);
    }

  private:
    std::unique_ptr<detail::starter<T>> what_;
};

}  // namespace seedance
