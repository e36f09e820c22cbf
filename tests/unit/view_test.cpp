// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The one form of a request that validation, prices and providers read.
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/request/view.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(request_views)

namespace {

using namespace seedance;

static_assert(std::is_trivially_destructible_v<request_view>);

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_given_empty_was_given) {
    BOOST_TEST(!is_given({}));
    BOOST_TEST(is_given(""));
    BOOST_TEST(is_given("https://example.com/a.png"));
    const request_view nothing;
    BOOST_TEST(!is_given(nothing.prompt));
    BOOST_TEST(!is_given(nothing.callback_url));
}

BOOST_AUTO_TEST_CASE(references_are_counted_by_kind) {
    const std::vector<reference> list{{.kind = media::image}, {.kind = media::audio}, {.kind = media::image}};
    request_view view;
    BOOST_TEST(view.count(media::image) == 0);
    view.references = list;
    BOOST_TEST(view.count(media::image) == 2);
    BOOST_TEST(view.count(media::audio) == 1);
    BOOST_TEST(view.count(media::video) == 0);
}

BOOST_AUTO_TEST_CASE(sound_is_what_was_said_or_what_the_model_does_by_itself) {
    mode_rules rules;
    request_view view{.rules = &rules};
    BOOST_TEST(!view.with_sound());
    rules.sound_by_default = true;
    BOOST_TEST(!view.with_sound(), "a model without the option makes none");
    rules.options = {option::sound};
    BOOST_TEST(view.with_sound());
    view.sound = false;
    BOOST_TEST(!view.with_sound());
    rules.sound_by_default = false;
    BOOST_TEST(!view.with_sound());
    view.sound = true;
    BOOST_TEST(view.with_sound());
}

BOOST_AUTO_TEST_SUITE_END()
