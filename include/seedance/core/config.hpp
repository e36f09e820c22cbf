// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// How the library is compiled. By default every function is inline and headers are all there is. With
/// `SEEDANCE_SEPARATE_COMPILATION` defined for a whole program, headers only declare, and exactly one source file
/// includes <seedance/src.hpp>, which holds the definitions.

#include <string_view>

#include <seedance/core/impl/cpp20.hpp>
#include <seedance/core/impl/link_check.hpp>

/// What stands before a function whose definition is in an .ipp file of the library.
#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#define SEEDANCE_DECL inline
#elif defined(SEEDANCE_SHARED)  // the definitions are in a shared library that hides everything else
#define SEEDANCE_DECL __attribute__((visibility("default")))
#else
#define SEEDANCE_DECL
#endif

/// The argument is viewed by what the function gives or makes: a compiler that knows how to then warns of a view that
/// outlives its text.
#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::lifetimebound)
#define SEEDANCE_IS_VIEWED [[clang::lifetimebound]]
#endif
#endif
#if !defined(SEEDANCE_IS_VIEWED)
#define SEEDANCE_IS_VIEWED
#endif

/// A function that the compiler can run where it can make vectors: not where they check themselves (_GLIBCXX_DEBUG),
/// with the library of GCC before 15. Such a program checks at run time what others may have in a `static_assert`.
#if defined(_GLIBCXX_DEBUG) && _GLIBCXX_RELEASE < 15
#define SEEDANCE_CONSTEXPR_VECTOR inline
#else
#define SEEDANCE_CONSTEXPR_VECTOR constexpr
#endif

namespace seedance {

/// The version of the library, as the CMake package has it.
inline constexpr std::string_view version = "0.2.0";

}  // namespace seedance
