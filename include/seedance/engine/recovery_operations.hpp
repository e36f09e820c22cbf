// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/async/operation.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/task/resolution.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// The operations of a client on what its journal has of earlier calls: a part of `client`, where it is said what they
/// have in common with the others.
template <class Client>
class recovery_operations {
  public:
    /// Looks through the client's journal for intents that nobody works on, and takes over those of clients that are
    /// gone. Every intent in `recovery::tasks` can be waited for. What is queued (`enqueue`), this client sends from
    /// now on, if it knows models (`client_options::models`); nothing else is submitted here. Until
    /// `call_options::deadline` the gateway is asked whether it still knows tasks older than
    /// `client_options::keep_tasks`, which are expired where it denies them three times over a minute, and, for a
    /// minute at least, whether an `intent::candidate` is a task: one that it shows is the intent's from now on.
    ///
    /// @par Completion signature
    /// `void(error_code, recovery)`
    /// @par Per-operation cancellation
    /// The caller is let go; what was taken over stays with this client, and is found when it is called again.
    /// @par Errors
    /// `errc::journal_unavailable`.
    operation<recovery> recover(const call_options& options = default_call_options) {
        return detail::recover(handle(), options);
    }

    /// @copydoc recover
    template <detail::completion_token Token>
    auto recover(Token&& token) {
        return recover(default_call_options, std::forward<Token>(token));
    }

    /// @copydoc recover
    template <detail::completion_token Token>
    auto recover(const call_options& options, Token&& token) {
        return recover(options).with_code(std::forward<Token>(token));
    }

    /// Finds what an intent's name stands for (`journal::find`), or nothing: its newest attempt, or an earlier one that
    /// may have a video where the newest has ended without. One that was `sending` in a client that is gone is
    /// `unknown`.
    ///
    /// @par Object lifetimes
    /// `name` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, std::optional<intent>)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// `errc::journal_unavailable`.
    operation<std::optional<intent>> find(std::string_view name, const call_options& options = default_call_options) {
        return detail::find(handle(), std::string{name}, options);
    }

    /// @copydoc find
    template <detail::completion_token Token>
    auto find(std::string_view name, Token&& token) {
        return find(name, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc find
    template <detail::completion_token Token>
    auto find(std::string_view name, const call_options& options, Token&& token) {
        return find(name, options).with_code(std::forward<Token>(token));
    }

    /// Lists intents of the journal, a page at a time: `intents({.prefix = "alice/", .limit = 20})` gives the newest of
    /// those whose names begin so, and with `.after = page.end` those before them; `intents({.name = "order-1"})` gives
    /// every attempt of one name, the legs of a route for instance. Every client of the journal sees the same. Of one
    /// that is being written down, the journal tells as soon as it is.
    ///
    /// @par Object lifetimes
    /// `query` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, journal_page)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// `errc::journal_unavailable`.
    operation<journal_page> intents(const journal_query& query, const call_options& options = default_call_options) {
        return detail::intents(handle(), query, options);
    }

    /// @copydoc intents
    template <detail::completion_token Token>
    auto intents(const journal_query& query, Token&& token) {
        return intents(query, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc intents
    template <detail::completion_token Token>
    auto intents(const journal_query& query, const call_options& options, Token&& token) {
        return intents(query, options).with_code(std::forward<Token>(token));
    }

    /// Says what became of an intent whose outcome is not known, after a look at the gateway's own list:
    /// `resolve("order-1", not_sent)`, and its name may be submitted again; or `resolve("order-1", task{.id = "..."})`,
    /// and the task can be waited for. What the task leaves out is taken from the intent; one that has its gateway,
    /// model and id is taken for a name that the journal does not know, because it was put back from a copy. Saying the
    /// same twice changes nothing. Gives the intent as the journal has it now.
    ///
    /// @par Object lifetimes
    /// `name` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, intent)`
    /// @par Per-operation cancellation
    /// The caller is let go; it may be written or not.
    /// @par Errors
    /// `errc::intent_not_found`, `errc::intent_taken` (a client works on it; or, of `not_sent`, its answer may still
    /// come, to a client that lives, for ten minutes after it became unknown; or it was changed just now),
    /// `errc::conflict` (it has another task), `errc::invalid_request` (the task is another gateway's, account's or
    /// model's), `errc::journal_unavailable`.
    operation<intent> resolve(std::string_view name, const resolution& said,
                              const call_options& options = default_call_options) {
        return detail::resolve(handle(), std::string{name}, said, options);
    }

    /// @copydoc resolve
    template <detail::completion_token Token>
    auto resolve(std::string_view name, const resolution& said, Token&& token) {
        return resolve(name, said, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc resolve
    template <detail::completion_token Token>
    auto resolve(std::string_view name, const resolution& said, const call_options& options, Token&& token) {
        return resolve(name, said, options).with_code(std::forward<Token>(token));
    }

    /// Says that the caller has all that it needs of an intent, which is over from then on: of a task whose video it
    /// has by other means than `download`, and of what `recover` lists as `not_sent` or `expired`. `what` is the
    /// intent's name, or its task. Saying it twice changes nothing. Gives the intent as the journal has it now.
    ///
    /// @par Object lifetimes
    /// `what` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, intent)`
    /// @par Per-operation cancellation
    /// The caller is let go; it may be written or not.
    /// @par Errors
    /// `errc::intent_not_found`, `errc::intent_taken` (a client works on it, or changed it just now),
    /// `errc::outcome_unknown` (it may have been paid for: `resolve` it), `errc::journal_unavailable`.
    operation<intent> acknowledge(std::string_view what, const call_options& options = default_call_options) {
        return detail::acknowledge(handle(), std::string{what}, options);
    }

    /// @copydoc acknowledge
    operation<intent> acknowledge(const task& what, const call_options& options = default_call_options) {
        return detail::acknowledge(handle(), what, options);
    }

    /// @copydoc acknowledge
    template <class What, detail::completion_token Token>
    auto acknowledge(const What& what, Token&& token) {
        return acknowledge(what, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc acknowledge
    template <class What, detail::completion_token Token>
    auto acknowledge(const What& what, const call_options& options, Token&& token) {
        return acknowledge(what, options).with_code(std::forward<Token>(token));
    }

  private:
    const detail::engine_handle& handle() const { return static_cast<const Client&>(*this).engine_; }
};

}  // namespace seedance
