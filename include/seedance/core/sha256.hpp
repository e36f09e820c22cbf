// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <new>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace seedance::text {

/// SHA-256 of a text that comes in parts.
/// @par Errors
/// Every member throws `std::bad_alloc` when OpenSSL has no memory for it.
class sha256_hash {
  public:
    sha256_hash() : context_{::EVP_MD_CTX_new(), ::EVP_MD_CTX_free} {
        check(context_ && ::EVP_DigestInit_ex(context_.get(), ::EVP_sha256(), nullptr) == 1);
    }

    /// Takes the next part.
    sha256_hash& add(std::string_view part) {
        check(::EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
        return *this;
    }

    /// Gives the 32 bytes for the parts up to now.
    std::string bytes() const {
        std::string hash(32, '\0');
        const std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> copy{::EVP_MD_CTX_new(), ::EVP_MD_CTX_free};
        check(copy && ::EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1 &&
              ::EVP_DigestFinal_ex(copy.get(), reinterpret_cast<unsigned char*>(hash.data()), nullptr) == 1);
        return hash;
    }

  private:
    static void check(bool done) {
        if (!done) throw std::bad_alloc{};
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> context_;
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
