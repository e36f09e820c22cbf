// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The sandbox speaks for Xenodia here, as its pages for Seedance 2.0, task retrieval and model discovery show it
/// (https://docs.xenodia.xyz). The pages give no prices, and of refusals only the shape: the numbers and words here are
/// the sandbox's own.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/core/impl/milliseconds.hpp>
#include <seedance/core/money.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/request/view.hpp>
#include <seedance/testing/sandbox/emulation.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>
#include <seedance/testing/sandbox/xenodia_input.hpp>

namespace seedance::testing::detail {

/// The price of a generated second. "Actual cost = per-second tier price * duration * channel margin"; the sandbox's
/// margin is 1.
struct xenodia_tier {
    std::string_view model, resolution;
    bool with_video;
    money price;
};

inline constexpr xenodia_tier xenodia_tiers[] = {
    {"seedance-2", "480p", false, micro_usd(80'000)},        {"seedance-2", "480p", true, micro_usd(130'000)},
    {"seedance-2", "720p", false, micro_usd(170'000)},       {"seedance-2", "720p", true, micro_usd(280'000)},
    {"seedance-2", "1080p", false, micro_usd(380'000)},      {"seedance-2", "1080p", true, micro_usd(620'000)},
    {"seedance-2-fast", "480p", false, micro_usd(65'000)},   {"seedance-2-fast", "480p", true, micro_usd(105'000)},
    {"seedance-2-fast", "720p", false, micro_usd(140'000)},  {"seedance-2-fast", "720p", true, micro_usd(225'000)},
    {"seedance-2-fast", "1080p", false, micro_usd(310'000)}, {"seedance-2-fast", "1080p", true, micro_usd(500'000)},
};

constexpr money xenodia_price_per_second(std::string_view model, std::string_view resolution,
                                         bool with_video) noexcept {
    for (const auto& tier : xenodia_tiers)
        if (tier.model == model && tier.resolution == resolution && tier.with_video == with_video) return tier.price;
    return {};
}

/// Says whether every request that breaks no rule costs something.
constexpr bool every_xenodia_model_has_its_tiers() noexcept {
    for (const auto* model : xenodia_models)
        for (const auto& rules : model->modes)
            for (const auto resolution : rules.resolutions)
                for (const bool with_video : {false, true})
                    if (xenodia_price_per_second(model->id, resolution, with_video) == money{}) return false;
    return true;
}
static_assert(every_xenodia_model_has_its_tiers(),
              "a model of Xenodia has a resolution without a price in xenodia_tiers");

/// Finds what has become of a tier's price; null: nothing.
inline const drifted_price* find_drifted(const list_drift& how, const xenodia_tier& tier) noexcept {
    for (const auto& each : how.prices)
        if (each.model == tier.model && each.resolution == tier.resolution && each.with_video == tier.with_video)
            return &each;
    return nullptr;
}

/// Gives the tiers of one model, as they are listed.
inline json::array xenodia_tiers_of(std::string_view model, const list_drift& how) {
    json::array tiers;
    for (const auto& tier : xenodia_tiers) {
        const auto* drifted = find_drifted(how, tier);
        const auto price = drifted != nullptr ? drifted->per_second : tier.price;
        if (tier.model != model || price == money{}) continue;
        const auto resolution = std::string{tier.resolution};
        tiers.push_back(
            json::object{{"id", resolution + (tier.with_video ? "_with_video" : "_no_video")},
                         {"label", resolution + (tier.with_video ? ", with video input" : ", no video input")},
                         {"unit", "second"},
                         {"price_micro_usdc", price.micro_usd}});
    }
    return tiers;
}

/// Gives the catalogue's entry of one model, made from its descriptor and the tiers.
inline json::object xenodia_catalogue_entry(const model_descriptor& model, const list_drift& how) {
    const auto& rules = model.modes[0];
    const json::array resolutions(rules.resolutions.begin(), rules.resolutions.end());
    const json::array ratios(rules.aspect_ratios.begin(), rules.aspect_ratios.end());
    json::array seconds;
    for (int n = rules.duration.min_seconds; n <= rules.duration.max_seconds; ++n) seconds.emplace_back(n);
    const json::array parameters{json::object{{"name", "resolution"}, {"enum", resolutions}},
                                 json::object{{"name", "aspect_ratio"}, {"enum", ratios}},
                                 json::object{{"name", "duration"}, {"enum", seconds}}};
    return {{"id", model.id},
            {"object", "model"},
            {"name", model.id},
            {"owned_by", "bytedance"},
            {"upstream_id", "bytedance/" + std::string{model.id}},
            {"modalities", json::array{json::value("video")}},
            {"capabilities",
             {{"async_supported", true},
              {"request_mode", json::array{json::value("task")}},
              {"pricing", {{"mode", "per_second_resolution_video_input"}, {"tiers", xenodia_tiers_of(model.id, how)}}},
              {"parameters", parameters}}},
            {"enabled", true}};
}

/// Gives an entry of a model that makes images, as the catalogue's page shows one.
inline json::object xenodia_other_entry(std::size_t number) {
    const auto id = "image-model-" + std::to_string(number);
    const json::array tiers{
        json::object{{"id", "1k_2k"}, {"label", "1K / 2K"}, {"unit", "image"}, {"price_micro_usdc", 0}}};
    return {{"id", id},
            {"object", "model"},
            {"upstream_id", "google/" + id},
            {"modalities", json::array{json::value("image")}},
            {"capabilities", {{"pricing", {{"mode", "resolution"}, {"tiers", tiers}}}}},
            {"enabled", true}};
}

/// Gives the text of the catalogue.
inline std::string xenodia_catalogue(const list_drift& how) {
    std::string entries;
    const auto add = [&entries](std::string_view entry) { entries.append(entries.empty() ? "" : ",").append(entry); };
    for (const auto* model : xenodia_models)
        if (std::find(how.removed.begin(), how.removed.end(), model->id) == how.removed.end())
            add(json::serialize(xenodia_catalogue_entry(*model, how)));
    for (const auto& id : how.added) {
        auto entry = xenodia_catalogue_entry(*xenodia_models[0], how);
        entry["id"] = id;
        add(json::serialize(entry));
    }
    for (const auto& entry : how.entries) add(entry);
    for (std::size_t i = 0; i != how.other_models; ++i) add(json::serialize(xenodia_other_entry(i)));
    return R"({"object":"list","data":[)" + entries + "]}";
}

/// Checks that what has changed is there.
inline void check_xenodia_drift(const list_drift& how) {
    for (const auto& id : how.removed)
        if (std::none_of(xenodia_models.begin(), xenodia_models.end(),
                         [&](const auto* each) { return each->id == id; }))
            throw std::invalid_argument{"sandbox: the list has no model " + id};
    for (const auto& each : how.prices)
        if (xenodia_price_per_second(each.model, each.resolution, each.with_video) == money{})
            throw std::invalid_argument{"sandbox: the list has no price of " + each.model + " for " + each.resolution};
}

/// The parts of a target.
struct xenodia_target {
    enum class kind { unknown, submit, status, models };

