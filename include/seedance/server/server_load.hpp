// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <cstdint>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// What a server does now, and has done.
struct http_server_load {
    std::size_t connections = 0;      ///< that are open
    std::size_t streams = 0;          ///< of them, streams of events
    std::uint64_t answers = 0;        ///< since its begin
    std::uint64_t server_errors = 0;  ///< of them, those of a status from 500 on
};

}  // namespace seedance
