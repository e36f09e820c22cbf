// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <string>
#include <string_view>
#include <vector>

#include <seedance/model/pixazo.hpp>
#include <seedance/request/requests.hpp>

using namespace std::chrono_literals;
using namespace seedance;

using full = pixazo::seedance_2_0;
using fast = pixazo::seedance_2_0_fast;
using pro = pixazo::seedance_1_0_pro;
using lite = pixazo::seedance_1_0_lite;

inline constexpr std::string_view photo = "https://example.com/a.png";
inline constexpr std::string_view clip = "https://example.com/a.mp4";
inline constexpr std::string_view song = "https://example.com/a.mp3";

template <std::size_t Words>
struct rain {
    char text[5 * Words]{};
    constexpr rain() {
        for (std::size_t i = 0; i != 5 * Words; ++i) text[i] = "rain "[i % 5];
    }
    constexpr std::string_view view() const { return {text, 5 * Words}; }
};
inline constexpr rain<1000> longest;
inline constexpr rain<1001> too_long;

auto valid_text() {
    return text_to_video<full>{.prompt = longest.view(),
                               .resolution = "1080p",
                               .duration = 15s,
                               .aspect_ratio = "21:9",
                               .sound = true,
                               .web_search = true,
                               .camera_fixed = false,
                               .watermark = true,
                               .seed = 42,
                               .frames_per_second = 24,
                               .callback_url = "https://example.com/hook"};
}
auto valid_text_on_fast() {
    return text_to_video<fast>{
        .prompt = "r", .resolution = "720p", .duration = 4s, .aspect_ratio = "auto", .web_search = false};
}
auto valid_frames() {
    return image_to_video<full>{
        .prompt = {}, .first_frame = "asset://a", .last_frame = "data:image/png;base64,AAAA", .seed = 0};
}
auto valid_frame_on_fast() { return image_to_video<fast>{.prompt = "", .first_frame = photo, .watermark = false}; }
auto valid_references(std::string_view url) {
    return reference_to_video<full>{
        .prompt = {},
        .references = {image(runtime(url)), video("asset://v", 15s), audio("data:audio/mp3;base64,AAAA", 1s)}};
}
auto valid_twelve() {
    return reference_to_video<fast>{
        .prompt = "@image1 and [Video1] and Audio 1",
        .references = {image(photo), image(photo), image(photo), image(photo), image(photo), image(photo), video(clip),
                       video(clip), video(clip), audio(song), audio(song), audio(song)}};
}
auto valid_edit() {
    return edit_video<full>{
        .prompt = "rain", .references = {video(clip), image(photo), image("asset://i")}, .duration = as_source};
}
auto valid_edit_on_fast(std::string_view url) {
    return edit_video<fast>{
        .prompt = "rain", .references = {video(runtime(url))}, .resolution = "480p", .camera_fixed = true};
}
auto valid_text_on_pro() {
    return text_to_video<pro>{
        .prompt = too_long.view(), .resolution = "1080p", .duration = 3s, .aspect_ratio = "21:9", .camera_fixed = true};
}
auto valid_frame_on_pro() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = photo, .duration = 12s, .aspect_ratio = "adaptive"};
}
auto valid_frames_on_lite() {
    return image_to_video<lite>{.prompt = "rain", .first_frame = photo, .last_frame = photo, .aspect_ratio = "3:4"};
}
auto valid_dashes() {
    return text_to_video<full>{.prompt = "rain -- snow --- a slow-motion --shot, no --frame, -seed 42, --resolutions"};
}

// ---- modes

// case text_on_lite: gcc: offers<Model, seedance::mode::text_to_video> / clang: offers<seedance::pixazo::seedance_1_0_lite, mode::text_to_video>
#if defined(CASE_text_on_lite)
auto text_on_lite() { return text_to_video<lite>{.prompt = "rain"}; }
#endif

