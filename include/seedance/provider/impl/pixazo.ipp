// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/text.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/key_header.hpp>
#include <seedance/provider/media_json.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/submit_id.hpp>
#include <seedance/provider/task_state.hpp>
#include <seedance/provider/url_part.hpp>

namespace seedance {

namespace detail::pixazo {

inline bool is_seedance_1_0(const request_view& request) { return request.model->id.starts_with("seedance-1-0"); }

inline void append_directive(std::string& text, std::string_view name, std::string_view value) {
    if (!text.empty()) text += ' ';
    text.append(name).append(" ").append(value);
}

inline std::string_view word(bool value) { return value ? "true" : "false"; }

/// Gives the prompt with directives for what has no field of its own.
inline std::string text_of(const request_view& request) {
    std::string text{text::trim_blank(request.prompt)};
    if (is_seedance_1_0(request)) {
        append_directive(text, "--ratio", request.aspect_ratio);
        append_directive(text, "--resolution", request.resolution);
        append_directive(text, "--duration", std::to_string(request.seconds));
        append_directive(text, "--camerafixed", word(request.camera_fixed.value_or(false)));
        return text;
    }
    if (request.seed) append_directive(text, "--seed", std::to_string(*request.seed));
    if (request.frames_per_second)
        append_directive(text, "--framepersecond", std::to_string(*request.frames_per_second));
    if (request.camera_fixed) append_directive(text, "--camerafixed", word(*request.camera_fixed));
    return text;
}

inline std::string body_2_0(const request_view& request) {
    json_writer body{size_of_texts(request)};
    body.begin_object();
    write_content(body, text_of(request), request);
    body.member("ratio", request.aspect_ratio);
    body.member("resolution", request.resolution);
    body.member("duration", request.duration_as_source ? -1 : request.seconds);
    body.member("generate_audio", request.with_sound());
    if (request.watermark) body.member("watermark", *request.watermark);
    if (request.web_search.value_or(false))
        body.name("tools").begin_array().begin_object().member("type", "web_search").end_object().end_array();
    return body.end_object().take();
}

inline std::string body_1_0(const request_view& request) {
    json_writer body{size_of_texts(request)};
    body.begin_object().member("model", request.model->id).member("text", text_of(request));
    if (!request.last_frame.empty())
        body.member("first_frame", request.first_frame).member("last_frame", request.last_frame);
    else if (!request.first_frame.empty())
        body.member("image_url", request.first_frame);
    return body.end_object().take();
}

inline submit_message message_of(std::string target, std::string body) {
    auto message = json_message(std::move(target), std::move(body));
    message.headers.push_back({"Cache-Control", "no-cache"});
    return message;
}

/// Escapes each part of a path and puts one slash before it.
inline std::string path_of(std::string_view text) {
    std::string path;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
        end = std::min(text.find('/', at), text.size());
        if (end != at) path.append("/").append(escape_url_part(text.substr(at, end - at)));
    }
    return path.empty() ? "/" : path;
}

/// Where the document puts the id, and what a success may call it elsewhere.
inline constexpr std::string_view id_path[] = {"request_id"};
inline constexpr std::string_view other_ids[] = {"requestId", "task_id", "taskId", "id"};

/// Reads `error`, which is a text, an object or null.
inline gateway_error error_of(json_view answer) {
    const auto error = answer["error"], message = answer["message"];
    if (error.is_object() || !message.has_text()) return read_error(error, message);
    return {.code = error.text(), .message = message.text()};
}

/// What the document calls an account without balance, folded.
inline constexpr std::string_view balance_codes[] = {"insufficientbalance"};

/// Gives the status of an answer; a refusal for want of balance is 402, though the gateway may say 403.
inline int effective_status(int http_status, const gateway_error& error) {
    const bool says_balance =
        is_one_of_codes(error.code.empty() ? error.message : error.code, balance_codes) && http_status == 403;
    return says_balance ? 402 : http_status;
}

/// What the document calls a model that is not offered, or is disabled, folded.
inline constexpr std::string_view model_codes[] = {"modelnotfound"};

/// Gives the status of an answer to a submit; a model that is not there is 404, though the gateway says 400.
inline int effective_submit_status(int http_status, const gateway_error& error) {
    const bool says_model =
        is_one_of_codes(error.code.empty() ? error.message : error.code, model_codes) && http_status == 400;
    return says_model ? 404 : effective_status(http_status, error);
}

inline task_state state_of(std::string_view word) {
    if (is_word(word, "QUEUED")) return task_state::queued;
    if (is_word(word, "PROCESSING")) return task_state::running;
    if (is_word(word, "COMPLETED")) return task_state::succeeded;
    if (is_word(word, "FAILED") || is_word(word, "ERROR")) return task_state::failed;
    return task_state::unknown;
}

/// A refusal names a request too; only an acceptance says where to ask, or how far the task is.
inline bool looks_accepted(json_view answer) {
    const auto state = state_of(answer["status"].string());
    return answer["polling_url"].has_text() || state == task_state::queued || state == task_state::running;
}

/// Reads `media_url`, which is a list, or the only URL itself.
inline std::vector<std::string> result_urls(json_view answer) {
    std::vector<std::string> urls;
    const auto found = answer["output"]["media_url"];
    add_url(urls, found);
    for (const json_view url : found.elements()) add_url(urls, url);
    if (urls.empty()) add_urls_below(urls, answer["output"]);
    if (urls.empty()) add_urls_of_answer(urls, answer);
    return urls;
}

inline json_view place_of_id(json_view answer) {
    return answer.first({"request_id", "requestId", "task_id", "taskId", "id"});
}

inline void read_task(status_answer& answer, json_view parsed) {
    answer.raw_state = parsed["status"].text();
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    if (auto model = parsed["model_id"].text(); model.starts_with("seedance-")) answer.model = std::move(model);
    answer.created_at = parsed["created_at"].timestamp();
    answer.completed_at = parsed["completed_at"].timestamp();
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(parsed);
        answer.charged = billed::yes;
    }
    if (answer.state != task_state::failed) return;
    add_error(answer.error, parsed);
    add_error(answer.error, parsed["output"]);
    answer.reason = reason_of_failure(answer.error);
    if (!is_word(answer.raw_state, "error")) return;
    answer.charged = billed::no;
    if (answer.reason == fail_reason::unknown) answer.reason = fail_reason::upstream;
}

}  // namespace detail::pixazo

