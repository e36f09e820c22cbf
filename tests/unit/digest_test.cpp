// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What a request asks for, in one line: the same for the same video, another for another.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>
#include <seedance/request/digest.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(digests)

namespace {

using namespace seedance;
using namespace std::chrono_literals;
using fast = apixo::seedance_2_0_fast;

template <typed_request Request>
std::string digest(const Request& request) {
    return digest_of(view_of(request));
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_and_numbers_stand_as_they_are_and_texts_do_not) {
    const auto line = digest(text_to_video<fast>{.prompt = "rain", .sound = false});
    BOOST_TEST(line ==
               "1 model=apixo/seedance-2-0-fast mode=text_to_video prompt=#MZtExXCkF/80RIls1Kp3 resolution=720p "
               "aspect_ratio=adaptive duration=5 sound=0");
    BOOST_TEST(digest(text_to_video<fast>{.prompt = "rain"}).size() < 200u);
}

BOOST_AUTO_TEST_CASE(every_field_but_the_callback_counts) {
    const std::string_view image_url = "https://example.com/a.png", other_url = "https://example.com/b.png";
    any_request base{.model = "apixo/seedance-2-0-fast", .prompt = "rain"};
    std::vector<any_request> variants(14, base);
    variants[1].prompt = "snow";
    variants[2].first_frame = image_url;
    variants[3].first_frame = other_url;
    variants[4].last_frame = image_url;
    variants[5].references = {{.kind = media::image, .url = std::string{image_url}}};
    variants[6].references = {{.kind = media::audio, .url = std::string{image_url}}};
    variants[7].references = {{.url = std::string{image_url}}, {.url = std::string{other_url}}};
    variants[8].references = {{.url = std::string{other_url}}, {.url = std::string{image_url}}};
    variants[9].resolution = "480p";
    variants[10].aspect_ratio = "1:1";
    variants[11].duration = 10s;
    variants[12].duration_as_source = true;
    variants[13].model = "apixo/seedance-2-0-mini";
    const auto set_next = [&]<class T>(option, std::optional<T>& value) {
        for (const T given : {T{0}, T{1}}) {
            value = given;
            variants.push_back(base);
        }
        value.reset();
    };
    for_each_option(set_next, base);
    std::set<std::string> lines;
    for (const auto& each : variants) {
        const auto& entry = *find_model(all_models::entries, each.model);
        const auto references = views_of(each.references);
        auto view = view_of(each, references, *entry.model, entry.model->modes[0]);
        lines.insert(digest_of(view));
        view.callback_url = other_url;
        lines.insert(digest_of(view));
    }
    BOOST_TEST(lines.size() == variants.size());
}

BOOST_AUTO_TEST_CASE(a_prepared_request_has_one_also_where_it_breaks_a_rule) {
    BOOST_TEST(prepare(text_to_video<fast>{.prompt = "rain"}).digest() ==
               digest(text_to_video<fast>{.prompt = "rain"}));
    BOOST_TEST(prepare(text_to_video<fast>{.prompt = runtime("")}).digest() ==
               digest(text_to_video<fast>{.prompt = runtime("")}));
    BOOST_TEST(prepare(any_request{.model = "apixo/seedance-9", .prompt = "rain"}, all_models::entries).digest() == "");
    const auto one = unchecked<apixo::gateway>("seedance-3-0", "", R"({"a":1})").digest();
    BOOST_TEST(one.starts_with("1 model=apixo/seedance-3-0 "));
    BOOST_TEST(differing_field(one, unchecked<apixo::gateway>("seedance-3-0", "", R"({"a":2})").digest()) == "body");
    BOOST_TEST(differing_field(one, unchecked<apixo::gateway>("seedance-3-1", "", R"({"a":1})").digest()) == "model");
}

BOOST_AUTO_TEST_CASE(digests_of_one_version_can_be_compared) {
    BOOST_TEST(are_comparable("1 a=1", "1 b=1"));
    BOOST_TEST(!are_comparable("1 a=1", "2 a=1"));
    BOOST_TEST(!are_comparable("1 a=1", "10 a=1"));
    BOOST_TEST(!are_comparable("", ""));
    BOOST_TEST(!are_comparable("", "1 a=1"));
    BOOST_TEST(!are_comparable("1 a=1", ""));
}

BOOST_AUTO_TEST_CASE(the_first_field_that_differs_is_named) {
    BOOST_TEST(differing_field("1 a=1 b=2", "1 a=1 b=2") == "");
    BOOST_TEST(differing_field("1 a=1 b=2 c=3", "1 a=1 b=3 c=4") == "b");
    BOOST_TEST(differing_field("1 a=1", "1 a=1 b=2") == "b");
    BOOST_TEST(differing_field("1 a=1 b=2", "1 a=1") == "b");
    BOOST_TEST(differing_field("1 a=1 c=2", "1 a=1 b=2 c=2") == "c");
}

BOOST_AUTO_TEST_SUITE_END()
