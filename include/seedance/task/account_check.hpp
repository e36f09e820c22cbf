// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <seedance/core/money.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// What a check has found.
enum class finding : std::uint8_t {
    yes,      ///< it is so
    no,       ///< it is not
    unknown,  ///< what came does not tell
};

/// Gives the value's name: "unknown".
constexpr std::string_view to_string(finding value) noexcept {
    switch (value) {
        case finding::yes: return "yes";
        case finding::no: return "no";
        case finding::unknown: return "unknown";
    }
    return "?";
}

/// What `client::check` has found out about an account, without paying.
struct account_check {
    std::string provider{};              ///< the gateway's short name
    std::string account{};               ///< the name of the account
    std::string base_url{};              ///< where the gateway was asked
    std::string key_fingerprint{};       ///< of the key that it was asked with, as `intent::key_fingerprint`
    finding reached = finding::unknown;  ///< a connection to its host has stood
    finding trusted = finding::unknown;  ///< its certificate is the host's, and somebody vouches for it

    /// The gateway takes the key. `unknown` also where it answers alike without one.
    finding key_accepted = finding::unknown;

    /// The client's journal would take an intent now, as far as it can tell without writing: not whether its disk has
    /// room.
    finding journal_writable = finding::unknown;

    std::optional<money> balance{};  ///< where the gateway tells it

    /// How far the gateway's clock is ahead of ours, to a second or so; nothing where it does not tell.
    std::optional<std::chrono::seconds> clock_ahead{};

    exchange_times times{};        ///< of the last question with the key, over a connection of its own
    int http_status = 0;           ///< of the answer; 0: there was none
    std::string detail{};          ///< what is wrong with the way, the answer or the key; untrusted in part
    std::string journal_detail{};  ///< what is wrong with the journal

    /// Says whether the way, the key and the journal are good, and the clocks differ by a minute at most.
    bool is_well() const noexcept {
        static constexpr std::chrono::seconds tolerance{60};
        const bool same_time = !clock_ahead || (*clock_ahead <= tolerance && *clock_ahead >= -tolerance);
        return reached == finding::yes && trusted == finding::yes && key_accepted == finding::yes &&
               journal_writable == finding::yes && same_time;
    }
};

}  // namespace seedance
