// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
//
// The library's own definitions, compiled once (SEEDANCE_SEPARATE_COMPILATION): after a change of the program only the
// program is compiled.
#include <seedance/src.hpp>
#include <seedance/testing/src.hpp>
