// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Routes that are none, and requests that one leg of a route refuses: the answer names the leg and the rule.
#include "models.hpp"

#include <seedance/model/pixazo.hpp>
#include <seedance/model/xenodia.hpp>

using pixazo_fast = pixazo::seedance_2_0_fast;
using full = pixazo::seedance_2_0;
using old = pixazo::seedance_1_0_pro;
using lite = pixazo::seedance_1_0_lite;
using both = route<fast, pixazo_fast>;
using three = route<full, xenodia::seedance_2, pro>;

template <class Model>
using with = reference_to_video<Model>;

struct my_fast : fast {};

auto valid() {
    return text_to_video<both>{
        .prompt = "rain", .resolution = "720p", .duration = 15s, .aspect_ratio = "auto", .web_search = true};
}
auto valid_with_what_one_leg_requires(bool sound) {
    return text_to_video<three>{.prompt = "rain", .resolution = "480p", .duration = 12s, .sound = sound};
}
auto valid_though_a_leg_has_no_sound() { return text_to_video<route<pro, old>>{.prompt = "rain", .sound = true}; }
auto valid_frames() {
    return image_to_video<route<full, fast>>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "https://example.com/b.png"};
}
auto valid_references() {
    return with<both>{.prompt = "rain", .references = {image("https://example.com/1"), video("https://example.com/2")}};
}
auto valid_edit() {
    return edit_video<route<full, pixazo_fast>>{
        .prompt = "rain", .references = {video("https://example.com/v.mp4")}, .duration = as_source, .seed = 7};
}
auto valid_at_run_time(std::string_view prompt, const std::vector<reference>& list) {
    return with<route<full, fast, xenodia::seedance_2>>{.prompt = runtime(prompt), .references = runtime(list)};
}

// ---- routes that are none

// case of_one: a route has at least two models; for one, name the model itself
#if defined(CASE_of_one)
auto of_one() { return text_to_video<route<fast>>{.prompt = "rain"}; }
#endif

// case of_none: a route has at least two models; for one, name the model itself
#if defined(CASE_of_none)
auto of_none() { return text_to_video<route<>>{.prompt = "rain"}; }
#endif

// case twice: a route has each model once
#if defined(CASE_twice)
auto twice() { return text_to_video<route<fast, pixazo_fast, fast>>{.prompt = "rain"}; }
#endif

// case twice_under_another_name: a route has each model once
#if defined(CASE_twice_under_another_name)
auto twice_under_another_name() { return text_to_video<route<fast, my_fast>>{.prompt = "rain"}; }
#endif

// case of_a_number: a leg of this route is no model
#if defined(CASE_of_a_number)
auto of_a_number() { return text_to_video<route<fast, int>>{.prompt = "rain"}; }
#endif

// case of_a_gateway: a leg of this route is no model
#if defined(CASE_of_a_gateway)
auto of_a_gateway() { return text_to_video<route<fast, pixazo::gateway>>{.prompt = "rain"}; }
#endif

// case of_a_route: a leg of a route is a model: write the inner route's models instead
#if defined(CASE_of_a_route)
auto of_a_route() { return text_to_video<route<mini, both>>{.prompt = "rain"}; }
#endif

// case mode_that_one_leg_lacks: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::route<seedance::pixazo::seedance_2_0, seedance::apixo::seedance_2_0_fast>, mode::edit_video>
#if defined(CASE_mode_that_one_leg_lacks)
auto mode_that_one_leg_lacks() {
    return edit_video<route<full, fast>>{.prompt = "rain", .references = {video("https://example.com/v.mp4")}};
}
#endif

// case leg_that_lacks_the_mode: gcc: Model = seedance::apixo::seedance_2_0_fast / clang: offers_mode<seedance::mode::edit_video>::of<seedance::apixo::seedance_2_0_fast>
#if defined(CASE_leg_that_lacks_the_mode)
auto leg_that_lacks_the_mode() {
    return edit_video<route<full, fast>>{.prompt = "rain", .references = {video("https://example.com/v.mp4")}};
}
#endif

// case no_common_mode: gcc: offers<Model, seedance::mode::text_to_video> / clang: offers_mode<seedance::mode::text_to_video>::of<seedance::pixazo::seedance_1_0_lite>
#if defined(CASE_no_common_mode)
auto no_common_mode() { return text_to_video<route<fast, lite>>{.prompt = "rain"}; }
#endif

// ---- constants that only one leg refuses

// case resolution: gcc: seedance::apixo::seedance_1_5_pro; seedance::rule Broken = seedance::rule::this_model_does_not_offer_this_resolution; ... 480p, 720p / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_1_5_pro, seedance::rule::this_model_does_not_offer_this_resolution
#if defined(CASE_resolution)
auto resolution() { return text_to_video<three>{.prompt = "rain", .resolution = "1080p", .sound = true}; }
#endif

