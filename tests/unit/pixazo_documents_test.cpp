// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Every JSON example of Pixazo's page for Seedance, in the order in which the ten endpoints stand there: a typed
// request must become the documented body, an answer must be read as the page says. ("Request Code" shows one body in
// four languages; it is here once.)
//
// The body that is sent differs from the documented one by these rules and no others, so each request has both texts:
// - resolution, ratio, duration and generate_audio are always sent, with the documented defaults where an example is
// silent;
// - every frame and reference has its role;
// - content stands in the order text, images, videos, audio;
// - 2.0 never writes the resolution into the prompt, and whatever it does write there stands in the order --seed,
//   --framepersecond, --camerafixed;
// - 1.0 writes all four of its knobs into the text, --camerafixed included.
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/prepared.hpp>

#include <algorithm>
#include <iostream>
#include <ostream>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "checks.hpp"
#include "printing.hpp"

using namespace seedance;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;
namespace json = boost::json;

namespace {

using full = pixazo::seedance_2_0;
using fast = pixazo::seedance_2_0_fast;
using pro = pixazo::seedance_1_0_pro;
using traits = provider_traits<pixazo::gateway>;

constexpr std::string_view f1 = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png";
constexpr std::string_view f2 = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png";
constexpr std::string_view tea = "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4";
constexpr std::string_view hook = "https://your-server.com/webhook/callback";

/// One endpoint: its URL, how many JSON examples the page shows for it, and a request with the documented webhook.
struct endpoint {
    std::string_view submit_url;
    std::string_view model;
    int requests;
    int answers;
    prepared_request (*with_webhook)();
};

template <class Model>
prepared_request text_with_webhook() {
    return prepare(text_to_video<Model>{.prompt = "rain", .callback_url = hook});
}
template <class Model>
prepared_request frames_with_webhook() {
    return prepare(image_to_video<Model>{.prompt = "rain", .first_frame = f1, .callback_url = hook});
}
template <class Model>
prepared_request references_with_webhook() {
    return prepare(reference_to_video<Model>{.prompt = {}, .references = {image(f1)}, .callback_url = hook});
}
template <class Model>
prepared_request edit_with_webhook() {
    return prepare(edit_video<Model>{.prompt = "rain", .references = {video(tea)}, .callback_url = hook});
}

constexpr std::string_view text_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/text-to-video";
constexpr std::string_view frames_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/first-last-frame-to-video";
constexpr std::string_view references_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/reference-to-video";
constexpr std::string_view edit_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/edit-video";
constexpr std::string_view text_fast = "https://gateway.pixazo.ai/seedance-2-0-fast/v1/text-to-video-fast";
constexpr std::string_view frames_fast =
    "https://gateway.pixazo.ai/seedance-2-0-fast/v1/first-last-frame-to-video-fast";
constexpr std::string_view references_fast = "https://gateway.pixazo.ai/seedance-2-0-fast/v1/reference-to-video-fast";
constexpr std::string_view edit_fast = "https://gateway.pixazo.ai/seedance-2-0-fast/v1/edit-video-fast";
constexpr std::string_view frame_1_0 = "https://gateway.pixazo.ai/byteplus/v1/generateImage2VideoTask";
constexpr std::string_view text_1_0 = "https://gateway.pixazo.ai/byteplus/v1/generateVideoTask";

const endpoint endpoints[] = {
    {text_2_0, "seedance-2-0", 2, 8, text_with_webhook<full>},
    {frames_2_0, "seedance-2-0", 2, 8, frames_with_webhook<full>},
    {references_2_0, "seedance-2-0", 2, 8, references_with_webhook<full>},
    {edit_2_0, "seedance-2-0", 2, 8, edit_with_webhook<full>},
    {text_fast, "seedance-2-0-fast", 2, 8, text_with_webhook<fast>},
    {frames_fast, "seedance-2-0-fast", 2, 8, frames_with_webhook<fast>},
    {references_fast, "seedance-2-0-fast", 2, 8, references_with_webhook<fast>},
    {edit_fast, "seedance-2-0-fast", 2, 8, edit_with_webhook<fast>},
    {frame_1_0, "seedance-1-0-pro-250528", 2, 8, frames_with_webhook<pro>},
    {text_1_0, "seedance-1-0-pro-250528", 2, 8, text_with_webhook<pro>},
};

std::ostream& operator<<(std::ostream& out, const endpoint& e) { return out << e.submit_url; }

const endpoint& endpoint_of(std::string_view submit_url) {
    return *std::find_if(std::begin(endpoints), std::end(endpoints),
                         [submit_url](const endpoint& e) { return e.submit_url == submit_url; });
}

std::string url_of(std::string_view target) { return std::string{traits::default_base_url} + std::string{target}; }

// ---- requests

struct request_example {
    std::string_view submit_url;
    std::string_view place;
    prepared_request (*typed)();
    std::string_view documented;
    std::string_view sent;
    /// A resolution of the example that the page itself says is refused; the typed request has another.
    std::string_view refused_resolution = {};
};

std::ostream& operator<<(std::ostream& out, const request_example& e) { return out << e.submit_url << ", " << e.place; }

// 2.0 and 2.0 Fast show the same text in four places.

template <class Model>
prepared_request two_frames() {
    return prepare(image_to_video<Model>{.prompt = {}, .first_frame = f1, .last_frame = f2});
}

constexpr std::string_view two_frames_documented = R"({
  "content": [
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ]
})";

constexpr std::string_view two_frames_sent = R"({
  "content": [
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "first_frame"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "last_frame"}
  ],
  "ratio": "adaptive",
  "resolution": "720p",
  "duration": 5,
  "generate_audio": true
})";

template <class Model>
prepared_request one_reference() {
    return prepare(reference_to_video<Model>{.prompt = {}, .references = {image(f1)}});
}

constexpr std::string_view one_reference_documented = R"({
  "content": [
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}}
  ]
})";

