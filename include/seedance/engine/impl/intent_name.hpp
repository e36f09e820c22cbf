// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <random>
#include <string>

namespace seedance::detail {

/// Makes a name of 32 hexadecimal digits that nobody can guess.
inline std::string make_intent_name() {
    static constexpr char digits[] = "0123456789abcdef";
    static thread_local std::random_device random;  // making one asks the processor what it can do, which takes long
    std::string name;
    while (name.size() != 32) {
        auto bits = random();
        for (int digit = 0; digit != 8; ++digit, bits >>= 4) name += digits[bits & 15];
    }
    return name;
}

}  // namespace seedance::detail
