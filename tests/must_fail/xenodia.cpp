// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <string>
#include <string_view>
#include <vector>

#include <seedance/model/xenodia.hpp>
#include <seedance/request/requests.hpp>

using namespace std::chrono_literals;
using namespace seedance;

using full = xenodia::seedance_2;
using fast = xenodia::seedance_2_fast;

inline constexpr std::string_view photo = "https://example.com/a.png";
inline constexpr std::string_view clip = "https://example.com/a.mp4";
inline constexpr std::string_view song = "https://example.com/a.mp3";

template <std::size_t Size>
struct letters {
    char text[Size]{};
    constexpr letters() {
        for (char& c : text) c = 'a';
    }
    constexpr std::string_view view() const { return {text, Size}; }
};
inline constexpr letters<20'000> longest;
inline constexpr letters<20'001> too_long;

auto valid_text() {
    return text_to_video<full>{.prompt = "abc",
                               .resolution = "1080p",
                               .duration = 15s,
                               .aspect_ratio = "adaptive",
                               .sound = false,
                               .web_search = true,
                               .return_last_frame = true,
                               .content_check = false,
                               .callback_url = "https://example.com/hook"};
}
auto valid_text_on_fast() {
    return text_to_video<fast>{.prompt = longest.view(), .resolution = "1080p", .duration = 4s, .aspect_ratio = "auto"};
}
auto valid_frame() { return image_to_video<full>{.prompt = "rain", .first_frame = "asset://a"}; }
auto valid_frames_on_fast() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = photo, .last_frame = "asset://b"};
}
auto valid_audio_alone() { return reference_to_video<full>{.prompt = "rain", .references = {audio(song, 3min)}}; }
auto valid_fifteen(std::string_view u) {
    return reference_to_video<fast>{
        .prompt = "rain",
        .references = {image(photo), image(photo), image(photo), image(photo), image(photo), image(photo), image(photo),
                       image(photo), image(runtime(u)), video(clip), video(clip), video("asset://v"), audio(song),
                       audio(song), audio("asset://a")}};
}
auto valid_words() { return text_to_video<full>{.prompt = "rain --resolution 1080p"}; }

// ---- modes

// case edit: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::xenodia::seedance_2, mode::edit_video>
#if defined(CASE_edit)
auto edit() { return edit_video<full>{.prompt = "rain", .references = {video(clip)}}; }
#endif

// case edit_on_fast: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::xenodia::seedance_2_fast, mode::edit_video>
#if defined(CASE_edit_on_fast)
auto edit_on_fast() { return edit_video<fast>{.prompt = "rain", .references = {video(clip)}}; }
#endif

// case references_beside_frames: gcc: image_to_video<seedance::xenodia::seedance_2> ... 'references' / clang: 'references' ... image_to_video<seedance::xenodia::seedance_2>
#if defined(CASE_references_beside_frames)
auto references_beside_frames() {
    return image_to_video<full>{.prompt = "rain", .first_frame = photo, .references = {image(photo)}};
}
#endif

// case frame_beside_references: gcc: reference_to_video<seedance::xenodia::seedance_2_fast> ... 'first_frame' / clang: 'first_frame' ... reference_to_video<seedance::xenodia::seedance_2_fast>
#if defined(CASE_frame_beside_references)
auto frame_beside_references() {
    return reference_to_video<fast>{.prompt = "rain", .first_frame = photo, .references = {image(photo)}};
}
#endif

// ---- resolution, aspect ratio, duration

// case resolution_4k: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_4k)
auto resolution_4k() { return text_to_video<full>{.prompt = "rain", .resolution = "4k"}; }
#endif

// case resolution_360p_on_fast: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_360p_on_fast)
auto resolution_360p_on_fast() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = photo, .resolution = "360p"};
}
#endif

// case ratio_9_21: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_9_21)
auto ratio_9_21() { return text_to_video<full>{.prompt = "rain", .aspect_ratio = "9:21"}; }
#endif

