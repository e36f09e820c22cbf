// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The requests: one aggregate per mode, written with designated initialisers. A request that the model cannot take
/// does not compile.
///
/// Every request is trivially destructible: it holds views and numbers. That is what makes it safe to write one inside
/// a `co_await` expression with GCC 12, which destroys owning members of such aggregates twice (GCC bug 98401).

#include <seedance/core/impl/cpp20.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/model.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/impl/constant.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include <seedance/model/route.hpp>
#include <seedance/request/fields.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/references.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

/// A video from a prompt alone.
template <class Model>
    requires offers<Model, mode::text_to_video>
struct text_to_video {
    using model_type = Model;
    static constexpr mode kind = mode::text_to_video;

    prompt_of<Model, kind> prompt;                   ///< required; see the model's limits
    resolution_of<Model, kind> resolution = {};      ///< the model's default when left out
    duration_of<Model, kind> duration = {};          ///< the model's default when left out
    aspect_ratio_of<Model, kind> aspect_ratio = {};  ///< the model's default when left out

    /// An option, as `seedance::option` describes it. The model's descriptor says whether it is taken, refused or
    /// required. Left out, nothing is asked for, except for a sound that is there by `mode_rules::sound_by_default`. @{
    switch_of<Model, kind, option::sound> sound = {};
    switch_of<Model, kind, option::web_search> web_search = {};
    switch_of<Model, kind, option::camera_fixed> camera_fixed = {};
    switch_of<Model, kind, option::watermark> watermark = {};
    number_of<Model, kind, option::seed> seed = {};
    number_of<Model, kind, option::frames_per_second> frames_per_second = {};
    switch_of<Model, kind, option::return_last_frame> return_last_frame = {};
    switch_of<Model, kind, option::content_check> content_check = {};
    /// @}

    callback_field callback_url = {};  ///< where the gateway also posts the result; polling goes on all the same
    callback_progress_of<Model, kind> callback_progress = {};  ///< true: it also posts before the end
};

/// A video that starts with one image and may end with another.
template <class Model>
    requires offers<Model, mode::image_to_video>
struct image_to_video {
    using model_type = Model;
    static constexpr mode kind = mode::image_to_video;

    prompt_of<Model, kind> prompt;                   ///< some models need none
    first_frame_of<Model> first_frame;               ///< required
    last_frame_of<Model> last_frame = {};            ///< required by some models and refused by others
    resolution_of<Model, kind> resolution = {};      ///< the model's default when left out
    duration_of<Model, kind> duration = {};          ///< the model's default when left out
    aspect_ratio_of<Model, kind> aspect_ratio = {};  ///< the model's default when left out

    /// An option, as for `text_to_video`. @{
    switch_of<Model, kind, option::sound> sound = {};
    switch_of<Model, kind, option::web_search> web_search = {};
    switch_of<Model, kind, option::camera_fixed> camera_fixed = {};
    switch_of<Model, kind, option::watermark> watermark = {};
    number_of<Model, kind, option::seed> seed = {};
    number_of<Model, kind, option::frames_per_second> frames_per_second = {};
    switch_of<Model, kind, option::return_last_frame> return_last_frame = {};
    switch_of<Model, kind, option::content_check> content_check = {};
    /// @}

    callback_field callback_url = {};                          ///< as for `text_to_video`
    callback_progress_of<Model, kind> callback_progress = {};  ///< as for `text_to_video`
};

/// A video that follows images, videos and audio.
template <class Model>
    requires offers<Model, mode::reference_to_video>
struct reference_to_video {
    using model_type = Model;
    static constexpr mode kind = mode::reference_to_video;

    prompt_of<Model, kind> prompt;  ///< some models need none
    /// `{image("https://..."), video("https://...", 6s), audio("https://...")}`; some models need none.
    references_of<Model, kind> references;
    resolution_of<Model, kind> resolution = {};      ///< the model's default when left out
    duration_of<Model, kind> duration = {};          ///< the model's default when left out
    aspect_ratio_of<Model, kind> aspect_ratio = {};  ///< the model's default when left out

    /// An option, as for `text_to_video`. @{
    switch_of<Model, kind, option::sound> sound = {};
    switch_of<Model, kind, option::web_search> web_search = {};
    switch_of<Model, kind, option::camera_fixed> camera_fixed = {};
    switch_of<Model, kind, option::watermark> watermark = {};
    number_of<Model, kind, option::seed> seed = {};
    number_of<Model, kind, option::frames_per_second> frames_per_second = {};
    switch_of<Model, kind, option::return_last_frame> return_last_frame = {};
    switch_of<Model, kind, option::content_check> content_check = {};
    /// @}

    callback_field callback_url = {};                          ///< as for `text_to_video`
    callback_progress_of<Model, kind> callback_progress = {};  ///< as for `text_to_video`
};

