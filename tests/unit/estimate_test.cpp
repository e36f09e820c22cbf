// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Prices: every row of the gateway's three tables at every duration, in whole micro-dollars.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/request/estimate.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(estimating)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

constexpr auto photo = "https://example.com/photo.png";
constexpr auto clip = "https://example.com/clip.mp4";

/// Micro-dollars of a second, as the documents say.
struct rate {
    const char* resolution;
    std::int64_t without_video;
    std::int64_t with_video;
};
constexpr rate fast_rates[] = {{"480p", 76'000, 47'000}, {"720p", 156'000, 95'000}};
constexpr rate mini_rates[] = {{"480p", 47'500, 30'000}, {"720p", 102'500, 62'500}};

template <class Model>
void check_2_0(std::span<const rate> rates) {
    const std::string_view url = photo;
    for (const auto& row : rates)
        for (int seconds = 4; seconds <= 15; ++seconds) {
            const auto length = runtime(std::chrono::seconds{seconds});
            const auto resolution = runtime(row.resolution);
            const auto plain = price{micro_usd(row.without_video * seconds)};
            for (const bool sound : {false, true}) {
                BOOST_TEST(estimate(text_to_video<Model>{
                               .prompt = "rain", .resolution = resolution, .duration = length, .sound = sound}) ==
                           plain);
                BOOST_TEST(estimate(image_to_video<Model>{.prompt = "rain",
                                                          .first_frame = photo,
                                                          .last_frame = photo,
                                                          .resolution = resolution,
                                                          .duration = length,
                                                          .sound = sound}) == plain);
            }
            const auto with = [&](std::vector<reference> list) {
                for (auto& r : list) r.url = url;
                return estimate(reference_to_video<Model>{
                    .prompt = "rain", .references = runtime(list), .resolution = resolution, .duration = length});
            };
            BOOST_TEST(with({}) == plain);
            BOOST_TEST(with({{.kind = media::image}, {.kind = media::audio, .length = 15s}}) == plain);
            for (int given = 2; given <= 15; ++given)
                BOOST_TEST(with({{.kind = media::video, .length = std::chrono::seconds{given}}}) ==
                           price{micro_usd(row.with_video * (seconds + given))});
            BOOST_TEST(with({{.kind = media::video, .length = 4s},
                             {.kind = media::image},
                             {.kind = media::video, .length = 11s},
                             {.kind = media::audio, .length = 9s}}) ==
                       price{micro_usd(row.with_video * (seconds + 15))});
            BOOST_TEST(with({{.kind = media::video, .length = 2500ms}}) ==
                       price{micro_usd(row.with_video * (2 * seconds + 5) / 2)});
            BOOST_TEST(with({{.kind = media::video}}) == price{price_gap::reference_length});
            BOOST_TEST(with({{.kind = media::video, .length = 4s}, {.kind = media::video}}) ==
                       price{price_gap::reference_length});
        }
}

/// A request as a view, with the rules of a mode changed.
struct free_request {
    explicit free_request(const mode_rules& copied) : rules{copied} {
        view.model = &fast::descriptor;
        view.rules = &rules;
        view.prompt = "rain";
        view.resolution = rules.default_resolution;
        view.aspect_ratio = rules.default_aspect_ratio;
        view.seconds = rules.duration.default_seconds;
    }
    free_request(const free_request&) = delete;

