// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
    if (!rules.default_resolution.empty()) to.member("default_resolution", rules.default_resolution);
    write_words(to, "aspect_ratios", rules.aspect_ratios);
    if (!rules.default_aspect_ratio.empty()) to.member("default_aspect_ratio", rules.default_aspect_ratio);
    const auto& duration = rules.duration;
    if (duration.min_seconds <= duration.max_seconds)
        write_range(to, "seconds", duration.min_seconds, duration.max_seconds);
    if (duration.default_seconds != 0) to.member("default_seconds", std::int64_t{duration.default_seconds});
    to.member("duration_as_source", duration.as_source);
    write_range(to, "images", rules.inputs.images.min_count, rules.inputs.images.max_count);
    write_range(to, "videos", rules.inputs.videos.min_count, rules.inputs.videos.max_count);
    write_range(to, "audio", rules.inputs.audio.min_count, rules.inputs.audio.max_count);
    write_options(to, rules);
    to.end_object();
}

/// What several models take in one mode. Prices, polling and names on the wire stay those of the first.
class common_mode {
  public:
    explicit common_mode(const mode_rules& first)
        : rules_{first},
          resolutions_{first.resolutions.begin(), first.resolutions.end()},
          aspect_ratios_{first.aspect_ratios.begin(), first.aspect_ratios.end()} {}

    void add(const mode_rules& leg) {
        std::erase_if(resolutions_, [&leg](auto each) { return !contains(leg.resolutions, each); });
        std::erase_if(aspect_ratios_, [&leg](auto each) { return !contains_ratio(leg.aspect_ratios, each); });
        if (leg.default_resolution != rules_.default_resolution) rules_.default_resolution = {};
        if (leg.default_aspect_ratio != rules_.default_aspect_ratio) rules_.default_aspect_ratio = {};
        rules_.prompt.required |= leg.prompt.required;
        keep_common(rules_.duration, leg.duration);
        keep_common(rules_.inputs.images, leg.inputs.images);
        keep_common(rules_.inputs.videos, leg.inputs.videos);
        keep_common(rules_.inputs.audio, leg.inputs.audio);
        rules_.required_options.add(leg.required_options);
        option_set common = rules_.required_options;
        for (const auto option : all_options)
            if (rules_.options.contains(option) && leg.options.contains(option)) common.add(option);
        rules_.options = common;
    }

    /// Gives the rules, which live as long as this object.
    mode_rules rules() const {
        auto made = rules_;
        made.resolutions = resolutions_;
        made.aspect_ratios = aspect_ratios_;
        return made;
    }

  private:
    static void keep_common(duration_rules& common, const duration_rules& leg) {
        common.min_seconds = std::max(common.min_seconds, leg.min_seconds);
        common.max_seconds = std::min(common.max_seconds, leg.max_seconds);
        if (common.default_seconds != leg.default_seconds) common.default_seconds = 0;
        common.as_source = common.as_source && leg.as_source;
    }

    static void keep_common(media_rules& common, const media_rules& leg) {
        common.min_count = std::max(common.min_count, leg.min_count);
        common.max_count = std::min(common.max_count, leg.max_count);
    }

    mode_rules rules_;
    std::vector<std::string_view> resolutions_;
    std::vector<std::string_view> aspect_ratios_;
};

inline void write_common_mode(json_writer& to, catalog legs, mode kind) {
    for (const auto& leg : legs)
        if (!has_mode(*leg.model, kind)) return;
    common_mode common{*find_mode(*legs.front().model, kind)};
    for (const auto& leg : legs.subspan(1)) common.add(*find_mode(*leg.model, kind));
    write_mode(to, common.rules());
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

SEEDANCE_DECL std::string route_to_json(catalog legs) {
    json_writer to;
    to.begin_object().name("models").begin_array();
    for (const auto& leg : legs) to.value(std::string_view{leg.name()});
    to.end_array().name("modes").begin_array();
    for (const auto kind : all_modes) detail::write_common_mode(to, legs, kind);
    to.end_array().end_object();
    return to.take();
}

}  // namespace seedance