SEEDANCE_DECL http_header provider_traits<pixazo::gateway>::authorization(std::string_view key) {
    return key_header("Ocp-Apim-Subscription-Key", {}, key);
}

SEEDANCE_DECL submit_message provider_traits<pixazo::gateway>::encode(const request_view& request) {
    auto message =
        detail::pixazo::message_of(std::string{request.rules->wire_name}, detail::pixazo::is_seedance_1_0(request)
                                                                              ? detail::pixazo::body_1_0(request)
                                                                              : detail::pixazo::body_2_0(request));
    if (!request.callback_url.empty()) add_callback(message, request.callback_url);
    if (request.callback_progress.value_or(false)) message.headers.back().value = "sync";
    return message;
}

SEEDANCE_DECL submit_message provider_traits<pixazo::gateway>::encode_unchecked(std::string_view model_id,
                                                                                std::string_view mode_path,
                                                                                std::string_view json) {
    const auto model = model_id.empty() ? std::string{} : "/" + escape_url_part(model_id);
    auto target =
        mode_path.starts_with('/') ? detail::pixazo::path_of(mode_path) : model + "/v1/" + escape_url_part(mode_path);
    return detail::pixazo::message_of(std::move(target), std::string{json});
}

SEEDANCE_DECL std::string provider_traits<pixazo::gateway>::status_target(std::string_view, std::string_view task_id) {
    return "/v2/requests/status/" + escape_url_part(task_id);
}

SEEDANCE_DECL submit_answer provider_traits<pixazo::gateway>::decode_submit(int http_status, std::string_view body,
                                                                            arrival arrived) {
    json_memory memory;
    const auto parsed = memory.parse(body);
    submit_answer answer{.error = detail::pixazo::error_of(parsed)};
    answer.status = detail::pixazo::effective_submit_status(http_status, answer.error);
    const bool looks_accepted = detail::pixazo::looks_accepted(parsed);
    read_task_id(answer, {arrived, body}, parsed, memory, {detail::pixazo::id_path, detail::pixazo::other_ids},
                 looks_accepted);
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<pixazo::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    json_memory memory;
    const auto parsed = memory.parse(body, "status");
    if (!parsed.is_object()) return answer;
    answer.error = detail::pixazo::error_of(parsed);
    answer.status = detail::pixazo::effective_status(http_status, answer.error);
    if (!may_tell_state(answer.status)) return answer;
    answer.mended = memory.was_damaged();
    const bool was_cut = memory.was_cut();
    detail::pixazo::read_task(answer, parsed);
    answer.task_id = id_of_task(parsed, body, memory, detail::pixazo::place_of_id);
    settle_state(answer, was_cut);
    return answer;
}

SEEDANCE_DECL void provider_traits<pixazo::gateway>::add_callback(submit_message& message, std::string_view url) {
    message.headers.push_back({"X-Webhook-URL", std::string{url}});
    message.headers.push_back({"X-Webhook-Mode", "terminal"});
}

SEEDANCE_DECL status_answer provider_traits<pixazo::gateway>::decode_callback(std::string_view body) {
    return decode_status(200, body);
}

}  // namespace seedance
