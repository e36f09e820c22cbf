// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include "output.hpp"
#include "settings.hpp"

namespace cli {

/// Serves the gateways on this machine until the program is told to end (SIGINT, SIGTERM). Gives the exit code.
/// @par Errors Throws `usage_error` for what no sandbox can do.
int serve_sandbox(const settings& chosen, const output& out);

}  // namespace cli
