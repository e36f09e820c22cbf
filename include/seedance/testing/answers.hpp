// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What the gateways of the library answer, for tests with a `scripted_transport`:
///
/// @code
/// transport->enqueue(testing::accepted("apixo", "task_1"));
/// transport->enqueue(testing::succeeded("apixo", "task_1", "https://files.example/1.mp4"));
/// @endcode

#include <stdexcept>
#include <string>
#include <string_view>

#include <seedance/provider/json_writer.hpp>
#include <seedance/testing/scripted_transport.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::testing {

namespace detail {

/// How a gateway writes the parts of its answers.
struct answer_style {
    std::string_view provider;
    int accepted_status;       ///< of HTTP
    std::string_view id;       ///< the member with the task's id
    std::string_view state;    ///< the member with its state
    std::string_view waiting;  ///< the gateway's word for a task that it has accepted
    std::string_view running;
    std::string_view success;
    std::string_view failure;
};

inline constexpr answer_style answer_styles[] = {
    {"apixo", 200, "taskId", "state", "pending", "processing", "success", "failed"},
    {"pixazo", 202, "request_id", "status", "QUEUED", "PROCESSING", "COMPLETED", "FAILED"},
    {"xenodia", 202, "task_id", "state", "waiting", "generating", "success", "fail"},
};

inline const answer_style& style_of(std::string_view provider) {
    for (const auto& each : answer_styles)
        if (each.provider == provider) return each;
    throw std::invalid_argument{"testing: no gateway of this name is known: " + std::string{provider}};
}

/// Makes the answer about a task; `more` writes further members. APIXO puts it into an envelope.
template <class More>
http_reply answer_about(const answer_style& style, int status, std::string_view id, std::string_view state, More more) {
    const bool has_envelope = style.provider == "apixo";
    json_writer body;
    body.begin_object();
    if (has_envelope) body.member("code", 200).member("message", "success").name("data").begin_object();
    body.member(style.id, id).member(style.state, state);
    more(body);
    if (has_envelope) body.end_object();
    return reply_with(status, body.end_object().take(), {{"Content-Type", "application/json"}});
}

inline void write_result(json_writer& body, std::string_view provider, std::string_view url) {
    if (provider == "apixo") {  // JSON in a text
        json_writer result;
        result.begin_object().name("resultUrls").begin_array().value(url).end_array().end_object();
        body.member("resultJson", result.take());
    } else if (provider == "pixazo") {
        body.name("output").begin_object().name("media_url").begin_array().value(url).end_array().end_object();
    } else {
        body.name("result").begin_object().name("data").begin_array().begin_object().member("url", url);
        body.end_object().end_array().end_object();
    }
}

inline void write_failure(json_writer& body, std::string_view provider, std::string_view code,
                          std::string_view message) {
    if (provider == "apixo")
        body.member("failCode", code).member("failMsg", message);
    else if (provider == "pixazo")
        body.member("error", message.empty() ? code : message);
    else
        body.name("error").begin_object().member("code", code).member("message", message).end_object();
}

}  // namespace detail

/// @{
/// Makes the answer of a gateway ("apixo", "pixazo", "xenodia"), as its document shows it: to a submit that it accepts,
/// and to polls of a task that is being made, has succeeded, or has failed. Pixazo shows no codes: its words are
/// `message`, or `code` where that is empty.
/// @par Errors
/// Throws `std::invalid_argument` for another gateway.
inline http_reply accepted(std::string_view provider, std::string_view id) {
    const auto& style = detail::style_of(provider);
    return detail::answer_about(style, style.accepted_status, id, style.waiting, [](json_writer&) {});
}

inline http_reply running(std::string_view provider, std::string_view id) {
    const auto& style = detail::style_of(provider);
    return detail::answer_about(style, 200, id, style.running, [](json_writer&) {});
}

inline http_reply succeeded(std::string_view provider, std::string_view id, std::string_view url) {
    const auto& style = detail::style_of(provider);
    return detail::answer_about(style, 200, id, style.success,
                                [&](json_writer& body) { detail::write_result(body, provider, url); });
}

inline http_reply failed(std::string_view provider, std::string_view id, std::string_view code,
                         std::string_view message = {}) {
    const auto& style = detail::style_of(provider);
    return detail::answer_about(style, 200, id, style.failure,
                                [&](json_writer& body) { detail::write_failure(body, provider, code, message); });
}
/// @}

}  // namespace seedance::testing
