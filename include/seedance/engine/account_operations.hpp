// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/core/money.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/task/account_check.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/task_page.hpp>

namespace seedance {

/// The operations of a client on its accounts at gateways, which cost nothing: a part of `client`, where it is said
/// what they have in common with the others. Which of several accounts is asked says `call_options::account`.
template <class Client>
class account_operations {
  public:
    /// Takes back a task that the gateway has not begun: for gateways that document how (none of the library's own
    /// does). The gateway is asked first: a task that is over is left as it is, whatever the gateway's order for it
    /// would do. The order is sent once. Then the gateway is asked what came of it; the end of the task is written
    /// down, with what was charged as the gateway says, and whoever waits for it hears of it by the next poll.
    ///
    /// Gives the task's end: there will be no video. It is no error that there would have been none anyhow.
    ///
    /// @par Completion signature
    /// `void(error_code, status_answer)`
    /// @par Per-operation cancellation
    /// The order may be carried out; `failure::detail` says so where it has left. `cancel` and `status` tell.
    /// @par Errors
    /// `errc::unsupported`; `errc::conflict`: the task runs, and will be billed, or has succeeded;
    /// `errc::outcome_unknown`: the order has left, and nobody knows what came of it; `errc::not_sent`,
    /// `errc::task_not_found`, `errc::rejected_key` and its like, and those of `status`: nothing was ordered.
    /// `failure::task` is always set.
    operation<status_answer> cancel(const task& unwanted, const call_options& options = default_call_options) {
        return detail::cancel(handle(), unwanted, options);
    }

    /// @copydoc cancel
    template <detail::completion_token Token>
    auto cancel(const task& unwanted, Token&& token) {
        return cancel(unwanted, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc cancel
    template <detail::completion_token Token>
    auto cancel(const task& unwanted, const call_options& options, Token&& token) {
        return cancel(unwanted, options).with_code(std::forward<Token>(token));
    }

    /// Asks a gateway for a page of its list of tasks, for gateways that document one (none of the library's own does).
    /// A connection that fails is tried again, at most twice.
    ///
    /// @par Object lifetimes
    /// `provider` and the texts of `query` are read before the call returns.
    /// @par Completion signature
    /// `void(error_code, task_page)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// `errc::unsupported`, `errc::no_account`, `errc::poll_failed` (the answer is no list), `errc::rejected` (what the
    /// gateway calls wrong in the query), `errc::rejected_key` and its like, `errc::throttled`, `errc::tls_untrusted`,
    /// `errc::deadline_reached`.
    operation<task_page> list(std::string_view provider, const task_query& query,
                              const call_options& options = default_call_options) {
        return detail::list(handle(), std::string{provider}, query, options);
    }

    /// @copydoc list
    template <detail::completion_token Token>
    auto list(std::string_view provider, const task_query& query, Token&& token) {
        return list(provider, query, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc list
    template <detail::completion_token Token>
    auto list(std::string_view provider, const task_query& query, const call_options& options, Token&& token) {
        return list(provider, query, options).with_code(std::forward<Token>(token));
    }

    /// Asks a gateway what an account has left: "apixo" tells. A connection that fails is tried again, at most twice.
    ///
    /// @par Object lifetimes
    /// `provider` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, money)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// As `list`; `errc::poll_failed` where the answer holds no amount.
    operation<money> balance(std::string_view provider, const call_options& options = default_call_options) {
        return detail::balance(handle(), std::string{provider}, options);
    }

    /// @copydoc balance
    template <detail::completion_token Token>
    auto balance(std::string_view provider, Token&& token) {
        return balance(provider, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc balance
    template <detail::completion_token Token>
    auto balance(std::string_view provider, const call_options& options, Token&& token) {
        return balance(provider, options).with_code(std::forward<Token>(token));
    }

    /// Asks a gateway what it offers, in the form that it has for machines: "xenodia" has one. The key is not sent.
    /// `find_drift` (<seedance/provider/drift.hpp>) compares the list with the models' descriptors. An answer beyond
    /// 1 MiB is refused. A connection that fails is tried again, at most twice.
    ///
    /// @par Object lifetimes
    /// `provider` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, capability_list)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// As `list`; `errc::unsupported` where the gateway lists nothing for machines, `errc::not_found`,
    /// `errc::poll_failed` where the answer is no list. What of a list could not be read is no error: `unread` counts
    /// it.
    operation<capability_list> capabilities(std::string_view provider,
                                            const call_options& options = default_call_options) {
        return detail::capabilities(handle(), std::string{provider}, options);
    }

    /// @copydoc capabilities
    template <detail::completion_token Token>
    auto capabilities(std::string_view provider, Token&& token) {
        return capabilities(provider, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc capabilities
    template <detail::completion_token Token>
    auto capabilities(std::string_view provider, const call_options& options, Token&& token) {
        return capabilities(provider, options).with_code(std::forward<Token>(token));
    }

    /// Finds out whether an account can be used, without paying: whether its gateway can be reached, is trusted and
    /// takes the key, by a question for the balance, or for a task that cannot exist; how far the gateway's clock is
    /// from ours; and whether the journal would take an intent, which writes nothing into it. Nothing is tried again.
    /// What is wrong is in the answer and no error.
    ///
    /// @par Object lifetimes
    /// `provider` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, account_check)`
    /// @par Per-operation cancellation
    /// The questions are dropped.
    /// @par Errors
    /// `errc::no_account`, `errc::deadline_reached`.
    operation<account_check> check(std::string_view provider, const call_options& options = default_call_options) {
        return detail::check(handle(), std::string{provider}, options);
    }

    /// @copydoc check
    template <detail::completion_token Token>
    auto check(std::string_view provider, Token&& token) {
        return check(provider, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc check
    template <detail::completion_token Token>
    auto check(std::string_view provider, const call_options& options, Token&& token) {
        return check(provider, options).with_code(std::forward<Token>(token));
    }

  private:
    const detail::engine_handle& handle() const { return static_cast<const Client&>(*this).engine_; }
};

}  // namespace seedance
