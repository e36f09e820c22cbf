// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What tests of the rules share: the rules that a request breaks, in words, and requests that only a view can express.

#include <string>
#include <vector>

#include <seedance/model/apixo.hpp>
#include <seedance/request/validate.hpp>

namespace test {

using namespace seedance;
using strings = std::vector<std::string>;

inline constexpr auto photo = "https://example.com/photo.png";

/// Lists the rules that a request breaks, in words and in order.
template <class Request>
strings broken(const Request& request) {
    strings said;
    for (const auto& v : validate(request)) said.push_back(to_string(v));
    return said;
}

/// A request that no aggregate could express, as a view, with the rules of a mode changed.
struct free_request {
    explicit free_request(const mode_rules& copied) : rules{copied} {
        view.model = &apixo::seedance_2_0_fast::descriptor;
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

inline const mode_rules& text_rules = apixo::facts::fast_modes[0];
inline const mode_rules& frame_rules = apixo::facts::fast_modes[1];
inline const mode_rules& reference_rules = apixo::facts::fast_modes[2];

inline std::vector<reference> list_of(int images, int videos, int audio) {
    std::vector<reference> list;
    for (int i = 0; i < images; ++i) list.push_back({.kind = media::image, .url = photo});
    for (int i = 0; i < videos; ++i) list.push_back({.kind = media::video, .url = photo});
    for (int i = 0; i < audio; ++i) list.push_back({.kind = media::audio, .url = photo});
    return list;
}

}  // namespace test
