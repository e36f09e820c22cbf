// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <seedance/async/impl/asio_exception_await.hpp>
#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/core/error.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/recovery.hpp>

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

/// Starts an operation once, for a caller. What every result shares, so that one type of pointer serves all of them.
class starter_base {
  public:
    virtual ~starter_base() = default;
    virtual boost::asio::any_io_executor executor() const = 0;

    /// One that starts the same operation once more.
    virtual std::unique_ptr<starter_base> clone() const = 0;
};

template <class T>
class starter : public starter_base {
  public:
    virtual void start(caller_ptr<T> who) = 0;
};

}  // namespace detail

/// An operation that starts when it is awaited: what the client's functions return when they are given no completion
/// token. In any coroutine that can await Asio operations, `co_await` of it gives the result or throws
/// `seedance::error`. It can also be called with a completion token, whose handler then takes `(std::exception_ptr,
/// T)`. One that is dropped does nothing.
template <class T>
class [[nodiscard("co_await it, or call it with a completion token")]] operation {
  public:
    explicit operation(std::unique_ptr<detail::starter<T>> what) : what_{std::move(what)} {}

    template <boost::asio::completion_token_for<void(std::exception_ptr, T)> Token>
    auto operator()(Token&& token) && {
        return boost::asio::async_initiate<Token, void(std::exception_ptr, T)>(
            initiation<void(std::exception_ptr, T)>{std::move(what_)}, token);
    }

    /// With a completion token of signature `void(error_code, T)`.
    template <class Token>
    auto with_code(Token&& token) && {
        return boost::asio::async_initiate<Token, void(error_code, T)>(
            initiation<void(error_code, T)>{std::move(what_)}, token);
    }

  private:
    /// What Asio calls with a completion handler to start the operation. Copyable, because `asio::deferred` asks for
    /// that; each copy starts an operation of its own.
    template <class Signature>
    class initiation {
      public:
        using executor_type = boost::asio::any_io_executor;

        explicit initiation(std::unique_ptr<detail::starter_base> what) : what_{std::move(what)} {}
        initiation(const initiation& other) : what_{other.what_->clone()} {}
        initiation(initiation&&) noexcept = default;

        executor_type get_executor() const { return what_->executor(); }

        template <class Handler>
        void operator()(Handler&& handler) {
            constexpr bool takes_exception = std::is_same_v<Signature, void(std::exception_ptr, T)>;
            using made = detail::caller_with<T, std::decay_t<Handler>, takes_exception>;
            static_cast<detail::starter<T>&>(*what_).start(made::make(std::forward<Handler>(handler)));
        }

      private:
        std::unique_ptr<detail::starter_base> what_;
    };

    std::unique_ptr<detail::starter_base> what_;  ///< a `starter<T>`
};

}  // namespace seedance
