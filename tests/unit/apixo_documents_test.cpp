// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every JSON example of APIXO's documents "Seedance 1.5 Pro", "Seedance 2.0 Fast" and "Seedance 2.0 Mini", in the order
// in which they stand there: a typed request must become the documented body, an answer must be read as the document
// says.
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/prepared.hpp>

#include <algorithm>
#include <iostream>
#include <ostream>

#include <boost/json/parse.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

using pro = apixo::seedance_1_5_pro;
using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;
using traits = provider_traits<apixo::gateway>;

/// What a document calls a model, how many JSON examples it holds, and its own URLs.
struct document {
    std::string_view model;
    int requests;
    int answers;
    std::string_view submit_url;
    std::string_view poll_url;
};

constexpr document documents[] = {
    {"seedance-1-5-pro", 4, 4, "https://api.apixo.ai/api/v1/generateTask/seedance-1-5-pro",
     "https://api.apixo.ai/api/v1/statusTask/seedance-1-5-pro?taskId=task_12345678"},
    {"seedance-2-0-fast", 5, 4, "https://api.apixo.ai/api/v1/generateTask/seedance-2-0-fast",
     "https://api.apixo.ai/api/v1/statusTask/seedance-2-0-fast?taskId=task_12345678"},
    {"seedance-2-0-mini", 5, 4, "https://api.apixo.ai/api/v1/generateTask/seedance-2-0-mini",
     "https://api.apixo.ai/api/v1/statusTask/seedance-2-0-mini?taskId=task_12345678"},
};

struct request_example {
    std::string_view model;
    std::string_view place;
    prepared_request (*typed)();
    std::string_view json;
};

std::ostream& operator<<(std::ostream& out, const request_example& e) { return out << e.model << ", " << e.place; }

// The documents of 2.0 Fast and 2.0 Mini show the same text in three places.
template <class Model>
prepared_request frames_example() {
    return prepare(image_to_video<Model>{.prompt = "turn the still frames into a smooth cinematic camera move",
                                         .first_frame = "https://example.com/frame-start.png",
                                         .last_frame = "https://example.com/frame-end.png",
                                         .resolution = "720p",
                                         .duration = 5s,
                                         .aspect_ratio = "9:16",
                                         .sound = true,
                                         .web_search = false});
}

constexpr std::string_view frames_json = R"({
  "request_type": "async",
  "input": {
    "mode": "first_and_last_frames",
    "prompt": "turn the still frames into a smooth cinematic camera move",
    "image_urls": [
      "https://example.com/frame-start.png",
      "https://example.com/frame-end.png"
    ],
    "resolution": "720p",
    "duration": 5,
    "aspect_ratio": "9:16",
    "sound": true,
    "web_search": false
  }
})";

template <class Model>
prepared_request omni_example() {
    return prepare(reference_to_video<Model>{
        .prompt = "create a stylish product ad using the visual references and voice rhythm",
        .references = {image("https://example.com/product-shot.png"), video("https://example.com/ref-motion.mp4"),
                       audio("https://example.com/ref-audio.mp3")},
        .resolution = "480p",
        .duration = 6s,
        .aspect_ratio = "auto",
        .sound = true,
        .web_search = false});
}

constexpr std::string_view omni_json = R"({
  "request_type": "async",
  "input": {
    "mode": "omni_reference",
    "prompt": "create a stylish product ad using the visual references and voice rhythm",
    "image_urls": [
      "https://example.com/product-shot.png"
    ],
    "video_urls": [
      "https://example.com/ref-motion.mp4"
    ],
    "audio_urls": [
      "https://example.com/ref-audio.mp3"
    ],
    "resolution": "480p",
    "duration": 6,
    "aspect_ratio": "auto",
    "sound": true,
    "web_search": false
  }
})";

template <class Model>
prepared_request callback_example() {
    return prepare(image_to_video<Model>{.prompt = "turn the still frames into a smooth cinematic camera move",
                                         .first_frame = "https://example.com/frame-start.png",
                                         .last_frame = "https://example.com/frame-end.png",
                                         .resolution = "720p",
                                         .duration = 5s,
                                         .aspect_ratio = "9:16",
                                         .sound = true,
                                         .web_search = false,
                                         .callback_url = "https://your-server.com/webhooks/apixo"});
}

