// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include "models.hpp"

template <model Model>
    requires offers<Model, mode::text_to_video>
auto teaser(std::string_view topic) {
    return text_to_video<Model>{.prompt = runtime(topic), .duration = 5s, .sound = true};
}

template <model Model>
    requires offers<Model, mode::reference_to_video>
auto collage(std::string_view topic) {
    return reference_to_video<Model>{.prompt = runtime(topic), .references = {}};
}

template <class Model>
    requires takes<Model, mode::text_to_video, option::web_search>
auto news(std::string_view topic) {
    return text_to_video<Model>{.prompt = runtime(topic), .web_search = true};
}

template <class Model>
    requires offers_resolution<Model, mode::text_to_video, "720p"> &&
             offers_aspect_ratio<Model, mode::text_to_video, "auto">
auto poster() {
    return text_to_video<Model>{.prompt = "rain", .resolution = "720p", .aspect_ratio = "auto"};
}

template <class Model>
    requires offers_duration<Model, mode::text_to_video, 15>
auto long_one() {
    return text_to_video<Model>{.prompt = "rain", .duration = 15s};
}

template <class Model>
    requires takes_media<Model, mode::reference_to_video, 9, 3, 3>
auto everything_at_once(const std::vector<reference>& list) {
    return reference_to_video<Model>{.prompt = "rain", .references = runtime(list)};
}

auto valid_teasers() {
    teaser<fast>("rain");
    teaser<mini>("rain");
    teaser<pro>("rain");
    collage<fast>("rain");
    news<mini>("rain");
    poster<fast>();
    long_one<mini>();
    everything_at_once<fast>({});
}
auto valid_frames() {
    return image_to_video<pro>{.prompt = "rain", .first_frame = "https://example.com/a.png", .sound = true};
}
auto valid_field_of_the_same_model() {
    constexpr resolution_of<fast, mode::text_to_video> small{"480p"};
    return text_to_video<fast>{.prompt = "rain", .resolution = small};
}

// case edit_on_fast: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::apixo::seedance_2_0_fast, mode::edit_video>
#if defined(CASE_edit_on_fast)
auto edit_on_fast() { return edit_video<fast>{.prompt = "rain", .references = {video("https://example.com/v.mp4")}}; }
#endif

// case edit_on_mini: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::apixo::seedance_2_0_mini, mode::edit_video>
#if defined(CASE_edit_on_mini)
auto edit_on_mini() { return edit_video<mini>{.prompt = "rain", .references = {video("https://example.com/v.mp4")}}; }
#endif

// case edit_on_pro: gcc: offers<Model, seedance::mode::edit_video> / clang: offers<seedance::apixo::seedance_1_5_pro, mode::edit_video>
#if defined(CASE_edit_on_pro)
auto edit_on_pro() {
    return edit_video<pro>{.prompt = "rain", .references = {video("https://example.com/v.mp4")}, .sound = true};
}
#endif

// case references_on_pro: gcc: offers<Model, seedance::mode::reference_to_video> / clang: offers<seedance::apixo::seedance_1_5_pro, mode::reference_to_video>
#if defined(CASE_references_on_pro)
auto references_on_pro() {
    return reference_to_video<pro>{.prompt = "rain", .references = {image("https://example.com/a.png")}, .sound = true};
}
#endif

// case references_on_pro_by_a_template: gcc: offers<Model, seedance::mode::reference_to_video> / clang: offers<seedance::apixo::seedance_1_5_pro, mode::reference_to_video>
#if defined(CASE_references_on_pro_by_a_template)
auto references_on_pro_by_a_template() { return collage<pro>("rain"); }
#endif

// case web_search_on_pro_by_a_template: takes<
#if defined(CASE_web_search_on_pro_by_a_template)
auto web_search_on_pro_by_a_template() { return news<pro>("rain"); }
#endif