constexpr std::string_view one_reference_sent = R"({
  "content": [
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "reference_image"}
  ],
  "ratio": "adaptive",
  "resolution": "720p",
  "duration": 5,
  "generate_audio": true
})";

template <class Model>
prepared_request orange_truck() {
    return prepare(edit_video<Model>{.prompt = "Make truck Orange", .references = {video(tea)}});
}

constexpr std::string_view orange_truck_documented = R"({
  "content": [
    {"type": "text", "text": "Make truck Orange"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}}
  ]
})";

constexpr std::string_view orange_truck_sent = R"({
  "content": [
    {"type": "text", "text": "Make truck Orange"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}, "role": "reference_video"}
  ],
  "ratio": "adaptive",
  "resolution": "720p",
  "duration": 5,
  "generate_audio": true
})";

constexpr std::string_view restyle_documented = R"({
  "content": [
    {"type": "text", "text": "Restyle the source video using Image 1 color palette, framing Image 2 as the final beat. --resolution 1080p"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})";

const request_example requests[] = {
    // ---- Seedance 2.0
    {text_2_0, "Request Code", [] { return prepare(text_to_video<full>{.prompt = "A cat walking on the beach"}); },
     R"({
  "content": [{"type": "text", "text": "A cat walking on the beach"}]
})",
     R"({
  "content": [{"type": "text", "text": "A cat walking on the beach"}],
  "ratio": "adaptive",
  "resolution": "720p",
  "duration": 5,
  "generate_audio": true
})"},
    {text_2_0, "Example Request",
     [] {
         return prepare(text_to_video<full>{.prompt = "A cinematic shot of a cat on a tropical beach at golden hour",
                                            .resolution = "1080p",
                                            .duration = 15s,
                                            .aspect_ratio = "16:9",
                                            .sound = true,
                                            .camera_fixed = false,
                                            .watermark = false,
                                            .seed = 42,
                                            .frames_per_second = 24});
     },
     R"({
  "content": [
    {"type": "text", "text": "A cinematic shot of a cat on a tropical beach at golden hour --resolution 1080p --seed 42 --framepersecond 24 --camerafixed false"}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 15,
  "watermark": false
})",
     R"({
  "content": [
    {"type": "text", "text": "A cinematic shot of a cat on a tropical beach at golden hour --seed 42 --framepersecond 24 --camerafixed false"}
  ],
  "resolution": "1080p",
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 15,
  "watermark": false
})"},
    {frames_2_0, "Request Code", two_frames<full>, two_frames_documented, two_frames_sent},
    {frames_2_0, "Example Request",
     [] {
         return prepare(image_to_video<full>{
             .prompt = "Time-lapse from winter to spring; snow melts, leaves green, flowers bloom; cinematic motion.",
             .first_frame = f1,
             .last_frame = f2,
             .resolution = "1080p",
             .duration = 5s,
             .aspect_ratio = "adaptive",
             .sound = true,
             .watermark = false});
     },
     R"({
  "content": [
    {"type": "text", "text": "Time-lapse from winter to spring; snow melts, leaves green, flowers bloom; cinematic motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "ratio": "adaptive",
  "duration": 5,
  "resolution": "1080p",
  "generate_audio": true,
  "watermark": false
})",
     R"({
  "content": [
    {"type": "text", "text": "Time-lapse from winter to spring; snow melts, leaves green, flowers bloom; cinematic motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "first_frame"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "last_frame"}
  ],
  "ratio": "adaptive",
  "duration": 5,
  "resolution": "1080p",
  "generate_audio": true,
  "watermark": false
})"},
    {references_2_0, "Request Code", one_reference<full>, one_reference_documented, one_reference_sent},
    {references_2_0, "Example Request",
     [] {
         return prepare(
             reference_to_video<full>{.prompt = "Use Image 1 as the opening frame and Image 2 as the closing frame. "
                                                "Smooth cinematic transition between them with gentle camera "
                                                "motion.",
                                      .references = {image(f1), image(f2)},
                                      .resolution = "1080p",
                                      .duration = 11s,
                                      .aspect_ratio = "16:9",
                                      .sound = true,
                                      .watermark = false});
     },
     R"({
  "content": [
    {"type": "text", "text": "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition between them with gentle camera motion. --resolution 1080p"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})",
     R"({
  "content": [
    {"type": "text", "text": "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition between them with gentle camera motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "reference_image"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "reference_image"}
  ],
  "resolution": "1080p",
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})"},
    {edit_2_0, "Request Code", orange_truck<full>, orange_truck_documented, orange_truck_sent},
    {edit_2_0, "Example Request",
     [] {
         return prepare(edit_video<full>{
             .prompt = "Restyle the source video using Image 1 color palette, framing Image 2 as the final beat.",
             .references = {video(tea), image(f1), image(f2)},
             .resolution = "1080p",
             .duration = 11s,
             .aspect_ratio = "16:9",
             .sound = true,
             .watermark = false});
     },
     restyle_documented,
     R"({
  "content": [
    {"type": "text", "text": "Restyle the source video using Image 1 color palette, framing Image 2 as the final beat."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "reference_image"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "reference_image"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}, "role": "reference_video"}
  ],
  "resolution": "1080p",
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})"},
    // ---- Seedance 2.0 Fast
    {text_fast, "Request Code",
     [] { return prepare(text_to_video<fast>{.prompt = "Neon city skyline at night with flying drones"}); },
     R"({
  "content": [{"type": "text", "text": "Neon city skyline at night with flying drones"}]
})",
     R"({
  "content": [{"type": "text", "text": "Neon city skyline at night with flying drones"}],
  "ratio": "adaptive",
  "resolution": "720p",
  "duration": 5,
  "generate_audio": true
})"},
    {text_fast, "Example Request",
     [] {
         return prepare(text_to_video<fast>{.prompt = "Neon city skyline at night with flying drones",
                                            .resolution = "720p",
                                            .duration = 5s,
                                            .aspect_ratio = "16:9",
                                            .sound = true,
                                            .watermark = false,
                                            .seed = 7,
                                            .frames_per_second = 24});
     },
     R"({
  "content": [
    {"type": "text", "text": "Neon city skyline at night with flying drones --resolution 720p --seed 7 --framepersecond 24"}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 5,
  "watermark": false
})",
     R"({
  "content": [
    {"type": "text", "text": "Neon city skyline at night with flying drones --seed 7 --framepersecond 24"}
  ],
  "resolution": "720p",
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 5,
  "watermark": false
})"},
    {frames_fast, "Request Code", two_frames<fast>, two_frames_documented, two_frames_sent},
    {frames_fast, "Example Request",
     [] {
         return prepare(image_to_video<fast>{
             .prompt =
                 "Time-lapse transition from winter to spring: snow melts off the plant, leaves turn green, flowers "
                 "bloom into full color. Smooth cinematic motion.",
             .first_frame = f1,
             .last_frame = f2,
             .resolution = "720p",
             .duration = 5s,
             .aspect_ratio = "adaptive",
             .sound = true,
             .watermark = false});
     },
     R"({
  "content": [
    {"type": "text", "text": "Time-lapse transition from winter to spring: snow melts off the plant, leaves turn green, flowers bloom into full color. Smooth cinematic motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "duration": 5,
  "ratio": "adaptive",
  "resolution": "720p",
  "generate_audio": true,
  "watermark": false
})",
     R"({
  "content": [
    {"type": "text", "text": "Time-lapse transition from winter to spring: snow melts off the plant, leaves turn green, flowers bloom into full color. Smooth cinematic motion."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "first_frame"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "last_frame"}
  ],
  "duration": 5,
  "ratio": "adaptive",
  "resolution": "720p",
  "generate_audio": true,
  "watermark": false
})"},
    {references_fast, "Request Code", one_reference<fast>, one_reference_documented, one_reference_sent},
    {references_fast, "Example Request",
     [] {
         return prepare(reference_to_video<fast>{
             .prompt =
                 "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition.",
             .references = {image(f1), image(f2)},
             .resolution = "720p",
             .duration = 11s,
             .aspect_ratio = "16:9",
             .sound = true,
             .watermark = false});
     },
     R"({
  "content": [
    {"type": "text", "text": "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition. --resolution 720p"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ],
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})",
     R"({
  "content": [
    {"type": "text", "text": "Use Image 1 as the opening frame and Image 2 as the closing frame. Smooth cinematic transition."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "reference_image"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "reference_image"}
  ],
  "resolution": "720p",
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})"},
    {edit_fast, "Request Code", orange_truck<fast>, orange_truck_documented, orange_truck_sent},
    // "1080p is rejected by the gateway", yet the example asks for it: it can be typed with 720p only.
    {edit_fast, "Example Request",
     [] {
         return prepare(edit_video<fast>{
             .prompt = "Restyle the source video using Image 1 color palette, framing Image 2 as the final beat.",
             .references = {video(tea), image(f1), image(f2)},
             .resolution = "720p",
             .duration = 11s,
             .aspect_ratio = "16:9",
             .sound = true,
             .watermark = false});
     },
     restyle_documented,
     R"({
  "content": [
    {"type": "text", "text": "Restyle the source video using Image 1 color palette, framing Image 2 as the final beat."},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "reference_image"},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}, "role": "reference_image"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}, "role": "reference_video"}
  ],
  "resolution": "720p",
  "generate_audio": true,
  "ratio": "16:9",
  "duration": 11,
  "watermark": false
})",
     "1080p"},
    // ---- Seedance 1.0 Pro: each endpoint shows one body twice
    {frame_1_0, "Request Code",
     [] {
         return prepare(image_to_video<pro>{
             .prompt = "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky.",
             .first_frame = f1,
             .resolution = "720p",
             .duration = 5s,
             .aspect_ratio = "16:9"});
     },
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky. --ratio 16:9 --resolution 720p --duration 5",
  "image_url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"
})",
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false",
  "image_url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"
})"},
    {frame_1_0, "Example Request",
     [] {
         return prepare(image_to_video<pro>{
             .prompt = "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky.",
             .first_frame = f1,
             .resolution = "720p",
             .duration = 5s,
             .aspect_ratio = "16:9",
             .camera_fixed = false});
     },
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky. --ratio 16:9 --resolution 720p --duration 5",
  "image_url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"
})",
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "Soft cotton-like clouds drift with subtle layered motions across a pale blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false",
  "image_url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"
})"},
    {text_1_0, "Request Code",
     [] {
         return prepare(text_to_video<pro>{.prompt = "A vast expanse of white daisy fields under a clear blue sky.",
                                           .resolution = "720p",
                                           .duration = 5s,
                                           .aspect_ratio = "16:9",
                                           .camera_fixed = false});
     },
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "A vast expanse of white daisy fields under a clear blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false"
})",
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "A vast expanse of white daisy fields under a clear blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false"
})"},
    {text_1_0, "Example Request",
     [] {
         return prepare(text_to_video<pro>{.prompt = "A vast expanse of white daisy fields under a clear blue sky.",
                                           .resolution = "720p",
                                           .duration = 5s,
                                           .aspect_ratio = "16:9",
                                           .camera_fixed = false});
     },
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "A vast expanse of white daisy fields under a clear blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false"
})",
     R"({
  "model": "seedance-1-0-pro-250528",
  "text": "A vast expanse of white daisy fields under a clear blue sky. --ratio 16:9 --resolution 720p --duration 5 --camerafixed false"
})"},
};