constexpr std::string_view callback_json = R"({
    "request_type": "callback",
    "callback_url": "https://your-server.com/webhooks/apixo",
    "input": {
      "mode": "first_and_last_frames",
      "prompt": "turn the still frames into a smooth cinematic camera move",
      "image_urls": [
        "https://example.com/frame-start.png",
        "https://example.com/frame-end.png"
      ],
      "resolution": "720p",
      "duration": 5,
      "aspect_ratio": "9:16",
      "sound": true,
      "web_search": false
    }
  })";

const request_example requests[] = {
    // ---- Seedance 1.5 Pro
    {"seedance-1-5-pro", "Copy-paste async quickstart",
     [] {
         return prepare(text_to_video<pro>{.prompt = "a calm seaside sunrise with gentle camera dolly movement",
                                           .resolution = "720p",
                                           .duration = 8s,
                                           .aspect_ratio = "16:9",
                                           .sound = false,
                                           .camera_fixed = false});
     },
     R"({
    "request_type": "async",
    "input": {
      "mode": "text-to-video",
      "prompt": "a calm seaside sunrise with gentle camera dolly movement",
      "resolution": "720p",
      "duration": 8,
      "sound": false,
      "aspect_ratio": "16:9",
      "fixed_lens": false
    }
  })"},
    {"seedance-1-5-pro", "Request body, Text-to-video",
     [] {
         return prepare(text_to_video<pro>{
             .prompt = "a clean product showcase on a neutral background, subtle lighting shifts, steady camera",
             .resolution = "720p",
             .duration = 8s,
             .aspect_ratio = "16:9",
             .sound = false,
             .camera_fixed = true});
     },
     R"({
  "request_type": "async",
  "input": {
    "mode": "text-to-video",
    "prompt": "a clean product showcase on a neutral background, subtle lighting shifts, steady camera",
    "resolution": "720p",
    "duration": 8,
    "sound": false,
    "aspect_ratio": "16:9",
    "fixed_lens": true
  }
})"},
    {"seedance-1-5-pro", "Request body, Image-to-video",
     [] {
         return prepare(image_to_video<pro>{.prompt = "animate this landscape with moving clouds and soft wind",
                                            .first_frame = "https://example.com/start-frame.jpg",
                                            .last_frame = "https://example.com/end-frame.jpg",
                                            .resolution = "480p",
                                            .duration = 4s,
                                            .aspect_ratio = "1:1",
                                            .sound = true,
                                            .camera_fixed = false});
     },
     R"({
  "request_type": "async",
  "input": {
    "mode": "image-to-video",
    "prompt": "animate this landscape with moving clouds and soft wind",
    "image_urls": [
      "https://example.com/start-frame.jpg",
      "https://example.com/end-frame.jpg"
    ],
    "resolution": "480p",
    "duration": 4,
    "sound": true,
    "aspect_ratio": "1:1",
    "fixed_lens": false
  }
})"},
    {"seedance-1-5-pro", "Webhook callback mode",
     [] {
         return prepare(
             image_to_video<pro>{.prompt = "turn the two frames into a smooth cinematic transition with ambient sound",
                                 .first_frame = "https://example.com/start-frame.jpg",
                                 .last_frame = "https://example.com/end-frame.jpg",
                                 .resolution = "720p",
                                 .duration = 8s,
                                 .aspect_ratio = "16:9",
                                 .sound = true,
                                 .camera_fixed = false,
                                 .callback_url = "https://your-server.com/webhooks/apixo"});
     },
     R"({
    "request_type": "callback",
    "callback_url": "https://your-server.com/webhooks/apixo",
    "input": {
      "mode": "image-to-video",
      "prompt": "turn the two frames into a smooth cinematic transition with ambient sound",
      "image_urls": [
        "https://example.com/start-frame.jpg",
        "https://example.com/end-frame.jpg"
      ],
      "resolution": "720p",
      "duration": 8,
      "sound": true,
      "aspect_ratio": "16:9",
      "fixed_lens": false
    }
  })"},
    // ---- Seedance 2.0 Fast
    {"seedance-2-0-fast", "Copy-paste async quickstart",
     [] {
         return prepare(text_to_video<fast>{.prompt = "a cinematic tracking shot through a rainy neon street",
                                            .resolution = "720p",
                                            .duration = 5s,
                                            .aspect_ratio = "16:9",
                                            .sound = true,
                                            .web_search = false});
     },
     R"({
    "request_type": "async",
    "input": {
      "mode": "text-to-video",
      "prompt": "a cinematic tracking shot through a rainy neon street",
      "resolution": "720p",
      "duration": 5,
      "aspect_ratio": "16:9",
      "sound": true,
      "web_search": false
    }
  })"},
    {"seedance-2-0-fast", "Request body, Text-to-video",
     [] {
         // Sound is what the document shows even when the caller says nothing of it.
         return prepare(text_to_video<fast>{.prompt = "a cinematic tracking shot through a rainy neon street",
                                            .resolution = "720p",
                                            .duration = 5s,
                                            .aspect_ratio = "16:9",
                                            .web_search = false});
     },
     R"({
  "request_type": "async",
  "input": {
    "mode": "text-to-video",
    "prompt": "a cinematic tracking shot through a rainy neon street",
    "resolution": "720p",
    "duration": 5,
    "aspect_ratio": "16:9",
    "sound": true,
    "web_search": false
  }
})"},
    {"seedance-2-0-fast", "Request body, First-and-last-frames", frames_example<fast>, frames_json},
    {"seedance-2-0-fast", "Request body, Omni-reference", omni_example<fast>, omni_json},
    {"seedance-2-0-fast", "Webhook callback mode", callback_example<fast>, callback_json},
    // ---- Seedance 2.0 Mini
    {"seedance-2-0-mini", "Copy-paste async quickstart",
     [] {
         return prepare(text_to_video<mini>{.prompt = "a cinematic drone shot above a rainy city at night",
                                            .resolution = "720p",
                                            .duration = 5s,
                                            .aspect_ratio = "16:9",
                                            .sound = true,
                                            .web_search = false});
     },
     R"({
    "request_type": "async",
    "input": {
      "mode": "text-to-video",
      "prompt": "a cinematic drone shot above a rainy city at night",
      "resolution": "720p",
      "duration": 5,
      "aspect_ratio": "16:9",
      "sound": true,
      "web_search": false
    }
  })"},
    {"seedance-2-0-mini", "Request body, Text-to-video",
     [] {
         return prepare(text_to_video<mini>{.prompt = "a slow tracking shot through a foggy pine forest at dawn",
                                            .resolution = "720p",
                                            .duration = 10s,
                                            .aspect_ratio = "16:9",
                                            .sound = true,
                                            .web_search = false});
     },
     R"({
  "request_type": "async",
  "input": {
    "mode": "text-to-video",
    "prompt": "a slow tracking shot through a foggy pine forest at dawn",
    "resolution": "720p",
    "duration": 10,
    "aspect_ratio": "16:9",
    "sound": true,
    "web_search": false
  }
})"},
    {"seedance-2-0-mini", "Request body, First-and-last-frames", frames_example<mini>, frames_json},
    {"seedance-2-0-mini", "Request body, Omni-reference", omni_example<mini>, omni_json},
    {"seedance-2-0-mini", "Webhook callback mode", callback_example<mini>, callback_json},
};

