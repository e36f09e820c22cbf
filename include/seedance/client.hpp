// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/secret.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/provider/prepared.hpp>

namespace seedance {

/// An account at a gateway: a key, a base URL, and the gateway's tag type.
template <class T>
concept account = provider<typename T::provider> && requires(const T& a) {
    { a.api_key } -> std::convertible_to<const secret&>;
    { a.base_url } -> std::convertible_to<const std::string&>;
};

namespace detail {

/// Whether the model's gateway has its `provider_traits`: from <seedance/provider/...>, or from its own header.
template <class T>
inline constexpr bool gateway_header_is_included = std::same_as<T, prepared_request>;

template <typed_request T>
inline constexpr bool gateway_header_is_included<T> = provider<typename T::model_type::provider>;

}  // namespace detail

/// What can be generated: a typed request, or one that was prepared before.
template <class T>
concept generation = (typed_request<T> || std::same_as<T, prepared_request>) && detail::gateway_header_is_included<T>;

namespace detail {

inline prepared_request owning(const prepared_request& request) { return request; }

template <typed_request Request>
prepared_request owning(const Request& request) {
    return prepare(request);
}

template <class Token>
concept completion_token = !std::same_as<std::remove_cvref_t<Token>, call_options>;

}  // namespace detail

/// Makes videos: the one object that an application holds.
///
/// Every operation comes in one spelling. Without a completion token it returns an `operation` that starts when it is
/// awaited and throws `seedance::error`; with a token (callback, `asio::use_future`, `asio::as_tuple(...)`, ...) its
/// signature is `void(error_code, T)`, and `call_options::why` receives the details. What may take minutes has a
/// spelling of its own without options: those of a default argument would stay in the frame of the coroutine that
/// awaits.
///
/// @par Executor
/// Completion handlers are posted to their associated executor, or to the client's. Events are delivered on the
/// client's strand.
/// @par Per-operation cancellation
/// Every operation takes every cancellation type and completes at once with `errc::cancelled`. What it does to a task
/// that a gateway may have accepted is said at each operation; no gateway documents a way to stop a task, so it may be
/// billed.
/// @par Thread safety
/// A client may be used from several threads. It must not be destroyed while another thread calls it.
class client {
  public:
    using executor_type = boost::asio::any_io_executor;

    /// A client that talks HTTPS, or through `options.transport` when that is set.
    ///
    /// Defined by <seedance/seedance.hpp> (or <seedance/src.hpp>): a program that brings its own transport includes
    /// only this header, uses the other constructor, and need not compile HTTPS.
    /// @par Errors Throws `boost::system::system_error` when `options.https` names certificates that cannot be read.
    SEEDANCE_DECL explicit client(executor_type executor, client_options options = {});

    /// A client on a transport that the caller provides.
    client(executor_type executor, std::shared_ptr<transport> transport, client_options options = {})
        : engine_{detail::make_engine(std::move(executor), with(std::move(options), std::move(transport)))} {}

    /// Operations still under way complete with `errc::client_closed`; what gateways have accepted goes on.
    ~client() {
        if (engine_) detail::close(*engine_);
    }

    client(client&&) noexcept = default;
    client& operator=(client&& other) noexcept {
        if (engine_) detail::close(*engine_);
        engine_ = std::move(other.engine_);
        return *this;
    }

    executor_type get_executor() const { return detail::executor_of(*engine_); }

    /// Lets the client use an account. A second account for the same gateway takes the place of the first.
    /// @par Errors Throws `seedance::error` with `errc::bad_key` (missing, or with bytes that a header cannot hold) or
    /// `errc::bad_base_url`; nothing is sent.
    template <account Account>
    void use(const Account& account) {
        detail::use_account(*engine_, table_of<typename Account::provider>, account.api_key, account.base_url);
    }

