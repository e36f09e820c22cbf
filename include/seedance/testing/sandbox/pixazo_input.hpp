// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Reads a submit to Pixazo as strictly as its page allows. Where the page contradicts itself:
///  - roles are "required on refs" and in none of its samples: a missing role is accepted, a wrong one is not;
///  - "ordered text -> images -> videos -> audio", but the samples of edit-video show the video first: there, images
///    and the video may come in either order;
///  - 1.0 Pro's image-to-video is read as in the samples, with text and image_url, not as in the table, with content[].

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/serialize.hpp>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/models.hpp>
#include <seedance/testing/sandbox/input.hpp>
#include <seedance/testing/sandbox/pixazo_prompt.hpp>
#include <seedance/testing/sandbox/tasks.hpp>
#include <seedance/testing/sandbox/types.hpp>

namespace seedance::testing::detail {

/// Gives the field of the body of 2.0 that holds an option, or an empty name where the option stands elsewhere or where
/// the page has none.
constexpr std::string_view pixazo_field_of(option which) noexcept {
    switch (which) {
        case option::sound: return "generate_audio";
        case option::watermark: return "watermark";
        case option::web_search: return {};  // an element of `tools`
        case option::camera_fixed:           // directives in the prompt, see pixazo_prompt.hpp
        case option::seed:
        case option::frames_per_second: return {};
        case option::return_last_frame:
        case option::content_check: return {};
    }
    return {};
}

/// Says whether a model is of one of the families whose bodies provider/impl/pixazo.ipp writes. It tells them apart by
/// the beginning of the model's id, as this file does.
constexpr bool has_known_pixazo_body(std::string_view model_id) noexcept {
    return model_id.starts_with("seedance-1-0") || model_id.starts_with("seedance-2-0");
}

constexpr bool every_pixazo_model_has_a_known_body() noexcept {
    for (const auto* model : all_models::of<pixazo::gateway>)
        if (!has_known_pixazo_body(model->id)) return false;
    return true;
}
static_assert(every_pixazo_model_has_a_known_body(),
              "a model of Pixazo is of neither family: how does provider/impl/pixazo.ipp write its body?");

class pixazo_input final : public submit_input {
  public:
    pixazo_input(const model_descriptor& model, const mode_rules& rules, const received_request& request,
                 const task_store& tasks)
        : submit_input{tasks} {
        view_.model = &model;
        view_.rules = &rules;
        read_webhook(request);
        const auto* body = parse(request.body);
        if (body == nullptr) return;
        if (model.id.starts_with("seedance-1-0"))
            read_1_0(*body);
        else
            read_2_0(*body);
        check_rules();
    }

    /// Gives the model that the body names where the path stands for another; otherwise it is not given.
    std::string_view unknown_model() const noexcept { return unknown_model_; }

  private:
    void read_webhook(const received_request& request) {
        view_.callback_url = request.header("X-Webhook-URL");
        const auto webhook_mode = request.header("X-Webhook-Mode");
        if (is_given(webhook_mode) && webhook_mode != "terminal" && webhook_mode != "sync")
            wrong_.add("X-Webhook-Mode", "must be terminal or sync");
        else if (is_given(webhook_mode) && is_given(view_.callback_url))
            view_.callback_progress = webhook_mode == "sync";
    }

    void read_2_0(const json::object& body) {
        field_reader fields{body, wrong_};
        fields.require("content");
        const auto* content = fields.array("content");
        const auto resolution = fields.text("resolution"), ratio = fields.text("ratio");
        const auto seconds = fields.integer("duration");
        read_options(fields, pixazo_field_of);
        read_tools(fields);
        fields.refuse_the_rest();
        if (content != nullptr) read_content(*content);
        set_shape(resolution, ratio, seconds);
    }

    void read_tools(field_reader& fields) {
        const auto* tools = fields.array("tools");
        if (tools == nullptr) return;
        view_.web_search = true;
        if (json::serialize(*tools) != R"([{"type":"web_search"}])")
            fields.report("tools", R"(must be [{"type":"web_search"}])");
    }

    void read_content(const json::array& content) {
        for (std::size_t i = 0; i != content.size(); ++i) {
            const auto name = "content[" + std::to_string(i) + ']';
            if (const auto* item = content[i].if_object())
                read_item(*item, name + '.');
            else
                wrong_.add(name, "must be an object");
        }
        if (view_.rules->kind == mode::image_to_video) set_frames("content", frames_);
    }

