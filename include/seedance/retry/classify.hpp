// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a reply means for a task: pure functions, the only place where it is decided whether something may be sent
/// again. tests/support/decisions.txt has the whole table; every row of it is a test.

#include <chrono>
#include <cstdint>
#include <optional>

#include <seedance/core/error.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// The kinds of decisions about a reply.
enum class decision_kind : std::uint8_t {
    done,     ///< the answer can be used
    retry,    ///< the same request may be sent again: it was not acted on (submit), or asking is free (poll, download)
    queue,    ///< submit only: refused because there are too many; it waits for its turn, and was no attempt
    pause,    ///< poll only: asking helps when a person has done something; the task is kept
    give_up,  ///< final; for a submit: proved not accepted
    uncertain,  ///< submit only: it may have been accepted; never sent again
    refresh,    ///< download only: the URL is of no use any more; the gateway may give another
};

/// A decision about a reply, with its terms.
struct decision {
    decision_kind kind = decision_kind::done;
    errc code{};                                        ///< unless `done`
    std::optional<std::chrono::seconds> retry_after{};  ///< what the gateway asks for
    int cost = 0;                                       ///< of `retry`: tokens of the retry quota
    bool at_once = false;  ///< of `retry`: the first time free and without waiting, on a new connection
};

/// Reads the reply's `Retry-After`: seconds, with or without a fraction, or a date against the reply's own `Date`
/// (against `now` where it has none); at least 0, at most a year. Gives nothing for anything else.
SEEDANCE_DECL std::optional<std::chrono::seconds> retry_after(const http_reply& reply,
                                                              std::chrono::system_clock::time_point now);

/// The facts that are known when a reply comes.
struct reply_context {
    std::chrono::system_clock::time_point now{};
    std::chrono::milliseconds polled_for{};  ///< of a poll, on the steady clock: a task may not be visible yet
    std::chrono::milliseconds time_left = std::chrono::milliseconds::max();  ///< for which waiting makes sense
    bool refused_before_acting = false;  ///< of a submit: by the gateway's document, the answer proves it
};

/// Decides what the reply to a submit means. An id that is the task's means accepted, whatever else it says; one that
/// may be a task's means that nothing may be sent again.
SEEDANCE_DECL decision classify_submit(const http_reply& reply, const submit_answer& answer,
                                       const reply_context& context);

/// Decides what the reply to a poll means.
SEEDANCE_DECL decision classify_poll(const http_reply& reply, const status_answer& answer,
                                     const reply_context& context);

/// Says whether the reply to a poll is the gateway's own word that it does not know the task: one with an error code,
/// where the gateway has it. A proxy in between has a page, or JSON with a `message` alone.
SEEDANCE_DECL bool is_gone(const http_reply& reply, const status_answer& answer);

/// Decides what the reply to a download means; its body is empty when it went to a sink.
SEEDANCE_DECL decision classify_download(const http_reply& reply, const reply_context& context);

/// The time for which a task that the gateway does not know is polled, whenever that begins: it may take a gateway so
/// long to show one that it has accepted, and a wall clock does not tell when that was.
inline constexpr std::chrono::seconds visibility_grace{60};

/// The longest `Retry-After` that a download or a question waits for.
inline constexpr std::chrono::seconds longest_retry_after{120};

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/retry/impl/classify.ipp>
#endif
