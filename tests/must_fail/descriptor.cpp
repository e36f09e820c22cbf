// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

/// A copy of the rules of a mode, to be spoiled.
template <class Change>
constexpr mode_rules changed(const mode_rules& rules, Change change) {
    mode_rules copy = rules;
    change(copy);
    return copy;
}

constexpr const mode_rules& text_rules = apixo::facts::fast_modes[0];
constexpr const mode_rules& frame_rules = apixo::facts::fast_modes[1];
constexpr const mode_rules& reference_rules = apixo::facts::fast_modes[2];
constexpr const mode_rules& pro_rules = apixo::facts::pro_modes[0];

constexpr model_descriptor described(std::span<const mode_rules> modes) {
    return {.provider = "test",
            .id = "mine",
            .title = "Mine",
            .source = "this test",
            .as_of = "2026-11-21",
            .modes = modes};
}

template <const auto& Modes>
struct mine {
    using provider = apixo::gateway;
    static constexpr model_descriptor descriptor = described(Modes);
};

inline constexpr mode_rules valid_modes[] = {text_rules, frame_rules, reference_rules};
static_assert(well_formed(described(valid_modes)));
auto valid() { return text_to_video<mine<valid_modes>>{.prompt = "rain", .resolution = "480p"}; }

inline constexpr mode_rules valid_pro_modes[] = {pro_rules};
auto valid_pro() { return text_to_video<mine<valid_pro_modes>>{.prompt = "rain", .duration = 12s, .sound = true}; }

inline constexpr mode_rules valid_without_price[] = {changed(text_rules, [](mode_rules& rules) { rules.prices = {}; })};
auto valid_priceless() { return text_to_video<mine<valid_without_price>>{.prompt = "rain"}; }

// case mode_twice: well_formed(
#if defined(CASE_mode_twice)
inline constexpr mode_rules mode_twice[] = {text_rules, frame_rules, text_rules};
auto f() { return text_to_video<mine<mode_twice>>{.prompt = "rain"}; }
#endif

// case no_mode: well_formed(
#if defined(CASE_no_mode)
struct no_mode {
    using provider = apixo::gateway;
    static constexpr model_descriptor descriptor = described({});
};
auto f() { return text_to_video<no_mode>{.prompt = "rain"}; }
#endif

// case no_name: well_formed(
#if defined(CASE_no_name)
struct no_name {
    using provider = apixo::gateway;
    static constexpr model_descriptor descriptor{.provider = "test",
                                                 .id = "",
                                                 .title = "Mine",
                                                 .source = "this test",
                                                 .as_of = "2026-11-21",
                                                 .modes = valid_modes};
};
auto f() { return text_to_video<no_name>{.prompt = "rain"}; }
#endif

// case no_source: well_formed(
#if defined(CASE_no_source)
struct no_source {
    using provider = apixo::gateway;
    static constexpr model_descriptor descriptor{
        .provider = "test", .id = "mine", .title = "Mine", .source = "", .as_of = "2026-11-21", .modes = valid_modes};
};
auto f() { return text_to_video<no_source>{.prompt = "rain"}; }
#endif

