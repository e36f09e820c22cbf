// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox speaks for Pixazo here, as its page for Seedance shows it (https://www.pixazo.ai/models/seedance).

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/money.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/data_uri.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/pixazo_input.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

inline constexpr auto pixazo_models = all_models::of<pixazo::gateway>;

/// Gives the first part of a path, which is what Pixazo calls a model: "seedance-2-0", "byteplus".
constexpr std::string_view pixazo_service(std::string_view path) noexcept {
    path.remove_prefix(1);
    return path.substr(0, path.find('/'));
}

/// The parts of a target.
struct pixazo_target {
    enum class kind { unknown, submit, status };

    kind what = kind::unknown;
    std::string service = {};
    std::string task_id = {};
    const model_descriptor* model = nullptr;  ///< of a submit: null where there is no such service
    const mode_rules* rules = nullptr;
};

/// Finds the model and the mode that a submit's path stands for. A known service without this endpoint is no submit.
inline pixazo_target find_pixazo_endpoint(const std::string& service, const std::string& operation) {
    pixazo_target found{.what = pixazo_target::kind::submit, .service = service};
    for (const auto* model : pixazo_models)
        for (const auto& rules : model->modes) {
            if (pixazo_service(rules.wire_name) != service) continue;
            found.what = pixazo_target::kind::unknown;
            if (rules.wire_name == '/' + service + "/v1/" + operation)
                return {.what = pixazo_target::kind::submit, .service = service, .model = model, .rules = &rules};
        }
    return found;
}

inline pixazo_target parse_pixazo_target(std::string_view target) {
    const auto path = path_of(target);
    if (path.size() == 3 && path[1] == "v1") return find_pixazo_endpoint(path[0], path[2]);
    if (path.size() != 4 || path[0] != "v2" || path[1] != "requests" || path[2] != "status") return {};
    return {.what = pixazo_target::kind::status, .task_id = path[3]};
}

/// Writes a time of UTC as "2026-05-22 13:19:23", with `between` between day and time.
inline std::string date_and_time(std::int64_t unix_milliseconds, char between = ' ') {
    using namespace std::chrono;
    const auto padded = [](auto number, std::size_t width) {
        const auto digits = std::to_string(number);
        return std::string(width - std::min(width, digits.size()), '0') + digits;
    };
    const auto at = floor<seconds>(sys_time<milliseconds>{milliseconds{unix_milliseconds}});
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    return padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<unsigned>(date.month()), 2) + '-' +
           padded(static_cast<unsigned>(date.day()), 2) + between + padded(time.hours().count(), 2) + ':' +
           padded(time.minutes().count(), 2) + ':' + padded(time.seconds().count(), 2);
}

/// Writes a time of UTC as "2026-05-22T13:17:32.110Z".
inline std::string iso_8601(std::int64_t unix_milliseconds) {
    return date_and_time(unix_milliseconds, 'T') + '.' + std::to_string(1000 + unix_milliseconds % 1000).substr(1) +
           'Z';
}

/// Gives the size of a body that holds as many data: URIs as the mode takes, each file as large as the page allows.
constexpr std::uint64_t pixazo_body_of(const input_rules& inputs) noexcept {
    const auto together = [](const media_rules& files, std::uint64_t largest) {
        return files.schemes.data ? static_cast<std::uint64_t>(files.max_count) * ((largest + 2) / 3 * 4) : 0;
    };
    return body_without_files + together(inputs.images, largest_data_uri_image) +
           together(inputs.audio, largest_data_uri_audio);
}

constexpr std::uint64_t largest_pixazo_body() noexcept {
    std::uint64_t largest = body_without_files;
    for (const auto* model : pixazo_models)
        for (const auto& rules : model->modes) largest = std::max(largest, pixazo_body_of(rules.inputs));
    return largest;
}

/// The pauses before further tries of a callback. The page says that there can be such, and no more.
inline constexpr milliseconds pixazo_callback_pauses[] = {std::chrono::seconds{5}, std::chrono::seconds{15}};

template <>
class emulation_of<pixazo::gateway> final : public emulation {
  public:
    emulation_of(task_store& tasks, std::string_view key) : tasks_{tasks}, key_{key} {}

    std::string_view provider() const override { return provider_traits<pixazo::gateway>::name; }
    std::string_view base_path() const override { return {}; }
    std::uint64_t max_body() const override { return largest_pixazo_body(); }

    sandbox_operation operation_of(const received_request& request) const override {
        const auto what = parse_pixazo_target(request.target).what;
        if (what == pixazo_target::kind::submit && request.method == "POST") return sandbox_operation::submit;
        if (what == pixazo_target::kind::status && request.method == "GET") return sandbox_operation::poll;
        return sandbox_operation::other;
    }

    bool has_key(const received_request& request) const override {
        return has_one_header(request, "Ocp-Apim-Subscription-Key", key_);
    }

