// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <new>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include <seedance/core/impl/running_hash.hpp>

namespace seedance::text {

/// SHA-256 of a text that comes in parts.
/// @par Errors
/// The constructor and `finish` throw `std::bad_alloc` when OpenSSL has no memory for it.
class sha256_hash {
  public:
    /// Takes the next part.
    sha256_hash& add(std::string_view part) {
        hash_.add(part);
        return *this;
    }

    /// Gives the 32 bytes for all parts. Nothing is added after it.
    std::string finish() {
        auto bytes = hash_.finish();
        if (bytes.empty()) throw std::bad_alloc{};
        return bytes;
    }

  private:
    detail::running_hash hash_{::EVP_sha256()};
};

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
