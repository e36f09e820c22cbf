// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/evp.h>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance::text {

/// Encodes bytes as Base64 (RFC 4648, 4) with padding, in one line.
/// @pre At most 1 GiB, which OpenSSL can count.
inline std::string base64_encode(std::string_view bytes) {
    std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL writes an end of its own
    const auto size =
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                          reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

/// Gives the bytes that `encoded` stands for, or nothing for a text that `base64_encode` would not have written.
/// @pre At most 1 GiB, which OpenSSL can count.
inline std::optional<std::string> base64_decode(std::string_view encoded) {
    if (encoded.size() % 4 != 0) return std::nullopt;
    std::string bytes(encoded.size() / 4 * 3, '\0');
    const auto size =
        ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                          reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
    if (size < 0) return std::nullopt;
    const bool is_padded = encoded.ends_with('=');
    const std::size_t padding = encoded.ends_with("==") ? 2 : is_padded ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return base64_encode(bytes) == encoded ? std::optional{std::move(bytes)} : std::nullopt;
}

}  // namespace seedance::text
