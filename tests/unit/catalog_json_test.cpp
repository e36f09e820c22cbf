// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Models as JSON: what a form is made from is what the rules check.
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/provider/catalog_json.hpp>

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
    BOOST_TEST(to_json({}) == "[]");
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
            BOOST_TEST((mode.at("images") == files(rules.inputs.images)));
            BOOST_TEST((mode.at("videos") == files(rules.inputs.videos)));
            BOOST_TEST((mode.at("audio") == files(rules.inputs.audio)));
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

BOOST_AUTO_TEST_SUITE_END()
