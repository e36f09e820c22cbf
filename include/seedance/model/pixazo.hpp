// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The Seedance models that Pixazo sells, as its page "Seedance 2.0 API, Seedance 1.0 Pro API, 1.0 Lite API" describes
/// them. This is data only. Where the page contradicts itself, the wider reading is taken and the contradiction is
/// written beside it.

#include <chrono>
#include <string_view>

#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>

namespace seedance::pixazo {

/// The tag of the gateway that sells these models. What the library knows of the gateway itself is in
/// <seedance/provider/pixazo.hpp>.
struct gateway {
    /// What the compiler names where a request is sent without that header.
    struct include_seedance_provider_pixazo_hpp;
    /// The same, by a name that all gateways have.
    using header = include_seedance_provider_pixazo_hpp;
};

namespace facts {

using std::chrono::seconds;

inline constexpr std::string_view as_of = "2026-11-21";
inline constexpr std::string_view source = "Pixazo API documentation, Seedance";

inline constexpr std::string_view resolutions_all[] = {"480p", "720p", "1080p"};
// "The Fast variant supports 480p and 720p only - 1080p is rejected by the gateway."
inline constexpr std::string_view resolutions_fast[] = {"480p", "720p"};

inline constexpr std::string_view ratios[] = {"adaptive", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9"};
// 1.0 Pro image-to-video lists no 21:9.
inline constexpr std::string_view ratios_1_0_frame[] = {"adaptive", "16:9", "9:16", "1:1", "4:3", "3:4"};
inline constexpr std::string_view ratios_1_0_lite[] = {"16:9", "9:16", "1:1", "4:3", "3:4"};

// "Space-separated flags ... override the matching JSON field", and so the price; with the abbreviations of 1.0 and
// those of ByteDance's own models.
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

// A second has its price, which depends on the resolution.
inline constexpr std::string_view price_directives[] = {"--resolution", "--rs", "--duration", "--dur"};

// "Max 500 Chinese / 1000 English words".
inline constexpr prompt_rules prompt_2_0{
    .max_cjk_characters = 500, .max_words = 1000, .directives = directives, .price_directives = price_directives};
inline constexpr prompt_rules optional_prompt_2_0{.required = false,
                                                  .max_cjk_characters = 500,
                                                  .max_words = 1000,
                                                  .directives = directives,
                                                  .price_directives = price_directives};
inline constexpr prompt_rules prompt_1_0{.directives = directives, .price_directives = price_directives};

inline constexpr duration_rules durations_2_0{.min_seconds = 4, .max_seconds = 15, .default_seconds = 5};
// edit-video: "4-15, or -1 to inherit source length".
inline constexpr duration_rules durations_edit{
    .min_seconds = 4, .max_seconds = 15, .default_seconds = 5, .as_source = true};
inline constexpr duration_rules durations_1_0{.min_seconds = 3, .max_seconds = 12, .default_seconds = 5};

// Images: "URL, base64 URI, or asset://<ID>"; videos: "URL or asset://<ID>"; audio: as images.
inline constexpr url_schemes every_scheme{.data = true, .asset = true};
inline constexpr url_schemes no_data{.asset = true};

// "JPG, PNG, WEBP, < 30 MB each" and "wav/mp3; max 15 MB". Those types have more than one name; all are taken.
inline constexpr std::string_view image_types[] = {"image/jpeg", "image/jpg", "image/png", "image/webp"};
inline constexpr std::string_view audio_types[] = {"audio/wav",  "audio/wave", "audio/x-wav", "audio/vnd.wave",
                                                   "audio/mpeg", "audio/mp3",  "audio/x-mp3", "audio/mpeg3"};
inline constexpr data_uri_rules image_data{.types = image_types, .max_bytes = 30'000'000 - 1};
inline constexpr data_uri_rules audio_data{.types = audio_types, .max_bytes = 15'000'000};

// The last frame is "optional" in one table and "required" in another; its role is "required" in one and injected in
// another: one image is taken as the first frame, and roles are always sent.
inline constexpr input_rules frames{
    .images = {.min_count = 1, .max_count = 2, .schemes = every_scheme, .data_uris = image_data},
    .min_together = 1,
    .max_together = 2};

// "up to 9", "up to 3 ... 2-15 s ... <= 15s combined", "up to 3 ... <= 15s combined", "may not exceed 12". "At least
// one of {image_url, video_url, audio_url}" and "requires at least one image or video reference" for audio.
inline constexpr input_rules references{.images = {.max_count = 9, .schemes = every_scheme, .data_uris = image_data},
                                        .videos = {.max_count = 3,
                                                   .schemes = no_data,
                                                   .min_each = seconds{2},
                                                   .max_each = seconds{15},
                                                   .max_together = seconds{15}},
                                        .audio = {.max_count = 3,
                                                  .schemes = every_scheme,
                                                  .data_uris = audio_data,
                                                  .max_each = seconds{15},
                                                  .max_together = seconds{15}},
                                        .min_together = 1,
                                        .max_together = 12,
                                        .audio_needs_visual = true};

// edit-video: exactly one video; images are written as exactly one, as optional, as none and (in the sample) as two.
inline constexpr input_rules edit{
    .images = {.max_count = 2, .schemes = every_scheme, .data_uris = image_data},
    .videos = {.min_count = 1, .max_count = 1, .schemes = no_data, .min_each = seconds{2}, .max_each = seconds{15}},
    .min_together = 1,
    .max_together = 3};

// seed, frames per second and fixed camera are directives in the prompt, in every mode of 2.0.
inline constexpr option_set options_2_0{option::sound, option::watermark, option::seed, option::frames_per_second,
                                        option::camera_fixed};
// tools: "text-to-video only".
inline constexpr option_set options_2_0_text{option::sound,        option::watermark,         option::seed,
                                             option::camera_fixed, option::frames_per_second, option::web_search};

// "Poll every 5-10 seconds"; nothing is said of the first poll.
inline constexpr poll_row polling[] = {
    {.schedule = {
         .first = seconds{5}, .first_latest = seconds{10}, .interval = seconds{5}, .interval_longest = seconds{10}}}};

// The price tables of Seedance 2.0, for one second of each mode.
inline constexpr price_row text_prices[] = {{.resolution = "480p", .price = micro_usd(71'100)},
                                            {.resolution = "720p", .price = micro_usd(159'700)},
                                            {.resolution = "1080p", .price = micro_usd(359'200)}};
inline constexpr price_row frame_prices[] = {{.resolution = "480p", .price = micro_usd(78'700)},
                                             {.resolution = "720p", .price = micro_usd(176'900)},
                                             {.resolution = "1080p", .price = micro_usd(397'300)}};
inline constexpr price_row reference_prices[] = {{.resolution = "480p", .price = micro_usd(95'700)},
                                                 {.resolution = "720p", .price = micro_usd(214'800)},
                                                 {.resolution = "1080p", .price = micro_usd(483'000)}};
// Seedance 2.0 Fast: "per_second 1s $0.24" in every mode.
inline constexpr price_row fast_prices[] = {{.price = micro_usd(240'000)}};
// 1.0 Pro: "All Resolution $0.2", a generation ("Required: $0.20" for 5 s in the sample of a refusal).
inline constexpr price_row pro_prices[] = {{.unit = price_unit::generation, .price = micro_usd(200'000)}};

// Seedance 2.0 Fast, "Pixel dimensions per ratio".
inline constexpr frame_size sizes_fast[] = {
    {"480p", "16:9", 864, 496}, {"480p", "4:3", 752, 560},  {"480p", "1:1", 640, 640},   {"480p", "3:4", 560, 752},
    {"480p", "9:16", 496, 864}, {"480p", "21:9", 992, 432}, {"720p", "16:9", 1280, 720}, {"720p", "4:3", 1112, 834},
    {"720p", "1:1", 960, 960},  {"720p", "3:4", 834, 1112}, {"720p", "9:16", 720, 1280}, {"720p", "21:9", 1470, 630},
};

/// Gives what every mode of Seedance 2.0 shares. `path` is that of the submit.
constexpr mode_rules mode_2_0(mode kind, std::string_view path, prompt_rules prompt, input_rules inputs,
                              array_view<price_row> prices) {
    return {.kind = kind,
            .wire_name = path,
            .prompt = prompt,
            .resolutions = resolutions_all,
            .default_resolution = "720p",
            .aspect_ratios = ratios,
            .default_aspect_ratio = "adaptive",
            .duration = kind == mode::edit_video ? durations_edit : durations_2_0,
            .inputs = inputs,
            .options = kind == mode::text_to_video ? options_2_0_text : options_2_0,
            .callback_progress = true,
            .prices = prices,
            .polling = polling};
}

constexpr mode_rules mode_2_0_fast(mode kind, std::string_view path, prompt_rules prompt, input_rules inputs) {
    auto rules = mode_2_0(kind, path, prompt, inputs, fast_prices);
    rules.resolutions = resolutions_fast;
    rules.sizes = sizes_fast;
    return rules;
}

/// Gives what every mode of Seedance 1.0 shares. Aspect ratio, resolution, duration and fixed camera are always written
/// into the text.
constexpr mode_rules mode_1_0(mode kind, std::string_view path, input_rules inputs,
                              array_view<std::string_view> aspect_ratios, std::string_view resolution,
                              array_view<price_row> prices) {
    return {.kind = kind,
            .wire_name = path,
            .prompt = prompt_1_0,
            .resolutions = resolutions_all,
            .default_resolution = resolution,
            .aspect_ratios = aspect_ratios,
            .default_aspect_ratio = "16:9",
            .duration = durations_1_0,
            .inputs = inputs,
            .options = option::camera_fixed,
            .sound_by_default = false,
            .callback_progress = true,
            .prices = prices,
            .polling = polling};
}

inline constexpr mode_rules modes_2_0[] = {
    mode_2_0(mode::text_to_video, "/seedance-2-0/v1/text-to-video", prompt_2_0, {}, text_prices),
    mode_2_0(mode::image_to_video, "/seedance-2-0/v1/first-last-frame-to-video", optional_prompt_2_0, frames,
             frame_prices),
    mode_2_0(mode::reference_to_video, "/seedance-2-0/v1/reference-to-video", optional_prompt_2_0, references,
             reference_prices),
    mode_2_0(mode::edit_video, "/seedance-2-0/v1/edit-video", prompt_2_0, edit, reference_prices),
};

inline constexpr mode_rules modes_2_0_fast[] = {
    mode_2_0_fast(mode::text_to_video, "/seedance-2-0-fast/v1/text-to-video-fast", prompt_2_0, {}),
    mode_2_0_fast(mode::image_to_video, "/seedance-2-0-fast/v1/first-last-frame-to-video-fast", optional_prompt_2_0,
                  frames),
    mode_2_0_fast(mode::reference_to_video, "/seedance-2-0-fast/v1/reference-to-video-fast", optional_prompt_2_0,
                  references),
    mode_2_0_fast(mode::edit_video, "/seedance-2-0-fast/v1/edit-video-fast", prompt_2_0, edit),
};

// 1.0 Pro image-to-video takes one "publicly accessible HTTPS URL". Its table shows a body with content[], all its
// samples a flat one with text and image_url: flat. Text-to-video's default is "720p (lite) / 1080p (pro)".
inline constexpr mode_rules modes_1_0_pro[] = {
    mode_1_0(mode::text_to_video, "/byteplus/v1/generateVideoTask", {}, ratios, "1080p", pro_prices),
    mode_1_0(mode::image_to_video, "/byteplus/v1/generateImage2VideoTask",
             {.images = {.min_count = 1, .max_count = 1, .must_be_public = true}, .min_together = 1, .max_together = 1},
             ratios_1_0_frame, "720p", pro_prices),
};

// 1.0 Lite: "Documentation coming soon"; its frame-to-video endpoint is documented elsewhere, its price nowhere.
inline constexpr mode_rules modes_1_0_lite[] = {
    mode_1_0(mode::image_to_video, "/byteplus/v1/generateFrame2VideoTask",
             {.images = {.min_count = 2, .max_count = 2}, .min_together = 2, .max_together = 2}, ratios_1_0_lite,
             "720p", {}),
};

}  // namespace facts

/// Seedance 2.0 at Pixazo, in every mode. The price depends on mode and resolution.
struct seedance_2_0 {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "pixazo",
                                                 .id = "seedance-2-0",
                                                 .title = "Seedance 2.0",
                                                 .source = facts::source,
                                                 .as_of = facts::as_of,
                                                 .modes = facts::modes_2_0};
};

/// Seedance 2.0 Fast at Pixazo, in every mode, without 1080p. Its document is the one that gives sizes in pixels.
struct seedance_2_0_fast {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "pixazo",
                                                 .id = "seedance-2-0-fast",
                                                 .title = "Seedance 2.0 Fast",
                                                 .source = facts::source,
                                                 .as_of = facts::as_of,
                                                 .modes = facts::modes_2_0_fast};
};

/// Seedance 1.0 Pro at Pixazo, from text or a first frame. It has no sound and is billed by the generation.
struct seedance_1_0_pro {
    using provider = gateway;
    static constexpr model_descriptor descriptor{.provider = "pixazo",
                                                 .id = "seedance-1-0-pro-250528",
                                                 .title = "Seedance 1.0 Pro",
                                                 .source = facts::source,
                                                 .as_of = facts::as_of,
                                                 .modes = facts::modes_1_0_pro};
};

/// Seedance 1.0 Lite at Pixazo, from a first and a last frame, both required. Its page says "Documentation coming
/// soon": the rules are those of public descriptions, and its price is not known.
struct seedance_1_0_lite {
    using provider = gateway;
    static constexpr model_descriptor descriptor{
        .provider = "pixazo",
        .id = "seedance-1-0-lite-i2v-250428",
        .title = "Seedance 1.0 Lite",
        .source = "Pixazo's endpoint for Seedance 1.0 Lite, from public descriptions of it",
        .as_of = facts::as_of,
        .modes = facts::modes_1_0_lite};
};

}  // namespace seedance::pixazo