// case references_on_pro: gcc: offers<Model, seedance::mode::reference_to_video> / clang: offers<seedance::pixazo::seedance_1_0_pro, mode::reference_to_video>
#if defined(CASE_references_on_pro)
auto references_on_pro() { return reference_to_video<pro>{.prompt = "rain", .references = {image(photo)}}; }
#endif

// case edit_on_pro: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::pixazo::seedance_1_0_pro, mode::edit_video>
#if defined(CASE_edit_on_pro)
auto edit_on_pro() { return edit_video<pro>{.prompt = "rain", .references = {video(clip)}}; }
#endif

// ---- resolution, aspect ratio, duration

// case text_1080p_on_fast: this_model_does_not_offer_this_resolution
#if defined(CASE_text_1080p_on_fast)
auto text_1080p_on_fast() { return text_to_video<fast>{.prompt = "rain", .resolution = "1080p"}; }
#endif

// case frames_1080p_on_fast: this_model_does_not_offer_this_resolution
#if defined(CASE_frames_1080p_on_fast)
auto frames_1080p_on_fast() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = photo, .resolution = "1080p"};
}
#endif

// case references_1080p_on_fast: this_model_does_not_offer_this_resolution
#if defined(CASE_references_1080p_on_fast)
auto references_1080p_on_fast() {
    return reference_to_video<fast>{.prompt = "rain", .references = {image(photo)}, .resolution = "1080p"};
}
#endif

// case edit_1080p_on_fast: this_model_does_not_offer_this_resolution
#if defined(CASE_edit_1080p_on_fast)
auto edit_1080p_on_fast() {
    return edit_video<fast>{.prompt = "rain", .references = {video(clip)}, .resolution = "1080p"};
}
#endif

// case resolution_4k: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_4k)
auto resolution_4k() { return text_to_video<full>{.prompt = "rain", .resolution = "4k"}; }
#endif

// case ratio_21_9_of_a_frame_on_pro: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_21_9_of_a_frame_on_pro)
auto ratio_21_9_of_a_frame_on_pro() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = photo, .aspect_ratio = "21:9"};
}
#endif

// case ratio_adaptive_on_lite: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_adaptive_on_lite)
auto ratio_adaptive_on_lite() {
    return image_to_video<lite>{
        .prompt = "rain", .first_frame = photo, .last_frame = photo, .aspect_ratio = "adaptive"};
}
#endif

// case ratio_5_4: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_5_4)
auto ratio_5_4() { return edit_video<full>{.prompt = "rain", .references = {video(clip)}, .aspect_ratio = "5:4"}; }
#endif

// case below_4s: this_model_does_not_offer_this_duration
#if defined(CASE_below_4s)
auto below_4s() { return text_to_video<full>{.prompt = "rain", .duration = 3s}; }
#endif

// case above_15s: this_model_does_not_offer_this_duration
#if defined(CASE_above_15s)
auto above_15s() { return reference_to_video<fast>{.prompt = "rain", .references = {image(photo)}, .duration = 16s}; }
#endif

// case minus_one_for_the_source: this_model_does_not_offer_this_duration
#if defined(CASE_minus_one_for_the_source)
auto minus_one_for_the_source() {
    return edit_video<full>{.prompt = "rain", .references = {video(clip)}, .duration = -1s};
}
#endif

// case below_3s_on_pro: this_model_does_not_offer_this_duration
#if defined(CASE_below_3s_on_pro)
auto below_3s_on_pro() { return text_to_video<pro>{.prompt = "rain", .duration = 2s}; }
#endif

// case above_12s_on_pro: this_model_does_not_offer_this_duration
#if defined(CASE_above_12s_on_pro)
auto above_12s_on_pro() { return image_to_video<pro>{.prompt = "rain", .first_frame = photo, .duration = 13s}; }
#endif

// case above_12s_on_lite: this_model_does_not_offer_this_duration
#if defined(CASE_above_12s_on_lite)
auto above_12s_on_lite() {
    return image_to_video<lite>{.prompt = "rain", .first_frame = photo, .last_frame = photo, .duration = 15s};
}
#endif