// case default_resolution_not_offered: well_formed(
#if defined(CASE_default_resolution_not_offered)
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.default_resolution = "1080p"; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case default_aspect_ratio_not_offered: well_formed(
#if defined(CASE_default_aspect_ratio_not_offered)
inline constexpr mode_rules modes[] = {
    changed(pro_rules, [](mode_rules& rules) { rules.default_aspect_ratio = "adaptive"; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case price_missing_for_a_resolution: well_formed(
#if defined(CASE_price_missing_for_a_resolution)
inline constexpr price_row prices[] = {{.resolution = "480p", .price = micro_usd(10'000)}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.prices = prices; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case price_missing_with_a_video_reference: well_formed(
#if defined(CASE_price_missing_with_a_video_reference)
inline constexpr price_row prices[] = {{.video_reference = when::without, .price = micro_usd(10'000)}};
inline constexpr mode_rules modes[] = {changed(reference_rules, [](mode_rules& rules) { rules.prices = prices; })};
auto f() { return reference_to_video<mine<modes>>{.prompt = "rain", .references = {}}; }
#endif

// case price_missing_with_sound: well_formed(
#if defined(CASE_price_missing_with_sound)
inline constexpr price_row prices[] = {{.sound = when::without, .price = micro_usd(10'000)}};
inline constexpr mode_rules modes[] = {changed(pro_rules, [](mode_rules& rules) { rules.prices = prices; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain", .sound = true}; }
#endif

// case price_of_nothing: well_formed(
#if defined(CASE_price_of_nothing)
inline constexpr price_row prices[] = {{.price = micro_usd(0)}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.prices = prices; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case price_of_a_resolution_not_offered: well_formed(
#if defined(CASE_price_of_a_resolution_not_offered)
inline constexpr price_row prices[] = {{.resolution = "1080p", .price = micro_usd(10'000)},
                                       {.price = micro_usd(10'000)}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.prices = prices; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case polling_shorter_than_the_longest_video: well_formed(
#if defined(CASE_polling_shorter_than_the_longest_video)
inline constexpr poll_row polling[] = {{.up_to_seconds = 14, .schedule = {}}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.polling = polling; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case polling_absent: well_formed(
#if defined(CASE_polling_absent)
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.polling = {}; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case polling_rows_out_of_order: well_formed(
#if defined(CASE_polling_rows_out_of_order)
inline constexpr poll_row polling[] = {{.up_to_seconds = 15, .schedule = {}}, {.up_to_seconds = 8, .schedule = {}}, {}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.polling = polling; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case polling_without_pause: well_formed(
#if defined(CASE_polling_without_pause)
inline constexpr poll_row polling[] = {{.schedule = {.interval = 0s, .interval_longest = 0s}}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.polling = polling; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case polling_that_ends_before_it_starts: well_formed(
#if defined(CASE_polling_that_ends_before_it_starts)
inline constexpr poll_row polling[] = {{.schedule = {.first = 300s, .first_latest = 200s}}};
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) { rules.polling = polling; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case shortest_above_longest: well_formed(
#if defined(CASE_shortest_above_longest)
inline constexpr mode_rules modes[] = {changed(text_rules, [](mode_rules& rules) {
    rules.duration = {.min_seconds = 12, .max_seconds = 4, .default_seconds = 8};
})};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case default_duration_not_offered: well_formed(
#if defined(CASE_default_duration_not_offered)
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.duration.default_seconds = 16; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case advised_duration_not_offered: well_formed(
#if defined(CASE_advised_duration_not_offered)
inline constexpr int advised[] = {4, 8, 13};
inline constexpr mode_rules modes[] = {
    changed(pro_rules, [](mode_rules& rules) { rules.duration.advised_seconds = advised; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case prompt_longer_than_allowed: well_formed(
#if defined(CASE_prompt_longer_than_allowed)
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.prompt = {.min_code_points = 9, .max_code_points = 3}; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case required_option_not_taken: well_formed(
#if defined(CASE_required_option_not_taken)
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.required_options = option::seed; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case required_number_left_out: this_model_requires_this_option (gcc line elsewhere: it names the constructor)
#if defined(CASE_required_number_left_out)
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.options = rules.required_options = option::seed; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case price_directive_that_is_none: well_formed(
#if defined(CASE_price_directive_that_is_none)
inline constexpr std::string_view words[] = {"--size"};
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.prompt.price_directives = words; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case media_in_text_to_video: well_formed(
#if defined(CASE_media_in_text_to_video)
inline constexpr mode_rules modes[] = {
    changed(text_rules, [](mode_rules& rules) { rules.inputs.images.max_count = 1; })};
auto f() { return text_to_video<mine<modes>>{.prompt = "rain"}; }
#endif

// case three_frames: well_formed(
#if defined(CASE_three_frames)
inline constexpr mode_rules modes[] = {
    changed(frame_rules, [](mode_rules& rules) { rules.inputs.images.max_count = 3; })};
auto f() { return image_to_video<mine<modes>>{.prompt = "rain", .first_frame = "https://example.com/a.png"}; }
#endif

// case references_of_no_kind: well_formed(
#if defined(CASE_references_of_no_kind)
inline constexpr mode_rules modes[] = {changed(reference_rules, [](mode_rules& rules) { rules.inputs = {}; })};
auto f() { return reference_to_video<mine<modes>>{.prompt = "rain", .references = {}}; }
#endif

// case fewest_images_above_most: well_formed(
#if defined(CASE_fewest_images_above_most)
inline constexpr mode_rules modes[] = {
    changed(reference_rules, [](mode_rules& rules) { rules.inputs.images.min_count = 10; })};
auto f() { return reference_to_video<mine<modes>>{.prompt = "rain", .references = {}}; }
#endif

// case fewest_references_without_a_rule: well_formed(
#if defined(CASE_fewest_references_without_a_rule)
inline constexpr mode_rules modes[] = {
    changed(reference_rules, [](mode_rules& rules) { rules.inputs.images.min_count = 1; })};
auto f() { return reference_to_video<mine<modes>>{.prompt = "rain", .references = {}}; }
#endif

// case shortest_reference_above_longest: well_formed(
#if defined(CASE_shortest_reference_above_longest)
inline constexpr mode_rules modes[] = {
    changed(reference_rules, [](mode_rules& rules) { rules.inputs.videos.min_each = 16s; })};
auto f() { return reference_to_video<mine<modes>>{.prompt = "rain", .references = {}}; }
#endif

// case edit_of_two_videos: well_formed(
#if defined(CASE_edit_of_two_videos)
inline constexpr mode_rules modes[] = {changed(reference_rules, [](mode_rules& rules) {
    rules.kind = mode::edit_video;
    rules.inputs.videos = {.min_count = 1, .max_count = 2};
})};
auto f() { return edit_video<mine<modes>>{.prompt = "rain", .references = {video("https://example.com/v.mp4")}}; }
#endif
