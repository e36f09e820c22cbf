// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <seedance/provider/catalog.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/options.hpp>

#include "report.hpp"

namespace server {

inline json::array words(seedance::array_view<std::string_view> list) { return json::array(list.begin(), list.end()); }

inline json::array options_of(const seedance::mode_rules& rules) {
    json::array list;
    for (const auto option : seedance::all_options) {
        if (!rules.options.contains(option)) continue;
        json::object row{{"name", to_string(option)}, {"required", rules.required_options.contains(option)}};
        const auto limits = seedance::limits_of(option);
        if (limits.broken != seedance::rule::none) row["numbers"] = {limits.min, limits.max};
        list.push_back(std::move(row));
    }
    return list;
}

inline json::object fields_of(const seedance::mode_rules& rules) {
    const auto files = [](const seedance::media_rules& of) { return json::array{of.min_count, of.max_count}; };
    return {{"mode", to_string(rules.kind)},
            {"prompt_required", rules.prompt.required},
            {"resolutions", words(rules.resolutions)},
            {"resolution", rules.default_resolution},
            {"aspect_ratios", words(rules.aspect_ratios)},
            {"aspect_ratio", rules.default_aspect_ratio},
            {"seconds", {rules.duration.min_seconds, rules.duration.max_seconds}},
            {"duration", rules.duration.default_seconds},
            {"duration_as_source", rules.duration.as_source},
            {"images", files(rules.inputs.images)},
            {"videos", files(rules.inputs.videos)},
            {"audio", files(rules.inputs.audio)},
            {"sound_by_default", rules.sound_by_default},
            {"options", options_of(rules)}};
}

/// Gives all that a form needs to offer what the models can take, and nothing else.
inline json::array fields_of(seedance::catalog models) {
    json::array list;
    for (const auto& entry : models) {
        json::array modes;
        for (const auto& rules : entry.model->modes) modes.push_back(fields_of(rules));
        list.push_back({{"model", entry.name()},
                        {"gateway", entry.model->provider},
                        {"title", entry.model->title},
                        {"modes", std::move(modes)}});
    }
    return list;
}

/// Gives every broken rule by its field.
inline json::array fields_of(const seedance::violations& broken) {
    json::array list;
    for (const auto& each : broken) list.push_back({{"field", each.field.view()}, {"message", to_string(each)}});
    return list;
}

inline json::object fields_of(const seedance::price& price) {
    json::object fields{{"known", price.known()}, {"price", to_string(price)}};
    if (price.known()) fields["micro_usd"] = price.amount().micro_usd;
    return fields;
}

inline json::object fields_of(const seedance::budget_figures& budget) {
    return {{"limit", to_string(budget.limit)},
            {"spent", to_string(budget.spent)},
            {"held", to_string(budget.held)},
            {"left", to_string(budget.left())}};
}

}  // namespace server
