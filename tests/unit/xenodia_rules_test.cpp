// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every fact of Xenodia's page for Seedance 2.0, from both sides of its limit: what the descriptors say, what
// validation refuses and in which words, what is not known of prices, when to poll.
#include <boost/test/unit_test.hpp>

#include <iterator>
#include <string>
#include <tuple>
#include <vector>

#include <seedance/provider/prepared.hpp>
#include <seedance/provider/xenodia.hpp>

#include "printing.hpp"

BOOST_AUTO_TEST_SUITE(xenodia_rules)

namespace {

using namespace std::chrono_literals;
using namespace seedance;
using strings = std::vector<std::string>;

using full = xenodia::seedance_2;
using fast = xenodia::seedance_2_fast;

constexpr auto photo = "https://example.com/photo.png";
constexpr auto clip = "https://example.com/clip.mp4";
constexpr auto song = "https://example.com/song.mp3";

/// A model in one of its modes.
template <class Model, mode Mode>
struct subject {
    using model_type = Model;
    static constexpr mode kind = Mode;
    static constexpr const mode_rules& rules = rules_of<Model, Mode>;
};
using subjects = std::tuple<subject<full, mode::text_to_video>, subject<full, mode::image_to_video>,
                            subject<full, mode::reference_to_video>, subject<fast, mode::text_to_video>,
                            subject<fast, mode::image_to_video>, subject<fast, mode::reference_to_video>>;

/// A request of this model and mode that breaks no rule, as a view whose fields a test changes.
template <class Subject>
struct sample {
    sample() {
        view.model = &Subject::model_type::descriptor;
        view.rules = &Subject::rules;
        view.prompt = "rain";
        view.resolution = Subject::rules.default_resolution;
        view.aspect_ratio = Subject::rules.default_aspect_ratio;
        view.seconds = Subject::rules.duration.default_seconds;
        if (Subject::kind == mode::image_to_video) view.first_frame = photo;
        if (Subject::kind == mode::reference_to_video) list.push_back({.kind = media::image, .url = photo});
        view.references = list;
    }
    sample(const sample&) = delete;

    std::vector<reference> list;
    request_view view{};
};

/// The rules that a request breaks, in words and in order.
template <class Request>
strings broken(const Request& request) {
    strings said;
    for (const auto& v : validate(request)) said.push_back(to_string(v));
    return said;
}

std::vector<reference> list_of(int images, int videos, int audio) {
    std::vector<reference> list;
    for (int i = 0; i < images; ++i) list.push_back({.kind = media::image, .url = photo});
    for (int i = 0; i < videos; ++i) list.push_back({.kind = media::video, .url = clip});
    for (int i = 0; i < audio; ++i) list.push_back({.kind = media::audio, .url = song});
    return list;
}

template <class Model>
strings broken_by_list(const std::vector<reference>& list) {
    return broken(reference_to_video<Model>{.prompt = "rain", .references = runtime(list)});
}

}  // namespace

// ---- models and modes

BOOST_AUTO_TEST_CASE(models_are_the_documented_ones) {
    BOOST_TEST(full::descriptor.id == "seedance-2");
    BOOST_TEST(fast::descriptor.id == "seedance-2-fast");
    for (const auto* model : {&full::descriptor, &fast::descriptor}) {
        BOOST_TEST(model->provider == "xenodia");
        BOOST_TEST(model->as_of == "2026-11-21");
        BOOST_TEST(!model->source.empty());
        BOOST_TEST(well_formed(*model));
        BOOST_TEST(model->modes.size() == 3u);
    }
    static_assert(offers<full, mode::text_to_video> && offers<full, mode::image_to_video> &&
                  offers<full, mode::reference_to_video> && !offers<full, mode::edit_video>);
    static_assert(offers<fast, mode::text_to_video> && offers<fast, mode::image_to_video> &&
                  offers<fast, mode::reference_to_video> && !offers<fast, mode::edit_video>);
    BOOST_TEST(xenodia::account{}.base_url == "https://api.xenodia.xyz");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_request_of_every_mode_is_valid, Subject, subjects) {
    const sample<Subject> request;
    BOOST_TEST(broken(request.view) == strings{});
}

