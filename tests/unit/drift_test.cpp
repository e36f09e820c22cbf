// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A gateway's list beside the descriptors: every way in which they can differ, and what cannot be compared.
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/drift.hpp>

#include "checks.hpp"
#include "printing.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(drift)

namespace {

using namespace seedance;
using strings = std::vector<std::string>;

// A gateway whose document has prices, and two models of it.
constexpr std::string_view resolutions[] = {"480p", "720p"};
constexpr std::string_view ratios[] = {"16:9", "auto"};
constexpr price_row text_prices[] = {{.resolution = "480p", .price = micro_usd(40'000)}, {.price = micro_usd(90'000)}};
constexpr price_row reference_prices[] = {
    {.video_reference = when::with, .unit = price_unit::output_and_reference_second, .price = micro_usd(50'000)},
    {.price = micro_usd(90'000)}};
constexpr mode_rules modes[] = {
    {.kind = mode::text_to_video,
     .wire_name = "t",
     .resolutions = resolutions,
     .aspect_ratios = ratios,
     .duration = {.min_seconds = 4, .max_seconds = 6, .default_seconds = 5},
     .prices = text_prices},
    {.kind = mode::reference_to_video,
     .wire_name = "r",
     .resolutions = {resolutions, 1},
     .aspect_ratios = {ratios, 1},
     .duration = {.min_seconds = 6, .max_seconds = 8, .default_seconds = 6},
     .inputs = {.videos = {.max_count = 1}},
     .prices = reference_prices},
};
constexpr model_descriptor priced_model{
    .provider = "shop", .id = "priced", .title = "", .source = "", .as_of = "", .modes = {modes, 1}};
constexpr model_descriptor wide_model{
    .provider = "shop", .id = "wide", .title = "", .source = "", .as_of = "", .modes = modes};
constexpr provider_table shop{.name = "shop",
                              .default_base_url = {},
                              .authorization = nullptr,
                              .encode = nullptr,
                              .encode_unchecked = nullptr,
                              .status_target = nullptr,
                              .decode_submit = nullptr,
                              .decode_status = nullptr};

capability_list one_of_shop(listed_model listed, std::vector<listed_price> prices) {
    return {
        .provider = "shop", .models = {std::move(listed)}, .prices = {.provider = "shop", .prices = std::move(prices)}};
}

/// A list that has what `priced_model` has.
capability_list same_as_priced() {
    return one_of_shop(
        {.id = "priced", .resolutions = {"480p", "720p"}, .aspect_ratios = {"16:9", "adaptive"}, .seconds = {4, 5, 6}},
        {{.model = "priced", .resolution = "480p", .per_second = micro_usd(40'000)},
         {.model = "priced", .resolution = "720p", .per_second = micro_usd(90'000)}});
}

/// "lacks: shop/priced: ...", a line for each finding.
strings lines_of(const std::vector<drift_finding>& found) {
    strings lines;
    for (const auto& each : found) lines.push_back(std::string{to_string(each.kind)} + ": " + to_string(each));
    return lines;
}

strings compared(const capability_list& list, std::vector<catalog_entry> models = {{&priced_model, &shop}}) {
    return lines_of(find_drift(list, models));
}

/// A list of Xenodia that agrees with the library's descriptors, prices made up.
capability_list same_as_xenodia() {
    capability_list list{.provider = "xenodia", .prices = {.provider = "xenodia", .prices = {}}};
    for (const auto& entry : all_models::entries) {
        if (entry.model->provider != "xenodia") continue;
        const auto& rules = entry.model->modes[0];
        listed_model listed{.id = std::string{entry.model->id}};
        for (const auto word : rules.resolutions) listed.resolutions.emplace_back(word);
        for (const auto word : rules.aspect_ratios) listed.aspect_ratios.emplace_back(word);
        for (int n = rules.duration.min_seconds; n <= rules.duration.max_seconds; ++n) listed.seconds.push_back(n);
        for (const auto& word : listed.resolutions)
            for (const auto video : {when::without, when::with})
                list.prices.prices.push_back({listed.id, word, video, micro_usd(1)});
        list.models.push_back(std::move(listed));
    }
    return list;
}

struct row {
    const char* what;
    std::function<void(capability_list&)> change;
    strings expected;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_list_that_says_the_same_agrees) {
    BOOST_TEST(compared(same_as_priced()) == strings{});
    BOOST_TEST(agrees({}));
}

BOOST_AUTO_TEST_CASE(every_difference_of_a_model_is_found_once_and_says_what_was_given) {
    const row rows[] = {
        {"another model",
         [](auto& list) { list.models.push_back({.id = "newer"}); },
         {"lacks: shop/newer: the gateway lists this model, and no descriptor has it"}},
        {"another model that is not enabled",
         [](auto& list) { list.models.push_back({.id = "newer", .enabled = false}); },
         {}},
        {"no model",
         [](auto& list) { list.models.clear(); },
         {"has_too_much: shop/priced: there is a descriptor, and the gateway lists no such model"}},
        {"a model that is not enabled",
         [](auto& list) { list.models[0].enabled = false; },
         {"has_too_much: shop/priced: there is a descriptor, and the gateway lists it as not enabled"}},
        {"more resolutions",
         [](auto& list) { list.models[0].resolutions = {"480p", "720p", "1080p", "4k"}; },
         {"lacks: shop/priced: resolutions: the gateway lists 1080p, 4k, which is missing here: the descriptor has "
          "480p, 720p"}},
        {"fewer resolutions: their prices are not missed",
         [](auto& list) {
             list.models[0].resolutions = {"480p"};
             list.prices.prices.pop_back();
         },
         {"has_too_much: shop/priced: resolutions: the descriptor has 720p, and the gateway lists 480p"}},
        {"a resolution that only a price names",
         [](auto& list) {
             list.prices.prices.push_back({.model = "priced", .resolution = "2k", .per_second = micro_usd(1)});
         },
         {"lacks: shop/priced: resolutions: the gateway lists 2k, which is missing here: the descriptor has 480p, "
          "720p"}},
        {"other aspect ratios",
         [](auto& list) { list.models[0].aspect_ratios = {"auto", "1:1"}; },
         {"lacks: shop/priced: aspect_ratios: the gateway lists 1:1, which is missing here: the descriptor has 16:9, "
          "auto",
          "has_too_much: shop/priced: aspect_ratios: the descriptor has 16:9, and the gateway lists auto, 1:1"}},
        {"other lengths, in any order",
         [](auto& list) { list.models[0].seconds = {8, 4, 5, 4}; },
         {"differs: shop/priced: duration: the gateway lists 4..5, 8, and the descriptor has 4..6"}},
        {"another price",
         [](auto& list) { list.prices.prices[1].per_second = micro_usd(91'000); },
         {"differs: shop/priced: prices: the gateway lists 720p without a video at $0.091 a second, and the "
          "descriptor has $0.09 a second"}},
        {"no price for a resolution",
         [](auto& list) { list.prices.prices.erase(list.prices.prices.begin()); },
         {"has_too_much: shop/priced: prices: the descriptor has $0.04 a second, and the gateway lists none for 480p "
          "without a video"}},
        {"a price for requests with a video only",
         [](auto& list) { list.prices.prices[0].video_reference = when::with; },
         {"has_too_much: shop/priced: prices: the descriptor has $0.04 a second, and the gateway lists none for 480p "
          "without a video"}},
        {"two prices for one thing: the first counts, as for an estimate",
         [](auto& list) {
             list.prices.prices.push_back({.model = "priced", .resolution = "720p", .per_second = micro_usd(1)});
         },
         {}},
        {"the price of another model",
         [](auto& list) {
             list.prices.prices.push_back({.model = "other", .resolution = "8k", .per_second = micro_usd(1)});
         },
         {}},
        {"something unread",
         [](auto& list) {
             list.unread = 3;
             list.problems = {"entry 2: no model with an id"};
         },
         {"unread: entry 2: no model with an id", "unread: 2 more could not be read"}},
    };
    for (const auto& each : rows) BOOST_TEST_CONTEXT(each.what) {
            auto list = same_as_priced();
            each.change(list);
            const auto lines = compared(list);
            BOOST_TEST(lines == each.expected);
            BOOST_TEST(agrees(find_drift(list, std::vector<catalog_entry>{{&priced_model, &shop}})) == lines.empty());
        }
}

BOOST_AUTO_TEST_CASE(what_only_one_side_says_is_not_compared_and_said) {
    const auto list = one_of_shop({.id = "priced"}, {});
    const auto found = find_drift(list, std::vector<catalog_entry>{{&priced_model, &shop}});
    BOOST_TEST(
        lines_of(found) ==
        (strings{"not_compared: shop/priced: resolutions: the gateway lists none, and the descriptor has 480p, 720p",
                 "not_compared: shop/priced: aspect_ratios: the gateway lists none, and the descriptor has 16:9, auto",
                 "not_compared: shop/priced: duration: the gateway lists none, and the descriptor has 4..6",
                 "not_compared: shop/priced: prices: the gateway lists none, and the descriptor has some"}));
    BOOST_TEST(agrees(found));
}

BOOST_AUTO_TEST_CASE(a_field_counts_for_all_modes_together) {
    const auto list = one_of_shop(
        {.id = "wide", .resolutions = {"480p", "720p"}, .aspect_ratios = {"16:9", "auto"}, .seconds = {4, 5, 6, 7, 8}},
        {{.model = "wide", .resolution = "480p", .per_second = micro_usd(40'000)},
         {.model = "wide", .resolution = "720p", .per_second = micro_usd(90'000)}});
    // The second mode's price without a video is another, and with one it is of another kind.
    BOOST_TEST(compared(list, {{&wide_model, &shop}}) ==
               (strings{"differs: shop/wide: prices: the gateway lists 480p without a video at $0.04 a second, and the "
                        "descriptor has $0.09 a second",
                        "not_compared: shop/wide: prices: the gateway lists 480p with a video at $0.04 a second, and "
                        "the descriptor has $0.05 a second made or given"}));
}

BOOST_AUTO_TEST_CASE(a_price_that_the_document_does_not_have_is_one_that_the_descriptor_lacks) {
    constexpr static mode_rules unpriced[] = {{.kind = mode::text_to_video,
                                               .wire_name = "t",
                                               .resolutions = {resolutions, 1},
                                               .aspect_ratios = ratios,
                                               .duration = {.min_seconds = 4, .max_seconds = 6, .default_seconds = 5}}};
    constexpr static model_descriptor model{
        .provider = "shop", .id = "priced", .title = "", .source = "", .as_of = "", .modes = unpriced};
    auto list = same_as_priced();
    list.models[0].resolutions = {"480p"};
    list.prices.prices.pop_back();
    BOOST_TEST(compared(list, {{&model, &shop}}) ==
               strings{"lacks: shop/priced: prices: the gateway lists 480p without a video at $0.04 a second, which is "
                       "missing here: the descriptor has none"});
}

BOOST_AUTO_TEST_CASE(descriptors_of_other_gateways_are_not_looked_at) {
    static constexpr model_descriptor elsewhere{
        .provider = "elsewhere", .id = "newer", .title = "", .source = "", .as_of = "", .modes = {modes, 1}};
    auto list = same_as_priced();
    list.models.push_back({.id = "newer"});
    BOOST_TEST(compared(list, {{&priced_model, &shop}, {&elsewhere, &shop}}) ==
               strings{"lacks: shop/newer: the gateway lists this model, and no descriptor has it"});
    BOOST_TEST(compared(list, {}).size() == 2u);
}

// ---- where requests are priced by the list

BOOST_AUTO_TEST_CASE(xenodias_descriptors_have_no_prices_of_their_own_to_compare) {
    const auto found = find_drift(same_as_xenodia(), all_models::entries);
    BOOST_TEST(
        lines_of(found) ==
        (strings{"not_compared: xenodia/seedance-2: prices: the gateway lists them, and the descriptor has none: "
                 "requests are priced by the list",
                 "not_compared: xenodia/seedance-2-fast: prices: the gateway lists them, and the descriptor has "
                 "none: requests are priced by the list"}));
    BOOST_TEST(agrees(found));
}

BOOST_AUTO_TEST_CASE(a_price_that_the_list_ought_to_tell_and_does_not_is_a_difference) {
    auto list = same_as_xenodia();
    auto& prices = list.prices.prices;
    prices.pop_back();
    auto found = find_drift(list, all_models::entries);
    BOOST_TEST(!agrees(found));
    BOOST_TEST(lines_of(found).back() ==
               "differs: xenodia/seedance-2-fast: prices: the gateway lists none for 1080p with a video, and the "
               "descriptor has none: requests are priced by the list");
    prices.clear();
    found = find_drift(list, all_models::entries);
    BOOST_TEST(lines_of(found) ==
               (strings{"differs: xenodia/seedance-2: prices: the gateway lists none, and the descriptor has none: "
                        "requests are priced by the list",
                        "differs: xenodia/seedance-2-fast: prices: the gateway lists none, and the descriptor has "
                        "none: requests are priced by the list"}));
}

BOOST_AUTO_TEST_CASE(what_a_gateway_says_is_fit_for_a_terminal) {
    auto list = same_as_priced();
    list.models[0].resolutions.push_back("\x1b[2J8k");
    list.models.push_back({.id = "new\n\x1b]0;er\x07"});
    for (const auto& line : compared(list)) {
        BOOST_TEST(lacks(line, "\x1b"));
        BOOST_TEST(lacks(line, "\n"));
    }
}

BOOST_AUTO_TEST_CASE(a_huge_list_is_compared_all_the_same) {
    auto list = same_as_priced();
    for (int i = 0; i != 20'000; ++i) list.models.push_back({.id = "newer-" + std::to_string(i)});
    BOOST_TEST(compared(list).size() == 20'000u);
}

BOOST_AUTO_TEST_SUITE_END()
