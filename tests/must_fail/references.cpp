// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

template <class Model>
using with = reference_to_video<Model>;

auto valid_none() { return with<mini>{.prompt = "rain", .references = {}}; }
auto valid_images() {
    return with<fast>{
        .prompt = "rain",
        .references = {image("https://example.com/1"), image("https://example.com/2"), image("https://example.com/3"),
                       image("https://example.com/4"), image("https://example.com/5"), image("https://example.com/6"),
                       image("https://example.com/7"), image("https://example.com/8"), image("https://example.com/9")}};
}
auto valid_videos() {
    return with<mini>{.prompt = "rain",
                      .references = {video("https://example.com/1", 2s), video("https://example.com/2", 2500ms),
                                     video("https://example.com/3", 10500ms)}};
}
auto valid_longest() {
    return with<fast>{.prompt = "rain",
                      .references = {video("https://example.com/1", 15s), audio("https://example.com/2", 15s)}};
}
auto valid_audio(std::string_view url) {
    return with<fast>{.prompt = "rain",
                      .references = {image(runtime(url)), audio("https://example.com/1", 2s), audio(runtime(url), 5s),
                                     audio(runtime(url))}};
}
auto valid_list(const std::vector<reference>& list) {
    return with<mini>{.prompt = "rain", .references = runtime(list)};
}

// case of_a_text: gcc: text_to_video<seedance::apixo::seedance_2_0_fast> ... 'references' / clang: 'references' ... text_to_video<seedance::apixo::seedance_2_0_fast>
#if defined(CASE_of_a_text)
auto of_a_text() { return text_to_video<fast>{.prompt = "rain", .references = {image("https://example.com/1")}}; }
#endif

// case ten_images: too many images: the model takes fewer in this mode
#if defined(CASE_ten_images)
auto ten_images() {
    return with<fast>{
        .prompt = "rain",
        .references = {image("https://example.com/1"), image("https://example.com/2"), image("https://example.com/3"),
                       image("https://example.com/4"), image("https://example.com/5"), image("https://example.com/6"),
                       image("https://example.com/7"), image("https://example.com/8"), image("https://example.com/9"),
                       image("https://example.com/10")}};
}
#endif

// case ten_images_at_run_time: too many images: the model takes fewer in this mode
#if defined(CASE_ten_images_at_run_time)
auto ten_images_at_run_time(std::string_view u) {
    return with<mini>{
        .prompt = "rain",
        .references = {image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)),
                       image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u)), image(runtime(u))}};
}
#endif

// case four_videos: too many videos: the model takes fewer in this mode
#if defined(CASE_four_videos)
auto four_videos() {
    return with<mini>{.prompt = "rain",
                      .references = {video("https://example.com/1"), video("https://example.com/2"),
                                     video("https://example.com/3"), video("https://example.com/4")}};
}
#endif

// case four_videos_one_at_run_time: too many videos: the model takes fewer in this mode
#if defined(CASE_four_videos_one_at_run_time)
auto four_videos_one_at_run_time(const std::string& u) {
    return with<fast>{.prompt = "rain",
                      .references = {video("https://example.com/1"), video("https://example.com/2"), video(runtime(u)),
                                     video("https://example.com/4")}};
}
#endif

// case four_audio_files: too many audio files: the model takes fewer in this mode
#if defined(CASE_four_audio_files)
auto four_audio_files() {
    return with<fast>{
        .prompt = "rain",
        .references = {image("https://example.com/0"), audio("https://example.com/1"), audio("https://example.com/2"),
                       audio("https://example.com/3"), audio("https://example.com/4")}};
}
#endif

// case four_audio_files_at_run_time: too many audio files: the model takes fewer in this mode
#if defined(CASE_four_audio_files_at_run_time)
auto four_audio_files_at_run_time(std::string_view u) {
    return with<mini>{
        .prompt = "rain",
        .references = {image(runtime(u)), audio(runtime(u)), audio(runtime(u)), audio(runtime(u)), audio(runtime(u))}};
}
#endif

// case audio_alone: audio references need at least one image or video beside them
#if defined(CASE_audio_alone)
auto audio_alone() { return with<fast>{.prompt = "rain", .references = {audio("https://example.com/1", 5s)}}; }
#endif

// case audio_alone_at_run_time: audio references need at least one image or video beside them
#if defined(CASE_audio_alone_at_run_time)
auto audio_alone_at_run_time(std::string_view u) {
    return with<mini>{.prompt = "rain", .references = {audio(runtime(u)), audio(runtime(u))}};
}
#endif

// case image_http: this_media_url_is_not_https
#if defined(CASE_image_http)
auto image_http() { return with<fast>{.prompt = "rain", .references = {image("ftp://example.com/1")}}; }
#endif

// case video_ftp: this_media_url_is_not_https
#if defined(CASE_video_ftp)
auto video_ftp() { return with<fast>{.prompt = "rain", .references = {video("ftp://example.com/1", 5s)}}; }
#endif

// case audio_http_beside_run_time: this_media_url_is_not_https
#if defined(CASE_audio_http_beside_run_time)
auto audio_http_beside_run_time(std::string_view u) {
    return with<mini>{.prompt = "rain", .references = {image(runtime(u)), audio("ftp://example.com/1")}};
}
#endif

// case image_empty: this_media_url_is_empty
#if defined(CASE_image_empty)
auto image_empty() { return with<fast>{.prompt = "rain", .references = {image("")}}; }
#endif

// case video_without_host: this_media_url_is_malformed
#if defined(CASE_video_without_host)
auto video_without_host() { return with<fast>{.prompt = "rain", .references = {video("https:///v.mp4")}}; }
#endif

