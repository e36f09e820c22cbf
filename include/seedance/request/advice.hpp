// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/config.hpp>
#include <seedance/core/impl/shown_url.hpp>
#include <seedance/core/text.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// Why a request is suspicious: a gateway takes it, but its document, or the request itself, speaks against it.
enum class concern : std::uint8_t {
    this_duration_is_not_advised = 1,  ///< it is within the limits, but not among `duration_rules::advised_seconds`
    this_request_has_no_reference,     ///< and the mode is `mode::reference_to_video`
    this_prompt_mentions_a_file_that_is_not_given,  ///< "@image3" with two images; frames count as images
    this_length_is_needed_to_know_the_price,        ///< of a video that is billed by the second
    this_resolution_is_doubtful,                    ///< it is not among `mode_rules::advised_resolutions`
    audio_alone_is_doubtful,                        ///< the task is likely to fail after its acceptance
    this_media_url_is_not_https,                    ///< anybody on the way can read and change the file
    this_host_may_not_be_public,                    ///< a private address, a name of a network's own, or one label
    this_number_is_unusual,                         ///< it is not within `limits_of`
    this_differs_between_legs,                      ///< of a route, by their defaults or by what they take
    this_looks_like_a_directive,                    ///< with dashes instead of hyphens; to a gateway it may be one
};

/// Says the concern in words, for people.
constexpr std::string_view to_string(concern value) noexcept {
    switch (value) {
        case concern::this_duration_is_not_advised: return "the gateway's document advises other durations";
        case concern::this_request_has_no_reference: return "the mode is for references, and none is given";
        case concern::this_prompt_mentions_a_file_that_is_not_given:
            return "the prompt mentions a file that is not given";
        case concern::this_length_is_needed_to_know_the_price:
            return "without its length the price of the request cannot be known";
        case concern::this_resolution_is_doubtful: return "not every page of the gateway lists this resolution";
        case concern::audio_alone_is_doubtful:
            return "the gateway takes audio without an image or a video, but the model behind it refuses that";
        case concern::this_media_url_is_not_https:
            return "the gateway's document says nothing of https, and whoever is on the way can change the file";
        case concern::this_host_may_not_be_public: return "others may not be able to reach this host";
        case concern::this_number_is_unusual: return "no document limits this number, but hardly a model takes it";
        case concern::this_differs_between_legs:
            return "the models of the route differ here: by their defaults, or because one does not take the option";
        case concern::this_looks_like_a_directive:
            return "the prompt holds dashes that look like those of a directive, which could change the price";
    }
    return "?";
}

/// Gives the enumerator's name, for programs. It never changes.
constexpr std::string_view name_of(concern value) noexcept {
    switch (value) {
        case concern::this_duration_is_not_advised: return "this_duration_is_not_advised";
        case concern::this_request_has_no_reference: return "this_request_has_no_reference";
        case concern::this_prompt_mentions_a_file_that_is_not_given:
            return "this_prompt_mentions_a_file_that_is_not_given";
        case concern::this_length_is_needed_to_know_the_price: return "this_length_is_needed_to_know_the_price";
        case concern::this_resolution_is_doubtful: return "this_resolution_is_doubtful";
        case concern::audio_alone_is_doubtful: return "audio_alone_is_doubtful";
        case concern::this_media_url_is_not_https: return "this_media_url_is_not_https";
        case concern::this_host_may_not_be_public: return "this_host_may_not_be_public";
        case concern::this_number_is_unusual: return "this_number_is_unusual";
        case concern::this_differs_between_legs: return "this_differs_between_legs";
        case concern::this_looks_like_a_directive: return "this_looks_like_a_directive";
    }
    return "?";
}

/// One concern: which field, what would be better and what was given. It owns its text, as `violation` does.
struct warning {
    concern about{};            ///< never left at 0 by `advice`
    short_text<40> field{};     ///< "duration", "references[1].length"
    short_text<120> advised{};  ///< "4, 8, 12"; empty where the concern says it all
    short_text<64> given{};     ///< "5 s", "@image3"
    short_text<64> leg{};       ///< as `violation::leg`

    /// Says whether every part is the same.
    friend constexpr bool operator==(const warning& a, const warning& b) {
        return a.about == b.about && a.field == b.field.view() && a.advised == b.advised.view() &&
               a.given == b.given.view() && a.leg == b.leg.view();
    }
};

/// Warnings stand in the order of the request's fields.
using warnings = std::vector<warning>;

/// Says it in a line: "duration: the gateway's document advises other durations (given 5 s, advised 4, 8, 12 s)".
inline std::string to_string(const warning& h) {
    std::string line{h.leg.view()};
    if (!line.empty()) line += ": ";
    line.append(h.field.view()).append(": ").append(to_string(h.about));
    if (h.given.empty() && h.advised.empty()) return line;
    line += " (";
    if (!h.given.empty()) line.append("given ").append(h.given.view());
    if (!h.given.empty() && !h.advised.empty()) line += ", ";
    if (!h.advised.empty()) line.append("advised ").append(h.advised.view());
    return line + ")";
}

