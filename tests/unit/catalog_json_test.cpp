// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Models as JSON: what a form is made from is what the rules check.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/core/impl/value_named.hpp>
#include <seedance/models.hpp>
#include <seedance/provider/catalog_json.hpp>
#include <seedance/provider/request_json.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(catalog_json)

namespace {

using namespace seedance;
namespace json = boost::json;

json::array parsed() { return json::parse(to_json(all_models::entries)).as_array(); }

std::vector<std::string> words(const json::value& list) {
    std::vector<std::string> made;
    for (const auto& each : list.as_array()) made.emplace_back(each.as_string());
    return made;
}

json::array files(const media_rules& rules) { return {rules.min_count, rules.max_count}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_model_as_it_is_written) {
    const catalog_entry one[] = {*find_model(all_models::entries, "pixazo/seedance-1-0-pro-250528")};
    BOOST_TEST(to_json(one).starts_with(
        R"([{"model":"pixazo/seedance-1-0-pro-250528","gateway":"pixazo","title":"Seedance 1.0 Pro","modes":[{)"
        R"("mode":"text_to_video","prompt_required":true,"resolutions":["480p","720p","1080p"],)"));
    BOOST_TEST(to_json(catalog{}) == "[]");
}

BOOST_AUTO_TEST_CASE(every_model_and_mode_is_there_with_its_rules) {
    const auto models = parsed();
    BOOST_TEST_REQUIRE(models.size() == all_models::entries.size());
    for (std::size_t i = 0; i != models.size(); ++i) {
        const auto& entry = all_models::entries[i];
        const auto& model = models[i].as_object();
        BOOST_TEST(model.at("model").as_string() == entry.name());
        BOOST_TEST(model.at("gateway").as_string() == entry.table->name);
        const auto& modes = model.at("modes").as_array();
        BOOST_TEST_REQUIRE(modes.size() == entry.model->modes.size());
        for (std::size_t j = 0; j != modes.size(); ++j) {
            const auto& mode = modes[j].as_object();
            const auto& rules = entry.model->modes[j];
            BOOST_TEST(mode.at("mode").as_string() == to_string(rules.kind));
            BOOST_TEST(words(mode.at("resolutions")).size() == rules.resolutions.size());
            BOOST_TEST(contains(rules.resolutions, std::string_view{mode.at("default_resolution").as_string()}));
            for (const auto& each : words(mode.at("aspect_ratios"))) BOOST_TEST(contains(rules.aspect_ratios, each));
            BOOST_TEST((mode.at("seconds") == json::array{rules.duration.min_seconds, rules.duration.max_seconds}));
            BOOST_TEST(mode.at("default_seconds").as_int64() == rules.duration.default_seconds);
            BOOST_TEST(mode.at("images") == files(rules.inputs.images));
            BOOST_TEST(mode.at("videos") == files(rules.inputs.videos));
            BOOST_TEST(mode.at("audio") == files(rules.inputs.audio));
        }
    }
}

BOOST_AUTO_TEST_CASE(options_say_whether_they_are_required_and_what_numbers_are_usual) {
    for (const auto& model : parsed())
        for (const auto& mode : model.at("modes").as_array()) {
            const auto* const entry = find_model(all_models::entries, std::string{model.at("model").as_string()});
            const auto kind = std::string_view{mode.at("mode").as_string()};
            const mode_rules* rules = nullptr;
            for (const auto& each : entry->model->modes)
                if (to_string(each.kind) == kind) rules = &each;
            BOOST_TEST_REQUIRE(rules != nullptr);
            std::size_t found = 0;
            for (const auto option : all_options)
                for (const auto& each : mode.at("options").as_array()) {
                    if (std::string_view{each.at("name").as_string()} != to_string(option)) continue;
                    ++found;
                    BOOST_TEST(rules->options.contains(option));
                    BOOST_TEST(each.at("required").as_bool() == rules->required_options.contains(option));
                    const bool is_number = limits_of(option).broken != rule::none;
                    BOOST_TEST(each.as_object().contains("numbers") == is_number);
                    if (is_number)
                        BOOST_TEST((each.at("numbers") == json::array{limits_of(option).min, limits_of(option).max}));
                }
            BOOST_TEST(found == mode.at("options").as_array().size());
        }
}

// ---- what several models take together

namespace {

/// The mode of a route of two models, or null.
const json::object* mode_of(const json::object& route, mode kind) {
    for (const auto& each : route.at("modes").as_array())
        if (each.at("mode").as_string() == to_string(kind)) return &each.as_object();
    return nullptr;
}

/// A request in this mode that breaks no rule of most models.
any_request plain_request(mode kind) {
    any_request request{.mode = kind, .prompt = "a fox in the snow"};
    if (kind == mode::image_to_video) request.first_frame = request.last_frame = "https://example.com/a.png";
    if (kind == mode::reference_to_video) request.references = {{.url = "https://example.com/a.png"}};
    if (kind == mode::edit_video) request.references = {{.kind = media::video, .url = "https://example.com/a.mp4"}};
    return request;
}

bool is_taken(any_request request, catalog legs) {
    for (const auto& leg : legs) request.models.push_back(leg.name());
    const auto broken = prepare_route(request, all_models::entries).broken_rules();
    return std::none_of(broken.begin(), broken.end(), [](const auto& each) {
        return each.field == "resolution" || each.field == "duration" || each.field == "aspect_ratio" ||
               each.broken == rule::this_model_does_not_take_this_option;
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_route_as_it_is_written) {
    using legs = model_list<pixazo::seedance_1_0_pro, apixo::seedance_1_5_pro>;
    BOOST_TEST(
        route_to_json(legs::entries)
            .starts_with(
                R"({"models":["pixazo/seedance-1-0-pro-250528","apixo/seedance-1-5-pro"],"modes":[{"mode":"text_to_video",)"
                R"("prompt_required":true,"resolutions":["480p","720p"],"aspect_ratios":["16:9","4:3","1:1","3:4","9:16",)"
                R"("21:9"],"default_aspect_ratio":"16:9","seconds":[4,12],"duration_as_source":false,"images":[0,0],)"
                R"("videos":[0,0],"audio":[0,0],"options":[{"name":"sound","required":true},)"
                R"({"name":"camera_fixed","required":false}]},{"mode":"image_to_video",)"));
}

BOOST_AUTO_TEST_CASE(the_table_of_a_route_says_what_all_its_models_take) {
    int taken = 0, refused = 0;
    for (const auto& first : all_models::entries)
        for (const auto& second : all_models::entries) {
            if (&first == &second) continue;
            const catalog_entry legs[] = {first, second};
            const auto route = json::parse(route_to_json(legs)).as_object();
            BOOST_TEST(words(route.at("models")) == (std::vector{first.name(), second.name()}));
            for (const auto kind : all_modes) {
                const auto* found = mode_of(route, kind);
                BOOST_TEST((found != nullptr) == (has_mode(*first.model, kind) && has_mode(*second.model, kind)));
                if (found == nullptr) continue;
                const auto check = [&](bool is_listed, const any_request& request) {
                    BOOST_TEST(is_listed == is_taken(request, legs),
                               to_json(request) << " " << first.name() << " " << second.name());
                    ++(is_listed ? taken : refused);
                };
                auto request = plain_request(kind);
                for (const std::string each : {"480p", "720p", "1080p", "4k"}) {
                    request.resolution = each;
                    const auto listed = words(found->at("resolutions"));
                    check(std::find(listed.begin(), listed.end(), each) != listed.end(), request);
                }
                request.resolution.clear();
                for (const std::string each : {"adaptive", "21:9", "9:16", "2:1"}) {
                    request.aspect_ratio = each;
                    const auto listed = words(found->at("aspect_ratios"));
                    check(std::find(listed.begin(), listed.end(), each) != listed.end(), request);
                }
                request.aspect_ratio.clear();
                const auto& seconds = found->at("seconds").as_array();
                for (const int each : {2, 3, 4, 12, 13, 15, 16}) {
                    request.duration = std::chrono::seconds{each};
                    check(each >= seconds[0].as_int64() && each <= seconds[1].as_int64(), request);
                }
                request.duration.reset();
                const auto options = found->at("options").as_array();
                const auto check_option = [&]<class T>(option which, std::optional<T>& value) {
                    const auto is_named = [which](const json::value& each) {
                        return each.at("name").as_string() == to_string(which);
                    };
                    value = T{1};
                    check(std::any_of(options.begin(), options.end(), is_named), request);
                    value.reset();
                };
                for_each_option(check_option, request);
            }
        }
    BOOST_TEST(taken > 1000);
    BOOST_TEST(refused > 1000);
}

BOOST_AUTO_TEST_CASE(a_default_of_a_route_is_that_of_all_its_models) {
    for (const auto& first : all_models::entries)
        for (const auto& second : all_models::entries) {
            const catalog_entry legs[] = {first, second};
            const auto route = json::parse(route_to_json(legs)).as_object();
            for (const auto& each : route.at("modes").as_array()) {
                const auto& mode = each.as_object();
                const auto kind = *detail::value_named(all_modes, std::string_view{mode.at("mode").as_string()});
                const auto& a = *find_mode(*first.model, kind);
                const auto& b = *find_mode(*second.model, kind);
                BOOST_TEST(mode.contains("default_resolution") == (a.default_resolution == b.default_resolution));
                BOOST_TEST(mode.contains("default_aspect_ratio") == (a.default_aspect_ratio == b.default_aspect_ratio));
                BOOST_TEST(mode.contains("default_seconds") ==
                           (a.duration.default_seconds == b.duration.default_seconds));
                BOOST_TEST(mode.at("prompt_required").as_bool() == (a.prompt.required || b.prompt.required));
                BOOST_TEST(mode.at("images").at(0).as_int64() ==
                           std::max(a.inputs.images.min_count, b.inputs.images.min_count));
                BOOST_TEST(mode.at("images").at(1).as_int64() ==
                           std::min(a.inputs.images.max_count, b.inputs.images.max_count));
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
