// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/provider/impl/json.hpp>
#include <seedance/provider/impl/json_writer.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/provider/url_part.hpp>
#include <seedance/provider/xenodia.hpp>

namespace seedance {

namespace detail::xenodia {

inline constexpr std::string_view submit_target = "/v1/videos/generations";

inline void write_references(json_writer& body, const request_view& request, std::string_view name, media kind) {
    if (request.count(kind) == 0) return;
    body.name(name).begin('[');
    for (const auto& reference : request.references)
        if (reference.kind == kind) body.value(reference.url);
    body.end(']');
}

inline void write_media(json_writer& body, const request_view& request) {
    if (!request.first_frame.empty()) body.member("first_frame_url", request.first_frame);
    if (!request.last_frame.empty()) body.member("last_frame_url", request.last_frame);
    write_references(body, request, "reference_image_urls", media::image);
    write_references(body, request, "reference_video_urls", media::video);
    write_references(body, request, "reference_audio_urls", media::audio);
}

inline std::string body_of(const request_view& request) {
    json_writer body;
    body.begin('{').member("model", request.model->id).member("prompt", request.prompt);
    write_media(body, request);
    body.member("resolution", request.resolution);
    body.member("aspect_ratio", request.aspect_ratio);
    body.member("duration", request.seconds);
    body.member("generate_audio", request.with_sound());
    if (request.web_search) body.member("web_search", *request.web_search);
    if (request.content_check) body.member("nsfw_checker", *request.content_check);
    if (request.return_last_frame) body.member("return_last_frame", *request.return_last_frame);
    if (!request.callback_url.empty()) body.member("callBackUrl", request.callback_url);
    return body.end('}').take();
}

/// Refusals are flat, `{error, message, type, code}`; a task's `error` is an object, empty when there is none. No words
/// are lost: an object without known members is kept as JSON.
inline gateway_error error_of(const json::object& answer) {
    if (const auto* inner = find_object(answer, "error")) {
        gateway_error found{.code = find_text(*inner, "code"), .message = find_text(*inner, "message")};
        if (found.message.empty()) found.message = find_text(answer, "message");
        if (found.code.empty() && found.message.empty() && !inner->empty()) found.message = find_text(answer, "error");
        return found;
    }
    auto code = find_text(answer, "code");
    if (code.empty()) code = find_text(answer, "error");
    return {.code = std::move(code), .message = find_text(answer, "message")};
}

inline task_state state_of(std::string_view word) {
    if (word == "waiting" || word == "queuing") return task_state::queued;
    if (word == "generating") return task_state::running;
    if (word == "success") return task_state::succeeded;
    if (word == "fail") return task_state::failed;
    return task_state::unknown;
}

/// "Honour `recommended_poll_interval_ms` on every answer"; what is no interval is no hint.
inline std::optional<std::chrono::milliseconds> poll_hint(const json::object& answer) {
    const auto hint = find_number(answer, "recommended_poll_interval_ms");
    if (!hint || *hint <= 0 || *hint > 3'600'000) return std::nullopt;
    return std::chrono::milliseconds{*hint};
}

inline std::vector<std::string> result_urls(const json::object& answer) {
    std::vector<std::string> urls;
    const auto* result = find_object(answer, "result");
    const auto* data = result != nullptr ? result->if_contains("data") : nullptr;
    if (data == nullptr || !data->is_array()) return urls;
    for (const auto& entry : data->get_array())
        if (const auto* object = entry.if_object())
            if (const auto* url = object->if_contains("url")) add_url(urls, *url);
    return urls;
}

/// A failed task that cost nothing, and whose whole reservation was released, was not charged. Before the end, and
/// while money is still reserved, an amount of 0 says nothing.
inline void read_billing(status_answer& answer, const json::object& parsed) {
    const auto* billing = find_object(parsed, "billing");
    if (billing == nullptr || !is_terminal(answer.state)) return;
    const auto amount = [billing](std::string_view name) { return find_number(*billing, name).value_or(0); };
    const auto actual = find_number(*billing, "actual_amount_micro_usdc");
    if (!actual || *actual < 0) return;
    if (*actual == 0 && amount("reserve_amount_micro_usdc") > amount("released_amount_micro_usdc")) return;
    answer.cost = money{*actual};
    answer.charged = *actual > 0 ? billed::yes : answer.state == task_state::failed ? billed::no : billed::unknown;
}

inline void read_task(status_answer& answer, const json::object& parsed) {
    answer.raw_state = find_text(parsed, "state");
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.task_id = find_id(parsed, "task_id");
    answer.poll_hint = poll_hint(parsed);
    answer.created_at = find_unix_seconds(parsed, "created_at");
    answer.completed_at = find_unix_seconds(parsed, "completed_at");
    if (const auto progress = find_number(parsed, "progress"); progress && *progress >= 0 && *progress <= 100)
        answer.progress = static_cast<int>(*progress);
    if (answer.state == task_state::succeeded) {
        answer.urls = result_urls(parsed);
        answer.charged = billed::yes;
    }
    read_billing(answer, parsed);
}

/// The models of a list that may stand under one of several names, or be the whole answer.
inline const json::array* models_of(const json::value& answer) {
    if (const auto* list = answer.if_array()) return list;
    const auto* object = answer.if_object();
    for (const auto* name : {"data", "models"}) {
        const auto* list = object != nullptr ? object->if_contains(name) : nullptr;
        if (list != nullptr && list->is_array()) return &list->get_array();
    }
    return nullptr;
}

/// Letters and digits only, in lower case: "720p_no_video" and "720P, no video" are one.
inline std::string folded(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (const char l = text::lower(c); (l >= 'a' && l <= 'z') || (l >= '0' && l <= '9')) out += l;
    return out;
}

/// A tier's id or label names its resolution and says "no_video" or "with_video".
inline std::optional<listed_price> read_tier(std::string_view model, const json::object& tier) {
    const auto text = folded(find_text(tier, "id")) + ' ' + folded(find_text(tier, "label"));
    const auto price = find_number(tier, "price_micro_usdc");
    if (!price || *price <= 0 || *price > 1'000'000'000) return std::nullopt;
    const auto says = [&text](std::string_view word) { return text.find(word) != std::string::npos; };
    if (says("novideo") == says("withvideo")) return std::nullopt;
    for (const auto resolution : seedance::xenodia::facts::resolutions)
        if (says(resolution))
            return listed_price{std::string{model}, std::string{resolution},
                                says("withvideo") ? when::with : when::without, money{*price}};
    return std::nullopt;
}

inline void read_model(price_list& list, const json::object& model) {
    const auto* capabilities = find_object(model, "capabilities");
    const auto* pricing = capabilities != nullptr ? find_object(*capabilities, "pricing") : nullptr;
    const auto* tiers = pricing != nullptr ? pricing->if_contains("tiers") : nullptr;
    if (tiers == nullptr || !tiers->is_array()) return;
    for (const auto& tier : tiers->get_array())
        if (const auto* object = tier.if_object())
            if (auto row = read_tier(find_string(model, "id"), *object)) list.prices.push_back(std::move(*row));
}

}  // namespace detail::xenodia

SEEDANCE_DECL http_header provider_traits<xenodia::gateway>::authorization(std::string_view key) {
    return {"Authorization", "Bearer " + std::string{key}};
}

SEEDANCE_DECL submit_message provider_traits<xenodia::gateway>::encode(const request_view& request) {
    return detail::json_message(std::string{detail::xenodia::submit_target}, detail::xenodia::body_of(request));
}

SEEDANCE_DECL submit_message provider_traits<xenodia::gateway>::encode_unchecked(std::string_view, std::string_view,
                                                                                 std::string_view json) {
    return detail::json_message(std::string{detail::xenodia::submit_target}, std::string{json});
}

SEEDANCE_DECL std::string provider_traits<xenodia::gateway>::status_target(std::string_view, std::string_view task_id) {
    return "/v1/tasks/" + escape_url_part(task_id);
}

SEEDANCE_DECL submit_answer provider_traits<xenodia::gateway>::decode_submit(int http_status, std::string_view body) {
    submit_answer answer{.status = http_status};
    detail::json_memory memory;
    const auto parsed = memory.parse(body);
    if (const auto* object = parsed.if_object()) {
        answer.error = detail::xenodia::error_of(*object);
        answer.task_id = detail::find_id(*object, "task_id");
        answer.poll_hint = detail::xenodia::poll_hint(*object);
    } else {
        answer.task_id = salvage_string(body, "task_id");
    }
    if (!is_usable_id(answer.task_id)) answer.task_id.clear();
    return answer;
}

SEEDANCE_DECL status_answer provider_traits<xenodia::gateway>::decode_status(int http_status, std::string_view body) {
    status_answer answer{.status = http_status};
    detail::json_memory memory;
    const auto parsed = memory.parse(body);
    const auto* object = parsed.if_object();
    if (object == nullptr) return answer;
    answer.error = detail::xenodia::error_of(*object);
    if (http_status >= 200 && http_status < 300) detail::xenodia::read_task(answer, *object);
    return answer;
}

SEEDANCE_DECL price_list provider_traits<xenodia::gateway>::decode_price_list(std::string_view body) {
    price_list list{.provider = std::string{name}, .prices = {}};
    detail::json_memory memory;
    const auto answer = memory.parse(body);
    const auto* models = detail::xenodia::models_of(answer);
    if (models == nullptr) return list;
    for (const auto& model : *models)
        if (const auto* object = model.if_object()) detail::xenodia::read_model(list, *object);
    return list;
}

}  // namespace seedance