    std::string task_of(const received_request& request) const override {
        return parse_pixazo_target(request.target).task_id;
    }

    wire_answer handle(const received_request& request) override {
        if (!has_key(request)) return refuse(401, "Missing or invalid subscription key");
        const auto target = parse_pixazo_target(request.target);
        if (target.what == pixazo_target::kind::unknown) return refuse(404, "Not found");
        const bool submits = target.what == pixazo_target::kind::submit;
        const std::string_view method = submits ? "POST" : "GET";
        if (request.method != method) return refuse_method(method);
        return submits ? submit(request, target) : status(target.task_id);
    }

    wire_answer refuse(int status, std::string_view words) const override {
        return refuse(status, reason_phrase(status), words);
    }

    std::string status_text(const task_record& record, milliseconds at) const override {
        return json::serialize(status_of(record, at));
    }

    /// "Must respond 2xx within a few seconds"; the polling delay of mode sync is capped at 15 s.
    callback_rules callbacks() const override {
        return {.answer_within = std::chrono::seconds{5},
                .pauses = pixazo_callback_pauses,
                .longest_cycle = std::chrono::seconds{15},
                .id_name = "request_id",
                .other_id_name = "requestId"};
    }

  private:
    static wire_answer refuse(int status, std::string_view error, std::string_view message) {
        return {.status = status, .body = json::serialize(json::object{{"error", error}, {"message", message}})};
    }

    static wire_answer refuse_model(std::string_view name) {
        return refuse(400, "Model not found", "Model '" + std::string{name} + "' not found or is disabled");
    }

    wire_answer submit(const received_request& request, const pixazo_target& target) {
        if (target.model == nullptr) return refuse_model(target.service);
        if (!has_json_body(request)) return refuse(400, "Content-Type must be application/json");
        const pixazo_input input{*target.model, *target.rules, request, tasks_};
        if (is_given(input.unknown_model())) return refuse_model(input.unknown_model());
        if (!input.wrong().none()) return refuse(400, input.wrong().words());
        const auto price = documented_price(input.view());
        const auto prefix = target.service + '_';
        const auto* record =
            tasks_.accept(input.view(), request.body,
                          {.price = price, .id_prefix = prefix, .id_is_uuid = true, .only_refund = "ERROR"});
        if (record == nullptr) return refuse_for_balance(price);
        return accept(request, record->task.id);
    }

    static wire_answer refuse_for_balance(money price) {
        return refuse(402, "Insufficient Balance",
                      "Your wallet does not have enough balance. Required: " + to_string(price));
    }

    /// Answers that a task was accepted. Its `polling_url` is on the host where the client found the gateway.
    static wire_answer accept(const received_request& request, const std::string& id) {
        const auto url = "https://" + std::string{request.header("Host")} + "/v2/requests/status/" + id;
        return {.status = 202,
                .body = json::serialize(json::object{{"request_id", id}, {"status", "QUEUED"}, {"polling_url", url}})};
    }

    wire_answer status(const std::string& id) const {
        const auto* record = tasks_.find(id);
        if (record == nullptr || record->task.provider != provider()) return refuse(404, "Request not found");
        return {.body = status_text(*record, tasks_.now())};
    }

    /// Writes times as the samples of 1.0 and of callbacks do: created_at in ISO 8601, the others with a space and in
    /// whole seconds.
    json::object status_of(const task_record& record, milliseconds at) const {
        const auto state = record.state_at(at);
        const auto time = [this](milliseconds when) { return tasks_.clock().unix_milliseconds(when); };
        json::object said{{"request_id", record.task.id},
                          {"status", word_for(record, state)},
                          {"model_id", pixazo_service(record.task.mode)},
                          {"error", nullptr},
                          {"output", nullptr},
                          {"created_at", iso_8601(time(record.task.accepted_at))},
                          {"updated_at", date_and_time(time(record.changed_at(at)))},
                          {"completed_at", nullptr}};
        if (state == task_state::failed)
            said["error"] = record.failure->message.empty() ? record.failure->code : record.failure->message;
        if (state == task_state::succeeded)
            said["output"] = json::object{{"media_url", json::array{json::value(record.task.video_url)}},
                                          {"media_type", "video/mp4"}};
        if (is_terminal(state)) said["completed_at"] = date_and_time(time(record.task.ends_at));
        return said;
    }

    /// The word for `unknown` is in no document.
    static std::string_view word_for(const task_record& record, task_state state) noexcept {
        switch (state) {
            case task_state::queued: return "QUEUED";
            case task_state::running: return "PROCESSING";
            case task_state::succeeded: return "COMPLETED";
            case task_state::failed: return record.failure->code == "ERROR" ? "ERROR" : "FAILED";
            case task_state::unknown: break;
        }
        return "POSTPROCESSING";
    }

    task_store& tasks_;
    std::string key_;
};

}  // namespace seedance::testing::detail
