// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How an operation of the client meets Asio:
///
///     co_await client.generate(request)            client.generate(request, token)
///          |  operation<T>: nothing runs yet            |  operation<T>::with_code(token)
///          v                                            v
///     async_initiate<Token, void(exception_ptr, T)>  async_initiate<Token, void(error_code, T)>
///          \____________________  ______________________/
///                               \/
///     initiation: erases the handler (impl/completion_handler.hpp) and starts the operation once
///          |
///          v
///     operation_starter<T>: makes the operation's state on the engine's strand  (engine/impl/operation_state.hpp)
///          |   ... sockets, timers, journal ...
///          v
///     completion<T> (impl/completion.hpp): posts the handler to its own executor, at most once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <seedance/async/impl/asio_exception_await.hpp>
#include <seedance/async/impl/completion_handler.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/money.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/task/account_check.hpp>
#include <seedance/task/client_load.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/task_page.hpp>
#include <seedance/task/unfinished.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance {

namespace detail {

using optional_intent = std::optional<intent>;

template <>
inline constexpr bool is_operation_result<task> = true;
template <>
inline constexpr bool is_operation_result<generated_video> = true;
template <>
inline constexpr bool is_operation_result<status_answer> = true;
template <>
inline constexpr bool is_operation_result<price_list> = true;
template <>
inline constexpr bool is_operation_result<capability_list> = true;
template <>
inline constexpr bool is_operation_result<recovery> = true;
template <>
inline constexpr bool is_operation_result<intent> = true;
template <>
inline constexpr bool is_operation_result<optional_intent> = true;
template <>
inline constexpr bool is_operation_result<budget_figures> = true;
template <>
inline constexpr bool is_operation_result<saved_file> = true;
template <>
inline constexpr bool is_operation_result<unfinished> = true;
template <>
inline constexpr bool is_operation_result<task_page> = true;
template <>
inline constexpr bool is_operation_result<money> = true;
template <>
inline constexpr bool is_operation_result<account_check> = true;
template <>
inline constexpr bool is_operation_result<bool> = true;
template <>
inline constexpr bool is_operation_result<webhook_reply> = true;
template <>
inline constexpr bool is_operation_result<client_load> = true;
template <>
inline constexpr bool is_operation_result<journal_page> = true;

/// The part that the starters of all results share, so that one type of pointer serves them.
class operation_starter_base {
  public:
    virtual ~operation_starter_base() = default;
    virtual boost::asio::any_io_executor executor() const = 0;

    /// Makes another starter of the same operation.
    virtual std::unique_ptr<operation_starter_base> clone() const = 0;
};

/// Starts an operation once, for a completion handler.
template <class T>
class operation_starter : public operation_starter_base {
  public:
    virtual void start(completion_handler_ptr<T> handler) = 0;
};

}  // namespace detail

/// An operation that starts when it is awaited. The client's functions return it when they are given no completion
/// token. In any coroutine that can await Asio operations, `co_await` of it gives the result or throws
/// `seedance::error`. It can also be called with a completion token, whose handler then takes `(std::exception_ptr,
/// T)`. An operation that is dropped does nothing.
///
/// @par Completion signature
/// `void(std::exception_ptr, T)`; with `with_code`, `void(error_code, T)`.
/// @par Thread safety
/// An operation may be used by one thread at a time.
template <class T>
class [[nodiscard("co_await it, or call it with a completion token")]] operation {
    static_assert(detail::is_operation_result<T>, "the result of an operation is in the list above");

  public:
    /// Makes an operation that this starter begins; for the library.
    explicit operation(std::unique_ptr<detail::operation_starter<T>> starter) : starter_{std::move(starter)} {}

    /// Starts the operation with a completion token of signature `void(std::exception_ptr, T)`.
    template <class Token>
        requires boost::asio::completion_token_for<std::decay_t<Token>, void(std::exception_ptr, T)>
    auto operator()(Token&& token) && {
        using signature = void(std::exception_ptr, T);
        std::decay_t<Token> own(std::forward<Token>(token));
        return boost::asio::async_initiate<std::decay_t<Token>, signature>(initiation<signature>{std::move(starter_)},
                                                                           own);
    }

    /// Starts the operation with a completion token of signature `void(error_code, T)`.
    template <class Token>
    auto with_code(Token&& token) && {
        using signature = void(error_code, T);
        std::decay_t<Token> own(std::forward<Token>(token));  // Asio would move from a constant one
        return boost::asio::async_initiate<std::decay_t<Token>, signature>(initiation<signature>{std::move(starter_)},
                                                                           own);
    }

  private:
    /// The function object that Asio calls with a completion handler to start the operation. It is copyable because
    /// `asio::deferred` asks for that; each copy starts an operation of its own.
    template <class Signature>
    class initiation {
      public:
        using executor_type = boost::asio::any_io_executor;

        explicit initiation(std::unique_ptr<detail::operation_starter_base> starter) : starter_{std::move(starter)} {}
        initiation(const initiation& other) : starter_{other.starter_->clone()} {}
        initiation(initiation&&) noexcept = default;

        executor_type get_executor() const { return starter_->executor(); }

        template <class Handler>
        void operator()(Handler&& handler) {
            constexpr bool takes_exception = std::is_same_v<Signature, void(std::exception_ptr, T)>;
            using stored = detail::stored_completion_handler<T, std::decay_t<Handler>, takes_exception>;
            static_cast<detail::operation_starter<T>&>(*starter_).start(stored::make(std::forward<Handler>(handler)));
        }

      private:
        std::unique_ptr<detail::operation_starter_base> starter_;
    };

    std::unique_ptr<detail::operation_starter_base> starter_;  ///< an `operation_starter<T>`
};

}  // namespace seedance
