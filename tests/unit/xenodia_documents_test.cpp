// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every JSON example of Xenodia's page "Seedance 2.0 Video API", in the order in which they stand there: a typed
// request must become the documented body, an answer must be read as the page says.
//
// The body that is sent differs from the documented one by this rule and no other, so each request has both texts:
// - resolution, aspect_ratio, duration and generate_audio are always sent; the examples are silent of the last alone.
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/xenodia.hpp>

#include <algorithm>
#include <iostream>
#include <ostream>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(xenodia_documents)

namespace {

using full = xenodia::seedance_2;
using fast = xenodia::seedance_2_fast;
using traits = provider_traits<xenodia::gateway>;

std::string url_of(std::string_view target) { return std::string{traits::default_base_url} + std::string{target}; }

struct request_example {
    std::string_view place;
    std::string_view model;
    prepared_request (*typed)();
    std::string_view documented;
    std::string_view sent;
};

std::ostream& operator<<(std::ostream& out, const request_example& e) { return out << e.place; }

const request_example requests[] = {
    {"Text-to-video request", "seedance-2-fast",
     [] {
         return prepare(
             text_to_video<fast>{.prompt = "A cinematic beach at sunset, gentle waves, palm trees, and orange sky.",
                                 .resolution = "720p",
                                 .duration = 5s,
                                 .aspect_ratio = "16:9",
                                 .sound = false});
     },
     R"({
  "model": "seedance-2-fast",
  "prompt": "A cinematic beach at sunset, gentle waves, palm trees, and orange sky.",
  "resolution": "720p",
  "aspect_ratio": "16:9",
  "duration": 5,
  "generate_audio": false
})",
     R"({
  "model": "seedance-2-fast",
  "prompt": "A cinematic beach at sunset, gentle waves, palm trees, and orange sky.",
  "resolution": "720p",
  "aspect_ratio": "16:9",
  "duration": 5,
  "generate_audio": false
})"},
    {"First and last frame request", "seedance-2",
     [] {
         return prepare(image_to_video<full>{
             .prompt = "Animate a product reveal from the first frame into the final packaging frame.",
             .first_frame = "https://example.com/first.png",
             .last_frame = "https://example.com/last.png",
             .resolution = "1080p",
             .duration = 8s,
             .aspect_ratio = "16:9"});
     },
     R"({
  "model": "seedance-2",
  "prompt": "Animate a product reveal from the first frame into the final packaging frame.",
  "first_frame_url": "https://example.com/first.png",
  "last_frame_url": "https://example.com/last.png",
  "resolution": "1080p",
  "aspect_ratio": "16:9",
  "duration": 8
})",
     R"({
  "model": "seedance-2",
  "prompt": "Animate a product reveal from the first frame into the final packaging frame.",
  "first_frame_url": "https://example.com/first.png",
  "last_frame_url": "https://example.com/last.png",
  "resolution": "1080p",
  "aspect_ratio": "16:9",
  "duration": 8,
  "generate_audio": true
})"},
    {"Multimodal reference request", "seedance-2-fast",
     [] {
         return prepare(reference_to_video<fast>{
             .prompt = "Use the references to create a fast, polished launch video.",
             .references = {image("https://example.com/style.png"), video("https://example.com/motion.mp4"),
                            audio("https://example.com/music.mp3")},
             .resolution = "720p",
             .duration = 10s,
             .aspect_ratio = "9:16",
             .web_search = false,
             .content_check = false});
     },
     R"({
  "model": "seedance-2-fast",
  "prompt": "Use the references to create a fast, polished launch video.",
  "reference_image_urls": ["https://example.com/style.png"],
  "reference_video_urls": ["https://example.com/motion.mp4"],
  "reference_audio_urls": ["https://example.com/music.mp3"],
  "resolution": "720p",
  "aspect_ratio": "9:16",
  "duration": 10,
  "web_search": false,
  "nsfw_checker": false
})",
     R"({
  "model": "seedance-2-fast",
  "prompt": "Use the references to create a fast, polished launch video.",
  "reference_image_urls": ["https://example.com/style.png"],
  "reference_video_urls": ["https://example.com/motion.mp4"],
  "reference_audio_urls": ["https://example.com/music.mp3"],
  "resolution": "720p",
  "aspect_ratio": "9:16",
  "duration": 10,
  "generate_audio": true,
  "web_search": false,
  "nsfw_checker": false
})"},
};

