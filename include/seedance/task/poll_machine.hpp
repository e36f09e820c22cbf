// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <utility>
#include <variant>

#include <seedance/task/judge.hpp>
#include <seedance/task/schedule.hpp>

namespace seedance::detail {

/// Waiting for a task without sockets and clocks: replies in, actions out. A failed poll never fails the task; only the
/// gateway's own terminal state does, or an answer that no repetition can mend.
class poll_machine {
  public:
    /// Ask again after this time. `why` is set when the poll before failed.
    struct ask_again {
        milliseconds after;
        error_code why;
    };
    struct finished {};  ///< the answer holds a terminal state
    struct gave_up {
        judgement why;
    };
    using action = std::variant<ask_again, finished, gave_up>;

    /// How often an unknown task, or a success without a URL, is asked for again.
    static constexpr int max_doubtful_answers = 3;

    explicit poll_machine(const poll_schedule& schedule) : schedule_{schedule} {}

    /// When to ask first, for a task that was accepted so long ago: not before the document's time, nor before the hint that
    /// came with the acceptance.
    milliseconds first_poll(milliseconds since_accepted, double random) const {
        auto first = first_poll_after(schedule_, random);
        if (hint_) first = std::max(first, next_poll_after(schedule_, hint_, random));
        return std::max(milliseconds{0}, first - since_accepted);
    }

    action on_reply(const http_reply& reply, const status_answer& answer, milliseconds since_accepted, double random) {
        const auto judged = judge_poll(reply, answer, since_accepted);
        if (judged.verdict == verdict::give_up) return gave_up{judged};
        if (judged.verdict == verdict::again) return on_failure(judged, random);
        failures_ = doubtful_ = 0;
        if (is_terminal(answer.state)) return finished{};
        if (answer.poll_hint) hint_ = answer.poll_hint;
        return ask_again{next_poll_after(schedule_, hint_, random), {}};
    }

    void set_hint(std::optional<milliseconds> hint) { hint_ = hint; }

  private:
    action on_failure(const judgement& judged, double random) {
        const bool doubtful = judged.code == errc::task_not_found || judged.code == errc::result_malformed;
        if (doubtful && ++doubtful_ > max_doubtful_answers) return gave_up{judged};
        if (doubtful) return ask_again{next_poll_after(schedule_, hint_, random), judged.code};
        auto after = backoff(failures_++, backoff_base, random);
        if (judged.code == errc::throttled) after = std::max(after, 2 * next_poll_after(schedule_, hint_, random));
        if (judged.retry_after) after = std::max<milliseconds>(*judged.retry_after, backoff_base);
        return ask_again{after, judged.code};
    }

    poll_schedule schedule_;
    std::optional<milliseconds> hint_{};
    int failures_ = 0;
    int doubtful_ = 0;
};

}  // namespace seedance::detail
