// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox speaks for APIXO here, as its documents show it (https://apixo.ai/docs).

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/testing/sandbox/apixo_input.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

inline const model_descriptor* find_apixo_model(std::string_view id) noexcept {
    for (const auto* model : all_models::of<apixo::gateway>)
        if (model->id == id) return model;
    return nullptr;
}

/// The parts of a target below "/api/v1".
struct apixo_target {
    enum class kind { unknown, generate, status, balance };

    kind what = kind::unknown;
    std::string model = {};
    std::string task_id = {};
};

inline apixo_target parse_apixo_target(std::string_view target) {
    const auto path = path_of(target);
    if (path.size() != 4 || path[0] != "api" || path[1] != "v1") return {};
    if (path[2] == "apikeys" && path[3] == "current-balance") return {.what = apixo_target::kind::balance};
    if (path[2] == "generateTask") return {.what = apixo_target::kind::generate, .model = path[3]};
    if (path[2] != "statusTask") return {};
    apixo_target found{.what = apixo_target::kind::status, .model = path[3]};
    const auto url = boost::urls::parse_origin_form(target);
    for (const auto parameter : url->params())
        if (parameter.key == "taskId") found.task_id = parameter.value;
    return found;
}

/// The pauses before the three further tries of a callback. That there are three is documented, their length is not.
inline constexpr milliseconds apixo_callback_pauses[] = {std::chrono::seconds{10}, std::chrono::seconds{30},
                                                         std::chrono::seconds{90}};

template <>
class emulation_of<apixo::gateway> final : public emulation {
  public:
    emulation_of(task_store& tasks, std::string_view key)
        : tasks_{tasks}, authorization_{"Bearer " + std::string{key}} {}

    std::string_view provider() const override { return provider_traits<apixo::gateway>::name; }
    std::string_view base_path() const override { return "/api/v1"; }

    sandbox_operation operation_of(const received_request& request) const override {
        const auto what = parse_apixo_target(request.target).what;
        if (what == apixo_target::kind::generate && request.method == "POST") return sandbox_operation::submit;
        if (what == apixo_target::kind::status && request.method == "GET") return sandbox_operation::poll;
        return sandbox_operation::other;
    }

    bool has_key(const received_request& request) const override {
        return has_one_header(request, "Authorization", authorization_);
    }

    std::string task_of(const received_request& request) const override {
        return parse_apixo_target(request.target).task_id;
    }

    wire_answer handle(const received_request& request) override {
        if (!has_key(request)) return refuse(401, "Missing or invalid API key");
        const auto target = parse_apixo_target(request.target);
        if (target.what == apixo_target::kind::unknown) return refuse(404, "Not found");
        const std::string_view method = target.what == apixo_target::kind::generate ? "POST" : "GET";
        if (request.method != method) return refuse_method(method);
        switch (target.what) {
            case apixo_target::kind::generate: return generate(request, target);
            case apixo_target::kind::status: return status(target);
            case apixo_target::kind::balance:
            case apixo_target::kind::unknown: break;  // refused above
        }
        return balance();
    }

    wire_answer refuse(int status, std::string_view words) const override {
        return {.status = status,
                .body = json::serialize(json::object{{"code", status}, {"message", words}, {"data", nullptr}})};
    }

    std::string status_text(const task_record& record, milliseconds at) const override {
        return accept(data_of(record, at)).body;
    }

    /// A callback must be answered 200 within 30 s; otherwise there are up to three more tries.
    callback_rules callbacks() const override {
        return {.answer_within = std::chrono::seconds{30},
                .pauses = apixo_callback_pauses,
                .only_200 = true,
                .id_name = "taskId",
                .other_id_name = "task_id"};
    }

    /// The body's `code` counts where HTTP says success.
    int meaning_of(const wire_answer& answer) const override {
        if (answer.status < 200 || answer.status >= 300) return answer.status;
        boost::system::error_code error;
        const auto body = json::parse(answer.body, error);
        const auto* code = !error && body.is_object() ? body.get_object().if_contains("code") : nullptr;
        return code != nullptr && code->is_int64() ? static_cast<int>(code->get_int64()) : answer.status;
    }

  private:
    static wire_answer accept(json::value data) {
        return {.body =
                    json::serialize(json::object{{"code", 200}, {"message", "success"}, {"data", std::move(data)}})};
    }

    /// Answers a submit. No document shows the answer to an unknown model; 404 is for tasks only.
    wire_answer generate(const received_request& request, const apixo_target& target) {
        const auto* model = find_apixo_model(target.model);
        if (model == nullptr) return refuse(400, "Unknown model " + target.model);
        if (!has_json_body(request)) return refuse(400, "Content-Type must be application/json");
        const apixo_input input{*model, request.body, tasks_};
        if (!input.wrong().none()) return refuse(400, input.wrong().words());
        const auto* record = tasks_.accept(input.view(), request.body, {.price = documented_price(input.view())});
        if (record == nullptr) return refuse(402, "Insufficient balance or quota");
        return accept(json::object{{"taskId", record->task.id}});
    }

    wire_answer status(const apixo_target& target) const {
        if (target.task_id.empty()) return refuse(400, "taskId is missing");
        const auto* record = tasks_.find(target.task_id);
        if (record == nullptr || record->task.provider != provider() || record->task.model != target.model)
            return refuse(404, "Task not found");
        return {.body = status_text(*record, tasks_.now())};
    }

    json::object data_of(const task_record& record, milliseconds at) const {
        const auto state = record.state_at(at);
        json::object data{{"taskId", record.task.id}, {"state", word_for(state)}};
        if (state == task_state::succeeded)
            data["resultJson"] =
                json::serialize(json::object{{"resultUrls", json::array{json::value(record.task.video_url)}}});
        if (state == task_state::failed) {
            data["failCode"] = record.failure->code;
            data["failMsg"] = record.failure->message;
        }
        data["createTime"] = tasks_.clock().unix_milliseconds(record.task.accepted_at);
        if (!is_terminal(state)) return data;
        data["completeTime"] = tasks_.clock().unix_milliseconds(record.task.ends_at);
        if (state == task_state::succeeded || dialect_of(record.task.model).failure_has_cost_time)
            data["costTime"] = (record.task.ends_at - record.task.accepted_at).count();
        return data;
    }

    /// The word for `unknown` is in no document, but has been seen.
    static std::string_view word_for(task_state state) noexcept {
        switch (state) {
            case task_state::queued: return "pending";
            case task_state::running: return "processing";
            case task_state::succeeded: return "success";
            case task_state::failed: return "failed";
            case task_state::unknown: break;
        }
        return "processing_r2";
    }

    wire_answer balance() const { return accept(static_cast<double>(tasks_.balance().micro_usd) / 1'000'000); }

    task_store& tasks_;
    std::string authorization_;
};

}  // namespace seedance::testing::detail
