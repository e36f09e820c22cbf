// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// One broken rule: its words, its limits, and that it owns them.
#include <string>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>
#include <seedance/request/violation.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(violation_values)

namespace {

using fast = apixo::seedance_2_0_fast;
constexpr rule broken = rule::this_model_does_not_offer_this_resolution;

}  // namespace

BOOST_AUTO_TEST_CASE(it_says_the_field_the_rule_and_what_it_knows) {
    const std::string words = "resolution: the model does not offer this resolution";
    BOOST_TEST(to_string(violation{broken, "resolution", {}, {}}) == words);
    BOOST_TEST(to_string(violation{broken, "resolution", {}, "1080p"}) == words + " (given 1080p)");
    BOOST_TEST(to_string(violation{broken, "resolution", "480p, 720p", {}}) == words + " (allowed 480p, 720p)");
    BOOST_TEST(to_string(violation{broken, "resolution", "480p, 720p", "1080p"}) ==
               words + " (given 1080p, allowed 480p, 720p)");
}

BOOST_AUTO_TEST_CASE(it_is_equal_where_every_part_is) {
    const violation one{broken, "resolution", "480p, 720p", "1080p"};
    BOOST_TEST(one == (violation{broken, "resolution", "480p, 720p", "1080p"}));
    BOOST_TEST(one != (violation{rule::this_model_does_not_offer_this_duration, "resolution", "480p, 720p", "1080p"}));
    BOOST_TEST(one != (violation{broken, "duration", "480p, 720p", "1080p"}));
    BOOST_TEST(one != (violation{broken, "resolution", "480p", "1080p"}));
    BOOST_TEST(one != (violation{broken, "resolution", "480p, 720p", "4k"}));
}

BOOST_AUTO_TEST_CASE(violations_outlive_the_request_and_quote_little_of_it) {
    violations found;
    {
        const auto url = "ftp://example.com/" + std::string(5000, 'a');
        found = validate(image_to_video<fast>{.prompt = "rain", .first_frame = runtime(url)});
    }
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].given.view() == "ftp://example.com/" + std::string(43, 'a') + "...");
}

BOOST_AUTO_TEST_SUITE_END()