    void read_item(const json::object& item, const std::string& within) {
        field_reader fields{item, wrong_, within};
        const auto type = fields.text("type");
        if (type == "text") return read_text(fields);
        for (const auto kind : {media::image, media::video, media::audio})
            if (type == std::string{to_string(kind)} + "_url") return read_file(kind, type, fields, within);
        fields.report("type", "must be text, image_url, video_url or audio_url");
    }

    void read_text(field_reader& fields) {
        if (is_given(view_.prompt)) fields.report("type", "there is a text already");
        if (last_rank_ > 0) fields.report("type", "the text comes first");
        fields.require("text");
        set_prompt(fields.text("text"));
        fields.refuse_the_rest();
    }

    void read_file(media kind, std::string_view type, field_reader& fields, const std::string& within) {
        const auto* file = fields.object(type);
        fields.require(type);
        check_role(kind, fields);
        fields.refuse_the_rest();
        if (rules_for(view_.rules->inputs, kind).max_count == 0)
            return fields.report("type", std::string{type} + " is not accepted on this route");
        if (rank_of(kind) < last_rank_) fields.report("type", "the order is text, images, videos, audio");
        last_rank_ = rank_of(kind);
        if (file == nullptr) return;
        field_reader inner{*file, wrong_, within + std::string{type} + '.'};
        inner.require("url");
        add_file(kind, inner.text("url"));
        inner.refuse_the_rest();
    }

    int rank_of(media kind) const noexcept {
        if (view_.rules->kind == mode::edit_video) return 1;
        return kind == media::image ? 1 : kind == media::video ? 2 : 3;
    }

    void check_role(media kind, field_reader& fields) {
        const auto role = fields.text("role");
        auto expected = "reference_" + std::string{to_string(kind)};
        if (view_.rules->kind == mode::image_to_video) expected = frames_.empty() ? "first_frame" : "last_frame";
        if (is_given(role) && role != expected) fields.report("role", "must be " + expected);
    }

    void add_file(media kind, std::string_view url) {
        if (view_.rules->kind == mode::image_to_video)
            frames_.push_back(url);
        else
            add_reference(kind, url);
    }

    /// Reads the body of 1.0. The path of each endpoint takes one model.
    void read_1_0(const json::object& body) {
        field_reader fields{body, wrong_};
        fields.require("model");
        const auto model = fields.text("model");
        if (is_given(model) && model != view_.model->id) unknown_model_ = model;
        set_prompt(fields.text("text"));
        if (view_.rules->inputs.images.max_count == 1) view_.first_frame = fields.text("image_url");
        if (view_.rules->inputs.images.max_count == 2) {
            view_.first_frame = fields.text("first_frame");
            view_.last_frame = fields.text("last_frame");
        }
        fields.refuse_the_rest();
        set_shape({}, {}, {});
    }

    void set_prompt(std::string_view text) {
        if (!is_given(text)) return;
        prompt_ = pixazo_prompt_reader{text, wrong_}.read();
        view_.prompt = prompt_.text;
    }

    /// "They override the matching JSON field when both are present."
    void set_shape(std::string_view resolution, std::string_view ratio, std::optional<std::int64_t> seconds) {
        const auto& rules = *view_.rules;
        view_.resolution = given_or(prompt_.resolution, given_or(resolution, rules.default_resolution));
        view_.aspect_ratio = given_or(prompt_.ratio, given_or(ratio, rules.default_aspect_ratio));
        refuse_ratio(view_.aspect_ratio, "auto");
        if (prompt_.seconds) seconds = prompt_.seconds;
        view_.duration_as_source = seconds == -1;
        view_.seconds = view_.duration_as_source ? 0 : seconds.value_or(rules.duration.default_seconds);
        view_.seed = prompt_.seed;
        view_.frames_per_second = prompt_.frames_per_second;
        view_.camera_fixed = prompt_.camera_fixed;
    }

    pixazo_prompt prompt_;
    std::vector<std::string_view> frames_;
    std::string_view unknown_model_;
    int last_rank_ = 0;
};

}  // namespace seedance::testing::detail