// ---- resolution, aspect ratio, duration

// "480p, 720p, or 1080p. Defaults to 720p", for both models.
BOOST_AUTO_TEST_CASE_TEMPLATE(resolutions, Subject, subjects) {
    sample<Subject> request;
    const auto with = [&](std::string_view given) {
        request.view.resolution = given;
        return broken(request.view);
    };
    for (const std::string_view given : {"480p", "720p", "1080p"}) BOOST_TEST(with(given) == strings{});
    for (const std::string given : {"4k", "2160p", "360p", "1080", "1080P", " 720p", "720p "})
        BOOST_TEST(with(given) == strings{"resolution: the model does not offer this resolution (given " + given +
                                          ", allowed 480p, 720p, 1080p)"});
    BOOST_TEST(with("").size() == 1u);
    BOOST_TEST(Subject::rules.default_resolution == "720p");
}

// "1:1, 4:3, 3:4, 16:9, 9:16, 21:9, or adaptive. Defaults to 16:9."
BOOST_AUTO_TEST_CASE_TEMPLATE(aspect_ratios, Subject, subjects) {
    sample<Subject> request;
    const auto with = [&](std::string_view given) {
        request.view.aspect_ratio = given;
        return broken(request.view);
    };
    for (const std::string_view given : {"1:1", "4:3", "3:4", "16:9", "9:16", "21:9", "adaptive", "auto"})
        BOOST_TEST(with(given) == strings{});
    for (const std::string given : {"5:4", "9:21", "2:3", "16x9", "16:9 ", "Adaptive", "keep_ratio"})
        BOOST_TEST(with(given) == strings{"aspect_ratio: the model does not offer this aspect ratio (given " + given +
                                          ", allowed 1:1, 4:3, 3:4, 16:9, 9:16, 21:9, adaptive)"});
    BOOST_TEST(with("").size() == 1u);
    BOOST_TEST(Subject::rules.default_aspect_ratio == "16:9");
}

// "Integer seconds from 4 to 15. Defaults to 5."
BOOST_AUTO_TEST_CASE_TEMPLATE(durations, Subject, subjects) {
    sample<Subject> request;
    for (int seconds = -20; seconds <= 40; ++seconds) {
        request.view.seconds = seconds;
        if (seconds >= 4 && seconds <= 15)
            BOOST_TEST(broken(request.view) == strings{});
        else
            BOOST_TEST(broken(request.view) == strings{"duration: the model does not offer this duration (given " +
                                                       std::to_string(seconds) + " s, allowed 4..15 s)"});
    }
    BOOST_TEST(Subject::rules.duration.default_seconds == 5);
    request.view.duration_as_source = true;
    BOOST_TEST(broken(request.view) == strings{"duration: only edit_video can take its duration from the source"});
}

// ---- prompts: "Required text prompt. Minimum 3 characters, maximum 20000 characters."

BOOST_AUTO_TEST_CASE_TEMPLATE(prompts, Subject, subjects) {
    sample<Subject> request;
    const auto with = [&](std::string_view prompt) {
        request.view.prompt = prompt;
        return broken(request.view);
    };
    const strings needed{"prompt: a prompt is required and must not be blank"};
    for (const std::string_view blank : {"", " ", "\t\r\n", "     "}) BOOST_TEST(with(blank) == needed);
    BOOST_TEST(with({}) == needed);
    BOOST_TEST(with("caf\xE9 in the rain") == strings{"prompt: the prompt is not valid UTF-8 (allowed UTF-8)"});

    const auto of_length = [](std::size_t code_points, std::string_view letter) {
        std::string prompt;
        for (std::size_t i = 0; i != code_points; ++i) prompt += letter;
        return prompt;
    };
    for (const std::string_view letter : {"a", "\xC3\xA9", "\xE9\x9B\xA8", "\xF0\x9F\x8C\xA7"}) {
        for (const std::size_t length : {3u, 4u, 2501u, 19999u, 20000u})
            BOOST_TEST(with(of_length(length, letter)) == strings{});
        for (const std::size_t length : {1u, 2u})
            BOOST_TEST(with(of_length(length, letter)) ==
                       strings{"prompt: the prompt has too few characters (given " + std::to_string(length) +
                               " characters, allowed 3..20000 characters)"});
        for (const std::size_t length : {20001u, 30000u})
            BOOST_TEST(with(of_length(length, letter)) ==
                       strings{"prompt: the prompt has too many characters (given " + std::to_string(length) +
                               " characters, allowed 3..20000 characters)"});
        BOOST_TEST(with(" \n" + of_length(20000, letter) + "\t ") == strings{});
        BOOST_TEST(with("  " + of_length(2, letter) + "  ").size() == 1u);
    }
}

