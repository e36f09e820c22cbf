// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>

#include <seedance/client.hpp>
#include <seedance/engine/options.hpp>
#include <seedance/transport/https.hpp>

namespace seedance {

namespace detail {

/// Adds the transport that a client makes for itself, where the options have none.
inline client_options with_https(const boost::asio::any_io_executor& executor, client_options options) {
    if (!options.transport) options.transport = make_https_transport(executor, options.https);
    return options;
}

}  // namespace detail

SEEDANCE_DECL client::client(executor_type executor, client_options options)
    : engine_{detail::make_engine(executor, detail::with_https(executor, std::move(options)))} {}

}  // namespace seedance
