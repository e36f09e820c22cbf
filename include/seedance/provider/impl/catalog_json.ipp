// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <seedance/core/array_view.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/provider/catalog_json.hpp>
#include <seedance/provider/json_writer.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/rule.hpp>

namespace seedance {

namespace detail {

inline void write_words(json_writer& to, std::string_view name, array_view<std::string_view> words) {
    to.name(name).begin_array();
    for (const auto& each : words) to.value(each);
    to.end_array();
}

inline void write_range(json_writer& to, std::string_view name, std::int64_t least, std::int64_t most) {
    to.name(name).begin_array().value(least).value(most).end_array();
}

inline void write_options(json_writer& to, const mode_rules& rules) {
    to.name("options").begin_array();
    for (const auto option : all_options) {
        if (!rules.options.contains(option)) continue;
        to.begin_object().member("name", to_string(option));
        to.member("required", rules.required_options.contains(option));
        const auto limits = limits_of(option);
        if (limits.broken != rule::none) write_range(to, "numbers", limits.min, limits.max);
        to.end_object();
    }
    to.end_array();
}

inline void write_mode(json_writer& to, const mode_rules& rules) {
    to.begin_object().member("mode", to_string(rules.kind)).member("prompt_required", rules.prompt.required);
    write_words(to, "resolutions", rules.resolutions);
    to.member("default_resolution", rules.default_resolution);
    write_words(to, "aspect_ratios", rules.aspect_ratios);
    to.member("default_aspect_ratio", rules.default_aspect_ratio);
    write_range(to, "seconds", rules.duration.min_seconds, rules.duration.max_seconds);
    to.member("default_seconds", std::int64_t{rules.duration.default_seconds});
    to.member("duration_as_source", rules.duration.as_source);
    write_range(to, "images", rules.inputs.images.min_count, rules.inputs.images.max_count);
    write_range(to, "videos", rules.inputs.videos.min_count, rules.inputs.videos.max_count);
    write_range(to, "audio", rules.inputs.audio.min_count, rules.inputs.audio.max_count);
    write_options(to, rules);
    to.end_object();
}

}  // namespace detail

SEEDANCE_DECL std::string to_json(catalog models) {
    json_writer to;
    to.begin_array();
    for (const auto& entry : models) {
        const auto name = entry.name();
        to.begin_object().member("model", std::string_view{name}).member("gateway", entry.model->provider);
        to.member("title", entry.model->title).name("modes").begin_array();
        for (const auto& rules : entry.model->modes) detail::write_mode(to, rules);
        to.end_array().end_object();
    }
    to.end_array();
    return to.take();
}

}  // namespace seedance
