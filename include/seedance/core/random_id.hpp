// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include <seedance/core/hex.hpp>

namespace seedance {

/// Makes a text of 32 hexadecimal digits that nobody can guess, 128 bits from the system: an intent's name, a token, a
/// key.
inline std::string random_id() {
    static thread_local std::random_device random;  // making one asks the processor what it can do, which takes long
    const std::uint32_t bits[] = {random(), random(), random(), random()};
    return text::hex({reinterpret_cast<const char*>(bits), sizeof bits});
}

}  // namespace seedance
