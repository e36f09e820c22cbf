// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// BytePlus ModelArk as a gateway of the library: bodies, targets and answers. Written with the library's public
/// headers alone: a tag type, an account, and a specialisation of `provider_traits`. It lists tasks and cancels them;
/// no document tells how to ask for a balance, so `client.balance` says that it is not offered.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <seedance/core/number.hpp>
#include <seedance/core/secret.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/account_answers.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/provider/key_header.hpp>
#include <seedance/provider/media_json.hpp>
#include <seedance/provider/provider.hpp>
#include <seedance/provider/submit_id.hpp>
#include <seedance/provider/task_state.hpp>
#include <seedance/provider/url_part.hpp>

#include "models.hpp"

namespace modelark {

struct gateway {};

/// Where the gateway is asked, unless an account says otherwise.
inline constexpr std::string_view base_url = "https://ark.ap-southeast.bytepluses.com/api/v3";

/// A key for ModelArk: `client.use(modelark::account{.api_key = secret::from_env("ARK_API_KEY")})`.
struct account {
    using provider = gateway;

    seedance::secret api_key = {};
    std::string base_url{modelark::base_url};     ///< https, without a slash at the end
    std::string name{seedance::default_account};  ///< tells several accounts at the gateway apart
};

/// The one collection that everything is about, behind the base URL.
inline constexpr std::string_view collection = "/contents/generations/tasks";

/// Where one task is: `id` becomes one part of the path, whatever it holds.
inline std::string target_of(std::string_view id) {
    return std::string{collection} + "/" + seedance::escape_url_part(id);
}

namespace wire {

/// What decides the price or the shape of the video is always sent; what the caller did not say is left out otherwise.
inline std::string body_of(const seedance::request_view& request) {
    seedance::json_writer body;
    body.begin_object().member("model", request.model->id);
    write_content(body, seedance::text::trim(request.prompt), request);
    body.member("ratio", request.aspect_ratio);
    body.member("resolution", request.resolution);
    body.member("duration", request.duration_as_source ? -1 : request.seconds);
    if (request.rules->options.contains(seedance::option::sound)) body.member("generate_audio", request.with_sound());
    if (request.watermark) body.member("watermark", *request.watermark);
    if (request.seed) body.member("seed", *request.seed);
    if (request.camera_fixed) body.member("camera_fixed", *request.camera_fixed);
    if (request.return_last_frame) body.member("return_last_frame", *request.return_last_frame);
    if (request.web_search.value_or(false))
        body.name("tools").begin_array().begin_object().member("type", "web_search").end_object().end_array();
    if (seedance::is_given(request.callback_url)) body.member("callback_url", request.callback_url);
    return body.end_object().take();
}

/// Where the id of a new task stands.
inline constexpr std::string_view id_path[] = {"id"};

/// The codes of an account in arrears, in lower case.
inline constexpr std::string_view balance_codes[] = {"accountoverdueerror"};

/// The HTTP status, except that an account in arrears is refused with 403 like one without access.
inline int status_of(int http_status, const seedance::gateway_error& error) {
    return http_status == 403 && seedance::is_one_of_codes(error.code, balance_codes) ? 402 : http_status;
}

inline seedance::task_state state_of(std::string_view word) {
    using seedance::is_word, seedance::task_state;
    if (is_word(word, "queued")) return task_state::queued;
    if (is_word(word, "running")) return task_state::running;
    if (is_word(word, "succeeded")) return task_state::succeeded;
    if (is_word(word, "failed") || is_word(word, "cancelled") || is_word(word, "expired")) return task_state::failed;
    return task_state::unknown;
}

inline seedance::json_view place_of_id(seedance::json_view task) { return task["id"]; }

/// A task as polls, lists and callbacks show it.
inline seedance::status_answer read_task(int http_status, seedance::json_view task) {
    using seedance::billed, seedance::task_state;
    seedance::status_answer answer{.status = http_status, .error = read_error(task["error"])};
    answer.raw_state = task["status"].text();
    answer.understood = !answer.raw_state.empty();
    answer.state = state_of(answer.raw_state);
    answer.task_id = seedance::usable_id(place_of_id(task).id());
    answer.model = task["model"].string();
    answer.created_at = task["created_at"].unix_seconds();
    if (is_terminal(answer.state)) answer.completed_at = task["updated_at"].unix_seconds();
    answer.tokens = task["usage"]["completion_tokens"].number();
    if (answer.state == task_state::succeeded) {
        answer.charged = billed::yes;
        add_url(answer.urls, task["content"]["video_url"]);
        answer.last_frame_url = task["content"]["last_frame_url"].url();
        if (answer.urls.empty()) seedance::add_urls_below(answer.urls, task["content"]);
        if (answer.urls.empty()) seedance::add_urls_of_answer(answer.urls, task);
    }
    if (answer.state == task_state::failed) {
        answer.charged = billed::no;  // only tasks that succeed are charged
        if (answer.error.code.empty())
            answer.error.code = answer.raw_state;  // cancelled and expired tasks carry no error
        answer.reason = seedance::is_word(answer.raw_state, "expired") ? seedance::fail_reason::timeout
                                                                       : reason_of_failure(answer.error);
    }
    return answer;
}

/// The largest page that the gateway gives, and the first: pages have numbers.
inline constexpr std::size_t longest_page = 500;
inline constexpr std::int64_t first_page = 1;

inline std::int64_t page_size(const seedance::task_query& asked) {
    return static_cast<std::int64_t>(std::clamp(asked.limit, std::size_t{1}, longest_page));
}

/// The number of the page after the one that was asked for; empty where that was the last, or has no number.
inline std::string page_after(const seedance::task_query& asked, std::int64_t total) {
    const auto number =
        asked.after.empty() ? first_page : seedance::text::parse_number<std::int32_t>(asked.after).value_or(0);
    const bool has_more = number > 0 && number * page_size(asked) < total;
    return has_more ? std::to_string(number + 1) : std::string{};
}

}  // namespace wire

}  // namespace modelark

