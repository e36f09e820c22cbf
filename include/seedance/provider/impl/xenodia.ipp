// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/money.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/provider/impl/xenodia_list.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/key_header.hpp>
#include <seedance/provider/media_json.hpp>
#include <seedance/provider/submit_id.hpp>
#include <seedance/provider/task_state.hpp>
#include <seedance/provider/url_part.hpp>
#include <seedance/provider/xenodia.hpp>

namespace seedance {

namespace detail::xenodia {

inline constexpr std::string_view submit_target = "/v1/videos/generations";

inline void write_media(json_writer& body, const request_view& request) {
    if (!request.first_frame.empty()) body.member("first_frame_url", request.first_frame);
    if (!request.last_frame.empty()) body.member("last_frame_url", request.last_frame);
    write_reference_urls(body, "reference_image_urls", request, media::image);
    write_reference_urls(body, "reference_video_urls", request, media::video);
    write_reference_urls(body, "reference_audio_urls", request, media::audio);
}

inline std::string body_of(const request_view& request) {
    json_writer body{size_of_texts(request)};
    body.begin_object().member("model", request.model->id).member("prompt", request.prompt);
    write_media(body, request);
    body.member("resolution", request.resolution);
    body.member("aspect_ratio", request.aspect_ratio);
    body.member("duration", request.seconds);
    body.member("generate_audio", request.with_sound());
    if (request.web_search) body.member("web_search", *request.web_search);
    if (request.content_check) body.member("nsfw_checker", *request.content_check);
    if (request.return_last_frame) body.member("return_last_frame", *request.return_last_frame);
    return body.end_object().take();
}

/// Reads an error. Refusals are flat, `{error, message, type, code}`; a task's `error` is an object, empty when there
/// is none. A flat `error` is a code where there is no other than a number, and a message stands beside it; or where
/// there is none, and it is one word.
inline gateway_error error_of(json_view answer) {
    const auto error = answer["error"], message = answer["message"];
    if (error.is_object()) return read_error(error, message);
    gateway_error found{.code = answer["code"].text(), .message = message.text()};
    auto said = error.text();
    if (said.empty()) return found;
    if (found.code.empty()) found.code = answer.first({"failCode", "errorCode", "error_code"}).text();
    const bool is_word = said.find(' ') == said.npos;
    const bool may_be_code = found.code.empty() || (detail::is_numeric_code(found.code) && error.is_string());
    const bool is_code = may_be_code && (is_word || !found.message.empty());
    if (is_code)
        found.code = std::move(said);
    else if (found.message.empty())
        found.message = std::move(said);
    return found;
}

/// What gateways of this interface call an account without balance, folded.
inline constexpr std::string_view balance_codes[] = {"insufficientbalance", "insufficientcredits", "insufficientfunds"};

/// Gives the status of an answer; a refusal for want of balance is 402, though the gateway may say 403. It says so in
/// `error`, also where there is another code.
inline int effective_status(int http_status, json_view answer, const gateway_error& error) {
    const bool says_balance =
        is_one_of_codes(error.code, balance_codes) || is_one_of_codes(answer["error"].string(), balance_codes);
    return http_status == 403 && says_balance ? 402 : http_status;
}

inline task_state state_of(std::string_view word) {
    if (is_word(word, "waiting") || is_word(word, "queuing")) return task_state::queued;
    if (is_word(word, "generating")) return task_state::running;
    if (is_word(word, "success")) return task_state::succeeded;
    if (is_word(word, "fail")) return task_state::failed;
    return task_state::unknown;
}

/// Where the document puts the id, and what a success may call it elsewhere.
inline constexpr std::string_view id_path[] = {"task_id"};
inline constexpr std::string_view other_ids[] = {"taskId", "id", "request_id"};

/// A refusal may name a task too; only an acceptance says where to ask, or how far the task is.
inline bool looks_accepted(json_view answer) {
    const auto state = state_of(answer["state"].string());
    return answer["poll_url"].has_text() || state == task_state::queued || state == task_state::running;
}

/// Reads the hint: "Honour `recommended_poll_interval_ms` on every answer". A value that is no interval is no hint.
inline std::optional<std::chrono::milliseconds> poll_hint(json_view answer) {
    const auto hint = answer["recommended_poll_interval_ms"].number(1, 3'600'000);
    return hint ? std::optional{std::chrono::milliseconds{*hint}} : std::nullopt;
}

inline std::vector<std::string> result_urls(json_view answer) {
    std::vector<std::string> urls;
    for (const json_view entry : answer["result"]["data"].elements()) add_url(urls, entry["url"]);
    if (urls.empty()) add_urls_below(urls, answer["result"]);
    if (urls.empty()) add_urls_of_answer(urls, answer);
    return urls;
}

/// Says whether money may still be set aside: where an amount that is there cannot be read, nobody knows.
inline bool is_reserved(json_view billing) {
    constexpr std::string_view set_aside = "reserve_amount_micro_usdc", freed = "released_amount_micro_usdc";
    for (const auto& member : billing.members()) {
        const json_view amount = member.value();
        const bool is_amount = member.key() == set_aside || member.key() == freed;
        if (is_amount && !amount.number()) return true;
    }
    const auto left = billing[freed].number().value_or(0);
    return billing[set_aside].number().value_or(0) > left || (left == 0 && billing["status"].string() == "reserved");
}

/// Reads what a task cost. A failed task that cost nothing, and whose whole reservation was released, was not charged.
/// Before the end, and while money is still reserved, an amount of 0 says nothing.
inline void read_billing(status_answer& answer, json_view billing) {
    if (!is_terminal(answer.state)) return;
    constexpr std::int64_t believable = 1'000'000'000'000;  // a million dollars for one video is a fault
    const auto actual = billing["actual_amount_micro_usdc"].number(0, believable);
    if (!actual) return;
    if (*actual == 0 && is_reserved(billing)) return;
    answer.cost = money{*actual};
    answer.charged = *actual > 0 ? billed::yes : answer.state == task_state::failed ? billed::no : billed::unknown;
}

/// Not `request_id`: that one is of the request.
inline json_view place_of_id(json_view answer) { return answer.first({"task_id", "taskId", "id"}); }

inline void read_task(status_answer& answer, json_view parsed) {
    answer.raw_state = parsed["state"].text();
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.poll_hint = poll_hint(parsed);
    answer.created_at = parsed["created_at"].unix_seconds();
    answer.completed_at = parsed["completed_at"].unix_seconds();
    if (const auto progress = parsed["progress"].number(0, 100)) answer.progress = static_cast<int>(*progress);
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(parsed);
        answer.charged = billed::yes;
    }
    if (answer.state == task_state::failed) {
        add_error(answer.error, parsed);
        add_error(answer.error, parsed["result"]);
        answer.reason = reason_of_failure(answer.error);
        if (answer.reason == fail_reason::unknown) answer.reason = reason_of_code(parsed["error"].string());
    }
    read_billing(answer, parsed["billing"]);
}

}  // namespace detail::xenodia

