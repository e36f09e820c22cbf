// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/task/task.hpp>

namespace seedance {

/// A finished generation. Its URLs are temporary (a day at most), so download it soon.
struct generated_video {
    seedance::task task{};                 ///< the task that made it
    std::vector<std::string> urls{};       ///< at least one; `download` tries the next where one has no video
    std::string last_frame_url{};          ///< where it was asked for
    std::optional<money> cost{};           ///< what the gateway says it charged, where it says so
    std::optional<std::int64_t> tokens{};  ///< what the gateway says it counted, where it bills by tokens
    std::optional<std::chrono::system_clock::time_point> created_at{};    ///< by the gateway's clock, where it says so
    std::optional<std::chrono::system_clock::time_point> completed_at{};  ///< likewise

    /// Only a callback has said it, at a URL that nobody can guess: polls answer that there is no such task. The
    /// journal has the task as accepted, until its file is downloaded or `client::acknowledge` is called.
    bool unconfirmed = false;
};

/// A video on disk.
struct saved_file {
    std::string path{};       ///< as it was given to `download`
    std::uint64_t bytes = 0;  ///< the size of the whole file
};

}  // namespace seedance
