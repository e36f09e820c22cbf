// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <new>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::detail {

/// The hash of bytes that arrive in pieces.
class running_hash {
  public:
    explicit running_hash(const EVP_MD* kind) : state_{::EVP_MD_CTX_new()} {
        if (!state_) throw std::bad_alloc{};
        works_ = ::EVP_DigestInit_ex(state_.get(), kind, nullptr) == 1;  // a system may have switched MD5 off
    }

    void add(std::string_view bytes) {
        works_ = works_ && ::EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()) == 1;
    }

    /// Gives the hash; empty when it could not be made. Nothing is added after it.
    std::string finish() {
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        if (!works_ || ::EVP_DigestFinal_ex(state_.get(), digest, &size) != 1) return {};
        return {reinterpret_cast<const char*>(digest), size};
    }

  private:
    struct release {
        void operator()(EVP_MD_CTX* state) const noexcept { ::EVP_MD_CTX_free(state); }
    };

    std::unique_ptr<EVP_MD_CTX, release> state_;
    bool works_ = false;
};

}  // namespace seedance::detail
