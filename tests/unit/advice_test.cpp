// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/model/pixazo.hpp>
#include <seedance/model/well_formed.hpp>
#include <seedance/model/xenodia.hpp>
#include <seedance/request/advice.hpp>
#include <seedance/request/validate.hpp>

#include "constant_lists.hpp"
#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(advising)

namespace {

using namespace std::chrono_literals;
using namespace seedance;
using strings = std::vector<std::string>;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;
using xenodia_full = xenodia::seedance_2;
using xenodia_fast = xenodia::seedance_2_fast;

constexpr auto photo = "https://example.com/photo.png";
constexpr auto clip = "https://example.com/clip.mp4";

template <class Request>
strings advised(const Request& request) {
    strings said;
    for (const auto& h : advice(request)) said.push_back(to_string(h));
    return said;
}

/// What a prompt mentions beyond one image and two videos.
strings mentioned(std::string_view prompt) {
    strings said;
    const reference_to_video<fast> request{.prompt = runtime(prompt),
                                           .references = {image(photo), video(clip, 4s), video(clip, 4s)}};
    for (const auto& h : advice(request)) {
        BOOST_TEST(h.about == concern::this_prompt_mentions_a_file_that_is_not_given);
        said.emplace_back(h.given.view());
    }
    return said;
}

}  // namespace

BOOST_AUTO_TEST_CASE(pro_durations_between_the_tiers) {
    for (int seconds = 4; seconds <= 12; ++seconds) {
        const auto length = runtime(std::chrono::seconds{seconds});
        const text_to_video<pro> text{.prompt = "rain", .duration = length, .sound = true};
        const image_to_video<pro> frame{.prompt = "rain", .first_frame = photo, .duration = length, .sound = true};
        BOOST_TEST(validate(text).empty());
        const auto expected = seconds % 4 == 0
                                  ? strings{}
                                  : strings{"duration: the gateway's document advises other durations (given " +
                                            std::to_string(seconds) + " s, advised 4, 8, 12 s)"};
        BOOST_TEST(advised(text) == expected);
        BOOST_TEST(advised(frame) == expected);
    }
    BOOST_TEST(advised(text_to_video<pro>{.prompt = "rain", .sound = true}) == strings{});
}

BOOST_AUTO_TEST_CASE(other_models_advise_no_duration) {
    for (int seconds = 4; seconds <= 15; ++seconds)
        BOOST_TEST(advised(text_to_video<mini>{.prompt = "rain", .duration = runtime(std::chrono::seconds{seconds})}) ==
                   strings{});
}

BOOST_AUTO_TEST_CASE(references_without_any) {
    constexpr reference_to_video<fast> none{.prompt = "rain", .references = {}};
    STATIC_ASSERT_LISTS(validate(none).empty() && advice(none).size() == 1);
    BOOST_TEST(advised(none) == strings{"references: the mode is for references, and none is given"});
    BOOST_TEST(advised(reference_to_video<mini>{.prompt = "rain", .references = runtime(std::span<const reference>{})})
                   .size() == 1u);
    BOOST_TEST(advised(reference_to_video<mini>{.prompt = "rain", .references = {image(photo)}}) == strings{});
}

BOOST_AUTO_TEST_CASE(lengths_that_decide_the_price) {
    const reference_to_video<fast> request{
        .prompt = "rain",
        .references = {image(photo), video(clip), video(clip, 4s), audio(clip), video(runtime(clip))}};
    BOOST_TEST(advised(request) ==
               (strings{"references[1].length: without its length the price of the request cannot be known",
                        "references[4].length: without its length the price of the request cannot be known"}));
    BOOST_TEST(advised(reference_to_video<mini>{.prompt = "rain", .references = {image(photo), audio(clip)}}) ==
               strings{});
    BOOST_TEST(advised(reference_to_video<mini>{.prompt = "rain", .references = {video(clip, 4s), audio(clip)}}) ==
               strings{});
}

BOOST_AUTO_TEST_CASE(mentions_of_files_not_given) {
    for (const std::string_view known :
         {"@image1 and @video2", "[Image1] [Video1]", "Image 1, Video 2", "(@Image1)", "rain"})
        BOOST_TEST(mentioned(known) == strings{});
    for (const std::string wrong : {"@image3", "@video3", "@audio1", "@Image2", "@AUDIO12", "[Image3]", "[image 2]",
                                    "[Audio 1]", "Image 2", "Image2", "Video 3", "Audio 1", "@image0"}) {
        BOOST_TEST(mentioned(wrong) == strings{wrong});
        BOOST_TEST(mentioned("as in " + wrong + ", but slower") == strings{wrong});
    }
    BOOST_TEST(mentioned("@image1 then @image2 and @image3") == (strings{"@image2", "@image3"}));
    BOOST_TEST(mentioned("[Image2][Video3]") == (strings{"[Image2]", "[Video3]"}));
}

BOOST_AUTO_TEST_CASE(plain_words_are_no_mentions) {
    for (const std::string_view plain : {"image 3",  "video 3",     "3 images", "an audio3 player",
                                         "@imagery", "@image",      "@image 3", "me@image3.example",
                                         "Images 3", "Image 3d",    "Image  3", "Image three",
                                         "[Imag3]",  "@",           "[",        "Image",
                                         "Videos",   "@image99999", "Image\n3", "Image_3",
                                         "MyImage 3"})
        BOOST_TEST(mentioned(plain) == strings{});
}

