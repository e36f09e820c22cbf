// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The one place where the definitions are compiled: what a program that defines SEEDANCE_SEPARATE_COMPILATION does.
#include <seedance/src.hpp>
#include <seedance/testing/src.hpp>
