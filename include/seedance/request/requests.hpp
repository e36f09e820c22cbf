// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The requests: one aggregate per mode, written with designated initialisers. A request that the model cannot take
/// does not compile.
///
/// Every request is trivially destructible: it holds views and numbers. That is what makes it safe to write one inside
/// a `co_await` expression with GCC 12, which destroys owning members of such aggregates twice (GCC bug 98401).

#include <seedance/core/impl/cpp20.hpp>
#include <seedance/request/constant.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include <seedance/request/fields.hpp>
#include <seedance/request/options.hpp>
#include <seedance/request/references.hpp>

namespace seedance {

/// A video from a prompt alone.
template <model Model>
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
template <model Model>
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
template <model Model>
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
template <model Model>
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

/// One of the request aggregates, for a model that offers its mode.
template <class T>
concept typed_request = requires {
    typename T::model_type;
    { T::kind } -> std::convertible_to<mode>;
} && offers<typename T::model_type, T::kind> && std::is_trivially_destructible_v<T> && std::is_aggregate_v<T>;

/// Makes the form that validation, prices and providers read: a view of `request` with the model's defaults filled in.
/// @par Object lifetimes `request` must outlive the view.
template <typed_request Request>
constexpr request_view view_of(const Request& request) {
    static_assert(std::is_trivially_destructible_v<Request> && std::is_trivially_copyable_v<Request>);
    constexpr const mode_rules& rules = rules_of<typename Request::model_type, Request::kind>;
    const auto given_or = [](std::string_view given, std::string_view otherwise) {
        return is_given(given) ? given : otherwise;
    };

    request_view view{.model = &Request::model_type::descriptor, .rules = &rules};
    view.prompt = request.prompt.value();
    view.resolution = given_or(request.resolution.value(), rules.default_resolution);
    view.aspect_ratio = canonical_aspect_ratio(given_or(request.aspect_ratio.value(), rules.default_aspect_ratio));
    view.seconds = request.duration.value();
    view.duration_as_source = request.duration.from_source();
    const auto read = [&view]<class T>(option which, std::optional<T>& to, const auto& from) {
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

}  // namespace seedance
