// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/retry_quota.hpp>

namespace seedance::detail {

/// A question that costs nothing, without sockets and clocks: decisions in, actions out. It is asked at most three
/// times, and once more, at once, where an idle connection was closed.
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
        if (decided.kind == decision_kind::done) {
            quota.give_back(std::exchange(last_cost_, 0));
            return answered{};
        }
        if (decided.kind != decision_kind::retry) return gave_up{decided};
        if (decided.at_once && !std::exchange(has_hurried_, true)) return ask_again{milliseconds{0}};
        if (attempts_ == max_attempts || !is_worth_waiting(decided, time_left)) return gave_up{decided};
        if (!quota.take(decided.cost)) return gave_up{decided};
        last_cost_ = decided.cost;
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
    int last_cost_ = 0;
    bool has_hurried_ = false;
};

}  // namespace seedance::detail
