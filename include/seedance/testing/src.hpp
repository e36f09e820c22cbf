// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The definitions of <seedance/testing/...>, for the same source file that includes <seedance/src.hpp>.

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#error "define SEEDANCE_SEPARATE_COMPILATION for the whole program; a header-only program leaves this header out"
#endif

#include <seedance/core/impl/cpp20.hpp>

#include <seedance/testing/impl/certificate.ipp>
#include <seedance/testing/impl/sandbox.ipp>
