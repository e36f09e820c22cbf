// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <vector>

#include <seedance/core/array_view.hpp>
#include <seedance/core/config.hpp>
#include <seedance/core/runtime.hpp>
#include <seedance/model/concepts.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/reference.hpp>
#include <seedance/request/rule.hpp>

namespace seedance {

/// References whose number is known only at run time: the result of `runtime(list)`.
struct runtime_references {
    array_view<reference> view;  ///< of a list that outlives the request; it may be empty
};

/// Takes a list of references to where the run-time rules check it.
/// @par Object lifetimes The list is viewed, not copied; a temporary vector is refused by the compiler. @{
inline runtime_references runtime(const std::vector<reference>& list SEEDANCE_IS_VIEWED) noexcept { return {list}; }
constexpr runtime_references runtime(array_view<reference> list) noexcept { return {list}; }
template <class Reason = a_temporary_would_dangle_keep_it_in_a_variable>
runtime_references runtime(std::vector<reference>&&) = delete;
template <class Reason = a_temporary_would_dangle_keep_it_in_a_variable>
runtime_references runtime(const std::vector<reference>&&) = delete;
/// @}

namespace detail {

template <class T>
inline constexpr bool is_typed_reference = false;
template <media Kind, bool Constant>
inline constexpr bool is_typed_reference<typed_reference<Kind, Constant>> = true;

template <class... Elements>
inline constexpr check::media_counts counts_of = {(0 + ... + (Elements::kind == media::image ? 1 : 0)),
                                                  (0 + ... + (Elements::kind == media::video ? 1 : 0)),
                                                  (0 + ... + (Elements::kind == media::audio ? 1 : 0))};

}  // namespace detail

/// What `image(...)`, `video(...)` or `audio(...)` gives.
template <class T>
concept reference_element = detail::is_typed_reference<T>;

/// The model takes references of these kinds together in this mode.
template <class Model, mode Mode, class... Elements>
concept takes_references = (reference_element<Elements> && ...) &&
                           takes_media<Model, Mode, detail::counts_of<Elements...>.images,
                                       detail::counts_of<Elements...>.videos, detail::counts_of<Elements...>.audio>;

namespace detail {

constexpr int most_references(const input_rules& inputs) noexcept {
    return std::min(inputs.max_together, inputs.images.max_count + inputs.videos.max_count + inputs.audio.max_count);
}

template <mode Mode>
struct needs_no_reference {
    template <class Leg>
    static constexpr bool of = rules_of<Leg, Mode>.inputs.min_together == 0;
};

constexpr bool takes_these(const mode_rules& rules, check::media_counts given) {
    rule broken{};
    check::counts(rules, given, check::first_broken{broken});
    return broken == rule::none;
}

template <mode Mode, check::media_counts Given>
struct takes_counts {
    template <class Leg>
    static constexpr bool of = takes_these(rules_of<Leg, Mode>, Given);
};

}  // namespace detail

/// The references of a request: `{image("https://..."), video(runtime(url), 6s)}` or `runtime(list)`. How many of each
/// kind is checked by the compiler even where the URLs are known only at run time.
template <class Model, mode Mode>
class references_of {
  public:
    /// Leaves the references out. It does not compile where the mode needs one.
    template <class Leg = detail::leg_that_fails<Model, detail::needs_no_reference<Mode>>>
    consteval references_of() {
        static_assert(Mode != mode::edit_video, "this_request_needs_a_source_video");
        static_assert(Mode == mode::edit_video || rules_of<Leg, Mode>.inputs.min_together == 0,
                      "this_request_needs_a_reference");
    }

    /// Takes references whose URLs are all constants. The compiler checks their counts, URLs and lengths.
    template <reference_element... Elements>
        requires(sizeof...(Elements) > 0 && (Elements::constant && ...))
    consteval references_of(Elements... elements) : references_of{checked_count<Elements...>{}, elements...} {
        if (const auto rejected = rejection_of_constants(view(), legs{})) rejected();
    }