// case audio_with_port_that_is_no_number: this_media_url_is_malformed
#if defined(CASE_audio_with_port_that_is_no_number)
auto audio_with_port_that_is_no_number() {
    return with<mini>{.prompt = "rain", .references = {image("https://example.com/1"), audio("https://host:abc")}};
}
#endif

// case image_with_user: this_media_url_is_malformed
#if defined(CASE_image_with_user)
auto image_with_user() { return with<mini>{.prompt = "rain", .references = {image("https://me@example.com/1")}}; }
#endif

// case audio_with_space: this_media_url_is_malformed
#if defined(CASE_audio_with_space)
auto audio_with_space() {
    return with<mini>{.prompt = "rain",
                      .references = {image("https://example.com/1"), audio("https://example.com/1 2")}};
}
#endif

// case image_data: this_model_does_not_take_data_uris
#if defined(CASE_image_data)
auto image_data() { return with<fast>{.prompt = "rain", .references = {image("data:image/png;base64,iVBORw0KGgo=")}}; }
#endif

// case video_data: this_model_does_not_take_data_uris
#if defined(CASE_video_data)
auto video_data() { return with<mini>{.prompt = "rain", .references = {video("data:video/mp4,x")}}; }
#endif

// case video_asset: this_model_does_not_take_asset_ids
#if defined(CASE_video_asset)
auto video_asset() { return with<fast>{.prompt = "rain", .references = {video("asset://asset-1")}}; }
#endif

// case audio_asset: this_model_does_not_take_asset_ids
#if defined(CASE_audio_asset)
auto audio_asset() {
    return with<mini>{.prompt = "rain", .references = {image("https://example.com/1"), audio("asset://asset-1")}};
}
#endif

// case video_1s: this_reference_is_too_short
#if defined(CASE_video_1s)
auto video_1s() { return with<fast>{.prompt = "rain", .references = {video("https://example.com/1", 1s)}}; }
#endif

// case video_below_2s: this_reference_is_too_short
#if defined(CASE_video_below_2s)
auto video_below_2s() { return with<mini>{.prompt = "rain", .references = {video("https://example.com/1", 1999ms)}}; }
#endif

// case video_16s: this_reference_is_too_long
#if defined(CASE_video_16s)
auto video_16s() { return with<mini>{.prompt = "rain", .references = {video("https://example.com/1", 16s)}}; }
#endif

// case video_above_15s: this_reference_is_too_long
#if defined(CASE_video_above_15s)
auto video_above_15s() { return with<fast>{.prompt = "rain", .references = {video("https://example.com/1", 15001ms)}}; }
#endif

// case video_of_negative_length: this_reference_is_too_short
#if defined(CASE_video_of_negative_length)
auto video_of_negative_length() {
    return with<fast>{.prompt = "rain", .references = {video("https://example.com/1", -5s)}};
}
#endif

// case audio_1s: this_reference_is_too_short
#if defined(CASE_audio_1s)
auto audio_1s() {
    return with<fast>{.prompt = "rain",
                      .references = {image("https://example.com/1"), audio("https://example.com/2", 1s)}};
}
#endif

// case audio_16s: this_reference_is_too_long
#if defined(CASE_audio_16s)
auto audio_16s() {
    return with<mini>{.prompt = "rain",
                      .references = {image("https://example.com/1"), audio("https://example.com/2", 16s)}};
}
#endif

// case videos_together_16s: these_reference_videos_are_too_long_together
#if defined(CASE_videos_together_16s)
auto videos_together_16s() {
    return with<fast>{.prompt = "rain",
                      .references = {video("https://example.com/1", 8s), video("https://example.com/2", 8s)}};
}
#endif

// case videos_together_above_15s: these_reference_videos_are_too_long_together
#if defined(CASE_videos_together_above_15s)
auto videos_together_above_15s() {
    return with<mini>{.prompt = "rain",
                      .references = {video("https://example.com/1", 5s), video("https://example.com/2", 5s),
                                     video("https://example.com/3", 5001ms)}};
}
#endif

// case audio_files_together_16s: these_reference_audio_files_are_too_long_together
#if defined(CASE_audio_files_together_16s)
auto audio_files_together_16s() {
    return with<fast>{.prompt = "rain",
                      .references = {image("https://example.com/0"), audio("https://example.com/1", 8s),
                                     audio("https://example.com/2", 8s)}};
}
#endif

// case bare_url: references are written {image(url), video(url, 6s), audio(url)}
#if defined(CASE_bare_url)
auto bare_url() { return with<fast>{.prompt = "rain", .references = {"https://example.com/1"}}; }
#endif

// case bare_url_among_others: references are written {image(url), video(url, 6s), audio(url)}
#if defined(CASE_bare_url_among_others)
auto bare_url_among_others() {
    return with<mini>{.prompt = "rain", .references = {image("https://example.com/1"), "https://example.com/2"}};
}
#endif

// case without_kind_in_type: references are written {image(url), video(url, 6s), audio(url)}
#if defined(CASE_without_kind_in_type)
auto without_kind_in_type(reference one) { return with<fast>{.prompt = "rain", .references = {one}}; }
#endif

// case list_without_runtime: or runtime(list) for a list that is known only at run time
#if defined(CASE_list_without_runtime)
auto list_without_runtime(const std::vector<reference>& list) {
    return with<fast>{.prompt = "rain", .references = list};
}
#endif

// case temporary_list: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_temporary_list)
auto temporary_list() { return with<fast>{.prompt = "rain", .references = runtime(std::vector<reference>{})}; }
#endif

// case constant_temporary_list: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_constant_temporary_list)
const std::vector<reference> make_list();
auto constant_temporary_list() { return with<fast>{.prompt = "rain", .references = runtime(make_list())}; }
#endif
