// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The definitions of <seedance/testing/...>, for the same source file that includes <seedance/src.hpp>.

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#error \
    "seedance/testing/src.hpp is for separate compilation: define SEEDANCE_SEPARATE_COMPILATION for the whole program, include this header in exactly one source file, and nothing else changes; without the macro the library is header-only and this header is not needed"
#endif

#include <seedance/testing/impl/certificate.ipp>
#include <seedance/testing/impl/sandbox.ipp>
