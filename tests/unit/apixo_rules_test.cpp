// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every limit of the three APIXO models, from both sides: what validation refuses at run time, and in which words.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>

#include "printing.hpp"
#include "request_rules.hpp"

BOOST_AUTO_TEST_SUITE(apixo_rules)

namespace {

using namespace std::chrono_literals;
using namespace test;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

/// A model in one of its modes.
template <class Model, mode Mode>
struct subject {
    using model_type = Model;
    static constexpr mode kind = Mode;
    static constexpr bool is_1_5 = std::same_as<Model, pro>;
};
using subjects = std::tuple<subject<fast, mode::text_to_video>, subject<fast, mode::image_to_video>,
                            subject<fast, mode::reference_to_video>, subject<mini, mode::text_to_video>,
                            subject<mini, mode::image_to_video>, subject<mini, mode::reference_to_video>,
                            subject<pro, mode::text_to_video>, subject<pro, mode::image_to_video>>;

/// A request whose values are known only at run time.
template <class Subject>
auto request_of(std::string_view prompt, std::string_view resolution, std::chrono::seconds duration,
                std::string_view ratio) {
    using Model = typename Subject::model_type;
    if constexpr (Subject::kind == mode::text_to_video)
        return text_to_video<Model>{.prompt = runtime(prompt),
                                    .resolution = runtime(resolution),
                                    .duration = runtime(duration),
                                    .aspect_ratio = runtime(ratio),
                                    .sound = true};
    else if constexpr (Subject::kind == mode::image_to_video)
        return image_to_video<Model>{.prompt = runtime(prompt),
                                     .first_frame = photo,
                                     .resolution = runtime(resolution),
                                     .duration = runtime(duration),
                                     .aspect_ratio = runtime(ratio),
                                     .sound = true};
    else
        return reference_to_video<Model>{.prompt = runtime(prompt),
                                         .references = {},
                                         .resolution = runtime(resolution),
                                         .duration = runtime(duration),
                                         .aspect_ratio = runtime(ratio),
                                         .sound = true};
}

template <class Model>
strings broken_by_list(const std::vector<reference>& list) {
    return broken(reference_to_video<Model>{.prompt = "rain", .references = runtime(list)});
}

}  // namespace

// ---- the documented limits, at run time

