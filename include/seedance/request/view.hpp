// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <seedance/core/array_view.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/reference.hpp>

namespace seedance {

/// Says whether a text of a request was given at all. What was given may be empty; then it breaks the rule of its
/// field.
constexpr bool is_given(std::string_view text) noexcept { return text.data() != nullptr; }

/// What a request says, whatever its type. Validation, prices and providers read this form and no other.
/// @par Object lifetimes Everything in it is a view: it lives no longer than the request it was made from.
struct request_view {
    const model_descriptor* model = nullptr;  ///< never null in a view from `view_of`
    const mode_rules* rules = nullptr;        ///< of the request's mode; never null in a view from `view_of`

    std::string_view prompt = {};           ///< as the caller wrote it; `is_given` tells none from an empty one
    std::string_view first_frame = {};      ///< URL; `is_given` likewise
    std::string_view last_frame = {};       ///< URL; `is_given` likewise
    array_view<reference> references = {};  ///< in the caller's order; empty: none
    std::string_view resolution = {};       ///< the model's default where the caller said nothing
    std::string_view aspect_ratio = {};     ///< likewise; "adaptive" for "auto"
    std::int64_t seconds = 0;               ///< likewise; 0 with `duration_as_source`
    bool duration_as_source = false;        ///< the source video's length is that of the video that is made
    bool has_two_durations = false;         ///< `seconds` were said beside `duration_as_source`: a broken rule

    /// An option, as `seedance::option` describes it: what the caller said, without defaults. @{
    std::optional<bool> sound = {};
    std::optional<bool> web_search = {};
    std::optional<bool> camera_fixed = {};
    std::optional<bool> watermark = {};
    std::optional<std::int64_t> seed = {};
    std::optional<std::int64_t> frames_per_second = {};
    std::optional<bool> return_last_frame = {};
    std::optional<bool> content_check = {};
    /// @}

    option_set oversized = {};           ///< numbers among the options that have more than 64 bits: a broken rule
    std::string_view callback_url = {};  ///< `is_given` tells none from an empty one
    std::optional<bool> callback_progress = {};  ///< the callback is also called before the end

    /// Says whether the video will have sound: what the caller said, or what is sent when nothing was said.
    constexpr bool with_sound() const noexcept {
        return sound.value_or(rules->sound_by_default && rules->options.contains(option::sound));
    }

    /// Says how many references are of this kind. Frames are not references.
    constexpr int count(media kind) const noexcept {
        int n = 0;
        for (const auto& r : references) n += r.kind == kind ? 1 : 0;
        return n;
    }
};

}  // namespace seedance
