// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <new>
#include <string>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::text {

/// Gives the 32 bytes of a text's HMAC-SHA256 (RFC 2104) under a key.
/// @par Errors
/// Throws `std::bad_alloc` when OpenSSL has no memory for it.
inline std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::string mac(32, '\0');
    std::size_t size = 0;
    const auto* const made = ::EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                                         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                                         reinterpret_cast<unsigned char*>(mac.data()), mac.size(), &size);
    if (made == nullptr) throw std::bad_alloc{};
    return mac;
}

/// Says whether two texts are the same, in a time that does not tell where they differ; their sizes are no secret.
inline bool equal_in_constant_time(std::string_view one, std::string_view other) noexcept {
    return one.size() == other.size() && ::CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace seedance::text
