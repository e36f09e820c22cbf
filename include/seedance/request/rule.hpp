// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Every rule a request can break. A rule's name is its message: the compiler names the function of that name when a
/// constant breaks the rule, and a run-time error says it in words. What a rule checks is in check.hpp.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <seedance/core/impl/cpp20.hpp>

namespace seedance {

/// Every rule a request can break. Beside each stands where its limit is written down.
enum class rule : std::uint8_t {
    none = 0,                                           ///< no rule is broken
    this_request_needs_a_prompt,                        ///< `prompt_rules::required`; a blank prompt is none
    this_prompt_is_too_short,                           ///< `prompt_rules::min_code_points`
    this_prompt_is_too_long,                            ///< `prompt_rules::max_code_points`
    this_prompt_has_too_many_words,                     ///< `prompt_rules::max_words`, `max_cjk_characters`
    this_prompt_is_not_utf8,                            ///< no gateway takes other bytes, for they are not JSON
    this_prompt_contains_a_directive,                   ///< `prompt_rules::directives`
    this_model_is_not_known,                            ///< `any_request::model` is in no catalog
    this_model_is_named_twice,                          ///< `any_request::models` has each once
    these_models_are_named_in_two_ways,                 ///< `any_request` has `model`, or `models`
    these_models_are_a_route,                           ///< `prepare_route` takes such an `any_request`
    this_model_does_not_offer_this_mode,                ///< `model_descriptor::modes`
    this_model_does_not_offer_this_resolution,          ///< `mode_rules::resolutions`
    this_model_does_not_offer_this_aspect_ratio,        ///< `mode_rules::aspect_ratios`
    this_model_does_not_offer_this_duration,            ///< `duration_rules::min_seconds`, `max_seconds`
    this_mode_has_no_source_to_take_the_duration_from,  ///< `duration_rules::as_source`
    these_two_durations_exclude_each_other,             ///< `any_request` has seconds, and takes them from the source
    this_model_does_not_take_this_option,               ///< `mode_rules::options`
    this_model_requires_this_option,                    ///< `mode_rules::required_options`
    this_seed_is_out_of_range,                          ///< it has more than 64 bits
    this_frame_rate_is_out_of_range,                    ///< likewise
    this_request_needs_a_first_frame,                   ///< `mode::image_to_video` always does
    this_request_needs_a_last_frame,                    ///< `media_rules::min_count` of images
    this_model_does_not_take_a_last_frame,              ///< `media_rules::max_count` of images
    this_last_frame_has_no_first_frame,                 ///< said instead of "needs a first frame"
    frames_and_references_cannot_be_combined,           ///< references in `mode::image_to_video`
    this_request_needs_a_source_video,                  ///< `mode::edit_video` takes one, no more
    this_mode_takes_no_media,                           ///< of this kind: frames or references
    this_media_url_is_empty,                            ///< it was given, without a character
    this_media_url_is_not_https,                        ///< nor of a scheme of `url_schemes`
    this_media_url_is_malformed,                        ///< `is_https_url`
    this_media_url_is_not_public,                       ///< `media_rules::must_be_public`
    this_model_does_not_take_data_uris,                 ///< `url_schemes::data`
    this_data_uri_is_of_another_type,                   ///< `data_uri_rules::types`
    this_data_uri_is_not_base64,                        ///< with its padding (RFC 4648, 4), not empty
    this_data_uri_is_too_large,                         ///< `data_uri_rules::max_bytes`
    this_model_does_not_take_asset_ids,                 ///< `url_schemes::asset`
    these_are_too_many_images,                          ///< `media_rules::max_count`
    these_are_too_many_videos,                          ///< `media_rules::max_count`
    these_are_too_many_audio_files,                     ///< `media_rules::max_count`
    these_are_too_many_references,                      ///< `input_rules::max_together`
    this_reference_is_of_no_known_kind,                 ///< it is no image, video or audio file
    this_request_needs_a_reference,                     ///< `input_rules::min_together`
    this_audio_needs_an_image_or_a_video,               ///< `input_rules::audio_needs_visual`
    this_reference_is_too_short,                        ///< `media_rules::min_each`
    this_reference_is_too_long,                         ///< `media_rules::max_each`
    these_reference_videos_are_too_long_together,       ///< `media_rules::max_together`
    these_reference_audio_files_are_too_long_together,  ///< `media_rules::max_together`
    this_callback_url_is_not_https,                     ///< an empty one is not
    this_callback_url_is_malformed,                     ///< `is_https_url`
    this_callback_url_is_not_public,                    ///< `can_be_public`
    this_progress_has_no_callback_url,                  ///< `callback_progress` without a `callback_url`
};

namespace detail {

// The words of rules that are too long for the list below.
inline constexpr std::string_view directive_in_prompt =
    "the prompt contains a directive that could change the price; use the field of that name instead";
inline constexpr std::string_view frames_and_references =
    "frames and references are different modes and cannot be combined";
inline constexpr std::string_view audio_alone = "audio references need at least one image or video beside them";
inline constexpr std::string_view malformed_media =
    "the media URL has no plain host and port, or holds characters that a URL cannot hold";
inline constexpr std::string_view malformed_callback =
    "the callback URL has no plain host and port, or holds characters that a URL cannot hold";

}  // namespace detail

/// Says the rule in words, for people.
constexpr std::string_view to_string(rule broken) noexcept {
    switch (broken) {
        case rule::none: return "no rule";
        case rule::this_request_needs_a_prompt: return "a prompt is required and must not be blank";
        case rule::this_prompt_is_too_short: return "the prompt has too few characters";
        case rule::this_prompt_is_too_long: return "the prompt has too many characters";
        case rule::this_prompt_has_too_many_words: return "the prompt has too many words";
        case rule::this_prompt_is_not_utf8: return "the prompt is not valid UTF-8";
        case rule::this_prompt_contains_a_directive: return detail::directive_in_prompt;
        case rule::this_model_is_not_known: return "no such model is known";
        case rule::this_model_is_named_twice: return "a route has each model once";
        case rule::these_models_are_named_in_two_ways: return "`model` and `models` exclude each other";
        case rule::these_models_are_a_route: return "several models are a route, and this call takes one model";
        case rule::this_model_does_not_offer_this_mode: return "the model does not offer this mode";
        case rule::this_model_does_not_offer_this_resolution: return "the model does not offer this resolution";
        case rule::this_model_does_not_offer_this_aspect_ratio: return "the model does not offer this aspect ratio";
        case rule::this_model_does_not_offer_this_duration: return "the model does not offer this duration";
        case rule::this_mode_has_no_source_to_take_the_duration_from:
            return "only edit_video can take its duration from the source";
        case rule::these_two_durations_exclude_each_other:
            return "a duration and that of the source exclude each other";
        case rule::this_model_does_not_take_this_option: return "the model does not take this option in this mode";
        case rule::this_model_requires_this_option: return "the model requires a value for this option";
        case rule::this_seed_is_out_of_range: return "the seed does not fit 64 bits with a sign";
        case rule::this_frame_rate_is_out_of_range: return "the frame rate does not fit 64 bits with a sign";
        case rule::this_request_needs_a_first_frame: return "a first frame is required";
        case rule::this_request_needs_a_last_frame: return "a last frame is required by this model";
        case rule::this_model_does_not_take_a_last_frame: return "the model takes a first frame only";
        case rule::this_last_frame_has_no_first_frame: return "a last frame needs a first frame";
        case rule::frames_and_references_cannot_be_combined: return detail::frames_and_references;
        case rule::this_request_needs_a_source_video: return "exactly one source video is required";
        case rule::this_mode_takes_no_media: return "this mode takes no media of this kind";
        case rule::this_media_url_is_empty: return "the media URL is empty";
        case rule::this_media_url_is_not_https: return "the media URL is not https";
        case rule::this_media_url_is_malformed: return detail::malformed_media;
        case rule::this_media_url_is_not_public: return "others cannot reach the host of the media URL";
        case rule::this_model_does_not_take_data_uris:
            return "the model does not take data: URIs for this kind of media";
        case rule::this_data_uri_is_of_another_type: return "the model does not take files of this type in a data: URI";
        case rule::this_data_uri_is_not_base64: return "the content of the data: URI is not Base64";
        case rule::this_data_uri_is_too_large: return "the file in the data: URI is too large";
        case rule::this_model_does_not_take_asset_ids:
            return "the model does not take asset:// ids for this kind of media";
        case rule::these_are_too_many_images: return "too many images";
        case rule::these_are_too_many_videos: return "too many videos";
        case rule::these_are_too_many_audio_files: return "too many audio files";
        case rule::these_are_too_many_references: return "too many references together";
        case rule::this_reference_is_of_no_known_kind: return "the reference is no image, video or audio file";
        case rule::this_request_needs_a_reference: return "at least one reference is required";
        case rule::this_audio_needs_an_image_or_a_video: return detail::audio_alone;
        case rule::this_reference_is_too_short: return "the reference is too short";
        case rule::this_reference_is_too_long: return "the reference is too long";
        case rule::these_reference_videos_are_too_long_together: return "the reference videos are too long together";
        case rule::these_reference_audio_files_are_too_long_together:
            return "the reference audio files are too long together";
        case rule::this_callback_url_is_not_https: return "the callback URL is not https";
        case rule::this_callback_url_is_malformed: return detail::malformed_callback;
        case rule::this_callback_url_is_not_public: return "others cannot reach the host of the callback URL";
        case rule::this_progress_has_no_callback_url: return "progress needs a callback URL to be posted to";
    }
    return "?";
}

/// Gives the enumerator's name, for programs. It never changes.
constexpr std::string_view name_of(rule broken) noexcept {
    switch (broken) {
        case rule::none: return "none";
        case rule::this_request_needs_a_prompt: return "this_request_needs_a_prompt";
        case rule::this_prompt_is_too_short: return "this_prompt_is_too_short";
        case rule::this_prompt_is_too_long: return "this_prompt_is_too_long";
        case rule::this_prompt_has_too_many_words: return "this_prompt_has_too_many_words";
        case rule::this_prompt_is_not_utf8: return "this_prompt_is_not_utf8";
        case rule::this_prompt_contains_a_directive: return "this_prompt_contains_a_directive";
        case rule::this_model_is_not_known: return "this_model_is_not_known";
        case rule::this_model_is_named_twice: return "this_model_is_named_twice";
        case rule::these_models_are_named_in_two_ways: return "these_models_are_named_in_two_ways";
        case rule::these_models_are_a_route: return "these_models_are_a_route";
        case rule::this_model_does_not_offer_this_mode: return "this_model_does_not_offer_this_mode";
        case rule::this_model_does_not_offer_this_resolution: return "this_model_does_not_offer_this_resolution";
        case rule::this_model_does_not_offer_this_aspect_ratio: return "this_model_does_not_offer_this_aspect_ratio";
        case rule::this_model_does_not_offer_this_duration: return "this_model_does_not_offer_this_duration";
        case rule::this_mode_has_no_source_to_take_the_duration_from:
            return "this_mode_has_no_source_to_take_the_duration_from";
        case rule::these_two_durations_exclude_each_other: return "these_two_durations_exclude_each_other";
        case rule::this_model_does_not_take_this_option: return "this_model_does_not_take_this_option";
        case rule::this_model_requires_this_option: return "this_model_requires_this_option";
        case rule::this_seed_is_out_of_range: return "this_seed_is_out_of_range";
        case rule::this_frame_rate_is_out_of_range: return "this_frame_rate_is_out_of_range";
        case rule::this_request_needs_a_first_frame: return "this_request_needs_a_first_frame";
        case rule::this_request_needs_a_last_frame: return "this_request_needs_a_last_frame";
        case rule::this_model_does_not_take_a_last_frame: return "this_model_does_not_take_a_last_frame";
        case rule::this_last_frame_has_no_first_frame: return "this_last_frame_has_no_first_frame";
        case rule::frames_and_references_cannot_be_combined: return "frames_and_references_cannot_be_combined";
        case rule::this_request_needs_a_source_video: return "this_request_needs_a_source_video";
        case rule::this_mode_takes_no_media: return "this_mode_takes_no_media";
        case rule::this_media_url_is_empty: return "this_media_url_is_empty";
        case rule::this_media_url_is_not_https: return "this_media_url_is_not_https";
        case rule::this_media_url_is_malformed: return "this_media_url_is_malformed";
        case rule::this_media_url_is_not_public: return "this_media_url_is_not_public";
        case rule::this_model_does_not_take_data_uris: return "this_model_does_not_take_data_uris";
        case rule::this_data_uri_is_of_another_type: return "this_data_uri_is_of_another_type";
        case rule::this_data_uri_is_not_base64: return "this_data_uri_is_not_base64";
        case rule::this_data_uri_is_too_large: return "this_data_uri_is_too_large";
        case rule::this_model_does_not_take_asset_ids: return "this_model_does_not_take_asset_ids";
        case rule::these_are_too_many_images: return "these_are_too_many_images";
        case rule::these_are_too_many_videos: return "these_are_too_many_videos";
        case rule::these_are_too_many_audio_files: return "these_are_too_many_audio_files";
        case rule::these_are_too_many_references: return "these_are_too_many_references";
        case rule::this_reference_is_of_no_known_kind: return "this_reference_is_of_no_known_kind";
        case rule::this_request_needs_a_reference: return "this_request_needs_a_reference";
        case rule::this_audio_needs_an_image_or_a_video: return "this_audio_needs_an_image_or_a_video";
        case rule::this_reference_is_too_short: return "this_reference_is_too_short";
        case rule::this_reference_is_too_long: return "this_reference_is_too_long";
        case rule::these_reference_videos_are_too_long_together: return "these_reference_videos_are_too_long_together";
        case rule::these_reference_audio_files_are_too_long_together:
            return "these_reference_audio_files_are_too_long_together";
        case rule::this_callback_url_is_not_https: return "this_callback_url_is_not_https";
        case rule::this_callback_url_is_malformed: return "this_callback_url_is_malformed";
        case rule::this_callback_url_is_not_public: return "this_callback_url_is_not_public";
        case rule::this_progress_has_no_callback_url: return "this_progress_has_no_callback_url";
    }
    return "?";
}

/// Functions that exist only to be named by the compiler: to call one in a constant expression is the error message. It
/// shows arguments of templates as well.
namespace rejected {
void this_request_needs_a_prompt();
void this_prompt_is_too_short();
void this_prompt_is_too_long();
void this_prompt_has_too_many_words();
void this_prompt_is_not_utf8();
void this_prompt_contains_a_directive();
void this_model_is_not_known();
void this_model_is_named_twice();
void these_models_are_named_in_two_ways();
void these_models_are_a_route();
void this_model_does_not_offer_this_mode();
void this_model_does_not_offer_this_resolution();
template <auto Offered>
void this_model_does_not_offer_this_resolution();
void this_model_does_not_offer_this_aspect_ratio();
template <auto Offered>
void this_model_does_not_offer_this_aspect_ratio();
void this_model_does_not_offer_this_duration();
template <int SecondsAtLeast, int SecondsAtMost>
void this_model_does_not_offer_this_duration();
void this_mode_has_no_source_to_take_the_duration_from();
void these_two_durations_exclude_each_other();
void this_model_does_not_take_this_option();
void this_model_requires_this_option();
void this_seed_is_out_of_range();
void this_frame_rate_is_out_of_range();
void this_request_needs_a_first_frame();
void this_request_needs_a_last_frame();
void this_model_does_not_take_a_last_frame();
void this_last_frame_has_no_first_frame();
void frames_and_references_cannot_be_combined();
void this_request_needs_a_source_video();
void this_mode_takes_no_media();
void this_media_url_is_empty();
void this_media_url_is_not_https();
void this_media_url_is_malformed();
void this_media_url_is_not_public();
void this_model_does_not_take_data_uris();
void this_data_uri_is_of_another_type();
void this_data_uri_is_not_base64();
void this_data_uri_is_too_large();
void this_model_does_not_take_asset_ids();
void these_are_too_many_images();
void these_are_too_many_videos();
void these_are_too_many_audio_files();
void these_are_too_many_references();
void this_reference_is_of_no_known_kind();
void this_request_needs_a_reference();
void this_audio_needs_an_image_or_a_video();
void this_reference_is_too_short();
void this_reference_is_too_long();
void these_reference_videos_are_too_long_together();
void these_reference_audio_files_are_too_long_together();
void this_callback_url_is_not_https();
void this_callback_url_is_malformed();
void this_callback_url_is_not_public();
void this_progress_has_no_callback_url();

/// Names the leg of a route that refuses a request, and the rule. `Allowed` shows what the leg takes.
template <class Leg, rule Broken, auto... Allowed>
void this_leg_of_the_route_refuses();
}  // namespace rejected

/// One of the functions of `rejected`.
using rejection = void (*)();

/// Gives the function that bears the rule's name, or null for `rule::none`. Who calls it stops the compiler, in a
/// constant expression; a compiler says less around the name when it is called from the place that the user knows.
constexpr rejection rejection_of(rule broken) {
    switch (broken) {
        case rule::none: return nullptr;
        case rule::this_request_needs_a_prompt: return rejected::this_request_needs_a_prompt;
        case rule::this_prompt_is_too_short: return rejected::this_prompt_is_too_short;
        case rule::this_prompt_is_too_long: return rejected::this_prompt_is_too_long;
        case rule::this_prompt_has_too_many_words: return rejected::this_prompt_has_too_many_words;
        case rule::this_prompt_is_not_utf8: return rejected::this_prompt_is_not_utf8;
        case rule::this_prompt_contains_a_directive: return rejected::this_prompt_contains_a_directive;
        case rule::this_model_is_not_known: return rejected::this_model_is_not_known;
        case rule::this_model_is_named_twice: return rejected::this_model_is_named_twice;
        case rule::these_models_are_named_in_two_ways: return rejected::these_models_are_named_in_two_ways;
        case rule::these_models_are_a_route: return rejected::these_models_are_a_route;
        case rule::this_model_does_not_offer_this_mode: return rejected::this_model_does_not_offer_this_mode;
        case rule::this_model_does_not_offer_this_resolution:
            return rejected::this_model_does_not_offer_this_resolution;
        case rule::this_model_does_not_offer_this_aspect_ratio:
            return rejected::this_model_does_not_offer_this_aspect_ratio;
        case rule::this_model_does_not_offer_this_duration: return rejected::this_model_does_not_offer_this_duration;
        case rule::this_mode_has_no_source_to_take_the_duration_from:
            return rejected::this_mode_has_no_source_to_take_the_duration_from;
        case rule::these_two_durations_exclude_each_other: return rejected::these_two_durations_exclude_each_other;
        case rule::this_model_does_not_take_this_option: return rejected::this_model_does_not_take_this_option;
        case rule::this_model_requires_this_option: return rejected::this_model_requires_this_option;
        case rule::this_seed_is_out_of_range: return rejected::this_seed_is_out_of_range;
        case rule::this_frame_rate_is_out_of_range: return rejected::this_frame_rate_is_out_of_range;
        case rule::this_request_needs_a_first_frame: return rejected::this_request_needs_a_first_frame;
        case rule::this_request_needs_a_last_frame: return rejected::this_request_needs_a_last_frame;
        case rule::this_model_does_not_take_a_last_frame: return rejected::this_model_does_not_take_a_last_frame;
        case rule::this_last_frame_has_no_first_frame: return rejected::this_last_frame_has_no_first_frame;
        case rule::frames_and_references_cannot_be_combined: return rejected::frames_and_references_cannot_be_combined;
        case rule::this_request_needs_a_source_video: return rejected::this_request_needs_a_source_video;
        case rule::this_mode_takes_no_media: return rejected::this_mode_takes_no_media;
        case rule::this_media_url_is_empty: return rejected::this_media_url_is_empty;
        case rule::this_media_url_is_not_https: return rejected::this_media_url_is_not_https;
        case rule::this_media_url_is_malformed: return rejected::this_media_url_is_malformed;
        case rule::this_media_url_is_not_public: return rejected::this_media_url_is_not_public;
        case rule::this_model_does_not_take_data_uris: return rejected::this_model_does_not_take_data_uris;
        case rule::this_data_uri_is_of_another_type: return rejected::this_data_uri_is_of_another_type;
        case rule::this_data_uri_is_not_base64: return rejected::this_data_uri_is_not_base64;
        case rule::this_data_uri_is_too_large: return rejected::this_data_uri_is_too_large;
        case rule::this_model_does_not_take_asset_ids: return rejected::this_model_does_not_take_asset_ids;
        case rule::these_are_too_many_images: return rejected::these_are_too_many_images;
        case rule::these_are_too_many_videos: return rejected::these_are_too_many_videos;
        case rule::these_are_too_many_audio_files: return rejected::these_are_too_many_audio_files;
        case rule::these_are_too_many_references: return rejected::these_are_too_many_references;
        case rule::this_reference_is_of_no_known_kind: return rejected::this_reference_is_of_no_known_kind;
        case rule::this_request_needs_a_reference: return rejected::this_request_needs_a_reference;
        case rule::this_audio_needs_an_image_or_a_video: return rejected::this_audio_needs_an_image_or_a_video;
        case rule::this_reference_is_too_short: return rejected::this_reference_is_too_short;
        case rule::this_reference_is_too_long: return rejected::this_reference_is_too_long;
        case rule::these_reference_videos_are_too_long_together:
            return rejected::these_reference_videos_are_too_long_together;
        case rule::these_reference_audio_files_are_too_long_together:
            return rejected::these_reference_audio_files_are_too_long_together;
        case rule::this_callback_url_is_not_https: return rejected::this_callback_url_is_not_https;
        case rule::this_callback_url_is_malformed: return rejected::this_callback_url_is_malformed;
        case rule::this_callback_url_is_not_public: return rejected::this_callback_url_is_not_public;
        case rule::this_progress_has_no_callback_url: return rejected::this_progress_has_no_callback_url;
    }
    return nullptr;
}

namespace detail {

inline constexpr std::size_t rule_count = static_cast<std::size_t>(rule::this_progress_has_no_callback_url) + 1;

template <class Leg, std::size_t... Rules>
constexpr rejection rejection_by(rule broken, std::index_sequence<Rules...>) noexcept {
    constexpr rejection of_rules[] = {&rejected::this_leg_of_the_route_refuses<Leg, static_cast<rule>(Rules)>...};
    return broken == rule::none ? nullptr : of_rules[static_cast<std::size_t>(broken)];
}

/// Gives the function that names the leg of a route and the rule which it has found broken, or null for `rule::none`.
template <class Leg>
constexpr rejection rejection_by(rule broken) noexcept {
    return rejection_by<Leg>(broken, std::make_index_sequence<rule_count>{});
}

}  // namespace detail

}  // namespace seedance
