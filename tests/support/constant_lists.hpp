// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/core/config.hpp>

/// @file
/// STATIC_ASSERT_LISTS is a `static_assert` about lists of violations or warnings, and nothing where vectors that check
/// themselves are not for the compiler (SEEDANCE_CONSTEXPR_VECTOR).

#if defined(_GLIBCXX_DEBUG)
#define STATIC_ASSERT_LISTS(...) static_assert(true)
#else
#define STATIC_ASSERT_LISTS(...) static_assert(__VA_ARGS__)
#endif