// case source_of_a_text: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_source_of_a_text)
auto source_of_a_text() { return text_to_video<full>{.prompt = "rain", .duration = as_source}; }
#endif

// case source_of_a_reference: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_source_of_a_reference)
auto source_of_a_reference() {
    return reference_to_video<fast>{.prompt = "rain", .references = {video(clip, 6s)}, .duration = as_source};
}
#endif

// ---- prompt

// case prompt_absent: this_request_needs_a_prompt
#if defined(CASE_prompt_absent)
auto prompt_absent() { return text_to_video<full>{}; }
#endif

// case prompt_blank_of_an_edit: this_request_needs_a_prompt
#if defined(CASE_prompt_blank_of_an_edit)
auto prompt_blank_of_an_edit() { return edit_video<fast>{.prompt = " ", .references = {video(clip)}}; }
#endif

// case prompt_empty_of_a_frame_on_pro: this_request_needs_a_prompt
#if defined(CASE_prompt_empty_of_a_frame_on_pro)
auto prompt_empty_of_a_frame_on_pro() { return image_to_video<pro>{.prompt = {}, .first_frame = photo}; }
#endif

// case prompt_of_1001_words: this_prompt_has_too_many_words
#if defined(CASE_prompt_of_1001_words)
auto prompt_of_1001_words() { return text_to_video<full>{.prompt = too_long.view()}; }
#endif

// case prompt_of_1001_words_beside_a_frame: this_prompt_has_too_many_words
#if defined(CASE_prompt_of_1001_words_beside_a_frame)
auto prompt_of_1001_words_beside_a_frame() {
    return image_to_video<fast>{.prompt = too_long.view(), .first_frame = photo};
}
#endif

// case directive_resolution: this_prompt_contains_a_directive
#if defined(CASE_directive_resolution)
auto directive_resolution() { return text_to_video<full>{.prompt = "rain --resolution 1080p"}; }
#endif

// case directive_in_capitals: this_prompt_contains_a_directive
#if defined(CASE_directive_in_capitals)
auto directive_in_capitals() { return text_to_video<fast>{.prompt = "rain --Resolution 1080p"}; }
#endif

// case directive_with_equals: this_prompt_contains_a_directive
#if defined(CASE_directive_with_equals)
auto directive_with_equals() {
    return reference_to_video<full>{.prompt = "rain --resolution=1080p", .references = {image(photo)}};
}
#endif

// case directive_at_the_end: this_prompt_contains_a_directive
#if defined(CASE_directive_at_the_end)
auto directive_at_the_end() { return edit_video<full>{.prompt = "rain --dur", .references = {video(clip)}}; }
#endif

// case directive_alone_beside_a_frame: this_prompt_contains_a_directive
#if defined(CASE_directive_alone_beside_a_frame)
auto directive_alone_beside_a_frame() { return image_to_video<full>{.prompt = "--seed 42", .first_frame = photo}; }
#endif

// case directive_on_pro: this_prompt_contains_a_directive
#if defined(CASE_directive_on_pro)
auto directive_on_pro() { return text_to_video<pro>{.prompt = "rain --rs 1080p"}; }
#endif

// case directive_on_lite: this_prompt_contains_a_directive
#if defined(CASE_directive_on_lite)
auto directive_on_lite() {
    return image_to_video<lite>{.prompt = "rain --cf true", .first_frame = photo, .last_frame = photo};
}
#endif

// ---- frames

// case first_frame_absent: this_request_needs_a_first_frame
#if defined(CASE_first_frame_absent)
auto first_frame_absent() { return image_to_video<full>{.prompt = "rain"}; }
#endif

// case first_frame_http: this_media_url_is_not_https
#if defined(CASE_first_frame_http)
auto first_frame_http() { return image_to_video<fast>{.prompt = "rain", .first_frame = "http://example.com/a.png"}; }
#endif

