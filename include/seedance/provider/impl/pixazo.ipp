// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/provider/impl/escape.hpp>
#include <seedance/provider/impl/json.hpp>
#include <seedance/provider/impl/timestamp.hpp>
#include <seedance/provider/pixazo.hpp>

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
    if (request.frames_per_second) append_directive(text, "--framepersecond", std::to_string(*request.frames_per_second));
    if (request.camera_fixed) append_directive(text, "--camerafixed", word(*request.camera_fixed));
    return text;
}

inline json::object content_item(media kind, std::string_view url, std::string_view role) {
    const auto type = std::string{to_string(kind)} + "_url";
    return {{"type", type}, {type, {{"url", url}}}, {"role", role}};
}

/// Always in this order: text, images, videos, audio.
inline json::array content_of(const request_view& request) {
    json::array content;
    if (auto text = text_of(request); !text.empty()) content.push_back({{"type", "text"}, {"text", std::move(text)}});
    if (!request.first_frame.empty()) content.push_back(content_item(media::image, request.first_frame, "first_frame"));
    if (!request.last_frame.empty()) content.push_back(content_item(media::image, request.last_frame, "last_frame"));
    for (const auto kind : {media::image, media::video, media::audio})
        for (const auto& reference : request.references)
            if (reference.kind == kind) content.push_back(content_item(kind, reference.url, "reference_" + std::string{to_string(kind)}));
    return content;
}

inline json::object body_2_0(const request_view& request) {
    json::object body;
    body["content"] = content_of(request);
    body["ratio"] = request.aspect_ratio;
    body["resolution"] = request.resolution;
    body["duration"] = request.duration_as_source ? -1 : request.seconds;
    body["generate_audio"] = request.with_sound();
    if (request.watermark) body["watermark"] = *request.watermark;
    if (request.web_search.value_or(false)) body["tools"] = json::array{json::object{{"type", "web_search"}}};
    return body;
}

inline json::object body_1_0(const request_view& request) {
    json::object body;
    body["model"] = request.model->id;
    body["text"] = text_of(request);
    if (!request.last_frame.empty()) {
        body["first_frame"] = request.first_frame;
        body["last_frame"] = request.last_frame;
    } else if (!request.first_frame.empty()) {
        body["image_url"] = request.first_frame;
    }
    return body;
}

inline std::vector<http_header> json_headers() { return {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}}; }

/// `error` is a text, an object or null. No words are lost: an object without known members is kept as JSON.
inline gateway_error error_of(const json::object& answer) {
    auto message = find_text(answer, "message");
    auto error = find_text(answer, "error");
    if (const auto* inner = find_object(answer, "error")) {
        gateway_error found{.code = find_text(*inner, "code"), .message = find_text(*inner, "message")};
        if (found.message.empty()) found.message = std::move(message);
        if (found.code.empty() && found.message.empty() && !inner->empty()) found.message = std::move(error);
        return found;
    }
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
    const auto add = [&urls](const json::value& url) {
        if (url.is_string() && !url.get_string().empty()) urls.emplace_back(url.get_string());
    };
    add(*list);
    if (const auto* several = list->if_array())
        for (const auto& url : *several) add(url);
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
    const auto body = detail::pixazo::is_seedance_1_0(request) ? detail::pixazo::body_1_0(request) : detail::pixazo::body_2_0(request);
    submit_message message{.target = std::string{request.rules->wire_name},
                           .headers = detail::pixazo::json_headers(),
                           .body = detail::json::serialize(body)};
    if (request.callback_url.empty()) return message;
    message.headers.push_back({"X-Webhook-URL", std::string{request.callback_url}});
    message.headers.push_back({"X-Webhook-Mode", "terminal"});
    return message;
}

SEEDANCE_DECL submit_message provider_traits<pixazo::gateway>::encode_unchecked(std::string_view model_id, std::string_view mode_path,
                                                                                std::string_view json) {
    auto target = mode_path.starts_with('/') ? std::string{mode_path}
                                             : "/" + detail::escape_url_part(model_id) + "/v1/" + detail::escape_url_part(mode_path);
    return {.target = std::move(target), .headers = detail::pixazo::json_headers(), .body = std::string{json}};
}

SEEDANCE_DECL std::string provider_traits<pixazo::gateway>::status_target(std::string_view, std::string_view task_id) {
    return "/v2/requests/status/" + detail::escape_url_part(task_id);
}

SEEDANCE_DECL submit_answer provider_traits<pixazo::gateway>::decode_submit(int http_status, std::string_view body) {
    submit_answer answer{.status = http_status};
    if (const auto parsed = detail::parse_object(body)) {
        answer.error = detail::pixazo::error_of(*parsed);
        answer.task_id = detail::find_id(*parsed, "request_id");
    } else {
        answer.task_id = detail::salvage_string(body, "request_id");
    }
    if (!detail::is_usable_id(answer.task_id)) answer.task_id.clear();
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<pixazo::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    const auto parsed = detail::parse_object(body);
    if (!parsed) return answer;
    answer.error = detail::pixazo::error_of(*parsed);
    if (http_status >= 200 && http_status < 300) detail::pixazo::read_task(answer, *parsed);
    return answer;
}

}  // namespace seedance
