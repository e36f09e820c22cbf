// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// A request whose model and mode are known only at run time is seen as the typed one is.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/request/any_request.hpp>
#include <seedance/request/requests.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(any_requests)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using full = pixazo::seedance_2_0;

/// The view of a request at a model and in a mode, and what it is a view of.
template <class Model, mode Mode>
struct seen {
    explicit seen(any_request said) : request{std::move(said)} {}
    seen(const seen&) = delete;

    any_request request;
    std::vector<reference> references = views_of(request.references);
    request_view view = view_of(request, references, Model::descriptor, rules_of<Model, Mode>);
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_left_out_is_the_models_default) {
    const seen<fast, mode::text_to_video> any{{.prompt = "rain"}};
    const text_to_video<fast> typed{.prompt = "rain"};
    const auto expected = view_of(typed);
    BOOST_TEST(any.view.model == expected.model);
    BOOST_TEST(any.view.rules == expected.rules);
    BOOST_TEST(any.view.prompt == expected.prompt);
    BOOST_TEST(any.view.resolution == expected.resolution);
    BOOST_TEST(any.view.aspect_ratio == expected.aspect_ratio);
    BOOST_TEST(any.view.seconds == expected.seconds);
    BOOST_TEST(!any.view.duration_as_source);
    BOOST_TEST(!is_given(any.view.first_frame));
    BOOST_TEST(!is_given(any.view.last_frame));
    BOOST_TEST(!is_given(any.view.callback_url));
    BOOST_TEST(any.view.references.empty());
}

BOOST_AUTO_TEST_CASE(a_prompt_that_is_empty_was_not_given) {
    const seen<fast, mode::text_to_video> any{{}};
    BOOST_TEST(!is_given(any.view.prompt));
}

BOOST_AUTO_TEST_CASE(every_field_is_seen) {
    const seen<full, mode::edit_video> any{{.prompt = "rain",
                                            .first_frame = "https://example.com/first.png",
                                            .last_frame = "https://example.com/last.png",
                                            .references = {{media::video, "https://example.com/clip.mp4", 6s}},
                                            .resolution = "480p",
                                            .duration = 7s,
                                            .aspect_ratio = "9:16",
                                            .callback_url = "https://example.com/done"}};
    BOOST_TEST(any.view.prompt == "rain");
    BOOST_TEST(any.view.first_frame == "https://example.com/first.png");
    BOOST_TEST(any.view.last_frame == "https://example.com/last.png");
    BOOST_TEST(any.view.resolution == "480p");
    BOOST_TEST(any.view.seconds == 7);
    BOOST_TEST(any.view.aspect_ratio == "9:16");
    BOOST_TEST(any.view.callback_url == "https://example.com/done");
    BOOST_TEST_REQUIRE(any.view.references.size() == 1u);
    BOOST_TEST(any.view.references[0].kind == media::video);
    BOOST_TEST(any.view.references[0].url == "https://example.com/clip.mp4");
    BOOST_TEST(any.view.references[0].length == 6s);
}

BOOST_AUTO_TEST_CASE(every_option_is_seen) {
    const seen<full, mode::text_to_video> any{{.sound = false,
                                               .web_search = true,
                                               .camera_fixed = false,
                                               .watermark = true,
                                               .seed = 7,
                                               .frames_per_second = 24,
                                               .return_last_frame = true,
                                               .content_check = false}};
    BOOST_TEST(any.view.sound == std::optional{false});
    BOOST_TEST(any.view.web_search == std::optional{true});
    BOOST_TEST(any.view.camera_fixed == std::optional{false});
    BOOST_TEST(any.view.watermark == std::optional{true});
    BOOST_TEST(any.view.seed == std::optional<std::int64_t>{7});
    BOOST_TEST(any.view.frames_per_second == std::optional<std::int64_t>{24});
    BOOST_TEST(any.view.return_last_frame == std::optional{true});
    BOOST_TEST(any.view.content_check == std::optional{false});
}

BOOST_AUTO_TEST_CASE(auto_and_adaptive_are_one_value) {
    const seen<fast, mode::text_to_video> any{{.aspect_ratio = "auto"}};
    BOOST_TEST(any.view.aspect_ratio == "adaptive");
}

BOOST_AUTO_TEST_CASE(a_duration_that_is_the_sources_is_no_number) {
    const seen<full, mode::edit_video> any{{.duration = 7s, .duration_as_source = true}};
    BOOST_TEST(any.view.duration_as_source);
    BOOST_TEST(any.view.seconds == 0);
}

BOOST_AUTO_TEST_SUITE_END()