namespace detail {

/// A mention of a file in a prompt: "@image3", "[Image3]", "Image 3".
struct mention {
    media kind{};
    int number = 0;
    std::string_view text = {};  ///< as it stands in the prompt
};

constexpr bool is_word_character(char c) noexcept { return text::is_digit(c) || text::is_letter(c) || c == '_'; }

/// Finds the mention that starts at `at`, or gives one whose text is empty. After "@" and "[" a name may be of either
/// case; without them it starts with a capital letter, for "image 3" may be plain words.
constexpr mention mention_at(std::string_view prompt, std::size_t at) {
    const char mark = prompt[at];
    const bool marked = mark == '@' || mark == '[';
    if (at > 0 && is_word_character(prompt[at - 1])) return {};
    auto i = marked ? at + 1 : at;
    for (const media kind : {media::image, media::video, media::audio}) {
        const auto name = to_string(kind);
        if (!text::starts_with_ignoring_case(prompt.substr(i), name) ||
            (!marked && prompt[i] != name.front() - 'a' + 'A'))
            continue;
        i += name.size();
        if (mark != '@' && i < prompt.size() && prompt[i] == ' ') ++i;
        const auto digits = i;
        int number = 0;
        while (i < prompt.size() && text::is_digit(prompt[i]) && i - digits < 4)
            number = number * 10 + (prompt[i++] - '0');
        if (i == digits || (i < prompt.size() && is_word_character(prompt[i]))) return {};
        if (mark == '[' && (i == prompt.size() || prompt[i++] != ']')) return {};
        return {kind, number, prompt.substr(at, i - at)};
    }
    return {};
}

template <class Sink>
constexpr void mentions(const request_view& r, const Sink& suspicious) {
    for (std::size_t at = 0; at < r.prompt.size(); ++at) {
        const auto found = mention_at(r.prompt, at);
        if (found.text.empty()) continue;
        const int frames = (is_given(r.first_frame) ? 1 : 0) + (is_given(r.last_frame) ? 1 : 0);
        const int files = r.count(found.kind) + (found.kind == media::image ? frames : 0);
        at += found.text.size() - 1;
        if (found.number >= 1 && found.number <= files) continue;
        suspicious(
            {concern::this_prompt_mentions_a_file_that_is_not_given, "prompt", check::at_most(files, ""), found.text});
    }
}

/// Says each place where dashes stand before the name of a directive, and are not the two hyphens that break a rule.
template <class Sink>
constexpr void dashes(const request_view& r, const Sink& suspicious) {
    const auto& rules = r.rules->prompt;
    if (rules.directives.empty()) return;
    for (std::size_t at = 0; at < r.prompt.size();) {
        const auto run = check::first_hyphens(r.prompt.substr(at));
        const auto name = r.prompt.substr(at + run.size);
        for (const auto& directive : rules.directives) {
            if (run.are_plain || !directive.starts_with("--")) continue;
            const auto size = check::name_size(name, directive, rules.price_directives);
            if (size == 0) continue;
            suspicious({concern::this_looks_like_a_directive, "prompt", {}, r.prompt.substr(at, run.size + size)});
            break;
        }
        at += run.size != 0 ? run.size : 1;
    }
}

/// Says of a URL that is no broken one what speaks against it.
template <class Sink>
constexpr void web_url(std::string_view field, std::string_view url, const Sink& suspicious) {
    const auto parts = split_web_url(url);
    if (!parts) return;
    if (starts_with_http(url))
        suspicious({concern::this_media_url_is_not_https, field, "https://...", detail::shown_in_short(url)});
    const bool is_lonely = !parts.is_address && is_single_label(parts.host);
    if (!can_be_public(parts) || is_lonely)
        suspicious({concern::this_host_may_not_be_public, field, {}, detail::shown_in_short(url)});
}

template <class Sink>
constexpr void urls(const request_view& r, const Sink& suspicious) {
    web_url("first_frame", r.first_frame, suspicious);
    web_url("last_frame", r.last_frame, suspicious);
    for (std::size_t i = 0; i != r.references.size(); ++i)
        web_url(check::element(i, "url"), r.references[i].url, suspicious);
}

template <class Sink>
constexpr void numbers(const request_view& r, const Sink& suspicious) {
    const auto look = [&]<class T>(option which, const std::optional<T>& given) {
        if constexpr (std::same_as<T, std::int64_t>) {
            const auto usual = limits_of(which);
            if (given && (*given < usual.min || *given > usual.max))
                suspicious({concern::this_number_is_unusual, to_string(which), check::range(usual.min, usual.max, ""),
                            check::amount(*given, "")});
        }
    };
    for_each_option(look, r);
}

template <class Sink>
constexpr void lengths(const request_view& r, const Sink& suspicious) {
    if (r.count(media::video) == 0) return;
    const auto gap = estimate(r).why_unknown();
    if (gap != price_gap::reference_length && gap != price_gap::source_length) return;
    for (std::size_t i = 0; i != r.references.size(); ++i)
        if (r.references[i].kind == media::video && r.references[i].length.count() == 0)
            suspicious({concern::this_length_is_needed_to_know_the_price, check::element(i, "length"), {}, {}});
}

template <class Sink>
constexpr void resolutions(const request_view& r, const Sink& suspicious) {
    const auto advised = r.rules->advised_resolutions;
    if (advised.empty() || contains(advised, r.resolution) || !contains(r.rules->resolutions, r.resolution)) return;
    suspicious({concern::this_resolution_is_doubtful, "resolution", check::list(advised), r.resolution});
}

template <class Sink>
constexpr void references(const request_view& r, const Sink& suspicious) {
    if (r.rules->kind != mode::reference_to_video) return;
    if (r.references.empty()) suspicious({concern::this_request_has_no_reference, "references", {}, {}});
    const bool audio_alone = r.count(media::audio) > 0 && r.count(media::image) + r.count(media::video) == 0;
    if (audio_alone && !r.rules->inputs.audio_alone_is_advised)
        suspicious({concern::audio_alone_is_doubtful, "references", {}, {}});
}

template <class Sink>
constexpr void durations(const request_view& r, const Sink& suspicious) {
    const auto advised = r.rules->duration.advised_seconds;
    if (advised.empty() || r.duration_as_source) return;
    short_text<120> list;
    for (const int seconds : advised) {
        if (seconds == r.seconds) return;
        list.append(list.empty() ? "" : ", ").append(seconds);
    }
    suspicious({concern::this_duration_is_not_advised, "duration", list.append(" s"), check::amount(r.seconds, " s")});
}

/// Says what the legs of a route do not have in common, with the value of each. `value_of` writes the value of one.
template <class ValueOf>
SEEDANCE_CONSTEXPR_VECTOR void difference(array_view<request_view> legs, std::string_view field, warnings& to,
                                          const ValueOf& value_of) {
    short_text<64> values;
    bool is_one = true;
    for (const auto& leg : legs) {
        is_one = is_one && value_of(leg) == value_of(legs.front()).view();
        values.append(values.empty() ? "" : ", ").append(value_of(leg));
    }
    if (!is_one) to.push_back({.about = concern::this_differs_between_legs, .field = field, .given = values});
}

SEEDANCE_CONSTEXPR_VECTOR void differences(array_view<request_view> legs, warnings& to) {
    difference(legs, "resolution", to, [](const request_view& leg) { return short_text<64>{leg.resolution}; });
    difference(legs, "duration", to, [](const request_view& leg) {
        return leg.duration_as_source ? short_text<64>{"as_source"} : check::amount(leg.seconds, " s");
    });
    difference(legs, "aspect_ratio", to, [](const request_view& leg) { return short_text<64>{leg.aspect_ratio}; });
    difference(legs, "sound", to,
               [](const request_view& leg) { return short_text<64>{leg.with_sound() ? "true" : "false"}; });
}

}  // namespace detail

