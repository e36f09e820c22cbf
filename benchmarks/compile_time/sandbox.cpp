// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Awaits through the seam, against a sandbox in the same process.
#include <seedance/testing/sandbox.hpp>

#include "seam.cpp"

std::unique_ptr<seedance::testing::sandbox> make() { return std::make_unique<seedance::testing::sandbox>(); }
