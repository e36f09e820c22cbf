// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <seedance/model/terms.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/key_header.hpp>
#include <seedance/provider/media_json.hpp>
#include <seedance/provider/submit_id.hpp>
#include <seedance/provider/task_state.hpp>
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
    body.begin_object();
    if (request.callback_url.empty())
        body.member("request_type", "async");
    else
        body.member("request_type", "callback").member("callback_url", request.callback_url);
    write_input(body, request);
    return body.end_object().take();
}

inline std::string target_of(std::string_view model_id) { return "/generateTask/" + escape_url_part(model_id); }

/// Where the document puts the id, and what a success may call it elsewhere.
inline constexpr std::string_view id_path[] = {"data", "taskId"};
inline constexpr std::string_view other_ids[] = {"task_id", "taskID", "taskid", "id"};

/// What the documents call an account without balance, folded.
inline constexpr std::string_view balance_codes[] = {"insufficientbalance", "insufficientcredits"};

/// Says whether a refusal's code, wherever it stands, is one of an account without balance.
inline bool says_balance(json_view answer) {
    const auto data = answer["data"];
    for (const auto said : {answer["code"], answer["message"], answer["error"], data["error"], data["failCode"]})
        if (is_one_of_codes(said.string(), balance_codes)) return true;
    return false;
}

/// Gives the status of an answer: that of HTTP, unless HTTP says success and the body's `code` says otherwise. A
/// refusal for want of balance is 402, though the gateway may say 403.
inline int effective_status(int http_status, json_view answer) {
    const auto code = answer["code"].number();
    const bool http_success = is_success_status(http_status);
    const bool counts = http_success && code && *code != 200;
    const int status = !counts ? http_status : *code > 0 && *code < 1000 ? static_cast<int>(*code) : 500;
    return status == 403 && says_balance(answer) ? 402 : status;
}

/// Reads the gateway's words for a refusal; `data` may be null or `{error}`.
inline gateway_error error_of(json_view answer) {
    gateway_error error{.code = answer["code"].text(), .message = answer["message"].text()};
    if (const auto text = answer["data"]["error"].text(); !text.empty())
        error.message = cut_gateway_text(error.message + (error.message.empty() ? "" : ": ") + text);
    return error;
}

inline task_state state_of(std::string_view word) {
    if (is_word(word, "pending")) return task_state::queued;
    if (is_word(word, "processing")) return task_state::running;
    if (is_word(word, "success")) return task_state::succeeded;
    if (is_word(word, "failed")) return task_state::failed;
    return task_state::unknown;
}

/// Reads the URLs in `resultJson`, which is JSON inside a string; an object is accepted too.
inline std::vector<std::string> result_urls(json_view data, json_memory& memory) {
    std::vector<std::string> urls;
    const auto result = memory.unwrap(memory.unwrap(data["resultJson"]));
    for (const json_view url : result["resultUrls"].elements()) add_url(urls, url);
    if (urls.empty()) add_urls_below(urls, result);
    if (urls.empty()) add_urls_below(urls, data["resultJson"]);
    if (urls.empty()) add_urls_of_answer(urls, data);
    return urls;
}

inline json_view place_of_id(json_view answer) {
    return answer["data"].first({"taskId", "task_id", "taskID", "taskid", "id"});
}

inline void read_task(status_answer& answer, json_view data, json_memory& memory) {
    answer.raw_state = data["state"].text();
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.created_at = data["createTime"].unix_milliseconds();
    answer.completed_at = data["completeTime"].unix_milliseconds();
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(data, memory);
        answer.charged = billed::yes;
    }
    if (answer.state == task_state::failed) {
        answer.error = {.code = data["failCode"].text(), .message = data["failMsg"].text()};
        add_error(answer.error, data);
        answer.reason = reason_of_failure(answer.error);
    }
}

}  // namespace detail::apixo

SEEDANCE_DECL http_header provider_traits<apixo::gateway>::authorization(std::string_view key) {
    return key_header("Authorization", "Bearer ", key);
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

SEEDANCE_DECL submit_answer provider_traits<apixo::gateway>::decode_submit(int http_status, std::string_view body,
                                                                           arrival arrived) {
    json_memory memory;
    const auto parsed = memory.parse(body);
    submit_answer answer{.status = detail::apixo::effective_status(http_status, parsed),
                         .error = detail::apixo::error_of(parsed)};
    const bool looks_accepted = parsed["code"].number() == 200;
    read_task_id(answer, {arrived, body}, parsed, memory, {detail::apixo::id_path, detail::apixo::other_ids},
                 looks_accepted);
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<apixo::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    json_memory memory;
    const auto parsed = memory.parse(body, "data");
    if (!parsed.is_object()) return answer;
    answer.status = detail::apixo::effective_status(http_status, parsed);
    answer.error = detail::apixo::error_of(parsed);
    const auto data = parsed["data"];
    if (!data.is_object() || !may_tell_state(answer.status)) return answer;
    const bool was_cut = memory.was_cut();
    detail::apixo::read_task(answer, data, memory);
    answer.task_id = id_of_task(parsed, body, memory, detail::apixo::place_of_id);
    answer.mended = memory.was_damaged();  // the JSON within it as well
    settle_state(answer, was_cut);
    return answer;
}

SEEDANCE_DECL void provider_traits<apixo::gateway>::add_callback(submit_message& message, std::string_view url) {
    static constexpr std::string_view polled = R"("request_type":"async")";
    json_writer called_back;
    called_back.member("request_type", "callback").member("callback_url", url);
    message.body.replace(1, polled.size(), called_back.take());
}

SEEDANCE_DECL status_answer provider_traits<apixo::gateway>::decode_callback(std::string_view body) {
    return decode_status(200, body);
}

SEEDANCE_DECL balance_answer provider_traits<apixo::gateway>::decode_balance(int http_status, std::string_view body) {
    json_memory memory;
    const auto parsed = memory.parse(body);
    balance_answer answer{.status = detail::apixo::effective_status(http_status, parsed),
                          .error = detail::apixo::error_of(parsed)};
    const bool is_whole = parsed["code"].number() == 200 && !memory.was_damaged();
    if (detail::is_success_status(answer.status) && is_whole) answer.left = parsed["data"].dollars();
    return answer;
}

}  // namespace seedance
