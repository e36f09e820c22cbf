// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The types of a request's fields. Each is built from a constant, which the compiler checks against the model's
/// descriptor, or from `runtime(x)`, which is checked by the same rule before anything is sent.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

#include <seedance/core/runtime.hpp>
#include <seedance/model/concepts.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/constant.hpp>

namespace seedance {

/// A text field. `Rule` holds the check: a constant that fails it does not compile. `Rule::absent` is the rule that
/// leaving the field out breaks.
template <class Rule>
class text_field {
  public:
    consteval text_field() { reject(Rule::absent); }

    consteval text_field(const char* const& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant)} {
        Rule::check(value_, check::stop_the_build{});
    }

    consteval text_field(const std::string_view& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant)} {
        Rule::check(value_, check::stop_the_build{});
    }

    constexpr text_field(runtime_text text) : value_{text.view.data() != nullptr ? text.view : std::string_view{""}} {}

    template <class T>
        requires(!detail::text_source<T>)
    constexpr text_field(const T&) {
        detail::refuse_as_constant<T>();
    }

    /// Gives what was given, or a view without data where nothing was.
    constexpr std::string_view value() const noexcept { return value_; }

  private:
    std::string_view value_{};
};

template <model Model, mode Mode>
struct prompt_check {
    static constexpr rule absent =
        rules_of<Model, Mode>.prompt.required ? rule::this_request_needs_a_prompt : rule::none;

    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::prompt(rules_of<Model, Mode>.prompt, text, broken);
    }
};

template <model Model, mode Mode>
struct resolution_check {
    static constexpr rule absent = rule::none;

    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::resolution(rules_of<Model, Mode>, text, broken);
    }
};

template <model Model, mode Mode>
struct aspect_ratio_check {
    static constexpr rule absent = rule::none;

    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::aspect_ratio(rules_of<Model, Mode>, text, broken);
    }
};

template <model Model>
struct first_frame_check {
    static constexpr rule absent = rule::this_request_needs_a_first_frame;

    template <class Sink>
    static constexpr void check(std::string_view url, const Sink& broken) {
        check::media_url(rules_of<Model, mode::image_to_video>.inputs.images, "first_frame", url, broken);
    }
};

template <model Model>
struct last_frame_check {
    static constexpr const media_rules& images = rules_of<Model, mode::image_to_video>.inputs.images;
    static constexpr rule absent = images.min_count > 1 ? rule::this_request_needs_a_last_frame : rule::none;

    template <class Sink>
    static constexpr void check(std::string_view url, const Sink& broken) {
        if (images.max_count < 2) broken({rule::this_model_does_not_take_a_last_frame, "last_frame", {}, url});
        check::media_url(images, "last_frame", url, broken);
    }
};

struct callback_check {
    static constexpr rule absent = rule::none;

    template <class Sink>
    static constexpr void check(std::string_view url, const Sink& broken) {
        check::callback_url(url, broken);
    }
};

/// The prompt. It must be given where the mode requires one.
template <model Model, mode Mode>
using prompt_of = text_field<prompt_check<Model, Mode>>;

/// "480p", "720p", ...
template <model Model, mode Mode>
using resolution_of = text_field<resolution_check<Model, Mode>>;

/// "16:9", "adaptive" (the same as "auto"), ...
template <model Model, mode Mode>
using aspect_ratio_of = text_field<aspect_ratio_check<Model, Mode>>;

/// The URL of the image that a video starts with.
template <model Model>
using first_frame_of = text_field<first_frame_check<Model>>;

/// The URL of the image that a video ends with.
template <model Model>
using last_frame_of = text_field<last_frame_check<Model>>;

/// Where the gateway shall post the finished task: a public https URL.
using callback_field = text_field<callback_check>;

/// "As long as the source video", where a model offers that: `.duration = as_source`.
struct as_source_t {};
inline constexpr as_source_t as_source{};

/// The length of the video that is made, in whole seconds: `5s` or `runtime(seconds)`.
template <model Model, mode Mode>
class duration_of {
  public:
    constexpr duration_of() = default;

    consteval duration_of(const std::chrono::seconds& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant).count()} {
        check::duration(rules_of<Model, Mode>, value_, check::stop_the_build{});
    }

    constexpr duration_of(runtime_seconds given) : value_{given.value.count()} {}

    consteval duration_of(as_source_t) : as_source_{true} {
        if (!rules_of<Model, Mode>.duration.as_source) reject(rule::this_mode_has_no_source_to_take_the_duration_from);
    }

    template <class T>
    constexpr duration_of(const T&) {
        static_assert(detail::never<T>,
                      "a duration is in whole seconds and carries its unit: 5s (using namespace std::chrono_literals), "
                      "or runtime(std::chrono::seconds{n})");
    }

    constexpr std::int64_t value() const noexcept { return as_source_ ? 0 : value_; }
    constexpr bool from_source() const noexcept { return as_source_; }

  private:
    std::int64_t value_ = rules_of<Model, Mode>.duration.default_seconds;
    bool as_source_ = false;
};

/// Yes or no, or nothing said. A bool has no wrong value, so variables need no `runtime`.
template <model Model, mode Mode, option Option>
class switch_of {
  public:
    consteval switch_of() {
        if (rules_of<Model, Mode>.required_options.contains(Option)) reject(rule::this_model_requires_this_option);
    }

    template <class T>
    constexpr switch_of(T given) : value_{checked(given)} {}

    constexpr std::optional<bool> value() const noexcept { return value_; }

  private:
    template <class T>
    static constexpr bool checked(T given) {
        static_assert(takes<Model, Mode, Option>, "this model does not take this option in this mode");
        static_assert(std::same_as<T, bool>, "this option is true or false");
        return static_cast<bool>(given);
    }

    std::optional<bool> value_{};
};

/// A whole number, or nothing said: `42` or `runtime(number)`.
template <model Model, mode Mode, option Option>
class number_of {
  public:
    constexpr number_of() = default;

    template <class T>
    consteval number_of(const T& constant) : value_{number(constant)} {
        check::number(Option, *value_, check::stop_the_build{});
    }

    constexpr number_of(runtime_number given) : value_{given.value} {
        static_assert(takes<Model, Mode, Option>, "this model does not take this option in this mode");
    }

    constexpr std::optional<std::int64_t> value() const noexcept { return value_; }

  private:
    template <class T>
    static constexpr std::int64_t number(const T& constant) {
        constexpr bool whole = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;
        static_assert(takes<Model, Mode, Option>, "this model does not take this option in this mode");
        static_assert(whole, "this option is a whole number");
        if constexpr (whole)
            return static_cast<std::int64_t>(detail::what_is_known_only_at_run_time_goes_through_runtime(constant));
        return 0;
    }

    std::optional<std::int64_t> value_{};
};

}  // namespace seedance
