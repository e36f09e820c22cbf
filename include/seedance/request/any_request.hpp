// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <seedance/core/runtime.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/reference.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// A file that is given as a reference. It owns its URL.
struct any_reference {
    media kind = media::image;            ///< decides which rules hold for the file
    std::string url = {};                 ///< https, or `data:` or `asset://` where the model takes them
    std::chrono::milliseconds length{0};  ///< of a video or audio file; 0 says that it is not known
};

/// True or false, or nothing said. What only converts to `bool`, a text or a number, does not compile.
class any_switch : public std::optional<bool> {
  public:
    /// Says nothing. @{
    constexpr any_switch() = default;
    constexpr any_switch(std::nullopt_t) noexcept {}
    /// @}

    /// Says what `given` is, or has.
    template <class T>
        requires(std::same_as<T, bool> || std::same_as<T, std::optional<bool>>)
    constexpr any_switch(T given) noexcept : std::optional<bool>{given} {}
};

/// A whole number, or nothing said. One that has more than 64 bits breaks the rule of its field; what is no whole
/// number, a character or 0.5, does not compile.
class any_number : public std::optional<std::int64_t> {
  public:
    /// Says nothing. @{
    constexpr any_number() = default;
    constexpr any_number(std::nullopt_t) noexcept {}
    /// @}

    /// Says this number.
    template <detail::whole_number T>
    constexpr any_number(T given) noexcept : any_number{detail::number_of(given)} {}

    /// Says this number, where there is one. @{
    constexpr any_number(runtime_number given) noexcept : std::optional<std::int64_t>{given.value}, fits_{given.fits} {}
    template <detail::whole_number T>
    constexpr any_number(std::optional<T> given) noexcept : any_number{given ? any_number{*given} : any_number{}} {}
    /// @}

    /// Says whether 64 bits hold what was said; where they do not, the value is the nearest that they do.
    constexpr bool fits() const noexcept { return fits_; }

  private:
    bool fits_ = true;
};

/// A request whose model and mode are known only at run time, as a server receives it. It owns its values, which are
/// empty where nothing was said. It goes through the same rules as the typed requests, before anything is sent. It is
/// not trivially destructible: give it a name before it is used in a `co_await` expression.
struct any_request {
    std::string model = {};                               ///< "apixo/seedance-2-0-fast": gateway and model
    std::vector<std::string> models = {};                 ///< a route: tried in this order; `model` is empty then
    seedance::mode mode = seedance::mode::text_to_video;  ///< decides which of frames and references may be given
    std::string prompt = {};                              ///< UTF-8; required by most modes
    std::string first_frame = {};                         ///< URL of an image, for `mode::image_to_video`
    std::string last_frame = {};                          ///< likewise; some models need it, some refuse it
    std::vector<any_reference> references = {};           ///< with the source video of `mode::edit_video`
    std::string resolution = {};                          ///< "720p"; empty: the model's default
    std::optional<std::chrono::seconds> duration = {};    ///< of the video that is made; empty: the model's default
    bool duration_as_source = false;                      ///< as long as the source video; `duration` is empty then
    std::string aspect_ratio = {};  ///< "16:9", "adaptive" (the same as "auto"); empty: the model's default

    /// An option, as `seedance::option` describes it. Empty: nothing is said, which is refused where the model requires
    /// the option. @{
    any_switch sound = {};
    any_switch web_search = {};
    any_switch camera_fixed = {};
    any_switch watermark = {};
    any_number seed = {};
    any_number frames_per_second = {};
    any_switch return_last_frame = {};
    any_switch content_check = {};
    /// @}

    std::string callback_url = {};      ///< public https URL to which the gateway also posts the result; empty: none
    any_switch callback_progress = {};  ///< true: it also posts progress, where the model offers that
};

/// Makes views of a request's references, in their order.
/// @par Object lifetimes `list` must outlive the views, and its URLs must not change.
inline std::vector<reference> views_of(const std::vector<any_reference>& list) {
    std::vector<reference> views;
    views.reserve(list.size());
    for (const auto& r : list) views.push_back({.kind = r.kind, .url = r.url, .length = r.length});
    return views;
}

/// Makes the form that validation, prices and providers read, with the model's defaults filled in. `references` are
/// those of `views_of(request.references)`, `rules` those of the request's mode: what `request.model`, `request.models`
/// and `request.mode` say is not read. `required_by_legs` are the options that some leg of a route requires: where this
/// model does not take one of them, it is not in the view.
/// @par Object lifetimes `request`, `references` and the model must outlive the view.
inline request_view view_of(const any_request& request, array_view<reference> references, const model_descriptor& model,
                            const mode_rules& rules, option_set required_by_legs = {}) {
    const auto given_or = [](const std::string& given, std::string_view otherwise) {
        return given.empty() ? otherwise : std::string_view{given};
    };
    // What was not said is a view without data.
    const auto given = [given_or](const std::string& text) { return given_or(text, {}); };
    request_view view{.model = &model, .rules = &rules};
    view.prompt = given(request.prompt);
    view.first_frame = given(request.first_frame);
    view.last_frame = given(request.last_frame);
    view.references = references;
    view.resolution = given_or(request.resolution, rules.default_resolution);
    view.aspect_ratio = canonical_aspect_ratio(given_or(request.aspect_ratio, rules.default_aspect_ratio));
    view.duration_as_source = request.duration_as_source;
    view.has_two_durations = request.duration_as_source && request.duration;
    view.seconds = request.duration_as_source ? 0
                   : request.duration         ? request.duration->count()
                                              : rules.duration.default_seconds;
    const auto copy = [&]<class T>(option which, std::optional<T>& to, const auto& from) {
        if (required_by_legs.contains(which) && !rules.options.contains(which)) return;
        to = from;
        if constexpr (std::same_as<T, std::int64_t>)
            if (!from.fits()) view.oversized.add(which);
    };
    for_each_option(copy, view, request);
    view.callback_url = given(request.callback_url);
    view.callback_progress = request.callback_progress;
    return view;
}

}  // namespace seedance
