// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The lengths of waits: pure functions of a random number from [0, 1), so that tests know the result.

#include <algorithm>
#include <cstdint>
#include <optional>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/model/descriptor.hpp>

namespace seedance::detail {

/// Spreads wake-ups over the range that the gateway's document gives, or over a fifth of the time where it gives one
/// number; none is before the earliest.
inline milliseconds spread(milliseconds earliest, milliseconds latest, double random) {
    const auto width = std::max(latest - earliest, earliest / 5);
    return earliest + milliseconds{static_cast<milliseconds::rep>(static_cast<double>(width.count()) * random)};
}

/// Gives the schedule of a task whose end the gateway posts: it is asked in case that the callback is lost.
inline poll_schedule seldom(const poll_schedule& documented) {
    using seconds = poll_schedule::seconds;
    static constexpr seconds first{600}, first_latest{720}, interval{120}, interval_longest{180};
    return {.first = std::max(first, 2 * documented.first),
            .first_latest = std::max(first_latest, 2 * documented.first_latest),
            .interval = std::max(interval, documented.interval),
            .interval_longest = std::max(interval_longest, documented.interval_longest)};
}

/// How long the tasks of a model take, where enough of them were measured.
struct usual_times {
    milliseconds p50{};
    milliseconds p90{};
};

/// Gives when the first poll is of most use, after acceptance. A task whose end is posted is asked for when nearly all
/// of its like have ended. Without that, the first poll comes a little before the middle: it must not be later than
/// half of the ends, for a task that ends before its first poll seems to take until then, and what is measured so would
/// move the next first poll later and later.
inline milliseconds useful_first_poll(const usual_times& usual, bool is_seldom, double random) {
    return is_seldom ? spread(usual.p90, usual.p90, random) : spread(usual.p50 * 3 / 4, usual.p50 * 9 / 10, random);
}

inline milliseconds first_poll_after(const poll_schedule& schedule, double random) {
    return spread(schedule.first, schedule.first_latest, random);
}

/// Decides the time until the next poll; a gateway's own hint wins over its document.
inline milliseconds next_poll_after(const poll_schedule& schedule, std::optional<milliseconds> hint, double random) {
    if (hint) return spread(std::clamp(*hint, milliseconds{500}, milliseconds{600'000}), milliseconds{0}, random);
    return spread(schedule.interval, schedule.interval_longest, random);
}

inline constexpr milliseconds longest_backoff{20'000};

/// Decides the wait before a retry with full jitter: from nothing up to `base`, doubled for each failure before this
/// one, at most `longest`.
inline milliseconds backoff(int failures_before, milliseconds base, double random,
                            milliseconds longest = longest_backoff) {
    const auto most = std::min(base * (std::int64_t{1} << std::min(failures_before, 10)), longest);
    return milliseconds{static_cast<milliseconds::rep>(static_cast<double>(most.count()) * random)};
}

/// The longest time that a timer may ring late, where thousands wait.
inline constexpr milliseconds timer_slack{10};

inline constexpr milliseconds backoff_base{250};
inline constexpr milliseconds throttled_backoff_base{1'000};

}  // namespace seedance::detail