// case ratio_2_3_on_fast: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_2_3_on_fast)
auto ratio_2_3_on_fast() {
    return reference_to_video<fast>{.prompt = "rain", .references = {image(photo)}, .aspect_ratio = "2:3"};
}
#endif

// case below_4s: this_model_does_not_offer_this_duration
#if defined(CASE_below_4s)
auto below_4s() { return text_to_video<fast>{.prompt = "rain", .duration = 3s}; }
#endif

// case above_15s: this_model_does_not_offer_this_duration
#if defined(CASE_above_15s)
auto above_15s() { return image_to_video<full>{.prompt = "rain", .first_frame = photo, .duration = 16s}; }
#endif

// case half_seconds: a duration is in whole seconds and carries its unit
#if defined(CASE_half_seconds)
auto half_seconds() { return text_to_video<full>{.prompt = "rain", .duration = 5500ms}; }
#endif

// case source_of_a_reference: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_source_of_a_reference)
auto source_of_a_reference() {
    return reference_to_video<full>{.prompt = "rain", .references = {video(clip, 6s)}, .duration = as_source};
}
#endif

// ---- prompt

// case prompt_absent: this_request_needs_a_prompt
#if defined(CASE_prompt_absent)
auto prompt_absent() { return text_to_video<full>{.resolution = "480p"}; }
#endif

// case prompt_empty_of_a_frame: this_request_needs_a_prompt
#if defined(CASE_prompt_empty_of_a_frame)
auto prompt_empty_of_a_frame() { return image_to_video<fast>{.prompt = {}, .first_frame = photo}; }
#endif

// case prompt_blank_of_references: this_request_needs_a_prompt
#if defined(CASE_prompt_blank_of_references)
auto prompt_blank_of_references() { return reference_to_video<full>{.prompt = " \n", .references = {image(photo)}}; }
#endif

// case prompt_of_2_characters: this_prompt_is_too_short
#if defined(CASE_prompt_of_2_characters)
auto prompt_of_2_characters() { return text_to_video<full>{.prompt = "ab"}; }
#endif

// case prompt_of_2_wide_characters: this_prompt_is_too_short
#if defined(CASE_prompt_of_2_wide_characters)
auto prompt_of_2_wide_characters() {
    return image_to_video<full>{.prompt = " \xE9\x9B\xA8\xE9\x9B\xA8 ", .first_frame = photo};
}
#endif

// case prompt_of_20001_characters: this_prompt_is_too_long
#if defined(CASE_prompt_of_20001_characters)
auto prompt_of_20001_characters() { return text_to_video<fast>{.prompt = too_long.view()}; }
#endif

// case prompt_not_utf8: this_prompt_is_not_utf8
#if defined(CASE_prompt_not_utf8)
auto prompt_not_utf8() { return text_to_video<full>{.prompt = "caf\xE9 in the rain"}; }
#endif

// ---- media

// case first_frame_absent: this_request_needs_a_first_frame
#if defined(CASE_first_frame_absent)
auto first_frame_absent() { return image_to_video<full>{.prompt = "rain"}; }
#endif

// case last_frame_alone: this_request_needs_a_first_frame
#if defined(CASE_last_frame_alone)
auto last_frame_alone() { return image_to_video<fast>{.prompt = "rain", .last_frame = photo}; }
#endif

// case first_frame_data: this_model_does_not_take_data_uris
#if defined(CASE_first_frame_data)
auto first_frame_data() { return image_to_video<full>{.prompt = "rain", .first_frame = "data:image/png;base64,AAAA"}; }
#endif

// case last_frame_data: this_model_does_not_take_data_uris
#if defined(CASE_last_frame_data)
auto last_frame_data() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = photo, .last_frame = "data:image/png,x"};
}
#endif

