// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

/// A model that takes every option: none of the gateway's does.
inline constexpr mode_rules generous_modes[] = {[] {
    mode_rules rules = apixo::facts::fast_modes[0];
    for (const auto every : all_options) rules.options.add(every);
    return rules;
}()};
struct generous {
    using provider = apixo::gateway;
    static constexpr model_descriptor descriptor{.provider = "test",
                                                 .id = "generous",
                                                 .title = "Generous",
                                                 .source = "this test",
                                                 .as_of = "2026-11-21",
                                                 .modes = generous_modes};
};

inline constexpr char constant_array[] = "rain";
inline constexpr const char* constant_pointer = "rain";
consteval auto constant_function(std::string_view topic) { return text_to_video<fast>{.prompt = topic}; }

auto valid_string(const std::string& topic) { return text_to_video<fast>{.prompt = runtime(topic)}; }
auto valid_view(std::string_view topic) {
    return text_to_video<mini>{.prompt = runtime(topic), .resolution = runtime(topic)};
}
auto valid_characters(const char* topic) {
    return text_to_video<pro>{.prompt = runtime(topic), .aspect_ratio = runtime(topic), .sound = true};
}
auto valid_array() { return text_to_video<fast>{.prompt = constant_array}; }
auto valid_pointer() { return text_to_video<fast>{.prompt = constant_pointer}; }
auto valid_function() { return constant_function("rain"); }
auto valid_duration(std::chrono::seconds length) {
    return text_to_video<fast>{.prompt = "rain", .duration = runtime(length)};
}
auto valid_minutes(std::chrono::minutes length) {
    return text_to_video<fast>{.prompt = "rain", .duration = runtime(length)};
}
auto valid_frame(const std::string& url) {
    return image_to_video<fast>{.prompt = "rain", .first_frame = runtime(url), .last_frame = runtime(url)};
}
auto valid_reference(const std::string& url, std::chrono::milliseconds length) {
    return reference_to_video<fast>{
        .prompt = "rain",
        .references = {image(runtime(url)), video(runtime(url), length), audio(runtime(url), length)}};
}
auto valid_numbers(int number) {
    return text_to_video<generous>{.prompt = "rain",
                                   .seed = runtime(number),
                                   .frames_per_second = 60,
                                   .return_last_frame = true,
                                   .content_check = true};
}
auto valid_largest() { return text_to_video<generous>{.prompt = "rain", .seed = 9'223'372'036'854'775'807}; }
auto valid_random() { return text_to_video<generous>{.prompt = "rain", .seed = -1, .frames_per_second = 0}; }

// case prompt_string: goes through seedance::runtime(value)
#if defined(CASE_prompt_string)
auto prompt_string(const std::string& topic) { return text_to_video<fast>{.prompt = topic}; }
#endif

// case prompt_temporary_string: goes through seedance::runtime(value)
#if defined(CASE_prompt_temporary_string)
auto prompt_temporary_string(const std::string& topic) { return text_to_video<fast>{.prompt = topic + " in the rain"}; }
#endif

// case prompt_view: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_prompt_view)
auto prompt_view(std::string_view topic) { return text_to_video<fast>{.prompt = topic}; }
#endif

// case prompt_view_in_a_template: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_prompt_view_in_a_template)
template <model Model>
auto prompt_view_in_a_template(std::string_view topic) {
    return text_to_video<Model>{.prompt = topic, .sound = true};
}
auto used() { return prompt_view_in_a_template<pro>("rain"); }
#endif

// case prompt_const_view: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_prompt_const_view)
std::string_view ask();
auto prompt_const_view() {
    const std::string_view topic = ask();
    return text_to_video<mini>{.prompt = topic};
}
#endif

// case prompt_characters: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_prompt_characters)
auto prompt_characters(const char* topic) { return text_to_video<pro>{.prompt = topic, .sound = true}; }
#endif

// case prompt_argument_of_main: goes through seedance::runtime(value)
#if defined(CASE_prompt_argument_of_main)
auto prompt_argument_of_main(char** arguments) { return text_to_video<fast>{.prompt = arguments[1]}; }
#endif

// case prompt_array: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_prompt_array)
auto prompt_array() {
    char topic[] = "rain";
    return text_to_video<fast>{.prompt = topic};
}
#endif

// case prompt_const_array: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_prompt_const_array)
auto prompt_const_array() {
    const char topic[] = "rain";
    return text_to_video<mini>{.prompt = topic};
}
#endif

// case resolution_string: goes through seedance::runtime(value)
#if defined(CASE_resolution_string)
auto resolution_string(const std::string& size) { return text_to_video<fast>{.prompt = "rain", .resolution = size}; }
#endif

