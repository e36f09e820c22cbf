// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Capability descriptors: one constant per model that says what the gateway's document says. Concepts, build-time
/// checks, run-time validation, prices, poll schedules and the sandbox are all derived from it. It is data only, and a
/// program can write one of its own.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include <seedance/core/array_view.hpp>
#include <seedance/core/money.hpp>
#include <seedance/model/terms.hpp>

namespace seedance {

/// What a prompt may be. Lengths are of the text without white space at either end.
struct prompt_rules {
    bool required = true;
    std::uint32_t min_code_points = 1;
    std::uint32_t max_code_points = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t max_cjk_characters = std::numeric_limits<std::uint32_t>::max();  ///< limits by words: both parts,
    std::uint32_t max_words = std::numeric_limits<std::uint32_t>::max();  ///< in proportion, at most 1 together
    /// Words that the gateway reads as commands inside the prompt ("--resolution"). They can change the price, so a
    /// caller's prompt that holds one is refused.
    array_view<std::string_view> directives = {};
};

/// Whole seconds of the video that is made.
struct duration_rules {
    int min_seconds = 0;
    int max_seconds = 0;
    int default_seconds = 0;
    bool as_source = false;                ///< "as long as the source video" can be asked for
    array_view<int> advised_seconds = {};  ///< what the document advises among what it allows; empty: no advice
};

/// How a media URL may be spelled besides https.
struct url_schemes {
    bool data = false;   ///< data: URI
    bool asset = false;  ///< asset://<id>
};

/// How many files of one kind, how they may be named, and how long each may be (0: no rule).
struct media_rules {
    int min_count = 0;
    int max_count = 0;
    url_schemes schemes = {};
    std::chrono::milliseconds min_each{0};
    std::chrono::milliseconds max_each{0};
    std::chrono::milliseconds max_together{0};
};

/// Everything about the files given with a request.
struct input_rules {
    media_rules images = {};
    media_rules videos = {};
    media_rules audio = {};
    int min_together = 0;
    int max_together = std::numeric_limits<int>::max();
    bool audio_needs_visual = false;     ///< audio alone, without an image or a video, is refused
    bool audio_alone_is_advised = true;  ///< false: it is taken, but known to fail later
};

/// Whether a row of a price table speaks of requests with, without, or both with and without something.
enum class when : std::uint8_t { any, without, with };

constexpr std::string_view to_string(when condition) noexcept {
    switch (condition) {
        case when::any: return "any";
        case when::without: return "without";
        case when::with: return "with";
    }
    return "?";
}

constexpr bool matches(when condition, bool present) noexcept {
    return condition == when::any || (condition == when::with) == present;
}

/// What one price is for.
enum class price_unit : std::uint8_t {
    output_second,                ///< each second of the video that is made
    output_and_reference_second,  ///< each second made and each second of the videos given
    generation,                   ///< the whole generation
};

constexpr std::string_view to_string(price_unit unit) noexcept {
    switch (unit) {
        case price_unit::output_second: return "output_second";
        case price_unit::output_and_reference_second: return "output_and_reference_second";
        case price_unit::generation: return "generation";
    }
    return "?";
}

/// One row of a model's price table. The first row that matches a request counts.
struct price_row {
    std::string_view resolution = {};  ///< empty: every resolution
    when sound = when::any;
    when video_reference = when::any;
    price_unit unit = price_unit::output_second;
    money price = {};
};

/// When to ask after a task: the first time counted from its acceptance, then again and again.
struct poll_schedule {
    using seconds = std::chrono::duration<std::int32_t>;  // every waiting task has one of these

    seconds first{5};
    seconds first_latest{5};
    seconds interval{5};
    seconds interval_longest{10};

    friend constexpr bool operator==(const poll_schedule&, const poll_schedule&) = default;
};

/// One row of a model's polling advice. The first row whose `up_to_seconds` is not below the duration counts.
struct poll_row {
    int up_to_seconds = std::numeric_limits<int>::max();
    poll_schedule schedule = {};
};

/// Width and height in pixels of what is made.
struct frame_size {
    std::string_view resolution;
    std::string_view aspect_ratio;
    int width = 0;
    int height = 0;
};

/// What one model takes in one mode.
struct mode_rules {
    mode kind{};
    std::string_view wire_name;  ///< the gateway's name for the mode, or the last part of its path
    prompt_rules prompt = {};
    array_view<std::string_view> resolutions = {};
    std::string_view default_resolution = {};
    array_view<std::string_view> advised_resolutions =
        {};                                           ///< those that no page of the gateway contradicts; empty: all
    array_view<std::string_view> aspect_ratios = {};  ///< "adaptive" is the one word for "adaptive" and "auto"
    std::string_view default_aspect_ratio = {};
    duration_rules duration = {};
    input_rules inputs = {};
    option_set options = {};            ///< taken
    option_set required_options = {};   ///< taken, and the caller must say
    bool sound_by_default = true;       ///< what is sent when a caller says nothing of sound
    array_view<price_row> prices = {};  ///< empty: the gateway's document gives no price
    array_view<poll_row> polling = {};
    array_view<frame_size> sizes = {};  ///< empty: not documented
};

/// What one model is and takes.
struct model_descriptor {
    std::string_view provider;  ///< the gateway's short name, "apixo"
    std::string_view id;        ///< the gateway's name for the model, "seedance-2-0-fast"
    std::string_view title;     ///< for people, "Seedance 2.0 Fast"
    std::string_view source;    ///< the document the facts come from
    std::string_view as_of;     ///< when the document was read, YYYY-MM-DD
    array_view<mode_rules> modes;
};

/// Says where in `model.modes` a mode stands, or gives `modes.size()` where the model lacks it. It is an index and not
/// a pointer because GCC with -fsanitize=undefined does not compare addresses with null in constant expressions.
constexpr std::size_t index_of(const model_descriptor& model, mode kind) noexcept {
    std::size_t index = 0;
    while (index != model.modes.size() && model.modes[index].kind != kind) ++index;
    return index;
}

constexpr bool has_mode(const model_descriptor& model, mode kind) noexcept {
    return index_of(model, kind) != model.modes.size();
}

/// Gives the rules of one mode, or null where the model lacks it.
constexpr const mode_rules* find_mode(const model_descriptor& model, mode kind) noexcept {
    return has_mode(model, kind) ? &model.modes[index_of(model, kind)] : nullptr;
}

constexpr bool contains(array_view<std::string_view> list, std::string_view value) noexcept {
    for (const auto& entry : list)
        if (entry == value) return true;
    return false;
}

constexpr const media_rules& rules_for(const input_rules& inputs, media kind) noexcept {
    return kind == media::image ? inputs.images : kind == media::video ? inputs.videos : inputs.audio;
}

/// Gives the polling advice for a video of this length.
constexpr poll_schedule polling_for(const mode_rules& rules, int seconds) noexcept {
    for (const auto& row : rules.polling)
        if (seconds <= row.up_to_seconds) return row.schedule;
    return rules.polling.empty() ? poll_schedule{} : rules.polling.back().schedule;
}

}  // namespace seedance
