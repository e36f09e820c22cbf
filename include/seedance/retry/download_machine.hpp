// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <seedance/core/error.hpp>
#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/download/redirect.hpp>
#include <seedance/retry/backoff.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/retry_quota.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// A download without sockets, clocks and files: replies in, actions out. A transfer that breaks off goes on from where
/// it was; the machine gives up after `max_attempts` without a new byte. When a URL is of no use, the task's next one
/// is tried; after the last the gateway is asked for others: once, or where the file may only not be there yet, for
/// minutes after the task's end.
class download_machine {
  public:
    /// The state of the file when a reply has come.
    struct file_state {
        std::uint64_t received = 0;
        bool asked_rest = false;     ///< the exchange asked for the rest of the file only
        bool misfit = false;         ///< the server's answer was not the rest that was asked for
        bool lacks_some = false;     ///< the server has said how long the file is, and some is missing
        bool has_all = false;        ///< the server has said how long the file is, and nothing is missing
        bool has_other_url = false;  ///< the task has another URL, which was not tried after this one
        milliseconds since_end{};    ///< of the task, as far as is known; else of the download's start
    };

    /// The action to fetch from the first URL, after a wait.
    struct fetch_again {
        milliseconds after;
        errc why;
        bool on_new_connection = false;
    };
    /// The action to drop what has arrived of the file, which is of no use, and fetch all of it from the first URL.
    struct start_over {};
    struct follow_redirect {
        std::string url;
    };
    /// The action to fetch from the task's next URL.
    struct try_other_url {
        errc why;
    };
    /// The action to ask the gateway for another URL, after a wait, and to fetch from it. Where there is none, `why` is
    /// the result, or the URL that is known is tried again if the file may still come.
    struct refresh_url {
        decision why;
        milliseconds after{0};
        bool may_come = false;
        std::string_view detail = {};
    };
    struct finished {};
    struct gave_up {
        decision why;
        std::string_view detail = {};
    };
    using action =
        std::variant<fetch_again, start_over, follow_redirect, try_other_url, refresh_url, finished, gave_up>;

    static constexpr int max_attempts = 8;  ///< without progress
    static constexpr int max_redirects = 5;

    /// How long after its task's end a file may not be there yet.
    static constexpr std::chrono::minutes longest_delay{10};

    action on_reply(const http_reply& reply, std::string_view asked_url, const file_state& file,
                    const reply_context& context, double random, retry_quota& quota) {
        if (reply.is_redirect()) return on_redirect(reply, asked_url, file, random, quota);
        redirects_ = 0;
        const bool no_such_range = !reply.error && reply.status == 416 && (file.asked_rest || started_over_);
        if (no_such_range && file.has_all) return finished{};
        if ((no_such_range || file.misfit) && !std::exchange(started_over_, true)) return start_over{};
        if (no_such_range) return gave_up{{decision_kind::give_up, errc::integrity}};

        const auto decided = decide(reply, file, context);
        switch (decided.kind) {
            case decision_kind::done: return finished{};
            case decision_kind::retry: return on_failure(decided, file, random, quota);
            case decision_kind::refresh: return on_refresh(decided, reply, file, random, quota);
            case decision_kind::queue:
            case decision_kind::pause:
            case decision_kind::give_up:
            case decision_kind::uncertain: break;
        }
        return give_up(decided, file);
    }

    /// Ends a download whose file has its name.
    void on_saved(retry_quota& quota) const noexcept { quota.give_back(last_cost_); }

  private:
    /// Follows a redirect. One that leads nowhere is what some servers say of a URL whose time is over.
    action on_redirect(const http_reply& reply, std::string_view asked_url, const file_state& file, double random,
                       retry_quota& quota) {
        auto next = resolve_redirect(asked_url, reply.header("Location"));
        if (next && ++redirects_ <= max_redirects) return follow_redirect{std::move(*next)};
        redirects_ = 0;
        static_assert(max_redirects == 5);
        constexpr std::string_view detail = "a redirect that cannot be followed: only https, at most 5";
        const decision decided{decision_kind::refresh, errc::download_failed};
        return on_refresh(decided, reply, file, random, quota, detail);
    }