// case resolution_view: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_resolution_view)
auto resolution_view(std::string_view size) { return text_to_video<mini>{.prompt = "rain", .resolution = size}; }
#endif

// case aspect_ratio_view: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_aspect_ratio_view)
auto aspect_ratio_view(std::string_view shape) {
    return text_to_video<pro>{.prompt = "rain", .aspect_ratio = shape, .sound = true};
}
#endif

// case duration_variable: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_duration_variable)
auto duration_variable(std::chrono::seconds length) {
    return text_to_video<fast>{.prompt = "rain", .duration = length};
}
#endif

// case duration_const_variable: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_duration_const_variable)
std::chrono::seconds ask();
auto duration_const_variable() {
    const auto length = ask();
    return text_to_video<pro>{.prompt = "rain", .duration = length, .sound = true};
}
#endif

// case duration_number: or runtime(std::chrono::seconds{n})
#if defined(CASE_duration_number)
auto duration_number(int seconds) { return text_to_video<fast>{.prompt = "rain", .duration = seconds}; }
#endif

// case first_frame_string: goes through seedance::runtime(value)
#if defined(CASE_first_frame_string)
auto first_frame_string(const std::string& url) { return image_to_video<fast>{.prompt = "rain", .first_frame = url}; }
#endif

// case last_frame_view: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_last_frame_view)
auto last_frame_view(std::string_view url) {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = url, .sound = true};
}
#endif

// case image_string: goes through seedance::runtime(value)
#if defined(CASE_image_string)
auto image_string(const std::string& url) {
    return reference_to_video<fast>{.prompt = "rain", .references = {image(url)}};
}
#endif

// case video_view: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_video_view)
auto video_view(std::string_view url) {
    return reference_to_video<mini>{.prompt = "rain", .references = {video(url, 5s)}};
}
#endif

// case audio_characters: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_audio_characters)
auto audio_characters(const char* url) {
    return reference_to_video<fast>{.prompt = "rain", .references = {image("https://example.com/1"), audio(url)}};
}
#endif

// case temporary_string: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_temporary_string)
auto temporary_string(const std::string& topic) {
    return text_to_video<fast>{.prompt = runtime(topic + " in the rain")};
}
#endif

// case constant_temporary_string: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_constant_temporary_string)
const std::string ask();
auto constant_temporary_string() { return text_to_video<mini>{.prompt = runtime(ask())}; }
#endif

// case temporary_string_for_a_frame: a_temporary_would_dangle_keep_it_in_a_variable
#if defined(CASE_temporary_string_for_a_frame)
auto temporary_string_for_a_frame(std::string url) {
    return image_to_video<fast>{.prompt = "rain", .first_frame = runtime(std::move(url))};
}
#endif

// case seed_variable: what_is_known_only_at_run_time_goes_through_runtime
#if defined(CASE_seed_variable)
auto seed_variable(int number) { return text_to_video<generous>{.prompt = "rain", .seed = number}; }
#endif

// case seed_of_64_bits_without_sign: this_seed_is_out_of_range
#if defined(CASE_seed_of_64_bits_without_sign)
auto seed_of_64_bits_without_sign() {
    return text_to_video<generous>{.prompt = "rain", .seed = 18'446'744'073'709'551'615u};
}
#endif

// case seed_too_large: this_seed_is_out_of_range
#if defined(CASE_seed_too_large)
auto seed_too_large() { return text_to_video<generous>{.prompt = "rain", .seed = 9'223'372'036'854'775'808u}; }
#endif

// case seed_with_a_point: this option is a whole number
#if defined(CASE_seed_with_a_point)
auto seed_with_a_point() { return text_to_video<generous>{.prompt = "rain", .seed = 1.5}; }
#endif

// case seed_true: this option is a whole number
#if defined(CASE_seed_true)
auto seed_true() { return text_to_video<generous>{.prompt = "rain", .seed = true}; }
#endif

// case seed_in_words: this option is a whole number
#if defined(CASE_seed_in_words)
auto seed_in_words() { return text_to_video<generous>{.prompt = "rain", .seed = "42"}; }
#endif

// case frames_per_second_too_large: this_frame_rate_is_out_of_range
#if defined(CASE_frames_per_second_too_large)
auto frames_per_second_too_large() {
    return text_to_video<generous>{.prompt = "rain", .frames_per_second = 9'223'372'036'854'775'808u};
}
#endif

// case frames_per_second_of_64_bits: this_frame_rate_is_out_of_range
#if defined(CASE_frames_per_second_of_64_bits)
auto frames_per_second_of_64_bits() {
    return text_to_video<generous>{.prompt = "rain", .frames_per_second = 18'446'744'073'709'551'615u};
}
#endif
