// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The Seedance models that Xenodia sells, as its page "Seedance 2.0 Video API" describes them. This is data only.

#include <chrono>
#include <string_view>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>

namespace seedance::xenodia {

/// The tag of the gateway that sells these models. What the library knows of the gateway itself is in
/// <seedance/provider/xenodia.hpp>.
struct gateway {
    /// What the compiler names where a request is sent without that header.
    struct include_seedance_provider_xenodia_hpp;
    /// The same, by a name that all gateways have.
    using header = include_seedance_provider_xenodia_hpp;
};

namespace facts {

using std::chrono::seconds;

inline constexpr std::string_view as_of = "2026-11-21";
inline constexpr std::string_view source = "Xenodia documentation, Seedance 2.0 Video API";

// One table for both models lists 1080p; newer pages list 480p and 720p only for seedance-2-fast: accepted, with
// advice.
inline constexpr std::string_view resolutions[] = {"480p", "720p", "1080p"};
inline constexpr std::string_view fast_advised[] = {"480p", "720p"};
inline constexpr std::string_view ratios[] = {"1:1", "4:3", "3:4", "16:9", "9:16", "21:9", "adaptive"};

// "Public URLs or KIE asset://... IDs": nothing is said of https.
inline constexpr url_schemes schemes{.asset = true, .http = true};

inline constexpr input_rules frames{
    .images = {.min_count = 1, .max_count = 2, .schemes = schemes, .must_be_public = true},
    .min_together = 1,
    .max_together = 2};
// "Any of": audio alone is accepted too, with advice that the upstream rejects it. No lengths are documented.
inline constexpr input_rules references{.images = {.max_count = 9, .schemes = schemes, .must_be_public = true},
                                        .videos = {.max_count = 3, .schemes = schemes, .must_be_public = true},
                                        .audio = {.max_count = 3, .schemes = schemes, .must_be_public = true},
                                        .min_together = 1,
                                        .audio_alone_is_advised = false};

inline constexpr option_set options{option::sound, option::web_search, option::return_last_frame,
                                    option::content_check};

// The sample's recommended_poll_interval_ms is 5000; every answer's own hint wins.
inline constexpr poll_row polling[] = {
    {.schedule = {
         .first = seconds{5}, .first_latest = seconds{6}, .interval = seconds{5}, .interval_longest = seconds{6}}}};

/// Both models share every rule. Prices are not in the document: "Query /v1/models".
constexpr mode_rules mode_2(mode kind, std::string_view name, input_rules inputs,
                            array_view<std::string_view> advised = {}) {
    return {.kind = kind,
            .wire_name = name,
            .prompt = {.min_code_points = 3, .max_code_points = 20'000},
            .resolutions = resolutions,
            .default_resolution = "720p",
            .advised_resolutions = advised,
            .aspect_ratios = ratios,
            .default_aspect_ratio = "16:9",
            .duration = {.min_seconds = 4, .max_seconds = 15, .default_seconds = 5},
            .inputs = inputs,
            .options = options,
            .polling = polling};
}

inline constexpr mode_rules modes[] = {
    mode_2(mode::text_to_video, "text-to-video", {}),
    mode_2(mode::image_to_video, "first-and-last-frame", frames),
    mode_2(mode::reference_to_video, "multimodal-reference", references),
};

inline constexpr mode_rules fast_modes[] = {
    mode_2(mode::text_to_video, "text-to-video", {}, fast_advised),
    mode_2(mode::image_to_video, "first-and-last-frame", frames, fast_advised),
    mode_2(mode::reference_to_video, "multimodal-reference", references, fast_advised),
};

}  // namespace facts

/// Seedance 2.0 at Xenodia, from text, frames or references. The document has no prices: a `price_list` does.
struct seedance_2 {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "xenodia",
                                                 .id = "seedance-2",
                                                 .title = "Seedance 2.0",
                                                 .source = facts::source,
                                                 .as_of = facts::as_of,
                                                 .modes = facts::modes};
};

/// Seedance 2.0 Fast at Xenodia, with the rules of `seedance_2`. To ask it for 1080p makes a `warning`.
struct seedance_2_fast {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "xenodia",
                                                 .id = "seedance-2-fast",
                                                 .title = "Seedance 2.0 Fast",
                                                 .source = facts::source,
                                                 .as_of = facts::as_of,
                                                 .modes = facts::fast_modes};
};

}  // namespace seedance::xenodia
