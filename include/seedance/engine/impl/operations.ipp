// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/strand.hpp>

#include <seedance/async/impl/completion.hpp>
#include <seedance/core/array_view.hpp>
#include <seedance/core/error.hpp>
#include <seedance/core/impl/url_secrets.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/core/random_id.hpp>
#include <seedance/engine/clock.hpp>
#include <seedance/engine/impl/accounts.hpp>
#include <seedance/engine/impl/adopt_operation.hpp>
#include <seedance/engine/impl/balance_operation.hpp>
#include <seedance/engine/impl/budget_operation.hpp>
#include <seedance/engine/impl/callback_check.hpp>
#include <seedance/engine/impl/callback_operation.hpp>
#include <seedance/engine/impl/cancel_operation.hpp>
#include <seedance/engine/impl/check_operation.hpp>
#include <seedance/engine/impl/download_operation.hpp>
#include <seedance/engine/impl/drain_operation.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/enqueue_operation.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/fleet_operation.hpp>
#include <seedance/engine/impl/intent_operations.hpp>
#include <seedance/engine/impl/load_operation.hpp>
#include <seedance/engine/impl/named_wait_operation.hpp>
#include <seedance/engine/impl/nudge_operation.hpp>
#include <seedance/engine/impl/operation_state.hpp>
#include <seedance/engine/impl/operations.hpp>
#include <seedance/engine/impl/public_list_operation.hpp>
#include <seedance/engine/impl/queued_request.hpp>
#include <seedance/engine/impl/queued_submit.hpp>
#include <seedance/engine/impl/recover_operation.hpp>
#include <seedance/engine/impl/route_operation.hpp>
#include <seedance/engine/impl/status_operation.hpp>
#include <seedance/engine/impl/submit_call.hpp>
#include <seedance/engine/impl/submit_operation.hpp>
#include <seedance/engine/impl/task_list_operation.hpp>
#include <seedance/engine/impl/wait_operation.hpp>
#include <seedance/engine/impl/watched_call.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/memory.hpp>
#include <seedance/provider/account_name.hpp>
#include <seedance/provider/catalog.hpp>
#include <seedance/provider/request_json.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/https_url.hpp>

