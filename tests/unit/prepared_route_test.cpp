// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Requests in their owning form for every leg of a route: typed, by names, and as JSON.
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/request_json.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(prepared_routes)

namespace {

using namespace seedance;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

using fast = apixo::seedance_2_0_fast;
using pro = apixo::seedance_1_5_pro;
using full = pixazo::seedance_2_0;
using pixazo_pro = pixazo::seedance_1_0_pro;
using xenodia_2 = xenodia::seedance_2;

constexpr catalog all = all_models::entries;

strings words_of(const violations& broken) {
    strings said;
    for (const auto& each : broken) said.push_back(to_string(each));
    return said;
}

strings broken_by(const any_request& request) { return words_of(prepare_route(request, all).broken_rules()); }

/// What reaches a gateway of each leg.
strings sent_by(const prepared_route& route) {
    strings sent;
    for (const auto& leg : route.legs())
        sent.push_back(std::string{leg.provider()}
                           .append(" ")
                           .append(leg.message().target)
                           .append(" ")
                           .append(leg.message().body));
    return sent;
}

/// Requests of all kinds, good and bad, without a model.
std::vector<any_request> samples() {
    const std::string photo = "https://example.com/a.png", clip = "https://example.com/a.mp4";
    const std::vector<any_reference> files{{.url = photo}, {.kind = media::video, .url = clip, .length = 5s}};
    return {
        {.prompt = "rain"},
        {.prompt = "rain", .resolution = "1080p", .duration = 14s},
        {.prompt = "rain", .aspect_ratio = "adaptive", .sound = true},
        {.prompt = "--rs 720p", .camera_fixed = true, .seed = 7},
        {.mode = mode::image_to_video, .prompt = "rain", .first_frame = photo, .sound = false},
        {.mode = mode::image_to_video, .first_frame = photo, .last_frame = photo, .callback_progress = true},
        {.mode = mode::reference_to_video, .prompt = "rain", .references = files, .web_search = true},
        {.mode = mode::reference_to_video, .prompt = "rain", .sound = true, .return_last_frame = true},
        {.mode = mode::edit_video, .prompt = "rain", .references = files, .duration_as_source = true},
        {.prompt = "rain", .watermark = true, .callback_url = "https://example.com/hook"},
    };
}

/// The request without what this model does not take, and another one requires.
any_request for_leg(any_request request, const catalog_entry& leg, const catalog_entry& other) {
    request.model = leg.name();
    const auto* rules = find_mode(*leg.model, request.mode);
    const auto* others = find_mode(*other.model, request.mode);
    if (rules == nullptr || others == nullptr) return request;
    const auto drop = [&](option which, auto& value) {
        if (others->required_options.contains(which) && !rules->options.contains(which)) value = {};
    };
    for_each_option(drop, request);
    return request;
}

strings with_leg(const catalog_entry& leg, const violations& broken) {
    auto said = words_of(broken);
    for (auto& each : said) each.insert(0, leg.name() + ": ");
    return said;
}

}  // namespace

// ---- typed

BOOST_AUTO_TEST_CASE(each_leg_is_written_by_its_own_gateway) {
    constexpr text_to_video<route<fast, full, xenodia_2>> request{.prompt = "rain", .aspect_ratio = "16:9"};
    const auto route = prepare(request);
    BOOST_TEST(route.valid());
    BOOST_TEST(words_of(route.broken_rules()) == strings{});
    const strings alone = {prepare(text_to_video<fast>{.prompt = "rain", .aspect_ratio = "16:9"}).message().body,
                           prepare(text_to_video<full>{.prompt = "rain", .aspect_ratio = "16:9"}).message().body,
                           prepare(text_to_video<xenodia_2>{.prompt = "rain", .aspect_ratio = "16:9"}).message().body};
    BOOST_TEST_REQUIRE(route.legs().size() == 3u);
    for (std::size_t i = 0; i != alone.size(); ++i) BOOST_TEST(route.legs()[i].message().body == alone[i]);
    BOOST_TEST(route.legs()[1].provider() == "pixazo");
    BOOST_TEST(route.legs()[1].model() == "seedance-2-0");
    BOOST_TEST(to_string(route.price()) ==
               "$0.78 to $0.7985; unknown at xenodia/seedance-2: the gateway documents no price");
    BOOST_TEST(route.price() == estimate(request));
    BOOST_TEST(prepare(request).legs().size() == 3u, "which can be taken from it");
}

BOOST_AUTO_TEST_CASE(one_leg_that_refuses_makes_the_route_invalid) {
    const std::string resolution = "1080p";
    const auto route =
        prepare(text_to_video<seedance::route<full, fast>>{.prompt = "rain", .resolution = runtime(resolution)});
    BOOST_TEST(!route.valid());
    BOOST_TEST_REQUIRE(route.broken_rules().size() == 1u);
    BOOST_TEST(route.broken_rules().front().leg.view() == "apixo/seedance-2-0-fast");
    BOOST_TEST(route.legs().front().valid());
    BOOST_TEST(!route.legs().back().valid());
    BOOST_TEST(!prepared_route{std::vector<prepared_request>{}}.valid(), "no leg can take it");
}

