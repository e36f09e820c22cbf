// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

namespace cli {

/// `seedance journal`: what a person asks of a journal, and tells it. Sends nothing, and needs no key. `argv[0]` is the
/// word `journal`. Gives the exit code.
/// @par Errors Throws `usage_error`.
int journal(int argc, char** argv);

}  // namespace cli