// case resolution_of_the_second: gcc: seedance::pixazo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_model_does_not_offer_this_resolution / clang: this_leg_of_the_route_refuses<seedance::pixazo::seedance_2_0_fast, seedance::rule::this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_of_the_second)
auto resolution_of_the_second() {
    return text_to_video<route<full, pixazo_fast>>{.prompt = "rain", .resolution = "1080p"};
}
#endif

// case resolution_assigned: gcc: seedance::pixazo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_model_does_not_offer_this_resolution / clang: this_leg_of_the_route_refuses<seedance::pixazo::seedance_2_0_fast, seedance::rule::this_model_does_not_offer_this_resolution
#if defined(CASE_resolution_assigned)
auto resolution_assigned() {
    text_to_video<route<full, pixazo_fast>> request{.prompt = "rain"};
    request.resolution = "1080p";
    return request;
}
#endif

// case duration: gcc: seedance::apixo::seedance_1_5_pro; seedance::rule Broken = seedance::rule::this_model_does_not_offer_this_duration; auto ...Allowed = {4, 12} / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_1_5_pro, seedance::rule::this_model_does_not_offer_this_duration, 4, 12>
#if defined(CASE_duration)
auto duration() { return text_to_video<three>{.prompt = "rain", .duration = 13s, .sound = true}; }
#endif

// case duration_as_source: gcc: this_mode_has_no_source_to_take_the_duration_from / clang: this_mode_has_no_source_to_take_the_duration_from
#if defined(CASE_duration_as_source)
auto duration_as_source() { return text_to_video<both>{.prompt = "rain", .duration = as_source}; }
#endif

// case aspect_ratio: gcc: seedance::apixo::seedance_1_5_pro; seedance::rule Broken = seedance::rule::this_model_does_not_offer_this_aspect_ratio; ... 21:9 / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_1_5_pro, seedance::rule::this_model_does_not_offer_this_aspect_ratio
#if defined(CASE_aspect_ratio)
auto aspect_ratio() { return text_to_video<three>{.prompt = "rain", .aspect_ratio = "adaptive", .sound = true}; }
#endif

// case short_prompt: gcc: seedance::xenodia::seedance_2; seedance::rule Broken = seedance::rule::this_prompt_is_too_short / clang: this_leg_of_the_route_refuses<seedance::xenodia::seedance_2, seedance::rule::this_prompt_is_too_short>
#if defined(CASE_short_prompt)
auto short_prompt() { return text_to_video<three>{.prompt = "ox", .sound = true}; }
#endif

// case directive: gcc: seedance::pixazo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_prompt_contains_a_directive / clang: this_leg_of_the_route_refuses<seedance::pixazo::seedance_2_0_fast, seedance::rule::this_prompt_contains_a_directive>
#if defined(CASE_directive)
auto directive() { return text_to_video<both>{.prompt = "rain --dur 15"}; }
#endif

// case no_prompt: gcc: seedance::apixo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_request_needs_a_prompt / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_2_0_fast, seedance::rule::this_request_needs_a_prompt>
#if defined(CASE_no_prompt)
auto no_prompt() { return image_to_video<route<full, fast>>{.first_frame = "https://example.com/a.png"}; }
#endif

// case data_uri: gcc: seedance::apixo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_model_does_not_take_data_uris / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_2_0_fast, seedance::rule::this_model_does_not_take_data_uris>
#if defined(CASE_data_uri)
auto data_uri() {
    return image_to_video<route<full, fast>>{.prompt = "rain", .first_frame = "data:image/png;base64,AAAA"};
}
#endif

// case last_frame_refused: gcc: seedance::pixazo::seedance_1_0_pro; seedance::rule Broken = seedance::rule::this_model_does_not_take_a_last_frame / clang: this_leg_of_the_route_refuses<seedance::pixazo::seedance_1_0_pro, seedance::rule::this_model_does_not_take_a_last_frame>
#if defined(CASE_last_frame_refused)
auto last_frame_refused() {
    return image_to_video<route<full, old>>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .last_frame = "https://example.com/b.png"};
}
#endif

// case last_frame_required: gcc: seedance::pixazo::seedance_1_0_lite; seedance::rule Broken = seedance::rule::this_request_needs_a_last_frame / clang: this_leg_of_the_route_refuses<seedance::pixazo::seedance_1_0_lite, seedance::rule::this_request_needs_a_last_frame> (gcc line elsewhere: it names the member's initialiser)
#if defined(CASE_last_frame_required)
auto last_frame_required() {
    return image_to_video<route<full, lite>>{.prompt = "rain", .first_frame = "https://example.com/a.png"};
}
#endif

// ---- options

