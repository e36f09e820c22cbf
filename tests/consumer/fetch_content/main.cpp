// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// From an archive of the tree, unpacked and configured by CMake.
#include <iostream>

#include <seedance/core/money.hpp>

int main() { std::cout << seedance::micro_usd(780'000).micro_usd << " micro-dollars\n"; }