// case last_frame_on_pro: this_model_does_not_take_a_last_frame
#if defined(CASE_last_frame_on_pro)
auto last_frame_on_pro() { return image_to_video<pro>{.prompt = "rain", .first_frame = photo, .last_frame = photo}; }
#endif

// case first_frame_data_on_pro: this_model_does_not_take_data_uris
#if defined(CASE_first_frame_data_on_pro)
auto first_frame_data_on_pro() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "data:image/png;base64,AAAA"};
}
#endif

// case first_frame_asset_on_pro: this_model_does_not_take_asset_ids
#if defined(CASE_first_frame_asset_on_pro)
auto first_frame_asset_on_pro() { return image_to_video<pro>{.prompt = "rain", .first_frame = "asset://a"}; }
#endif

// case last_frame_absent_on_lite: this_request_needs_a_last_frame (gcc line elsewhere: it names the member's initialiser)
#if defined(CASE_last_frame_absent_on_lite)
auto last_frame_absent_on_lite() { return image_to_video<lite>{.prompt = "rain", .first_frame = photo}; }
#endif

// case last_frame_said_empty_on_lite: this_request_needs_a_last_frame
#if defined(CASE_last_frame_said_empty_on_lite)
auto last_frame_said_empty_on_lite() {
    return image_to_video<lite>{.prompt = "rain", .first_frame = photo, .last_frame = {}};
}
#endif

// case last_frame_asset_on_lite: this_model_does_not_take_asset_ids
#if defined(CASE_last_frame_asset_on_lite)
auto last_frame_asset_on_lite() {
    return image_to_video<lite>{.prompt = "rain", .first_frame = photo, .last_frame = "asset://a"};
}
#endif

// ---- references

// case no_reference: this_request_needs_a_reference
#if defined(CASE_no_reference)
auto no_reference() { return reference_to_video<full>{.prompt = "rain", .references = {}}; }
#endif

// case ten_images: too many images: the model takes fewer in this mode
#if defined(CASE_ten_images)
auto ten_images(std::string_view u) {
    return reference_to_video<full>{
        .prompt = {},
        .references = {image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)),
                       image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u))}};
}
#endif

// case four_videos: too many videos: the model takes fewer in this mode
#if defined(CASE_four_videos)
auto four_videos() {
    return reference_to_video<fast>{.prompt = {}, .references = {video(clip), video(clip), video(clip), video(clip)}};
}
#endif

// case four_audio_files: too many audio files: the model takes fewer in this mode
#if defined(CASE_four_audio_files)
auto four_audio_files() {
    return reference_to_video<full>{.prompt = {},
                                    .references = {image(photo), audio(song), audio(song), audio(song), audio(song)}};
}
#endif

// case thirteen_files: too many references together: the model takes fewer in this mode
#if defined(CASE_thirteen_files)
auto thirteen_files() {
    return reference_to_video<fast>{
        .prompt = {},
        .references = {image(photo), image(photo), image(photo), image(photo), image(photo), image(photo), image(photo),
                       video(clip), video(clip), video(clip), audio(song), audio(song), audio(song)}};
}
#endif

// case audio_alone: audio references need at least one image or video beside them
#if defined(CASE_audio_alone)
auto audio_alone() { return reference_to_video<full>{.prompt = "rain", .references = {audio(song, 5s)}}; }
#endif

// case video_data: this_model_does_not_take_data_uris
#if defined(CASE_video_data)
auto video_data() {
    return reference_to_video<full>{.prompt = "rain", .references = {video("data:video/mp4;base64,AAAA")}};
}
#endif

// case video_1s: this_reference_is_too_short
#if defined(CASE_video_1s)
auto video_1s() { return reference_to_video<fast>{.prompt = "rain", .references = {video(clip, 1s)}}; }
#endif

// case audio_16s: this_reference_is_too_long
#if defined(CASE_audio_16s)
auto audio_16s() { return reference_to_video<full>{.prompt = "rain", .references = {image(photo), audio(song, 16s)}}; }
#endif

