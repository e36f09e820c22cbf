// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/async/impl/completion_handler.hpp>

namespace seedance::detail {

SEEDANCE_DECL boost::asio::any_completion_executor completion_executor(const boost::asio::any_io_executor& of_handler) {
    return of_handler;
}

}  // namespace seedance::detail
