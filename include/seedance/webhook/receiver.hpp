// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Takes the callbacks of gateways, in any server: a request's method, target, headers and body go in, a status and a
/// body come out.

#include <cstddef>
#include <optional>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/client.hpp>
#include <seedance/engine/callbacks.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance {

/// Takes what gateways post to the URLs of a client (`client_options::callbacks`).
///
/// No gateway signs its callbacks, so nothing of one is believed. A callback with a valid token that says that the task
/// has ended makes this client ask the gateway now, with its own key; one that says anything else does nothing. Where
/// the answer to a submit was lost, its callback brings the task's id: when the gateway shows that task to the client,
/// the intent is `accepted`, and whoever waits for it gets its video. Any client of a journal can take the callbacks of
/// all, if they have the same `client_options::callbacks`.
///
/// @code
/// if (auto refusal = receiver.refuse(head)) co_return *refusal;  // before the body is read
/// seedance::webhook_reply reply = co_await receiver.handle(std::move(request));
/// @endcode
///
/// @par Object lifetimes
/// The client must outlive the receiver, and stays where it is: it is not moved.
/// @par Thread safety
/// All functions may be called from any thread.
class webhook_receiver {
  public:
    static constexpr std::size_t max_head = detail::max_callback_head;  ///< bytes of headers and target
    static constexpr std::size_t max_body = detail::max_callback_body;  ///< bytes

    /// Makes a receiver for the callbacks of a client.
    explicit webhook_receiver(client& of) noexcept : client_{&of} {}

    /// Gives the answer to a request that is no callback, by its head alone, without a look at the journal; nothing
    /// where its body should be read, at most `max_body` bytes, and given to `handle`.
    ///
    /// 404: the target ends with no token of ours. 405: another method than POST. 411: no length. 413: more than
    /// `max_body` bytes. 431: a head of more than `max_head` bytes.
    std::optional<webhook_reply> refuse(const webhook_request& head) const {
        return detail::refuse_callback(client_->engine_, head);
    }

    /// Takes a request, and gives the answer to it, soon: nothing but the journal is waited for, at most 25 s. Of an
    /// attempt that was given up as not sent, which nobody looks for after a crash, and of one of which the journal has
    /// a callback that names another task, its gateway is asked before, within the same time.
    ///
    /// 200: it is in the journal, or says nothing new. 400: it is not what the gateway's document shows. 404: there is
    /// no such attempt. 409: it is about a task of another attempt. 410: its attempt has been over for a day. 503: the
    /// journal cannot keep it now, the client has no account of its name any more, or it is not known in time what it
    /// is about; gateways post it again. And what `refuse` gives. Only 200 changes anything for sure.
    ///
    /// @par Completion signature
    /// `void(error_code, webhook_reply)`
    /// @par Per-operation cancellation
    /// The callback may be taken all the same.
    /// @par Errors
    /// `errc::client_closed`, `errc::cancelled`: answer 503.
    operation<webhook_reply> handle(webhook_request request, const call_options& options = default_call_options) {
        return detail::take_callback(client_->engine_, std::move(request), options);
    }

    /// @copydoc handle
    template <detail::completion_token Token>
    auto handle(webhook_request request, Token&& token) {
        return handle(std::move(request)).with_code(std::forward<Token>(token));
    }

    /// @copydoc handle
    template <detail::completion_token Token>
    auto handle(webhook_request request, const call_options& options, Token&& token) {
        return handle(std::move(request), options).with_code(std::forward<Token>(token));
    }

  private:
    client* client_;
};

}  // namespace seedance
