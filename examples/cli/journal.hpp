// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include "parse.hpp"

namespace cli {

/// `seedance journal`: what a person asks of a journal, and tells it. Sends nothing, and needs no key. Gives the exit
/// code.
/// @par Errors Throws `usage_error`.
int journal(const parsed_line& line);

}  // namespace cli
