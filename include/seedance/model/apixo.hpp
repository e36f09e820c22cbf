// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The Seedance models that APIXO sells, as its documents "Seedance 2.0 Fast", "Seedance 2.0 Mini" and
/// "Seedance 1.5 Pro" (https://apixo.ai/docs) describe them. This is data only.

#include <chrono>
#include <string_view>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>

namespace seedance::apixo {

/// The tag of the gateway that sells these models. What the library knows of the gateway itself is in
/// <seedance/provider/apixo.hpp>.
struct gateway {
    /// What the compiler names where a request is sent without that header.
    struct include_seedance_provider_apixo_hpp;
    /// The same, by a name that all gateways have.
    using header = include_seedance_provider_apixo_hpp;
};

namespace facts {

using std::chrono::seconds;

inline constexpr std::string_view as_of = "2026-11-21";

// 1.5 Pro: "backend validation accepts only 480p and 720p"; Fast and Mini: "480p, 720p".
inline constexpr std::string_view resolutions[] = {"480p", "720p"};

// The 2.0 family's "auto" is this library's "adaptive".
inline constexpr std::string_view ratios_2_0[] = {"adaptive", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9"};
inline constexpr std::string_view ratios_1_5[] = {"1:1", "3:4", "4:3", "9:16", "16:9", "21:9"};

// "4-15 seconds, default 5" (Fast), "any integer from 4 through 15" (Mini).
inline constexpr duration_rules durations_2_0{.min_seconds = 4, .max_seconds = 15, .default_seconds = 5};

// "Reference media must be publicly reachable URLs", "use public, directly accessible URLs": nothing is said of https.
inline constexpr url_schemes schemes{.http = true};

// "first_and_last_frames: 1-2 images".
inline constexpr input_rules frames{
    .images = {.min_count = 1, .max_count = 2, .schemes = schemes, .must_be_public = true},
    .min_together = 1,
    .max_together = 2};

// "each 2-15 seconds, total up to 15 seconds". No reference at all is accepted: Mini documents "None by validation,
// unless audio_urls is supplied"; Fast only says "can combine". Audio alone is rejected by both.
inline constexpr media_rules timed_references{.max_count = 3,
                                              .schemes = schemes,
                                              .must_be_public = true,
                                              .min_each = seconds{2},
                                              .max_each = seconds{15},
                                              .max_together = seconds{15}};
inline constexpr input_rules references{.images = {.max_count = 9, .schemes = schemes, .must_be_public = true},
                                        .videos = timed_references,
                                        .audio = timed_references,
                                        .audio_needs_visual = true};

inline constexpr option_set options_2_0{option::sound, option::web_search};

// Fast, "Latency and polling": first poll 200-300 s after creation, then every 10-20 s, in every mode.
inline constexpr poll_row slow_polling[] = {{.schedule = {.first = seconds{200},
                                                          .first_latest = seconds{300},
                                                          .interval = seconds{10},
                                                          .interval_longest = seconds{20}}}};
// Mini without references: first poll 180-240 s.
inline constexpr poll_row mini_polling[] = {{.schedule = {.first = seconds{180},
                                                          .first_latest = seconds{240},
                                                          .interval = seconds{10},
                                                          .interval_longest = seconds{20}}}};

// Billing of the 2.0 family: without video reference by output second; with video reference by output second plus
// reference second, at a lower rate.
inline constexpr price_row fast_plain_prices[] = {
    {.resolution = "480p", .price = micro_usd(76'000)},
    {.resolution = "720p", .price = micro_usd(156'000)},
};
inline constexpr price_row fast_reference_prices[] = {
    {.resolution = "480p", .video_reference = when::without, .price = micro_usd(76'000)},
    {.resolution = "480p",
     .video_reference = when::with,
     .unit = price_unit::output_and_reference_second,
     .price = micro_usd(47'000)},
    {.resolution = "720p", .video_reference = when::without, .price = micro_usd(156'000)},
    {.resolution = "720p",
     .video_reference = when::with,
     .unit = price_unit::output_and_reference_second,
     .price = micro_usd(95'000)},
};
inline constexpr price_row mini_plain_prices[] = {
    {.resolution = "480p", .price = micro_usd(47'500)},
    {.resolution = "720p", .price = micro_usd(102'500)},
};
inline constexpr price_row mini_reference_prices[] = {
    {.resolution = "480p", .video_reference = when::without, .price = micro_usd(47'500)},
    {.resolution = "480p",
     .video_reference = when::with,
     .unit = price_unit::output_and_reference_second,
     .price = micro_usd(30'000)},
    {.resolution = "720p", .video_reference = when::without, .price = micro_usd(102'500)},
    {.resolution = "720p",
     .video_reference = when::with,
     .unit = price_unit::output_and_reference_second,
     .price = micro_usd(62'500)},
};

/// Gives what every mode of the 2.0 family shares. Mini documents the defaults 720p, 5 s, "auto" and sound on; Fast
/// documents 5 s and shows the same values.
constexpr mode_rules mode_2_0(mode kind, std::string_view wire_name, input_rules inputs, array_view<price_row> prices,
                              array_view<poll_row> polling) {
    return {.kind = kind,
            .wire_name = wire_name,
            .resolutions = resolutions,
            .default_resolution = "720p",
            .aspect_ratios = ratios_2_0,
            .default_aspect_ratio = "adaptive",
            .duration = durations_2_0,
            .inputs = inputs,
            .options = options_2_0,
            .prices = prices,
            .polling = polling};
}

inline constexpr mode_rules fast_modes[] = {
    mode_2_0(mode::text_to_video, "text-to-video", {}, fast_plain_prices, slow_polling),
    mode_2_0(mode::image_to_video, "first_and_last_frames", frames, fast_plain_prices, slow_polling),
    mode_2_0(mode::reference_to_video, "omni_reference", references, fast_reference_prices, slow_polling),
};

inline constexpr mode_rules mini_modes[] = {
    mode_2_0(mode::text_to_video, "text-to-video", {}, mini_plain_prices, mini_polling),
    mode_2_0(mode::image_to_video, "first_and_last_frames", frames, mini_plain_prices, mini_polling),
    mode_2_0(mode::reference_to_video, "omni_reference", references, mini_reference_prices, slow_polling),
};

// 1.5 Pro, "Billing": per second, by resolution and sound.
inline constexpr price_row pro_prices[] = {
    {.resolution = "480p", .sound = when::without, .price = micro_usd(10'000)},
    {.resolution = "480p", .sound = when::with, .price = micro_usd(20'000)},
    {.resolution = "720p", .sound = when::without, .price = micro_usd(20'000)},
    {.resolution = "720p", .sound = when::with, .price = micro_usd(40'000)},
};

// 1.5 Pro, "Latency and polling": a row each for 4, 8 and 12 seconds; durations between take the next longer row.
constexpr poll_schedule pro_polling_from(seconds first) {
    return {.first = first, .first_latest = first, .interval = seconds{5}, .interval_longest = seconds{10}};
}
inline constexpr poll_row pro_polling[] = {
    {.up_to_seconds = 4, .schedule = pro_polling_from(seconds{40})},
    {.up_to_seconds = 8, .schedule = pro_polling_from(seconds{60})},
    {.up_to_seconds = 12, .schedule = pro_polling_from(seconds{90})},
};

// 1.5 Pro: "use 4, 8, or 12 for predictable tier matching" is advice, "an integer from 4 to 12" the rule.
inline constexpr int pro_advised_seconds[] = {4, 8, 12};
inline constexpr duration_rules pro_durations{
    .min_seconds = 4, .max_seconds = 12, .default_seconds = 8, .advised_seconds = pro_advised_seconds};

/// The document gives no defaults but makes `sound` required; the defaults here are the values of its quickstart and
/// are always sent.
constexpr mode_rules mode_1_5(mode kind, std::string_view wire_name, input_rules inputs) {
    return {.kind = kind,
            .wire_name = wire_name,
            .prompt = {.min_code_points = 3, .max_code_points = 2500},
            .resolutions = resolutions,
            .default_resolution = "720p",
            .aspect_ratios = ratios_1_5,
            .default_aspect_ratio = "16:9",
            .duration = pro_durations,
            .inputs = inputs,
            .options = {option::sound, option::camera_fixed},
            .required_options = option::sound,
            .prices = pro_prices,
            .polling = pro_polling};
}

inline constexpr mode_rules pro_modes[] = {
    mode_1_5(mode::text_to_video, "text-to-video", {}),
    mode_1_5(mode::image_to_video, "image-to-video", frames),
};

}  // namespace facts

/// Seedance 2.0 Fast at APIXO, from text, frames or references. Where a reference is a video, its seconds are billed
/// too.
struct seedance_2_0_fast {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "apixo",
                                                 .id = "seedance-2-0-fast",
                                                 .title = "Seedance 2.0 Fast",
                                                 .source = "APIXO documentation, Seedance 2.0 Fast",
                                                 .as_of = facts::as_of,
                                                 .modes = facts::fast_modes};
};

/// Seedance 2.0 Mini at APIXO, which takes what Fast takes, at a lower price.
struct seedance_2_0_mini {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "apixo",
                                                 .id = "seedance-2-0-mini",
                                                 .title = "Seedance 2.0 Mini",
                                                 .source = "APIXO documentation, Seedance 2.0 Mini",
                                                 .as_of = facts::as_of,
                                                 .modes = facts::mini_modes};
};

/// Seedance 1.5 Pro at APIXO, from text or frames. Sound must be said, as the document requires, and decides the
/// price. The document advises durations of 4, 8 or 12 seconds.
struct seedance_1_5_pro {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "apixo",
                                                 .id = "seedance-1-5-pro",
                                                 .title = "Seedance 1.5 Pro",
                                                 .source = "APIXO documentation, Seedance 1.5 Pro",
                                                 .as_of = facts::as_of,
                                                 .modes = facts::pro_modes};
};

}  // namespace seedance::apixo
