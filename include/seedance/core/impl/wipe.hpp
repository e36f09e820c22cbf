// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// Overwrites memory that nobody reads any more: the compiler cannot know which function is called, and leaves the
/// call.
inline void overwrite(void* at, std::size_t size) noexcept {
    static void* (*const volatile fill)(void*, int, std::size_t) = &std::memset;
    fill(at, 0, size);
}

/// Overwrites a text and empties it; also what it has held before, as far as its memory is the same. It keeps the
/// memory.
inline void wipe(std::string& text) noexcept {
    text.resize(text.capacity());
    overwrite(text.data(), text.size());
    text.clear();
}

/// Copies a secret into memory of its own from the first: a short text would lie within the object, and stay there when
/// that is moved.
inline std::string copy_of_secret(std::string_view before, std::string_view secret) {
    constexpr std::size_t beyond_short = 64;
    std::string copy;
    copy.reserve(std::max(before.size() + secret.size(), beyond_short));
    copy.append(before).append(secret);
    return copy;  // moved, not copied
}

}  // namespace seedance::detail