template <>
struct seedance::provider_traits<modelark::gateway> {
    static constexpr std::string_view name = "modelark";
    static constexpr std::string_view default_base_url = modelark::base_url;

    static http_header authorization(std::string_view key) { return key_header("Authorization", "Bearer ", key); }

    static submit_message encode(const request_view& request) {
        return json_message(std::string{modelark::collection}, modelark::wire::body_of(request));
    }

    /// Model and mode stand in the body and are not used here. Fields that only this gateway has (`priority`,
    /// `execution_expires_after`, `safety_identifier`) go this way too.
    static submit_message encode_unchecked(std::string_view, std::string_view, std::string_view json) {
        return json_message(std::string{modelark::collection}, std::string{json});
    }

    /// One endpoint for all models; `model_id` is not used.
    static std::string status_target(std::string_view, std::string_view task_id) {
        return modelark::target_of(task_id);
    }

    static submit_answer decode_submit(int http_status, std::string_view body, arrival arrived = arrival::whole) {
        json_memory memory;
        const auto parsed = memory.parse(body);
        submit_answer answer{.error = read_error(parsed["error"])};
        answer.status = modelark::wire::status_of(http_status, answer.error);
        read_task_id(answer, {arrived, body}, parsed, memory, {modelark::wire::id_path, {}});
        return answer;
    }

    /// Also reads callbacks: their body is the task.
    static status_answer decode_status(int http_status, std::string_view body) {
        json_memory memory;
        const auto parsed = memory.parse(body, "status");
        if (!parsed.is_object()) return {.status = http_status};
        auto error = read_error(parsed["error"]);
        const auto status = modelark::wire::status_of(http_status, error);
        if (!may_tell_state(status)) return {.status = status, .error = std::move(error)};
        const bool was_cut = memory.was_cut();
        auto answer = modelark::wire::read_task(status, parsed);
        answer.task_id = usable_id(id_of_task(parsed, body, memory, modelark::wire::place_of_id));
        answer.mended = memory.was_damaged();
        settle_state(answer, was_cut);
        return answer;
    }

    /// The tasks of the last seven days.
    static std::string list_target(const task_query& asked) {
        auto target = std::string{modelark::collection} +
                      "?page_num=" + (asked.after.empty() ? std::string{"1"} : escape_url_part(asked.after)) +
                      "&page_size=" + std::to_string(modelark::wire::page_size(asked));
        if (!asked.model.empty()) target += "&filter.model=" + escape_url_part(asked.model);
        return target;
    }

    static task_list_answer decode_list(const task_query& asked, int http_status, std::string_view body) {
        json_memory memory;
        const auto parsed = memory.parse(body);
        task_list_answer answer{.error = read_error(parsed["error"])};
        answer.status = modelark::wire::status_of(http_status, answer.error);
        const auto items = parsed["items"];
        const auto total = parsed["total"].number(0, 1'000'000'000);
        answer.understood = http_status == 200 && total && (items.is_array() || *total == 0);
        if (!answer.understood) return answer;  // no list is not the same as no tasks
        for (const json_view item : items.elements())
            if (item.is_object()) answer.tasks.push_back(modelark::wire::read_task(200, item));
        if (!memory.was_damaged()) answer.total = total;  // of a damaged list nobody knows what is missing
        answer.next = modelark::wire::page_after(asked, *total);
        return answer;
    }

    /// The order takes a queued task out of the queue and is refused for a running one. One that is over would be
    /// forgotten, with its video.
    static bool can_cancel(task_state state) { return state == task_state::queued; }

    static cancel_message cancel(std::string_view, std::string_view task_id) {
        return {.target = modelark::target_of(task_id)};
    }

    static cancel_answer decode_cancel(int http_status, std::string_view body) {
        json_memory memory;
        auto error = read_error(memory.parse(body)["error"]);
        return {.status = modelark::wire::status_of(http_status, error), .error = error};
    }
};

static_assert(seedance::provider<modelark::gateway> && seedance::lists_tasks<modelark::gateway> &&
              seedance::cancels_tasks<modelark::gateway> && !seedance::tells_balance<modelark::gateway>);
