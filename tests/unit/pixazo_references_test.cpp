// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every fact of Pixazo's page about files that are given as references, frames and callbacks, from both sides of its
// limit.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "pixazo_rules.hpp"
#include "printing.hpp"

using namespace test::pixazo_rules;

BOOST_AUTO_TEST_SUITE(pixazo_rules)

// ---- references

// "Up to 9", "up to 3", "up to 3", "the rule of 12", "at least one", "requires at least one image or video reference".
BOOST_AUTO_TEST_CASE(counts_of_references) {
    for (int images = 0; images <= 11; ++images)
        for (int videos = 0; videos <= 5; ++videos)
            for (int audio = 0; audio <= 5; ++audio) {
                const int together = images + videos + audio;
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
                if (together > 12)
                    expected.push_back("references: too many references together (given " + std::to_string(together) +
                                       ", allowed at most 12 files together)");
                if (together == 0)
                    expected.push_back("references: at least one reference is required (given 0, allowed at least 1)");
                if (audio > 0 && images + videos == 0)
                    expected.push_back(
                        "references: audio references need at least one image or video beside them (given " +
                        std::to_string(audio) + " audio files alone)");
                const auto list = list_of(images, videos, audio);
                BOOST_TEST(broken_by_list<full>(list) == expected);
                BOOST_TEST(broken_by_list<fast>(list) == expected);
            }
    static_assert(takes_media<full, mode::reference_to_video, 9, 3, 0> &&
                  !takes_media<full, mode::reference_to_video, 9, 3, 1>);
    static_assert(takes_media<fast, mode::reference_to_video, 6, 3, 3> &&
                  !takes_media<fast, mode::reference_to_video, 7, 3, 3>);
    static_assert(!takes_media<full, mode::reference_to_video, 0, 0, 0> &&
                  !takes_media<full, mode::reference_to_video, 0, 0, 1>);
}

// "2-15 s" and "<= 15s combined" for videos, "<= 15s combined" for audio, which has no shortest length.
BOOST_AUTO_TEST_CASE(lengths_of_references) {
    const auto with = [](media kind, std::chrono::milliseconds length) {
        const std::vector<reference> list{{.kind = media::image, .url = photo},
                                          {.kind = kind, .url = photo, .length = length}};
        BOOST_TEST(broken_by_list<full>(list) == broken_by_list<fast>(list));
        return broken_by_list<full>(list);
    };
    for (const auto length : {0ms, 2000ms, 7500ms, 15000ms}) BOOST_TEST(with(media::video, length) == strings{});
    for (const auto length : {0ms, 1ms, 1999ms, 2000ms, 15000ms}) BOOST_TEST(with(media::audio, length) == strings{});
    BOOST_TEST(with(media::video, 1999ms) ==
               strings{"references[1].length: the reference is too short (given 1999 ms, allowed 2000..15000 ms)"});
    BOOST_TEST(with(media::video, 15001ms) ==
               (strings{"references[1].length: the reference is too long (given 15001 ms, allowed 2000..15000 ms)",
                        "references: the reference videos are too long together (given 15001 ms, allowed at most 15000 "
                        "ms together)"}));
    BOOST_TEST(with(media::audio, 15001ms) ==
               (strings{"references[1].length: the reference is too long (given 15001 ms, allowed 0..15000 ms)",
                        "references: the reference audio files are too long together (given 15001 ms, allowed at most "
                        "15000 ms together)"}));
    BOOST_TEST(with(media::audio, -1ms) ==
               strings{"references[1].length: the reference is too short (given -1 ms, allowed 0..15000 ms)"});
}

BOOST_AUTO_TEST_CASE(lengths_together) {
    auto list = list_of(0, 3, 3);
    const auto with = [&](std::vector<std::chrono::milliseconds> lengths) {
        for (std::size_t i = 0; i != lengths.size(); ++i) list[i].length = lengths[i];
        return broken_by_list<full>(list);
    };
    BOOST_TEST(with({5s, 5s, 5s, 5s, 5s, 5s}) == strings{});
    BOOST_TEST(with({5s, 5s, 5001ms, 5s, 5s, 5s}) == strings{"references: the reference videos are too long together "
                                                             "(given 15001 ms, allowed at most 15000 ms together)"});
    BOOST_TEST(with({5s, 5s, 5s, 5s, 5s, 5001ms}) ==
               strings{"references: the reference audio files are too long together (given 15001 ms, allowed at most "
                       "15000 ms together)"});
}

// edit-video: one video; its images are written as one, as optional, as none and as two.
BOOST_AUTO_TEST_CASE(an_edit_has_one_video_and_at_most_two_images) {
    for (int images = 0; images <= 4; ++images)
        for (int videos = 0; videos <= 3; ++videos)
            for (int audio = 0; audio <= 2; ++audio) {
                strings expected;
                if (images > 2)
                    expected.push_back("references: too many images (given " + std::to_string(images) +
                                       ", allowed at most 2)");
                if (videos > 1)
                    expected.push_back("references: too many videos (given " + std::to_string(videos) +
                                       ", allowed at most 1)");
                if (audio > 0)
                    expected.push_back("references: too many audio files (given " + std::to_string(audio) +
                                       ", allowed at most 0)");
                if (const int together = images + videos + audio; together > 3)
                    expected.push_back("references: too many references together (given " + std::to_string(together) +
                                       ", allowed at most 3 files together)");
                if (videos != 1)
                    expected.push_back("references: exactly one source video is required (given " +
                                       std::to_string(videos) + ", allowed 1 video)");
                const auto list = list_of(images, videos, audio);
                BOOST_TEST(broken_by_edit<full>(list) == expected);
                BOOST_TEST(broken_by_edit<fast>(list) == expected);
            }
    auto source = list_of(0, 1, 0);
    for (const auto length : {2000ms, 15000ms}) {
        source[0].length = length;
        BOOST_TEST(broken_by_edit<full>(source) == strings{});
    }
    for (const auto length : {1999ms, 15001ms}) {
        source[0].length = length;
        BOOST_TEST(broken_by_edit<fast>(source).size() == 1u);
    }
}

