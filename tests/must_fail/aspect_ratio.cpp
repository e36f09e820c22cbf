// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

auto valid() { return text_to_video<fast>{.prompt = "rain", .aspect_ratio = "4:3"}; }
auto valid_wide() { return text_to_video<pro>{.prompt = "rain", .sound = true, .callback_url = {}}; }
auto valid_on_pro() { return text_to_video<pro>{.prompt = "rain", .aspect_ratio = "21:9", .sound = true}; }
auto valid_adaptive() { return text_to_video<fast>{.prompt = "rain", .aspect_ratio = "adaptive"}; }
auto valid_auto() { return reference_to_video<mini>{.prompt = "rain", .references = {}, .aspect_ratio = "auto"}; }
auto valid_frames() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .aspect_ratio = "9:16"};
}

// case ratio_5_4_on_fast: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_5_4_on_fast)
auto ratio_5_4_on_fast() { return text_to_video<fast>{.prompt = "rain", .aspect_ratio = "5:4"}; }
#endif

// case ratio_5_4_on_mini: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_5_4_on_mini)
auto ratio_5_4_on_mini() {
    return image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .aspect_ratio = "5:4"};
}
#endif

// case ratio_5_4_on_pro: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_5_4_on_pro)
auto ratio_5_4_on_pro() { return text_to_video<pro>{.prompt = "rain", .aspect_ratio = "5:4", .sound = true}; }
#endif

// case ratio_adaptive_on_pro: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_adaptive_on_pro)
auto ratio_adaptive_on_pro() { return text_to_video<pro>{.prompt = "rain", .aspect_ratio = "adaptive", .sound = true}; }
#endif

// case ratio_auto_on_pro: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_auto_on_pro)
auto ratio_auto_on_pro() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .aspect_ratio = "auto", .sound = true};
}
#endif

// case ratio_in_capitals: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_in_capitals)
auto ratio_in_capitals() { return text_to_video<fast>{.prompt = "rain", .aspect_ratio = "Auto"}; }
#endif

// case ratio_with_an_x: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_with_an_x)
auto ratio_with_an_x() { return text_to_video<mini>{.prompt = "rain", .aspect_ratio = "16x9"}; }
#endif

// case ratio_turned_round: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_turned_round)
auto ratio_turned_round() {
    return reference_to_video<fast>{.prompt = "rain", .references = {}, .aspect_ratio = "9:21"};
}
#endif

// case ratio_with_space: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_with_space)
auto ratio_with_space() { return text_to_video<fast>{.prompt = "rain", .aspect_ratio = "16:9 "}; }
#endif

// case ratio_empty: this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_ratio_empty)
auto ratio_empty() { return text_to_video<fast>{.prompt = "rain", .aspect_ratio = ""}; }
#endif