/// An existing video, changed by a prompt: exactly one of the references is a video.
template <class Model>
    requires offers<Model, mode::edit_video>
struct edit_video {
    using model_type = Model;
    static constexpr mode kind = mode::edit_video;

    prompt_of<Model, kind> prompt;               ///< what to change
    references_of<Model, kind> references;       ///< the source video, and images where the model takes them beside it
    resolution_of<Model, kind> resolution = {};  ///< the model's default when left out
    duration_of<Model, kind> duration = {};      ///< also `as_source` at some models; the default when left out
    aspect_ratio_of<Model, kind> aspect_ratio = {};  ///< the model's default when left out

    /// An option, as for `text_to_video`. @{
    switch_of<Model, kind, option::sound> sound = {};
    switch_of<Model, kind, option::web_search> web_search = {};
    switch_of<Model, kind, option::camera_fixed> camera_fixed = {};
    switch_of<Model, kind, option::watermark> watermark = {};
    number_of<Model, kind, option::seed> seed = {};
    number_of<Model, kind, option::frames_per_second> frames_per_second = {};
    switch_of<Model, kind, option::return_last_frame> return_last_frame = {};
    switch_of<Model, kind, option::content_check> content_check = {};
    /// @}

    callback_field callback_url = {};                          ///< as for `text_to_video`
    callback_progress_of<Model, kind> callback_progress = {};  ///< as for `text_to_video`
};

/// One of the request aggregates, for a model or a route that offers its mode.
template <class T>
concept typed_request = requires {
    typename T::model_type;
    { T::kind } -> std::convertible_to<mode>;
} && offers<typename T::model_type, T::kind> && std::is_trivially_destructible_v<T> && std::is_aggregate_v<T>;

/// A request to a route.
template <class T>
concept routed_request = typed_request<T> && model_route<typename T::model_type>;

namespace detail {

template <class Legs, mode Mode>
inline constexpr option_set required_options = {};
template <class... Legs, mode Mode>
inline constexpr option_set required_options<leg_list<Legs...>, Mode> = [] {
    option_set required;
    (required.add(rules_of<Legs, Mode>.required_options), ...);
    return required;
}();

/// Says whether an option is for other legs of a route: they require it, and this one does not take it.
template <class Model, mode Mode, class Leg>
constexpr bool is_for_others(option which) noexcept {
    return required_options<legs_of<Model>, Mode>.contains(which) && !rules_of<Leg, Mode>.options.contains(which);
}

}  // namespace detail

/// Makes the form that validation, prices and providers read: a view of `request` with the model's defaults filled in.
/// Of a request to a route it is the view of one leg: `view_of<decltype(request), Leg>(request)`. What the leg does not
/// take is not in it, where another leg requires it.
/// @par Object lifetimes `request` must outlive the view.
template <typed_request Request, model Leg = typename Request::model_type>
constexpr request_view view_of(const Request& request) {
    static_assert(std::is_trivially_destructible_v<Request> && std::is_trivially_copyable_v<Request>);
    constexpr const mode_rules& rules = rules_of<Leg, Request::kind>;
    const auto given_or = [](std::string_view given, std::string_view otherwise) {
        return is_given(given) ? given : otherwise;
    };

    request_view view{.model = &Leg::descriptor, .rules = &rules};
    view.prompt = request.prompt.value();
    view.resolution = given_or(request.resolution.value(), rules.default_resolution);
    view.aspect_ratio = canonical_aspect_ratio(given_or(request.aspect_ratio.value(), rules.default_aspect_ratio));
    view.seconds = request.duration.value(rules.duration);
    view.duration_as_source = request.duration.from_source();
    const auto read = [&view]<class T>(option which, std::optional<T>& to, const auto& from) {
        if (detail::is_for_others<typename Request::model_type, Request::kind, Leg>(which)) return;
        to = from.value();
        if constexpr (std::same_as<T, std::int64_t>)
            if (!from.fits()) view.oversized.add(which);
    };
    for_each_option(read, view, request);
    view.callback_url = request.callback_url.value();
    view.callback_progress = request.callback_progress.value();
    if constexpr (Request::kind == mode::image_to_video) {
        view.first_frame = request.first_frame.value();
        view.last_frame = request.last_frame.value();
    }
    if constexpr (requires { request.references; }) view.references = request.references.view();
    return view;
}

namespace detail {

template <class Request, class... Legs>
constexpr std::array<request_view, sizeof...(Legs)> views_of_legs(const Request& request, leg_list<Legs...>) {
    return {view_of<Request, Legs>(request)...};
}

}  // namespace detail

/// Makes the view of each leg of a route, in their order; a model is its own only leg.
/// @par Object lifetimes `request` must outlive the views.
template <typed_request Request>
constexpr auto views_of_legs(const Request& request) {
    return detail::views_of_legs(request, detail::legs_of<typename Request::model_type>{});
}

}  // namespace seedance