// ---- the rules at the top of this file, as code: what may differ between a documented body and the one that is sent

void move_resolution_out_of_the_prompt(json::object& body) {
    for (auto& item : body.at("content").as_array()) {
        auto* text = item.as_object().if_contains("text");
        if (text == nullptr) continue;
        std::string words{text->as_string()};
        const std::string flag = " --resolution ";
        const auto at = words.find(flag);
        if (at == std::string::npos) continue;
        const auto value = at + flag.size();
        const auto end = std::min(words.find(' ', value), words.size());
        body["resolution"] = words.substr(value, end - value);
        words.erase(at, end - at);
        *text = words;
        return;
    }
}

void add_roles(json::array& content, bool frames) {
    int frame = 0;
    for (auto& item : content) {
        auto& o = item.as_object();
        const std::string type{o.at("type").as_string()};
        if (type == "text") continue;
        const auto reference = "reference_" + type.substr(0, type.find('_'));
        o["role"] = frames ? (frame++ == 0 ? "first_frame" : "last_frame") : std::string_view{reference};
    }
}

void sort_by_kind(json::array& content) {
    json::array sorted;
    for (const auto kind : {"text", "image_url", "video_url", "audio_url"})
        for (const auto& item : content)
            if (item.at("type").as_string() == kind) sorted.push_back(item);
    content = std::move(sorted);
}