// case option_of_one_leg: gcc: this model does not take this option in this mode / clang: takes_or_ignores<seedance::route<seedance::apixo::seedance_2_0_fast, seedance::pixazo::seedance_2_0_fast>, seedance::mode::text_to_video, seedance::option::watermark>::of<seedance::apixo::seedance_2_0_fast>'
#if defined(CASE_option_of_one_leg)
auto option_of_one_leg() { return text_to_video<both>{.prompt = "rain", .watermark = true}; }
#endif

// case leg_that_lacks_the_option: gcc: switch_of(T) [with T = bool; Leg = seedance::pixazo::seedance_2_0_fast; / clang: >::of<seedance::pixazo::seedance_2_0_fast>'
#if defined(CASE_leg_that_lacks_the_option)
auto leg_that_lacks_the_option() {
    return image_to_video<both>{.prompt = "rain", .first_frame = "https://example.com/a.png", .web_search = true};
}
#endif

// case number_of_one_leg: gcc: number_of(const T&) [with T = int; Leg = seedance::apixo::seedance_2_0_fast; / clang: >::of<seedance::apixo::seedance_2_0_fast>'
#if defined(CASE_number_of_one_leg)
auto number_of_one_leg() { return text_to_video<both>{.prompt = "rain", .seed = 42}; }
#endif

// case number_at_run_time: gcc: number_of(seedance::runtime_number) [with Leg = seedance::apixo::seedance_2_0_fast; / clang: >::of<seedance::apixo::seedance_2_0_fast>'
#if defined(CASE_number_at_run_time)
auto number_at_run_time(int n) { return text_to_video<both>{.prompt = "rain", .seed = runtime(n)}; }
#endif

// case required_option: gcc: switch_of() [with Leg = seedance::apixo::seedance_1_5_pro; / clang: this_model_requires_this_option (gcc line elsewhere: it names the member's initialiser)
#if defined(CASE_required_option)
auto required_option() { return text_to_video<three>{.prompt = "rain"}; }
#endif

// case progress: gcc: callback_progress_of(T) [with T = bool; Leg = seedance::apixo::seedance_2_0_fast; / clang: this gateway posts the end alone to a callback URL
#if defined(CASE_progress)
auto progress() {
    return text_to_video<both>{.prompt = "rain", .callback_url = "https://example.com/hook", .callback_progress = true};
}
#endif

// ---- references

// case no_reference: gcc: references_of() [with Leg = seedance::pixazo::seedance_2_0_fast; / clang: this_request_needs_a_reference
#if defined(CASE_no_reference)
auto no_reference() { return with<both>{.prompt = "rain", .references = {}}; }
#endif

// case too_many_together: gcc: count_checked() [with Leg = seedance::pixazo::seedance_2_0_fast; / clang: count_checked<seedance::pixazo::seedance_2_0_fast
#if defined(CASE_too_many_together)
auto too_many_together() {
    return with<both>{
        .prompt = "rain",
        .references = {image("https://example.com/1"), image("https://example.com/2"), image("https://example.com/3"),
                       image("https://example.com/4"), image("https://example.com/5"), image("https://example.com/6"),
                       image("https://example.com/7"), image("https://example.com/8"), image("https://example.com/9"),
                       video("https://example.com/1"), video("https://example.com/2"), video("https://example.com/3"),
                       audio("https://example.com/1")}};
}
#endif

// case audio_alone: audio references need at least one image or video beside them
#if defined(CASE_audio_alone)
auto audio_alone() {
    return with<route<xenodia::seedance_2, fast>>{.prompt = "rain", .references = {audio("https://example.com/1")}};
}
#endif

// case asset: gcc: seedance::apixo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_model_does_not_take_asset_ids / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_2_0_fast, seedance::rule::this_model_does_not_take_asset_ids>
#if defined(CASE_asset)
auto asset() { return with<route<full, fast>>{.prompt = "rain", .references = {image("asset://1")}}; }
#endif

// case long_reference: gcc: seedance::apixo::seedance_2_0_fast; seedance::rule Broken = seedance::rule::this_reference_is_too_long / clang: this_leg_of_the_route_refuses<seedance::apixo::seedance_2_0_fast, seedance::rule::this_reference_is_too_long>
#if defined(CASE_long_reference)
auto long_reference() {
    return with<route<xenodia::seedance_2, fast>>{.prompt = "rain",
                                                  .references = {video("https://example.com/1", 16s)}};
}
#endif

// ---- requests to one model

// case view_without_a_leg: gcc: model<Leg> ... seedance::route<seedance::apixo::seedance_2_0_fast, seedance::pixazo::seedance_2_0_fast> / clang: does not satisfy 'model'
#if defined(CASE_view_without_a_leg)
auto view_without_a_leg(const text_to_video<both>& request) { return view_of(request); }
#endif

// case rules_of_a_route: gcc: model<Model> / clang: does not satisfy 'model'
#if defined(CASE_rules_of_a_route)
auto rules_of_a_route() { return rules_of<both, mode::text_to_video>.default_resolution; }
#endif
