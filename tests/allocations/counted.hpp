// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>

namespace test {

/// Counts the allocations of each thread; the operator new that does so is in lean_answers_test.cpp.
inline thread_local int allocations = 0;

/// Counts their bytes likewise.
inline thread_local std::size_t allocated_bytes = 0;

}  // namespace test
