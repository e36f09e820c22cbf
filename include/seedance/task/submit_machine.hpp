// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>
#include <variant>

#include <seedance/task/judge.hpp>
#include <seedance/task/schedule.hpp>

namespace seedance::detail {

/// A submit without sockets and clocks: replies in, actions out. At most three attempts, and another attempt only after a
/// reply that proves that the one before was not accepted.
class submit_machine {
  public:
    /// Wait, then send the same request on a new connection.
    struct send_again {
        milliseconds after;
        error_code why;
    };
    struct accepted {
        submit_answer answer;
    };
    struct refused {
        judgement why;
        submit_answer answer;
    };
    using action = std::variant<send_again, accepted, refused>;

    static constexpr int max_attempts = 3;

    action on_reply(const http_reply& reply, submit_answer answer, double random) {
        const auto judged = judge_submit(reply, answer);
        if (judged.verdict == verdict::done) return accepted{std::move(answer)};
        if (judged.verdict != verdict::again || attempts_ == max_attempts) return refused{judged, std::move(answer)};
        const bool throttled = judged.code == errc::throttled;
        auto after = backoff(attempts_++ - 1, throttled ? throttled_backoff_base : backoff_base, random);
        if (judged.retry_after) after = std::max<milliseconds>(after, *judged.retry_after);
        return send_again{after, judged.code};
    }

  private:
    int attempts_ = 1;
};

}  // namespace seedance::detail