BOOST_AUTO_TEST_CASE(frames_are_images) {
    BOOST_TEST(advised(image_to_video<fast>{.prompt = "@image1 turns", .first_frame = photo}) == strings{});
    BOOST_TEST(advised(image_to_video<fast>{
                   .prompt = "@image1 turns into @image2", .first_frame = photo, .last_frame = photo}) == strings{});
    BOOST_TEST(advised(image_to_video<fast>{.prompt = "@image1 turns into @image2", .first_frame = photo}) ==
               strings{"prompt: the prompt mentions a file that is not given (given @image2, advised at most 1)"});
    BOOST_TEST(advised(text_to_video<mini>{.prompt = "@image1 turns"}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_resolution_that_newer_pages_do_not_list) {
    constexpr text_to_video<xenodia_fast> doubtful{.prompt = "rain", .resolution = "1080p"};
    STATIC_ASSERT_LISTS(validate(doubtful).empty() && advice(doubtful).size() == 1);
    const strings expected{
        "resolution: not every page of the gateway lists this resolution (given 1080p, advised 480p, 720p)"};
    BOOST_TEST(advised(doubtful) == expected);
    BOOST_TEST(advised(image_to_video<xenodia_fast>{.prompt = "rain", .first_frame = photo, .resolution = "1080p"}) ==
               expected);
    BOOST_TEST(advised(reference_to_video<xenodia_fast>{
                   .prompt = "rain", .references = {image(photo)}, .resolution = "1080p"}) == expected);
    for (const std::string_view sure : {"480p", "720p"})
        BOOST_TEST(advised(text_to_video<xenodia_fast>{.prompt = "rain", .resolution = runtime(sure)}) == strings{});
    BOOST_TEST(advised(text_to_video<xenodia_full>{.prompt = "rain", .resolution = "1080p"}) == strings{});
    BOOST_TEST(advised(text_to_video<pixazo::seedance_2_0>{.prompt = "rain", .resolution = "1080p"}) == strings{});
    BOOST_TEST(advised(text_to_video<xenodia_fast>{.prompt = "rain", .resolution = runtime("4k")}) ==
               strings{});  // a broken rule, not a hint
}

BOOST_AUTO_TEST_CASE(audio_alone_where_it_is_taken) {
    constexpr reference_to_video<xenodia_full> alone{.prompt = "rain", .references = {audio(clip)}};
    STATIC_ASSERT_LISTS(validate(alone).empty() && advice(alone).size() == 1);
    const strings expected{
        "references: the gateway takes audio without an image or a video, but the model behind it refuses that"};
    BOOST_TEST(advised(alone) == expected);
    BOOST_TEST(advised(reference_to_video<xenodia_fast>{.prompt = "rain", .references = {audio(clip), audio(clip)}}) ==
               expected);
    BOOST_TEST(advised(reference_to_video<xenodia_full>{.prompt = "rain", .references = {audio(clip), image(photo)}}) ==
               strings{});
    BOOST_TEST(advised(reference_to_video<xenodia_full>{.prompt = "rain", .references = {audio(clip), video(clip)}}) ==
               strings{});
    const reference refused[] = {audio(clip)};  // a broken rule, not a hint
    BOOST_TEST(advised(reference_to_video<fast>{.prompt = "rain", .references = runtime(std::span{refused})}) ==
               strings{});
}

BOOST_AUTO_TEST_CASE(advised_resolutions_are_offered_ones) {
    static constexpr std::string_view other[] = {"4k"};
    static constexpr mode_rules modes[] = {[] {
        auto rules = xenodia::facts::modes[0];
        rules.advised_resolutions = other;
        return rules;
    }()};
    auto model = xenodia_full::descriptor;
    BOOST_TEST(well_formed(model));
    model.modes = modes;
    BOOST_TEST(!well_formed(model));
}

BOOST_AUTO_TEST_CASE(every_concern_is_listed_in_the_order_of_the_fields) {
    const text_to_video<pro> text{.prompt = "@video1 and [Image1]", .duration = 5s, .sound = true};
    const warnings expected{{concern::this_prompt_mentions_a_file_that_is_not_given, "prompt", "at most 0", "@video1"},
                            {concern::this_prompt_mentions_a_file_that_is_not_given, "prompt", "at most 0", "[Image1]"},
                            {concern::this_duration_is_not_advised, "duration", "4, 8, 12 s", "5 s"}};
    BOOST_TEST(advice(text) == expected);
}

BOOST_AUTO_TEST_CASE(every_concern_has_words) {
    const auto last = static_cast<int>(concern::this_looks_like_a_directive);
    for (int value = 1; value <= last; ++value) {
        BOOST_TEST(to_string(static_cast<concern>(value)) != "?");
        BOOST_TEST(name_of(static_cast<concern>(value)) != "?");
    }
    for (const int none : {0, last + 1}) {
        BOOST_TEST(to_string(static_cast<concern>(none)) == "?");
        BOOST_TEST(name_of(static_cast<concern>(none)) == "?");
    }
}

BOOST_AUTO_TEST_SUITE_END()
