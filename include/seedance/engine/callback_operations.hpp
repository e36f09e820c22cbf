// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// The operations of a client about callbacks: a part of `client`, where it is said what they have in common with the
/// others. Callbacks to the client's own URLs (`client_options::callbacks`) come through a `webhook_receiver`.
template <class Client>
class callback_operations {
  public:
    /// Makes this client ask after a task now, because it may have ended: for servers that take callbacks themselves. A
    /// task is not asked for more often than its gateway's document advises, however often this is called, and not
    /// before the time that the gateway has asked for after a failure. Gives whether a `wait` or `generate` of this
    /// client waits for the task; nothing is asked where none does.
    ///
    /// @par Completion signature
    /// `void(error_code, bool)`
    /// @par Per-operation cancellation
    /// The gateway may be asked all the same.
    /// @par Errors
    /// With a name, `errc::journal_unavailable`.
    operation<bool> nudge(const task& what, const call_options& options = default_call_options) {
        return detail::nudge(handle(), what, options);
    }

    /// @copydoc nudge
    template <detail::completion_token Token>
    auto nudge(const task& what, Token&& token) {
        return nudge(what, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc nudge
    template <detail::completion_token Token>
    auto nudge(const task& what, const call_options& options, Token&& token) {
        return nudge(what, options).with_code(std::forward<Token>(token));
    }

    /// Does the same for the task of an intent, by its name.
    ///
    /// @par Object lifetimes
    /// `name` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, bool)`
    /// @par Per-operation cancellation
    /// The gateway may be asked all the same.
    /// @par Errors
    /// `errc::journal_unavailable`.
    operation<bool> nudge(std::string_view name, const call_options& options = default_call_options) {
        return detail::nudge(handle(), std::string{name}, options);
    }

    /// @copydoc nudge(std::string_view, const call_options&)
    template <detail::completion_token Token>
    auto nudge(std::string_view name, Token&& token) {
        return nudge(name, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc nudge(std::string_view, const call_options&)
    template <detail::completion_token Token>
    auto nudge(std::string_view name, const call_options& options, Token&& token) {
        return nudge(name, options).with_code(std::forward<Token>(token));
    }

  private:
    const detail::engine_handle& handle() const { return static_cast<const Client&>(*this).engine_; }
};

}  // namespace seedance
