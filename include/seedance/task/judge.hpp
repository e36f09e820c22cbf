// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a reply means for a task: pure functions, the only place where it is decided whether something may be sent again.

#include <chrono>
#include <optional>

#include <seedance/core/error.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// What to do after a reply.
enum class verdict : std::uint8_t {
    done,       ///< the answer can be used
    again,      ///< the same request may be sent again: it was not acted on (submit), or asking is free (poll, download)
    give_up,    ///< final; for a submit: proved not accepted
    uncertain,  ///< submit only: it may have been accepted; never sent again
};

struct judgement {
    detail::verdict verdict = verdict::done;
    errc code{};                                        ///< unless `done`
    std::optional<std::chrono::seconds> retry_after{};  ///< what the gateway asks for
};

/// `Retry-After` in whole seconds; nothing for anything else.
SEEDANCE_DECL std::optional<std::chrono::seconds> retry_after(const http_reply& reply);

/// A submit. Before everything else: a task id that could be read means accepted.
SEEDANCE_DECL judgement judge_submit(const http_reply& reply, const submit_answer& answer);

/// A poll. `since_accepted` decides whether an unknown task may be one that is not visible yet.
SEEDANCE_DECL judgement judge_poll(const http_reply& reply, const status_answer& answer, std::chrono::milliseconds since_accepted);

/// A download; `reply.body` is empty when it went to a sink.
SEEDANCE_DECL judgement judge_download(const http_reply& reply);

/// How long a gateway may take to show a task that it has accepted.
inline constexpr std::chrono::seconds visibility_grace{60};

/// The longest `Retry-After` that a submit waits for.
inline constexpr std::chrono::seconds longest_retry_after{120};

}  // namespace seedance::detail

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/task/impl/judge.ipp>
#endif
