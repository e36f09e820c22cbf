// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The references of a request: written out, or a list that is known only at run time.
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/model/apixo.hpp>
#include <seedance/request/references.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(references_of_requests)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

using fast = apixo::seedance_2_0_fast;
using pro = apixo::seedance_1_5_pro;

constexpr auto references = mode::reference_to_video;

using an_image = typed_reference<media::image, true>;
using a_video = typed_reference<media::video, false>;
using an_audio_file = typed_reference<media::audio, false>;
static_assert(reference_element<an_image> && reference_element<a_video> && !reference_element<reference> &&
              !reference_element<int>);
static_assert(takes_references<fast, references, an_image, a_video, an_audio_file>);
static_assert(!takes_references<fast, references, an_audio_file> && takes_references<fast, references>);
static_assert(!takes_references<fast, references, a_video, a_video, a_video, a_video> &&
              !takes_references<pro, references, an_image>);
static_assert(!takes_references<fast, references, an_image, const char*>);

static_assert(std::is_trivially_destructible_v<references_of<fast, references>>);

// Only what outlives the call can be viewed.
template <class T>
concept can_be_viewed = requires(T&& value) { runtime(std::forward<T>(value)); };
static_assert(can_be_viewed<std::vector<reference>&> && can_be_viewed<const std::vector<reference>&> &&
              can_be_viewed<std::span<const reference>>);
static_assert(!can_be_viewed<std::vector<reference>> && !can_be_viewed<const std::vector<reference>>);

}  // namespace

BOOST_AUTO_TEST_CASE(they_stand_in_the_order_in_which_they_are_written) {
    const references_of<fast, references> given{image("https://example.com/1.png"),
                                                video("https://example.com/2.mp4", 6s),
                                                audio("https://example.com/3.mp3"), image("https://example.com/4.png")};
    const auto view = given.view();
    BOOST_TEST_REQUIRE(view.size() == 4u);
    BOOST_TEST(view[0].kind == media::image);
    BOOST_TEST(view[1].kind == media::video);
    BOOST_TEST(view[1].length == 6s);
    BOOST_TEST(view[2].kind == media::audio);
    BOOST_TEST(view[3].url == "https://example.com/4.png");
}

BOOST_AUTO_TEST_CASE(none_is_an_empty_view) {
    const references_of<fast, references> none{};
    BOOST_TEST(none.view().empty());
}

BOOST_AUTO_TEST_CASE(a_list_is_viewed_and_not_copied) {
    std::vector<reference> list(20, reference{.kind = media::image, .url = "https://example.com/1.png"});
    const references_of<fast, references> given{runtime(list)};
    BOOST_TEST(given.view().size() == 20u, "how many may be given is checked later");
    BOOST_TEST(given.view().data() == list.data());
    list[3].url = "https://example.com/2.png";
    BOOST_TEST(given.view()[3].url == "https://example.com/2.png");
    const std::vector<reference> nothing;
    const references_of<fast, references> empty{runtime(nothing)};
    BOOST_TEST(empty.view().empty());
}

BOOST_AUTO_TEST_CASE(urls_of_run_time_stand_beside_constant_ones) {
    const std::string url = "http://example.com/refused-later.png";
    const references_of<fast, references> given{image("https://example.com/1.png"), image(runtime(url))};
    BOOST_TEST_REQUIRE(given.view().size() == 2u);
    BOOST_TEST(test::begins_at(given.view()[1].url, url.data()));
}

BOOST_AUTO_TEST_SUITE_END()