// ---- by names

BOOST_AUTO_TEST_CASE(a_route_of_names_is_what_each_model_is_alone) {
    int compared = 0;
    for (const auto& sample : samples())
        for (const auto& first : all)
            for (const auto& second : all) {
                if (&first == &second) continue;
                auto request = sample;
                request.models = {first.name(), second.name()};
                const auto route = prepare_route(request, all);
                const auto one = prepare(for_leg(sample, first, second), all);
                const auto two = prepare(for_leg(sample, second, first), all);
                BOOST_TEST_REQUIRE(route.legs().size() == 2u);
                auto expected = with_leg(first, one.broken_rules());
                for (auto& each : with_leg(second, two.broken_rules())) expected.push_back(std::move(each));
                BOOST_TEST(words_of(route.broken_rules()) == expected);
                BOOST_TEST(route.valid() == (one.valid() && two.valid()));
                BOOST_TEST(route.legs()[0].message().body == one.message().body);
                BOOST_TEST(route.legs()[1].message().body == two.message().body);
                BOOST_TEST(route.legs()[1].digest() == two.digest());
                compared += route.valid() ? 1 : 0;
            }
    BOOST_TEST(compared > 100);
}

BOOST_AUTO_TEST_CASE(one_model_is_a_route_of_one_leg) {
    const any_request named{.model = "apixo/seedance-2-0-fast", .prompt = "rain"};
    const any_request listed{.models = {"apixo/seedance-2-0-fast"}, .prompt = "rain"};
    for (const auto& request : {named, listed}) {
        const auto route = prepare_route(request, all);
        BOOST_TEST(route.valid());
        BOOST_TEST_REQUIRE(route.legs().size() == 1u);
        BOOST_TEST(route.legs().front().digest() == prepare(request, all).digest());
        auto wrong = request;
        wrong.resolution = "8k";
        BOOST_TEST(broken_by(wrong) == words_of(prepare(wrong, all).broken_rules()));
        BOOST_TEST(prepare_route(wrong, all).broken_rules().front().leg.empty());
    }
    BOOST_TEST(broken_by({}) == words_of(prepare(any_request{}, all).broken_rules()));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_names_is_said) {
    const std::string fast_name = "apixo/seedance-2-0-fast", full_name = "pixazo/seedance-2-0";
    BOOST_TEST(broken_by({.model = fast_name, .models = {full_name}, .prompt = "rain"}) ==
               strings{"models: `model` and `models` exclude each other (given apixo/seedance-2-0-fast)"});
    BOOST_TEST(broken_by({.models = {fast_name, full_name, fast_name}, .prompt = "rain"}) ==
               strings{"models[2]: a route has each model once (given apixo/seedance-2-0-fast)"});
    BOOST_TEST(broken_by({.models = {fast_name, "pixazo/seedance-3"}, .prompt = "rain"}) ==
               strings{"pixazo/seedance-3: models[1]: no such model is known (given pixazo/seedance-3, allowed "
                       "pixazo/seedance-2-0, pixazo/seedance-2-0-fast, pixazo/seedance-1-0-pro-250528, "
                       "pixazo/seedance-1-0-lite-i2v-250428)"});
    BOOST_TEST(broken_by({.models = {fast_name, ""}, .prompt = "rain"}) ==
               strings{"models[1]: no such model is known (allowed apixo/..., pixazo/..., xenodia/...)"});
    BOOST_TEST(broken_by({.models = {full_name, fast_name}, .mode = mode::edit_video, .prompt = "rain"}) ==
               (strings{"pixazo/seedance-2-0: references: exactly one source video is required (given 0, allowed 1 "
                        "video)",
                        "apixo/seedance-2-0-fast: mode: the model does not offer this mode (given edit_video, allowed "
                        "text_to_video, image_to_video, reference_to_video)"}));
}

BOOST_AUTO_TEST_CASE(who_takes_one_model_refuses_several) {
    const any_request several{.models = {"apixo/seedance-2-0-fast", "pixazo/seedance-2-0"}, .prompt = "rain"};
    const auto refused = prepare(several, all);
    BOOST_TEST(!refused.valid());
    BOOST_TEST(words_of(refused.broken_rules()) ==
               strings{"models: several models are a route, and this call takes one model (given 2 models, allowed "
                       "prepare_route(request, models) takes them)"});
    const any_request both{.model = "apixo/seedance-2-0-fast", .models = {"apixo/seedance-2-0-fast"}, .prompt = "rain"};
    BOOST_TEST(words_of(prepare(both, all).broken_rules()) == broken_by(both));
}

