// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What ModelArk offers besides what any gateway might: it forgets a task that is over. A coroutine over the library's
/// transport seam, outside the client: it costs nothing, and may simply fail.

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <seedance/provider/errc_of_status.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/https_url.hpp>
#include <seedance/transport/transport.hpp>

#include "provider.hpp"

namespace modelark {

/// The records of one account's tasks.
///
/// @par Object lifetimes
/// What a function returns needs neither this object nor its arguments any more.
/// @par Per-operation cancellation
/// Terminal cancellation drops the exchange and ends with `errc::cancelled`; a deletion that was on its way may happen.
/// @par Thread safety
/// As that of the transport.
class tasks {
  public:
    using transport_ptr = std::shared_ptr<seedance::transport>;

    /// @par Errors Throws `seedance::error` with `errc::bad_key` or `errc::bad_base_url`, by the rules of
    /// `client::use`.
    tasks(transport_ptr network, const account& user) : network_{std::move(network)}, base_url_{user.base_url} {
        using traits = seedance::provider_traits<gateway>;
        while (base_url_.ends_with('/')) base_url_.pop_back();
        if (user.api_key.empty()) refuse(seedance::errc::bad_key, "api_key is empty; is its environment variable set?");
        if (!seedance::is_https_base_url(base_url_))
            refuse(seedance::errc::bad_base_url, "base_url must be https://host[:port][/path]");
        key_ = traits::authorization(user.api_key.reveal());
    }

    /// What the gateway does when told to delete, without a question before: a task that is over is forgotten (its
    /// video can no longer be asked for), a queued one is cancelled, a running one is refused with `errc::conflict`.
    /// Who wants a task stopped, and its video kept where it is there, calls `client::cancel`.
    /// @par Errors
    /// `seedance::error` with `errc::rejected_key`, `rejected_access`, `task_not_found`, `conflict`, `throttled`,
    /// `not_sent` and their like; `errc::outcome_unknown` where no answer came. An id that would name something else
    /// (`errc::invalid_request`) is thrown by the call itself, and nothing is sent.
    boost::asio::awaitable<void> remove(std::string_view id) const {
        if (id.empty() || id == "." || id == "..")  // a path reads them as the whole collection
            refuse(seedance::errc::invalid_request, "this is no id of a task: \"" + std::string{id} + '"');
        seedance::http_request order{
            .method = "DELETE", .url = base_url_ + target_of(id), .headers = {key_}, .body = {}};
        order.use = seedance::connection_use::fresh;
        return delete_task(network_, std::move(order), std::string{id});
    }

  private:
    /// Everything that it needs is its own.
    static boost::asio::awaitable<void> delete_task(transport_ptr network, seedance::http_request order,
                                                    std::string id) {
        namespace asio = boost::asio;
        auto start = [network, &order](auto handler) {
            network->exchange(std::move(order), nullptr, seedance::exchange_handler{std::move(handler)});
        };
        const auto reply = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(seedance::http_reply)>(
            std::move(start), asio::use_awaitable);
        if (!reply.is_success()) fail(reply, id);
    }

    // ---- errors

    static seedance::errc meaning_of(const seedance::http_reply& reply, int status) {
        using seedance::errc, seedance::transport_errc;
        if (reply.error == boost::asio::error::operation_aborted) return errc::cancelled;
        if (reply.error == make_error_code(transport_errc::untrusted)) return errc::tls_untrusted;
        if (reply.error == make_error_code(transport_errc::bad_header)) return errc::bad_key;
        if (reply.error && reply.sent != seedance::delivery::complete) return errc::not_sent;
        if (reply.error) return errc::outcome_unknown;
        const auto refusal = seedance::errc_of_status(status).value_or(errc::poll_failed);
        return refusal == errc::not_found ? errc::task_not_found : refusal;
    }

    [[noreturn]] static void fail(const seedance::http_reply& reply, const std::string& id) {
        seedance::json_memory memory;
        const auto error = read_error(memory.parse(reply.body)["error"]);
        seedance::failure why{.code = meaning_of(reply, wire::status_of(reply.status, error)),
                              .step = seedance::step::poll};
        why.detail = "deleting the task" + (reply.error ? ": " + reply.error.message() : std::string{});
        why.http_status = reply.status;
        why.gateway_code = error.code;
        why.gateway_message = error.message;
        why.task = seedance::task{.provider = std::string{seedance::provider_traits<gateway>::name}, .id = id};
        why.billed = seedance::billed::unknown;
        if (why.code != seedance::errc::task_not_found) why.retry = seedance::retry::resume;
        raise(std::move(why));
    }

    [[noreturn]] static void refuse(seedance::errc code, std::string detail) {
        raise({.code = code, .detail = std::move(detail)});
    }

    [[noreturn]] static void raise(seedance::failure why) {
        why.provider = seedance::provider_traits<gateway>::name;
        throw seedance::error{std::move(why)};
    }

    transport_ptr network_;
    std::string base_url_;
    seedance::http_header key_;
};

}  // namespace modelark
