// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/retry_quota.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// A submit without sockets and clocks: replies in, actions out. There are at most three attempts, and another one only
/// after a reply that proves that the one before was not accepted. What the gateway refuses because there are too many
/// was no attempt.
class submit_machine {
  public:
    /// The action to wait, then send the same request on a new connection.
    struct send_again {
        milliseconds after;
        error_code why;
    };
    /// The action to wait for a turn, then send the same request on a new connection.
    struct queue_again {
        decision why;
        submit_answer answer;
    };
    struct accepted {
        submit_answer answer;
    };
    struct refused {
        decision why;
        submit_answer answer;
    };
    using action = std::variant<send_again, queue_again, accepted, refused>;

    static constexpr int max_attempts = 3;

    action on_reply(const http_reply& reply, submit_answer answer, const reply_context& context, double random,
                    retry_quota& quota) {
        const auto decided = classify_submit(reply, answer, context);
        if (decided.kind == decision_kind::done) {
            quota.give_back(std::exchange(last_cost_, 0));
            return accepted{std::move(answer)};
        }
        if (decided.kind == decision_kind::queue) return queue_again{decided, std::move(answer)};
        if (decided.kind != decision_kind::retry) return refused{decided, std::move(answer)};
        if (decided.at_once && !std::exchange(has_hurried_, true)) return send_again{milliseconds{0}, decided.code};
        if (attempts_ == max_attempts || !quota.take(decided.cost)) return refused{decided, std::move(answer)};
        last_cost_ = decided.cost;
        const bool throttled = decided.code == errc::throttled;
        const auto after = backoff(attempts_++ - 1, throttled ? throttled_backoff_base : backoff_base, random);
        return send_again{after, decided.code};
    }

  private:
    int attempts_ = 1;
    int last_cost_ = 0;
    bool has_hurried_ = false;
};

}  // namespace seedance::detail