    mode_rules rules;
    request_view view{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(fast_is_billed_by_second_and_video_reference) { check_2_0<fast>(fast_rates); }
BOOST_AUTO_TEST_CASE(mini_is_billed_by_second_and_video_reference) { check_2_0<mini>(mini_rates); }

BOOST_AUTO_TEST_CASE(pro_is_billed_by_second_and_sound) {
    struct row {
        const char* resolution;
        bool sound;
        std::int64_t per_second;
    };
    for (const auto& [resolution, sound, per_second] :
         {row{"480p", false, 10'000}, row{"480p", true, 20'000}, row{"720p", false, 20'000}, row{"720p", true, 40'000}})
        for (int seconds = 4; seconds <= 12; ++seconds) {
            const auto length = runtime(std::chrono::seconds{seconds});
            const auto expected = price{micro_usd(per_second * seconds)};
            BOOST_TEST(estimate(text_to_video<pro>{
                           .prompt = "rain", .resolution = runtime(resolution), .duration = length, .sound = sound}) ==
                       expected);
            BOOST_TEST(estimate(image_to_video<pro>{.prompt = "rain",
                                                    .first_frame = photo,
                                                    .resolution = runtime(resolution),
                                                    .duration = length,
                                                    .sound = sound}) == expected);
        }
}

BOOST_AUTO_TEST_CASE(the_documents_own_examples) {
    BOOST_TEST(to_string(estimate(text_to_video<pro>{
                   .prompt = "rain", .resolution = "720p", .duration = 8s, .sound = false})) == "$0.16");
    BOOST_TEST(to_string(estimate(text_to_video<fast>{.prompt = "rain"})) == "$0.78");
    BOOST_TEST(to_string(estimate(text_to_video<mini>{.prompt = "rain", .resolution = "480p", .duration = 4s})) ==
               "$0.19");
    BOOST_TEST(to_string(estimate(text_to_video<mini>{.prompt = "rain", .duration = 5s})) == "$0.5125");
    BOOST_TEST(to_string(estimate(text_to_video<pro>{.prompt = "rain", .sound = true})) == "$0.32");
}

BOOST_AUTO_TEST_CASE(constant_references_count_too) {
    constexpr reference_to_video<fast> request{.prompt = "rain",
                                               .references = {image(photo), video(clip, 6s), audio(clip, 5s)},
                                               .resolution = "480p",
                                               .duration = 6s};
    static_assert(estimate(request) == price{micro_usd(47'000 * 12)});
    BOOST_TEST(to_string(estimate(request)) == "$0.564");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_micro_dollar_is_rounded_up) {
    const std::vector<reference> list{{.kind = media::video, .url = clip, .length = 2001ms}};
    const auto at = [&](std::int64_t micro) {
        free_request request{apixo::facts::fast_modes[2]};
        const price_row row[] = {{.unit = price_unit::output_and_reference_second, .price = micro_usd(micro)}};
        request.rules.prices = row;
        request.view.references = list;
        return estimate(request.view).amount().micro_usd;
    };
    BOOST_TEST(at(1) == 8);        // 7.001
    BOOST_TEST(at(1000) == 7001);  // 7001
    BOOST_TEST(at(47'000) == 329'047);
}

BOOST_AUTO_TEST_CASE(other_units_and_gaps) {
    free_request request{apixo::facts::fast_modes[2]};
    auto& r = request.view;
    const price_row whole[] = {{.unit = price_unit::generation, .price = micro_usd(200'000)}};
    request.rules.prices = whole;
    BOOST_TEST(to_string(estimate(r)) == "$0.20");
    request.rules.prices = {};
    BOOST_TEST(to_string(estimate(r)) == "unknown: the gateway documents no price");

    request.rules.kind = mode::edit_video;
    request.rules.duration.as_source = true;
    request.rules.inputs.videos.min_count = request.rules.inputs.videos.max_count = 1;
    const price_row seconds[] = {{.price = micro_usd(100'000)}};
    request.rules.prices = seconds;
    r.duration_as_source = true;
    std::vector<reference> list{{.kind = media::video, .url = clip}};
    r.references = list;
    BOOST_TEST(to_string(estimate(r)) == "unknown: the length of the source video decides the price and was not given");
    list[0].length = 7500ms;
    BOOST_TEST(to_string(estimate(r)) == "$0.75");
    request.rules.inputs.videos.max_each = request.rules.inputs.videos.max_together = {};
    list[0].length = std::chrono::milliseconds::max();
    BOOST_TEST(to_string(estimate(r)) == "unknown: the length of the source video decides the price and was not given");
}

BOOST_AUTO_TEST_CASE(a_request_that_breaks_a_rule_of_price_has_none) {
    const auto unknown = [](const price& p) { return !p.known() && p.why_unknown() == price_gap::broken_rule; };
    for (const auto seconds : {3s, 16s, 0s, -5s, std::chrono::seconds::max(), std::chrono::seconds::min()})
        BOOST_TEST(unknown(estimate(text_to_video<fast>{.prompt = "rain", .duration = runtime(seconds)})));
    BOOST_TEST(unknown(estimate(text_to_video<pro>{.prompt = "rain", .resolution = runtime("1080p"), .sound = true})));
    for (const auto length :
         {1ms, -5000ms, 16000ms, std::chrono::milliseconds::max(), std::chrono::milliseconds::min()})
        BOOST_TEST(unknown(estimate(reference_to_video<mini>{
            .prompt = "rain", .references = {video(runtime(clip), length), video(runtime(clip), length)}})));
    BOOST_TEST(to_string(estimate(text_to_video<fast>{.prompt = "rain", .duration = runtime(3s)})) ==
               "unknown: the request breaks a rule of the model");
    // What does not decide the price does not hide it.
    BOOST_TEST(to_string(estimate(text_to_video<fast>{.prompt = runtime(""), .callback_url = runtime("nowhere")})) ==
               "$0.78");
}

BOOST_AUTO_TEST_CASE(unknown_is_never_nothing) {
    for (const auto gap :
         {price_gap::not_documented, price_gap::reference_length, price_gap::source_length, price_gap::broken_rule}) {
        const price p{gap};
        BOOST_TEST(!p.known());
        BOOST_TEST(p.why_unknown() == gap);
        BOOST_TEST(!(p == price{money{}}));
        BOOST_TEST(to_string(p).starts_with("unknown: "));
        BOOST_TEST(to_string(gap) != "?");
    }
    BOOST_TEST(price{usd(1)}.known());
    BOOST_TEST(price{usd(1)}.why_unknown() == price_gap::none);
    BOOST_TEST(to_string(price_gap::none) == "known");
}

BOOST_AUTO_TEST_SUITE_END()