json::value by_the_rules(std::string_view submit_url, std::string_view documented) {
    auto parsed = json::parse(documented);
    auto& body = parsed.as_object();
    if (submit_url == frame_1_0 || submit_url == text_1_0) {
        auto& text = body.at("text").as_string();
        if (text.find("--camerafixed") == std::string_view::npos) text += " --camerafixed false";
        return parsed;
    }
    move_resolution_out_of_the_prompt(body);
    auto& content = body.at("content").as_array();
    add_roles(content, submit_url == frames_2_0 || submit_url == frames_fast);
    sort_by_kind(content);
    body.emplace("ratio", "adaptive");  // where the example says nothing
    body.emplace("resolution", "720p");
    body.emplace("duration", 5);
    body.emplace("generate_audio", true);
    return parsed;
}

// ---- answers

enum class door { submit, poll, refusal };

/// A documented answer and what must be made of it; 0 and empty where it says nothing.
struct answer {
    door through;
    int http_status;
    std::string_view task_id;
    std::string_view json;
    task_state state = task_state::unknown;
    std::string_view url = {};
    std::string_view error_code = {};
    std::string_view error_message = {};
    std::int64_t created = 0;  ///< milliseconds since 1970
    std::int64_t completed = 0;
    billed charged = billed::unknown;
};

constexpr std::string_view id_2_0 = "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::string_view id_fast = "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::string_view id_1_0 = "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::string_view id_1_0_callback = "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

// ---- of Seedance 2.0

constexpr answer queued_2_0{.through = door::submit, .http_status = 202, .task_id = id_2_0, .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "QUEUED",
  "polling_url": "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
})"};

constexpr answer callback_2_0{.through = door::poll,
                              .http_status = 200,
                              .task_id = id_2_0,
                              .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})",
                              .state = task_state::succeeded,
                              .url =
                                  "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                  "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                              .created = 1779455852110,
                              .completed = 1779455963000,
                              .charged = billed::yes};

constexpr answer failure_callback_2_0{.through = door::poll,
                                      .http_status = 200,
                                      .task_id = id_2_0,
                                      .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0",
  "error": "Description of the error",
  "output": null,
  "created_at": "...",
  "updated_at": "...",
  "completed_at": "..."
})",
                                      .state = task_state::failed,
                                      .error_message = "Description of the error",
                                      .charged = billed::no};

constexpr answer no_balance{.through = door::refusal,
                            .http_status = 402,
                            .task_id = {},
                            .json = R"({
  "error": "Insufficient Balance",
  "message": "Your wallet does not have enough balance."
})",
                            .error_code = "Insufficient Balance",
                            .error_message = "Your wallet does not have enough balance."};

constexpr answer no_model_2_0{.through = door::refusal,
                              .http_status = 400,
                              .task_id = {},
                              .json = R"({
  "error": "Model not found",
  "message": "Model 'seedance-2-0' not found or is disabled"
})",
                              .error_code = "Model not found",
                              .error_message = "Model 'seedance-2-0' not found or is disabled"};

constexpr answer failed_2_0{.through = door::poll,
                            .http_status = 200,
                            .task_id = id_2_0,
                            .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0",
  "error": "Description of the error",
  "output": null
})",
                            .state = task_state::failed,
                            .error_message = "Description of the error",
                            .charged = billed::no};

constexpr answer completed_2_0{
    .through = door::poll,
    .http_status = 200,
    .task_id = id_2_0,
    .json = R"({
  "request_id": "seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-07T10:00:00.000Z",
  "updated_at": "2026-04-07T10:02:30.000Z",
  "completed_at": "2026-04-07T10:02:30.000Z"
})",
    .state = task_state::succeeded,
    .url = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0_019dxxxx-xxxx/output.mp4",
    .created = 1775556000000,
    .completed = 1775556150000,
    .charged = billed::yes};

// ---- of Seedance 2.0 Fast

constexpr answer queued_fast{.through = door::submit, .http_status = 202, .task_id = id_fast, .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "QUEUED",
  "polling_url": "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
})"};

constexpr answer callback_fast{.through = door::poll,
                               .http_status = 200,
                               .task_id = id_fast,
                               .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0-fast",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})",
                               .state = task_state::succeeded,
                               .url =
                                   "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                   "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                               .created = 1779455852110,
                               .completed = 1779455963000,
                               .charged = billed::yes};

constexpr answer failure_callback_fast{.through = door::poll,
                                       .http_status = 200,
                                       .task_id = id_fast,
                                       .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0-fast",
  "error": "Description of the error",
  "output": null,
  "created_at": "...",
  "updated_at": "...",
  "completed_at": "..."
})",
                                       .state = task_state::failed,
                                       .error_message = "Description of the error",
                                       .charged = billed::no};

