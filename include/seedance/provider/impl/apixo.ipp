// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/impl/escape.hpp>
#include <seedance/provider/impl/json.hpp>

namespace seedance {

namespace detail::apixo {

inline json::array urls_of(const request_view& request, media kind) {
    json::array urls;
    for (const auto& reference : request.references)
        if (reference.kind == kind) urls.emplace_back(reference.url);
    return urls;
}

inline void add_media(json::object& input, const request_view& request) {
    if (!request.first_frame.empty()) {
        json::array frames{json::value(request.first_frame)};
        if (!request.last_frame.empty()) frames.emplace_back(request.last_frame);
        input["image_urls"] = std::move(frames);
    }
    const auto add = [&](std::string_view name, media kind) {
        if (auto urls = urls_of(request, kind); !urls.empty()) input[name] = std::move(urls);
    };
    add("image_urls", media::image);
    add("video_urls", media::video);
    add("audio_urls", media::audio);
}

inline void add_options(json::object& input, const request_view& request) {
    if (request.rules->options.contains(option::sound)) input["sound"] = request.with_sound();
    if (request.web_search) input["web_search"] = *request.web_search;
    if (request.camera_fixed) input["fixed_lens"] = *request.camera_fixed;
}

/// Sent whether or not the caller said them: whatever decides the price or the shape of the result.
inline json::object input_of(const request_view& request) {
    json::object input;
    input["mode"] = request.rules->wire_name;
    input["prompt"] = request.prompt;
    add_media(input, request);
    input["resolution"] = request.resolution;
    input["duration"] = request.seconds;
    input["aspect_ratio"] = request.aspect_ratio == "adaptive" ? std::string_view{"auto"} : request.aspect_ratio;
    add_options(input, request);
    return input;
}

inline std::string target_of(std::string_view model_id) { return "/generateTask/" + escape_url_part(model_id); }

/// The status of an answer: that of HTTP, unless HTTP says success and the body's `code` says otherwise.
inline int effective_status(int http_status, const json::object& answer) {
    const auto code = find_number(answer, "code");
    const bool http_success = http_status >= 200 && http_status < 300;
    if (!http_success || !code || *code == 200) return http_status;
    return *code > 0 && *code < 1000 ? static_cast<int>(*code) : 500;
}

/// The gateway's words for a refusal; `data` may be null or `{error}`.
inline gateway_error error_of(const json::object& answer) {
    gateway_error error{.code = find_text(answer, "code"), .message = find_text(answer, "message")};
    if (const auto* data = find_object(answer, "data"))
        if (const auto text = find_text(*data, "error"); !text.empty())
            error.message = cut(error.message + (error.message.empty() ? "" : ": ") + text);
    return error;
}

inline task_state state_of(std::string_view word) {
    if (word == "pending") return task_state::queued;
    if (word == "processing") return task_state::running;
    if (word == "success") return task_state::succeeded;
    if (word == "failed") return task_state::failed;
    return task_state::unknown;
}

/// "SensitiveContent" and "SENSITIVE_CONTENT" are one word.
inline std::string folded(std::string_view code) {
    std::string out;
    for (const char c : code)
        if (c != '_' && c != ' ' && c != '-') out += text::lower(c);
    return out;
}

/// The known fail codes; every page of the documents lists others, so whatever is not here is `unknown` and kept as it is.
inline fail_reason reason_of(std::string_view fail_code) {
    const auto code = folded(fail_code);
    const auto is_one_of = [&code](std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), code) != words.end();
    };
    if (is_one_of({"promptinvalid", "invalidprompt", "promptlengthexceeded", "prompttoolong"})) return fail_reason::prompt;
    if (is_one_of({"sensitivecontent", "sensitivecontentdetected", "inputimagesensitivecontentdetected", "nsfw", "nsfwdetected",
                   "inputoutputsensitivecontentdetected", "prohibitedcontentdetected", "contentviolation"}))
        return fail_reason::moderation;
    if (is_one_of({"imageformatincorrect", "imagenotaccess", "invalidimageurl"})) return fail_reason::media;
    if (code == "ratelimited") return fail_reason::throttled;
    if (is_one_of({"timeout", "processingtimeout"})) return fail_reason::timeout;
    if (is_one_of({"insufficientbalance", "insufficientcredits"})) return fail_reason::balance;
    if (is_one_of({"upstreamerror", "streamerror", "generationfailed", "modelunavailable"})) return fail_reason::upstream;
    return fail_reason::unknown;
}

