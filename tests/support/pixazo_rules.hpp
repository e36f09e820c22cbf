// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Requests to every model and mode of Pixazo, and the rules that they break, in words.

#include <chrono>
#include <concepts>
#include <string>
#include <tuple>
#include <vector>

#include <seedance/model/pixazo.hpp>
#include <seedance/request/validate.hpp>

namespace test::pixazo_rules {

using namespace std::chrono_literals;
using namespace seedance;
using strings = std::vector<std::string>;

using full = pixazo::seedance_2_0;
using fast = pixazo::seedance_2_0_fast;
using pro = pixazo::seedance_1_0_pro;
using lite = pixazo::seedance_1_0_lite;

inline constexpr auto photo = "https://example.com/photo.png";
inline constexpr auto clip = "https://example.com/clip.mp4";
inline constexpr auto song = "https://example.com/song.mp3";

/// A model in one of its modes.
template <class Model, mode Mode>
struct subject {
    using model_type = Model;
    static constexpr mode kind = Mode;
    static constexpr bool is_1_0 = std::same_as<Model, pro> || std::same_as<Model, lite>;
    static constexpr const mode_rules& rules = rules_of<Model, Mode>;
};
using subjects = std::tuple<
    subject<full, mode::text_to_video>, subject<full, mode::image_to_video>, subject<full, mode::reference_to_video>,
    subject<full, mode::edit_video>, subject<fast, mode::text_to_video>, subject<fast, mode::image_to_video>,
    subject<fast, mode::reference_to_video>, subject<fast, mode::edit_video>, subject<pro, mode::text_to_video>,
    subject<pro, mode::image_to_video>, subject<lite, mode::image_to_video>>;

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
        if (std::same_as<typename Subject::model_type, lite>) view.last_frame = photo;
        if (Subject::kind == mode::reference_to_video) list.push_back({.kind = media::image, .url = photo});
        if (Subject::kind == mode::edit_video) list.push_back({.kind = media::video, .url = clip});
        view.references = list;
    }
    sample(const sample&) = delete;

    std::vector<reference> list;
    request_view view{};
};

/// Lists the rules that a request breaks, in words and in order.
template <class Request>
strings broken(const Request& request) {
    strings said;
    for (const auto& v : validate(request)) said.push_back(to_string(v));
    return said;
}

inline std::vector<reference> list_of(int images, int videos, int audio) {
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

template <class Model>
strings broken_by_edit(const std::vector<reference>& list) {
    return broken(edit_video<Model>{.prompt = "rain", .references = runtime(list)});
}

/// Makes a prompt of so many English words and Chinese characters.
inline std::string prompt_of_words(int cjk, int words) {
    std::string prompt;
    for (int i = 0; i < words; ++i) prompt += "rain ";
    for (int i = 0; i < cjk; ++i) prompt += "\xE9\x9B\xA8";
    return prompt;
}

inline const std::string too_many_words = "prompt: the prompt has too many words (given ";
inline const std::string needs_prompt = "prompt: a prompt is required and must not be blank";

}  // namespace test::pixazo_rules
