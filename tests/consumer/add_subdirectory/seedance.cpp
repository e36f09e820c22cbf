// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <seedance/src.hpp>