SEEDANCE_DECL http_header provider_traits<xenodia::gateway>::authorization(std::string_view key) {
    return key_header("Authorization", "Bearer ", key);
}

SEEDANCE_DECL submit_message provider_traits<xenodia::gateway>::encode(const request_view& request) {
    auto message = json_message(std::string{detail::xenodia::submit_target}, detail::xenodia::body_of(request));
    if (!request.callback_url.empty()) add_callback(message, request.callback_url);
    return message;
}

SEEDANCE_DECL submit_message provider_traits<xenodia::gateway>::encode_unchecked(std::string_view, std::string_view,
                                                                                 std::string_view json) {
    return json_message(std::string{detail::xenodia::submit_target}, std::string{json});
}

SEEDANCE_DECL std::string provider_traits<xenodia::gateway>::status_target(std::string_view, std::string_view task_id) {
    return "/v1/tasks/" + escape_url_part(task_id);
}

SEEDANCE_DECL submit_answer provider_traits<xenodia::gateway>::decode_submit(int http_status, std::string_view body,
                                                                             arrival arrived) {
    json_memory memory;
    const auto parsed = memory.parse(body);
    submit_answer answer{.error = detail::xenodia::error_of(parsed), .poll_hint = detail::xenodia::poll_hint(parsed)};
    answer.status = detail::xenodia::effective_status(http_status, parsed, answer.error);
    const bool looks_accepted = detail::xenodia::looks_accepted(parsed);
    read_task_id(answer, {arrived, body}, parsed, memory, {detail::xenodia::id_path, detail::xenodia::other_ids},
                 looks_accepted);
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<xenodia::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    json_memory memory;
    const auto parsed = memory.parse(body, "state");
    if (!parsed.is_object()) return answer;
    answer.error = detail::xenodia::error_of(parsed);
    answer.status = detail::xenodia::effective_status(http_status, parsed, answer.error);
    if (!may_tell_state(answer.status)) return answer;
    answer.mended = memory.was_damaged();
    const bool was_cut = memory.was_cut();
    detail::xenodia::read_task(answer, parsed);
    answer.task_id = id_of_task(parsed, body, memory, detail::xenodia::place_of_id);
    settle_state(answer, was_cut);
    return answer;
}

SEEDANCE_DECL void provider_traits<xenodia::gateway>::add_callback(submit_message& message, std::string_view url) {
    append_member(message.body, "callBackUrl", url);
}

SEEDANCE_DECL price_list provider_traits<xenodia::gateway>::decode_price_list(std::string_view body) {
    price_list list{.provider = std::string{name}, .prices = {}};
    json_memory memory;
    const auto models = detail::xenodia::models_of(memory.parse(body));
    for (const json_view model : models.elements()) detail::xenodia::read_prices(list, model);
    return list;
}

SEEDANCE_DECL std::optional<capability_list> provider_traits<xenodia::gateway>::decode_capability_list(
    std::string_view body) {
    json_memory memory;
    const auto models = detail::xenodia::models_of(memory.parse(body));
    if (!models.is_array()) return std::nullopt;
    capability_list list{.provider = std::string{name}};
    list.prices.provider = name;
    detail::xenodia::list_reader reader{list};
    if (memory.was_damaged()) reader.problem("the answer is damaged JSON: something may be missing");
    reader.read(models);
    return list;
}

}  // namespace seedance