/// What a document's answer must be read as; 0 and empty where the example says nothing.
struct reading {
    task_state state = task_state::unknown;
    std::string_view url = {};
    fail_reason reason = fail_reason::unknown;
    std::string_view fail_code = {};
    std::string_view fail_message = {};
    std::int64_t created = 0;
    std::int64_t completed = 0;
    billed charged = billed::unknown;
};

struct answer_example {
    std::string_view model;
    std::string_view place;
    bool to_submit;
    reading expected;
    std::string_view json;
};

std::ostream& operator<<(std::ostream& out, const answer_example& e) { return out << e.model << ", " << e.place; }

constexpr std::string_view accepted_json = R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678"
  }
})";

constexpr std::string_view processing_json = R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "processing",
    "createTime": 1767965610929
  }
})";

constexpr reading processing{.state = task_state::running, .created = 1767965610929};

const answer_example answers[] = {
    // ---- Seedance 1.5 Pro
    {"seedance-1-5-pro", "Successful response", true, {}, accepted_json},
    {"seedance-1-5-pro", "Processing response", false, processing, processing_json},
    {"seedance-1-5-pro",
     "Success response",
     false,
     {.state = task_state::succeeded,
      .url = "https://file.apixo.ai/xxx.mp4",
      .created = 1767965610929,
      .completed = 1767965695412,
      .charged = billed::yes},
     R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "success",
    "resultJson": "{\"resultUrls\":[\"https://file.apixo.ai/xxx.mp4\"]}",
    "createTime": 1767965610929,
    "completeTime": 1767965695412,
    "costTime": 84483
  }
})"},
    {"seedance-1-5-pro",
     "Failed response",
     false,
     {.state = task_state::failed,
      .reason = fail_reason::moderation,
      .fail_code = "SensitiveContent",
      .fail_message = "Content violates upstream policy, please adjust the prompt",
      .created = 1767965610929,
      .completed = 1767965620132},
     R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "failed",
    "failCode": "SensitiveContent",
    "failMsg": "Content violates upstream policy, please adjust the prompt",
    "createTime": 1767965610929,
    "completeTime": 1767965620132,
    "costTime": 9203
  }
})"},
    // ---- Seedance 2.0 Fast
    {"seedance-2-0-fast", "Successful response", true, {}, accepted_json},
    {"seedance-2-0-fast", "Processing response", false, processing, processing_json},
    {"seedance-2-0-fast",
     "Success response",
     false,
     {.state = task_state::succeeded,
      .url = "https://file.apixo.ai/video.mp4",
      .created = 1767965610929,
      .completed = 1767965910929,
      .charged = billed::yes},
     R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "success",
    "resultJson": "{\"resultUrls\":[\"https://file.apixo.ai/video.mp4\"]}",
    "createTime": 1767965610929,
    "completeTime": 1767965910929,
    "costTime": 300000
  }
})"},
    {"seedance-2-0-fast",
     "Failed response",
     false,
     {.state = task_state::failed,
      .reason = fail_reason::prompt,
      .fail_code = "PromptInvalid",
      .fail_message = "Prompt is invalid or rejected by provider",
      .created = 1767965610929,
      .completed = 1767965620132},
     R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "failed",
    "failCode": "PromptInvalid",
    "failMsg": "Prompt is invalid or rejected by provider",
    "createTime": 1767965610929,
    "completeTime": 1767965620132
  }
})"},
    // ---- Seedance 2.0 Mini
    {"seedance-2-0-mini", "Successful response", true, {}, accepted_json},
    {"seedance-2-0-mini", "Processing response", false, processing, processing_json},
    {"seedance-2-0-mini",
     "Success response",
     false,
     {.state = task_state::succeeded,
      .url = "https://file.apixo.ai/video.mp4",
      .created = 1767965610929,
      .completed = 1767965890929,
      .charged = billed::yes},
     R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "success",
    "resultJson": "{\"resultUrls\":[\"https://file.apixo.ai/video.mp4\"]}",
    "createTime": 1767965610929,
    "completeTime": 1767965890929,
    "costTime": 280000
  }
})"},
    {"seedance-2-0-mini",
     "Failed response",
     false,
     {.state = task_state::failed,
      .reason = fail_reason::upstream,
      .fail_code = "UPSTREAM_ERROR",
      .fail_message = "Upstream error",
      .created = 1767965610929,
      .completed = 1767965620132},
     R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "failed",
    "failCode": "UPSTREAM_ERROR",
    "failMsg": "Upstream error",
    "createTime": 1767965610929,
    "completeTime": 1767965620132
  }
})"},
};

