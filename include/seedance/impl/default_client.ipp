// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>

#include <seedance/client.hpp>
#include <seedance/transport/https.hpp>

namespace seedance {

SEEDANCE_DECL client::client(executor_type executor, client_options options) {
    if (!options.transport) options.transport = make_https_transport(executor, options.https);
    engine_ = detail::make_engine(std::move(executor), std::move(options));
}

}  // namespace seedance
