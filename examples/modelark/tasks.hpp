// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What ModelArk offers besides making videos, and other gateways do not: a list of the account's tasks, and an end for
/// those that still queue. Coroutines over the library's transport seam.

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

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

/// Which tasks are listed: those of the last seven days that fit everything said here. Views, read before `list`
/// returns; trivially destructible, so that one can be written inside a `co_await` expression.
struct list_query {
    int page_num = 1;              ///< 1..500
    int page_size = 20;            ///< 1..500
    std::string_view status = {};  ///< "queued", "running", "cancelled", "succeeded", "failed", "expired"; empty: any
    std::span<const std::string> ids = {};  ///< empty: any
    std::string_view model = {};            ///< the gateway's name for the model; empty: any
};

static_assert(std::is_trivially_destructible_v<list_query>);

/// One task of a list. `client.resume(to_string(task))` and `client.wait(task)` pick it up, whoever submitted it.
struct listed_task {
    seedance::task task{};
    seedance::status_answer status{};
};

struct task_page {
    std::vector<listed_task> items{};
    std::int64_t total = 0;  ///< of all pages
};

/// The tasks of one account.
///
/// @par Object lifetimes
/// What a function returns needs neither this object nor its arguments any more.
/// @par Per-operation cancellation
/// Terminal cancellation drops the exchange and ends with `errc::cancelled`; a deletion that was on its way may happen.
/// @par Errors
/// `seedance::error` with `errc::rejected_key`, `rejected_access`, `task_not_found`, `conflict`, `throttled`,
/// `not_sent` and their like; `failure::detail` says what was asked for, `failure::gateway_message` what the gateway
/// answered. What cannot be asked for at all (`errc::invalid_request`) is thrown by the call itself, and nothing is
/// sent.
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

    /// One page, the newest first.
    boost::asio::awaitable<task_page> list(const list_query& query = {}) const {
        if (query.page_num < 1 || query.page_num > 500 || query.page_size < 1 || query.page_size > 500)
            refuse(seedance::errc::invalid_request, "page_num and page_size are 1..500");
        return read_page(network_, request("GET", target_of(query)));
    }

    /// Takes a task out of the queue; nothing is billed for it. Asks first, because the gateway has one word for ending
    /// a queued task and for forgetting a finished one: here a finished task is left alone. One that was cancelled
    /// before is no error.
    /// @par Errors `errc::conflict` when the task runs already (it cannot be stopped and will be billed) or is
    /// finished.
    boost::asio::awaitable<void> cancel(std::string_view id) const {
        return cancel_queued(network_, request("GET", target_of_task(id)), request("DELETE", target_of_task(id)),
                             std::string{id});
    }

    /// What the gateway itself does when told to delete: a queued task is cancelled, a finished one is forgotten (its
    /// video can no longer be asked for), a running one is refused with `errc::conflict`.
    boost::asio::awaitable<void> remove(std::string_view id) const {
        return delete_task(network_, request("DELETE", target_of_task(id)), std::string{id});
    }

  private:
    // ---- requests: the key goes into a header, and every target is appended to the base URL, so that it stays at its
    // origin

    seedance::http_request request(std::string method, const std::string& target) const {
        const auto use = method == "GET" ? seedance::connection_use::pooled : seedance::connection_use::fresh;
        return {.method = std::move(method), .url = base_url_ + target, .headers = {key_}, .body = {}, .use = use};
    }

    /// An id that is empty, or that a path reads as "here" or "above", would name the whole collection.
    static std::string target_of_task(std::string_view id) {
        if (id.empty() || id == "." || id == "..")
            refuse(seedance::errc::invalid_request, "this is no id of a task: \"" + std::string{id} + '"');
        return modelark::target_of(id);
    }

    static std::string target_of(const list_query& query) {
        const auto escaped = seedance::escape_url_part;
        auto target = std::string{collection} + "?page_num=" + std::to_string(query.page_num) +
                      "&page_size=" + std::to_string(query.page_size);
        if (!query.status.empty()) target += "&filter.status=" + escaped(query.status);
        for (const auto& id : query.ids) target += "&filter.task_ids=" + escaped(id);
        if (!query.model.empty()) target += "&filter.model=" + escaped(query.model);
        return target;
    }

    // ---- coroutines: everything they need is theirs

    static boost::asio::awaitable<seedance::http_reply> exchange(transport_ptr network,
                                                                 seedance::http_request request) {
        namespace asio = boost::asio;
        auto start = [network, &request](auto handler) {
            network->exchange(std::move(request), nullptr, seedance::exchange_handler{std::move(handler)});
        };
        auto reply = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(seedance::http_reply)>(
            std::move(start), asio::use_awaitable);
        co_return reply;
    }

    static boost::asio::awaitable<task_page> read_page(transport_ptr network, seedance::http_request request) {
        const auto reply = co_await exchange(std::move(network), std::move(request));
        co_return page_of(reply);
    }

    static boost::asio::awaitable<void> cancel_queued(transport_ptr network, seedance::http_request question,
                                                      seedance::http_request order, std::string id) {
        auto reply = co_await exchange(network, std::move(question));
        const auto answer = seedance::provider_traits<gateway>::decode_status(reply.whole_status(), reply.body);
        if (!answer.understood) fail(reply, asking::for_state, id);
        if (answer.raw_state == "cancelled") co_return;
        if (answer.state != seedance::task_state::queued)
            refuse(seedance::errc::conflict, "cancel: the task is not queued but " + answer.raw_state, id);
        co_await delete_task(std::move(network), std::move(order), std::move(id));
    }

    static boost::asio::awaitable<void> delete_task(transport_ptr network, seedance::http_request order,
                                                    std::string id) {
        const auto reply = co_await exchange(std::move(network), std::move(order));
        if (reply.error || reply.status < 200 || reply.status >= 300) fail(reply, asking::to_delete, id);
    }

    static task_page page_of(const seedance::http_reply& reply) {
        seedance::json_memory memory;
        const auto answer = memory.parse(reply.body);
        const auto items = answer["items"];
        const auto total = answer["total"].number();
        const bool is_list = items.is_array() || total == 0;  // no list is not the same as no tasks
        if (reply.error || reply.status != 200 || !is_list) fail(reply, asking::for_tasks, {});
        task_page page;
        for (const seedance::json_view item : items.elements())
            if (item.is_object()) page.items.push_back(listed(item));
        page.total = total.value_or(static_cast<std::int64_t>(page.items.size()));
        return page;
    }

    static listed_task listed(seedance::json_view item) {
        listed_task found{.status = wire::read_task(200, item)};
        found.task = {.provider = std::string{seedance::provider_traits<gateway>::name},
                      .model = std::string{item["model"].string()},
                      .id = found.status.task_id,
                      .accepted_at = found.status.created_at.value_or(std::chrono::system_clock::time_point{}),
                      .polling = facts::polling[0].schedule};
        return found;
    }

    // ---- errors

    enum class asking { for_tasks, for_state, to_delete };

    static std::string_view words_of(asking what) {
        return what == asking::for_tasks   ? "listing tasks"
               : what == asking::for_state ? "asking for the task to be cancelled"
                                           : "deleting the task";
    }

    static seedance::errc meaning_of(const seedance::http_reply& reply, int status, asking what) {
        using seedance::errc, seedance::transport_errc;
        if (reply.error == boost::asio::error::operation_aborted) return errc::cancelled;
        if (reply.error == make_error_code(transport_errc::untrusted)) return errc::tls_untrusted;
        if (reply.error == make_error_code(transport_errc::bad_header)) return errc::bad_key;
        if (reply.error && reply.sent != seedance::delivery::complete) return errc::not_sent;
        if (reply.error) return what == asking::to_delete ? errc::outcome_unknown : errc::poll_failed;
        const auto refusal = seedance::errc_of_status(status).value_or(errc::poll_failed);
        return refusal == errc::not_found ? errc::task_not_found : refusal;
    }

    [[noreturn]] static void fail(const seedance::http_reply& reply, asking what, const std::string& id) {
        seedance::json_memory memory;
        const auto error = read_error(memory.parse(reply.body)["error"]);
        seedance::failure why{.code = meaning_of(reply, wire::status_of(reply.status, error), what),
                              .step = seedance::step::poll};
        why.detail = std::string{words_of(what)} + (reply.error ? ": " + reply.error.message() : std::string{});
        why.http_status = reply.status;
        why.gateway_code = error.code;
        why.gateway_message = error.message;
        raise(std::move(why), id);
    }

    [[noreturn]] static void refuse(seedance::errc code, std::string detail, const std::string& id = {}) {
        raise({.code = code, .detail = std::move(detail)}, id);
    }

    [[noreturn]] static void raise(seedance::failure why, const std::string& id) {
        why.provider = seedance::provider_traits<gateway>::name;
        if (!id.empty()) {
            why.task = seedance::task{.provider = why.provider, .id = id, .polling = facts::polling[0].schedule};
            why.billed = seedance::billed::unknown;
            if (why.code != seedance::errc::task_not_found) why.retry = seedance::retry::resume;
        }
        throw seedance::error{std::move(why)};
    }

    transport_ptr network_;
    std::string base_url_;
    seedance::http_header key_;
};

}  // namespace modelark
