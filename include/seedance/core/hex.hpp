// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::text {

/// Gives two hexadecimal digits, in lower case, for each byte.
inline std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out.append({digits[byte >> 4], digits[byte & 0xF]});
    }
    return out;
}

}  // namespace seedance::text