/// Lists what is allowed but suspicious about the request, in the order of its fields. The list is empty for a request
/// without concerns. It says nothing of broken rules: those are `validate`'s. Of a request to a route it lists them leg
/// by leg, and a warning names its leg, where there are several; at the end stands what the legs do not have in common:
/// that one would make a video of another resolution, length or aspect ratio, or without sound. A view must have its
/// model and rules, as one from `view_of` has. @{
SEEDANCE_CONSTEXPR_VECTOR warnings advice(const request_view& request) {
    warnings found;
    const auto suspicious = [&found](const warning& h) { found.push_back(h); };
    detail::mentions(request, suspicious);
    detail::dashes(request, suspicious);
    detail::references(request, suspicious);
    detail::urls(request, suspicious);
    detail::lengths(request, suspicious);
    detail::resolutions(request, suspicious);
    detail::durations(request, suspicious);
    detail::numbers(request, suspicious);
    detail::web_url("callback_url", request.callback_url, suspicious);
    return found;
}

template <typed_request Request>
SEEDANCE_CONSTEXPR_VECTOR warnings advice(const Request& request) {
    return advice(view_of(request));
}

SEEDANCE_CONSTEXPR_VECTOR warnings advice(array_view<request_view> legs) {
    warnings found;
    for (const auto& view : legs)
        for (auto& each : advice(view)) {
            if (legs.size() > 1) each.leg = name_of(*view.model);
            found.push_back(each);
        }
    if (legs.size() > 1) detail::differences(legs, found);
    return found;
}

template <routed_request Request>
SEEDANCE_CONSTEXPR_VECTOR warnings advice(const Request& request) {
    return advice(array_view<request_view>{views_of_legs(request)});
}
/// @}

}  // namespace seedance
