// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <new>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace seedance::text {

/// Gives the 32 bytes of a text's SHA-256.
/// @par Errors
/// Throws `std::bad_alloc` when OpenSSL has no memory for it.
inline std::string sha256(std::string_view text) {
    std::string hash(32, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(hash.data());
    if (::EVP_Digest(text.data(), text.size(), to, nullptr, ::EVP_sha256(), nullptr) != 1) throw std::bad_alloc{};
    return hash;
}

}  // namespace seedance::text
