// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The standard headers that building a request needs, and nothing else: the floor of request.cpp.
#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>