// No limit by words, and no directives: both are Pixazo's.
BOOST_AUTO_TEST_CASE(prompts_have_no_other_limit) {
    std::string words;
    for (int i = 0; i < 10'000; ++i) words += "a ";
    BOOST_TEST(broken(text_to_video<full>{.prompt = runtime(words)}) == strings{});
    BOOST_TEST(broken(text_to_video<fast>{.prompt = "rain --resolution 1080p --seed 42"}) == strings{});
}

// ---- frames and references: different modes

BOOST_AUTO_TEST_CASE(a_last_frame_requires_a_first_frame) {
    BOOST_TEST(broken(image_to_video<full>{.prompt = "rain", .first_frame = photo}) == strings{});
    BOOST_TEST(broken(image_to_video<fast>{.prompt = "rain", .first_frame = photo, .last_frame = photo}) == strings{});
    sample<subject<full, mode::image_to_video>> request;
    request.view.first_frame = {};
    BOOST_TEST(broken(request.view) == strings{"first_frame: a first frame is required"});
    request.view.last_frame = photo;
    BOOST_TEST(broken(request.view) == strings{"first_frame: a last frame needs a first frame"});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(frames_and_references_are_different_modes, Subject, subjects) {
    const auto list = list_of(1, 1, 1);
    sample<Subject> request;
    request.view.first_frame = photo;
    request.view.references = list;
    const std::string no_frame =
        "first_frame: this mode takes no media of this kind (given https://example.com/photo.png)";
    switch (Subject::kind) {
        case mode::text_to_video:
            BOOST_TEST(broken(request.view) ==
                       (strings{no_frame, "references: this mode takes no media of this kind"}));
            break;
        case mode::image_to_video:
            BOOST_TEST(broken(request.view) ==
                       strings{"references: frames and references are different modes and cannot be combined"});
            break;
        default: BOOST_TEST(broken(request.view) == strings{no_frame}); break;
    }
}

// "Maximum 9", "maximum 3", "maximum 3"; "any of": audio alone is accepted, nothing at all is another mode.
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
                if (images + videos + audio == 0)
                    expected.push_back("references: at least one reference is required (given 0, allowed at least 1)");
                const auto list = list_of(images, videos, audio);
                BOOST_TEST(broken_by_list<full>(list) == expected);
                BOOST_TEST(broken_by_list<fast>(list) == expected);
            }
    static_assert(takes_media<full, mode::reference_to_video, 9, 3, 3> &&
                  takes_media<fast, mode::reference_to_video, 0, 0, 1>);
    static_assert(!takes_media<full, mode::reference_to_video, 10, 0, 0> &&
                  !takes_media<fast, mode::reference_to_video, 0, 0, 0>);
}

BOOST_AUTO_TEST_CASE(no_lengths_are_documented) {
    auto list = list_of(0, 3, 3);
    for (auto& r : list) r.length = 3min;
    BOOST_TEST(broken_by_list<full>(list) == strings{});
    BOOST_TEST(broken_by_list<fast>(list) == strings{});
}

