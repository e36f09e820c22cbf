// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

auto valid(bool flag) { return text_to_video<fast>{.prompt = "rain", .sound = flag, .web_search = true}; }
auto valid_frames() {
    return image_to_video<mini>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .sound = false, .web_search = false};
}
auto valid_references() {
    return reference_to_video<fast>{.prompt = "rain", .references = {}, .sound = true, .web_search = true};
}
auto valid_on_pro(bool flag) { return text_to_video<pro>{.prompt = "rain", .sound = flag, .camera_fixed = true}; }
auto valid_frames_on_pro() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .sound = true, .camera_fixed = false};
}
auto valid_without_options() { return text_to_video<mini>{.prompt = "rain"}; }

// case camera_fixed_on_fast: this model does not take this option in this mode
#if defined(CASE_camera_fixed_on_fast)
auto camera_fixed_on_fast() { return text_to_video<fast>{.prompt = "rain", .camera_fixed = true}; }
#endif

// case camera_fixed_on_mini: this model does not take this option in this mode
#if defined(CASE_camera_fixed_on_mini)
auto camera_fixed_on_mini() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .camera_fixed = false};
}
#endif

// case camera_fixed_with_references: this model does not take this option in this mode
#if defined(CASE_camera_fixed_with_references)
auto camera_fixed_with_references() {
    return reference_to_video<fast>{.prompt = "rain", .references = {}, .camera_fixed = true};
}
#endif

// case watermark_on_fast: this model does not take this option in this mode
#if defined(CASE_watermark_on_fast)
auto watermark_on_fast() { return text_to_video<fast>{.prompt = "rain", .watermark = false}; }
#endif

// case watermark_on_pro: this model does not take this option in this mode
#if defined(CASE_watermark_on_pro)
auto watermark_on_pro() { return text_to_video<pro>{.prompt = "rain", .sound = true, .watermark = true}; }
#endif

// case seed_on_fast: this model does not take this option in this mode
#if defined(CASE_seed_on_fast)
auto seed_on_fast() { return text_to_video<fast>{.prompt = "rain", .seed = 42}; }
#endif

// case seed_on_pro: this model does not take this option in this mode
#if defined(CASE_seed_on_pro)
auto seed_on_pro() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "https://example.com/a.png", .sound = true, .seed = 42};
}
#endif

// case seed_at_run_time: this model does not take this option in this mode
#if defined(CASE_seed_at_run_time)
auto seed_at_run_time(int number) { return text_to_video<mini>{.prompt = "rain", .seed = runtime(number)}; }
#endif

// case frames_per_second_on_mini: this model does not take this option in this mode
#if defined(CASE_frames_per_second_on_mini)
auto frames_per_second_on_mini() { return text_to_video<mini>{.prompt = "rain", .frames_per_second = 24}; }
#endif

// case frames_per_second_on_pro: this model does not take this option in this mode
#if defined(CASE_frames_per_second_on_pro)
auto frames_per_second_on_pro() { return text_to_video<pro>{.prompt = "rain", .sound = true, .frames_per_second = 24}; }
#endif

// case return_last_frame_on_fast: this model does not take this option in this mode
#if defined(CASE_return_last_frame_on_fast)
auto return_last_frame_on_fast() {
    return image_to_video<fast>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .return_last_frame = true};
}
#endif

// case return_last_frame_on_pro: this model does not take this option in this mode
#if defined(CASE_return_last_frame_on_pro)
auto return_last_frame_on_pro() {
    return text_to_video<pro>{.prompt = "rain", .sound = true, .return_last_frame = true};
}
#endif

// case content_check_on_mini: this model does not take this option in this mode
#if defined(CASE_content_check_on_mini)
auto content_check_on_mini() {
    return reference_to_video<mini>{.prompt = "rain", .references = {}, .content_check = false};
}
#endif

// case content_check_on_pro: this model does not take this option in this mode
#if defined(CASE_content_check_on_pro)
auto content_check_on_pro() { return text_to_video<pro>{.prompt = "rain", .sound = true, .content_check = true}; }
#endif

// case web_search_on_pro: this model does not take this option in this mode
#if defined(CASE_web_search_on_pro)
auto web_search_on_pro() { return text_to_video<pro>{.prompt = "rain", .sound = true, .web_search = true}; }
#endif

// case web_search_on_pro_with_frames: this model does not take this option in this mode
#if defined(CASE_web_search_on_pro_with_frames)
auto web_search_on_pro_with_frames() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .sound = true, .web_search = false};
}
#endif

// case sound_left_out: this_model_requires_this_option (gcc line elsewhere: it names the member's initialiser)
#if defined(CASE_sound_left_out)
auto sound_left_out() { return text_to_video<pro>{.prompt = "rain"}; }
#endif

// case sound_left_out_with_frames: this_model_requires_this_option (gcc line elsewhere: it names the member's initialiser)
#if defined(CASE_sound_left_out_with_frames)
auto sound_left_out_with_frames() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "https://example.com/a.png"};
}
#endif

// case sound_said_empty: this_model_requires_this_option
#if defined(CASE_sound_said_empty)
auto sound_said_empty() { return text_to_video<pro>{.prompt = "rain", .sound = {}}; }
#endif

// case sound_as_number: this option is true or false
#if defined(CASE_sound_as_number)
auto sound_as_number() { return text_to_video<fast>{.prompt = "rain", .sound = 1}; }
#endif

// case sound_in_words: this option is true or false
#if defined(CASE_sound_in_words)
auto sound_in_words() { return text_to_video<fast>{.prompt = "rain", .sound = "yes"}; }
#endif

// case sound_in_words_on_pro: this option is true or false
#if defined(CASE_sound_in_words_on_pro)
auto sound_in_words_on_pro() { return text_to_video<pro>{.prompt = "rain", .sound = "false"}; }
#endif

// case web_search_as_pointer: this option is true or false
#if defined(CASE_web_search_as_pointer)
auto web_search_as_pointer(const int* pointer) { return text_to_video<mini>{.prompt = "rain", .web_search = pointer}; }
#endif
