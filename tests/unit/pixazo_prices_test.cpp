// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every price of Pixazo's page for Seedance.
#include <utility>

#include <boost/test/unit_test.hpp>

#include <seedance/request/estimate.hpp>

#include "pixazo_rules.hpp"
#include "printing.hpp"

using namespace test::pixazo_rules;

BOOST_AUTO_TEST_SUITE(pixazo_rules)

// ---- prices

struct rates {
    std::int64_t at_480, at_720, at_1080;
};

template <class Request>
void check_price(const Request& request, std::int64_t micro) {
    const auto found = estimate(request);
    BOOST_TEST(found == price{micro_usd(micro)}, to_string(found));
}

BOOST_AUTO_TEST_CASE(seedance_2_0_is_billed_by_mode_resolution_and_second) {
    constexpr rates text{71'100, 159'700, 359'200};
    constexpr rates frame{78'700, 176'900, 397'300};
    constexpr rates with_reference{95'700, 214'800, 483'000};
    const auto list = list_of(1, 1, 1);  // what is given is not billed
    auto timed = list;
    timed[1].length = timed[2].length = 15s;
    for (const auto& [name, at] :
         {std::pair{"480p", &rates::at_480}, {"720p", &rates::at_720}, {"1080p", &rates::at_1080}})
        for (int s = 4; s <= 15; ++s) {
            const auto resolution = runtime(name);
            const auto duration = runtime(std::chrono::seconds{s});
            for (const bool sound : {false, true}) {
                check_price(
                    text_to_video<full>{
                        .prompt = "rain", .resolution = resolution, .duration = duration, .sound = sound},
                    text.*at * s);
                check_price(image_to_video<full>{.prompt = {},
                                                 .first_frame = photo,
                                                 .last_frame = photo,
                                                 .resolution = resolution,
                                                 .duration = duration,
                                                 .sound = sound},
                            frame.*at * s);
                check_price(reference_to_video<full>{.prompt = {},
                                                     .references = runtime(list),
                                                     .resolution = resolution,
                                                     .duration = duration,
                                                     .sound = sound},
                            with_reference.*at * s);
                check_price(reference_to_video<full>{.prompt = {},
                                                     .references = runtime(timed),
                                                     .resolution = resolution,
                                                     .duration = duration,
                                                     .sound = sound},
                            with_reference.*at * s);
                check_price(edit_video<full>{.prompt = "rain",
                                             .references = {video(clip, 15s)},
                                             .resolution = resolution,
                                             .duration = duration,
                                             .sound = sound},
                            with_reference.*at * s);
            }
        }
    check_price(text_to_video<full>{.prompt = "rain"}, 159'700 * 5);
}

BOOST_AUTO_TEST_CASE(fast_costs_24_cents_a_second_in_every_mode) {
    for (const auto name : {"480p", "720p"})
        for (int s = 4; s <= 15; ++s) {
            const auto resolution = runtime(name);
            const auto duration = runtime(std::chrono::seconds{s});
            check_price(text_to_video<fast>{.prompt = "rain", .resolution = resolution, .duration = duration},
                        240'000 * s);
            check_price(
                image_to_video<fast>{
                    .prompt = {}, .first_frame = photo, .resolution = resolution, .duration = duration},
                240'000 * s);
            check_price(
                reference_to_video<fast>{
                    .prompt = {}, .references = {image(photo)}, .resolution = resolution, .duration = duration},
                240'000 * s);
            check_price(
                edit_video<fast>{
                    .prompt = "rain", .references = {video(clip)}, .resolution = resolution, .duration = duration},
                240'000 * s);
        }
    BOOST_TEST(estimate(text_to_video<fast>{.prompt = "rain", .resolution = runtime("1080p")}) ==
               price{price_gap::broken_rule});
}

BOOST_AUTO_TEST_CASE(an_edit_as_long_as_its_source_costs_by_the_length_of_the_source) {
    check_price(
        edit_video<full>{
            .prompt = "rain", .references = {video(clip, 6s)}, .resolution = "1080p", .duration = as_source},
        483'000 * 6);
    check_price(edit_video<full>{.prompt = "rain",
                                 .references = {image(photo), video(clip, 2500ms)},
                                 .resolution = "480p",
                                 .duration = as_source},
                95'700 * 5 / 2);
    check_price(edit_video<fast>{.prompt = "rain", .references = {video(clip, 15s)}, .duration = as_source},
                240'000 * 15);
    BOOST_TEST(estimate(edit_video<full>{.prompt = "rain", .references = {video(clip)}, .duration = as_source}) ==
               price{price_gap::source_length});
}

BOOST_AUTO_TEST_CASE(seedance_1_0_pro_costs_20_cents_a_generation) {
    for (const auto name : {"480p", "720p", "1080p"})
        for (int s = 3; s <= 12; ++s) {
            const auto resolution = runtime(name);
            const auto duration = runtime(std::chrono::seconds{s});
            check_price(text_to_video<pro>{.prompt = "rain", .resolution = resolution, .duration = duration}, 200'000);
            check_price(
                image_to_video<pro>{
                    .prompt = "rain", .first_frame = photo, .resolution = resolution, .duration = duration},
                200'000);
        }
    BOOST_TEST(to_string(estimate(text_to_video<pro>{.prompt = "rain"})) == "$0.20");
    BOOST_TEST(estimate(text_to_video<pro>{.prompt = "rain", .duration = runtime(13s)}) ==
               price{price_gap::broken_rule});
}

BOOST_AUTO_TEST_CASE(the_price_of_1_0_lite_is_not_known) {
    for (const auto name : {"480p", "720p", "1080p"})
        BOOST_TEST(estimate(image_to_video<lite>{
                       .prompt = "rain", .first_frame = photo, .last_frame = photo, .resolution = runtime(name)}) ==
                   price{price_gap::not_documented});
}

BOOST_AUTO_TEST_SUITE_END()