const document& document_of(std::string_view model) {
    return *std::find_if(std::begin(documents), std::end(documents),
                         [model](const document& d) { return d.model == model; });
}

std::string url_of(std::string_view target) { return std::string{traits::default_base_url} + std::string{target}; }

std::int64_t unix_milliseconds(const std::optional<std::chrono::system_clock::time_point>& time) {
    return time ? std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count() : 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(apixo_documents)

BOOST_DATA_TEST_CASE(a_typed_request_becomes_the_documented_one, data::make(requests), example) {
    const auto prepared = example.typed();
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "apixo");
    BOOST_TEST(prepared.model() == example.model);

    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == document_of(example.model).submit_url);
    BOOST_TEST_REQUIRE(message.headers.size() == 1u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[0].value == "application/json");
    const auto sent = boost::json::parse(message.body);
    const auto documented = boost::json::parse(example.json);
    BOOST_TEST(sent == documented, "sent " << sent << ", documented " << documented);
}

BOOST_DATA_TEST_CASE(an_answer_is_read_as_the_document_says, data::make(answers), example) {
    if (example.to_submit) {
        const auto answer = traits::decode_submit(200, example.json);
        BOOST_TEST(answer.task_id == "task_12345678");
        BOOST_TEST(answer.status == 200);
        return;
    }
    const auto& expected = example.expected;
    const auto answer = traits::decode_status(200, example.json);
    BOOST_TEST(answer.understood);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.task_id == "task_12345678");
    BOOST_TEST(to_string(answer.state) == to_string(expected.state));
    BOOST_TEST(answer.urls.size() == (expected.url.empty() ? 0u : 1u));
    if (!answer.urls.empty()) BOOST_TEST(answer.urls.front() == expected.url);
    BOOST_TEST(to_string(answer.reason) == to_string(expected.reason));
    if (expected.state == task_state::failed) {
        BOOST_TEST(answer.error.code == expected.fail_code);
        BOOST_TEST(answer.error.message == expected.fail_message);
    }
    BOOST_TEST(unix_milliseconds(answer.created_at) == expected.created);
    BOOST_TEST(unix_milliseconds(answer.completed_at) == expected.completed);
    BOOST_TEST(answer.charged == expected.charged);
}

