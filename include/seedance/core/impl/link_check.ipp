// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/core/config.hpp>

extern "C" {
// Files that were compiled with another version look for another name.
const char seedance_definitions_of_version_0_2 = 0;
}
