// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

inline constexpr std::string_view offered = "720p";
inline constexpr std::string_view not_offered = "1080p";

auto valid_480() { return text_to_video<fast>{.prompt = "rain", .resolution = "480p"}; }
auto valid_720() { return text_to_video<mini>{.prompt = "rain", .resolution = "720p"}; }
auto valid_on_pro() { return text_to_video<pro>{.prompt = "rain", .resolution = "480p", .sound = true}; }
auto valid_frames() {
    return image_to_video<fast>{.prompt = "rain", .first_frame = "https://example.com/a.png", .resolution = "720p"};
}
auto valid_references() { return reference_to_video<mini>{.prompt = "rain", .references = {}, .resolution = "480p"}; }
auto valid_constant() { return text_to_video<fast>{.prompt = "rain", .resolution = offered}; }
auto valid_by_default() { return text_to_video<fast>{.prompt = "rain", .resolution = {}}; }

// case resolution_1080p_on_fast: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_1080p_on_fast)
auto resolution_1080p_on_fast() { return text_to_video<fast>{.prompt = "rain", .resolution = "1080p"}; }
#endif

// case resolution_1080p_on_mini: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_1080p_on_mini)
auto resolution_1080p_on_mini() { return text_to_video<mini>{.prompt = "rain", .resolution = "1080p"}; }
#endif

// case resolution_1080p_on_pro: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_1080p_on_pro)
auto resolution_1080p_on_pro() { return text_to_video<pro>{.prompt = "rain", .resolution = "1080p", .sound = true}; }
#endif

// case resolution_1080p_with_frames: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_1080p_with_frames)
auto resolution_1080p_with_frames() {
    return image_to_video<pro>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .resolution = "1080p", .sound = true};
}
#endif

// case resolution_1080p_with_references: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_1080p_with_references)
auto resolution_1080p_with_references() {
    return reference_to_video<fast>{.prompt = "rain", .references = {}, .resolution = "1080p"};
}
#endif

// case resolution_4k: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_4k)
auto resolution_4k() { return text_to_video<fast>{.prompt = "rain", .resolution = "4k"}; }
#endif

// case resolution_in_capitals: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_in_capitals)
auto resolution_in_capitals() { return text_to_video<mini>{.prompt = "rain", .resolution = "720P"}; }
#endif

// case resolution_with_space: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_with_space)
auto resolution_with_space() { return text_to_video<mini>{.prompt = "rain", .resolution = "720p "}; }
#endif

// case resolution_garbage: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_garbage)
auto resolution_garbage() { return text_to_video<pro>{.prompt = "rain", .resolution = "high", .sound = false}; }
#endif

// case resolution_empty: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_empty)
auto resolution_empty() { return text_to_video<fast>{.prompt = "rain", .resolution = ""}; }
#endif

// case resolution_constant: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_constant)
auto resolution_constant() { return text_to_video<fast>{.prompt = "rain", .resolution = not_offered}; }
#endif

// case resolution_assigned: this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_assigned)
auto resolution_assigned() {
    text_to_video<fast> request{.prompt = "rain"};
    request.resolution = "1080p";
    return request;
}
#endif

// case resolution_number: goes through seedance::runtime(value)
#if defined(CASE_resolution_number)
auto resolution_number() { return text_to_video<fast>{.prompt = "rain", .resolution = 720}; }
#endif