BOOST_AUTO_TEST_CASE(every_documented_example_is_here) {
    std::size_t together = 0;
    for (const auto& d : documents) {
        const auto of_model = [&d](const auto& example) { return example.model == d.model; };
        BOOST_TEST(std::count_if(std::begin(requests), std::end(requests), of_model) == d.requests);
        BOOST_TEST(std::count_if(std::begin(answers), std::end(answers), of_model) == d.answers);
        together += static_cast<std::size_t>(d.requests + d.answers);
        std::cout << "apixo-" << d.model << ".txt: " << d.requests << " requests and " << d.answers
                  << " answers tested\n";
    }
    BOOST_TEST(together == std::size(requests) + std::size(answers));
    BOOST_TEST(std::size(requests) == 14u);
    BOOST_TEST(std::size(answers) == 12u);
}

BOOST_AUTO_TEST_CASE(polls_go_to_the_documented_urls) {
    for (const auto& d : documents) BOOST_TEST(url_of(traits::status_target(d.model, "task_12345678")) == d.poll_url);
}

BOOST_AUTO_TEST_CASE(the_key_is_a_bearer_token) {
    const auto header = traits::authorization("YOUR_API_KEY");
    BOOST_TEST(header.name == "Authorization");
    BOOST_TEST(header.value == "Bearer YOUR_API_KEY");
}

// Whatever decides the price or the shape of the result is sent even when the caller says nothing of it; the rest is
// not.
BOOST_AUTO_TEST_CASE(defaults_are_sent_and_the_rest_is_left_out) {
    const auto fast_body = boost::json::parse(prepare(text_to_video<fast>{.prompt = "rain"}).message().body);
    const auto fast_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "text-to-video", "prompt": "rain",
        "resolution": "720p", "duration": 5, "aspect_ratio": "auto", "sound": true}})");
    BOOST_TEST(fast_body == fast_expected, fast_body);

    const auto pro_body =
        boost::json::parse(prepare(text_to_video<pro>{.prompt = "rain", .sound = true}).message().body);
    const auto pro_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "text-to-video", "prompt": "rain",
        "resolution": "720p", "duration": 8, "aspect_ratio": "16:9", "sound": true}})");
    BOOST_TEST(pro_body == pro_expected, pro_body);

    const auto one_frame = boost::json::parse(
        prepare(image_to_video<mini>{.prompt = "rain", .first_frame = "https://example.com/a.png", .sound = false})
            .message()
            .body);
    const auto one_frame_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "first_and_last_frames",
        "prompt": "rain", "image_urls": ["https://example.com/a.png"], "resolution": "720p", "duration": 5, "aspect_ratio": "auto",
        "sound": false}})");
    BOOST_TEST(one_frame == one_frame_expected, one_frame);

    const auto no_reference =
        boost::json::parse(prepare(reference_to_video<mini>{.prompt = "rain", .references = {}}).message().body);
    const auto no_reference_expected =
        boost::json::parse(R"({"request_type": "async", "input": {"mode": "omni_reference",
        "prompt": "rain", "resolution": "720p", "duration": 5, "aspect_ratio": "auto", "sound": true}})");
    BOOST_TEST(no_reference == no_reference_expected, no_reference);
}

// "The callback payload uses the same top-level shape as status polling with code, message, and data."
BOOST_AUTO_TEST_CASE(a_callback_is_read_like_a_poll) {
    for (const auto& example : answers) {
        if (example.expected.state != task_state::succeeded) continue;
        const auto answer = table_of<apixo::gateway>.decode_status(200, example.json);
        BOOST_TEST(answer.task_id == "task_12345678");
        BOOST_TEST_REQUIRE(answer.urls.size() == 1u);
        BOOST_TEST(answer.urls[0] == example.expected.url);
    }
}

BOOST_AUTO_TEST_SUITE_END()
