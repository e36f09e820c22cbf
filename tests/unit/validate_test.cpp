// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The rules at run time: every limit of the three APIXO models from both sides, and every rule that they have no use
// for.
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>

#include "printing.hpp"

namespace {

using namespace std::chrono_literals;
using namespace seedance;
using strings = std::vector<std::string>;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

constexpr auto photo = "https://example.com/photo.png";

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

/// The rules that a request breaks, in words and in order.
template <class Request>
strings broken(const Request& request) {
    strings said;
    for (const auto& v : validate(request)) said.push_back(to_string(v));
    return said;
}

/// A request that no aggregate could express, as a view, with the rules of a mode changed.
struct free_request {
    explicit free_request(const mode_rules& copied) : rules{copied} {
        view.model = &fast::descriptor;
        view.rules = &rules;
        view.prompt = "rain";
        view.resolution = rules.default_resolution;
        view.aspect_ratio = rules.default_aspect_ratio;
        view.seconds = rules.duration.default_seconds;
    }
    free_request(const free_request&) = delete;

    mode_rules rules;
    request_view view{};
};

const mode_rules& text_rules = apixo::facts::fast_modes[0];
const mode_rules& frame_rules = apixo::facts::fast_modes[1];
const mode_rules& reference_rules = apixo::facts::fast_modes[2];

std::vector<reference> list_of(int images, int videos, int audio) {
    std::vector<reference> list;
    for (int i = 0; i < images; ++i) list.push_back({.kind = media::image, .url = photo});
    for (int i = 0; i < videos; ++i) list.push_back({.kind = media::video, .url = photo});
    for (int i = 0; i < audio; ++i) list.push_back({.kind = media::audio, .url = photo});
    return list;
}

template <class Model>
strings broken_by_list(const std::vector<reference>& list) {
    return broken(reference_to_video<Model>{.prompt = "rain", .references = runtime(list)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(validating)

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

BOOST_AUTO_TEST_CASE(every_reference_is_named_by_its_place) {
    auto list = list_of(3, 0, 0);
    list[0].url = "";
    list[2].url = "http://example.com/2";
    BOOST_TEST(broken_by_list<fast>(list) ==
               (strings{"references[0].url: the media URL is empty",
                        "references[2].url: the media URL is not https (given http://example.com/2)"}));
}

// ---- URLs

BOOST_AUTO_TEST_CASE(urls) {
    const auto frames = [](std::string_view url) {
        return broken(image_to_video<pro>{
            .prompt = "rain", .first_frame = runtime(url), .last_frame = runtime(url), .sound = true});
    };
    const auto refers = [](std::string_view url) {
        return broken(reference_to_video<mini>{
            .prompt = "rain", .references = {image(runtime(url)), video(runtime(url)), audio(runtime(url))}});
    };
    const auto calls = [](std::string_view url) {
        return broken(text_to_video<fast>{.prompt = "rain", .callback_url = runtime(url)});
    };
    for (const std::string_view url : {"https://a", "https://a/", "HTTPS://EXAMPLE.com:8443/a.png?b=c&d=[e]#f",
                                       "https://[2001:db8::1]/x", "https://192.0.2.1/a%20b", "https://a?b",
                                       "https://a#b", "https://a/b@c", "https://example.com/~a/(b)!$'*+,;="}) {
        BOOST_TEST(frames(url) == strings{});
        BOOST_TEST(refers(url) == strings{});
        BOOST_TEST(calls(url) == strings{});
    }
    const std::vector<std::pair<std::string_view, std::string_view>> bad{
        {"", "is empty"},
        {"http://a", "is not https"},
        {"ftp://a/b", "is not https"},
        {"//a/b", "is not https"},
        {"a.png", "is not https"},
        {" https://a", "is not https"},
        {"https:/a", "is not https"},
        {"httpss://a", "is not https"},
        {"https://", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https:///a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://?a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://#a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://:443/a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://me@a/b", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://me:word@a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://host:abc", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://host:65536/a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://host./a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://127.1/a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://[::1/a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a/%zz", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a@b@c", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a/b c", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a/caf\xC3\xA9", "has no plain host and port, or holds characters that a URL cannot hold"},
    };
    for (const auto& [url, words] : bad) {
        const auto given = url.empty() ? std::string{} : " (given " + std::string{url} + ")";
        const auto said = "the media URL " + std::string{words} + given;
        BOOST_TEST(frames(url) == (strings{"first_frame: " + said, "last_frame: " + said}));
        BOOST_TEST(refers(url) ==
                   (strings{"references[0].url: " + said, "references[1].url: " + said, "references[2].url: " + said}));
        BOOST_TEST(calls(url).size() == 1u);
    }
    for (const std::string_view url : {"data:image/png;base64,AAAA", "DATA:,x"})
        BOOST_TEST(frames(url)[0] == "first_frame: the model does not take data: URIs for this kind of media (given " +
                                         std::string{url} + ")");
    for (const std::string_view url : {"asset://asset-1", "Asset://x"})
        BOOST_TEST(refers(url)[2] ==
                   "references[2].url: the model does not take asset:// ids for this kind of media (given " +
                       std::string{url} + ")");
    BOOST_TEST(frames("asset://")[0] == "first_frame: the media URL is not https (given asset://)");
    BOOST_TEST(calls("asset://a") ==
               strings{"callback_url: the callback URL is not https (given asset://a, allowed https://...)"});
    BOOST_TEST(calls("https://me@a") ==
               strings{"callback_url: the callback URL has no plain host and port, or holds characters that a "
                       "URL cannot hold (given https://me@a, allowed https://...)"});
}

BOOST_AUTO_TEST_CASE(no_byte_that_a_url_cannot_hold_gets_through) {
    const std::string_view allowed = "!#$&'()*+,-./:;=?@[]_~";
    for (int byte = 0; byte < 256; ++byte) {
        const auto c = static_cast<char>(byte);
        const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const auto url = std::string{"https://example.com/a"} + c + "b";
        const bool accepted = validate(image_to_video<fast>{.prompt = "rain", .first_frame = runtime(url)}).empty();
        BOOST_TEST(accepted == (letter || allowed.find(c) != std::string_view::npos));
        BOOST_TEST(accepted == validate(text_to_video<fast>{.prompt = "rain", .callback_url = runtime(url)}).empty());
    }
}

BOOST_AUTO_TEST_CASE(what_was_given_empty_was_given) {
    const std::string nothing;
    BOOST_TEST(broken(image_to_video<fast>{.prompt = "rain", .first_frame = photo, .last_frame = runtime(nothing)}) ==
               strings{"last_frame: the media URL is empty"});
    BOOST_TEST(broken(image_to_video<fast>{.prompt = "rain", .first_frame = runtime(std::string_view{})}) ==
               strings{"first_frame: the media URL is empty"});
    const char* unset = nullptr;
    BOOST_TEST(broken(image_to_video<fast>{.prompt = runtime(unset), .first_frame = runtime(unset)}) ==
               (strings{"prompt: a prompt is required and must not be blank", "first_frame: the media URL is empty"}));
    BOOST_TEST(broken(reference_to_video<fast>{.prompt = "rain", .references = {image(runtime(unset))}}) ==
               strings{"references[0].url: the media URL is empty"});
    BOOST_TEST(broken(text_to_video<fast>{.prompt = "rain", .callback_url = runtime(std::string_view{})}) ==
               strings{"callback_url: the callback URL is not https (allowed https://...)"});
    BOOST_TEST(
        broken(text_to_video<fast>{
                   .prompt = "rain", .resolution = runtime(std::string_view{}), .aspect_ratio = runtime(nothing)})
            .size() == 2u);
}

// ---- several at once

BOOST_AUTO_TEST_CASE(every_broken_rule_is_listed_in_the_order_of_the_fields) {
    const image_to_video<pro> request{.prompt = runtime("  ab  "),
                                      .first_frame = runtime("http://example.com/a.png"),
                                      .last_frame = runtime("https://me@example.com/b.png"),
                                      .resolution = runtime("1080p"),
                                      .duration = runtime(13s),
                                      .aspect_ratio = runtime("adaptive"),
                                      .sound = true,
                                      .callback_url = runtime("http://example.com/hook")};
    const violations expected{
        {rule::this_prompt_is_too_short, "prompt", "3..2500 characters", "2 characters"},
        {rule::this_media_url_is_not_https, "first_frame", {}, "http://example.com/a.png"},
        {rule::this_media_url_is_malformed, "last_frame", {}, "https://me@example.com/b.png"},
        {rule::this_model_does_not_offer_this_resolution, "resolution", "480p, 720p", "1080p"},
        {rule::this_model_does_not_offer_this_duration, "duration", "4..12 s", "13 s"},
        {rule::this_model_does_not_offer_this_aspect_ratio, "aspect_ratio", "1:1, 3:4, 4:3, 9:16, 16:9, 21:9",
         "adaptive"},
        {rule::this_callback_url_is_not_https, "callback_url", "https://...", "http://example.com/hook"},
    };
    BOOST_TEST(validate(request) == expected);
}

BOOST_AUTO_TEST_CASE(every_broken_rule_of_references_is_listed) {
    auto list = list_of(10, 4, 4);
    list[0].url = "ftp://example.com/0";
    list[10].length = 1s;
    list[11].length = 16s;
    list[14].length = 15s;
    list[15].length = 14s;
    const reference_to_video<fast> request{
        .prompt = runtime(" "), .references = runtime(list), .resolution = runtime("4k"), .duration = runtime(3s)};
    const violations expected{
        {rule::this_request_needs_a_prompt, "prompt", {}, {}},
        {rule::these_are_too_many_images, "references", "at most 9", "10"},
        {rule::these_are_too_many_videos, "references", "at most 3", "4"},
        {rule::these_are_too_many_audio_files, "references", "at most 3", "4"},
        {rule::this_media_url_is_not_https, "references[0].url", {}, "ftp://example.com/0"},
        {rule::this_reference_is_too_short, "references[10].length", "2000..15000 ms", "1000 ms"},
        {rule::this_reference_is_too_long, "references[11].length", "2000..15000 ms", "16000 ms"},
        {rule::these_reference_videos_are_too_long_together, "references", "at most 15000 ms together", "17000 ms"},
        {rule::these_reference_audio_files_are_too_long_together, "references", "at most 15000 ms together",
         "29000 ms"},
        {rule::this_model_does_not_offer_this_resolution, "resolution", "480p, 720p", "4k"},
        {rule::this_model_does_not_offer_this_duration, "duration", "4..15 s", "3 s"},
    };
    BOOST_TEST(validate(request) == expected);
}

BOOST_AUTO_TEST_CASE(violations_outlive_the_request_and_quote_little_of_it) {
    violations found;
    {
        const auto url = "http://example.com/" + std::string(5000, 'a');
        found = validate(image_to_video<fast>{.prompt = "rain", .first_frame = runtime(url)});
    }
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].given.view() == "http://example.com/" + std::string(42, 'a') + "...");
}

// ---- rules that no APIXO model has, and requests that only a view can express

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

BOOST_AUTO_TEST_CASE(seeds_and_frame_rates_have_a_range) {
    free_request request{text_rules};
    request.rules.options = {option::seed, option::frames_per_second};
    const auto with = [&](std::int64_t seed, std::int64_t rate) {
        request.view.seed = seed;
        request.view.frames_per_second = rate;
        return broken(request.view);
    };
    BOOST_TEST(with(0, 1) == strings{});
    BOOST_TEST(with(4'294'967'295, 60) == strings{});
    BOOST_TEST(with(-1, 0) == (strings{"seed: the seed is out of range (given -1, allowed 0..4294967295)",
                                       "frames_per_second: the frame rate is out of range (given 0, allowed 1..60)"}));
    BOOST_TEST(with(4'294'967'296, 61).size() == 2u);
    BOOST_TEST(with(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()).size() == 2u);
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
    BOOST_TEST(with(250, 500) == strings{});
    BOOST_TEST(
        with(501, 0) ==
        strings{"prompt: the prompt has too many words (given 501 and 0, allowed 500 CJK characters or 1000 words)"});
    BOOST_TEST(with(0, 1001).size() == 1u);
    BOOST_TEST(with(250, 501).size() == 1u);
    BOOST_TEST(with(251, 500).size() == 1u);
}

// ---- words

BOOST_AUTO_TEST_CASE(every_rule_and_every_term_has_words_of_its_own) {
    std::set<std::string_view> words;
    int rules = 0;
    for (; to_string(static_cast<rule>(rules)) != "?"; ++rules) words.insert(to_string(static_cast<rule>(rules)));
    BOOST_TEST(rules == static_cast<int>(rule::this_callback_url_is_malformed) + 1);
    BOOST_TEST(words.size() == static_cast<std::size_t>(rules));

    const auto named = [](auto last) {
        std::set<std::string_view> names;
        for (int i = 0; i <= static_cast<int>(last); ++i) names.insert(to_string(static_cast<decltype(last)>(i)));
        BOOST_TEST(to_string(static_cast<decltype(last)>(static_cast<int>(last) + 1)) == "?");
        return !names.contains("?") && names.size() == static_cast<std::size_t>(last) + 1;
    };
    BOOST_TEST(named(mode::edit_video));
    BOOST_TEST(named(media::audio));
    BOOST_TEST(named(option::content_check));
}

BOOST_AUTO_TEST_SUITE_END()
