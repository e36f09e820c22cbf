// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A descriptor that contradicts itself does not compile: the `model` concept asks this of every descriptor.

#include <cstddef>
#include <limits>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>

namespace seedance {

namespace detail {

constexpr bool well_formed(const media_rules& rules) {
    return rules.data_uris.max_bytes >= 0 && rules.min_count >= 0 && rules.min_count <= rules.max_count &&
           rules.min_each.count() >= 0 && (rules.max_each.count() == 0 || rules.min_each <= rules.max_each) &&
           (rules.max_together.count() == 0 || rules.min_each <= rules.max_together);
}

constexpr bool well_formed(const input_rules& inputs, mode kind) {
    const bool parts = well_formed(inputs.images) && well_formed(inputs.videos) && well_formed(inputs.audio);
    const int most = inputs.images.max_count + inputs.videos.max_count + inputs.audio.max_count;
    const bool together = inputs.min_together <= most && inputs.min_together <= inputs.max_together;
    // References are counted from above; from below there is one rule only, "at least one".
    const bool no_fewest = inputs.images.min_count == 0 && inputs.audio.min_count == 0 && inputs.min_together <= 1;
    switch (kind) {
        case mode::text_to_video: return parts && most == 0;
        case mode::image_to_video:
            return parts && together && inputs.images.min_count >= 1 && inputs.images.max_count <= 2 &&
                   inputs.videos.max_count == 0 && inputs.audio.max_count == 0;
        case mode::reference_to_video:
            return parts && together && no_fewest && inputs.videos.min_count == 0 && most > 0;
        case mode::edit_video:
            return parts && together && no_fewest && inputs.videos.min_count == 1 && inputs.videos.max_count == 1;
    }
    return false;
}

constexpr bool well_formed(array_view<price_row> prices, const mode_rules& rules) {
    for (const auto& row : prices) {
        if (row.price.micro_usd <= 0) return false;
        if (!row.resolution.empty() && !contains(rules.resolutions, row.resolution)) return false;
    }
    return true;
}

/// Says whether every resolution, with and without sound and video references, has a price, or none has.
constexpr bool every_request_has_a_price(const mode_rules& rules) {
    if (rules.prices.empty()) return true;
    for (const auto& resolution : rules.resolutions)
        for (const bool sound : {false, true})
            for (const bool reference : {false, true}) {
                if (reference && rules.inputs.videos.max_count == 0) continue;
                bool found = false;
                for (const auto& row : rules.prices)
                    found = found || ((row.resolution.empty() || row.resolution == resolution) &&
                                      matches(row.sound, sound) && matches(row.video_reference, reference));
                if (!found) return false;
            }
    return true;
}

constexpr bool well_formed(array_view<poll_row> polling, int longest) {
    int last = std::numeric_limits<int>::min();
    for (const auto& row : polling) {
        const auto& s = row.schedule;
        if (row.up_to_seconds <= last || s.first.count() < 0 || s.first > s.first_latest || s.interval.count() <= 0 ||
            s.interval > s.interval_longest)
            return false;
        last = row.up_to_seconds;
    }
    return !polling.empty() && last >= longest;
}

constexpr bool well_formed(const duration_rules& rules) {
    for (const int advised : rules.advised_seconds)
        if (advised < rules.min_seconds || advised > rules.max_seconds) return false;
    return rules.min_seconds > 0 && rules.min_seconds <= rules.default_seconds &&
           rules.default_seconds <= rules.max_seconds;
}

constexpr bool advised_resolutions_are_offered(const mode_rules& rules) {
    for (const auto& advised : rules.advised_resolutions)
        if (!contains(rules.resolutions, advised)) return false;
    return true;
}

constexpr bool well_formed(const prompt_rules& rules) {
    for (const auto& directive : rules.price_directives)
        if (!contains(rules.directives, directive)) return false;
    return rules.min_code_points <= rules.max_code_points;
}

constexpr bool well_formed(const mode_rules& rules) {
    return advised_resolutions_are_offered(rules) && !rules.wire_name.empty() &&
           contains(rules.resolutions, rules.default_resolution) &&
           contains_ratio(rules.aspect_ratios, rules.default_aspect_ratio) && well_formed(rules.duration) &&
           well_formed(rules.prompt) && rules.options.contains(rules.required_options) &&
           well_formed(rules.inputs, rules.kind) && well_formed(rules.prices, rules) &&
           every_request_has_a_price(rules) && well_formed(rules.polling, rules.duration.max_seconds);
}

}  // namespace detail

/// Says whether a descriptor is sound: names and modes are there, no mode twice, defaults are among what is offered,
/// ranges are not empty, every request has a price or none has, and polling advice covers every duration.
constexpr bool well_formed(const model_descriptor& model) {
    if (model.provider.empty() || model.id.empty() || model.source.empty() || model.modes.empty()) return false;
    for (std::size_t i = 0; i != model.modes.size(); ++i)
        if (!detail::well_formed(model.modes[i]) || index_of(model, model.modes[i].kind) != i) return false;
    return true;
}

}  // namespace seedance
