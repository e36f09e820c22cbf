// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Rules that no APIXO model has, on models made for them.
#include "models.hpp"

template <class Change>
constexpr mode_rules changed(const mode_rules& rules, Change change) {
    mode_rules copy = rules;
    change(copy);
    return copy;
}

template <const auto& Modes>
struct mine {
    using provider = apixo::gateway;
    static constexpr model_descriptor descriptor{.provider = "test",
                                                 .id = "mine",
                                                 .title = "Mine",
                                                 .source = "this test",
                                                 .as_of = "2026-11-21",
                                                 .modes = Modes};
};

inline constexpr std::string_view directives[] = {"--resolution", "--rs"};
inline constexpr mode_rules terse_modes[] = {changed(apixo::facts::fast_modes[0], [](mode_rules& rules) {
    rules.prompt = {.max_cjk_characters = 2, .max_words = 4, .directives = directives};
})};
using terse = mine<terse_modes>;

inline constexpr mode_rules one_frame_modes[] = {
    changed(apixo::facts::fast_modes[1], [](mode_rules& rules) { rules.inputs.images.max_count = 1; })};
using one_frame = mine<one_frame_modes>;

inline constexpr mode_rules two_frame_modes[] = {
    changed(apixo::facts::fast_modes[1], [](mode_rules& rules) { rules.inputs.images.min_count = 2; })};
using two_frames = mine<two_frame_modes>;

inline constexpr mode_rules collage_modes[] = {changed(apixo::facts::fast_modes[2], [](mode_rules& rules) {
    rules.inputs = {.images = {.max_count = 9, .schemes = {.data = true, .asset = true}},
                    .videos = {.max_count = 3},
                    .min_together = 1,
                    .max_together = 3};
})};
using collage = mine<collage_modes>;

inline constexpr mode_rules editor_modes[] = {changed(apixo::facts::fast_modes[2], [](mode_rules& rules) {
    rules.kind = mode::edit_video;
    rules.inputs = {.images = {.max_count = 2}, .videos = {.min_count = 1, .max_count = 1}, .min_together = 1};
    rules.duration.as_source = true;
})};
using editor = mine<editor_modes>;

auto valid_words() { return text_to_video<terse>{.prompt = "rain on\n--the roof"}; }
auto valid_frame() { return image_to_video<one_frame>{.prompt = "rain", .first_frame = "https://example.com/a.png"}; }
auto valid_frames() {
    return image_to_video<two_frames>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "https://example.com/b.png"};
}
auto valid_collage() {
    return reference_to_video<collage>{
        .prompt = "rain",
        .references = {image("data:image/png,x"), image("asset://1"), video("https://example.com/v.mp4")}};
}
auto valid_edit() {
    return edit_video<editor>{.prompt = "rain",
                              .references = {video("https://example.com/v.mp4"), image("https://example.com/a.png")},
                              .duration = as_source};
}

// case too_many_words: this_prompt_has_too_many_words
#if defined(CASE_too_many_words)
auto too_many_words() { return text_to_video<terse>{.prompt = "rain on the old roof"}; }
#endif

// case too_many_characters: this_prompt_has_too_many_words
#if defined(CASE_too_many_characters)
auto too_many_characters() { return text_to_video<terse>{.prompt = "\xE9\x9B\xA8\xE9\x9B\xA8\xE9\x9B\xA8"}; }
#endif

// case directive: this_prompt_contains_a_directive
#if defined(CASE_directive)
auto directive() { return text_to_video<terse>{.prompt = "rain --rs 1080p"}; }
#endif

// case directive_first: this_prompt_contains_a_directive
#if defined(CASE_directive_first)
auto directive_first() { return text_to_video<terse>{.prompt = "--resolution=1080p rain"}; }
#endif

// case last_frame_not_taken: this_model_does_not_take_a_last_frame
#if defined(CASE_last_frame_not_taken)
auto last_frame_not_taken() {
    return image_to_video<one_frame>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "https://example.com/b.png"};
}
#endif

// case last_frame_left_out: this_request_needs_a_last_frame (gcc line elsewhere: it names the member's initialiser)
#if defined(CASE_last_frame_left_out)
auto last_frame_left_out() {
    return image_to_video<two_frames>{.prompt = "rain", .first_frame = "https://example.com/a.png"};
}
#endif

// case last_frame_said_empty: this_request_needs_a_last_frame
#if defined(CASE_last_frame_said_empty)
auto last_frame_said_empty() {
    return image_to_video<two_frames>{.prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = {}};
}
#endif

// case no_reference: this_request_needs_a_reference
#if defined(CASE_no_reference)
auto no_reference() { return reference_to_video<collage>{.prompt = "rain"}; }
#endif

// case no_reference_said_empty: this_request_needs_a_reference
#if defined(CASE_no_reference_said_empty)
auto no_reference_said_empty() { return reference_to_video<collage>{.prompt = "rain", .references = {}}; }
#endif

// case too_many_references: too many references together: the model takes fewer in this mode
#if defined(CASE_too_many_references)
auto too_many_references(std::string_view u) {
    return reference_to_video<collage>{
        .prompt = "rain", .references = {image(runtime(u)), image(runtime(u)), video(runtime(u)), video(runtime(u))}};
}
#endif

// case scheme_of_another_kind: this_model_does_not_take_data_uris
#if defined(CASE_scheme_of_another_kind)
auto scheme_of_another_kind() {
    return reference_to_video<collage>{.prompt = "rain",
                                       .references = {image("data:image/png,x"), video("data:video/mp4,x")}};
}
#endif

// case no_source: this_request_needs_a_source_video
#if defined(CASE_no_source)
auto no_source() { return edit_video<editor>{.prompt = "rain"}; }
#endif

// case images_without_source: exactly one source video is required
#if defined(CASE_images_without_source)
auto images_without_source() {
    return edit_video<editor>{.prompt = "rain", .references = {image("https://example.com/a.png")}};
}
#endif

// case two_sources: too many videos: the model takes fewer in this mode
#if defined(CASE_two_sources)
auto two_sources() {
    return edit_video<editor>{.prompt = "rain",
                              .references = {video("https://example.com/1.mp4"), video("https://example.com/2.mp4")}};
}
#endif
