// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// BytePlus ModelArk as a gateway of the library: bodies, targets and answers. Written with the library's public
/// headers alone: a tag type, an account, and a specialisation of `provider_traits`.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/core/secret.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/provider/salvage.hpp>
#include <seedance/provider/url_part.hpp>

#include "models.hpp"

namespace modelark {

struct gateway {};

/// A key for ModelArk: `client.use(modelark::account{.api_key = secret::from_env("ARK_API_KEY")})`.
struct account {
    using provider = gateway;

    seedance::secret api_key = {};
    std::string base_url = "https://ark.ap-southeast.bytepluses.com/api/v3";  ///< https, without a slash at the end
};

/// The one collection that everything is about, behind the base URL.
inline constexpr std::string_view collection = "/contents/generations/tasks";

/// Where one task is: `id` becomes one part of the path, whatever it holds.
inline std::string target_of(std::string_view id) {
    return std::string{collection} + "/" + seedance::escape_url_part(id);
}

namespace wire {

namespace json = boost::json;

// ---- writing

inline json::object content_item(seedance::media kind, std::string_view url, std::string_view role) {
    const auto type = std::string{to_string(kind)} + "_url";
    return {{"type", type}, {type, {{"url", url}}}, {"role", role}};
}

/// Always in this order: text, images, videos, audio.
inline json::array content_of(const seedance::request_view& request) {
    using seedance::media;
    json::array content;
    if (const auto text = seedance::text::trim(request.prompt); !text.empty())
        content.push_back({{"type", "text"}, {"text", text}});
    if (seedance::is_given(request.first_frame))
        content.push_back(content_item(media::image, request.first_frame, "first_frame"));
    if (seedance::is_given(request.last_frame))
        content.push_back(content_item(media::image, request.last_frame, "last_frame"));
    for (const auto kind : {media::image, media::video, media::audio})
        for (const auto& reference : request.references)
            if (reference.kind == kind)
                content.push_back(content_item(kind, reference.url, "reference_" + std::string{to_string(kind)}));
    return content;
}

/// What decides the price or the shape of the video is always sent; what the caller did not say is left out otherwise.
inline json::object body_of(const seedance::request_view& request) {
    json::object body{{"model", request.model->id}, {"content", content_of(request)}};
    body["ratio"] = request.aspect_ratio;
    body["resolution"] = request.resolution;
    body["duration"] = request.duration_as_source ? -1 : request.seconds;
    if (request.rules->options.contains(seedance::option::sound)) body["generate_audio"] = request.with_sound();
    if (request.watermark) body["watermark"] = *request.watermark;
    if (request.seed) body["seed"] = *request.seed;
    if (request.camera_fixed) body["camera_fixed"] = *request.camera_fixed;
    if (request.return_last_frame) body["return_last_frame"] = *request.return_last_frame;
    if (request.web_search.value_or(false)) body["tools"] = json::array{json::object{{"type", "web_search"}}};
    if (seedance::is_given(request.callback_url)) body["callback_url"] = request.callback_url;
    return body;
}

// ---- reading, leniently: fields may be missing, numbers may come as strings, words for people are cut at 1 KiB

inline std::optional<json::object> parse_object(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

inline const json::object* find_object(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    return value != nullptr ? value->if_object() : nullptr;
}

inline std::string find_string(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

inline std::optional<std::int64_t> find_number(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    boost::system::error_code error;
    if (value != nullptr && value->is_number()) {
        const auto number = value->to_number<std::int64_t>(error);
        return error ? std::nullopt : std::optional{number};
    }
    const auto text = find_string(in, name);
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Unix seconds up to the year 2262: whatever is later does not fit the clock's nanoseconds.
inline std::optional<std::chrono::system_clock::time_point> find_time(const json::object& in, std::string_view name) {
    const auto number = find_number(in, name);
    if (!number || *number < 0 || *number > 9'223'372'036) return std::nullopt;
    return std::chrono::system_clock::time_point{std::chrono::seconds{*number}};
}

/// Text for people: anything that is no string as JSON; never cut inside a character.
inline std::string find_words(const json::object& in, std::string_view name) {
    const auto* value = in.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    auto text = value->is_string() ? std::string{value->get_string()} : json::serialize(*value);
    if (text.size() <= 1024) return text;
    auto size = std::size_t{1024};
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    text.resize(size);
    return text;
}

inline std::string usable_id(std::string id) { return seedance::is_usable_id(id) ? id : std::string{}; }

/// `{code, message, param, type}` of a refusal, `{code, message}` or null of a task. No words are lost: an error that
/// is no object, or one without known members, is kept as JSON.
inline seedance::gateway_error error_of(const json::object& answer) {
    const auto* error = find_object(answer, "error");
    if (error == nullptr) return {.message = find_words(answer, "error")};
    seedance::gateway_error found{.code = find_words(*error, "code"), .message = find_words(*error, "message")};
    if (found.code.empty() && found.message.empty() && !error->empty()) found.message = find_words(answer, "error");
    return found;
}

/// The HTTP status, except that an account in arrears is refused with 403 like one without access.
inline int status_of(int http_status, const seedance::gateway_error& error) {
    return http_status == 403 && error.code.starts_with("AccountOverdue") ? 402 : http_status;
}

inline seedance::task_state state_of(std::string_view word) {
    using seedance::task_state;
    if (word == "queued") return task_state::queued;
    if (word == "running") return task_state::running;
    if (word == "succeeded") return task_state::succeeded;
    if (word == "failed" || word == "cancelled" || word == "expired") return task_state::failed;
    return task_state::unknown;
}

/// Codes are an open set ("OutputVideoSensitiveContentDetected.PolicyViolation"): the word that counts is in them.
inline seedance::fail_reason reason_of(std::string_view word, std::string_view code) {
    using seedance::fail_reason;
    const auto says = [code](std::string_view part) { return code.find(part) != std::string_view::npos; };
    if (word == "expired") return fail_reason::timeout;
    if (says("SensitiveContent") || says("PolicyViolation") || says("RiskDetection")) return fail_reason::moderation;
    if (says("RateLimit") || says("Quota")) return fail_reason::throttled;
    if (says("AccountOverdue")) return fail_reason::balance;
    if (says("Internal") || says("ServerOverloaded")) return fail_reason::upstream;
    return fail_reason::unknown;
}

/// A task as polls, lists and callbacks show it.
inline seedance::status_answer read_task(int http_status, const json::object& task) {
    using seedance::billed, seedance::task_state;
    seedance::status_answer answer{.status = http_status, .error = error_of(task)};
    answer.raw_state = find_words(task, "status");
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.task_id = usable_id(find_string(task, "id"));
    answer.created_at = find_time(task, "created_at");
    if (is_terminal(answer.state)) answer.completed_at = find_time(task, "updated_at");
    if (const auto* usage = find_object(task, "usage")) answer.tokens = find_number(*usage, "completion_tokens");
    if (answer.state == task_state::succeeded) {
        answer.charged = billed::yes;
        if (const auto* content = find_object(task, "content")) {
            if (auto url = find_string(*content, "video_url"); !url.empty()) answer.urls.push_back(std::move(url));
            answer.last_frame_url = find_string(*content, "last_frame_url");
        }
    }
    if (answer.state == task_state::failed) {
        answer.charged = billed::no;  // only tasks that succeed are charged
        answer.reason = reason_of(answer.raw_state, answer.error.code);
        if (answer.error.code.empty())
            answer.error.code = answer.raw_state;  // cancelled and expired tasks carry no error
    }
    return answer;
}

}  // namespace wire

}  // namespace modelark

template <>
struct seedance::provider_traits<modelark::gateway> {
    static constexpr std::string_view name = "modelark";
    static constexpr std::string_view default_base_url = "https://ark.ap-southeast.bytepluses.com/api/v3";

    static http_header authorization(std::string_view key) { return {"Authorization", "Bearer " + std::string{key}}; }

    static submit_message encode(const request_view& request) {
        return encode_unchecked({}, {}, modelark::wire::json::serialize(modelark::wire::body_of(request)));
    }

    /// Model and mode stand in the body and are not used here. Fields that only this gateway has (`priority`,
    /// `execution_expires_after`, `safety_identifier`) go this way too.
    static submit_message encode_unchecked(std::string_view, std::string_view, std::string_view json) {
        return {.target = std::string{modelark::collection},
                .headers = {{"Content-Type", "application/json"}},
                .body = std::string{json}};
    }

    /// One endpoint for all models; `model_id` is not used.
    static std::string status_target(std::string_view, std::string_view task_id) {
        return modelark::target_of(task_id);
    }

    static submit_answer decode_submit(int http_status, std::string_view body) {
        submit_answer answer{.status = http_status};
        if (const auto parsed = modelark::wire::parse_object(body)) {
            answer.error = modelark::wire::error_of(*parsed);
            answer.status = modelark::wire::status_of(http_status, answer.error);
            answer.task_id = modelark::wire::usable_id(modelark::wire::find_string(*parsed, "id"));
        } else {
            answer.task_id = modelark::wire::usable_id(salvage_string(body, "id"));
        }
        return answer;
    }

    /// Also reads callbacks: their body is the task.
    static status_answer decode_status(int http_status, std::string_view body) {
        status_answer answer{.status = http_status};
        const auto parsed = modelark::wire::parse_object(body);
        if (!parsed) return answer;
        if (http_status >= 200 && http_status < 300) return modelark::wire::read_task(http_status, *parsed);
        answer.error = modelark::wire::error_of(*parsed);
        answer.status = modelark::wire::status_of(http_status, answer.error);
        return answer;
    }
};

static_assert(seedance::provider<modelark::gateway>);