constexpr answer no_model_fast{.through = door::refusal,
                               .http_status = 400,
                               .task_id = {},
                               .json = R"({
  "error": "Model not found",
  "message": "Model 'seedance-2-0-fast' not found or is disabled"
})",
                               .error_code = "Model not found",
                               .error_message = "Model 'seedance-2-0-fast' not found or is disabled"};

constexpr answer failed_fast{.through = door::poll,
                             .http_status = 200,
                             .task_id = id_fast,
                             .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "seedance-2-0-fast",
  "error": "Description of the error",
  "output": null
})",
                             .state = task_state::failed,
                             .error_message = "Description of the error",
                             .charged = billed::no};

constexpr answer completed_fast_in_75_s{
    .through = door::poll,
    .http_status = 200,
    .task_id = id_fast,
    .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0-fast",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-07T10:00:00.000Z",
  "updated_at": "2026-04-07T10:01:15.000Z",
  "completed_at": "2026-04-07T10:01:15.000Z"
})",
    .state = task_state::succeeded,
    .url = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4",
    .created = 1775556000000,
    .completed = 1775556075000,
    .charged = billed::yes};

constexpr answer completed_fast_in_150_s{
    .through = door::poll,
    .http_status = 200,
    .task_id = id_fast,
    .json = R"({
  "request_id": "seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "seedance-2-0-fast",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-07T10:00:00.000Z",
  "updated_at": "2026-04-07T10:02:30.000Z",
  "completed_at": "2026-04-07T10:02:30.000Z"
})",
    .state = task_state::succeeded,
    .url = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/seedance-2-0-fast_019dxxxx-xxxx/output.mp4",
    .created = 1775556000000,
    .completed = 1775556150000,
    .charged = billed::yes};

// ---- of Seedance 1.0 Pro: the callback names another prefix than the answer to the submit

constexpr answer queued_1_0{.through = door::submit, .http_status = 202, .task_id = id_1_0, .json = R"({
  "request_id": "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "QUEUED",
  "polling_url": "https://gateway.pixazo.ai/v2/requests/status/byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
})"};

constexpr answer callback_1_0{.through = door::poll,
                              .http_status = 200,
                              .task_id = id_1_0_callback,
                              .json = R"({
  "request_id": "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "bytedance-text-to-image",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-05-22T13:17:32.110Z",
  "updated_at": "2026-05-22 13:19:23",
  "completed_at": "2026-05-22 13:19:23"
})",
                              .state = task_state::succeeded,
                              .url =
                                  "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                  "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                              .created = 1779455852110,
                              .completed = 1779455963000,
                              .charged = billed::yes};

constexpr answer failure_callback_1_0{.through = door::poll,
                                      .http_status = 200,
                                      .task_id = id_1_0_callback,
                                      .json = R"({
  "request_id": "bytedance-text-to-image_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "bytedance-text-to-image",
  "error": "Description of the error",
  "output": null,
  "created_at": "...",
  "updated_at": "...",
  "completed_at": "..."
})",
                                      .state = task_state::failed,
                                      .error_message = "Description of the error",
                                      .charged = billed::no};

constexpr answer no_balance_1_0{.through = door::refusal,
                                .http_status = 402,
                                .task_id = {},
                                .json = R"({
  "error": "Insufficient Balance",
  "message": "Your wallet does not have enough balance. Required: $0.20"
})",
                                .error_code = "Insufficient Balance",
                                .error_message = "Your wallet does not have enough balance. Required: $0.20"};

constexpr answer no_model_1_0{.through = door::refusal,
                              .http_status = 400,
                              .task_id = {},
                              .json = R"({
  "error": "Model not found",
  "message": "Model 'byteplus' not found or is disabled"
})",
                              .error_code = "Model not found",
                              .error_message = "Model 'byteplus' not found or is disabled"};

constexpr answer failed_1_0{.through = door::poll,
                            .http_status = 200,
                            .task_id = id_1_0,
                            .json = R"({
  "request_id": "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "ERROR",
  "model_id": "byteplus",
  "error": "Description of the error",
  "output": null
})",
                            .state = task_state::failed,
                            .error_message = "Description of the error",
                            .charged = billed::no};

constexpr answer completed_1_0{.through = door::poll,
                               .http_status = 200,
                               .task_id = id_1_0,
                               .json = R"({
  "request_id": "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
  "status": "COMPLETED",
  "model_id": "byteplus",
  "error": null,
  "output": {
    "media_url": [
      "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4"
    ],
    "media_type": "video/mp4"
  },
  "created_at": "2026-04-09T10:00:00.000Z",
  "updated_at": "2026-04-09 10:01:30",
  "completed_at": "2026-04-09 10:01:30"
})",
                               .state = task_state::succeeded,
                               .url =
                                   "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/v1/"
                                   "byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/output.mp4",
                               .created = 1775728800000,
                               .completed = 1775728890000,
                               .charged = billed::yes};

struct answer_example {
    std::string_view submit_url;
    std::string_view place;
    const answer* shown;
};

std::ostream& operator<<(std::ostream& out, const answer_example& e) { return out << e.submit_url << ", " << e.place; }

