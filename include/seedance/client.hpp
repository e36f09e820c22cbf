// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

// What the compiler names when it refuses a request comes first: its messages begin with the includes that led there.
#include <seedance/core/impl/cpp20.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/fields.hpp>
#include <seedance/request/impl/constant.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/requests.hpp>

#include <chrono>
#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/execution_context.hpp>

#include <seedance/core/array_view.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/engine/account_operations.hpp>
#include <seedance/engine/budget_operations.hpp>
#include <seedance/engine/callback_operations.hpp>
#include <seedance/engine/download_operations.hpp>
#include <seedance/engine/impl/completion_token.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/impl/refused_calls.hpp>
#include <seedance/engine/load_operations.hpp>
#include <seedance/engine/recovery_operations.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/view.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/unfinished.hpp>
#include <seedance/transport/transport.hpp>

namespace seedance {

/// An account at a gateway: a key (`api_key`), a base URL (`base_url`), the gateway's tag type (`provider`), and a name
/// (`name`) where a client may have several of the gateway.
template <class T>
concept account = provider<typename T::provider> && requires(const T& a) {
    { a.api_key } -> std::convertible_to<const secret&>;
    { a.base_url } -> std::convertible_to<const std::string&>;
};

namespace detail {

/// Gives an account's name; a gateway's own account type may do without one.
template <class Account>
std::string_view name_of(const Account& account) {
    if constexpr (requires { std::string_view{account.name}; })
        return account.name;
    else
        return default_account;
}

/// Says whether the model's gateway has its `provider_traits`: from <seedance/provider/...>, or from its own header.
template <class T>
inline constexpr bool gateway_header_is_included =
    std::same_as<T, prepared_request> || std::same_as<T, prepared_route> || std::same_as<T, any_request>;

template <typed_request T>
inline constexpr bool gateway_header_is_included<T> = provider<gateway_in_question<T>>;

}  // namespace detail

/// What can be generated: a typed request, one that was prepared before, or one that names its models at run time,
/// which are then of `client_options::models`.
template <class T>
concept generation = (typed_request<T> || std::same_as<T, prepared_request> || std::same_as<T, prepared_route> ||
                      std::same_as<T, any_request>) &&
                     detail::gateway_header_is_included<T>;

namespace detail {

/// Gives a request in a form that owns what it says, or one that names its models as it is.
template <generation Request>
decltype(auto) owning(const Request& request) {
    if constexpr (typed_request<Request>)
        return prepare(request);
    else
        return (request);
}

}  // namespace detail

/// Makes videos: the one object that an application holds.
///
/// Every operation comes in one spelling, with its options and its completion token last; both may be left out. Without
/// a token it returns an `operation` that starts when it is awaited and throws `seedance::error`; with a token
/// (callback, `asio::use_future`, `asio::as_tuple(...)`, ...) the handler takes `(error_code, T)`, and
/// `call_options::why` receives the details.
///
/// @par Object lifetimes
/// The execution context of the client's executor must outlive the client. What an operation is given is copied or read
/// before the call returns, except what `call_options` says must outlive it.
/// @par Executor
/// Completion handlers are posted through the client's executor to their associated executor, or to the client's where
/// they have none; never called from within a function of the client. Events are delivered on the client's strand.
/// @par Per-operation cancellation
/// Every operation takes every cancellation type (`terminal`, `partial` and `total` mean the same) and completes at
/// once with `errc::cancelled`. What that does to a task that a gateway may have accepted is said at each operation;
/// none of them stops a task, which may be billed: that is `cancel`, where a gateway offers it.
/// @par Errors
/// Every operation: `errc::cancelled`, and `errc::client_closed` when the client was closed, destroyed or moved from.
/// @par Exception safety
/// A call that throws (`std::bad_alloc`) has started nothing. Failures of an operation reach its handler; what a
/// handler of events throws is dropped.
/// @par Thread safety
/// A client may be used from several threads. It must not be moved or destroyed while another thread calls it.
class client : public account_operations<client>,
               public budget_operations<client>,
               public callback_operations<client>,
               public download_operations<client>,
               public load_operations<client>,
               public recovery_operations<client>,
               private detail::refused_calls {
  public:
    /// The type of the executor, as Asio looks it up.
    using executor_type = boost::asio::any_io_executor;

    /// Makes a client that talks HTTPS, or through `options.transport` when that is set.
    ///
    /// This constructor is defined by <seedance/seedance.hpp> (or <seedance/src.hpp>): a program that brings its own
    /// transport includes only this header, uses the other constructor, and need not compile HTTPS.
    /// @par Errors
    /// Throws `boost::system::system_error` when `options.https` names certificates that cannot be read.
    SEEDANCE_DECL explicit client(executor_type executor, client_options options = {});

    /// Makes a client on a transport that the caller provides.
    client(executor_type executor, std::shared_ptr<transport> transport, client_options options = {})
        : engine_{detail::make_engine(std::move(executor), with(std::move(options), std::move(transport)))} {}

    /// Makes a client on a context (`io_context`), as on its executor. @{
    template <std::derived_from<boost::asio::execution_context> Context>
    explicit client(Context& context, client_options options = {})
        : client{executor_type{context.get_executor()}, std::move(options)} {}

    template <std::derived_from<boost::asio::execution_context> Context>
    client(Context& context, std::shared_ptr<transport> transport, client_options options = {})
        : client{executor_type{context.get_executor()}, std::move(transport), std::move(options)} {}
    /// @}

    /// Closes the client: operations still under way complete with `errc::client_closed`, and no handler of events is
    /// called any more (where another thread is calling one, this waits for it). The tasks go on at their gateways.
    ///
    /// A submit whose bytes have left goes on behind: its answer may come for twelve minutes after it was sent (two in
    /// which a caller would wait, ten in which a late answer is taken), and the journal gets the task. Until then the
    /// executor has work, and a `run` of its context does not return; `close` stops that.
    ///
    /// What the journal does not take is tried again, for ten minutes after a client has gone; a client that was closed
    /// by `close` tries it once more. When the last operation has ended and no other client uses the journal, its
    /// thread is joined, which waits for what it is writing.
    ~client() = default;

    /// Takes over the other's operations. A client that was moved from says so: its operations complete with
    /// `errc::client_closed`, `use` and `get_executor` throw it, and `failure::detail` has the words. It may be
    /// assigned to.
    client(client&&) noexcept = default;

    /// Closes the client that is assigned to, as its destructor does, and takes over the other's operations; assigned
    /// to itself, a client stays what it is.
    client& operator=(client&&) noexcept = default;

    /// Gives the executor that the client was made with.
    /// @par Errors
    /// Throws `seedance::error` with `errc::client_closed` for a client that was moved from.
    executor_type get_executor() const { return detail::executor_of(engine_); }

    /// Closes the client as its destructor does, and stops what would go on behind: a connection on which the answer to
    /// a submit is awaited is closed, and the journal has that intent as `unknown`, or as `not_sent` where it is proved
    /// that nothing whole has left. From now on every operation completes with `errc::client_closed`. Calling it again,
    /// or on a client that was moved from, does nothing. To give answers time to arrive, `drain` first.
    /// @par Thread safety
    /// It may be called from any thread, also while others call the client.
    void close() { detail::stop(engine_); }

    // Deleted overloads, which say what is wrong with a call.
    using refused_calls::generate;
    using refused_calls::submit;
    using refused_calls::use;

    /// Lets the client use an account. It takes the place of one of the same name at the same gateway; requests that
    /// are on their way keep the key they were sent with. `call_options::account` says which of several is used.
    /// @par Errors
    /// Throws `seedance::error` with `errc::bad_key` (missing, or with bytes that a header cannot hold),
    /// `errc::bad_base_url` or `errc::bad_account_name`, and with `errc::client_closed` for a client that was moved
    /// from; nothing is sent.
    /// @par Exception safety
    /// When it throws, the client has the accounts that it had.
    template <account Account>
    void use(const Account& account) {
        detail::use_account(engine_, table_of<typename Account::provider>, account.api_key, account.base_url,
                            detail::name_of(account));
    }

    /// Sends a request and gives the task that the gateway made of it.
    ///
    /// @par Object lifetimes
    /// `request` and what it views are read before the call returns.
    /// @par Completion signature
    /// `void(error_code, task)`
    /// @par Per-operation cancellation
    /// Before anything is sent (in the queue, in a pause before another attempt) nothing is sent and nothing is billed.
    /// While the request is on its way the caller is let go and the submit goes on: when it is accepted, the journal
    /// has the task and `client_options::on_event` receives `events::accepted`.
    /// @par Errors
    /// `errc::invalid_request`, `errc::no_account`, `errc::over_limit`, `errc::no_budget`, `errc::price_unknown`,
    /// `errc::intent_taken`, `errc::client_closed` (also after `drain`), `errc::journal_unavailable`, `errc::not_sent`,
    /// `errc::tls_untrusted`, `errc::throttled`, `errc::deadline_reached` and the gateway's refusals (`errc::rejected`
    /// and its like): nothing was accepted. `errc::outcome_unknown`: it may have been accepted and is never sent again
    /// by the library. `failure::billed` and `failure::retry` say what is known.
    template <generation Request>
    operation<task> submit(const Request& request, const call_options& options = default_call_options) {
        return detail::submit(engine_, detail::owning(request), options);
    }

    /// @copydoc submit
    template <generation Request, detail::completion_token Token>
    auto submit(const Request& request, Token&& token) {
        return submit(request, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc submit
    template <generation Request, detail::completion_token Token>
    auto submit(const Request& request, const call_options& options, Token&& token) {
        return submit(request, options).with_code(std::forward<Token>(token));
    }

    /// Sends a request and waits for its video: `submit` and `wait` in one.
    ///
    /// @par Object lifetimes
    /// `request` and what it views are read before the call returns.
    /// @par Completion signature
    /// `void(error_code, generated_video)`
    /// @par Per-operation cancellation
    /// As `submit` before the gateway has accepted, as `wait` after.
    /// @par Errors
    /// As `submit` and `wait`. Once the gateway has accepted, `failure::task` is set whatever happens.
    template <generation Request>
    operation<generated_video> generate(const Request& request, const call_options& options = default_call_options) {
        return detail::generate(engine_, detail::owning(request), options);
    }

    /// @copydoc generate
    template <generation Request, detail::completion_token Token>
    auto generate(const Request& request, Token&& token) {
        return generate(request, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc generate
    template <generation Request, detail::completion_token Token>
    auto generate(const Request& request, const call_options& options, Token&& token) {
        return generate(request, options).with_code(std::forward<Token>(token));
    }

    /// Writes an intent down with its request, to be sent when the limits allow: by this client, or by the one that
    /// takes over when it is gone (`recover`). When the operation completes the intent is in the journal, and a server
    /// may answer its own caller; `wait(intent.name)` gives the video. An intent is sent however long that takes, what
    /// time or a person can mend is tried again, and its price is estimated anew each time. What another version of the
    /// library has queued and this one does not know stays in the queue. One that is given up, because its request is
    /// refused or is beyond `price_limit`, is `dropped` with the reason in its note, and `recover` lists it;
    /// `client_options::on_event` hears of all of it as `events::queued_failure`.
    ///
    /// The journal has the prompt only until the request is sent or given up, that of a route until the route is over.
    /// The request is one that can be written as JSON, typed or `any_request`; its model must be in
    /// `client_options::models` of whoever sends it. Calling it again with the same name and request gives the intent
    /// that is there.
    ///
    /// @par Object lifetimes
    /// `request` and what it views are read before the call returns.
    /// @par Completion signature
    /// `void(error_code, intent)`
    /// @par Per-operation cancellation
    /// The caller is let go; it may be queued or not, which `find` tells: `failure::detail` has the name.
    /// @par Errors
    /// `errc::invalid_request` (a broken rule, no `client_options::models`, or more bytes than
    /// `client_options::max_queued_request`), `errc::over_limit`, `errc::no_budget`, `errc::price_unknown`,
    /// `errc::intent_mismatch`, `errc::intent_taken` (a `submit` of the name is under way: call again when it has
    /// ended), `errc::journal_unavailable`: nothing is queued.
    template <typed_request Request>
    operation<intent> enqueue(const Request& request, const call_options& options = default_call_options) {
        return detail::enqueue(engine_, prepare(request), array_view<request_view>{views_of_legs(request)}, options);
    }

    /// @copydoc enqueue
    operation<intent> enqueue(const any_request& request, const call_options& options = default_call_options) {
        return detail::enqueue(engine_, request, options);
    }

    /// @copydoc enqueue
    template <class Request, detail::completion_token Token>
    auto enqueue(const Request& request, Token&& token) {
        return enqueue(request, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc enqueue
    template <class Request, detail::completion_token Token>
    auto enqueue(const Request& request, const call_options& options, Token&& token) {
        return enqueue(request, options).with_code(std::forward<Token>(token));
    }

    /// Waits for a task that was accepted before, in this process or another: polls as the gateway's document advises.
    /// A failed poll never fails the task. Waits of this client for the same task, `generate` among them, share their
    /// polls and hear the same end; each has its own deadline, cancellation and `call_options::on_event`.
    ///
    /// @par Completion signature
    /// `void(error_code, generated_video)`
    /// @par Per-operation cancellation
    /// Polling stops, unless another wait for the task goes on; the task goes on and may be billed; `failure::task` can
    /// be waited for again.
    /// @par Errors
    /// `errc::task_failed`, `errc::deadline_reached` (the task goes on), `errc::task_not_found`, `errc::rejected_key`
    /// and its like (the task goes on), `errc::result_malformed`, `errc::no_account`. `failure::task` is always set.
    operation<generated_video> wait(const task& accepted, const call_options& options = default_call_options) {
        return detail::wait(engine_, accepted, options);
    }

    /// @copydoc wait
    template <detail::completion_token Token>
    auto wait(const task& accepted, Token&& token) {
        return wait(accepted, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc wait
    template <detail::completion_token Token>
    auto wait(const task& accepted, const call_options& options, Token&& token) {
        return wait(accepted, options).with_code(std::forward<Token>(token));
    }

    /// Waits for the video of an intent by its name (`call_options::intent`): of the submit that is under way in this
    /// client, or of the task that the journal has. While the intent is in the queue (`enqueue`), it waits for whoever
    /// has it to send it: a failure that is tried again does not end the wait.
    ///
    /// @par Object lifetimes
    /// `intent` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, generated_video)`
    /// @par Per-operation cancellation
    /// As `wait` of a task. A submit that is under way goes on.
    /// @par Errors
    /// As `wait` of a task; before there is one those of the submit, `errc::intent_not_found`, `errc::intent_taken`
    /// (another client is submitting it: call again), `errc::outcome_unknown`, `errc::not_sent` (nothing was sent under
    /// the name) and `errc::journal_unavailable`.
    operation<generated_video> wait(std::string_view intent, const call_options& options = default_call_options) {
        return detail::wait(engine_, std::string{intent}, options);
    }

    /// @copydoc wait(std::string_view,const call_options&)
    template <detail::completion_token Token>
    auto wait(std::string_view intent, Token&& token) {
        return wait(intent, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc wait(std::string_view,const call_options&)
    template <detail::completion_token Token>
    auto wait(std::string_view intent, const call_options& options, Token&& token) {
        return wait(intent, options).with_code(std::forward<Token>(token));
    }

    /// Waits for a task in its text form, as `to_string(task)` wrote it.
    ///
    /// @par Object lifetimes
    /// `task_text` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, generated_video)`
    /// @par Per-operation cancellation
    /// As `wait`.
    /// @par Errors
    /// As `wait`, and `errc::invalid_request` when the text is not that of a task.
    operation<generated_video> resume(std::string_view task_text, const call_options& options = default_call_options) {
        return detail::resume(engine_, task_text, options);
    }

    /// @copydoc resume
    template <detail::completion_token Token>
    auto resume(std::string_view task_text, Token&& token) {
        return resume(task_text, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc resume
    template <detail::completion_token Token>
    auto resume(std::string_view task_text, const call_options& options, Token&& token) {
        return resume(task_text, options).with_code(std::forward<Token>(token));
    }

    /// Asks once where a task is. A connection that fails is tried again, at most twice. The end of a task is written
    /// down, and counts in its budget, as with `wait`.
    ///
    /// @par Completion signature
    /// `void(error_code, status_answer)`
    /// @par Per-operation cancellation
    /// The question is dropped; the task is not touched.
    /// @par Errors
    /// `errc::poll_failed`, `errc::task_not_found`, `errc::rejected_key` and its like, `errc::throttled`,
    /// `errc::tls_untrusted`, `errc::no_account`, `errc::deadline_reached`. A task that failed is an answer and no
    /// error.
    operation<status_answer> status(const task& accepted, const call_options& options = default_call_options) {
        return detail::status(engine_, accepted, options);
    }

    /// @copydoc status
    template <detail::completion_token Token>
    auto status(const task& accepted, Token&& token) {
        return status(accepted, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc status
    template <detail::completion_token Token>
    auto status(const task& accepted, const call_options& options, Token&& token) {
        return status(accepted, options).with_code(std::forward<Token>(token));
    }

    /// Gets ready for the end: from now on the client begins no submit. `submit` and `generate`, and those of them that
    /// wait for their turn, a pause or a connection, end at once with `errc::client_closed`: nothing was sent, nothing
    /// is billed. Submits that have left are given so long, `limit`, to be answered, and the journal to write down what
    /// came of them; the operation completes as soon as nothing of that is left. It gives what is not finished, for a
    /// log: nothing of it is lost, the journal has it.
    ///
    /// Waits, polls, downloads and questions go on, until `close` or the destructor ends them. A client does not leave
    /// this state again; `drain` may be called again to wait longer. Of the options only `why` counts.
    ///
    /// @par Completion signature
    /// `void(error_code, unfinished)`
    /// @par Per-operation cancellation
    /// Nobody is told any more what is left; the client still begins no submit.
    /// @par Errors
    /// None but `errc::cancelled` and `errc::client_closed`: what is left after `limit` is an answer and no error.
    operation<unfinished> drain(std::chrono::milliseconds limit, const call_options& options = default_call_options) {
        return detail::drain(engine_, limit, options);
    }

    /// @copydoc drain
    template <detail::completion_token Token>
    auto drain(std::chrono::milliseconds limit, Token&& token) {
        return drain(limit, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc drain
    template <detail::completion_token Token>
    auto drain(std::chrono::milliseconds limit, const call_options& options, Token&& token) {
        return drain(limit, options).with_code(std::forward<Token>(token));
    }

    /// Asks a gateway for its prices, where its document has none (`estimate(request, list)` then knows them). The key
    /// is not sent. `provider` is the gateway's short name, "xenodia"; the client needs an account for it.
    ///
    /// @par Object lifetimes
    /// `provider` is read before the call returns.
    /// @par Completion signature
    /// `void(error_code, price_list)`
    /// @par Per-operation cancellation
    /// The question is dropped.
    /// @par Errors
    /// `errc::unsupported` when the gateway has no such list, `errc::result_malformed` when nothing in its answer
    /// could be read, `errc::no_account`, and what the gateway or the network refuses, as `status`.
    operation<price_list> prices(std::string_view provider, const call_options& options = default_call_options) {
        return detail::prices(engine_, std::string{provider}, options);
    }

    /// @copydoc prices
    template <detail::completion_token Token>
    auto prices(std::string_view provider, Token&& token) {
        return prices(provider, default_call_options, std::forward<Token>(token));
    }

    /// @copydoc prices
    template <detail::completion_token Token>
    auto prices(std::string_view provider, const call_options& options, Token&& token) {
        return prices(provider, options).with_code(std::forward<Token>(token));
    }

  private:
    friend class account_operations<client>;
    friend class budget_operations<client>;
    friend class callback_operations<client>;
    friend class recovery_operations<client>;
    friend class webhook_receiver;
    friend class download_operations<client>;
    friend class load_operations<client>;

    static client_options with(client_options options, std::shared_ptr<transport> transport) {
        options.transport = std::move(transport);
        return options;
    }

    detail::engine_handle engine_;
};

}  // namespace seedance
