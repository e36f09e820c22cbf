// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/retry_quota.hpp>
#include <seedance/task/task.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Says whether an answer tells of no task in particular that it has failed and costs nothing. A proxy's or a load
/// balancer's `{"status":"error"}` reads like that.
inline bool is_failure_of_nobody(const status_answer& answer) noexcept {
    const bool is_free_failure = answer.state == task_state::failed && answer.charged == billed::no;
    return answer.understood && is_free_failure && text::trim(answer.task_id).empty();
}

/// Waiting for a task without sockets and clocks: replies in, actions out. A failed poll never fails the task; only the
/// gateway's own terminal state does, or an answer that no retry can mend.
class poll_machine {
  public:
    /// The action to ask again after a time. `why` is set when the poll before failed; `paused` when only a person can
    /// mend it.
    struct ask_again {
        milliseconds after;
        error_code why{};
        bool paused = false;
    };
    struct finished {};  ///< the answer holds a terminal state
    struct gave_up {
        decision why;
    };
    using action = std::variant<ask_again, finished, gave_up>;

    /// How often a success without a URL is asked for again, and how often a failure of nobody must be told.
    static constexpr int max_doubtful_answers = 3;

    /// How often the gateway must say that it does not know the task.
    static constexpr int min_not_found_answers = 3;
    static_assert(max_doubtful_answers <= 3 && min_not_found_answers <= 3, "they are counted in two bits each");

    /// How many retries in a row may come sooner than an ordinary poll would: an outage must not cause more
    /// requests than health does.
    static constexpr int hurried_repetitions = 2;

