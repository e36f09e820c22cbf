// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Pixazo's page for Seedance: its ten endpoints.

#include <algorithm>
#include <chrono>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>

#include <seedance/model/pixazo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/prepared.hpp>

namespace test::pixazo_page {

using namespace seedance;
using namespace std::chrono_literals;

using full = pixazo::seedance_2_0;
using fast = pixazo::seedance_2_0_fast;
using pro = pixazo::seedance_1_0_pro;
using traits = provider_traits<pixazo::gateway>;

inline constexpr std::string_view f1 = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f1.png";
inline constexpr std::string_view f2 = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/f2.png";
inline constexpr std::string_view tea =
    "https://ark-doc.tos-ap-southeast-1.bytepluses.com/doc_video/r2v_tea_video1.mp4";
inline constexpr std::string_view hook = "https://your-server.com/webhook/callback";

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

inline constexpr std::string_view text_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/text-to-video";
inline constexpr std::string_view frames_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/first-last-frame-to-video";
inline constexpr std::string_view references_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/reference-to-video";
inline constexpr std::string_view edit_2_0 = "https://gateway.pixazo.ai/seedance-2-0/v1/edit-video";
inline constexpr std::string_view text_fast = "https://gateway.pixazo.ai/seedance-2-0-fast/v1/text-to-video-fast";
inline constexpr std::string_view frames_fast =
    "https://gateway.pixazo.ai/seedance-2-0-fast/v1/first-last-frame-to-video-fast";
inline constexpr std::string_view references_fast =
    "https://gateway.pixazo.ai/seedance-2-0-fast/v1/reference-to-video-fast";
inline constexpr std::string_view edit_fast = "https://gateway.pixazo.ai/seedance-2-0-fast/v1/edit-video-fast";
inline constexpr std::string_view frame_1_0 = "https://gateway.pixazo.ai/byteplus/v1/generateImage2VideoTask";
inline constexpr std::string_view text_1_0 = "https://gateway.pixazo.ai/byteplus/v1/generateVideoTask";

inline const endpoint endpoints[] = {
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

inline std::ostream& operator<<(std::ostream& out, const endpoint& e) { return out << e.submit_url; }

inline const endpoint& endpoint_of(std::string_view submit_url) {
    return *std::find_if(std::begin(endpoints), std::end(endpoints),
                         [submit_url](const endpoint& e) { return e.submit_url == submit_url; });
}

inline std::string url_of(std::string_view target) {
    return std::string{traits::default_base_url} + std::string{target};
}

}  // namespace test::pixazo_page
