// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <seedance/core/secret.hpp>
#include <seedance/task/intent.hpp>

namespace seedance {

/// A key that signs callback URLs. Nobody but the programs that share a journal may know it.
struct callback_key {
    std::string id{};  ///< stands in the URLs: 1 to 16 of the characters A-Z a-z 0-9 - _
    secret key{};      ///< at least 16 bytes that nobody can guess: `secret::from_env("SEEDANCE_CALLBACK_KEY")`
};

/// Where gateways post what becomes of a client's tasks. Every attempt gets a URL of its own below `base_url`, which
/// nobody can guess and which tells nothing of the caller; a `webhook_receiver` (<seedance/webhook/receiver.hpp>) takes
/// what is posted there.
struct callback_options {
    /// Where the receiver is mounted, "https://videos.example/hooks": public https, without a slash at the end. Empty:
    /// gateways are not asked to post anything.
    std::string base_url{};

    /// The first one signs, all of them verify. To change a key put the new one first, and keep the old one until a day
    /// after the last task that was begun with it is over.
    std::vector<callback_key> keys{};
};

namespace detail {

inline constexpr std::size_t max_callback_head = 8 * 1024;          ///< bytes of a callback's headers and target
inline constexpr std::size_t max_callback_body = longest_callback;  ///< bytes: the journal keeps all of it

}  // namespace detail

}  // namespace seedance
