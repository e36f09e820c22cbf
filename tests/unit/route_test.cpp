// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A request to a route is what it would be to each of its models. What does not compile is in tests/must_fail.
#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/model/route.hpp>
#include <seedance/model/xenodia.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/validate.hpp>

#include "checks.hpp"
#include "printing.hpp"
#include "request_rules.hpp"

BOOST_AUTO_TEST_SUITE(routes)

namespace {

using namespace std::chrono_literals;
using namespace test;

using fast = apixo::seedance_2_0_fast;
using pro = apixo::seedance_1_5_pro;
using pixazo_fast = pixazo::seedance_2_0_fast;
using pixazo_pro = pixazo::seedance_1_0_pro;
using lite = pixazo::seedance_1_0_lite;
using full = pixazo::seedance_2_0;
using xenodia_2 = xenodia::seedance_2;

using fasts = route<fast, pixazo_fast>;
using four = route<fast, pro, full, xenodia_2>;
using old = route<pro, pixazo_pro>;

constexpr auto text = mode::text_to_video;
constexpr auto frames = mode::image_to_video;
constexpr auto files = mode::reference_to_video;

strings advised(const auto& request) {
    strings said;
    for (const auto& each : advice(request)) said.push_back(to_string(each));
    return said;
}

/// A type of the caller's own that stands for a model of a gateway's.
struct my_fast : fast {};

}  // namespace

// ---- what can be asked of a route

static_assert(model_route<fasts> && !model_route<fast> && !model<fasts> && model<my_fast>);
static_assert(offers<fasts, text> && offers<fasts, frames> && offers<fasts, files>);
static_assert(!offers<fasts, mode::edit_video> && offers<route<full, pixazo_fast>, mode::edit_video>);
static_assert(offers<old, text> && offers<old, frames> && !offers<old, files>);
static_assert(!offers<route<pixazo_pro, lite>, text> && offers<route<pixazo_pro, lite>, frames>);
static_assert(offers_resolution<fasts, text, "720p"> && !offers_resolution<fasts, text, "1080p">);
static_assert(offers_resolution<route<full, xenodia_2>, text, "1080p"> && !offers_resolution<four, text, "1080p">);
static_assert(offers_aspect_ratio<fasts, text, "auto"> && !offers_aspect_ratio<route<fast, pro>, text, "auto">);
static_assert(offers_duration<fasts, text, 15> && !offers_duration<four, text, 13> && offers_duration<four, text, 12>);
static_assert(!offers_duration<route<pixazo_pro, fast>, text, 3> && offers_duration<pixazo_pro, text, 3>);
static_assert(takes<fasts, text, option::web_search> && !takes<fasts, frames, option::web_search>);
static_assert(takes<fasts, text, option::sound> && !takes<old, text, option::sound>);
static_assert(requires_option<old, text, option::sound> && requires_option<four, text, option::sound>);
static_assert(!requires_option<fasts, text, option::sound> && requires_option<pro, text, option::sound>);
static_assert(takes_media<fasts, files, 9, 0, 3> && !takes_media<fasts, files, 9, 3, 3>);
static_assert(takes_media<fast, files, 0, 0, 0> && !takes_media<fasts, files, 0, 0, 0>);
static_assert(!offers<int, text> && !takes<int, text, option::seed> && !requires_option<int, text, option::seed>);

// ---- constants

constexpr text_to_video<fasts> constant{
    .prompt = "rain", .resolution = "720p", .duration = 15s, .aspect_ratio = "auto", .web_search = true};
static_assert(routed_request<text_to_video<fasts>> && !routed_request<text_to_video<fast>>);
static_assert(typed_request<text_to_video<fasts>> && std::is_trivially_copyable_v<text_to_video<fasts>>);
static_assert(views_of_legs(constant).size() == 2);
#if !defined(_GLIBCXX_DEBUG) || _GLIBCXX_RELEASE >= 15
static_assert(validate(constant).empty() && advice(constant).empty());
#endif