    kind what = kind::unknown;
    std::string task_id = {};
};

inline xenodia_target parse_xenodia_target(std::string_view target) {
    const auto path = path_of(target);
    if (path.size() < 2 || path[0] != "v1") return {};
    if (path.size() == 2 && path[1] == "models") return {.what = xenodia_target::kind::models};
    if (path.size() != 3) return {};
    if ((path[1] == "videos" || path[1] == "video") && path[2] == "generations")
        return {.what = xenodia_target::kind::submit};
    return path[1] == "tasks" ? xenodia_target{.what = xenodia_target::kind::status, .task_id = path[2]}
                              : xenodia_target{};
}

template <>
class emulation_of<xenodia::gateway> final : public emulation {
  public:
    emulation_of(task_store& tasks, std::string_view key)
        : tasks_{tasks}, authorization_{"Bearer " + std::string{key}} {}

    /// The page's sample says 5 s; while a task is being made, the sandbox asks for more, for a client to heed.
    static constexpr milliseconds usual_interval{5'000}, interval_while_generating{8'000};

    std::string_view provider() const override { return provider_traits<xenodia::gateway>::name; }
    std::string_view base_path() const override { return {}; }

    sandbox_operation operation_of(const received_request& request) const override {
        const auto what = parse_xenodia_target(request.target).what;
        if (what == xenodia_target::kind::submit && request.method == "POST") return sandbox_operation::submit;
        if (what == xenodia_target::kind::status && request.method == "GET") return sandbox_operation::poll;
        return sandbox_operation::other;
    }