// case videos_together_16s: these_reference_videos_are_too_long_together
#if defined(CASE_videos_together_16s)
auto videos_together_16s() {
    return reference_to_video<full>{.prompt = "rain", .references = {video(clip, 8s), video(clip, 8s)}};
}
#endif

// case audio_together_16s: these_reference_audio_files_are_too_long_together
#if defined(CASE_audio_together_16s)
auto audio_together_16s() {
    return reference_to_video<fast>{.prompt = "rain", .references = {image(photo), audio(song, 8s), audio(song, 8s)}};
}
#endif

// case edit_without_video: exactly one source video is required
#if defined(CASE_edit_without_video)
auto edit_without_video() { return edit_video<full>{.prompt = "rain", .references = {image(photo)}}; }
#endif

// case edit_of_nothing: this_request_needs_a_source_video
#if defined(CASE_edit_of_nothing)
auto edit_of_nothing() { return edit_video<fast>{.prompt = "rain", .references = {}}; }
#endif

// case edit_of_two_videos: exactly one source video is required
#if defined(CASE_edit_of_two_videos)
auto edit_of_two_videos() { return edit_video<full>{.prompt = "rain", .references = {video(clip), video(clip)}}; }
#endif

// case edit_with_three_images: too many images: the model takes fewer in this mode
#if defined(CASE_edit_with_three_images)
auto edit_with_three_images(std::string_view u) {
    return edit_video<fast>{.prompt = "rain",
                            .references = {video(clip), image(runtime(u)), image(photo), image(photo)}};
}
#endif

// case edit_with_audio: too many audio files: the model takes fewer in this mode
#if defined(CASE_edit_with_audio)
auto edit_with_audio() { return edit_video<full>{.prompt = "rain", .references = {video(clip), audio(song)}}; }
#endif

// case edit_of_data: this_model_does_not_take_data_uris
#if defined(CASE_edit_of_data)
auto edit_of_data() { return edit_video<full>{.prompt = "rain", .references = {video("data:video/mp4,x")}}; }
#endif

// case edit_of_16s: this_reference_is_too_long
#if defined(CASE_edit_of_16s)
auto edit_of_16s() {
    return edit_video<fast>{.prompt = "rain", .references = {video(clip, 16s)}, .duration = as_source};
}
#endif

// ---- options

// case web_search_with_a_frame: this model does not take this option in this mode
#if defined(CASE_web_search_with_a_frame)
auto web_search_with_a_frame() {
    return image_to_video<full>{.prompt = "rain", .first_frame = photo, .web_search = true};
}
#endif

// case web_search_with_references: this model does not take this option in this mode
#if defined(CASE_web_search_with_references)
auto web_search_with_references() {
    return reference_to_video<fast>{.prompt = "rain", .references = {image(photo)}, .web_search = true};
}
#endif

// case web_search_of_an_edit: this model does not take this option in this mode
#if defined(CASE_web_search_of_an_edit)
auto web_search_of_an_edit() {
    return edit_video<full>{.prompt = "rain", .references = {video(clip)}, .web_search = false};
}
#endif

// case sound_on_pro: this model does not take this option in this mode
#if defined(CASE_sound_on_pro)
auto sound_on_pro() { return text_to_video<pro>{.prompt = "rain", .sound = true}; }
#endif

// case seed_on_pro: this model does not take this option in this mode
#if defined(CASE_seed_on_pro)
auto seed_on_pro() { return text_to_video<pro>{.prompt = "rain", .seed = 42}; }
#endif

// case watermark_on_lite: this model does not take this option in this mode
#if defined(CASE_watermark_on_lite)
auto watermark_on_lite() {
    return image_to_video<lite>{.prompt = "rain", .first_frame = photo, .last_frame = photo, .watermark = false};
}
#endif

// case return_last_frame: this model does not take this option in this mode
#if defined(CASE_return_last_frame)
auto return_last_frame() { return text_to_video<full>{.prompt = "rain", .return_last_frame = true}; }
#endif

