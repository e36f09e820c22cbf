// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Reads the body of APIXO's generateTask as strictly as its documents allow.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/sandbox/input.hpp>
#include <seedance/testing/sandbox/tasks.hpp>

namespace seedance::testing::detail {

/// APIXO's models differ in how a value may be spelled, as their documents say.
struct apixo_dialect {
    std::string_view model = {};         ///< `model_descriptor::id`
    bool duration_as_text = false;       ///< `"10"`; Mini says so, and the 2.0 family shares the backend
    bool image_as_object = false;        ///< `{"url": "https://..."}`, Mini
    bool folds_resolution = false;       ///< white space around and capitals are forgiven, Mini
    bool failure_has_cost_time = false;  ///< 1.5 Pro shows `costTime` for failed tasks too
};

inline constexpr apixo_dialect apixo_dialects[] = {
    {.model = "seedance-2-0-fast", .duration_as_text = true},
    {.model = "seedance-2-0-mini", .duration_as_text = true, .image_as_object = true, .folds_resolution = true},
    {.model = "seedance-1-5-pro", .failure_has_cost_time = true},
};

constexpr apixo_dialect dialect_of(std::string_view model_id) noexcept {
    for (const auto& dialect : apixo_dialects)
        if (dialect.model == model_id) return dialect;
    return {};
}

constexpr bool every_apixo_model_has_its_dialect() noexcept {
    for (const auto* model : all_models::of<apixo::gateway>)
        if (dialect_of(model->id).model.empty()) return false;
    return true;
}
static_assert(every_apixo_model_has_its_dialect(),
              "a model of APIXO is not in apixo_dialects: how does its document spell values?");

/// Gives the field of `input` that holds an option, or an empty name where APIXO's documents have none.
constexpr std::string_view apixo_field_of(option which) noexcept {
    switch (which) {
        case option::sound: return "sound";
        case option::web_search: return "web_search";
        case option::camera_fixed: return "fixed_lens";
        case option::watermark:
        case option::seed:
        case option::frames_per_second:
        case option::return_last_frame:
        case option::content_check: return {};
    }
    return {};
}

class apixo_input final : public submit_input {
  public:
    apixo_input(const model_descriptor& model, std::string_view body, const task_store& tasks)
        : submit_input{tasks}, model_{model}, dialect_{dialect_of(model.id)} {
        if (const auto* object = parse(body)) read_body(*object);
    }

  private:
    void read_body(const json::object& body) {
        field_reader fields{body, wrong_};
        read_delivery(fields);
        const auto* input = fields.object("input");
        fields.refuse_the_rest();
        fields.require("input");
        if (input == nullptr) return;
        read_input(*input);
        check_rules();
    }

    /// Two documents call `request_type` required and give it a default; the third says that it may be left out.
    void read_delivery(field_reader& fields) {
        const auto type = fields.text("request_type");
        view_.callback_url = fields.text("callback_url");
        if (is_given(type) && type != "async" && type != "callback")
            wrong_.add("request_type", "must be async or callback");
        if (type == "callback" && !is_given(view_.callback_url))
            wrong_.add("callback_url", "required when request_type is callback");
    }

    void read_input(const json::object& input) {
        field_reader fields{input, wrong_};
        view_.model = &model_;
        const auto mode_name = fields.text("mode");
        if (is_given(mode_name) || !input.contains("mode")) view_.rules = mode_named(mode_name);
        view_.prompt = fields.text("prompt");
        const auto resolution = fields.text("resolution");
        const auto ratio = fields.text("aspect_ratio");
        const auto seconds = fields.integer("duration", dialect_.duration_as_text);
        read_options(fields, apixo_field_of);
        const auto images = fields.urls("image_urls", dialect_.image_as_object);
        const auto videos = fields.urls("video_urls"), audio = fields.urls("audio_urls");
        fields.refuse_the_rest();
        if (view_.rules == nullptr) return;
        read_shape(resolution, ratio, seconds);
        read_media(images, videos, audio);
    }

    const mode_rules* mode_named(std::string_view name) {
        for (const auto& rules : model_.modes)
            if (is_given(name) && rules.wire_name == name) return &rules;
        short_text<120> allowed;
        for (const auto& rules : model_.modes)
            allowed.append(allowed.empty() ? "must be " : ", ").append(rules.wire_name);
        wrong_.add("mode", allowed);
        return nullptr;
    }

    void read_shape(std::string_view resolution, std::string_view ratio, std::optional<std::int64_t> seconds) {
        const auto& rules = *view_.rules;
        view_.resolution = is_given(resolution) ? fold(resolution) : rules.default_resolution;
        view_.aspect_ratio = is_given(ratio) ? ratio : rules.default_aspect_ratio;
        view_.seconds = seconds.value_or(rules.duration.default_seconds);
        refuse_ratio(ratio, "adaptive");
    }

    std::string_view fold(std::string_view resolution) {
        if (!dialect_.folds_resolution) return resolution;
        resolution_ = text::trim(resolution);
        for (auto& c : resolution_) c = text::lower(c);
        return resolution_;
    }

    void read_media(const std::vector<std::string_view>& images, const std::vector<std::string_view>& videos,
                    const std::vector<std::string_view>& audio) {
        if (view_.rules->kind == mode::image_to_video)
            set_frames("image_urls", images);
        else
            add_references(media::image, images);
        add_references(media::video, videos);
        add_references(media::audio, audio);
    }

    const model_descriptor& model_;
    apixo_dialect dialect_;
    std::string resolution_;
};

}  // namespace seedance::testing::detail
