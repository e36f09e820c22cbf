// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How the library is compiled. By default every function is inline and headers are all there is. With
/// `SEEDANCE_SEPARATE_COMPILATION` defined for a whole program, headers only declare, and exactly one source file
/// includes <seedance/src.hpp>, which holds the definitions.

#include <string_view>

#include <seedance/core/impl/link_check.hpp>

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#define SEEDANCE_DECL inline
#elif defined(SEEDANCE_SHARED)  // the definitions are in a shared library that hides everything else
#define SEEDANCE_DECL __attribute__((visibility("default")))
#else
#define SEEDANCE_DECL
#endif

namespace seedance {

/// The version of the library, as the CMake package has it.
inline constexpr std::string_view version = "0.1.0";

}  // namespace seedance
