// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The functions of the engine that the client calls; the engine itself stays in the definitions.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/async/operation.hpp>
#include <seedance/core/array_view.hpp>
#include <seedance/core/config.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/engine/byte_sink.hpp>
#include <seedance/engine/impl/engine_handle.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/journal/journal.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/capability_list.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/request/view.hpp>
#include <seedance/task/account_check.hpp>
#include <seedance/task/client_load.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/task/resolution.hpp>
#include <seedance/task/task.hpp>
#include <seedance/task/task_page.hpp>
#include <seedance/task/unfinished.hpp>
#include <seedance/transport/transport_load.hpp>
#include <seedance/transport/webhook.hpp>

namespace seedance::detail {

SEEDANCE_DECL engine_handle make_engine(boost::asio::any_io_executor executor, client_options options);
SEEDANCE_DECL void stop(const engine_handle&);

// Requests are taken prepared, for one model or for a route, or as they name models that the client knows.
// Those that throw do so for a client that was moved from; operations of such a client fail.

SEEDANCE_DECL boost::asio::any_io_executor executor_of(const engine_handle&);
SEEDANCE_DECL void use_account(const engine_handle&, const provider_table& table, const secret& key,
                               std::string_view base_url, std::string_view name);

SEEDANCE_DECL bool has_account(const engine_handle&, std::string_view provider, std::string_view name);

SEEDANCE_DECL operation<client_load> load(const engine_handle&, const call_options&);
SEEDANCE_DECL transport_load network_load(const engine_handle&);
SEEDANCE_DECL operation<task> submit(const engine_handle&, prepared_request, const call_options&);
SEEDANCE_DECL operation<task> submit(const engine_handle&, prepared_route, const call_options&);
SEEDANCE_DECL operation<task> submit(const engine_handle&, const any_request&, const call_options&);
SEEDANCE_DECL operation<generated_video> generate(const engine_handle&, prepared_request, const call_options&);
SEEDANCE_DECL operation<generated_video> generate(const engine_handle&, prepared_route, const call_options&);
SEEDANCE_DECL operation<generated_video> generate(const engine_handle&, const any_request&, const call_options&);
SEEDANCE_DECL operation<generated_video> wait(const engine_handle&, task, const call_options&);
SEEDANCE_DECL operation<generated_video> wait(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<generated_video> resume(const engine_handle&, std::string_view, const call_options&);
SEEDANCE_DECL operation<status_answer> status(const engine_handle&, task, const call_options&);
SEEDANCE_DECL operation<price_list> prices(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<capability_list> capabilities(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<task_page> list(const engine_handle&, std::string, const task_query&, const call_options&);
SEEDANCE_DECL operation<status_answer> cancel(const engine_handle&, task, const call_options&);
SEEDANCE_DECL operation<money> balance(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<account_check> check(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<recovery> recover(const engine_handle&, const call_options&);
SEEDANCE_DECL operation<std::optional<intent>> find(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<journal_page> intents(const engine_handle&, const journal_query&, const call_options&);
SEEDANCE_DECL operation<intent> resolve(const engine_handle&, std::string, resolution, const call_options&);
SEEDANCE_DECL operation<intent> acknowledge(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<intent> acknowledge(const engine_handle&, task, const call_options&);
SEEDANCE_DECL operation<intent> enqueue(const engine_handle&, prepared_request, array_view<request_view> written,
                                        const call_options&);
SEEDANCE_DECL operation<intent> enqueue(const engine_handle&, prepared_route, array_view<request_view> written,
                                        const call_options&);
SEEDANCE_DECL operation<intent> enqueue(const engine_handle&, const any_request&, const call_options&);
SEEDANCE_DECL operation<bool> nudge(const engine_handle&, std::string, const call_options&);
SEEDANCE_DECL operation<bool> nudge(const engine_handle&, task, const call_options&);
SEEDANCE_DECL std::optional<webhook_reply> refuse_callback(const engine_handle&, const webhook_request&);
SEEDANCE_DECL operation<webhook_reply> take_callback(const engine_handle&, webhook_request, const call_options&);
SEEDANCE_DECL operation<unfinished> drain(const engine_handle&, std::chrono::milliseconds, const call_options&);
SEEDANCE_DECL operation<budget_figures> set_budget(const engine_handle&, std::string_view, money, const budget_period&,
                                                   const call_options&);
SEEDANCE_DECL operation<budget_figures> find_budget(const engine_handle&, std::string_view, const call_options&);
SEEDANCE_DECL operation<budget_figures> adjust_budget(const engine_handle&, std::string_view, money, std::string_view,
                                                      const call_options&);
SEEDANCE_DECL operation<saved_file> download(const engine_handle&, generated_video, std::string, const call_options&);
SEEDANCE_DECL operation<saved_file> download(const engine_handle&, generated_video, std::shared_ptr<byte_sink>,
                                             const call_options&);

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/engine/impl/operations.ipp>
#endif
