// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the client needs of the engine: the engine itself stays in the definitions.

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include <seedance/async/operation.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/task/generated_video.hpp>

namespace seedance::detail {

class engine;

SEEDANCE_DECL std::shared_ptr<engine> make_engine(boost::asio::any_io_executor executor, client_options options);
SEEDANCE_DECL void close(engine& engine);
SEEDANCE_DECL boost::asio::any_io_executor executor_of(const engine& engine);
SEEDANCE_DECL void use_account(engine& engine, const provider_table& table, const secret& key,
                               std::string_view base_url);

SEEDANCE_DECL operation<task> submit(std::shared_ptr<engine>, prepared_request, const call_options&);
SEEDANCE_DECL operation<generated_video> generate(std::shared_ptr<engine>, prepared_request, const call_options&);
SEEDANCE_DECL operation<generated_video> wait(std::shared_ptr<engine>, task, const call_options&);
SEEDANCE_DECL operation<generated_video> resume(std::shared_ptr<engine>, std::string_view, const call_options&);
SEEDANCE_DECL operation<status_answer> status(std::shared_ptr<engine>, task, const call_options&);
SEEDANCE_DECL operation<price_list> prices(std::shared_ptr<engine>, std::string, const call_options&);
SEEDANCE_DECL operation<recovery> recover(std::shared_ptr<engine>, const call_options&);
SEEDANCE_DECL operation<saved_file> download(std::shared_ptr<engine>, generated_video, std::string,
                                             const call_options&);

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/engine/impl/operations.ipp>
#endif
