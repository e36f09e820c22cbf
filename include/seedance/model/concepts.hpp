// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// What a program can ask about a model, or about a route of models, at build time.

#include <seedance/core/fixed_string.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/model.hpp>
#include <seedance/model/route.hpp>
#include <seedance/model/terms.hpp>

namespace seedance {

namespace detail {

template <mode Mode>
struct offers_mode {
    template <class Leg>
    static constexpr bool of = has_mode(Leg::descriptor, Mode);
};

template <class Model, class Test>
concept model_passes = model<Model> && Test::template of<Model>;

/// Every leg of a route passes a test, or a model that is none. The leg that does not is in the compiler's message.
template <class Model, class Test>
concept every_leg_passes = model_passes<leg_that_fails<Model, Test>, Test>;

}  // namespace detail

/// The model works in this mode. A type that is no model works in none: like every concept below, it is false then.
/// What is asked of a route is asked of each of its models.
template <class Model, mode Mode>
concept offers = detail::every_leg_passes<Model, detail::offers_mode<Mode>>;

/// The rules of a mode that the model offers. It names an element of the descriptor, whose lifetime it shares. A route
/// has none of its own.
template <class Model, mode Mode>
    requires(model<Model> && offers<Model, Mode>)
inline constexpr const mode_rules& rules_of = Model::descriptor.modes[index_of(Model::descriptor, Mode)];

namespace detail {

template <mode Mode, fixed_string Resolution>
struct offers_this_resolution {
    template <class Leg>
    static constexpr bool of = contains(rules_of<Leg, Mode>.resolutions, Resolution.view());
};

template <mode Mode, fixed_string Ratio>
struct offers_this_aspect_ratio {
    template <class Leg>
    static constexpr bool of = contains_ratio(rules_of<Leg, Mode>.aspect_ratios, Ratio.view());
};

template <mode Mode, int Seconds>
struct offers_this_duration {
    template <class Leg>
    static constexpr bool of =
        Seconds >= rules_of<Leg, Mode>.duration.min_seconds && Seconds <= rules_of<Leg, Mode>.duration.max_seconds;
};

template <mode Mode, option Option>
struct takes_option {
    template <class Leg>
    static constexpr bool of = rules_of<Leg, Mode>.options.contains(Option);
};

template <mode Mode, option Option>
struct needs_no_option {
    template <class Leg>
    static constexpr bool of = !rules_of<Leg, Mode>.required_options.contains(Option);
};

template <mode Mode, int Images, int Videos, int Audio>
struct takes_these_media {
    template <class Leg>
    static constexpr bool of =
        Images >= rules_of<Leg, Mode>.inputs.images.min_count &&
        Images <= rules_of<Leg, Mode>.inputs.images.max_count &&
        Videos >= rules_of<Leg, Mode>.inputs.videos.min_count &&
        Videos <= rules_of<Leg, Mode>.inputs.videos.max_count && Audio >= rules_of<Leg, Mode>.inputs.audio.min_count &&
        Audio <= rules_of<Leg, Mode>.inputs.audio.max_count &&
        Images + Videos + Audio >= rules_of<Leg, Mode>.inputs.min_together &&
        Images + Videos + Audio <= rules_of<Leg, Mode>.inputs.max_together &&
        (!rules_of<Leg, Mode>.inputs.audio_needs_visual || Audio == 0 || Images + Videos > 0);
};

}  // namespace detail

/// The model makes videos of this resolution in this mode.
template <class Model, mode Mode, fixed_string Resolution>
concept offers_resolution =
    offers<Model, Mode> && detail::every_leg_passes<Model, detail::offers_this_resolution<Mode, Resolution>>;

/// The model makes videos of this aspect ratio in this mode ("auto" is "adaptive").
template <class Model, mode Mode, fixed_string Ratio>
concept offers_aspect_ratio =
    offers<Model, Mode> && detail::every_leg_passes<Model, detail::offers_this_aspect_ratio<Mode, Ratio>>;

/// The model makes videos that are this many seconds long in this mode. What the document only advises against counts
/// as offered.
template <class Model, mode Mode, int Seconds>
concept offers_duration =
    offers<Model, Mode> && detail::every_leg_passes<Model, detail::offers_this_duration<Mode, Seconds>>;

/// The model takes this option in this mode.
template <class Model, mode Mode, option Option>
concept takes = offers<Model, Mode> && detail::every_leg_passes<Model, detail::takes_option<Mode, Option>>;

/// The model takes this option in this mode and the caller must say its value. For a route it is enough that one of its
/// models requires it: the others are not sent it where they do not take it.
template <class Model, mode Mode, option Option>
concept requires_option =
    offers<Model, Mode> && !detail::every_leg_passes<Model, detail::needs_no_option<Mode, Option>>;

/// The model takes this many images, videos and audio files together in this mode. The frames of
/// `mode::image_to_video` count as images.
template <class Model, mode Mode, int Images, int Videos, int Audio>
concept takes_media =
    offers<Model, Mode> && detail::every_leg_passes<Model, detail::takes_these_media<Mode, Images, Videos, Audio>>;

}  // namespace seedance
