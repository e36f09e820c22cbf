// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Ends a compilation in an older language with one message. Every header comes to this one first: an `#error` alone
/// would be followed by a thousand lines about what is not known there, and a file that is not there ends it.

#if __cplusplus <= 201703L
#include <seedance needs C++20: compile with -std=c++20>
#endif