BOOST_AUTO_TEST_CASE_TEMPLATE(resolutions, Subject, subjects) {
    for (const std::string given : {"480p", "720p"})
        BOOST_TEST(broken(request_of<Subject>("rain", given, 5s, "16:9")) == strings{});
    for (const std::string given : {"1080p", "4k", "2160p", "360p", "720", "720P", " 720p", "720p ", "", "auto"}) {
        const auto expected =
            given.empty() ? std::string{"(allowed 480p, 720p)"} : "(given " + given + ", allowed 480p, 720p)";
        BOOST_TEST(broken(request_of<Subject>("rain", given, 5s, "16:9")) ==
                   strings{"resolution: the model does not offer this resolution " + expected});
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(aspect_ratios, Subject, subjects) {
    for (const std::string given : {"1:1", "3:4", "4:3", "9:16", "16:9", "21:9"})
        BOOST_TEST(broken(request_of<Subject>("rain", "720p", 5s, given)) == strings{});
    for (const std::string given : {"5:4", "9:21", "2:3", "16x9", "16:9 ", "Auto", "keep_ratio", ""})
        BOOST_TEST(broken(request_of<Subject>("rain", "720p", 5s, given)).size() == 1u);
    for (const std::string given : {"auto", "adaptive"}) {
        const auto request = request_of<Subject>("rain", "720p", 5s, given);
        BOOST_TEST(view_of(request).aspect_ratio == "adaptive");
        BOOST_TEST(validate(request).empty() == !Subject::is_1_5);
    }
    const auto list = std::string{Subject::is_1_5 ? "" : "adaptive, "} +
                      (Subject::is_1_5 ? "1:1, 3:4, 4:3, 9:16, 16:9, 21:9" : "16:9, 4:3, 1:1, 3:4, 9:16, 21:9");
    BOOST_TEST(broken(request_of<Subject>("rain", "720p", 5s, "5:4")) ==
               strings{"aspect_ratio: the model does not offer this aspect ratio (given 5:4, allowed " + list + ")"});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(durations, Subject, subjects) {
    const int longest = Subject::is_1_5 ? 12 : 15;
    for (int seconds = -20; seconds <= 40; ++seconds) {
        const auto said = broken(request_of<Subject>("rain", "720p", std::chrono::seconds{seconds}, "16:9"));
        if (seconds >= 4 && seconds <= longest)
            BOOST_TEST(said == strings{});
        else
            BOOST_TEST(said == strings{"duration: the model does not offer this duration (given " +
                                       std::to_string(seconds) + " s, allowed 4.." + std::to_string(longest) + " s)"});
    }
    BOOST_TEST(broken(request_of<Subject>("rain", "720p", std::chrono::seconds::max(), "16:9")).size() == 1u);
    BOOST_TEST(broken(request_of<Subject>("rain", "720p", std::chrono::seconds::min(), "16:9")).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(prompts, Subject, subjects) {
    const auto with = [](std::string_view prompt) { return broken(request_of<Subject>(prompt, "720p", 5s, "16:9")); };
    for (const std::string_view blank : {"", " ", "\t\r\n"})
        BOOST_TEST(with(blank) == strings{"prompt: a prompt is required and must not be blank"});
    BOOST_TEST(with({}) == strings{"prompt: a prompt is required and must not be blank"});
    BOOST_TEST(with("caf\xE9 in the rain") == strings{"prompt: the prompt is not valid UTF-8 (allowed UTF-8)"});

    const std::string letter = "\xE9\x9B\xA8";
    std::string prompt;
    for (int length = 1; length <= 2502; ++length) {
        prompt += letter;
        const auto said = with(" \n" + prompt + "\t");
        if (!Subject::is_1_5 || (length >= 3 && length <= 2500)) {
            BOOST_REQUIRE(said.empty());
            continue;
        }
        BOOST_TEST(said == strings{std::string{"prompt: the prompt has too "} + (length < 3 ? "few" : "many") +
                                   " characters (given " + std::to_string(length) +
                                   " characters, allowed 3..2500 characters)"});
    }
}

BOOST_AUTO_TEST_CASE(prompts_of_the_2_0_family_have_no_upper_limit) {
    const std::string prompt(1'000'000, 'a');
    BOOST_TEST(broken(text_to_video<fast>{.prompt = runtime(prompt)}) == strings{});
    BOOST_TEST(broken(text_to_video<mini>{.prompt = runtime("--resolution 1080p")}) == strings{});
}

// ---- references

BOOST_AUTO_TEST_CASE(counts_of_references) {
    for (int images = 0; images <= 11; ++images)
        for (int videos = 0; videos <= 5; ++videos)
            for (int audio = 0; audio <= 5; ++audio) {
                strings expected;
                if (images > 9)
                    expected.push_back("references: too many images (given " + std::to_string(images) +
                                       ", allowed at most 9)");
                if (videos > 3)
                    expected.push_back("references: too many videos (given " + std::to_string(videos) +
                                       ", allowed at most 3)");
                if (audio > 3)
                    expected.push_back("references: too many audio files (given " + std::to_string(audio) +
                                       ", allowed at most 3)");
                if (audio > 0 && images + videos == 0)
                    expected.push_back(
                        "references: audio references need at least one image or video beside them (given " +
                        std::to_string(audio) + " audio files alone)");
                const auto list = list_of(images, videos, audio);
                BOOST_TEST(broken_by_list<fast>(list) == expected);
                BOOST_TEST(broken_by_list<mini>(list) == expected);
            }
}

BOOST_AUTO_TEST_CASE(lengths_of_references) {
    const auto with = [](media kind, std::chrono::milliseconds length) {
        const std::vector<reference> list{{.kind = media::image, .url = photo},
                                          {.kind = kind, .url = photo, .length = length}};
        BOOST_TEST(broken_by_list<fast>(list) == broken_by_list<mini>(list));
        return broken_by_list<fast>(list);
    };
    for (const auto kind : {media::video, media::audio}) {
        for (const auto length : {0ms, 2000ms, 2001ms, 7500ms, 15000ms}) BOOST_TEST(with(kind, length) == strings{});
        BOOST_TEST(with(kind, 1999ms) ==
                   strings{"references[1].length: the reference is too short (given 1999 ms, allowed 2000..15000 ms)"});
        BOOST_TEST(with(kind, 1ms).size() == 1u);
        BOOST_TEST(with(kind, -1ms).size() == 1u);
        BOOST_TEST(with(kind, std::chrono::milliseconds::min()).size() == 1u);
        const std::string all = kind == media::video ? "videos" : "audio files";
        BOOST_TEST(with(kind, 15001ms) ==
                   (strings{"references[1].length: the reference is too long (given 15001 ms, allowed 2000..15000 ms)",
                            "references: the reference " + all +
                                " are too long together (given 15001 ms, allowed at most 15000 ms together)"}));
        BOOST_TEST(with(kind, std::chrono::milliseconds::max()).size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(lengths_together_are_summed_by_kind) {
    const auto with = [](std::vector<reference> list) {
        for (auto& r : list) r.url = photo;
        return broken_by_list<mini>(list);
    };
    const auto clip = [](media kind, std::chrono::milliseconds length) {
        return reference{.kind = kind, .length = length};
    };
    BOOST_TEST(with({clip(media::video, 5s), clip(media::video, 5s), clip(media::video, 5s), clip(media::audio, 7s),
                     clip(media::audio, 8s)}) == strings{});
    BOOST_TEST(with({clip(media::video, 15s), clip(media::video, 0s)}) == strings{});
    BOOST_TEST(with({clip(media::video, 8s), clip(media::video, 7001ms)}) ==
               strings{"references: the reference videos are too long together (given 15001 ms, allowed at most 15000 "
                       "ms together)"});
    BOOST_TEST(with({clip(media::image, 0s), clip(media::audio, 8s), clip(media::audio, 8s)}) ==
               strings{"references: the reference audio files are too long together (given 16000 ms, allowed at most "
                       "15000 ms together)"});
    constexpr auto longest = std::chrono::milliseconds::max();
    BOOST_TEST(with({clip(media::video, longest), clip(media::video, longest), clip(media::video, -5s)}).size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
