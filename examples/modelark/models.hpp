// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The Seedance models of BytePlus ModelArk, ByteDance's own gateway, as public descriptions of its video generation
/// API show them. Data only. Nothing in this folder is part of the library: it shows what plugging in a gateway takes.

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include <seedance/model/concepts.hpp>

namespace modelark {

/// The gateway that these models belong to; defined in provider.hpp.
struct gateway;

namespace facts {

using namespace seedance;
using std::chrono::seconds;

inline constexpr std::string_view as_of = "2026-11-21";
inline constexpr std::string_view source = "BytePlus ModelArk, Video Generation API";

inline constexpr std::string_view resolutions_2_0[] = {"480p", "720p", "1080p", "4k"};
// Fast and Mini stop at 720p.
inline constexpr std::string_view resolutions_small[] = {"480p", "720p"};
inline constexpr std::string_view resolutions_1[] = {"480p", "720p", "1080p"};

inline constexpr std::string_view ratios[] = {"adaptive", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9"};

// Flags behind the prompt override the fields of the body, and so the price.
inline constexpr std::string_view directives[] = {"--resolution",
                                                  "--rs",
                                                  "--ratio",
                                                  "--rt",
                                                  "--duration",
                                                  "--dur",
                                                  "--frames",
                                                  "--seed",
                                                  "--framepersecond",
                                                  "--framespersecond",
                                                  "--fps",
                                                  "--camerafixed",
                                                  "--cf",
                                                  "--watermark",
                                                  "--wm"};
inline constexpr prompt_rules prompt{.directives = directives};
inline constexpr prompt_rules optional_prompt{.required = false, .directives = directives};

// "4..15 s or -1", "4..12 s or -1": -1 lets the model choose. Where a source video is edited, that is what this library
// calls `as_source`. Elsewhere there is nothing to take a length from, the price would be open, and no field of a
// request says "whatever you like": such a body goes through `unchecked`.
inline constexpr duration_rules durations_2_0{.min_seconds = 4, .max_seconds = 15, .default_seconds = 5};
inline constexpr duration_rules durations_edit{
    .min_seconds = 4, .max_seconds = 15, .default_seconds = 5, .as_source = true};
inline constexpr duration_rules durations_1_5{.min_seconds = 4, .max_seconds = 12, .default_seconds = 5};
inline constexpr duration_rules durations_1_0{.min_seconds = 2, .max_seconds = 12, .default_seconds = 5};

// Images and audio: a URL, a data: URI or asset://<id>; videos: a URL or asset://<id>.
inline constexpr url_schemes every_scheme{.data = true, .asset = true};
inline constexpr url_schemes no_data{.asset = true};

// The last frame is optional.
inline constexpr input_rules frames{
    .images = {.min_count = 1, .max_count = 2, .schemes = every_scheme}, .min_together = 1, .max_together = 2};

// As the same models elsewhere: up to 9, 3 and 3 and 12 together; clips of 2 to 15 s, 15 s together; no audio alone.
inline constexpr input_rules references{
    .images = {.max_count = 9, .schemes = every_scheme},
    .videos = {.max_count = 3,
               .schemes = no_data,
               .min_each = seconds{2},
               .max_each = seconds{15},
               .max_together = seconds{15}},
    .audio = {.max_count = 3, .schemes = every_scheme, .max_each = seconds{15}, .max_together = seconds{15}},
    .min_together = 1,
    .max_together = 12,
    .audio_needs_visual = true};

// An edit has no endpoint of its own: it is a request with references of which exactly one is a video.
constexpr input_rules one_video(input_rules rules) {
    rules.videos.min_count = rules.videos.max_count = 1;
    return rules;
}

// 2.0 takes neither seed nor camera_fixed; `tools` are not said to be limited to a mode.
inline constexpr option_set options_2_0{option::sound, option::web_search, option::watermark,
                                        option::return_last_frame};
inline constexpr option_set options_1_5{option::sound, option::camera_fixed, option::watermark, option::seed,
                                        option::return_last_frame};
inline constexpr option_set options_1_0{option::camera_fixed, option::watermark, option::seed,
                                        option::return_last_frame};

// No polling advice is documented; ours, for videos that take a minute or more.
inline constexpr poll_row polling[] = {
    {.schedule = {
         .first = seconds{20}, .first_latest = seconds{30}, .interval = seconds{10}, .interval_longest = seconds{15}}}};

/// What all modes share. There is one endpoint for all of them: their names here are for people. No price is known:
/// what is billed are tokens, see `tokens`.
constexpr mode_rules mode_of(mode kind, std::span<const std::string_view> resolutions, duration_rules duration,
                             option_set options) {
    const bool text = kind == mode::text_to_video;
    return {.kind = kind,
            .wire_name = to_string(kind),
            .prompt = text || kind == mode::edit_video ? prompt : optional_prompt,
            .resolutions = resolutions,
            .default_resolution = "720p",
            .aspect_ratios = ratios,
            .default_aspect_ratio = text ? "16:9" : "adaptive",
            .duration = duration,
            .inputs = text                           ? input_rules{}
                      : kind == mode::image_to_video ? frames
                      : kind == mode::edit_video     ? one_video(references)
                                                     : references,
            .options = options,
            .polling = polling};
}

constexpr mode_rules mode_2_0(mode kind, std::span<const std::string_view> resolutions) {
    return mode_of(kind, resolutions, kind == mode::edit_video ? durations_edit : durations_2_0, options_2_0);
}

inline constexpr mode_rules modes_2_0[] = {
    mode_2_0(mode::text_to_video, resolutions_2_0), mode_2_0(mode::image_to_video, resolutions_2_0),
    mode_2_0(mode::reference_to_video, resolutions_2_0), mode_2_0(mode::edit_video, resolutions_2_0)};

inline constexpr mode_rules modes_small[] = {
    mode_2_0(mode::text_to_video, resolutions_small), mode_2_0(mode::image_to_video, resolutions_small),
    mode_2_0(mode::reference_to_video, resolutions_small), mode_2_0(mode::edit_video, resolutions_small)};

inline constexpr mode_rules modes_1_5[] = {mode_of(mode::text_to_video, resolutions_1, durations_1_5, options_1_5),
                                           mode_of(mode::image_to_video, resolutions_1, durations_1_5, options_1_5)};

inline constexpr mode_rules modes_1_0[] = {mode_of(mode::text_to_video, resolutions_1, durations_1_0, options_1_0),
                                           mode_of(mode::image_to_video, resolutions_1, durations_1_0, options_1_0)};

constexpr model_descriptor described(std::string_view id, std::string_view title, std::span<const mode_rules> modes) {
    return {.provider = "modelark", .id = id, .title = title, .source = source, .as_of = as_of, .modes = modes};
}

}  // namespace facts

/// Seedance 2.0 at ModelArk.
struct seedance_2_0 {
    using provider = gateway;
    static constexpr seedance::model_descriptor descriptor =
        facts::described("dreamina-seedance-2-0-260128", "Seedance 2.0", facts::modes_2_0);
};

/// Seedance 2.0 Fast at ModelArk.
struct seedance_2_0_fast {
    using provider = gateway;
    static constexpr seedance::model_descriptor descriptor =
        facts::described("dreamina-seedance-2-0-fast-260128", "Seedance 2.0 Fast", facts::modes_small);
};

/// Seedance 2.0 Mini at ModelArk.
struct seedance_2_0_mini {
    using provider = gateway;
    static constexpr seedance::model_descriptor descriptor =
        facts::described("dreamina-seedance-2-0-mini-260615", "Seedance 2.0 Mini", facts::modes_small);
};

/// Seedance 1.5 Pro at ModelArk.
struct seedance_1_5_pro {
    using provider = gateway;
    static constexpr seedance::model_descriptor descriptor =
        facts::described("seedance-1-5-pro-251215", "Seedance 1.5 Pro", facts::modes_1_5);
};

/// Seedance 1.0 Pro at ModelArk.
struct seedance_1_0_pro {
    using provider = gateway;
    static constexpr seedance::model_descriptor descriptor =
        facts::described("seedance-1-0-pro-250528", "Seedance 1.0 Pro", facts::modes_1_0);
};

static_assert(seedance::model<seedance_2_0> && seedance::model<seedance_2_0_fast> &&
              seedance::model<seedance_2_0_mini> && seedance::model<seedance_1_5_pro> &&
              seedance::model<seedance_1_0_pro>);

/// About how many tokens a video is billed as: (seconds given as video + seconds made) x width x height x 24 / 1024,
/// rounded up. Pixels are those of the video that is made. For a budget: the gateway's own count differs a little.
constexpr std::int64_t tokens(std::chrono::milliseconds given, std::chrono::milliseconds made, int width,
                              int height) noexcept {
    const std::int64_t scaled = (given + made).count() * 24 * width * height;
    return (scaled + 1'023'999) / 1'024'000;
}

}  // namespace modelark
