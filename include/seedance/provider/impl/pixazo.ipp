// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>

#include <seedance/provider/impl/json.hpp>
#include <seedance/provider/impl/json_writer.hpp>
#include <seedance/provider/impl/timestamp.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/provider/url_part.hpp>

namespace seedance {

namespace detail::pixazo {

inline bool is_seedance_1_0(const request_view& request) { return request.model->id.starts_with("seedance-1-0"); }

inline void append_directive(std::string& text, std::string_view name, std::string_view value) {
    if (!text.empty()) text += ' ';
    text.append(name).append(" ").append(value);
}

inline std::string_view word(bool value) { return value ? "true" : "false"; }

/// The prompt with what has no field of its own.
inline std::string text_of(const request_view& request) {
    std::string text{text::trim(request.prompt)};
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

inline void write_item(json_writer& content, std::string_view type, std::string_view url, std::string_view role) {
    content.begin('{')
        .member("type", type)
        .name(type)
        .begin('{')
        .member("url", url)
        .end('}')
        .member("role", role)
        .end('}');
}

inline void write_references(json_writer& content, const request_view& request, media kind, std::string_view type,
                             std::string_view role) {
    for (const auto& reference : request.references)
        if (reference.kind == kind) write_item(content, type, reference.url, role);
}

/// Always in this order: text, images, videos, audio.
inline void write_content(json_writer& body, const request_view& request) {
    body.name("content").begin('[');
    if (const auto text = text_of(request); !text.empty())
        body.begin('{').member("type", "text").member("text", text).end('}');
    if (!request.first_frame.empty()) write_item(body, "image_url", request.first_frame, "first_frame");
    if (!request.last_frame.empty()) write_item(body, "image_url", request.last_frame, "last_frame");
    write_references(body, request, media::image, "image_url", "reference_image");
    write_references(body, request, media::video, "video_url", "reference_video");
    write_references(body, request, media::audio, "audio_url", "reference_audio");
    body.end(']');
}

inline std::string body_2_0(const request_view& request) {
    json_writer body;
    body.begin('{');
    write_content(body, request);
    body.member("ratio", request.aspect_ratio);
    body.member("resolution", request.resolution);
    body.member("duration", request.duration_as_source ? -1 : request.seconds);
    body.member("generate_audio", request.with_sound());
    if (request.watermark) body.member("watermark", *request.watermark);
    if (request.web_search.value_or(false))
        body.name("tools").begin('[').begin('{').member("type", "web_search").end('}').end(']');
    return body.end('}').take();
}

inline std::string body_1_0(const request_view& request) {
    json_writer body;
    body.begin('{').member("model", request.model->id).member("text", text_of(request));
    if (!request.last_frame.empty())
        body.member("first_frame", request.first_frame).member("last_frame", request.last_frame);
    else if (!request.first_frame.empty())
        body.member("image_url", request.first_frame);
    return body.end('}').take();
}

inline submit_message message_of(std::string target, std::string body) {
    auto message = json_message(std::move(target), std::move(body));
    message.headers.push_back({"Cache-Control", "no-cache"});
    return message;
}

/// Each part escaped, each after one slash.
inline std::string path_of(std::string_view text) {
    std::string path;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
        end = std::min(text.find('/', at), text.size());
        if (end != at) path.append("/").append(escape_url_part(text.substr(at, end - at)));
    }
    return path.empty() ? "/" : path;
}

/// `error` is a text, an object or null. No words are lost: an object without known members is kept as JSON.
inline gateway_error error_of(const json::object& answer) {
    auto message = find_text(answer, "message");
    if (const auto* inner = find_object(answer, "error")) {
        gateway_error found{.code = find_text(*inner, "code"), .message = find_text(*inner, "message")};
        if (found.message.empty()) found.message = std::move(message);
        if (found.code.empty() && found.message.empty() && !inner->empty()) found.message = find_text(answer, "error");
        return found;
    }
    auto error = find_text(answer, "error");
    if (message.empty()) return {.message = std::move(error)};
    return {.code = std::move(error), .message = std::move(message)};
}

inline task_state state_of(std::string_view word) {
    if (word == "QUEUED") return task_state::queued;
    if (word == "PROCESSING") return task_state::running;
    if (word == "COMPLETED") return task_state::succeeded;
    if (word == "FAILED" || word == "ERROR") return task_state::failed;
    return task_state::unknown;
}

inline std::vector<std::string> result_urls(const json::object& answer) {
    std::vector<std::string> urls;
    const auto* output = find_object(answer, "output");
    const auto* list = output != nullptr ? output->if_contains("media_url") : nullptr;
    if (list == nullptr) return urls;
    add_url(urls, *list);
    if (const auto* several = list->if_array())
        for (const auto& url : *several) add_url(urls, url);
    return urls;
}

inline void read_task(status_answer& answer, const json::object& parsed) {
    answer.raw_state = find_text(parsed, "status");
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.task_id = find_id(parsed, "request_id");
    answer.created_at = parse_timestamp(find_string(parsed, "created_at"));
    answer.completed_at = parse_timestamp(find_string(parsed, "completed_at"));
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(parsed);
        answer.charged = billed::yes;
    }
    if (answer.raw_state == "ERROR") {
        answer.charged = billed::no;
        answer.reason = fail_reason::upstream;
    }
}

}  // namespace detail::pixazo

SEEDANCE_DECL http_header provider_traits<pixazo::gateway>::authorization(std::string_view key) {
    return {"Ocp-Apim-Subscription-Key", std::string{key}};
}

SEEDANCE_DECL submit_message provider_traits<pixazo::gateway>::encode(const request_view& request) {
    auto message =
        detail::pixazo::message_of(std::string{request.rules->wire_name}, detail::pixazo::is_seedance_1_0(request)
                                                                              ? detail::pixazo::body_1_0(request)
                                                                              : detail::pixazo::body_2_0(request));
    if (request.callback_url.empty()) return message;
    message.headers.push_back({"X-Webhook-URL", std::string{request.callback_url}});
    message.headers.push_back({"X-Webhook-Mode", "terminal"});
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

SEEDANCE_DECL submit_answer provider_traits<pixazo::gateway>::decode_submit(int http_status, std::string_view body) {
    submit_answer answer{.status = http_status};
    detail::json_memory memory;
    const auto parsed = memory.parse(body);
    if (const auto* object = parsed.if_object()) {
        answer.error = detail::pixazo::error_of(*object);
        answer.task_id = detail::find_id(*object, "request_id");
    } else {
        answer.task_id = salvage_string(body, "request_id");
    }
    if (!is_usable_id(answer.task_id)) answer.task_id.clear();
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<pixazo::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    detail::json_memory memory;
    const auto parsed = memory.parse(body);
    const auto* object = parsed.if_object();
    if (object == nullptr) return answer;
    answer.error = detail::pixazo::error_of(*object);
    if (http_status >= 200 && http_status < 300) detail::pixazo::read_task(answer, *object);
    return answer;
}

}  // namespace seedance
