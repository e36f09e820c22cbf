// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The elements of a request's references: their kind is part of their type, their URL is viewed.
#include <chrono>
#include <string>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <seedance/request/reference.hpp>

#include "checks.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(reference_values)

namespace {

using namespace std::chrono_literals;
using namespace seedance;

constexpr auto photo = image("https://example.com/photo.png");
constexpr auto clip = video("https://example.com/clip.mp4", 6s);
constexpr auto song = audio("asset://song");
static_assert(photo.kind == media::image && clip.kind == media::video && song.kind == media::audio);
static_assert(photo.constant && clip.constant && song.constant);
static_assert(clip.value.length == 6s && song.value.length == 0s);
static_assert(std::is_trivially_destructible_v<reference> && std::is_trivially_copyable_v<decltype(photo)>);

}  // namespace

BOOST_AUTO_TEST_CASE(a_url_of_run_time_is_viewed_and_not_looked_at) {
    const std::string url = "no URL at all";
    const auto given = image(runtime(url));
    BOOST_TEST(!given.constant);
    BOOST_TEST(given.kind == media::image);
    BOOST_TEST(test::begins_at(given.value.url, url.data()));
    BOOST_TEST(video(runtime(url), 7500ms).value.length == 7500ms);
    BOOST_TEST(audio(runtime(url)).value.kind == media::audio);
    BOOST_TEST(audio(runtime(url)).value.length == 0ms, "a length that is not known");
}

BOOST_AUTO_TEST_CASE(every_kind_becomes_a_plain_reference) {
    const reference plain = clip;
    BOOST_TEST(plain.kind == media::video);
    BOOST_TEST(plain.url == "https://example.com/clip.mp4");
    BOOST_TEST(plain.length == 6s);
}

BOOST_AUTO_TEST_SUITE_END()