// "Response".
constexpr std::string_view accepted_json = R"({
  "task_id": "task_123",
  "object": "task",
  "model": "seedance-2-fast",
  "type": "video",
  "state": "waiting",
  "created_at": 1760000000,
  "poll_url": "/v1/tasks/task_123",
  "recommended_poll_interval_ms": 5000
})";

// "When polling succeeds".
constexpr std::string_view success_json = R"({
  "task_id": "task_123",
  "state": "success",
  "result": {
    "created": 1760000100,
    "data": [
      {
        "url": "https://cdn.example.com/seedance.mp4"
      }
    ],
    "resolution": "720p"
  },
  "progress": 100,
  "poll_url": "/v1/tasks/task_123"
})";

constexpr std::string_view answers[] = {accepted_json, success_json};

}  // namespace

BOOST_DATA_TEST_CASE(a_typed_request_becomes_the_documented_one, data::make(requests), example) {
    const auto prepared = example.typed();
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "xenodia");
    BOOST_TEST(prepared.model() == example.model);

    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == "https://api.xenodia.xyz/v1/videos/generations");
    BOOST_TEST_REQUIRE(message.headers.size() == 1u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[0].value == "application/json");
    const auto sent = json::parse(message.body);
    const auto expected = json::parse(example.sent);
    BOOST_TEST(sent == expected, "sent " << sent << ", expected " << expected);
}

BOOST_DATA_TEST_CASE(what_is_sent_differs_from_the_document_by_the_rule_alone, data::make(requests), example) {
    auto ruled = json::parse(example.documented);
    ruled.as_object().emplace("generate_audio", true);  // where the example says nothing
    const auto expected = json::parse(example.sent);
    BOOST_TEST(ruled == expected, "by the rule " << ruled << ", expected " << expected);
}