    /// Sends a request and gives the task that the gateway made of it.
    ///
    /// @par Object lifetimes `request` and what it views are read before the call returns.
    /// @par Per-operation cancellation While the request is on its way the caller is let go and the submit goes on:
    /// when it is accepted, `client_options::on_event` still receives `events::accepted`.
    /// @par Errors See `failure`: `billed` and `retry` say what is known. `errc::outcome_unknown` is never sent again
    /// by the library.
    template <generation What>
    operation<task> submit(const What& request, const call_options& options) {
        return detail::submit(engine_, detail::owning(request), options);
    }

    template <generation What>
    operation<task> submit(const What& request) {
        return submit(request, call_options{});
    }

    template <generation What, detail::completion_token Token>
    auto submit(const What& request, Token&& token) {
        return submit(request, call_options{}, std::forward<Token>(token));
    }

    template <generation What, detail::completion_token Token>
    auto submit(const What& request, const call_options& options, Token&& token) {
        return detail::submit(engine_, detail::owning(request), options).with_code(std::forward<Token>(token));
    }

    /// Sends a request and waits for its video: `submit` and `wait` in one.
    ///
    /// @par Object lifetimes `request` and what it views are read before the call returns.
    /// @par Per-operation cancellation As `submit` before the gateway has accepted, as `wait` after.
    /// @par Errors As `submit` and `wait`. Once the gateway has accepted, `failure::task` is set whatever happens.
    template <generation What>
    operation<generated_video> generate(const What& request, const call_options& options) {
        return detail::generate(engine_, detail::owning(request), options);
    }

    template <generation What>
    operation<generated_video> generate(const What& request) {
        return generate(request, call_options{});
    }

    template <generation What, detail::completion_token Token>
    auto generate(const What& request, Token&& token) {
        return generate(request, call_options{}, std::forward<Token>(token));
    }

    template <generation What, detail::completion_token Token>
    auto generate(const What& request, const call_options& options, Token&& token) {
        return detail::generate(engine_, detail::owning(request), options).with_code(std::forward<Token>(token));
    }

    /// Waits for a task that was accepted before, in this process or another: polls as the gateway's document advises.
    /// A failed poll never fails the task.
    ///
    /// @par Per-operation cancellation Polling stops; the task goes on and may be billed; `failure::task` can be waited
    /// for again.
    /// @par Errors `errc::task_failed`, `errc::deadline_reached` (the task goes on), `errc::task_not_found`,
    /// `errc::rejected_key` and its like (the task goes on), `errc::result_malformed`. `failure::task` is always set.
    operation<generated_video> wait(const task& what, const call_options& options) {
        return detail::wait(engine_, what, options);
    }
    operation<generated_video> wait(const task& what) { return wait(what, call_options{}); }

    template <detail::completion_token Token>
    auto wait(const task& what, Token&& token) {
        return wait(what, call_options{}, std::forward<Token>(token));
    }

    template <detail::completion_token Token>
    auto wait(const task& what, const call_options& options, Token&& token) {
        return detail::wait(engine_, what, options).with_code(std::forward<Token>(token));
    }

    /// `wait` for a task in its text form, as `to_string(task)` wrote it.
    /// @par Errors As `wait`, and `errc::invalid_request` when the text is not that of a task.
    operation<generated_video> resume(std::string_view task_text, const call_options& options) {
        return detail::resume(engine_, task_text, options);
    }

    operation<generated_video> resume(std::string_view task_text) { return resume(task_text, call_options{}); }

    template <detail::completion_token Token>
    auto resume(std::string_view task_text, Token&& token) {
        return resume(task_text, call_options{}, std::forward<Token>(token));
    }

    template <detail::completion_token Token>
    auto resume(std::string_view task_text, const call_options& options, Token&& token) {
        return detail::resume(engine_, task_text, options).with_code(std::forward<Token>(token));
    }

    /// Asks once where a task is. A connection that fails is tried again, at most twice.
    /// @par Per-operation cancellation The question is dropped; the task is not touched.
    operation<status_answer> status(const task& what, const call_options& options = {}) {
        return detail::status(engine_, what, options);
    }

