// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Each rule by itself: those that no APIXO model has, and requests that only a view can express.
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/request/check.hpp>

#include "printing.hpp"
#include "request_rules.hpp"

using namespace test;

BOOST_AUTO_TEST_SUITE(checking)

BOOST_AUTO_TEST_CASE(options_not_taken_and_options_required) {
    free_request request{apixo::facts::pro_modes[0]};
    auto& r = request.view;
    BOOST_TEST(broken(r) == strings{"sound: the model requires a value for this option (allowed true, false)"});
    r.sound = false;
    r.camera_fixed = true;
    BOOST_TEST(broken(r) == strings{});
    r.web_search = r.watermark = r.return_last_frame = r.content_check = false;
    r.seed = r.frames_per_second = 24;
    strings expected;
    for (const std::string name :
         {"web_search", "watermark", "seed", "frames_per_second", "return_last_frame", "content_check"})
        expected.push_back(name + ": the model does not take this option in this mode");
    BOOST_TEST(broken(r) == expected);
}

BOOST_AUTO_TEST_CASE(no_document_limits_seeds_and_frame_rates) {
    free_request request{text_rules};
    request.rules.options = {option::seed, option::frames_per_second};
    for (const std::int64_t number :
         {std::int64_t{-1}, std::int64_t{0}, std::int64_t{61}, std::int64_t{4'294'967'296},
          std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        request.view.seed = request.view.frames_per_second = number;
        BOOST_TEST(broken(request.view) == strings{});
    }
    request.view.oversized.add(option::seed);
    BOOST_TEST(broken(request.view) ==
               strings{"seed: the seed does not fit 64 bits with a sign (allowed at most 64 bits with the sign)"});
}

BOOST_AUTO_TEST_CASE(frames_belong_to_their_mode) {
    free_request text{text_rules};
    text.view.first_frame = text.view.last_frame = photo;
    BOOST_TEST(broken(text.view).size() == 2u);
    BOOST_TEST(broken(text.view)[1] ==
               "last_frame: this mode takes no media of this kind (given https://example.com/photo.png)");

    free_request frames{frame_rules};
    BOOST_TEST(broken(frames.view) == strings{"first_frame: a first frame is required"});
    frames.view.last_frame = photo;
    BOOST_TEST(broken(frames.view) == strings{"first_frame: a last frame needs a first frame"});
    frames.view.first_frame = photo;
    BOOST_TEST(broken(frames.view) == strings{});
    frames.rules.inputs.images.max_count = 1;
    BOOST_TEST(broken(frames.view) ==
               strings{"last_frame: the model takes a first frame only (given https://example.com/photo.png)"});
    frames.rules.inputs.images = {.min_count = 2, .max_count = 2};
    frames.view.last_frame = {};
    BOOST_TEST(broken(frames.view) == strings{"last_frame: a last frame is required by this model"});
}

BOOST_AUTO_TEST_CASE(references_belong_to_their_modes) {
    const auto list = list_of(1, 0, 0);
    free_request text{text_rules};
    text.view.references = list;
    BOOST_TEST(broken(text.view) == strings{"references: this mode takes no media of this kind"});
    free_request frames{frame_rules};
    frames.view.first_frame = photo;
    frames.view.references = list;
    BOOST_TEST(broken(frames.view) ==
               strings{"references: frames and references are different modes and cannot be combined"});
}

BOOST_AUTO_TEST_CASE(references_together_and_at_least_one) {
    free_request request{reference_rules};
    request.rules.inputs.min_together = 1;
    request.rules.inputs.max_together = 12;
    BOOST_TEST(broken(request.view) ==
               strings{"references: at least one reference is required (given 0, allowed at least 1)"});
    const auto twelve = list_of(6, 3, 3);
    request.view.references = twelve;
    BOOST_TEST(broken(request.view) == strings{});
    const auto thirteen = list_of(7, 3, 3);
    request.view.references = thirteen;
    BOOST_TEST(broken(request.view) ==
               strings{"references: too many references together (given 13, allowed at most 12 files together)"});
    request.rules.inputs.images.schemes = {.data = true, .asset = true};
    const std::vector<reference> inlined{
        {.url = "data:image/png,x"}, {.url = "asset://1"}, {.kind = media::video, .url = "data:video/mp4,x"}};
    request.view.references = inlined;
    BOOST_TEST(
        broken(request.view) ==
        strings{
            "references[2].url: the model does not take data: URIs for this kind of media (given data:video/mp4,x)"});
}

BOOST_AUTO_TEST_CASE(an_edit_has_one_source) {
    free_request request{reference_rules};
    request.rules.kind = mode::edit_video;
    request.rules.inputs.videos = {.min_count = 1, .max_count = 1};
    const auto none = list_of(1, 0, 0);
    request.view.references = none;
    BOOST_TEST(broken(request.view) ==
               strings{"references: exactly one source video is required (given 0, allowed 1 video)"});
    const auto one = list_of(2, 1, 0);
    request.view.references = one;
    BOOST_TEST(broken(request.view) == strings{});
    request.view.duration_as_source = true;
    request.view.seconds = 0;
    BOOST_TEST(broken(request.view) == strings{"duration: only edit_video can take its duration from the source"});
    request.rules.duration.as_source = true;
    BOOST_TEST(broken(request.view) == strings{});
    const auto two = list_of(0, 2, 0);
    request.view.references = two;
    BOOST_TEST(broken(request.view) ==
               (strings{"references: too many videos (given 2, allowed at most 1)",
                        "references: exactly one source video is required (given 2, allowed 1 video)"}));
}

BOOST_AUTO_TEST_CASE(directives_in_a_prompt) {
    static constexpr std::string_view known[] = {"--resolution", "--rs", "--seed"};
    free_request request{text_rules};
    request.rules.prompt.directives = known;
    const auto with = [&](std::string_view prompt) {
        request.view.prompt = prompt;
        return broken(request.view).size();
    };
    for (const std::string_view harmless :
         {"rain", "- -rs 1080p", "--rsx 1", "--resolutions", "--re", "a--seedling", "-rs 1080p"})
        BOOST_TEST(with(harmless) == 0u);
    for (const std::string_view one :
         {"--rs 1080p", "rain --rs 1080p", "rain --rs", "rain --rs=1080p", "rain\n--resolution\t1080p",
          "--rsx --rs 1080p", "rain --rs --rs", "a--rs b", "--RS 1080p", "--rs:1080p", "--rs1080p"})
        BOOST_TEST(with(one) == 1u);
    BOOST_TEST(with("--rs 1080p --seed 7") == 2u);
    request.view.prompt = "rain --rs 1080p";
    BOOST_TEST(broken(request.view) == strings{"prompt: the prompt contains a directive that could change the price; "
                                               "use the field of that name instead (given --rs)"});
}

BOOST_AUTO_TEST_CASE(prompts_limited_by_words) {
    free_request request{text_rules};
    request.rules.prompt.max_cjk_characters = 500;
    request.rules.prompt.max_words = 1000;
    const auto with = [&](int cjk, int words) {
        std::string prompt;
        for (int i = 0; i < words; ++i) prompt += "rain ";
        for (int i = 0; i < cjk; ++i) prompt += "\xE9\x9B\xA8";
        request.view.prompt = prompt;
        const auto said = broken(request.view);
        request.view.prompt = {};
        return said;
    };
    BOOST_TEST(with(500, 0) == strings{});
    BOOST_TEST(with(0, 1000) == strings{});
    BOOST_TEST(with(500, 1000) == strings{});
    BOOST_TEST(
        with(501, 0) ==
        strings{"prompt: the prompt has too many words (given 501 and 0, allowed 500 CJK characters or 1000 words)"});
    BOOST_TEST(with(0, 1001).size() == 1u);
    BOOST_TEST(with(501, 1000).size() == 1u);
    BOOST_TEST(with(500, 1001).size() == 1u);
}

BOOST_AUTO_TEST_CASE(lists_and_ranges_are_said_in_words) {
    static constexpr std::string_view values[] = {"480p", "720p"};
    BOOST_TEST(check::list(values).view() == "480p, 720p");
    BOOST_TEST(check::list({}).view() == "");
    BOOST_TEST(check::range(4, 15, " s").view() == "4..15 s");
    BOOST_TEST(check::at_most(3, " files").view() == "at most 3 files");
    BOOST_TEST(check::amount(-1, " s").view() == "-1 s");
}

BOOST_AUTO_TEST_CASE(text_is_measured_in_code_points) {
    const auto measured = [](std::string_view text) { return check::measure(text).code_points; };
    BOOST_TEST(measured("") == 0);
    BOOST_TEST(measured("rain") == 4);
    BOOST_TEST(measured("\xE9\x9B\xA8") == 1);
    BOOST_TEST(measured("\xF0\x9F\x8C\xA7 ") == 2);
    BOOST_TEST(check::measure("\xE9\x9B\xA8").is_utf8);
    BOOST_TEST(!check::measure("\xE9\x9B").is_utf8);
    BOOST_TEST(measured("\xE9\x9B") == 2, "bytes that are not UTF-8 count one each");
}

BOOST_AUTO_TEST_CASE(lengths_that_no_sum_can_hold_are_too_long_together) {
    free_request request{reference_rules};
    request.rules.inputs.videos.max_each = {};
    const auto huge = std::chrono::milliseconds::max();
    const std::vector<reference> list{{.kind = media::video, .url = photo, .length = huge},
                                      {.kind = media::video, .url = photo, .length = huge}};
    request.view.references = list;
    const auto found = validate(request.view);
    BOOST_TEST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].broken == rule::these_reference_videos_are_too_long_together);
}

BOOST_AUTO_TEST_SUITE_END()