BOOST_AUTO_TEST_CASE(every_documented_example_is_here) {
    BOOST_TEST(std::size(requests) == 3u);
    BOOST_TEST(std::size(answers) == 2u);
    std::cout << "xenodia-seedance-2.txt: " << std::size(requests) << " requests and " << std::size(answers)
              << " answers tested\n";
    for (const auto json_text : answers) BOOST_TEST(json::parse(json_text).at("task_id").as_string() == "task_123");
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_submit) {
    for (const int status : {200, 202}) {
        const auto answer = traits::decode_submit(status, accepted_json);
        BOOST_TEST(answer.task_id == "task_123");
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.error.code.empty());
        BOOST_TEST(answer.error.message.empty());
        BOOST_TEST_REQUIRE(answer.poll_hint.has_value());
        BOOST_TEST(*answer.poll_hint == 5s);
    }
    // It is the task's envelope, which polls answer too.
    const auto polled = traits::decode_status(200, accepted_json);
    BOOST_TEST(polled.understood);
    BOOST_TEST(polled.status == 200);
    BOOST_TEST(polled.task_id == "task_123");
    BOOST_TEST(to_string(polled.state) == "queued");
    BOOST_TEST(polled.raw_state == "waiting");
    BOOST_TEST(polled.poll_hint == std::chrono::milliseconds{5000});
    BOOST_TEST(polled.created_at == std::chrono::system_clock::time_point{1'760'000'000s});
    BOOST_TEST(!polled.completed_at.has_value());
    BOOST_TEST(!polled.progress.has_value());
    BOOST_TEST(polled.urls.empty());
    BOOST_TEST(polled.charged == billed::unknown);
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_poll) {
    const auto answer = traits::decode_status(200, success_json);
    BOOST_TEST(answer.understood);
    BOOST_TEST(answer.task_id == "task_123");
    BOOST_TEST(to_string(answer.state) == "succeeded");
    BOOST_TEST_REQUIRE(answer.urls.size() == 1u);
    BOOST_TEST(answer.urls[0] == "https://cdn.example.com/seedance.mp4");
    BOOST_TEST(answer.progress == 100);
    BOOST_TEST(answer.charged == billed::yes);
    BOOST_TEST(!answer.cost.has_value());
    BOOST_TEST(!answer.poll_hint.has_value());
    BOOST_TEST(!answer.created_at.has_value());
    BOOST_TEST(!answer.completed_at.has_value());
    BOOST_TEST(answer.error.code.empty());
    BOOST_TEST(answer.error.message.empty());
    BOOST_TEST(answer.last_frame_url.empty());
}

// "poll_url" of both examples.
BOOST_AUTO_TEST_CASE(polls_go_to_the_documented_url) {
    for (const auto example : answers) {
        const auto poll_url = json::parse(example).at("poll_url").as_string();
        for (const auto model : {"seedance-2", "seedance-2-fast"})
            BOOST_TEST(traits::status_target(model, "task_123") == std::string_view{poll_url});
    }
    BOOST_TEST(url_of(traits::status_target("", "task_123")) == "https://api.xenodia.xyz/v1/tasks/task_123");
}

// "Common error statuses".
BOOST_AUTO_TEST_CASE(the_documented_error_statuses_are_kept) {
    for (const int status : {400, 401, 402, 502}) {
        const auto refused = traits::decode_submit(status, "{}");
        BOOST_TEST(refused.status == status);
        BOOST_TEST(refused.task_id.empty());
        const bool may_show_the_end = status == 400 || status == 502;  // the envelope is the task's own
        BOOST_TEST(traits::decode_status(status, success_json).understood == may_show_the_end);
        BOOST_TEST(!traits::decode_status(status, accepted_json).understood);
        BOOST_TEST(traits::decode_status(status, success_json).status == status);
    }
}

BOOST_AUTO_TEST_CASE(the_key_is_a_bearer_token) {
    const auto header = traits::authorization("YOUR_API_KEY");
    BOOST_TEST(header.name == "Authorization");
    BOOST_TEST(header.value == "Bearer YOUR_API_KEY");
}

// "Parameters": the fields without an example.
BOOST_AUTO_TEST_CASE(every_documented_parameter_has_its_name) {
    const auto body_of = [](const auto& request) { return json::parse(prepare(request).message().body); };

    const auto options = body_of(text_to_video<full>{.prompt = "rain",
                                                     .sound = true,
                                                     .web_search = true,
                                                     .return_last_frame = true,
                                                     .content_check = true,
                                                     .callback_url = "https://your-server.com/hook"});
    const auto options_expected = json::parse(
        R"({"model": "seedance-2", "prompt": "rain", "resolution": "720p", "aspect_ratio": "16:9", "duration": 5,
        "generate_audio": true, "web_search": true, "return_last_frame": true, "nsfw_checker": true, "callBackUrl": "https://your-server.com/hook"})");
    BOOST_TEST(options == options_expected, options);

    const auto frame = body_of(
        image_to_video<fast>{.prompt = "rain", .first_frame = "asset://a", .duration = 15s, .aspect_ratio = "auto"});
    const auto frame_expected = json::parse(
        R"({"model": "seedance-2-fast", "prompt": "rain", "first_frame_url": "asset://a", "resolution": "720p",
        "aspect_ratio": "adaptive", "duration": 15, "generate_audio": true})");
    BOOST_TEST(frame == frame_expected, frame);

    // Of each kind in the order given; a kind that is not given is left out.
    const auto mixed =
        body_of(reference_to_video<full>{.prompt = "rain",
                                         .references = {audio("asset://a"), image("https://example.com/1.png"),
                                                        audio("asset://b"), image("https://example.com/2.png")},
                                         .sound = false});
    const auto mixed_expected = json::parse(R"({"model": "seedance-2", "prompt": "rain",
        "reference_image_urls": ["https://example.com/1.png", "https://example.com/2.png"], "reference_audio_urls": ["asset://a", "asset://b"],
        "resolution": "720p", "aspect_ratio": "16:9", "duration": 5, "generate_audio": false})");
    BOOST_TEST(mixed == mixed_expected, mixed);
}

BOOST_AUTO_TEST_SUITE_END()
