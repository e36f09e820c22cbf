// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <variant>

#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/retry_quota.hpp>

namespace seedance::detail {

/// A question that costs nothing, without sockets and clocks: decisions in, actions out. It is asked at most three
/// times.
class query_machine {
  public:
    struct ask_again {
        milliseconds after;
    };
    struct answered {};
    struct gave_up {
        decision why;
    };
    using action = std::variant<ask_again, answered, gave_up>;

    static constexpr int max_attempts = 3;

    action on_decision(const decision& decided, milliseconds time_left, double random, retry_quota& quota) {
        if (decided.kind == decision_kind::done) return answered{};
        if (decided.kind != decision_kind::retry || attempts_ == max_attempts) return gave_up{decided};
        if (!is_worth_waiting(decided, time_left) || !quota.take(decided.cost)) return gave_up{decided};
        auto after = backoff(attempts_++ - 1, backoff_base, random);
        if (decided.retry_after) after = std::max<milliseconds>(after, *decided.retry_after);
        return ask_again{after};
    }

  private:
    static bool is_worth_waiting(const decision& decided, milliseconds time_left) noexcept {
        const auto wait = decided.retry_after.value_or(std::chrono::seconds{0});
        return wait <= longest_retry_after && wait < time_left;
    }

    int attempts_ = 1;
};

}  // namespace seedance::detail