// "Public URLs or KIE asset://... IDs".
BOOST_AUTO_TEST_CASE(schemes) {
    const auto frames = [](std::string_view url) {
        return broken(image_to_video<full>{.prompt = "rain", .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    const auto refers = [](std::string_view url) {
        return broken(reference_to_video<fast>{
            .prompt = "rain", .references = {image(runtime(url)), video(runtime(url)), audio(runtime(url))}});
    };
    for (const std::string_view url :
         {"https://example.com/a", "http://example.com/a", "asset://asset-1", "Asset://x"}) {
        BOOST_TEST(frames(url) == strings{});
        BOOST_TEST(refers(url) == strings{});
    }
    const std::pair<std::string_view, std::string> bad[] = {
        {"data:image/png;base64,AAAA", "the model does not take data: URIs for this kind of media"},
        {"ftp://example.com/a", "the media URL is not https"},
        {"asset://", "the media URL is not https"},
        {"https:///a", "the media URL has no plain host and port, or holds characters that a URL cannot hold"}};
    for (const auto& [url, words] : bad) {
        const auto said = words + " (given " + std::string{url} + ")";
        BOOST_TEST(frames(url) == (strings{"first_frame: " + said, "last_frame: " + said}));
        BOOST_TEST(refers(url) ==
                   (strings{"references[0].url: " + said, "references[1].url: " + said, "references[2].url: " + said}));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(callbacks_are_https, Subject, subjects) {
    sample<Subject> request;
    request.view.callback_url = "https://your-server.com/hook";
    BOOST_TEST(broken(request.view) == strings{});
    request.view.callback_url = "http://your-server.com/hook";
    BOOST_TEST(
        broken(request.view) ==
        strings{
            "callback_url: the callback URL is not https (given http://your-server.com/hook, allowed https://...)"});
}

// ---- options

BOOST_AUTO_TEST_CASE_TEMPLATE(options_of_each_mode, Subject, subjects) {
    const std::pair<option, bool> taken[] = {{option::sound, true},
                                             {option::web_search, true},
                                             {option::camera_fixed, false},
                                             {option::watermark, false},
                                             {option::seed, false},
                                             {option::frames_per_second, false},
                                             {option::return_last_frame, true},
                                             {option::content_check, true}};
    static_assert(std::size(taken) == option_count, "does Xenodia's page have the new option?");
    for (const auto& [which, is_taken] : taken) {
        BOOST_TEST(Subject::rules.options.contains(which) == is_taken, to_string(which));
        BOOST_TEST(!Subject::rules.required_options.contains(which));
        sample<Subject> request;
        switch (which) {
            case option::sound: request.view.sound = false; break;
            case option::web_search: request.view.web_search = false; break;
            case option::camera_fixed: request.view.camera_fixed = false; break;
            case option::watermark: request.view.watermark = false; break;
            case option::seed: request.view.seed = 42; break;
            case option::frames_per_second: request.view.frames_per_second = 24; break;
            case option::return_last_frame: request.view.return_last_frame = false; break;
            case option::content_check: request.view.content_check = false; break;
        }
        const strings refused{std::string{to_string(which)} + ": the model does not take this option in this mode"};
        BOOST_TEST(broken(request.view) == (is_taken ? strings{} : refused));
    }
    BOOST_TEST(sample<Subject>{}.view.with_sound());
}

// ---- prices: "Query /v1/models before building price-sensitive UI"

BOOST_AUTO_TEST_CASE_TEMPLATE(prices_are_not_in_the_document, Subject, subjects) {
    BOOST_TEST(Subject::rules.prices.empty());
    sample<Subject> request;
    for (const std::string_view resolution : {"480p", "720p", "1080p"})
        for (const bool sound : {false, true}) {
            request.view.resolution = resolution;
            request.view.sound = sound;
            BOOST_TEST(estimate(request.view) == price{price_gap::not_documented});
        }
    request.view.resolution = "4k";
    BOOST_TEST(estimate(request.view) == price{price_gap::broken_rule});
}

// ---- polling: the sample's recommended_poll_interval_ms

BOOST_AUTO_TEST_CASE_TEMPLATE(polls_are_5_seconds_apart, Subject, subjects) {
    constexpr poll_schedule expected{.first = 5s, .first_latest = 6s, .interval = 5s, .interval_longest = 6s};
    for (int s = 4; s <= 15; ++s) BOOST_TEST(polling_for(Subject::rules, s) == expected);
    const auto prepared = prepare_for(table_of<xenodia::gateway>, sample<Subject>{}.view);
    BOOST_TEST(prepared.valid());
    BOOST_TEST(prepared.polling() == expected);
    BOOST_TEST(Subject::rules.sizes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
