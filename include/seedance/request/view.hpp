// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <seedance/core/array_view.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/request/reference.hpp>

namespace seedance {

/// Says whether a text of a request was given at all. What was given may be empty; then it breaks the rule of its
/// field.
constexpr bool is_given(std::string_view text) noexcept { return text.data() != nullptr; }

/// What a request says, whatever its type. Validation, prices and providers read this form and no other.
/// @par Object lifetimes Everything in it is a view: it lives no longer than the request it was made from.
struct request_view {
    const model_descriptor* model = nullptr;
    const mode_rules* rules = nullptr;

    std::string_view prompt = {};  ///< not given: none; likewise the frames and the callback URL
    std::string_view first_frame = {};
    std::string_view last_frame = {};
    array_view<reference> references = {};
    std::string_view resolution = {};    ///< the model's default where the caller said nothing
    std::string_view aspect_ratio = {};  ///< likewise; "adaptive" for "auto"
    std::int64_t seconds = 0;            ///< likewise; 0 with `duration_as_source`
    bool duration_as_source = false;
    std::optional<bool> sound = {};
    std::optional<bool> web_search = {};
    std::optional<bool> camera_fixed = {};
    std::optional<bool> watermark = {};
    std::optional<std::int64_t> seed = {};
    std::optional<std::int64_t> frames_per_second = {};
    std::optional<bool> return_last_frame = {};
    std::optional<bool> content_check = {};
    std::string_view callback_url = {};

    /// Says whether the video will have sound: what the caller said, or what is sent when nothing was said.
    constexpr bool with_sound() const noexcept {
        return sound.value_or(rules->sound_by_default && rules->options.contains(option::sound));
    }

    constexpr int count(media kind) const noexcept {
        int n = 0;
        for (const auto& r : references) n += r.kind == kind ? 1 : 0;
        return n;
    }
};

}  // namespace seedance
