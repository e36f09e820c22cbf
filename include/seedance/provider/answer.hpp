// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a provider makes of a request, and of a gateway's answers. Text from a gateway is untrusted: it is kept apart
/// from our own words and is never longer than the reply it came in.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// A submit as a gateway takes it, without key and base URL.
struct submit_message {
    std::string target;                ///< appended to the account's base URL, "/generateTask/seedance-2-0-fast"
    std::vector<http_header> headers;  ///< besides the key
    std::string body;                  ///< JSON
};

/// What the gateway itself says of an error: its code and its words, both untrusted.
struct gateway_error {
    std::string code{};     ///< empty: the gateway gave none
    std::string message{};  ///< words for people; empty: the gateway gave none
};

/// What came from a gateway, as it came: untrusted, but without the key.
struct received_answer {
    int status = 0;                      ///< of HTTP; 0: no head of an answer could be read
    std::vector<http_header> headers{};  ///< those that say what the answer is and whose
    std::string body{};                  ///< at most 64 KiB of it

    /// Says whether nothing came.
    bool empty() const noexcept { return status == 0 && body.empty(); }
};

/// How much of an answer has arrived.
enum class arrival : std::uint8_t {
    whole,  ///< all of it, as far as HTTP tells
    cut,    ///< the connection broke off, or what came was no HTTP: more may have been sent
};

/// Gives the value's name: "whole".
constexpr std::string_view to_string(arrival value) noexcept { return value == arrival::whole ? "whole" : "cut"; }

/// How strongly an answer to a submit says that there is a task.
enum class evidence : std::uint8_t {
    none,       ///< it names no id
    reference,  ///< it refuses, and its id is the gateway's own reference, for its support
    candidate,  ///< its id may be a task's: the submit counts as paid, and the gateway is asked before anybody uses it
    task,       ///< it accepts: its id is the task's
};

/// Gives the value's name: "candidate".
constexpr std::string_view to_string(evidence value) noexcept {
    switch (value) {
        case evidence::none: return "none";
        case evidence::reference: return "reference";
        case evidence::candidate: return "candidate";
        case evidence::task: return "task";
    }
    return "?";
}

/// What an answer to a submit says.
struct submit_answer {
    std::string task_id{};  ///< what `strength` says of it; empty: none could be read
    int status = 0;         ///< the HTTP status, or the one the body carries where a gateway answers 200 for errors
    gateway_error error{};  ///< empty for an acceptance
    std::optional<std::chrono::milliseconds> poll_hint{};  ///< how long the gateway asks to wait before each poll
    evidence strength = evidence::none;                    ///< of `task_id`: only `evidence::task` is an acceptance
    bool mended = false;                                   ///< the answer was damaged, and read all the same
};

/// How far a task is. Only `succeeded` and `failed` are terminal.
enum class task_state : std::uint8_t {
    queued,     ///< the gateway has not begun
    running,    ///< the video is being made
    succeeded,  ///< the video can be fetched
    failed,     ///< there will be no video
    unknown,    ///< the gateway's word is not known
};

/// Says whether a task in this state will not change any more.
constexpr bool is_terminal(task_state state) noexcept {
    return state == task_state::succeeded || state == task_state::failed;
}

/// Gives the state's name: "queued".
constexpr std::string_view to_string(task_state state) noexcept {
    switch (state) {
        case task_state::queued: return "queued";
        case task_state::running: return "running";
        case task_state::succeeded: return "succeeded";
        case task_state::failed: return "failed";
        case task_state::unknown: return "unknown";
    }
    return "?";
}

/// Why a task failed, as far as the gateway's own code tells.
enum class fail_reason : std::uint8_t {
    unknown,     ///< the code is missing or not known
    prompt,      ///< the gateway refused the prompt
    moderation,  ///< a content check refused the prompt, an input or the video
    media,       ///< an image, video or audio file could not be fetched or used
    throttled,   ///< there were too many requests
    timeout,     ///< the generation took too long
    balance,     ///< the account's balance was used up
    upstream,    ///< the service behind the gateway failed
    cancelled,   ///< somebody has ended it, by `client::cancel` or at the gateway
};

/// Gives the reason's name: "moderation".
constexpr std::string_view to_string(fail_reason value) noexcept {
    switch (value) {
        case fail_reason::unknown: return "unknown";
        case fail_reason::prompt: return "prompt";
        case fail_reason::moderation: return "moderation";
        case fail_reason::media: return "media";
        case fail_reason::throttled: return "throttled";
        case fail_reason::timeout: return "timeout";
        case fail_reason::balance: return "balance";
        case fail_reason::upstream: return "upstream";
        case fail_reason::cancelled: return "cancelled";
    }
    return "?";
}

/// What is known of whether the gateway charges for a task.
enum class billed : std::uint8_t {
    no,       ///< the gateway does not charge
    yes,      ///< the gateway charges
    unknown,  ///< neither is documented or certain: count it as charged
};

/// Gives the value's name: "unknown".
constexpr std::string_view to_string(billed value) noexcept {
    switch (value) {
        case billed::no: return "no";
        case billed::yes: return "yes";
        case billed::unknown: return "unknown";
    }
    return "?";
}

/// What an answer to a poll, or a callback, says of a task. Missing fields are absent.
struct status_answer {
    bool understood = false;  ///< a state could be read; otherwise only `status` and `error` say something
    int status = 0;           ///< as in `submit_answer`
    gateway_error error{};    ///< of the request, or of the task when `state` is `failed`
    std::string task_id{};    ///< empty where the answer does not repeat it
    std::string model{};      ///< the gateway's name for the model; empty where the answer does not say it
    task_state state = task_state::unknown;     ///< `unknown` also when `understood` is false
    std::string raw_state{};                    ///< the gateway's own word
    std::vector<std::string> urls{};            ///< of the videos; when `state` is `succeeded`
    std::string last_frame_url{};               ///< where it was asked for
    fail_reason reason = fail_reason::unknown;  ///< when `state` is `failed`
    billed charged = billed::unknown;           ///< of a terminal state
    std::optional<money> cost{};                ///< what the gateway says it charged
    std::optional<std::int64_t> tokens{};       ///< what the gateway says it counted, where it bills by tokens
    std::optional<int> progress{};              ///< 0..100
    std::optional<std::chrono::milliseconds> poll_hint{};                 ///< how long to wait before the next poll
    std::optional<std::chrono::system_clock::time_point> created_at{};    ///< by the gateway's clock
    std::optional<std::chrono::system_clock::time_point> completed_at{};  ///< likewise, of a terminal state
    bool mended = false;         ///< the answer was damaged, and read all the same
    received_answer received{};  ///< what came, where the caller of `client::status` is to have it; empty elsewhere
};

}  // namespace seedance