    bool has_key(const received_request& request) const override {
        return has_one_header(request, "Authorization", authorization_);
    }

    std::string task_of(const received_request& request) const override {
        return parse_xenodia_target(request.target).task_id;
    }

    wire_answer handle(const received_request& request) override {
        const auto target = parse_xenodia_target(request.target);
        if (target.what != xenodia_target::kind::models && !has_key(request))
            return refuse(401, "Missing or invalid API key");
        if (target.what == xenodia_target::kind::unknown) return refuse(404, "Not found");
        const std::string_view method = target.what == xenodia_target::kind::submit ? "POST" : "GET";
        if (request.method != method) return refuse_method(method);
        switch (target.what) {
            case xenodia_target::kind::submit: return submit(request);
            case xenodia_target::kind::status: return status(target.task_id);
            case xenodia_target::kind::models:
            case xenodia_target::kind::unknown: break;  // refused above
        }
        return {.body = xenodia_catalogue(drift_)};
    }

    void drift(const list_drift& how) override {
        check_xenodia_drift(how);
        drift_ = how;
    }

    wire_answer refuse(int status, std::string_view words) const override {
        const auto [error, type, code] = refusal_for(status);
        return {.status = status,
                .body = json::serialize(
                    json::object{{"error", error}, {"message", words}, {"type", type}, {"code", code}})};
    }

    /// The page does not show what is posted to `callBackUrl`. What the status answer says is a guess.
    std::string status_text(const task_record& record, milliseconds at) const override {
        auto said = status_of(record, at);
        said["recommended_poll_interval_ms"] = hint_at(record, at).count();
        return json::serialize(said);
    }

    /// Nothing of this is documented. One try is what asks most of a receiver.
    callback_rules callbacks() const override { return {.id_name = "task_id", .other_id_name = "taskId"}; }

  private:
    struct refusal {
        std::string_view error, type, code;
    };

    static refusal refusal_for(int status) noexcept {
        switch (status) {
            case 400: return {"bad_request", "invalid_request_error", "invalid_parameter"};
            case 401: return {"unauthorized", "authentication_error", "invalid_api_key"};
            case 402: return {"payment_required", "billing_error", "insufficient_balance"};
            case 404: return {"not_found", "invalid_request_error", "not_found"};
            default:
                return {status < 500 ? "bad_request" : "internal_error",
                        status < 500 ? "invalid_request_error" : "api_error", "refused"};
        }
    }

    wire_answer submit(const received_request& request) {
        if (!has_json_body(request)) return refuse(400, "Content-Type must be application/json");
        const xenodia_input input{request.body, tasks_};
        if (!input.wrong().none()) return refuse(400, input.wrong().words());
        const auto* record = tasks_.accept(input.view(), request.body, {.price = price_of(input.view())});
        if (record == nullptr) return refuse(402, "Insufficient balance");
        auto envelope = envelope_of(*record);
        envelope["state"] = "waiting";
        envelope["recommended_poll_interval_ms"] = usual_interval.count();
        return {.status = 202, .body = json::serialize(envelope)};
    }

    /// Gives the price of a request: "per-second tier price * duration".
    money price_of(const request_view& request) const {
        const bool with_video = request.count(media::video) > 0;
        const auto usual = xenodia_price_per_second(request.model->id, request.resolution, with_video);
        const auto* drifted = find_drifted(drift_, {request.model->id, request.resolution, with_video, usual});
        const bool is_changed = drifted != nullptr && drifted->per_second != money{};
        return (is_changed ? drifted->per_second : usual) * request.seconds;
    }