BOOST_AUTO_TEST_CASE(each_mode_takes_a_route) {
    const std::string url = "https://example.com/a.png";
    constexpr image_to_video<route<full, xenodia_2, fast>> between{
        .prompt = "rain", .first_frame = photo, .last_frame = "https://example.com/b.png", .duration = 4s};
    BOOST_TEST(broken(between) == strings{});
    constexpr reference_to_video<route<full, xenodia_2, fast>> collage{
        .prompt = "rain", .references = {image(photo), video("https://example.com/v.mp4", 15s)}, .resolution = "480p"};
    BOOST_TEST(broken(collage) == strings{});
    const reference_to_video<route<full, xenodia_2, fast>> at_run_time{.prompt = "rain",
                                                                       .references = {image(runtime(url))}};
    BOOST_TEST(broken(at_run_time) == strings{});
    constexpr edit_video<route<full, pixazo_fast>> edit{
        .prompt = "rain", .references = {video("https://example.com/v.mp4")}, .duration = as_source, .seed = 7};
    BOOST_TEST(broken(edit) == strings{});
    for (const auto& view : views_of_legs(edit)) {
        BOOST_TEST(view.duration_as_source);
        BOOST_TEST(view.seed == std::optional<std::int64_t>{7});
        BOOST_TEST(view.references.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_field_that_is_left_out_is_each_models_default) {
    constexpr text_to_video<four> request{.prompt = "rain", .sound = true};
    const auto legs = views_of_legs(request);
    BOOST_TEST_REQUIRE(legs.size() == 4u);
    const std::tuple<std::string_view, std::string_view, int> expected[] = {
        {"720p", "adaptive", 5}, {"720p", "16:9", 8}, {"720p", "adaptive", 5}, {"720p", "16:9", 5}};
    for (std::size_t i = 0; i != legs.size(); ++i) {
        BOOST_TEST(legs[i].resolution == std::get<0>(expected[i]));
        BOOST_TEST(legs[i].aspect_ratio == std::get<1>(expected[i]));
        BOOST_TEST(legs[i].seconds == std::get<2>(expected[i]));
        BOOST_TEST(legs[i].prompt == "rain");
    }
    BOOST_TEST(legs[0].model == &fast::descriptor);
    BOOST_TEST(legs[3].model == &xenodia_2::descriptor);
    BOOST_TEST(legs[1].rules == (&rules_of<pro, text>));
}

BOOST_AUTO_TEST_CASE(a_leg_is_not_sent_what_only_another_one_requires) {
    for (const bool sound : {false, true}) {
        const text_to_video<old> request{.prompt = "rain", .sound = sound, .camera_fixed = true};
        const auto [first, second] = views_of_legs(request);
        BOOST_TEST(first.sound == std::optional{sound});
        BOOST_TEST(second.sound == std::nullopt);
        BOOST_TEST(first.with_sound() == sound);
        BOOST_TEST(!second.with_sound());
        BOOST_TEST(second.camera_fixed == std::optional{true});
        BOOST_TEST(broken(request) == strings{});
    }
}

// ---- what comes at run time

BOOST_AUTO_TEST_CASE(a_violation_says_which_leg) {
    const std::string resolution = "1080p", prompt = "a --rs of";
    const text_to_video<four> request{.prompt = runtime(prompt),
                                      .resolution = runtime(resolution),
                                      .duration = runtime(14s),
                                      .aspect_ratio = "16:9",
                                      .sound = true};
    const auto not_offered = std::string{"resolution: "}
                                 .append(to_string(rule::this_model_does_not_offer_this_resolution))
                                 .append(" (given 1080p, allowed 480p, 720p)");
    BOOST_TEST(broken(request) ==
               (strings{"apixo/seedance-2-0-fast: " + not_offered, "apixo/seedance-1-5-pro: " + not_offered,
                        "apixo/seedance-1-5-pro: duration: the model does not offer this duration (given 14 s, allowed "
                        "4..12 s)",
                        std::string{"pixazo/seedance-2-0: prompt: "}
                            .append(to_string(rule::this_prompt_contains_a_directive))
                            .append(" (given --rs)")}));
    const auto all = validate(request);
    BOOST_TEST(all.front().leg.view() == "apixo/seedance-2-0-fast");
    const auto alone = validate(view_of(text_to_video<fast>{.prompt = "rain", .resolution = runtime(resolution)}));
    BOOST_TEST_REQUIRE(alone.size() == 1u);
    BOOST_TEST(alone.front().leg.empty());
    BOOST_TEST(alone.front() != all.front());
}

BOOST_AUTO_TEST_CASE(references_at_run_time_are_checked_for_each_leg) {
    const auto list = list_of(9, 3, 1);
    using three = route<fast, pixazo_fast, xenodia_2>;
    BOOST_TEST(broken(reference_to_video<three>{.prompt = "rain", .references = runtime(list)}) ==
               strings{"pixazo/seedance-2-0-fast: references: too many references together (given 13, allowed at most "
                       "12 files together)"});
    const std::vector<reference> none;
    BOOST_TEST(
        broken(reference_to_video<three>{.prompt = "rain", .references = runtime(none)}) ==
        (strings{
            "pixazo/seedance-2-0-fast: references: at least one reference is required (given 0, allowed at least 1)",
            "xenodia/seedance-2: references: at least one reference is required (given 0, allowed at least 1)"}));
}

// ---- advice

BOOST_AUTO_TEST_CASE(defaults_that_differ_are_worth_a_word) {
    const std::string differ =
        ": the models of the route differ here: by their defaults, or because one does not take the option (given ";
    BOOST_TEST(advised(text_to_video<four>{.prompt = "rain", .sound = true}) ==
               (strings{"duration" + differ + "5 s, 8 s, 5 s, 5 s)",
                        "aspect_ratio" + differ + "adaptive, 16:9, adaptive, 16:9)"}));
    BOOST_TEST(advised(text_to_video<four>{.prompt = "rain", .duration = 8s, .aspect_ratio = "16:9", .sound = false}) ==
               strings{});
    BOOST_TEST(advised(text_to_video<old>{.prompt = "rain", .duration = 8s, .sound = true}) ==
               (strings{"resolution" + differ + "720p, 1080p)", "sound" + differ + "true, false)"}));
    BOOST_TEST(advised(text_to_video<old>{.prompt = "rain", .resolution = "480p", .duration = 8s, .sound = false}) ==
               strings{});
}

BOOST_AUTO_TEST_CASE(a_warning_says_which_leg) {
    BOOST_TEST(advised(text_to_video<four>{.prompt = "rain", .duration = 5s, .aspect_ratio = "16:9", .sound = true}) ==
               strings{"apixo/seedance-1-5-pro: duration: the gateway's document advises other durations (given 5 s, "
                       "advised 4, 8, 12 s)"});
    const std::string doubtful = "1080p";
    const text_to_video<route<xenodia::seedance_2_fast, full>> request{
        .prompt = "rain", .resolution = runtime(doubtful), .aspect_ratio = "16:9"};
    const auto found = advice(request);
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found.front().leg.view() == "xenodia/seedance-2-fast");
}

BOOST_AUTO_TEST_SUITE_END()
