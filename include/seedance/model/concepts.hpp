// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a program can ask about a model at build time.

#include <concepts>

#include <seedance/core/fixed_string.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/well_formed.hpp>

namespace seedance {

/// A type that stands for one model of one gateway: it names its gateway and holds a well-formed descriptor.
template <class T>
concept model = requires {
    typename T::provider;
    { T::descriptor } -> std::convertible_to<const model_descriptor&>;
} && well_formed(T::descriptor);

/// The model works in this mode. A type that is no model works in none: like every concept below, it is false then.
template <class Model, mode Mode>
concept offers = model<Model> && has_mode(Model::descriptor, Mode);

/// The rules of a mode that the model offers. It names an element of the descriptor, whose lifetime it shares.
template <class Model, mode Mode>
    requires offers<Model, Mode>
inline constexpr const mode_rules& rules_of = Model::descriptor.modes[index_of(Model::descriptor, Mode)];

/// The model makes videos of this resolution in this mode.
template <class Model, mode Mode, fixed_string Resolution>
concept offers_resolution = offers<Model, Mode> && contains(rules_of<Model, Mode>.resolutions, Resolution.view());

/// The model makes videos of this aspect ratio in this mode ("auto" is "adaptive").
template <class Model, mode Mode, fixed_string Ratio>
concept offers_aspect_ratio = offers<Model, Mode> && contains_ratio(rules_of<Model, Mode>.aspect_ratios, Ratio.view());

/// The model makes videos that are this many seconds long in this mode. What the document only advises against counts
/// as offered.
template <class Model, mode Mode, int Seconds>
concept offers_duration = offers<Model, Mode> && Seconds >= rules_of<Model, Mode>.duration.min_seconds &&
                          Seconds <= rules_of<Model, Mode>.duration.max_seconds;

/// The model takes this option in this mode.
template <class Model, mode Mode, option Option>
concept takes = offers<Model, Mode> && rules_of<Model, Mode>.options.contains(Option);

/// The model takes this option in this mode and the caller must say its value.
template <class Model, mode Mode, option Option>
concept requires_option = takes<Model, Mode, Option> && rules_of<Model, Mode>.required_options.contains(Option);

/// The model takes this many images, videos and audio files together in this mode. The frames of
/// `mode::image_to_video` count as images.
template <class Model, mode Mode, int Images, int Videos, int Audio>
concept takes_media =
    offers<Model, Mode> && Images >= rules_of<Model, Mode>.inputs.images.min_count &&
    Images <= rules_of<Model, Mode>.inputs.images.max_count &&
    Videos >= rules_of<Model, Mode>.inputs.videos.min_count &&
    Videos <= rules_of<Model, Mode>.inputs.videos.max_count && Audio >= rules_of<Model, Mode>.inputs.audio.min_count &&
    Audio <= rules_of<Model, Mode>.inputs.audio.max_count &&
    Images + Videos + Audio >= rules_of<Model, Mode>.inputs.min_together &&
    Images + Videos + Audio <= rules_of<Model, Mode>.inputs.max_together &&
    (!rules_of<Model, Mode>.inputs.audio_needs_visual || Audio == 0 || Images + Videos > 0);

}  // namespace seedance