// case first_frame_http: this_media_url_is_not_https
#if defined(CASE_first_frame_http)
auto first_frame_http() { return image_to_video<full>{.prompt = "rain", .first_frame = "ftp://example.com/a.png"}; }
#endif

// case asset_without_id: this_media_url_is_not_https
#if defined(CASE_asset_without_id)
auto asset_without_id() { return image_to_video<full>{.prompt = "rain", .first_frame = "asset://"}; }
#endif

// case no_reference: this_request_needs_a_reference
#if defined(CASE_no_reference)
auto no_reference() { return reference_to_video<fast>{.prompt = "rain", .references = {}}; }
#endif

// case ten_images: too many images: the model takes fewer in this mode
#if defined(CASE_ten_images)
auto ten_images(std::string_view u) {
    return reference_to_video<full>{
        .prompt = "rain",
        .references = {image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)),
                       image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u))}};
}
#endif

// case four_videos: too many videos: the model takes fewer in this mode
#if defined(CASE_four_videos)
auto four_videos() {
    return reference_to_video<fast>{.prompt = "rain",
                                    .references = {video(clip), video(clip), video(clip), video(clip)}};
}
#endif

// case four_audio_files: too many audio files: the model takes fewer in this mode
#if defined(CASE_four_audio_files)
auto four_audio_files() {
    return reference_to_video<full>{.prompt = "rain",
                                    .references = {audio(song), audio(song), audio(song), audio(song)}};
}
#endif

// case image_data: this_model_does_not_take_data_uris
#if defined(CASE_image_data)
auto image_data() {
    return reference_to_video<full>{.prompt = "rain", .references = {image("data:image/png;base64,AAAA")}};
}
#endif

// case video_data: this_model_does_not_take_data_uris
#if defined(CASE_video_data)
auto video_data() { return reference_to_video<fast>{.prompt = "rain", .references = {video("data:video/mp4,x")}}; }
#endif

// case audio_data: this_model_does_not_take_data_uris
#if defined(CASE_audio_data)
auto audio_data() {
    return reference_to_video<full>{.prompt = "rain", .references = {image(photo), audio("data:audio/mp3,x")}};
}
#endif

// case audio_of_negative_length: this_reference_is_too_short
#if defined(CASE_audio_of_negative_length)
auto audio_of_negative_length() { return reference_to_video<full>{.prompt = "rain", .references = {audio(song, -1s)}}; }
#endif

// ---- options

// case camera_fixed: this model does not take this option in this mode
#if defined(CASE_camera_fixed)
auto camera_fixed() { return text_to_video<full>{.prompt = "rain", .camera_fixed = true}; }
#endif

// case watermark_on_fast: this model does not take this option in this mode
#if defined(CASE_watermark_on_fast)
auto watermark_on_fast() { return image_to_video<fast>{.prompt = "rain", .first_frame = photo, .watermark = false}; }
#endif

// case seed: this model does not take this option in this mode
#if defined(CASE_seed)
auto seed() { return text_to_video<full>{.prompt = "rain", .seed = 42}; }
#endif

// case seed_at_run_time: this model does not take this option in this mode
#if defined(CASE_seed_at_run_time)
auto seed_at_run_time(int number) {
    return reference_to_video<fast>{.prompt = "rain", .references = {image(photo)}, .seed = runtime(number)};
}
#endif

// case frames_per_second: this model does not take this option in this mode
#if defined(CASE_frames_per_second)
auto frames_per_second() { return text_to_video<fast>{.prompt = "rain", .frames_per_second = 24}; }
#endif

// case content_check_as_number: this option is true or false
#if defined(CASE_content_check_as_number)
auto content_check_as_number() { return text_to_video<full>{.prompt = "rain", .content_check = 1}; }
#endif

// case callback_without_host: this_callback_url_is_malformed
#if defined(CASE_callback_without_host)
auto callback_without_host() { return text_to_video<full>{.prompt = "rain", .callback_url = "https:///hook"}; }
#endif