    json::object envelope_of(const task_record& record) const {
        return {{"task_id", record.task.id},
                {"object", "task"},
                {"model", record.task.model},
                {"type", "video"},
                {"state", nullptr},
                {"created_at", unix_seconds(record.task.accepted_at)},
                {"poll_url", "/v1/tasks/" + record.task.id}};
    }

    wire_answer status(const std::string& id) const {
        const auto* record = tasks_.find(id);
        if (record == nullptr || record->task.provider != provider()) return refuse(404, "Task not found");
        const auto now = tasks_.now();
        return {.body = status_text(*record, now), .poll_hint = hint_at(*record, now)};
    }

    static milliseconds hint_at(const task_record& record, milliseconds at) {
        return record.state_at(at) == task_state::running ? interval_while_generating : usual_interval;
    }

    json::object status_of(const task_record& record, milliseconds at) const {
        const auto state = record.state_at(at);
        auto said = envelope_of(record);
        said["request_id"] = "req_" + record.task.id.substr(record.task.id.find('_') + 1);
        said["state"] = word_for(record, state, at);
        said["request"] = json::parse(record.task.body);
        said["result"] = state == task_state::succeeded ? result_of(record) : json::object{};
        said["error"] = state == task_state::failed ? error_of(*record.failure) : json::object{};
        said["progress"] = progress_of(record, state, at);
        said["billing"] = billing_of(record, state);
        said["updated_at"] = unix_seconds(record.changed_at(at));
        if (is_terminal(state))
            said["completed_at"] = unix_seconds(record.task.ends_at);
        else
            said["eta_hint_seconds"] =
                std::chrono::ceil<std::chrono::seconds>(std::max(record.task.ends_at - at, milliseconds{0})).count();
        return said;
    }

    json::object result_of(const task_record& record) const {
        return {{"created", unix_seconds(record.task.ends_at)},
                {"data", json::array{json::value(json::object{{"url", record.task.video_url}})}},
                {"resolution", record.task.resolution}};
    }

    static json::object error_of(const task_failure& failure) {
        return {{"code", failure.code}, {"message", failure.message}};
    }

    static json::object billing_of(const task_record& record, task_state state) {
        const auto price = record.task.price.micro_usd;
        const bool succeeded = state == task_state::succeeded, failed = state == task_state::failed;
        return {{"status", succeeded ? "committed"
                           : failed  ? "released"
                                     : "reserved"},
                {"reserve_amount_micro_usdc", price},
                {"actual_amount_micro_usdc", succeeded ? price : 0},
                {"released_amount_micro_usdc", failed ? price : 0}};
    }

    static std::int64_t progress_of(const task_record& record, task_state state, milliseconds at) {
        if (state == task_state::queued) return 0;
        if (state == task_state::succeeded) return 100;
        const auto whole = std::max<std::int64_t>((record.task.ends_at - record.task.accepted_at).count(), 1);
        return std::clamp<std::int64_t>((at - record.task.accepted_at).count() * 100 / whole, 1, 99);
    }

    /// The word for `unknown` is in no document.
    static std::string_view word_for(const task_record& record, task_state state, milliseconds at) noexcept {
        switch (state) {
            case task_state::queued: return is_waiting(record, at) ? "waiting" : "queuing";
            case task_state::running: return "generating";
            case task_state::succeeded: return "success";
            case task_state::failed: return "fail";
            case task_state::unknown: break;
        }
        return "postprocessing";
    }

    /// Says whether the task is not yet scheduled: it waits for half of the time before it is being made.
    static bool is_waiting(const task_record& record, milliseconds at) noexcept {
        return !record.driven && at - record.task.accepted_at < (record.starts_at() - record.task.accepted_at) / 2;
    }

    std::int64_t unix_seconds(milliseconds at) const { return tasks_.clock().unix_milliseconds(at) / 1000; }

    task_store& tasks_;
    std::string authorization_;
    list_drift drift_;
};

}  // namespace seedance::testing::detail
