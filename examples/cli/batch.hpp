// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include "output.hpp"
#include "settings.hpp"

namespace cli {

/// Makes the videos of a file's lines, and goes on where an earlier run has ended. Gives the exit code of the worst.
/// @par Errors Throws `usage_error`, or `seedance::error` where the journal cannot be used.
int batch(const settings& chosen, const output& out);

}  // namespace cli