    /// Takes references of which some are known only at run time. The compiler checks their counts, `validate` the
    /// rest.
    template <reference_element... Elements>
        requires(!(Elements::constant && ...))
    constexpr references_of(Elements... elements) : references_of{checked_count<Elements...>{}, elements...} {}

    /// Takes a list, and leaves all its checks to `validate`.
    constexpr references_of(runtime_references list SEEDANCE_IS_VIEWED) : list_{list.view}, from_list_{true} {}

    /// Refuses everything else and tells the compiler's reader what to write.
    template <class First, class... Rest>
        requires(!(reference_element<First> && ... && reference_element<Rest>))
    constexpr references_of(const First&, const Rest&...) {
        static_assert(detail::never<First>,
                      "references are written {image(url), video(url, 6s), audio(url)}, or runtime(list) for a list "
                      "that is known only at run time");
    }

    /// Gives the references in the order in which they were written.
    /// @par Object lifetimes The view lives as long as this object, or as long as the list that it was made from.
    constexpr array_view<reference> view() const noexcept {
        return from_list_ ? list_ : array_view<reference>{elements_.data(), size_};
    }

  private:
    using legs = detail::legs_of<Model>;

    template <class... Legs>
    static constexpr std::size_t capacity_of(detail::leg_list<Legs...>) {
        return static_cast<std::size_t>(std::min({detail::most_references(rules_of<Legs, Mode>.inputs)...}));
    }
    static constexpr std::size_t capacity = capacity_of(legs{});

    template <class... Legs>
    static constexpr rejection rejection_of_constants(array_view<reference> given, detail::leg_list<Legs...>) {
        rejection found = nullptr;
        ((found = found != nullptr ? found : rejection_by<Legs>(given)), ...);
        return found;
    }

    template <class Leg>
    static constexpr rejection rejection_by(array_view<reference> given) {
        rule broken{};
        check::each_reference(rules_of<Leg, Mode>, given, check::first_broken{broken});
        check::lengths_together(rules_of<Leg, Mode>, given, check::first_broken{broken});
        if constexpr (std::same_as<Leg, Model>)
            return rejection_of(broken);
        else
            return detail::rejection_by<Leg>(broken);
    }

    /// Its construction is the check of the counts, in prose.
    template <class Leg, check::media_counts N>
    struct count_checked {
        static constexpr const input_rules& inputs = rules_of<Leg, Mode>.inputs;
        static constexpr int together = N.images + N.videos + N.audio;
        static constexpr bool takes_images = N.images <= inputs.images.max_count;
        static constexpr bool takes_videos = N.videos <= inputs.videos.max_count;
        static constexpr bool takes_audio = N.audio <= inputs.audio.max_count;
        static constexpr bool takes_together = together <= inputs.max_together;

        constexpr count_checked() {
            static_assert(takes_images, "too many images: the model takes fewer in this mode");
            static_assert(takes_videos, "too many videos: the model takes fewer in this mode");
            static_assert(takes_audio, "too many audio files: the model takes fewer in this mode");
            static_assert(takes_together, "too many references together: the model takes fewer in this mode");
            static_assert(Mode != mode::edit_video || N.videos == 1, "exactly one source video is required");
            static_assert(!inputs.audio_needs_visual || N.audio == 0 || N.images + N.videos > 0,
                          "audio references need at least one image or video beside them");
        }
    };

    template <class... Elements>
    using checked_count =
        count_checked<detail::leg_that_fails<Model, detail::takes_counts<Mode, detail::counts_of<Elements...>>>,
                      detail::counts_of<Elements...>>;

    template <class Leg, check::media_counts N, class... Elements>
    constexpr references_of(count_checked<Leg, N>, Elements... elements) {
        if constexpr (sizeof...(Elements) <= capacity) ((elements_[size_++] = elements.value), ...);
    }

    std::array<reference, capacity> elements_{};
    std::size_t size_ = 0;
    array_view<reference> list_{};
    bool from_list_ = false;
};

}  // namespace seedance
