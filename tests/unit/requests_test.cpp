// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The typed requests: trivial values that the compiler checks and prices, and the view that everything else reads.
#include <chrono>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/validate.hpp>

#include "constant_lists.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(requests)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

// Every request is trivial to destroy and to copy: that makes it safe to write inside a co_await expression.
template <class Request>
constexpr bool is_request = typed_request<Request> && std::is_trivially_destructible_v<Request> &&
                            std::is_trivially_copyable_v<Request> && std::is_aggregate_v<Request>;
static_assert(is_request<text_to_video<fast>> && is_request<image_to_video<fast>> &&
              is_request<reference_to_video<fast>>);
static_assert(is_request<text_to_video<mini>> && is_request<image_to_video<mini>> &&
              is_request<reference_to_video<mini>>);
static_assert(is_request<text_to_video<pro>> && is_request<image_to_video<pro>>);
static_assert(!typed_request<int> && !typed_request<fast> && !typed_request<request_view>);
static_assert(std::is_trivially_destructible_v<reference> && std::is_trivially_destructible_v<request_view>);

// Constant requests can be decided and priced by the compiler.
constexpr text_to_video<fast> street{
    .prompt = "a rainy street", .resolution = "720p", .duration = 5s, .aspect_ratio = "16:9"};
STATIC_ASSERT_LISTS(validate(street).empty() && advice(street).empty());
static_assert(estimate(street) == price{micro_usd(780'000)});
constexpr image_to_video<pro> cliff{
    .prompt = "waves", .first_frame = "https://example.com/a.png", .duration = 6s, .sound = false};
STATIC_ASSERT_LISTS(validate(cliff).empty() && advice(cliff).size() == 1);
static_assert(estimate(cliff) == price{micro_usd(120'000)});
constexpr text_to_video<pro> too_long{.prompt = runtime("waves"), .duration = runtime(13s), .sound = true};
STATIC_ASSERT_LISTS(validate(too_long).size() == 1 &&
                    validate(too_long)[0].broken == rule::this_model_does_not_offer_this_duration);
static_assert(!estimate(too_long).known());

// "auto" and "adaptive" are one value.
constexpr text_to_video<mini> by_auto{.prompt = "rain", .aspect_ratio = "auto"};
constexpr text_to_video<mini> by_adaptive{.prompt = "rain", .aspect_ratio = "adaptive"};
static_assert(view_of(by_auto).aspect_ratio == "adaptive" && view_of(by_adaptive).aspect_ratio == "adaptive");

// What the caller leaves out is the model's default; options stay unsaid.
constexpr text_to_video<fast> plain{.prompt = "rain"};
static_assert(view_of(plain).resolution == "720p" && view_of(plain).seconds == 5 &&
              view_of(plain).aspect_ratio == "adaptive");
static_assert(!view_of(plain).sound && !view_of(plain).web_search && !view_of(plain).seed &&
              !view_of(plain).duration_as_source);
static_assert(view_of(plain).with_sound() && !is_given(view_of(plain).first_frame) &&
              !is_given(view_of(plain).callback_url));
static_assert(view_of(plain).model == &fast::descriptor && view_of(plain).rules->kind == mode::text_to_video);
constexpr text_to_video<pro> plain_pro{.prompt = "rain", .sound = false};
static_assert(view_of(plain_pro).resolution == "720p" && view_of(plain_pro).seconds == 8 &&
              view_of(plain_pro).aspect_ratio == "16:9");
static_assert(!view_of(plain_pro).with_sound() && !view_of(plain_pro).camera_fixed);

}  // namespace

BOOST_AUTO_TEST_CASE(constant_requests_are_the_same_at_run_time) {
    BOOST_TEST(validate(street).empty());
    BOOST_TEST(to_string(estimate(street)) == "$0.78");
    BOOST_TEST(view_of(by_auto).aspect_ratio == view_of(by_adaptive).aspect_ratio);
}

BOOST_AUTO_TEST_CASE(every_mode_has_the_media_that_it_takes) {
    constexpr image_to_video<fast> frames{.prompt = "waves",
                                          .first_frame = "https://example.com/first.png",
                                          .last_frame = "https://example.com/last.png"};
    BOOST_TEST(view_of(frames).first_frame == "https://example.com/first.png");
    BOOST_TEST(view_of(frames).last_frame == "https://example.com/last.png");
    BOOST_TEST(view_of(frames).references.empty());

    const reference_to_video<fast> given{.prompt = "waves", .references = {image("https://example.com/first.png")}};
    BOOST_TEST_REQUIRE(view_of(given).references.size() == 1u);
    BOOST_TEST(view_of(given).references[0].url == "https://example.com/first.png");
    BOOST_TEST(!is_given(view_of(given).first_frame));
    BOOST_TEST(!is_given(view_of(given).last_frame));
}

BOOST_AUTO_TEST_CASE(what_was_said_is_what_is_seen) {
    const text_to_video<pro> said{.prompt = "waves",
                                  .resolution = "480p",
                                  .duration = 12s,
                                  .aspect_ratio = "9:16",
                                  .sound = true,
                                  .camera_fixed = false,
                                  .callback_url = "https://example.com/done"};
    const auto view = view_of(said);
    BOOST_TEST(view.prompt == "waves");
    BOOST_TEST(view.resolution == "480p");
    BOOST_TEST(view.seconds == 12);
    BOOST_TEST(view.aspect_ratio == "9:16");
    BOOST_TEST(view.sound == std::optional{true});
    BOOST_TEST(view.camera_fixed == std::optional{false});
    BOOST_TEST(view.web_search == std::nullopt);
    BOOST_TEST(view.callback_url == "https://example.com/done");
    BOOST_TEST(!view.duration_as_source);
}

BOOST_AUTO_TEST_SUITE_END()
