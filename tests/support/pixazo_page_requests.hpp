// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The requests on Pixazo's page for Seedance: typed, as the page shows them, and as they are sent.

#include <chrono>
#include <ostream>
#include <string_view>

#include "pixazo_page.hpp"

namespace test::pixazo_page {

using namespace seedance;
using namespace std::chrono_literals;

struct request_example {
    std::string_view submit_url;
    std::string_view place;
    prepared_request (*typed)();
    std::string_view documented;
    std::string_view sent;
    /// A resolution of the example that the page itself says is refused; the typed request has another.
    std::string_view refused_resolution = {};
};

inline std::ostream& operator<<(std::ostream& out, const request_example& e) {
    return out << e.submit_url << ", " << e.place;
}

// 2.0 and 2.0 Fast show the same text in four places.

template <class Model>
prepared_request two_frames() {
    return prepare(image_to_video<Model>{.prompt = {}, .first_frame = f1, .last_frame = f2});
}

inline constexpr std::string_view two_frames_documented = R"({
  "content": [
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}},
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png"}}
  ]
})";

inline constexpr std::string_view two_frames_sent = R"({
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

inline constexpr std::string_view one_reference_documented = R"({
  "content": [
    {"type": "image_url", "image_url": {"url": "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png"}}
  ]
})";

inline constexpr std::string_view one_reference_sent = R"({
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

inline constexpr std::string_view orange_truck_documented = R"({
  "content": [
    {"type": "text", "text": "Make truck Orange"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}}
  ]
})";

inline constexpr std::string_view orange_truck_sent = R"({
  "content": [
    {"type": "text", "text": "Make truck Orange"},
    {"type": "video_url", "video_url": {"url": "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4"}, "role": "reference_video"}
  ],
  "ratio": "adaptive",
  "resolution": "720p",
  "duration": 5,
  "generate_audio": true
})";

inline constexpr std::string_view restyle_documented = R"({
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

inline const request_example requests[] = {
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

}  // namespace test::pixazo_page