// case adaptive_on_pro_by_a_template: offers_aspect_ratio<
#if defined(CASE_adaptive_on_pro_by_a_template)
auto adaptive_on_pro_by_a_template() { return poster<pro>(); }
#endif

// case fifteen_seconds_on_pro_by_a_template: offers_duration<
#if defined(CASE_fifteen_seconds_on_pro_by_a_template)
auto fifteen_seconds_on_pro_by_a_template() { return long_one<pro>(); }
#endif

// case media_on_pro_by_a_template: takes_media<
#if defined(CASE_media_on_pro_by_a_template)
auto media_on_pro_by_a_template() { return everything_at_once<pro>({}); }
#endif

// case number_for_a_model: gcc: 'model<Model>' [with Model = int] / clang: 'int' does not satisfy 'model'
#if defined(CASE_number_for_a_model)
auto number_for_a_model() { return text_to_video<int>{.prompt = "rain"}; }
#endif

// case model_without_descriptor: gcc: 'model<Model>' [with Model = undescribed] / clang: 'undescribed' does not satisfy 'model'
#if defined(CASE_model_without_descriptor)
struct undescribed {
    using provider = apixo::gateway;
};
auto model_without_descriptor() { return text_to_video<undescribed>{.prompt = "rain"}; }
#endif

// case model_without_provider: typename T::provider
#if defined(CASE_model_without_provider)
struct homeless {
    static constexpr model_descriptor descriptor = fast::descriptor;
};
auto model_without_provider() {
    return image_to_video<homeless>{.prompt = "rain", .first_frame = "https://example.com/a.png"};
}
#endif

// case model_with_another_descriptor: gcc: 'model<Model>' [with Model = misdescribed] / clang: 'misdescribed' does not satisfy 'model'
#if defined(CASE_model_with_another_descriptor)
struct misdescribed {
    using provider = apixo::gateway;
    static constexpr std::string_view descriptor = "seedance-2-0-fast";
};
auto model_with_another_descriptor() { return text_to_video<misdescribed>{.prompt = "rain"}; }
#endif

// case request_of_another_model: gcc: text_to_video<seedance::apixo::seedance_1_5_pro> ... text_to_video<seedance::apixo::seedance_2_0_fast> / clang: 'text_to_video<pro>' to 'text_to_video<fast>'
#if defined(CASE_request_of_another_model)
auto request_of_another_model() {
    text_to_video<fast> request = text_to_video<pro>{.prompt = "rain", .sound = true};
    return request;
}
#endif

// case prompt_of_another_model: goes through seedance::runtime(value)
#if defined(CASE_prompt_of_another_model)
auto prompt_of_another_model() {
    return text_to_video<pro>{.prompt = text_to_video<fast>{.prompt = "r"}.prompt, .sound = true};
}
#endif

// case resolution_of_another_mode: goes through seedance::runtime(value)
#if defined(CASE_resolution_of_another_mode)
auto resolution_of_another_mode() {
    return text_to_video<fast>{.prompt = "rain", .resolution = resolution_of<fast, mode::image_to_video>{"480p"}};
}
#endif

// case duration_of_another_model: a duration is in whole seconds and carries its unit
#if defined(CASE_duration_of_another_model)
auto duration_of_another_model() {
    return text_to_video<pro>{.prompt = "rain", .duration = duration_of<fast, mode::text_to_video>{15s}, .sound = true};
}
#endif

// case sound_of_another_model: this option is true or false
#if defined(CASE_sound_of_another_model)
auto sound_of_another_model() {
    return text_to_video<pro>{.prompt = "rain", .sound = text_to_video<fast>{.prompt = "rain"}.sound};
}
#endif

// case references_of_another_model: references are written {image(url), video(url, 6s), audio(url)}
#if defined(CASE_references_of_another_model)
auto references_of_another_model() {
    return reference_to_video<mini>{
        .prompt = "rain", .references = reference_to_video<fast>{.prompt = "rain", .references = {}}.references};
}
#endif