BOOST_AUTO_TEST_CASE(prices_are_compared_over_all_models_whatever_is_named) {
    const any_request one{.model = "apixo/seedance-2-0-fast", .prompt = "rain"};
    const any_request several{.models = {"apixo/seedance-2-0-fast", "pixazo/seedance-2-0"}, .prompt = "rain"};
    const auto expected = compare_prices(one, all), quotes = compare_prices(several, all);
    BOOST_TEST_REQUIRE(quotes.size() == expected.size());
    for (std::size_t i = 0; i != quotes.size(); ++i) BOOST_TEST(quotes[i].price == expected[i].price);
}

BOOST_AUTO_TEST_CASE(advice_by_names_is_that_of_the_typed_request) {
    const auto words = [](const warnings& list) {
        strings said;
        for (const auto& each : list) said.push_back(to_string(each));
        return said;
    };
    const any_request named{
        .models = {"apixo/seedance-1-5-pro", "pixazo/seedance-1-0-pro-250528"}, .prompt = "rain", .sound = true};
    const text_to_video<route<pro, pixazo_pro>> typed{.prompt = "rain", .sound = true};
    BOOST_TEST(words(advice(typed)).size() == 3u);
    BOOST_TEST(words(advice(named, all)) == words(advice(typed)));
    const any_request one{.model = "apixo/seedance-1-5-pro", .prompt = "rain @image2", .duration = 5s, .sound = true};
    const text_to_video<pro> alone{.prompt = "rain @image2", .duration = 5s, .sound = true};
    BOOST_TEST(words(advice(alone)).size() == 2u);
    BOOST_TEST(words(advice(one, all)) == words(advice(alone)));
    BOOST_TEST(advice(any_request{.model = "apixo/seedance-9", .prompt = "rain"}, all).empty());
    BOOST_TEST(advice(any_request{}, all).empty());
}

// ---- as JSON

BOOST_AUTO_TEST_CASE(names_survive_as_json) {
    const any_request request{.models = {"apixo/seedance-2-0-fast", "pixazo/seedance-2-0"}, .prompt = "rain"};
    const std::string json =
        R"({"models":["apixo/seedance-2-0-fast","pixazo/seedance-2-0"],"mode":"text_to_video","prompt":"rain"})";
    BOOST_TEST(to_json(request) == json);
    const auto read = request_from_json(json);
    BOOST_TEST_REQUIRE(std::holds_alternative<any_request>(read));
    BOOST_TEST(std::get<any_request>(read).models == request.models);
    for (const std::string_view wrong : {R"({"models":"a"})", R"({"models":[1]})", R"({"models":["a",null]})",
                                         R"({"models":{"a":"b"}})", R"({"models":null})"}) {
        const auto problem = request_from_json(wrong);
        BOOST_TEST_REQUIRE(std::holds_alternative<std::string>(problem));
        BOOST_TEST(test::contains(std::get<std::string>(problem), "\"models\" has a value of another kind"));
    }
}

namespace {

/// A typed request to a route, and what comes of it through its owning form and JSON.
template <routed_request Request>
void check_detour(const Request& request) {
    const auto direct = prepare(request);
    BOOST_TEST_REQUIRE(direct.valid());
    const auto read = request_from_json(to_json(any_request_of(views_of_legs(request))));
    BOOST_TEST_REQUIRE(std::holds_alternative<any_request>(read));
    const auto detour = prepare_route(std::get<any_request>(read), all);
    BOOST_TEST(words_of(detour.broken_rules()) == strings{});
    BOOST_TEST(sent_by(detour) == sent_by(direct));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_typed_request_becomes_the_same_request) {
    check_detour(text_to_video<route<fast, pro, full, xenodia_2>>{.prompt = "rain", .sound = true});
    check_detour(text_to_video<route<pixazo_pro, pro>>{.prompt = "rain", .sound = true, .camera_fixed = true});
    check_detour(text_to_video<route<pro, pixazo_pro>>{.prompt = "rain", .duration = 12s, .sound = false});
    check_detour(image_to_video<route<full, pixazo_pro>>{
        .prompt = "rain", .first_frame = "https://example.com/a.png", .callback_url = "https://example.com/hook"});
    check_detour(edit_video<route<full, pixazo::seedance_2_0_fast>>{
        .prompt = "rain", .references = {video("https://example.com/v.mp4", 5s)}, .duration = as_source, .seed = 7});
    check_detour(reference_to_video<route<fast, xenodia_2>>{.prompt = "rain",
                                                            .references = {image("https://example.com/a.png")},
                                                            .resolution = "480p",
                                                            .web_search = true});
    const auto request =
        any_request_of(views_of_legs(text_to_video<route<fast, pro>>{.prompt = "rain", .sound = true}));
    BOOST_TEST(request.model.empty());
    BOOST_TEST(request.models == (strings{"apixo/seedance-2-0-fast", "apixo/seedance-1-5-pro"}));
    BOOST_TEST(request.resolution == "720p", "which is the default of both");
    BOOST_TEST(request.aspect_ratio.empty());
    BOOST_TEST(!request.duration.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
