// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The rules themselves. Each check looks at one field and hands every violation to a sink. The compiler's sink keeps
/// the first, with whose name the build stops, and the validator's collects.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <seedance/core/config.hpp>
#include <seedance/core/impl/shown_url.hpp>
#include <seedance/core/text.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check_url.hpp>
#include <seedance/request/directive.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/reference.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>

namespace seedance::check {

/// The sink of the build-time checks, which keeps the first broken rule.
struct first_broken {
    rule& found;  ///< `rule::none` before

    /// Keeps the rule, unless there is one.
    constexpr void operator()(const violation& v) const {
        if (found == rule::none) found = v.broken;
    }
};

/// The sink of the checks at run time, which lists what is broken.
struct collect {
    violations& found;  ///< appended to

    /// Appends the violation to the list.
    SEEDANCE_CONSTEXPR_VECTOR void operator()(const violation& v) const { found.push_back(v); }
};

/// Writes what is offered: "480p, 720p".
constexpr short_text<120> list(array_view<std::string_view> values) {
    short_text<120> text;
    for (const auto& value : values) {
        if (!text.empty()) text.append(", ");
        text.append(value);
    }
    return text;
}

/// What is offered, as a template's argument, which the compiler shows.
struct allowed {
    char words[121]{};  ///< as `list` writes them
};

/// Writes what is offered as a template's argument.
constexpr allowed allowed_of(array_view<std::string_view> values) {
    allowed shown;
    const auto words = list(values);
    char* end = shown.words;
    for (const char c : words.view()) *end++ = c;
    return shown;
}

/// Writes an inclusive range: "4..15 s", where the unit is " s".
constexpr short_text<120> range(std::int64_t min, std::int64_t max, std::string_view unit) {
    return short_text<120>{}.append(min).append("..").append(max).append(unit);
}

/// Writes a limit: "at most 12 files together", where the unit is " files together".
constexpr short_text<120> at_most(std::int64_t max, std::string_view unit) {
    return short_text<120>{"at most "}.append(max).append(unit);
}

/// Writes what was given: "16 s", where the unit is " s".
constexpr short_text<64> amount(std::int64_t value, std::string_view unit) {
    return short_text<64>{}.append(value).append(unit);
}

/// Checks that no directive stands in the prompt. Each that does is said once.
template <class Sink>
constexpr void directives(const prompt_rules& rules, std::string_view prompt, const Sink& broken) {
    std::string_view mark = "--";  // what all of them begin with; most prompts do not hold it
    for (const auto& directive : rules.directives)
        if (!directive.starts_with(mark)) mark = {};
    std::uint64_t said = 0;  // a bit per directive, however often a prompt repeats it
    for (auto at = prompt.find(mark); at < prompt.size(); at = prompt.find(mark, at + 1)) {
        const auto found = first_directive(prompt.substr(at), rules);
        const auto bit = std::uint64_t{1} << (found.place % 64);
        if (found.text.empty() || (said & bit) != 0) continue;
        said |= bit;
        broken({rule::this_prompt_contains_a_directive, "prompt", {}, found.text});
    }
}

/// What `measure` finds.
struct measured_text {
    std::int64_t code_points = 0;  ///< bytes that are not UTF-8 count one each
    bool is_utf8 = true;           ///< an empty text is UTF-8
};

/// Measures a text in one pass: Clang takes about a million steps in a constant expression, and a prompt may have 20000
/// characters.
constexpr measured_text measure(std::string_view text) noexcept {
    measured_text found;
    for (; !text.empty(); ++found.code_points) {
        const auto next = text::first_code_point(text);
        if (next.length == 0) found.is_utf8 = false;
        text.remove_prefix(next.length == 0 ? 1 : next.length);
    }
    return found;
}

/// Checks the words of a prompt: CJK characters and other words have a limit each, and a mixture is over where one of
/// them is.
template <class Sink>
constexpr void words(const prompt_rules& rules, std::string_view prompt, const Sink& broken) {
    const auto count = text::count_words(prompt);
    if (count.cjk <= rules.max_cjk_characters && count.words <= rules.max_words) return;
    broken({rule::this_prompt_has_too_many_words, "prompt",
            short_text<120>{}
                .append(rules.max_cjk_characters)
                .append(" CJK characters or ")
                .append(rules.max_words)
                .append(" words"),
            short_text<64>{}
                .append(static_cast<std::int64_t>(count.cjk))
                .append(" and ")
                .append(static_cast<std::int64_t>(count.words))});
}

/// Checks the prompt without the blanks at its ends. Nothing else is checked of a blank one.
template <class Sink>
constexpr void prompt(const prompt_rules& rules, std::string_view given, const Sink& broken) {
    const auto trimmed = text::trim_blank(given);
    if (trimmed.empty()) {
        if (rules.required) broken({rule::this_request_needs_a_prompt, "prompt", {}, {}});
        return;
    }
    const auto [length, is_utf8] = measure(trimmed);
    if (!is_utf8) broken({rule::this_prompt_is_not_utf8, "prompt", "UTF-8", {}});
    if (length < rules.min_code_points)
        broken({rule::this_prompt_is_too_short, "prompt",
                range(rules.min_code_points, rules.max_code_points, " characters"), amount(length, " characters")});
    if (length > rules.max_code_points)
        broken({rule::this_prompt_is_too_long, "prompt",
                range(rules.min_code_points, rules.max_code_points, " characters"), amount(length, " characters")});
    if (rules.max_cjk_characters != prompt_rules{}.max_cjk_characters || rules.max_words != prompt_rules{}.max_words)
        words(rules, trimmed, broken);
    directives(rules, trimmed, broken);
}

/// Checks that the mode offers the resolution, spelled as the gateway spells it.
template <class Sink>
constexpr void resolution(const mode_rules& rules, std::string_view given, const Sink& broken) {
    if (!contains(rules.resolutions, given))
        broken({rule::this_model_does_not_offer_this_resolution, "resolution", list(rules.resolutions), given});
}

/// Checks that the mode offers the aspect ratio, "auto" as "adaptive".
template <class Sink>
constexpr void aspect_ratio(const mode_rules& rules, std::string_view given, const Sink& broken) {
    if (!contains_ratio(rules.aspect_ratios, given))
        broken({rule::this_model_does_not_offer_this_aspect_ratio, "aspect_ratio", list(rules.aspect_ratios), given});
}

/// Checks the length of the video that is made, unless the source video decides it.
template <class Sink>
constexpr void duration(const mode_rules& rules, std::int64_t seconds, const Sink& broken) {
    const auto& allowed = rules.duration;
    if (seconds < allowed.min_seconds || seconds > allowed.max_seconds)
        broken({rule::this_model_does_not_offer_this_duration, "duration",
                range(allowed.min_seconds, allowed.max_seconds, " s"), amount(seconds, " s")});
}

/// Checks that the video is not to have two lengths, or that of a source where there is none.
template <class Sink>
constexpr void duration(const request_view& r, const Sink& broken) {
    if (!r.duration_as_source) return duration(*r.rules, r.seconds, broken);
    if (!r.rules->duration.as_source)
        broken({rule::this_mode_has_no_source_to_take_the_duration_from, "duration", {}, {}});
    if (r.has_two_durations) broken({rule::these_two_durations_exclude_each_other, "duration", {}, {}});
}

/// Writes what a rule of a file in a URL allows; nothing for the other rules.
constexpr short_text<120> data_uri_limit(rule bad, const data_uri_rules& rules) {
    if (bad == rule::this_data_uri_is_of_another_type) return list(rules.types);
    if (bad == rule::this_data_uri_is_too_large) return at_most(rules.max_bytes, " bytes");
    return {};
}

/// Checks a URL by the rules of its kind of media. `field` is the name that a violation gives.
template <class Sink>
constexpr void media_url(const media_rules& rules, std::string_view field, std::string_view url, const Sink& broken) {
    if (const rule bad = broken_by_rules(url, rules); bad != rule::none)
        broken({bad, field, data_uri_limit(bad, rules.data_uris), detail::shown_in_short(url)});
}

/// Checks the spelling of a callback URL that is given; an empty one is not https.
template <class Sink>
constexpr void callback_url(std::string_view url, const Sink& broken) {
    if (const rule bad = broken_by_callback(url); bad != rule::none)
        broken({bad, "callback_url", "https://...", detail::shown_in_short(url)});
}

/// Checks whether the gateway posts progress, and whether there is a URL to post it to.
template <class Sink>
constexpr void callback_progress(const request_view& r, const Sink& broken) {
    if (!r.callback_progress) return;
    if (!r.rules->callback_progress)
        broken({rule::this_model_does_not_take_this_option, "callback_progress", {}, {}});
    else if (*r.callback_progress && !is_given(r.callback_url))
        broken({rule::this_progress_has_no_callback_url, "callback_progress", {}, {}});
}

/// How many files of each kind are given. These rules hold whatever the URLs are.
struct media_counts {
    int images = 0;  ///< without the frames
    int videos = 0;  ///< with the source video
    int audio = 0;   ///< whatever is beside them
};

/// Checks how many references are given, for a mode that takes them.
template <class Sink>
constexpr void counts(const mode_rules& rules, media_counts given, const Sink& broken) {
    const auto& in = rules.inputs;
    const auto too_many = [&broken](const media_rules& allowed, int count, rule bad) {
        if (count > allowed.max_count) broken({bad, "references", at_most(allowed.max_count, ""), amount(count, "")});
    };
    too_many(in.images, given.images, rule::these_are_too_many_images);
    too_many(in.videos, given.videos, rule::these_are_too_many_videos);
    too_many(in.audio, given.audio, rule::these_are_too_many_audio_files);
    const int together = given.images + given.videos + given.audio;
    if (together > in.max_together)
        broken({rule::these_are_too_many_references, "references", at_most(in.max_together, " files together"),
                amount(together, "")});
    if (rules.kind == mode::edit_video && given.videos != 1)
        broken({rule::this_request_needs_a_source_video, "references", "1 video", amount(given.videos, "")});
    else if (together < in.min_together)
        broken({rule::this_request_needs_a_reference, "references", "at least 1", amount(together, "")});
    if (in.audio_needs_visual && given.audio > 0 && given.images + given.videos == 0)
        broken(
            {rule::this_audio_needs_an_image_or_a_video, "references", {}, amount(given.audio, " audio files alone")});
}

/// Writes the name of a part of a reference: "references[3].url".
constexpr short_text<40> element(std::size_t index, std::string_view part) {
    return short_text<40>{"references["}.append(static_cast<std::int64_t>(index)).append("].").append(part);
}

/// Says whether a kind of media is one of the enumeration's.
constexpr bool is_known(media kind) noexcept {
    for (const auto each : all_media)
        if (each == kind) return true;
    return false;
}

/// Checks the kind and the URL of each reference, and its length where one is given.
template <class Sink>
constexpr void each_reference(const mode_rules& rules, array_view<reference> given, const Sink& broken) {
    for (std::size_t i = 0; i != given.size(); ++i) {
        const auto& [kind, url, length] = given[i];
        if (!is_known(kind)) {
            broken({rule::this_reference_is_of_no_known_kind, element(i, "kind"), {}, {}});
            continue;
        }
        const auto& allowed = rules_for(rules.inputs, kind);
        media_url(allowed, element(i, "url"), url, broken);
        if (length.count() == 0) continue;
        if (length < allowed.min_each)  // which is never below 0
            broken({rule::this_reference_is_too_short, element(i, "length"),
                    range(allowed.min_each.count(), allowed.max_each.count(), " ms"), amount(length.count(), " ms")});
        if (allowed.max_each.count() != 0 && length > allowed.max_each)
            broken({rule::this_reference_is_too_long, element(i, "length"),
                    range(allowed.min_each.count(), allowed.max_each.count(), " ms"), amount(length.count(), " ms")});
    }
}

/// Checks the lengths of all videos together, and of all audio files. A length that is not given counts as 0.
template <class Sink>
constexpr void lengths_together(const mode_rules& rules, array_view<reference> given, const Sink& broken) {
    const auto together = [&](media kind, rule bad) {
        std::chrono::milliseconds sum{0};
        for (const auto& r : given)
            if (r.kind == kind && r.length.count() > 0)
                sum += std::min(r.length, std::chrono::milliseconds::max() - sum);
        const auto& allowed = rules_for(rules.inputs, kind);
        if (allowed.max_together.count() != 0 && sum > allowed.max_together)
            broken(
                {bad, "references", at_most(allowed.max_together.count(), " ms together"), amount(sum.count(), " ms")});
    };
    together(media::video, rule::these_reference_videos_are_too_long_together);
    together(media::audio, rule::these_reference_audio_files_are_too_long_together);
}

/// Checks the first and the last frame: their URLs, and whether the mode takes or requires them.
template <class Sink>
constexpr void frames(const mode_rules& rules, std::string_view first, std::string_view last, const Sink& broken) {
    const auto& images = rules.inputs.images;
    if (rules.kind != mode::image_to_video) {
        if (is_given(first)) broken({rule::this_mode_takes_no_media, "first_frame", {}, detail::shown_in_short(first)});
        if (is_given(last)) broken({rule::this_mode_takes_no_media, "last_frame", {}, detail::shown_in_short(last)});
        return;
    }
    if (!is_given(first))
        broken({is_given(last) ? rule::this_last_frame_has_no_first_frame : rule::this_request_needs_a_first_frame,
                "first_frame",
                {},
                {}});
    if (is_given(first)) media_url(images, "first_frame", first, broken);
    if (!is_given(last) && images.min_count > 1) broken({rule::this_request_needs_a_last_frame, "last_frame", {}, {}});
    if (!is_given(last)) return;
    if (images.max_count < 2)
        broken({rule::this_model_does_not_take_a_last_frame, "last_frame", {}, detail::shown_in_short(last)});
    media_url(images, "last_frame", last, broken);
}

/// Checks of each option whether the model takes or requires it, and whether a number fits.
template <class Sink>
constexpr void options(const request_view& r, const Sink& broken) {
    const auto check_option = [&]<class T>(option which, const std::optional<T>& given) {
        if (given && !r.rules->options.contains(which))
            broken({rule::this_model_does_not_take_this_option, to_string(which), {}, {}});
        if (!given && r.rules->required_options.contains(which))
            broken({rule::this_model_requires_this_option, to_string(which), "true, false", {}});
        if (r.oversized.contains(which))
            broken({limits_of(which).broken, to_string(which), "at most 64 bits with the sign", {}});
    };
    for_each_option(check_option, r);
}

/// Checks the references: whether the mode takes any, then their counts, URLs and lengths.
template <class Sink>
constexpr void references(const request_view& r, const Sink& broken) {
    const bool frame_mode = r.rules->kind == mode::image_to_video;
    if (r.references.empty() && (frame_mode || r.rules->kind == mode::text_to_video)) return;
    if (frame_mode) return broken({rule::frames_and_references_cannot_be_combined, "references", {}, {}});
    if (r.rules->kind == mode::text_to_video) return broken({rule::this_mode_takes_no_media, "references", {}, {}});
    counts(*r.rules, {r.count(media::image), r.count(media::video), r.count(media::audio)}, broken);
    each_reference(*r.rules, r.references, broken);
    lengths_together(*r.rules, r.references, broken);
}

/// Checks every rule, in the order of the request's fields.
template <class Sink>
constexpr void everything(const request_view& r, const Sink& broken) {
    prompt(r.rules->prompt, r.prompt, broken);
    frames(*r.rules, r.first_frame, r.last_frame, broken);
    references(r, broken);
    resolution(*r.rules, r.resolution, broken);
    duration(r, broken);
    aspect_ratio(*r.rules, r.aspect_ratio, broken);
    options(r, broken);
    if (is_given(r.callback_url)) callback_url(r.callback_url, broken);
    callback_progress(r, broken);
}

}  // namespace seedance::check
