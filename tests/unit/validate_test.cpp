// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// What validation finds at run time: URLs, what was given empty, every broken rule and its place. The limits of each
// gateway are in its own rules' test.
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>

#include "printing.hpp"
#include "request_rules.hpp"

BOOST_AUTO_TEST_SUITE(validating)

namespace {

using namespace std::chrono_literals;
using namespace test;

using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using pro = apixo::seedance_1_5_pro;

template <class Model>
strings broken_by_list(const std::vector<reference>& list) {
    return broken(reference_to_video<Model>{.prompt = "rain", .references = runtime(list)});
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_reference_is_named_by_its_place) {
    auto list = list_of(3, 0, 0);
    list[0].url = "";
    list[2].url = "ftp://example.com/2";
    BOOST_TEST(broken_by_list<fast>(list) ==
               (strings{"references[0].url: the media URL is empty",
                        "references[2].url: the media URL is not https (given ftp://example.com/2)"}));
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
        {"https://host../a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://127.1/a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://[::1/a", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a/%zz", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a@b@c", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a/b c", "has no plain host and port, or holds characters that a URL cannot hold"},
        {"https://a/caf\xC3\xA9", "has no plain host and port, or holds characters that a URL cannot hold"},
    };
    for (const auto& [url, words] : bad) {
        std::string shown{url};  // neither who is named in it, nor its query
        if (const auto at = shown.rfind('@'); at != shown.npos) shown = "https://..." + shown.substr(at);
        if (const auto at = shown.find_first_of("?#"); at != shown.npos) shown = shown.substr(0, at + 1) + "...";
        const auto given = url.empty() ? std::string{} : " (given " + shown + ")";
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
                       "URL cannot hold (given https://...@a, allowed https://...)"});
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
                                      .first_frame = runtime("ftp://example.com/a.png"),
                                      .last_frame = runtime("https://me@example.com/b.png"),
                                      .resolution = runtime("1080p"),
                                      .duration = runtime(13s),
                                      .aspect_ratio = runtime("adaptive"),
                                      .sound = true,
                                      .callback_url = runtime("http://example.com/hook")};
    const violations expected{
        {rule::this_prompt_is_too_short, "prompt", "3..2500 characters", "2 characters"},
        {rule::this_media_url_is_not_https, "first_frame", {}, "ftp://example.com/a.png"},
        {rule::this_media_url_is_malformed, "last_frame", {}, "https://...@example.com/b.png"},
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

BOOST_AUTO_TEST_SUITE_END()
