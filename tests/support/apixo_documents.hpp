// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The JSON examples of APIXO's documents: requests, typed and as the documents show them, and answers.

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string_view>

#include <seedance/model/apixo.hpp>
#include <seedance/provider/apixo.hpp>
#include <seedance/provider/prepared.hpp>

namespace test::apixo_documents {

using namespace seedance;
using namespace std::chrono_literals;

using pro = apixo::seedance_1_5_pro;
using fast = apixo::seedance_2_0_fast;
using mini = apixo::seedance_2_0_mini;

/// What a document calls a model, how many JSON examples it holds, and its own URLs.
struct document {
    std::string_view model;
    int requests;
    int answers;
    std::string_view submit_url;
    std::string_view poll_url;
};

inline constexpr document documents[] = {
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

inline std::ostream& operator<<(std::ostream& out, const request_example& e) {
    return out << e.model << ", " << e.place;
}

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

inline constexpr std::string_view frames_json = R"({
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

inline constexpr std::string_view omni_json = R"({
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

inline constexpr std::string_view callback_json = R"({
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

inline const request_example requests[] = {
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

inline std::ostream& operator<<(std::ostream& out, const answer_example& e) {
    return out << e.model << ", " << e.place;
}

inline constexpr std::string_view accepted_json = R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678"
  }
})";

inline constexpr std::string_view processing_json = R"({
  "code": 200,
  "message": "success",
  "data": {
    "taskId": "task_12345678",
    "state": "processing",
    "createTime": 1767965610929
  }
})";

inline constexpr reading processing{.state = task_state::running, .created = 1767965610929};

inline const answer_example answers[] = {
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

}  // namespace test::apixo_documents
