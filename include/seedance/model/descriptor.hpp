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
    bool required = true;               ///< false: it may be left out or blank
    std::uint32_t min_code_points = 1;  ///< inclusive; Unicode code points, for a prompt that is not blank
    std::uint32_t max_code_points = std::numeric_limits<std::uint32_t>::max();  ///< inclusive; the default is no limit
    /// The most Chinese, Japanese and Korean characters. A mixed prompt is too long where this limit or `max_words` is
    /// exceeded.
    std::uint32_t max_cjk_characters = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t max_words = std::numeric_limits<std::uint32_t>::max();  ///< likewise, of words in other scripts
    /// Words that the gateway reads as commands inside the prompt ("--resolution"). They can change the price, so a
    /// caller's prompt that holds one is refused.
    array_view<std::string_view> directives = {};
    /// Those of `directives` that change the price. They are refused cut short too ("--res"), as a gateway may read
    /// them that way.
    array_view<std::string_view> price_directives = {};
};

/// How long the video that is made may be, in whole seconds. Both limits are inclusive.
struct duration_rules {
    int min_seconds = 0;                   ///< at least 1 in a well-formed descriptor
    int max_seconds = 0;                   ///< not below `min_seconds`
    int default_seconds = 0;               ///< what is sent when a caller says nothing
    bool as_source = false;                ///< "as long as the source video" can be asked for
    array_view<int> advised_seconds = {};  ///< what the document advises among what it allows; empty: no advice
};

/// How a media URL may be spelled besides https.
struct url_schemes {
    bool data = false;   ///< `data:` URI, with the file in it
    bool asset = false;  ///< `asset://` and the id of a file that the gateway keeps
    bool http = false;   ///< `http://`, with a `warning`: the document says "public URL", and nothing of https
};

/// What may be inside a `data:` URI, where `url_schemes::data` takes one. The default takes everything.
struct data_uri_rules {
    array_view<std::string_view> types = {};  ///< media types, always in Base64; empty: any, in any form
    std::int64_t max_bytes = 0;               ///< of the file itself, inclusive; 0: no rule
};

/// How many files of one kind a request may hold, how their URLs may be spelled, and how long they may be. All limits
/// are inclusive. The default is that no file of the kind is taken.
struct media_rules {
    int min_count = 0;              ///< above 0 for frames and the source of `mode::edit_video` only
    int max_count = 0;              ///< 0: files of this kind are refused
    url_schemes schemes = {};       ///< besides https, which is always taken
    data_uri_rules data_uris = {};  ///< read where `schemes.data`
    /// The document says "public": a URL whose host cannot be public is refused, elsewhere it makes a `warning`.
    bool must_be_public = false;
    std::chrono::milliseconds min_each{0};      ///< shortest file; 0: no rule
    std::chrono::milliseconds max_each{0};      ///< longest file; 0: no rule
    std::chrono::milliseconds max_together{0};  ///< length of all files of this kind; 0: no rule
};

/// Which files one mode takes: as frames in `mode::image_to_video`, as references in the other modes.
struct input_rules {
    media_rules images = {};  ///< first and last frame, where the mode is `mode::image_to_video`
    media_rules videos = {};  ///< with the source, where the mode is `mode::edit_video`
    media_rules audio = {};   ///< taken as references only
    int min_together = 0;     ///< files of every kind; 0: a request without files is taken
    int max_together = std::numeric_limits<int>::max();  ///< likewise; the default leaves it to the kinds' own limits
    bool audio_needs_visual = false;                     ///< audio alone, without an image or a video, is refused
    bool audio_alone_is_advised = true;                  ///< false: it is taken, but known to fail later
};

/// Which requests a row of a price table is for, by whether they have a certain thing, such as sound.
enum class when : std::uint8_t {
    any,      ///< with it or without it
    without,  ///< without it only
    with,     ///< with it only
};

/// Gives the enumerator's name.
constexpr std::string_view to_string(when condition) noexcept {
    switch (condition) {
        case when::any: return "any";
        case when::without: return "without";
        case when::with: return "with";
    }
    return "?";
}

/// Says whether a row of this condition is for a request in which the thing is `present`.
constexpr bool matches(when condition, bool present) noexcept {
    return condition == when::any || (condition == when::with) == present;
}

/// What one price is for.
enum class price_unit : std::uint8_t {
    output_second,                ///< each second of the video that is made
    output_and_reference_second,  ///< each second made and each second of the videos given
    generation,                   ///< the whole generation
};

/// Gives the enumerator's name.
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
    std::string_view resolution = {};             ///< empty: every resolution
    when sound = when::any;                       ///< whether the video has sound
    when video_reference = when::any;             ///< whether a reference is a video
    price_unit unit = price_unit::output_second;  ///< what `price` is for
    money price = {};                             ///< of one unit, above 0 in a well-formed descriptor
};

/// When to ask after a task: once some time after its acceptance, then again and again. Each wait is random between an
/// earliest and a latest length, so that many tasks do not ask all at once; a range narrower than a fifth of the
/// earliest is widened to that. The defaults are the library's own.
struct poll_schedule {
    /// Whole seconds in 32 bits, because every task that waits holds a schedule.
    using seconds = std::chrono::duration<std::int32_t>;

    seconds first{5};              ///< earliest first poll, from the acceptance on
    seconds first_latest{5};       ///< latest first poll, likewise
    seconds interval{5};           ///< shortest wait after a poll; a hint in the gateway's answer wins over both
    seconds interval_longest{10};  ///< longest wait after a poll

