// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Reads the body of Xenodia's video generation as strictly as its page allows.

#include <string_view>

#include <seedance/core/short_text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/sandbox/input.hpp>
#include <seedance/testing/sandbox/tasks.hpp>

namespace seedance::testing::detail {

inline constexpr auto xenodia_models = all_models::of<xenodia::gateway>;

/// Gives the field that holds an option, or an empty name where Xenodia's page has none.
constexpr std::string_view xenodia_field_of(option which) noexcept {
    switch (which) {
        case option::sound: return "generate_audio";
        case option::web_search: return "web_search";
        case option::return_last_frame: return "return_last_frame";
        case option::content_check: return "nsfw_checker";
        case option::camera_fixed:
        case option::watermark:
        case option::seed:
        case option::frames_per_second: return {};
    }
    return {};
}

class xenodia_input final : public submit_input {
  public:
    xenodia_input(std::string_view body, const task_store& tasks) : submit_input{tasks} {
        if (const auto* object = parse(body)) read_body(*object);
        if (view_.rules != nullptr) check_rules();
    }

  private:
    void read_body(const json::object& body) {
        field_reader fields{body, wrong_};
        fields.require("model");
        view_.model = model_named(fields.text("model"));
        view_.prompt = fields.text("prompt");
        read_media(fields);
        read_shape(fields);
        read_options(fields, xenodia_field_of);
        view_.callback_url = fields.text("callBackUrl");
        fields.refuse_the_rest();
    }

    /// Gives the model of this name. For an unknown one it reports that and gives the first, so that the rest is read
    /// too.
    const model_descriptor* model_named(std::string_view name) {
        for (const auto* model : xenodia_models)
            if (model->id == name) return model;
        short_text<120> known{"must be "};
        for (const auto* model : xenodia_models)
            known.append(model == xenodia_models[0] ? "" : " or ").append(model->id);
        if (is_given(name)) wrong_.add("model", known);
        return xenodia_models[0];
    }

    /// The fields say the mode: frames, else references, else text alone. An empty array says nothing.
    void read_media(field_reader& fields) {
        view_.first_frame = fields.text("first_frame_url");
        view_.last_frame = fields.text("last_frame_url");
        add_references(media::image, fields.urls("reference_image_urls"));
        add_references(media::video, fields.urls("reference_video_urls"));
        add_references(media::audio, fields.urls("reference_audio_urls"));
        const bool frames = is_given(view_.first_frame) || is_given(view_.last_frame);
        const auto kind = frames                     ? mode::image_to_video
                          : view_.references.empty() ? mode::text_to_video
                                                     : mode::reference_to_video;
        view_.rules = find_mode(*view_.model, kind);
    }

    void read_shape(field_reader& fields) {
        view_.resolution = given_or(fields.text("resolution"), view_.rules->default_resolution);
        view_.aspect_ratio = given_or(fields.text("aspect_ratio"), view_.rules->default_aspect_ratio);
        view_.seconds = fields.integer("duration").value_or(view_.rules->duration.default_seconds);
        refuse_ratio(view_.aspect_ratio, "auto");
    }
};

}  // namespace seedance::testing::detail