constexpr answer_example answers[] = {
    {text_2_0, "Output", &queued_2_0},
    {text_2_0, "Callback Payload", &callback_2_0},
    {text_2_0, "Failure callback shape", &failure_callback_2_0},
    {text_2_0, "Response", &queued_2_0},
    {text_2_0, "402", &no_balance},
    {text_2_0, "400", &no_model_2_0},
    {text_2_0, "Error via Status/Webhook", &failed_2_0},
    {text_2_0, "Response (Completed)", &completed_2_0},
    {frames_2_0, "Output", &queued_2_0},
    {frames_2_0, "Callback Payload", &callback_2_0},
    {frames_2_0, "Failure callback shape", &failure_callback_2_0},
    {frames_2_0, "Response", &queued_2_0},
    {frames_2_0, "402", &no_balance},
    {frames_2_0, "400", &no_model_2_0},
    {frames_2_0, "Error via Status/Webhook", &failed_2_0},
    {frames_2_0, "Response (Completed)", &completed_2_0},
    {references_2_0, "Output", &queued_2_0},
    {references_2_0, "Callback Payload", &callback_2_0},
    {references_2_0, "Failure callback shape", &failure_callback_2_0},
    {references_2_0, "Response", &queued_2_0},
    {references_2_0, "402", &no_balance},
    {references_2_0, "400", &no_model_2_0},
    {references_2_0, "Error via Status/Webhook", &failed_2_0},
    {references_2_0, "Response (Completed)", &completed_2_0},
    {edit_2_0, "Output", &queued_2_0},
    {edit_2_0, "Callback Payload", &callback_2_0},
    {edit_2_0, "Failure callback shape", &failure_callback_2_0},
    {edit_2_0, "Response", &queued_2_0},
    {edit_2_0, "402", &no_balance},
    {edit_2_0, "400", &no_model_2_0},
    {edit_2_0, "Error via Status/Webhook", &failed_2_0},
    {edit_2_0, "Response (Completed)", &completed_2_0},
    {text_fast, "Output", &queued_fast},
    {text_fast, "Callback Payload", &callback_fast},
    {text_fast, "Failure callback shape", &failure_callback_fast},
    {text_fast, "Response", &queued_fast},
    {text_fast, "402", &no_balance},
    {text_fast, "400", &no_model_fast},
    {text_fast, "Error via Status/Webhook", &failed_fast},
    {text_fast, "Response (Completed)", &completed_fast_in_75_s},
    {frames_fast, "Output", &queued_fast},
    {frames_fast, "Callback Payload", &callback_fast},
    {frames_fast, "Failure callback shape", &failure_callback_fast},
    {frames_fast, "Response", &queued_fast},
    {frames_fast, "402", &no_balance},
    {frames_fast, "400", &no_model_fast},
    {frames_fast, "Error via Status/Webhook", &failed_fast},
    {frames_fast, "Response (Completed)", &completed_fast_in_150_s},
    {references_fast, "Output", &queued_fast},
    {references_fast, "Callback Payload", &callback_fast},
    {references_fast, "Failure callback shape", &failure_callback_fast},
    {references_fast, "Response", &queued_fast},
    {references_fast, "402", &no_balance},
    {references_fast, "400", &no_model_fast},
    {references_fast, "Error via Status/Webhook", &failed_fast},
    {references_fast, "Response (Completed)", &completed_fast_in_75_s},
    {edit_fast, "Output", &queued_fast},
    {edit_fast, "Callback Payload", &callback_fast},
    {edit_fast, "Failure callback shape", &failure_callback_fast},
    {edit_fast, "Response", &queued_fast},
    {edit_fast, "402", &no_balance},
    {edit_fast, "400", &no_model_fast},
    {edit_fast, "Error via Status/Webhook", &failed_fast},
    {edit_fast, "Response (Completed)", &completed_fast_in_150_s},
    {frame_1_0, "Output", &queued_1_0},
    {frame_1_0, "Callback Payload", &callback_1_0},
    {frame_1_0, "Failure callback shape", &failure_callback_1_0},
    {frame_1_0, "Response", &queued_1_0},
    {frame_1_0, "402", &no_balance_1_0},
    {frame_1_0, "400", &no_model_1_0},
    {frame_1_0, "Error via Status/Webhook", &failed_1_0},
    {frame_1_0, "Response (Completed)", &completed_1_0},
    {text_1_0, "Output", &queued_1_0},
    {text_1_0, "Callback Payload", &callback_1_0},
    {text_1_0, "Failure callback shape", &failure_callback_1_0},
    {text_1_0, "Response", &queued_1_0},
    {text_1_0, "402", &no_balance_1_0},
    {text_1_0, "400", &no_model_1_0},
    {text_1_0, "Error via Status/Webhook", &failed_1_0},
    {text_1_0, "Response (Completed)", &completed_1_0},
};

std::int64_t unix_milliseconds(const std::optional<std::chrono::system_clock::time_point>& time) {
    return time ? std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count() : 0;
}

void check_accepted(const answer& shown) {
    const auto read = traits::decode_submit(shown.http_status, shown.json);
    BOOST_TEST(read.task_id == shown.task_id);
    BOOST_TEST(read.status == shown.http_status);
    BOOST_TEST(read.error.code.empty());
    BOOST_TEST(read.error.message.empty());
    const auto polling_url = json::parse(shown.json).at("polling_url").as_string();
    BOOST_TEST(url_of(traits::status_target("any model", read.task_id)) == std::string_view{polling_url});

    // The same text read as a status: the task has just begun.
    const auto status = traits::decode_status(200, shown.json);
    BOOST_TEST(status.understood);
    BOOST_TEST(to_string(status.state) == "queued");
    BOOST_TEST(status.raw_state == "QUEUED");
}

void check_status(const answer& shown) {
    const auto read = traits::decode_status(shown.http_status, shown.json);
    BOOST_TEST(read.understood);
    BOOST_TEST(read.status == shown.http_status);
    BOOST_TEST(read.task_id == shown.task_id);
    BOOST_TEST(to_string(read.state) == to_string(shown.state));
    BOOST_TEST(read.urls.size() == (shown.url.empty() ? 0u : 1u));
    if (!read.urls.empty()) BOOST_TEST(read.urls.front() == shown.url);
    BOOST_TEST(read.error.code == shown.error_code);
    BOOST_TEST(read.error.message == shown.error_message);
    BOOST_TEST(unix_milliseconds(read.created_at) == shown.created);
    BOOST_TEST(unix_milliseconds(read.completed_at) == shown.completed);
    BOOST_TEST(read.charged == shown.charged);
    BOOST_TEST(to_string(read.reason) == (shown.state == task_state::failed ? "upstream" : "unknown"));
    BOOST_TEST(!read.cost.has_value());
}