    template <detail::completion_token Token>
    auto status(const task& what, Token&& token) {
        return status(what, call_options{}, std::forward<Token>(token));
    }

    template <detail::completion_token Token>
    auto status(const task& what, const call_options& options, Token&& token) {
        return detail::status(engine_, what, options).with_code(std::forward<Token>(token));
    }

    /// Looks through the client's journal for what nobody works on: tasks to go on with, submits whose outcome is not
    /// known, intents that were never sent. What a client that is gone has left becomes this one's; what a living one
    /// works on is not touched. Every `found.tasks` can be waited for; nothing is sent here.
    /// @par Errors `errc::journal_unavailable`.
    operation<recovery> recover(const call_options& options = {}) { return detail::recover(engine_, options); }

    template <detail::completion_token Token>
    auto recover(Token&& token) {
        return recover(call_options{}, std::forward<Token>(token));
    }

    template <detail::completion_token Token>
    auto recover(const call_options& options, Token&& token) {
        return detail::recover(engine_, options).with_code(std::forward<Token>(token));
    }

    /// Asks a gateway for its prices, where its document has none (`estimate(request, list)` then knows them). The key
    /// is not sent. `provider` is the gateway's short name, "xenodia"; the client needs an account for it.
    /// @par Errors `errc::invalid_request` when the gateway has no such list, `errc::result_malformed` when nothing in
    /// its answer could be read.
    operation<price_list> prices(std::string_view provider, const call_options& options = {}) {
        return detail::prices(engine_, std::string{provider}, options);
    }

    template <detail::completion_token Token>
    auto prices(std::string_view provider, Token&& token) {
        return prices(provider, call_options{}, std::forward<Token>(token));
    }

    template <detail::completion_token Token>
    auto prices(std::string_view provider, const call_options& options, Token&& token) {
        return detail::prices(engine_, std::string{provider}, options).with_code(std::forward<Token>(token));
    }

    /// Fetches the first file of a video to `path`. It is written beside it under a temporary name and takes its name
    /// only when it is whole, on disk, and what the server's checksum says, where it tells one; an existing file is
    /// replaced, a symbolic link too. (A `std::filesystem::path` converts to `path`.)
    ///
    /// What breaks off goes on from where it was, as long as the server says that the file is still the same. Eight
    /// attempts without a new byte are the end. A URL that is refused is asked for again at the gateway, once, when the
    /// client has an account for it.
    ///
    /// No key is sent to the file's server. URL and redirects (at most five) must be https and lead to public
    /// addresses, unless `client_options::allow_private_downloads` is set or the file is on the host of the account's
    /// base URL.
    ///
    /// @par Per-operation cancellation The temporary file is removed. The video can be downloaded again while its URL
    /// lives.
    /// @par Errors `errc::download_failed`, `errc::result_expired`, `errc::address_refused`, `errc::tls_untrusted`,
    /// `errc::throttled`, `errc::too_large`, `errc::integrity`, `errc::file_error`, `errc::deadline_reached`.
    operation<saved_file> download(const generated_video& what, const std::string& path, const call_options& options) {
        return detail::download(engine_, what, path, options);
    }

    operation<saved_file> download(const generated_video& what, const std::string& path) {
        return download(what, path, call_options{});
    }

    template <detail::completion_token Token>
    auto download(const generated_video& what, const std::string& path, Token&& token) {
        return download(what, path, call_options{}, std::forward<Token>(token));
    }

    template <detail::completion_token Token>
    auto download(const generated_video& what, const std::string& path, const call_options& options, Token&& token) {
        return detail::download(engine_, what, path, options).with_code(std::forward<Token>(token));
    }

  private:
    static client_options with(client_options options, std::shared_ptr<transport> transport) {
        options.transport = std::move(transport);
        return options;
    }

    std::shared_ptr<detail::engine> engine_;
};

}  // namespace seedance
