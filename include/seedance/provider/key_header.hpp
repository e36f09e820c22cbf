// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/impl/wipe.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// Makes the header that carries a key, for a gateway's `authorization`: `key_header("Authorization", "Bearer ", key)`.
/// The key is copied once: joined texts would leave more copies of it in memory that was given back.
inline http_header key_header(std::string name, std::string_view before, std::string_view key) {
    return {std::move(name), detail::copy_of_secret(before, key)};
}

}  // namespace seedance