// ---- URLs: "URL, base64 URI, or asset://<ID>" for images and audio, "URL or asset://<ID>" for videos

BOOST_AUTO_TEST_CASE(schemes_of_references) {
    const std::string inlined = "data:image/png;base64,iVBORw0KGgo=";
    const auto with = [](media kind, std::string_view url) {
        const std::vector<reference> list{{.kind = media::image, .url = photo}, {.kind = kind, .url = url}};
        BOOST_TEST(broken_by_list<full>(list) == broken_by_list<fast>(list));
        return broken_by_list<full>(list);
    };
    for (const auto kind : {media::image, media::video, media::audio}) {
        BOOST_TEST(with(kind, "https://example.com/a") == strings{});
        BOOST_TEST(with(kind, "asset://asset-2026") == strings{});
        BOOST_TEST(with(kind, "http://example.com/a") ==
                   strings{"references[1].url: the media URL is not https (given http://example.com/a)"});
        BOOST_TEST(with(kind, "asset://").size() == 1u);
        BOOST_TEST(with(kind, "data:image/png;base64").size() == 1u);
        BOOST_TEST(with(kind, "").size() == 1u);
    }
    BOOST_TEST(with(media::image, inlined) == strings{});
    BOOST_TEST(with(media::audio, "data:audio/mp3;base64,AAAA") == strings{});
    BOOST_TEST(with(media::video, "data:video/mp4;base64,AAAA") ==
               strings{"references[1].url: the model does not take data: URIs for this kind of media (given "
                       "data:video/mp4;base64,AAAA)"});

    const auto edits = [](media kind, std::string_view url) {
        std::vector<reference> list{{.kind = media::video, .url = clip}};
        if (kind == media::video)
            list[0].url = url;
        else
            list.push_back({.kind = kind, .url = url});
        return broken_by_edit<fast>(list);
    };
    BOOST_TEST(edits(media::video, "asset://v") == strings{});
    BOOST_TEST(
        edits(media::video, "data:video/mp4,x") ==
        strings{
            "references[0].url: the model does not take data: URIs for this kind of media (given data:video/mp4,x)"});
    BOOST_TEST(edits(media::image, inlined) == strings{});
    BOOST_TEST(edits(media::image, "asset://i") == strings{});
}

BOOST_AUTO_TEST_CASE(schemes_of_frames) {
    const auto of_2_0 = [](std::string_view url) {
        return broken(image_to_video<full>{.prompt = {}, .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    const auto of_fast = [](std::string_view url) {
        return broken(image_to_video<fast>{.prompt = {}, .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    const auto of_pro = [](std::string_view url) {
        return broken(image_to_video<pro>{.prompt = "rain", .first_frame = runtime(url)});
    };
    const auto of_lite = [](std::string_view url) {
        return broken(image_to_video<lite>{.prompt = "rain", .first_frame = runtime(url), .last_frame = runtime(url)});
    };
    BOOST_TEST(of_pro("https://example.com/a") == strings{});
    BOOST_TEST(of_lite("https://example.com/a") == strings{});
    for (const std::string_view url : {"https://example.com/a", "data:image/png;base64,iVBORw0KGgo=", "asset://a"}) {
        BOOST_TEST(of_2_0(url) == strings{});
        BOOST_TEST(of_fast(url) == strings{});
    }
    // 1.0: "publicly accessible HTTPS URL".
    BOOST_TEST(
        of_pro("data:image/png,x") ==
        strings{"first_frame: the model does not take data: URIs for this kind of media (given data:image/png,x)"});
    BOOST_TEST(of_pro("asset://a") ==
               strings{"first_frame: the model does not take asset:// ids for this kind of media (given asset://a)"});
    BOOST_TEST(of_lite("data:image/png,x").size() == 2u);
    BOOST_TEST(of_lite("asset://a").size() == 2u);
    for (const auto& said : {of_2_0("http://a"), of_fast("ftp://a"), of_lite("a.png")}) BOOST_TEST(said.size() == 2u);
    BOOST_TEST(of_pro("http://a") == strings{"first_frame: the media URL is not https (given http://a)"});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(callbacks_are_https, Subject, subjects) {
    sample<Subject> request;
    request.view.callback_url = "https://your-server.com/webhook/callback";
    BOOST_TEST(broken(request.view) == strings{});
    request.view.callback_url = "http://your-server.com/webhook/callback";
    BOOST_TEST(broken(request.view) == strings{"callback_url: the callback URL is not https (given "
                                               "http://your-server.com/webhook/callback, allowed https://...)"});
    request.view.callback_url = "https://your-server.com/a\r\nX-Evil: 1";
    BOOST_TEST(broken(request.view).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