    /// The time between polls of a gateway that wants balance or access first.
    static constexpr milliseconds pause{60'000};

    /// Makes a machine for a task with this schedule, which must outlive it: with a hundred thousand waiting tasks, a
    /// copy in each machine would cost memory.
    explicit poll_machine(const poll_schedule& schedule, callback_use callback = callback_use::none)
        : schedule_{schedule},
          has_callback_{callback != callback_use::none},
          is_seldom_{callback == callback_use::instead_of_polls} {}

    /// Asks as the document says from now on: a callback has come, and the end is near.
    void expect_end() noexcept { is_seldom_ = false; }
    bool is_seldom() const noexcept { return is_seldom_; }

    /// Gives the shortest time between polls by the document.
    milliseconds documented_interval() const noexcept { return schedule_.interval; }

    /// Says when to ask first, for a task that was accepted so long ago: not before the document's time, nor before the
    /// hint that came with the acceptance.
    milliseconds first_poll(milliseconds since_accepted, double random) const {
        return from_now(first_poll_after(schedule(), random), since_accepted, random);
    }

    /// The same where it is known how long such tasks take, for one who waits for so long yet: not before the
    /// document's time, and so that a few polls follow.
    milliseconds first_poll(milliseconds since_accepted, double random, const usual_times& usual,
                            milliseconds left) const {
        const auto last = since_accepted + left - 2 * longest_interval();
        const auto useful = std::min(useful_first_poll(usual, is_seldom(), random), last);
        return from_now(std::max(first_poll_after(schedule_, random), useful), since_accepted, random);
    }

    /// Says when to ask first where very many should have been asked for before now: at some time within an interval,
    /// as if each had been asked for all the time.
    milliseconds some_time_in_interval(double random) const {
        const auto interval = static_cast<double>(milliseconds{schedule().interval}.count());
        return milliseconds{static_cast<milliseconds::rep>(interval * random)};
    }

    action on_reply(const http_reply& reply, const status_answer& answer, const reply_context& context, double random,
                    retry_quota& quota) {
        const auto decided = believed(classify_poll(reply, answer, context));
        if (decided.kind == decision_kind::give_up) return gave_up{decided};
        if (decided.kind == decision_kind::pause) return ask_again{spread(pause, pause, random), decided.code, true};
        if (decided.kind == decision_kind::retry) return on_failure(decided, random, quota);
        quota.give_back(std::exchange(last_cost_, std::uint8_t{0}));
        failures_ = not_found_ = without_url_ = 0;
        has_hurried_ = false;
        if (is_failure_of_nobody(answer) && ++of_nobody_ != max_doubtful_answers)
            return ask_again{next_poll(random), errc::poll_failed};
        if (is_terminal(answer.state)) return finished{};
        of_nobody_ = 0;
        set_hint(answer.poll_hint ? answer.poll_hint : hint());
        return ask_again{next_poll(random)};
    }

    void set_hint(std::optional<milliseconds> hint) {
        hint_ =
            hint ? static_cast<std::int32_t>(std::clamp<milliseconds::rep>(hint->count(), 0, longest_hint)) : no_hint;
    }

  private:
    static constexpr std::int32_t no_hint = -1;
    static constexpr milliseconds::rep longest_hint = 3'600'000;

    std::optional<milliseconds> hint() const {
        return hint_ == no_hint ? std::nullopt : std::optional{milliseconds{hint_}};
    }
    milliseconds from_now(milliseconds first, milliseconds since_accepted, double random) const {
        if (const auto hinted = hint()) first = std::max(first, next_poll_after(schedule_, hinted, random));
        return std::max(milliseconds{0}, first - since_accepted);
    }
    milliseconds longest_interval() const { return next_poll_after(schedule(), std::nullopt, 1.0); }
    poll_schedule schedule() const { return is_seldom_ ? seldom(schedule_) : schedule_; }

    milliseconds next_poll(double random) const {
        const auto next = next_poll_after(schedule_, hint(), random);
        return is_seldom_ ? std::max(next, next_poll_after(schedule(), std::nullopt, random)) : next;
    }

    /// A gateway may say of a task that it has accepted that it does not know it: one answer is not believed. No
    /// document says that a task can be polled whose end is posted.
    decision believed(decision decided) {
        if (decided.code != errc::task_not_found) return decided;
        if (not_found_ < min_not_found_answers) ++not_found_;
        const bool is_believed = not_found_ == min_not_found_answers && !has_callback_;
        if (decided.kind != decision_kind::give_up || is_believed) return decided;
        return {decision_kind::retry, decided.code, std::nullopt, retry_quota::transient_cost};
    }

    action on_failure(const decision& decided, double random, retry_quota& quota) {
        const bool is_malformed = decided.code == errc::result_malformed;
        if (is_malformed && without_url_ == max_doubtful_answers) return gave_up{decided};
        if (is_malformed) {
            not_found_ = 0;  // it is known, and has a video
            ++without_url_;
        }
        const bool doubtful = is_malformed || decided.code == errc::task_not_found;
        if (decided.at_once && !std::exchange(has_hurried_, true)) return ask_again{milliseconds{0}, decided.code};
        const bool paid = quota.take(decided.cost);
        last_cost_ = paid ? static_cast<std::uint8_t>(decided.cost) : std::uint8_t{0};
        const auto ordinary = next_poll(random);
        if (doubtful) return ask_again{ordinary, decided.code};
        const auto jitter = backoff(failures_, backoff_base, random);
        auto after = paid ? jitter : spread(longest_backoff * 5 / 6, longest_backoff, random);
        if (!paid || failures_ >= hurried_repetitions) after = std::max(after, ordinary);
        if (failures_ < 100) ++failures_;
        if (decided.retry_after)
            return ask_again{std::max({after, *decided.retry_after + jitter, backoff_base}), decided.code};
        if (decided.code == errc::throttled) after = std::max(after, 2 * ordinary);
        return ask_again{after, decided.code};
    }

    const poll_schedule& schedule_;
    std::int32_t hint_ = no_hint;  ///< the gateway's, in milliseconds
    std::uint8_t failures_ = 0;
    std::uint8_t last_cost_ = 0;
    bool has_hurried_ = false;
    std::uint8_t not_found_ : 2 = 0;    // answers, up to min_not_found_answers; bits: a hundred thousand tasks may wait
    std::uint8_t without_url_ : 2 = 0;  // answers, up to max_doubtful_answers
    std::uint8_t of_nobody_ : 2 = 0;    // likewise
    bool has_callback_ : 1;
    bool is_seldom_ : 1;
};

}  // namespace seedance::detail