/// `resultJson` is JSON inside a string; an object is accepted too.
inline std::vector<std::string> result_urls(const json::object& data) {
    std::optional<json::object> parsed;
    const auto* result = find_object(data, "resultJson");
    if (result == nullptr) {
        parsed = parse_object(find_string(data, "resultJson"));
        if (!parsed) return {};
        result = &*parsed;
    }
    std::vector<std::string> urls;
    const auto* list = result->if_contains("resultUrls");
    if (list == nullptr || !list->is_array()) return urls;
    for (const auto& url : list->get_array())
        if (url.is_string()) urls.emplace_back(url.get_string());
    return urls;
}

inline void read_task(status_answer& answer, const json::object& data) {
    answer.raw_state = find_text(data, "state");
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.task_id = find_id(data, "taskId");
    answer.created_at = find_unix_milliseconds(data, "createTime");
    answer.completed_at = find_unix_milliseconds(data, "completeTime");
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(data);
        answer.charged = billed::yes;
    }
    if (answer.state == task_state::failed) {
        answer.error = {.code = find_text(data, "failCode"), .message = find_text(data, "failMsg")};
        answer.reason = reason_of(answer.error.code);
    }
}

}  // namespace detail::apixo

SEEDANCE_DECL http_header provider_traits<apixo::gateway>::authorization(std::string_view key) {
    return {"Authorization", "Bearer " + std::string{key}};
}

SEEDANCE_DECL submit_message provider_traits<apixo::gateway>::encode(const request_view& request) {
    detail::json::object body;
    body["request_type"] = request.callback_url.empty() ? "async" : "callback";
    if (!request.callback_url.empty()) body["callback_url"] = request.callback_url;
    body["input"] = detail::apixo::input_of(request);
    return {.target = detail::apixo::target_of(request.model->id),
            .headers = {{"Content-Type", "application/json"}},
            .body = detail::json::serialize(body)};
}

SEEDANCE_DECL submit_message provider_traits<apixo::gateway>::encode_unchecked(std::string_view model_id, std::string_view,
                                                                               std::string_view json) {
    return {.target = detail::apixo::target_of(model_id),
            .headers = {{"Content-Type", "application/json"}},
            .body = std::string{json}};
}

SEEDANCE_DECL std::string provider_traits<apixo::gateway>::status_target(std::string_view model_id, std::string_view task_id) {
    return "/statusTask/" + detail::escape_url_part(model_id) + "?taskId=" + detail::escape_url_part(task_id);
}

SEEDANCE_DECL submit_answer provider_traits<apixo::gateway>::decode_submit(int http_status, std::string_view body) {
    submit_answer answer{.status = http_status};
    const auto parsed = detail::parse_object(body);
    if (parsed) {
        answer.status = detail::apixo::effective_status(http_status, *parsed);
        answer.error = detail::apixo::error_of(*parsed);
        if (const auto* data = detail::find_object(*parsed, "data")) answer.task_id = detail::find_id(*data, "taskId");
    } else {
        answer.task_id = detail::salvage_string(body, "taskId");
    }
    if (!detail::is_usable_id(answer.task_id)) answer.task_id.clear();
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<apixo::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    const auto parsed = detail::parse_object(body);
    if (!parsed) return answer;
    answer.status = detail::apixo::effective_status(http_status, *parsed);
    answer.error = detail::apixo::error_of(*parsed);
    const bool success = answer.status >= 200 && answer.status < 300;
    if (const auto* data = detail::find_object(*parsed, "data"); success && data != nullptr) detail::apixo::read_task(answer, *data);
    return answer;
}

}  // namespace seedance
