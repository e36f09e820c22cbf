// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The functions of the engine that the client calls; the engine itself stays in the definitions.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/async/operation.hpp>
#include <seedance/core/config.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/request/price_list.hpp>
#include <seedance/task/generated_video.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/task/recovery.hpp>
#include <seedance/task/resolution.hpp>
#include <seedance/task/task.hpp>

namespace seedance::detail {

class engine;
using engine_ptr = std::shared_ptr<engine>;

SEEDANCE_DECL engine_ptr make_engine(boost::asio::any_io_executor executor, client_options options);
SEEDANCE_DECL void close(engine& engine);
SEEDANCE_DECL boost::asio::any_io_executor executor_of(const engine& engine);
SEEDANCE_DECL void use_account(engine& engine, const provider_table& table, const secret& key,
                               std::string_view base_url, std::string_view name);

SEEDANCE_DECL operation<task> submit(engine_ptr, prepared_request, const call_options&);
SEEDANCE_DECL operation<generated_video> generate(engine_ptr, prepared_request, const call_options&);
SEEDANCE_DECL operation<generated_video> wait(engine_ptr, task, const call_options&);
SEEDANCE_DECL operation<generated_video> wait(engine_ptr, std::string, const call_options&);
SEEDANCE_DECL operation<generated_video> resume(engine_ptr, std::string_view, const call_options&);
SEEDANCE_DECL operation<status_answer> status(engine_ptr, task, const call_options&);
SEEDANCE_DECL operation<price_list> prices(engine_ptr, std::string, const call_options&);
SEEDANCE_DECL operation<recovery> recover(engine_ptr, const call_options&);
SEEDANCE_DECL operation<std::optional<intent>> find(engine_ptr, std::string, const call_options&);
SEEDANCE_DECL operation<intent> resolve(engine_ptr, std::string, resolution, const call_options&);
SEEDANCE_DECL operation<intent> acknowledge(engine_ptr, std::variant<std::string, task>, const call_options&);
SEEDANCE_DECL operation<saved_file> download(engine_ptr, generated_video, std::string, const call_options&);

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/engine/impl/operations.ipp>
#endif
