// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Reads the body of Xenodia's video generation as strictly as its page allows.

#include <seedance/model/xenodia.hpp>
#include <seedance/testing/sandbox/input.hpp>

namespace seedance::testing::detail {

inline constexpr const model_descriptor* xenodia_models[] = {&xenodia::seedance_2::descriptor,
                                                             &xenodia::seedance_2_fast::descriptor};

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
        view_.sound = fields.boolean("generate_audio");
        view_.web_search = fields.boolean("web_search");
        view_.content_check = fields.boolean("nsfw_checker");
        view_.return_last_frame = fields.boolean("return_last_frame");
        view_.callback_url = fields.text("callBackUrl");
        fields.refuse_the_rest();
    }

    /// Without a known model, whatever the first one takes is read, to complain of everything at once.
    const model_descriptor* model_named(std::string_view name) {
        for (const auto* model : xenodia_models)
            if (model->id == name) return model;
        if (is_given(name)) wrong_.add("model", "must be seedance-2 or seedance-2-fast");
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
