// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <seedance/core/impl/cpp20.hpp>
#include <seedance/task/model_times.hpp>

namespace seedance {

/// What a client does with one account at a gateway now.
struct account_load {
    std::string provider{};       ///< the gateway's short name
    std::string account{};        ///< its name in the client
    std::size_t queued = 0;       ///< submits that wait for their turn, those of the durable queue among them
    std::size_t submitting = 0;   ///< submits that are being written down, sent, or answered
    std::size_t waiting = 0;      ///< tasks that are polled; each counts once, however many wait for it
    std::size_t downloading = 0;  ///< files that are fetched
    std::size_t permits = 0;      ///< in use, of `client_options::tasks_at_once`

    /// How many more tasks may begin; nothing: no limit. A gateway that has asked for fewer requests gets fewer.
    std::optional<std::size_t> permits_left{};

    /// Until the next submit may be sent, by `client_options::submits_per_second` or because the gateway wants a pause;
    /// 0: now.
    std::chrono::milliseconds next_submit{};

    std::size_t polls = 0;         ///< under way
    std::size_t polls_queued = 0;  ///< that are due, and wait until others are answered

    /// Tokens that are left for retries of submits, of 500: another try takes 14, or 5 where the gateway asks for less,
    /// and what succeeds gives tokens back. Where they run out there is an outage, and what fails is not sent again.
    std::size_t submit_tokens = 500;
    std::size_t poll_tokens = 500;      ///< for those of polls and questions; without any, polls come seldom
    std::size_t download_tokens = 500;  ///< for those of files; without any, the next try is a long one off
};

/// What a client does now, as `client::load` tells: a row for each of its accounts, and for each that a task is of; and
/// how long the tasks of each model took that was measured.
struct client_load {
    std::vector<account_load> accounts{};  ///< by gateway and name

    /// By gateway and model: of all who share the journal, as it was read last (every five minutes, where the client
    /// has something to do), and of the client's own tasks up to now.
    std::vector<model_times> models{};
};

}  // namespace seedance