    friend constexpr bool operator==(const poll_schedule&, const poll_schedule&) = default;
};

/// One row of a model's polling advice. The first row whose `up_to_seconds` is not below the duration counts.
struct poll_row {
    int up_to_seconds = std::numeric_limits<int>::max();  ///< the longest video it is for; the default is all of them
    poll_schedule schedule = {};                          ///< counted in seconds of waiting, not of video
};

/// How many pixels a video has, for one resolution and one aspect ratio.
struct frame_size {
    std::string_view resolution;    ///< spelled as in `mode_rules::resolutions`
    std::string_view aspect_ratio;  ///< spelled as in `mode_rules::aspect_ratios`; never "adaptive"
    int width = 0;                  ///< in pixels
    int height = 0;                 ///< in pixels
};

/// What one model takes in one mode. A range or a list holds what the gateway's document allows, by its widest reading.
struct mode_rules {
    mode kind{};                 ///< stands once in a descriptor
    std::string_view wire_name;  ///< the gateway's name for the mode, or the path that takes its requests
    prompt_rules prompt = {};    ///< by default it is required and has no limits
    array_view<std::string_view> resolutions = {};  ///< "480p", "720p", as the gateway spells them; never empty
    std::string_view default_resolution = {};       ///< what is sent when a caller says nothing
    /// Those of `resolutions` that no page of the gateway contradicts. Another one makes a `warning`. Empty: all.
    array_view<std::string_view> advised_resolutions = {};
    array_view<std::string_view> aspect_ratios = {};  ///< "adaptive" and "auto" are one word
    std::string_view default_aspect_ratio = {};       ///< what is sent when a caller says nothing
    duration_rules duration = {};                     ///< of the video that is made, not of the files given
    input_rules inputs = {};                          ///< by default no files
    option_set options = {};                          ///< what is not among them is refused
    option_set required_options = {};                 ///< those of `options` that the caller must say
    bool sound_by_default = true;       ///< what is sent when a caller says nothing of a sound that the mode takes
    bool callback_progress = false;     ///< callbacks can be asked for progress, and not for the end alone
    array_view<price_row> prices = {};  ///< empty: the gateway's document gives no price
    array_view<poll_row> polling = {};  ///< by rising `up_to_seconds`; the last row covers the longest video
    array_view<frame_size> sizes = {};  ///< empty: not documented
};

/// What one model is and takes. Names, lists and rows are views: whoever writes a descriptor of their own makes it, and
/// the arrays that it views, `static constexpr`.
struct model_descriptor {
    std::string_view provider;     ///< the gateway's short name, "apixo"
    std::string_view id;           ///< the gateway's name for the model, "seedance-2-0-fast"
    std::string_view title;        ///< for people, "Seedance 2.0 Fast"
    std::string_view source;       ///< the document the facts come from
    std::string_view as_of;        ///< when the document was read, YYYY-MM-DD
    array_view<mode_rules> modes;  ///< at least one; each mode once
};

/// Says where in `model.modes` a mode stands, or gives `modes.size()` where the model lacks it. It is an index and not
/// a pointer because GCC with -fsanitize=undefined does not compare addresses with null in constant expressions.
constexpr std::size_t index_of(const model_descriptor& model, mode kind) noexcept {
    std::size_t index = 0;
    while (index != model.modes.size() && model.modes[index].kind != kind) ++index;
    return index;
}

/// Says whether the model works in this mode.
constexpr bool has_mode(const model_descriptor& model, mode kind) noexcept {
    return index_of(model, kind) != model.modes.size();
}

/// Gives the rules of one mode, or null where the model lacks it. They live as long as the descriptor's own array.
constexpr const mode_rules* find_mode(const model_descriptor& model, mode kind) noexcept {
    return has_mode(model, kind) ? &model.modes[index_of(model, kind)] : nullptr;
}

/// Says whether the list has this very text; case counts.
constexpr bool contains(array_view<std::string_view> list, std::string_view value) noexcept {
    for (const auto& entry : list)
        if (entry == value) return true;
    return false;
}

/// Gives "adaptive" for "auto", and every other aspect ratio as it is: requests know the two as "adaptive".
constexpr std::string_view canonical_aspect_ratio(std::string_view given) noexcept {
    return given == "auto" ? "adaptive" : given;
}

/// Says whether an aspect ratio is among those of a mode, where "auto" and "adaptive" are one word.
constexpr bool contains_ratio(array_view<std::string_view> ratios, std::string_view given) noexcept {
    for (const auto& each : ratios)
        if (canonical_aspect_ratio(each) == canonical_aspect_ratio(given)) return true;
    return false;
}

/// Gives the rules of one kind of media. The reference lives as long as `inputs`.
constexpr const media_rules& rules_for(const input_rules& inputs, media kind) noexcept {
    return kind == media::image ? inputs.images : kind == media::video ? inputs.videos : inputs.audio;
}

/// Gives the polling advice for a video of this length: the last row's where it is longer than every row, and a default
/// schedule where there is no row.
constexpr poll_schedule polling_for(const mode_rules& rules, int seconds) noexcept {
    for (const auto& row : rules.polling)
        if (seconds <= row.up_to_seconds) return row.schedule;
    return rules.polling.empty() ? poll_schedule{} : rules.polling.back().schedule;
}

}  // namespace seedance
