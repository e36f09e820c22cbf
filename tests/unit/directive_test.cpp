// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Directives in prompts: the words themselves, cut short, and with dashes that only look like hyphens.
#include <seedance/request/directive.hpp>

#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <seedance/model/pixazo.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/validate.hpp>

#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(directives)

namespace {

text_to_video<pixazo::seedance_2_0> with(std::string_view prompt) { return {.prompt = runtime(prompt)}; }

bool is_refused(std::string_view prompt) {
    const auto broken = validate(with(prompt));
    return broken.size() == 1 && broken[0].broken == rule::this_prompt_contains_a_directive;
}

bool is_doubted(std::string_view prompt) {
    const auto found = advice(with(prompt));
    return found.size() == 1 && found[0].about == concern::this_looks_like_a_directive;
}

constexpr std::string_view own_directives[] = {"--SIZE", "--Len", "!Go"};
constexpr prompt_rules own_rules{.directives = own_directives, .price_directives = own_directives};

std::string said_of(std::string_view prompt) {
    violations found;
    check::directives(own_rules, prompt, check::collect{found});
    return found.empty() ? "" : std::string{found[0].given.view()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_changes_the_price_is_refused_cut_short_too) {
    for (const std::string_view prompt :
         {"rain --res 1080p", "rain --RES=1080p", "--reso 480p", "--resolutio:480p", "a --r 1080p", "a --re 1",
          "a --du 15", "a --d 15", "--dura15", "x--res 1", "---res 1", "a --res", "--rs 1", "--resolution 1"})
        BOOST_TEST(is_refused(prompt), prompt);
}

BOOST_AUTO_TEST_CASE(plain_words_are_not) {
    for (const std::string_view prompt :
         {"rain --rest of the day", "--restless", "--water everywhere", "--see", "--camera pans", "a -- b", "a --",
          "--result", "--dusk", "--free", "--frame by frame", "--a", "--res-olution", "--res_x", "-res 1080p",
          "no hyphens"})
        BOOST_TEST(validate(with(prompt)).empty(), prompt);
}

BOOST_AUTO_TEST_CASE(dashes_that_look_like_hyphens_are_doubted) {
    for (const std::string_view prompt :
         {"a \u2014resolution 1080p", "a \u2013\u2013res 1080p", "a \u2011\u2011dur 15", "a \u2010\u2010seed 1",
          "a \u2212\u2212rs 1080p", "a \uFF0D\uFF0Dratio 1:1", "a \uFE63\uFE63fps 30", "a \u2E3Aduration 9",
          "a -\u2011resolution 1", "a -\u200B-resolution 1", "a -\u00AD-RS 1", "a \u2015frames 9", "\u2012cf true",
          "\u2500\u2500resolution", "-\uFEFF-dur 15"}) {
        BOOST_TEST(is_doubted(prompt), prompt);
        BOOST_TEST(validate(with(prompt)).empty(), prompt);
    }
    for (const std::string_view prompt : {"rain \u2014 a street", "dawn\u2014resting", "\u2014", "a \u2013 b",
                                          "well\u2011known", "--", "a\u2014seedling"})
        BOOST_TEST(advice(with(prompt)).empty(), prompt);
}

BOOST_AUTO_TEST_CASE(directives_of_a_descriptor_match_without_case) {
    for (const std::string_view prompt : {"--size 1", "--Size 1", "--SIZE 1", "--si 1", "!go", "!GO"})
        BOOST_TEST(said_of("a " + std::string{prompt}) != "", prompt);
    for (const std::string_view prompt : {"--sized", "-size", "size", "!gone"})
        BOOST_TEST(said_of(prompt) == "", prompt);
}

BOOST_AUTO_TEST_SUITE_END()
