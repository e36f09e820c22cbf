// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/text.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/media_json.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/provider/url_part.hpp>

namespace seedance {

namespace detail::apixo {

inline void write_frames(json_writer& input, const request_view& request) {
    input.name("image_urls").begin_array().value(request.first_frame);
    if (!request.last_frame.empty()) input.value(request.last_frame);
    input.end_array();
}

inline void write_media(json_writer& input, const request_view& request) {
    if (!request.first_frame.empty())
        write_frames(input, request);
    else
        write_reference_urls(input, "image_urls", request, media::image);
    write_reference_urls(input, "video_urls", request, media::video);
    write_reference_urls(input, "audio_urls", request, media::audio);
}

inline void write_options(json_writer& input, const request_view& request) {
    if (request.rules->options.contains(option::sound)) input.member("sound", request.with_sound());
    if (request.web_search) input.member("web_search", *request.web_search);
    if (request.camera_fixed) input.member("fixed_lens", *request.camera_fixed);
}

/// Writes `input`. Fields that decide the price or the shape of the result are written whether or not the caller gave
/// them.
inline void write_input(json_writer& body, const request_view& request) {
    body.name("input").begin_object();
    body.member("mode", request.rules->wire_name);
    body.member("prompt", request.prompt);
    write_media(body, request);
    body.member("resolution", request.resolution);
    body.member("duration", request.seconds);
    body.member("aspect_ratio", request.aspect_ratio == "adaptive" ? std::string_view{"auto"} : request.aspect_ratio);
    write_options(body, request);
    body.end_object();
}

inline std::string body_of(const request_view& request) {
    json_writer body{size_of_texts(request)};
    body.begin_object().member("request_type", request.callback_url.empty() ? "async" : "callback");
    if (!request.callback_url.empty()) body.member("callback_url", request.callback_url);
    write_input(body, request);
    return body.end_object().take();
}

inline std::string target_of(std::string_view model_id) { return "/generateTask/" + escape_url_part(model_id); }

/// Gives the status of an answer: that of HTTP, unless HTTP says success and the body's `code` says otherwise.
inline int effective_status(int http_status, json_view answer) {
    const auto code = answer["code"].number();
    const bool http_success = http_status >= 200 && http_status < 300;
    if (!http_success || !code || *code == 200) return http_status;
    return *code > 0 && *code < 1000 ? static_cast<int>(*code) : 500;
}

/// Reads the gateway's words for a refusal; `data` may be null or `{error}`.
inline gateway_error error_of(json_view answer) {
    gateway_error error{.code = answer["code"].text(), .message = answer["message"].text()};
    if (const auto text = answer["data"]["error"].text(); !text.empty())
        error.message = cut_gateway_text(error.message + (error.message.empty() ? "" : ": ") + text);
    return error;
}

inline task_state state_of(std::string_view word) {
    if (word == "pending") return task_state::queued;
    if (word == "processing") return task_state::running;
    if (word == "success") return task_state::succeeded;
    if (word == "failed") return task_state::failed;
    return task_state::unknown;
}

/// Says whether a code is this word in any spelling: "SensitiveContent" and "SENSITIVE_CONTENT" are one. `word` is in
/// lower case and without separators.
inline bool is_same_word(std::string_view code, std::string_view word) {
    for (const char c : code) {
        if (c == '_' || c == ' ' || c == '-') continue;
        if (word.empty() || word.front() != text::lower(c)) return false;
        word.remove_prefix(1);
    }
    return word.empty();
}

/// Maps the known fail codes to reasons. Every page of the documents lists others: the reason of all others is
/// `unknown`, and the code is kept as it is.
inline fail_reason reason_of(std::string_view code) {
    const auto is_one_of = [code](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(),
                           [code](std::string_view word) { return is_same_word(code, word); });
    };
    if (is_one_of({"promptinvalid", "invalidprompt", "promptlengthexceeded", "prompttoolong"}))
        return fail_reason::prompt;
    if (is_one_of({"sensitivecontent", "sensitivecontentdetected", "inputimagesensitivecontentdetected", "nsfw",
                   "nsfwdetected", "inputoutputsensitivecontentdetected", "prohibitedcontentdetected",
                   "contentviolation"}))
        return fail_reason::moderation;
    if (is_one_of({"imageformatincorrect", "imagenotaccess", "invalidimageurl"})) return fail_reason::media;
    if (is_one_of({"ratelimited"})) return fail_reason::throttled;
    if (is_one_of({"timeout", "processingtimeout"})) return fail_reason::timeout;
    if (is_one_of({"insufficientbalance", "insufficientcredits"})) return fail_reason::balance;
    if (is_one_of({"upstreamerror", "streamerror", "generationfailed", "modelunavailable"}))
        return fail_reason::upstream;
    return fail_reason::unknown;
}

/// Reads the URLs in `resultJson`, which is JSON inside a string; an object is accepted too.
inline std::vector<std::string> result_urls(json_view data, json_memory& memory) {
    std::vector<std::string> urls;
    const auto result = memory.unwrap(data["resultJson"]);
    for (const json_view url : result["resultUrls"].elements()) add_url(urls, url);
    return urls;
}

inline void read_task(status_answer& answer, json_view data, json_memory& memory) {
    answer.raw_state = data["state"].text();
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.task_id = data["taskId"].id();
    answer.created_at = data["createTime"].unix_milliseconds();
    answer.completed_at = data["completeTime"].unix_milliseconds();
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(data, memory);
        answer.charged = billed::yes;
    }
    if (answer.state == task_state::failed) {
        answer.error = {.code = data["failCode"].text(), .message = data["failMsg"].text()};
        answer.reason = reason_of(answer.error.code);
    }
}

}  // namespace detail::apixo

SEEDANCE_DECL http_header provider_traits<apixo::gateway>::authorization(std::string_view key) {
    return {"Authorization", "Bearer " + std::string{key}};
}

SEEDANCE_DECL submit_message provider_traits<apixo::gateway>::encode(const request_view& request) {
    return json_message(detail::apixo::target_of(request.model->id), detail::apixo::body_of(request));
}

SEEDANCE_DECL submit_message provider_traits<apixo::gateway>::encode_unchecked(std::string_view model_id,
                                                                               std::string_view,
                                                                               std::string_view json) {
    return json_message(detail::apixo::target_of(model_id), std::string{json});
}

SEEDANCE_DECL std::string provider_traits<apixo::gateway>::status_target(std::string_view model_id,
                                                                         std::string_view task_id) {
    return "/statusTask/" + escape_url_part(model_id) + "?taskId=" + escape_url_part(task_id);
}

SEEDANCE_DECL submit_answer provider_traits<apixo::gateway>::decode_submit(int http_status, std::string_view body) {
    json_memory memory;
    const auto parsed = memory.parse(body);
    if (!parsed.is_object()) return {.task_id = usable_id(salvage_string(body, "taskId")), .status = http_status};
    return {.task_id = usable_id(parsed["data"]["taskId"].id()),
            .status = detail::apixo::effective_status(http_status, parsed),
            .error = detail::apixo::error_of(parsed)};
}

SEEDANCE_DECL status_answer provider_traits<apixo::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    json_memory memory;
    const auto parsed = memory.parse(body);
    if (!parsed.is_object()) return answer;
    answer.status = detail::apixo::effective_status(http_status, parsed);
    answer.error = detail::apixo::error_of(parsed);
    const bool success = answer.status >= 200 && answer.status < 300;
    if (const auto data = parsed["data"]; success && data.is_object()) detail::apixo::read_task(answer, data, memory);
    return answer;
}

}  // namespace seedance