void check_refusal(const answer& shown) {
    const auto submitted = traits::decode_submit(shown.http_status, shown.json);
    BOOST_TEST(submitted.task_id.empty());
    BOOST_TEST(submitted.status == shown.http_status);
    BOOST_TEST(submitted.error.code == shown.error_code);
    BOOST_TEST(submitted.error.message == shown.error_message);

    const auto polled = traits::decode_status(shown.http_status, shown.json);
    BOOST_TEST(!polled.understood);
    BOOST_TEST(polled.status == shown.http_status);
    BOOST_TEST(polled.error.code == shown.error_code);
    BOOST_TEST(polled.error.message == shown.error_message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pixazo_documents)

BOOST_DATA_TEST_CASE(a_typed_request_becomes_the_documented_one, data::make(requests), example) {
    const auto prepared = example.typed();
    BOOST_TEST_REQUIRE(prepared.valid());
    BOOST_TEST(prepared.provider() == "pixazo");
    BOOST_TEST(prepared.model() == endpoint_of(example.submit_url).model);

    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == example.submit_url);
    const auto sent = json::parse(message.body);
    const auto expected = json::parse(example.sent);
    BOOST_TEST(sent == expected, "sent " << sent << ", expected " << expected);
}

BOOST_DATA_TEST_CASE(what_is_sent_differs_from_the_document_by_the_rules_alone, data::make(requests), example) {
    auto ruled = by_the_rules(example.submit_url, example.documented);
    auto expected = json::parse(example.sent);
    if (!example.refused_resolution.empty()) {
        BOOST_TEST(ruled.at("resolution").as_string() == example.refused_resolution);
        BOOST_TEST(!contains(rules_of<fast, mode::edit_video>.resolutions, example.refused_resolution));
        ruled.as_object()["resolution"] = "720p";
    }
    BOOST_TEST(ruled == expected, "by the rules " << ruled << ", expected " << expected);
}

// What the page writes into its prompts is refused as a caller's prompt: there are fields for it.
BOOST_AUTO_TEST_CASE(the_documented_directives_are_refused_in_a_callers_prompt) {
    int with_directives = 0;
    for (const auto& example : requests) {
        const auto body = json::parse(example.documented);
        const auto* content = body.as_object().if_contains("content");
        const auto* text = content != nullptr ? content->at(0).as_object().if_contains("text") : &body.at("text");
        if (text == nullptr || text->as_string().find("--") == std::string_view::npos) continue;
        ++with_directives;
        const std::string prompt{text->as_string()};
        const auto refused = validate(text_to_video<full>{.prompt = runtime(prompt)});
        BOOST_TEST(!refused.empty());
        for (const auto& v : refused) BOOST_TEST(v.broken == rule::this_prompt_contains_a_directive, to_string(v));
    }
    BOOST_TEST(with_directives == 10);
}

BOOST_DATA_TEST_CASE(an_answer_is_read_as_the_document_says, data::make(answers), example) {
    const auto& shown = *example.shown;
    BOOST_TEST(endpoint_of(example.submit_url).submit_url == example.submit_url);
    switch (shown.through) {
        case door::submit: return check_accepted(shown);
        case door::poll: return check_status(shown);
        case door::refusal: return check_refusal(shown);
    }
}

BOOST_AUTO_TEST_CASE(every_documented_example_is_here) {
    std::size_t together = 0;
    for (const auto& e : endpoints) {
        const auto of_endpoint = [&e](const auto& example) { return example.submit_url == e.submit_url; };
        BOOST_TEST(std::count_if(std::begin(requests), std::end(requests), of_endpoint) == e.requests);
        BOOST_TEST(std::count_if(std::begin(answers), std::end(answers), of_endpoint) == e.answers);
        together += static_cast<std::size_t>(e.requests + e.answers);
    }
    BOOST_TEST(together == std::size(requests) + std::size(answers));
    BOOST_TEST(std::size(requests) == 20u);
    BOOST_TEST(std::size(answers) == 80u);
    std::cout << "pixazo-seedance.txt: " << std::size(requests) << " requests and " << std::size(answers)
              << " answers tested\n";
}

// "Request Headers", and "Example: enable webhook" of every endpoint.
BOOST_DATA_TEST_CASE(headers_are_the_documented_ones, data::make(endpoints), where) {
    const auto prepared = where.with_webhook();
    BOOST_TEST_REQUIRE(prepared.valid());
    const auto& message = prepared.message();
    BOOST_TEST(url_of(message.target) == where.submit_url);
    BOOST_TEST_REQUIRE(message.headers.size() == 4u);
    BOOST_TEST(message.headers[0].name == "Content-Type");
    BOOST_TEST(message.headers[0].value == "application/json");
    BOOST_TEST(message.headers[1].name == "Cache-Control");
    BOOST_TEST(message.headers[1].value == "no-cache");
    BOOST_TEST(message.headers[2].name == "X-Webhook-URL");
    BOOST_TEST(message.headers[2].value == "https://your-server.com/webhook/callback");
    BOOST_TEST(message.headers[3].name == "X-Webhook-Mode");
    BOOST_TEST(message.headers[3].value == "terminal");
    BOOST_TEST(test::lacks(message.body, "your-server"));
}

BOOST_AUTO_TEST_CASE(without_a_callback_there_is_no_webhook) {
    for (const auto& example : requests) {
        const auto prepared = example.typed();
        BOOST_TEST_REQUIRE(prepared.message().headers.size() == 2u);
        BOOST_TEST(prepared.message().headers[0].name == "Content-Type");
        BOOST_TEST(prepared.message().headers[1].name == "Cache-Control");
    }
}

BOOST_AUTO_TEST_CASE(the_key_has_a_header_of_its_own) {
    const auto header = traits::authorization("YOUR_SUBSCRIPTION_KEY");
    BOOST_TEST(header.name == "Ocp-Apim-Subscription-Key");
    BOOST_TEST(header.value == "YOUR_SUBSCRIPTION_KEY");
}