namespace seedance::detail {

// ---- clients that were moved from

/// Says what to do instead of using a client that was moved from.
inline failure moved_from() {
    auto why = failure_of(errc::client_closed, step::check, {}, {});
    why.detail = "this client was moved from: use the one that it was moved to";
    return why;
}

/// Says that nothing begins: the client was moved from when it was called, or has gone since. Under a name of the
/// caller's something may have been paid for before.
inline failure not_begun(bool was_moved_from, bool is_named) {
    auto why = was_moved_from ? moved_from() : failure_of(errc::client_closed, step::check, {}, {});
    return is_named ? not_known_yet(std::move(why)) : why;
}

inline engine& engine_of(const engine_handle& handle) {
    if (!handle.engine()) throw error{moved_from()};
    return *handle.engine();
}

// ---- accounts

[[noreturn]] inline void refuse_account(errc code, std::string_view provider, std::string detail) {
    auto why = failure_of(code, step::check, provider, {});
    why.detail = std::move(detail);
    throw error{std::move(why)};
}

/// Says whether a key is visible ASCII only: it cannot end a header or be read in two ways.
inline bool is_sendable_key(std::string_view key) noexcept {
    return std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

SEEDANCE_DECL void use_account(const engine_handle& handle, const provider_table& table, const secret& key,
                               std::string_view base_url, std::string_view name) {
    auto& engine = engine_of(handle);
    if (!is_account_name(name))
        refuse_account(errc::bad_account_name, table.name,
                       "name must be 1 to " + std::to_string(longest_account_name) +
                           " visible ASCII characters, given " + detail::quoted(name));
    if (key.empty()) refuse_account(errc::bad_key, table.name, "api_key is empty; is its environment variable set?");
    if (!is_sendable_key(key.reveal()))
        refuse_account(errc::bad_key, table.name,
                       "api_key holds spaces, line ends or other bytes that a header cannot hold");
    while (base_url.ends_with('/')) base_url.remove_suffix(1);
    if (!is_https_base_url(base_url))
        refuse_account(errc::bad_base_url, table.name,
                       "base_url must be https://host[:port][/path], given " + detail::quoted_url(base_url));
    engine.accounts().put({.table = &table,
                           .base_url = std::string{base_url},
                           .authorization = table.authorization(key.reveal()),
                           .name = std::string{name}});
}

SEEDANCE_DECL bool has_account(const engine_handle& handle, std::string_view provider, std::string_view name) {
    return handle.engine() && handle.engine()->accounts().find(provider, name) != nullptr;
}

// ---- the engine

SEEDANCE_DECL engine_handle make_engine(boost::asio::any_io_executor executor, client_options options) {
    auto strand = boost::asio::make_strand(executor);
    auto time = options.clock ? options.clock : make_system_clock(strand);
    auto network = options.transport;
    if (!network) throw std::invalid_argument{"seedance::client: the transport is null"};
    if (!options.journal) options.journal = std::make_shared<memory_journal>();
    auto made = std::make_shared<engine>(std::move(strand), std::move(network), std::move(time), std::move(options));
    made->send_queued = [weak = std::weak_ptr{made}](const intent& queued) {
        const auto alive = weak.lock();
        return alive && queued_submit::begin(alive, queued);
    };
    made->adopt = [weak = std::weak_ptr{made}](const std::string& handle) {
        if (const auto alive = weak.lock()) adopt_operation::begin(alive, handle);
    };
    made->hear_of_renewals();
    fleet_operation::begin(made);
    return {std::move(executor), std::move(made)};
}

SEEDANCE_DECL void close(engine& engine) noexcept { engine.close(); }

SEEDANCE_DECL void stop(const engine_handle& handle) {
    if (handle.engine()) handle.engine()->stop();
}

SEEDANCE_DECL boost::asio::any_io_executor executor_of(const engine_handle& handle) {
    return engine_of(handle).client_executor();
}

// ---- starting

/// Makes an operation's state for a completion handler, and starts it.
template <class T, class Make>
class state_starter final : public operation_starter<T> {
  public:
    state_starter(const engine_handle& handle, const call_options& options, Make&& make)
        : engine_{handle.engine()},
          executor_{handle.executor()},
          why_{options.why},
          was_moved_from_{!handle.engine()},
          is_named_{!options.intent.empty()},
          make_{std::move(make)} {}

    void start(completion_handler_ptr<T> handler) override {
        const auto alive = engine_.lock();
        if (!alive)
            return completion<T>{std::move(handler), why_, executor_}.fail(not_begun(was_moved_from_, is_named_));
        const auto slot = handler->slot();
        completion<T> bound{std::move(handler), why_, alive->client_executor()};
        std::shared_ptr<operation_state> made = make_(alive, std::move(bound));
        made->connect_cancellation(slot);
        operation_state::post_start(std::move(made));
    }

    boost::asio::any_io_executor executor() const override { return executor_; }

    /// Makes another starter of the same call: what it pays for has one name.
    std::unique_ptr<operation_starter_base> clone() const override {
        if constexpr (requires { make_.terms.intent; })
            if (make_.terms.intent.empty()) make_.terms.intent = random_id();
        return std::make_unique<state_starter>(*this);
    }

  private:
    std::weak_ptr<engine> engine_;  ///< an operation that nobody starts may outlive the client's context
    boost::asio::any_io_executor executor_;
    failure* why_;
    bool was_moved_from_;
    bool is_named_;
    mutable Make make_;
};

/// Makes an operation whose state `make(engine, completion)` gives.
template <class T, class Make>
operation<T> operation_of(const engine_handle& handle, const call_options& options, Make&& make) {
    return operation<T>{std::make_unique<state_starter<T, Make>>(handle, options, std::move(make))};
}

/// Makes the state of a submit: a `submit_operation` of a request, or a `route_operation` of a route.
template <class State, class Request>
struct submit_maker {
    Request request;
    submit_terms terms;

    template <class T>
    std::shared_ptr<State> operator()(const engine_ptr& engine, completion<T> handler) {
        if constexpr (std::is_same_v<T, generated_video>)
            watched_call::watch(handler, *engine, terms.events, terms.account);
        return std::make_shared<State>(engine, std::move(request), std::move(terms), std::move(handler));
    }
};

/// Makes a submit whose caller waits for a T: the task, or its video.
template <class T>
operation<T> submit_for(const engine_handle& handle, prepared_request request, const call_options& options) {
    using maker = submit_maker<submit_operation, prepared_request>;
    return operation_of<T>(handle, options, maker{std::move(request), submit_terms{options}});
}

/// Makes a submit of a route, of which one leg alone is an ordinary request.
template <class T>
operation<T> submit_for(const engine_handle& handle, prepared_route route, const call_options& options) {
    if (route.legs().size() == 1) return submit_for<T>(handle, std::move(route).legs().front(), options);
    using maker = submit_maker<route_operation<T>, prepared_route>;
    return operation_of<T>(handle, options, maker{std::move(route), submit_terms{options}});
}

/// Prepares a request with the models that the client knows, for each that it names.
inline prepared_route prepare_known(const engine_handle& handle, const any_request& request) {
    const auto models = handle.engine() ? handle.engine()->options().models : catalog{};
    if (!models.empty()) return prepare_route(request, models);
    const auto& name = request.models.empty() ? request.model : request.models.front();
    return prepared_route{
        {prepare_refused(nullptr, name,
                         {.broken = rule::this_model_is_not_known,
                          .field = "model",
                          .limit = "none: client_options::models is empty, all_models::entries has them",
                          .given = std::string_view{name}})}};
}

SEEDANCE_DECL transport_load network_load(const engine_handle& handle) {
    return handle.engine() ? handle.engine()->transport().load() : transport_load{};
}

SEEDANCE_DECL operation<client_load> load(const engine_handle& handle, const call_options& options) {
    auto make = [](const engine_ptr& engine, auto handler) {
        return std::make_shared<load_operation>(engine, std::move(handler));
    };
    return operation_of<client_load>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<task> submit(const engine_handle& handle, prepared_request request,
                                     const call_options& options) {
    return submit_for<task>(handle, std::move(request), options);
}

SEEDANCE_DECL operation<generated_video> generate(const engine_handle& handle, prepared_request request,
                                                  const call_options& options) {
    return submit_for<generated_video>(handle, std::move(request), options);
}

SEEDANCE_DECL operation<task> submit(const engine_handle& handle, prepared_route route, const call_options& options) {
    return submit_for<task>(handle, std::move(route), options);
}

SEEDANCE_DECL operation<generated_video> generate(const engine_handle& handle, prepared_route route,
                                                  const call_options& options) {
    return submit_for<generated_video>(handle, std::move(route), options);
}

SEEDANCE_DECL operation<task> submit(const engine_handle& handle, const any_request& request,
                                     const call_options& options) {
    return submit_for<task>(handle, prepare_known(handle, request), options);
}

SEEDANCE_DECL operation<generated_video> generate(const engine_handle& handle, const any_request& request,
                                                  const call_options& options) {
    return submit_for<generated_video>(handle, prepare_known(handle, request), options);
}

SEEDANCE_DECL operation<generated_video> wait(const engine_handle& handle, task waited_for,
                                              const call_options& options) {
    auto make = [waited_for = std::move(waited_for), events = options.on_event, limit = options.deadline](
                    const engine_ptr& engine, auto handler) mutable {
        const auto deadline = engine->deadline_after(limit);
        watched_call::watch(handler, *engine, events, waited_for.account);
        return std::make_shared<wait_operation>(engine, std::move(waited_for), std::move(handler), events, deadline);
    };
    return operation_of<generated_video>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<generated_video> wait(const engine_handle& handle, std::string name,
                                              const call_options& options) {
    auto make = [name = std::move(name), events = options.on_event, limit = options.deadline](const engine_ptr& engine,
                                                                                              auto handler) mutable {
        watched_call::watch(handler, *engine, events, {});
        watched_call::name(handler, name, {});
        return std::make_shared<named_wait_operation>(engine, std::move(name), std::move(handler), events, limit);
    };
    return operation_of<generated_video>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<generated_video> resume(const engine_handle& handle, std::string_view text,
                                                const call_options& options) {
    return wait(handle, parse_task(text).value_or(task{}), options);
}

/// Makes a question about a task, whose events the caller's handler hears too.
template <class Operation>
operation<status_answer> question_about_task(const engine_handle& handle, task&& asked, const call_options& options) {
    auto make = [asked = std::move(asked), events = options.on_event, limit = options.deadline](
                    const engine_ptr& engine, auto handler) mutable {
        auto made = std::make_shared<Operation>(engine, std::move(asked), std::move(handler), limit);
        made->listen(events);
        return made;
    };
    return operation_of<status_answer>(handle, options, std::move(make));
}

/// Makes a question about an account in the same way; its answer is a T.
template <class Operation, class T>
operation<T> question_about_account(const engine_handle& handle, std::string provider, const call_options& options) {
    auto make = [provider = std::move(provider), account = std::string{options.account}, events = options.on_event,
                 limit = options.deadline](const engine_ptr& engine, auto handler) mutable {
        auto made =
            std::make_shared<Operation>(engine, std::move(provider), std::move(account), std::move(handler), limit);
        made->listen(events);
        return made;
    };
    return operation_of<T>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<status_answer> status(const engine_handle& handle, task asked, const call_options& options) {
    return question_about_task<status_operation>(handle, std::move(asked), options);
}

SEEDANCE_DECL operation<price_list> prices(const engine_handle& handle, std::string provider,
                                           const call_options& options) {
    return question_about_account<public_list_operation<price_question>, price_list>(handle, std::move(provider),
                                                                                     options);
}

SEEDANCE_DECL operation<capability_list> capabilities(const engine_handle& handle, std::string provider,
                                                      const call_options& options) {
    return question_about_account<public_list_operation<capability_question>, capability_list>(
        handle, std::move(provider), options);
}

/// The copies of a query's texts.
struct owned_task_query {
    explicit owned_task_query(const task_query& asked) : model{asked.model}, after{asked.after}, limit{asked.limit} {}

    task_query view() const { return {.model = model, .after = after, .limit = limit}; }

    std::string model;
    std::string after;
    std::size_t limit;
};

SEEDANCE_DECL operation<task_page> list(const engine_handle& handle, std::string provider, const task_query& query,
                                        const call_options& options) {
    auto make = [provider = std::move(provider), account = std::string{options.account},
                 query = owned_task_query{query}, events = options.on_event,
                 limit = options.deadline](const engine_ptr& engine, auto handler) mutable {
        auto made = std::make_shared<task_list_operation>(engine, std::move(provider), std::move(account), query.view(),
                                                          std::move(handler), limit);
        made->listen(events);
        return made;
    };
    return operation_of<task_page>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<status_answer> cancel(const engine_handle& handle, task unwanted, const call_options& options) {
    return question_about_task<cancel_operation>(handle, std::move(unwanted), options);
}

SEEDANCE_DECL operation<money> balance(const engine_handle& handle, std::string provider, const call_options& options) {
    return question_about_account<balance_operation, money>(handle, std::move(provider), options);
}

SEEDANCE_DECL operation<account_check> check(const engine_handle& handle, std::string provider,
                                             const call_options& options) {
    return question_about_account<check_operation, account_check>(handle, std::move(provider), options);
}

SEEDANCE_DECL operation<recovery> recover(const engine_handle& handle, const call_options& options) {
    auto make = [limit = options.deadline](const engine_ptr& engine, auto handler) {
        return std::make_shared<recover_operation>(engine, std::move(handler), limit);
    };
    return operation_of<recovery>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<std::optional<intent>> find(const engine_handle& handle, std::string name,
                                                    const call_options& options) {
    auto make = [name = std::move(name), limit = options.deadline](const engine_ptr& engine, auto handler) mutable {
        return std::make_shared<find_operation>(engine, std::move(name), std::move(handler), limit);
    };
    return operation_of<std::optional<intent>>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<journal_page> intents(const engine_handle& handle, const journal_query& query,
                                              const call_options& options) {
    auto make = [query, limit = options.deadline](const engine_ptr& engine, auto handler) {
        return std::make_shared<intents_operation>(engine, query, std::move(handler), limit);
    };
    return operation_of<journal_page>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<intent> resolve(const engine_handle& handle, std::string name, resolution said,
                                        const call_options& options) {
    auto make = [name = std::move(name), said = std::move(said), limit = options.deadline](const engine_ptr& engine,
                                                                                           auto handler) mutable {
        return std::make_shared<resolve_operation>(engine, std::move(name), std::move(said), std::move(handler), limit);
    };
    return operation_of<intent>(handle, options, std::move(make));
}

inline operation<intent> acknowledge_subject(const engine_handle& handle, acknowledge_operation::subject what,
                                             const call_options& options) {
    auto make = [what = std::move(what), limit = options.deadline](const engine_ptr& engine, auto handler) mutable {
        return std::make_shared<acknowledge_operation>(engine, std::move(what), std::move(handler), limit);
    };
    return operation_of<intent>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<intent> acknowledge(const engine_handle& handle, std::string name,
                                            const call_options& options) {
    return acknowledge_subject(handle, std::move(name), options);
}

SEEDANCE_DECL operation<intent> acknowledge(const engine_handle& handle, task made, const call_options& options) {
    return acknowledge_subject(handle, std::move(made), options);
}

/// Makes the state of a request that goes into the queue.
struct enqueue_maker {
    prepared_route route;
    queued_request queued;
    submit_terms terms;

    std::shared_ptr<enqueue_operation> operator()(const engine_ptr& engine, completion<intent> handler) {
        return std::make_shared<enqueue_operation>(engine, std::move(route), std::move(queued), std::move(terms),
                                                   std::move(handler));
    }
};

/// Writes down a request that was prepared, in the form that can be written as JSON.
inline operation<intent> enqueue_written(const engine_handle& handle, prepared_route route, any_request written,
                                         const call_options& options) {
    queued_request queued{std::move(written), options.price_limit, options.price_if_unknown, options.callback,
                          options.route.despite_content};
    if (route.legs().size() > 1) queued.throttle_patience = options.throttle_patience;
    return operation_of<intent>(handle, options,
                                enqueue_maker{std::move(route), std::move(queued), submit_terms{options}});
}

SEEDANCE_DECL operation<intent> enqueue(const engine_handle& handle, prepared_request request,
                                        array_view<request_view> written, const call_options& options) {
    std::vector<prepared_request> legs;
    legs.push_back(std::move(request));
    return enqueue(handle, prepared_route{std::move(legs)}, written, options);
}

SEEDANCE_DECL operation<intent> enqueue(const engine_handle& handle, prepared_route route,
                                        array_view<request_view> written, const call_options& options) {
    return enqueue_written(handle, std::move(route), any_request_of(written), options);
}

SEEDANCE_DECL operation<intent> enqueue(const engine_handle& handle, const any_request& request,
                                        const call_options& options) {
    return enqueue_written(handle, prepare_known(handle, request), request, options);
}

inline operation<bool> nudge_subject(const engine_handle& handle, nudge_operation::subject what,
                                     const call_options& options) {
    auto make = [what = std::move(what), limit = options.deadline](const engine_ptr& engine, auto handler) mutable {
        return std::make_shared<nudge_operation>(engine, std::move(what), std::move(handler), limit);
    };
    return operation_of<bool>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<bool> nudge(const engine_handle& handle, std::string name, const call_options& options) {
    return nudge_subject(handle, std::move(name), options);
}

SEEDANCE_DECL operation<bool> nudge(const engine_handle& handle, task what, const call_options& options) {
    return nudge_subject(handle, std::move(what), options);
}

SEEDANCE_DECL std::optional<webhook_reply> refuse_callback(const engine_handle& handle, const webhook_request& head) {
    if (!handle.engine()) return reply_to_callback(503, "the client was moved from");
    return refuse_callback(handle.engine()->callbacks(), head);
}

SEEDANCE_DECL operation<webhook_reply> take_callback(const engine_handle& handle, webhook_request request,
                                                     const call_options& options) {
    // A gateway gives up after some seconds. This is by the client's clock, which may run a thousand times as fast.
    static constexpr std::chrono::seconds longest{25};
    auto make = [request = std::move(request), limit = std::min<std::chrono::milliseconds>(options.deadline, longest)](
                    const engine_ptr& engine, auto handler) mutable {
        return std::make_shared<callback_operation>(engine, std::move(request), std::move(handler), limit);
    };
    return operation_of<webhook_reply>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<unfinished> drain(const engine_handle& handle, std::chrono::milliseconds limit,
                                          const call_options& options) {
    auto make = [limit](const engine_ptr& engine, auto handler) {
        return std::make_shared<drain_operation>(engine, std::move(handler), limit);
    };
    return operation_of<unfinished>(handle, options, std::move(make));
}

inline operation<budget_figures> budget_operation_of(const engine_handle& handle, const call_options& options,
                                                     budget_question question) {
    auto make = [question = std::move(question), limit = options.deadline](const engine_ptr& engine, auto handler) {
        return std::make_shared<budget_operation>(engine, question, std::move(handler), limit);
    };
    return operation_of<budget_figures>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<budget_figures> set_budget(const engine_handle& handle, std::string_view name, money limit,
                                                   const budget_period& period, const call_options& options) {
    return budget_operation_of(handle, options, question_to_set(name, limit, period));
}

SEEDANCE_DECL operation<budget_figures> find_budget(const engine_handle& handle, std::string_view name,
                                                    const call_options& options) {
    return budget_operation_of(handle, options, question_to_find(name));
}

SEEDANCE_DECL operation<budget_figures> adjust_budget(const engine_handle& handle, std::string_view name, money amount,
                                                      std::string_view why, const call_options& options) {
    return budget_operation_of(handle, options, question_to_adjust(name, amount, why, options.intent));
}

/// Fetches a video to a path, or for a sink.
template <class Target>
operation<saved_file> download_to(const engine_handle& handle, generated_video video, Target to,
                                  const call_options& options) {
    auto make = [video = std::move(video), to = std::move(to), events = options.on_event, limit = options.deadline](
                    const engine_ptr& engine, auto handler) mutable {
        return std::make_shared<download_operation>(engine, std::move(video), std::move(to), std::move(handler), events,
                                                    limit);
    };
    return operation_of<saved_file>(handle, options, std::move(make));
}

SEEDANCE_DECL operation<saved_file> download(const engine_handle& handle, generated_video video, std::string path,
                                             const call_options& options) {
    return download_to(handle, std::move(video), std::move(path), options);
}

SEEDANCE_DECL operation<saved_file> download(const engine_handle& handle, generated_video video,
                                             std::shared_ptr<byte_sink> to, const call_options& options) {
    return download_to(handle, std::move(video), std::move(to), options);
}

}  // namespace seedance::detail