    /// Decides what the reply means, corrected by what has arrived of the file.
    static decision decide(const http_reply& reply, const file_state& file, const reply_context& context) {
        const auto decided = classify_download(reply, context);
        if (decided.kind == decision_kind::done && file.lacks_some)
            return {decision_kind::retry, errc::download_failed, {}, retry_quota::transient_cost};
        if (decided.kind == decision_kind::retry && file.has_all) return {};
        return decided;
    }

    /// Gives the URL up, and with the last one the download. What the file or its limit refuses, no other URL mends.
    action give_up(const decision& decided, const file_state& file) {
        const bool is_of_url = decided.code != errc::file_error && decided.code != errc::too_large;
        failures_ = 0;
        if (file.has_other_url && is_of_url) return try_other_url{decided.code};
        return gave_up{decided};
    }

    action on_failure(const decision& decided, const file_state& file, double random, retry_quota& quota) {
        if (file.received > furthest_) {
            furthest_ = file.received;
            failures_ = 0;
            has_hurried_ = false;
        }
        if (decided.at_once && !std::exchange(has_hurried_, true))
            return fetch_again{milliseconds{0}, decided.code, true};
        if (++failures_ == max_attempts) return give_up(decided, file);
        const bool throttled = decided.cost == retry_quota::throttled_cost;
        const auto after = backoff(failures_ - 1, throttled ? throttled_backoff_base : backoff_base, random);
        return fetch_again{wait_before_retry(decided, decided.cost, after, random, quota), decided.code};
    }

    milliseconds wait_before_retry(const decision& decided, int cost, milliseconds after, double random,
                                   retry_quota& quota) {
        if (quota.take(cost))
            last_cost_ = cost;
        else
            after = spread(longest_backoff, longest_backoff, random);
        return decided.retry_after ? std::max<milliseconds>(after, *decided.retry_after) : after;
    }

    /// Says whether the answer is that of a server to which the file has not come yet: it says that there is none, or
    /// (to whoever may not ask for a list) that nobody may have it, or sends something in place of it.
    static bool is_not_there_yet(const decision& decided, const http_reply& reply) {
        return decided.code == errc::result_expired && reply.status != 401;
    }

    /// Begins to count anew where something came since a URL was of no use the last time: a transfer may take longer
    /// than several URLs live.
    void count_progress(std::uint64_t received) noexcept {
        if (received > received_at_refresh_) refreshes_ = 0;
        received_at_refresh_ = std::max(received_at_refresh_, received);
    }

    /// Goes on where a URL is of no use. `detail` are words about that which the reply has not.
    action on_refresh(const decision& decided, const http_reply& reply, const file_state& file, double random,
                      retry_quota& quota, std::string_view detail = {}) {
        if (file.has_other_url) return try_other_url{decided.code};
        const bool may_come = is_not_there_yet(decided, reply);
        count_progress(file.received);
        const int asked_before = refreshes_++;
        if (asked_before == 0)  // the first time without waiting, unless the server says how long
            return refresh_url{decided, decided.retry_after.value_or(std::chrono::seconds{0}), may_come, detail};
        if (!may_come || file.since_end >= longest_delay) return gave_up{decided, detail};
        const auto after = backoff(asked_before - 1, throttled_backoff_base, random);
        const auto wait = wait_before_retry(decided, retry_quota::transient_cost, after, random, quota);
        return refresh_url{decided, wait, may_come};
    }

    std::uint64_t furthest_ = 0;  ///< bytes of the file that some attempt has reached
    int failures_ = 0;            ///< since `furthest_` grew
    int last_cost_ = 0;
    int redirects_ = 0;         ///< of this attempt
    bool has_hurried_ = false;  ///< has been tried again without waiting
    bool started_over_ = false;
    int refreshes_ = 0;                      ///< how often the gateway was to be asked for another URL
    std::uint64_t received_at_refresh_ = 0;  ///< bytes of the file, the most
};

}  // namespace seedance::detail
