// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

auto valid_shortest() { return text_to_video<fast>{.prompt = "rain", .duration = 4s}; }
auto valid_longest() { return text_to_video<mini>{.prompt = "rain", .duration = 15s}; }
auto valid_shortest_on_pro() { return text_to_video<pro>{.prompt = "rain", .duration = 4s, .sound = true}; }
auto valid_longest_on_pro() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .duration = 12s, .sound = true};
}
auto valid_between() { return text_to_video<pro>{.prompt = "rain", .duration = 7s, .sound = true}; }
auto valid_constant() {
    constexpr std::chrono::seconds long_enough{9};
    return reference_to_video<fast>{.prompt = "rain", .references = {}, .duration = long_enough};
}

// case below_on_fast: this_model_does_not_offer_this_duration
#if defined(CASE_below_on_fast)
auto below_on_fast() { return text_to_video<fast>{.prompt = "rain", .duration = 3s}; }
#endif

// case above_on_fast: this_model_does_not_offer_this_duration
#if defined(CASE_above_on_fast)
auto above_on_fast() { return text_to_video<fast>{.prompt = "rain", .duration = 16s}; }
#endif

// case below_on_mini: this_model_does_not_offer_this_duration
#if defined(CASE_below_on_mini)
auto below_on_mini() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .duration = 3s};
}
#endif

// case above_on_mini: this_model_does_not_offer_this_duration
#if defined(CASE_above_on_mini)
auto above_on_mini() { return reference_to_video<mini>{.prompt = "rain", .references = {}, .duration = 16s}; }
#endif

// case below_on_pro: this_model_does_not_offer_this_duration
#if defined(CASE_below_on_pro)
auto below_on_pro() { return text_to_video<pro>{.prompt = "rain", .duration = 3s, .sound = true}; }
#endif

// case above_on_pro: this_model_does_not_offer_this_duration
#if defined(CASE_above_on_pro)
auto above_on_pro() { return text_to_video<pro>{.prompt = "rain", .duration = 13s, .sound = true}; }
#endif

// case above_on_pro_with_frames: this_model_does_not_offer_this_duration
#if defined(CASE_above_on_pro_with_frames)
auto above_on_pro_with_frames() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .duration = 13s, .sound = true};
}
#endif

// case zero: this_model_does_not_offer_this_duration
#if defined(CASE_zero)
auto zero() { return text_to_video<fast>{.prompt = "rain", .duration = 0s}; }
#endif

// case negative: this_model_does_not_offer_this_duration
#if defined(CASE_negative)
auto negative() { return text_to_video<fast>{.prompt = "rain", .duration = -5s}; }
#endif

// case one_minute: a duration is in whole seconds and carries its unit
#if defined(CASE_one_minute)
auto one_minute() { return text_to_video<fast>{.prompt = "rain", .duration = 1min}; }
#endif

// case without_unit: a duration is in whole seconds and carries its unit
#if defined(CASE_without_unit)
auto without_unit() { return text_to_video<fast>{.prompt = "rain", .duration = 5}; }
#endif

// case without_unit_on_pro: a duration is in whole seconds and carries its unit
#if defined(CASE_without_unit_on_pro)
auto without_unit_on_pro() { return text_to_video<pro>{.prompt = "rain", .duration = 5.5, .sound = true}; }
#endif

// case milliseconds: a duration is in whole seconds and carries its unit
#if defined(CASE_milliseconds)
auto milliseconds() { return text_to_video<mini>{.prompt = "rain", .duration = 500ms}; }
#endif

// case part_of_a_second: a duration is in whole seconds and carries its unit
#if defined(CASE_part_of_a_second)
auto part_of_a_second() { return text_to_video<mini>{.prompt = "rain", .duration = 5.5s}; }
#endif

// case in_words: a duration is in whole seconds and carries its unit
#if defined(CASE_in_words)
auto in_words() { return text_to_video<fast>{.prompt = "rain", .duration = "5"}; }
#endif

// case as_the_source_of_a_text: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_as_the_source_of_a_text)
auto as_the_source_of_a_text() { return text_to_video<fast>{.prompt = "rain", .duration = as_source}; }
#endif

// case as_the_source_of_a_frame: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_as_the_source_of_a_frame)
auto as_the_source_of_a_frame() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .duration = as_source, .sound = true};
}
#endif

// case as_the_source_of_references: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_as_the_source_of_references)
auto as_the_source_of_references() {
    return reference_to_video<mini>{
        .prompt = "rain", .references = {video("https://example.com/v.mp4", 6s)}, .duration = as_source};
}
#endif
