// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Small, so that it compiles in no time: what is tested is where the package is found.
#include <iostream>

#include <seedance/core/money.hpp>

int main() { std::cout << seedance::micro_usd(780'000).micro_usd << " micro-dollars\n"; }