// case content_check: this model does not take this option in this mode
#if defined(CASE_content_check)
auto content_check() { return text_to_video<fast>{.prompt = "rain", .content_check = false}; }
#endif

// case seed_of_64_bits_without_sign: this_seed_is_out_of_range
#if defined(CASE_seed_of_64_bits_without_sign)
auto seed_of_64_bits_without_sign() {
    return text_to_video<full>{.prompt = "rain", .seed = 18'446'744'073'709'551'615u};
}
#endif

// case seed_too_large: this_seed_is_out_of_range
#if defined(CASE_seed_too_large)
auto seed_too_large() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = photo, .seed = 9'223'372'036'854'775'808u};
}
#endif

// case seed_in_words: this option is a whole number
#if defined(CASE_seed_in_words)
auto seed_in_words() { return text_to_video<full>{.prompt = "rain", .seed = "42"}; }
#endif

// case frame_rate_too_large: this_frame_rate_is_out_of_range
#if defined(CASE_frame_rate_too_large)
auto frame_rate_too_large() {
    return edit_video<full>{
        .prompt = "rain", .references = {video(clip)}, .frames_per_second = 9'223'372'036'854'775'808u};
}
#endif

// case frame_rate_of_64_bits: this_frame_rate_is_out_of_range
#if defined(CASE_frame_rate_of_64_bits)
auto frame_rate_of_64_bits() {
    return text_to_video<fast>{.prompt = "rain", .frames_per_second = 18'446'744'073'709'551'615u};
}
#endif

// case callback_http: this_callback_url_is_not_https
#if defined(CASE_callback_http)
auto callback_http() { return text_to_video<full>{.prompt = "rain", .callback_url = "http://example.com/hook"}; }
#endif

// case data_of_a_gif: this_data_uri_is_of_another_type
#if defined(CASE_data_of_a_gif)
auto data_of_a_gif() { return image_to_video<full>{.prompt = "rain", .first_frame = "data:image/gif;base64,AAAA"}; }
#endif

// case data_of_audio: this_data_uri_is_of_another_type
#if defined(CASE_data_of_audio)
auto data_of_audio() { return image_to_video<full>{.prompt = "rain", .first_frame = "data:audio/wav;base64,AAAA"}; }
#endif

// case data_cut: this_data_uri_is_not_base64
#if defined(CASE_data_cut)
auto data_cut() { return image_to_video<full>{.prompt = "rain", .first_frame = "data:image/png;base64,AAA"}; }
#endif

// case data_empty: this_data_uri_is_not_base64
#if defined(CASE_data_empty)
auto data_empty() { return image_to_video<full>{.prompt = "rain", .first_frame = "data:image/png;base64,"}; }
#endif

// case data_in_plain: this_data_uri_is_not_base64
#if defined(CASE_data_in_plain)
auto data_in_plain() { return image_to_video<full>{.prompt = "rain", .first_frame = "data:image/png,AAAA"}; }
#endif

// case directive_cut_short: this_prompt_contains_a_directive
#if defined(CASE_directive_cut_short)
auto directive_cut_short() { return text_to_video<full>{.prompt = "rain --res 1080p"}; }
#endif

// case ideographic_blank: this_request_needs_a_prompt
#if defined(CASE_ideographic_blank)
auto ideographic_blank() { return text_to_video<full>{.prompt = "\u3000"}; }
#endif

// case private_image_of_pro: this_media_url_is_not_public
#if defined(CASE_private_image_of_pro)
auto private_image_of_pro() { return image_to_video<pro>{.prompt = "rain", .first_frame = "https://10.0.0.1/a.png"}; }
#endif

// case progress_in_words: callback_progress is true or false
#if defined(CASE_progress_in_words)
auto progress_in_words() { return text_to_video<full>{.prompt = "rain", .callback_progress = "sync"}; }
#endif
