// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a program tells a sandbox about callbacks, and what a sandbox reports of them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/transport/http.hpp>

namespace seedance::testing {

/// How somebody forges a callback.
enum class callback_forgery : std::uint8_t {
    none,         ///< not at all: it is the gateway's own
    wrong_token,  ///< the right body to a URL in which one character is another
    other_task,   ///< the right URL with what the gateway says of another of its tasks when that one has ended; where
                  ///< there is no other, of a task that does not exist
    bad_json,     ///< the right URL with the first half of the body
    too_large,    ///< the right URL with the right body and blanks behind it: 300 KiB
};

/// Gives the forgery's name: "wrong_token".
constexpr std::string_view to_string(callback_forgery forged) noexcept {
    switch (forged) {
        case callback_forgery::none: return "none";
        case callback_forgery::wrong_token: return "wrong_token";
        case callback_forgery::other_task: return "other_task";
        case callback_forgery::bad_json: return "bad_json";
        case callback_forgery::too_large: return "too_large";
    }
    return "?";
}

/// What happens to a callback on its way. To swap bodies between tasks is `{.copies = 0, .forgeries = {other_task}}`.
struct callback_fault {
    int copies = 1;                      ///< how often it is posted; 0: it is lost
    std::chrono::milliseconds delay{0};  ///< gateway time from the event to the post, for the forged ones too

    /// What is posted besides, each once. Forged callbacks are never tried again.
    std::vector<callback_forgery> forgeries = {};
};

/// How a callback spells the name of the task's id.
enum class id_spelling : std::uint8_t {
    documented,  ///< as the status answer: APIXO `taskId`, Pixazo `request_id`, Xenodia `task_id`
    other,       ///< APIXO `task_id`, Pixazo `requestId`, Xenodia `taskId`
};

/// Gives the spelling's name: "other".
constexpr std::string_view to_string(id_spelling spelling) noexcept {
    return spelling == id_spelling::other ? "other" : "documented";
}

/// How a sandbox delivers callbacks.
struct callback_options {
    /// Where callbacks are posted: "http://127.0.0.1:8080", or https, whose certificate is not looked at. Path, query
    /// and `Host` are those of the callback's URL. Loopback only. Empty: nothing is posted, see
    /// `sandbox::take_callbacks`.
    std::string deliver_to = {};

    callback_fault fault = {};  ///< of every callback that `sandbox::fault_next_callback` says nothing of
    bool shuffle = false;       ///< what is due together is posted in an order that follows from the sandbox's seed

    /// Tasks end as they are accepted, and their submit is answered once the first try of a callback is over.
    bool before_answer = false;

    id_spelling ids = id_spelling::documented;
    std::size_t at_once = 1;  ///< posts under way at a time, at least 1; 1: they arrive in order

    /// How long one post may take until it is answered, in real time. 0: 30 s for APIXO, 5 s for Pixazo ("within a few
    /// seconds"), 10 s for Xenodia.
    std::chrono::milliseconds answer_within{0};
};

/// A callback as it is posted, with the method POST.
struct sandbox_callback {
    std::string provider = {};                         ///< "apixo"
    std::string task_id = {};                          ///< whose callback it is
    std::string url = {};                              ///< as the submit gave it, unless a token is forged
    std::string target = {};                           ///< its path and query, beginning with a slash
    std::vector<http_header> headers = {};             ///< Host, User-Agent, Content-Type, Content-Length
    std::string body = {};                             ///< what the gateway's status answer said at the event
    bool terminal = false;                             ///< the task had ended
    callback_forgery forged = callback_forgery::none;  ///< what is wrong with it
    int attempt = 1;                                   ///< counted from 1; more where it had not been acknowledged
    std::chrono::milliseconds at{0};                   ///< when it was due, in gateway time since the sandbox started
};

/// One try to post a callback, and what came of it.
struct callback_delivery {
    sandbox_callback callback = {};  ///< what was posted
    std::string posted_to = {};      ///< "http://127.0.0.1:8080/hooks/1?a=b"
    int status = 0;                  ///< of the answer; 0: there was no whole answer in time
    std::string answer = {};         ///< its body
    std::string failure = {};        ///< why there was no answer, in words
    bool acknowledged = false;       ///< the gateway took the answer for a yes: APIXO wants 200, the others any 2xx
};

}  // namespace seedance::testing