// "cURL Example" of every endpoint.
BOOST_AUTO_TEST_CASE(polls_go_to_the_documented_url) {
    const std::pair<std::string_view, std::string_view> urls[] = {
        {id_2_0, "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
        {id_fast,
         "https://gateway.pixazo.ai/v2/requests/status/seedance-2-0-fast_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
        {id_1_0, "https://gateway.pixazo.ai/v2/requests/status/byteplus_019dxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"},
    };
    for (const auto& [id, url] : urls)
        for (const auto& e : endpoints) BOOST_TEST(url_of(traits::status_target(e.model, id)) == url);
}

// "Status Values".
BOOST_AUTO_TEST_CASE(the_documented_states_are_known) {
    const std::pair<std::string, task_state> states[] = {{"QUEUED", task_state::queued},
                                                         {"PROCESSING", task_state::running},
                                                         {"COMPLETED", task_state::succeeded},
                                                         {"FAILED", task_state::failed},
                                                         {"ERROR", task_state::failed}};
    for (const auto& [word, state] : states) {
        const auto read = traits::decode_status(200, R"({"request_id": "a", "status": ")" + word + "\"}");
        BOOST_TEST(to_string(read.state) == to_string(state), word);
        BOOST_TEST(read.raw_state == word);
        BOOST_TEST(read.charged == (word == "COMPLETED" ? billed::yes
                                    : word == "ERROR"   ? billed::no
                                                        : billed::unknown),
                   word);
    }
}

// "tools: [{"type":"web_search"}]", "Content Item Types" and the items in an order of their own.
BOOST_AUTO_TEST_CASE(content_items_and_tools_are_the_documented_ones) {
    const auto body_of = [](const auto& request) { return json::parse(prepare(request).message().body); };

    const auto searching = body_of(text_to_video<full>{.prompt = "rain", .web_search = true});
    BOOST_TEST(json::serialize(searching.at("tools")) == R"([{"type":"web_search"}])");
    BOOST_TEST(!body_of(text_to_video<full>{.prompt = "rain", .web_search = false}).as_object().contains("tools"));
    BOOST_TEST(!body_of(text_to_video<full>{.prompt = "rain"}).as_object().contains("tools"));

    const auto mixed = body_of(reference_to_video<fast>{
        .prompt = "@image1 dances to @audio1 as in @video1",
        .references = {audio("asset://a"), video("https://example.com/v.mp4"), image("data:image/png;base64,AA=="),
                       audio("https://example.com/b.mp3"), image("asset://i")}});
    const auto expected = json::parse(R"([
        {"type": "text", "text": "@image1 dances to @audio1 as in @video1"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}, "role": "reference_image"},
        {"type": "image_url", "image_url": {"url": "asset://i"}, "role": "reference_image"},
        {"type": "video_url", "video_url": {"url": "https://example.com/v.mp4"}, "role": "reference_video"},
        {"type": "audio_url", "audio_url": {"url": "asset://a"}, "role": "reference_audio"},
        {"type": "audio_url", "audio_url": {"url": "https://example.com/b.mp3"}, "role": "reference_audio"}])");
    BOOST_TEST(mixed.at("content") == expected, mixed.at("content"));
}

// What the page documents without an example.
BOOST_AUTO_TEST_CASE(fields_without_an_example) {
    const auto body_of = [](const auto& request) { return json::parse(prepare(request).message().body); };

    // "-1 to match the source video duration".
    BOOST_TEST(body_of(edit_video<full>{.prompt = "rain", .references = {video(tea)}, .duration = as_source})
                   .at("duration")
                   .as_int64() == -1);

    // One image is the first frame; options alone make a text of their own.
    const auto one_frame = body_of(
        image_to_video<full>{.prompt = {}, .first_frame = f1, .sound = false, .camera_fixed = true, .watermark = true});
    const auto one_frame_expected = json::parse(R"({"content": [{"type": "text", "text": "--camerafixed true"},
        {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}, "role": "first_frame"}],
        "ratio": "adaptive", "resolution": "720p", "duration": 5, "generate_audio": false, "watermark": true})");
    BOOST_TEST(one_frame == one_frame_expected, one_frame);

    // "auto" is "adaptive"; white space around a prompt is not sent.
    const auto automatic = body_of(text_to_video<fast>{.prompt = "  rain\n", .aspect_ratio = "auto"});
    BOOST_TEST(automatic.at("ratio").as_string() == "adaptive");
    BOOST_TEST(automatic.at("content").at(0).at("text").as_string() == "rain");

    // 1.0 Pro: defaults "1080p (pro)" for text, "720p" for an image; everything is written into the text.
    BOOST_TEST(body_of(text_to_video<pro>{.prompt = "rain"}).at("text").as_string() ==
               "rain --ratio 16:9 --resolution 1080p --duration 5 --camerafixed false");
    BOOST_TEST(
        body_of(image_to_video<pro>{
                    .prompt = "rain", .first_frame = f1, .duration = 12s, .aspect_ratio = "auto", .camera_fixed = true})
            .at("text")
            .as_string() == "rain --ratio adaptive --resolution 720p --duration 12 --camerafixed true");

    // 1.0 Lite: two frames, flat.
    const auto lite = prepare(image_to_video<pixazo::seedance_1_0_lite>{.prompt = "rain",
                                                                        .first_frame = f1,
                                                                        .last_frame = f2,
                                                                        .resolution = "480p",
                                                                        .duration = 3s,
                                                                        .aspect_ratio = "9:16"});
    BOOST_TEST(lite.message().target == "/byteplus/v1/generateFrame2VideoTask");
    const auto lite_expected = json::parse(R"({"model": "seedance-1-0-lite-i2v-250428",
        "text": "rain --ratio 9:16 --resolution 480p --duration 3 --camerafixed false",
        "first_frame": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png",
        "last_frame": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"})");
    BOOST_TEST(json::parse(lite.message().body) == lite_expected, lite.message().body);
}

BOOST_AUTO_TEST_SUITE_END()
