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

#include <seedance/core/config.hpp>
#include <seedance/core/runtime.hpp>
#include <seedance/core/shown_url.hpp>
#include <seedance/model/concepts.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/constant.hpp>

namespace seedance {

/// A text field. `Rule` holds the check: a constant that fails it does not compile. `Rule::absent` is the rule that
/// leaving the field out breaks. `Rule::refusal`, where there is one, says more to the compiler than the rule's name.
template <class Rule>
class text_field {
  public:
    /// Leaves the field out. It does not compile where the rules require the field.
    consteval text_field() {
        if (const auto rejected = rejection_of(Rule::absent)) rejected();
    }

    /// Takes a constant, whose characters are viewed. One that breaks a rule does not compile. @{
    template <class Takes = detail::a_constant_or_runtime_of_a_variable>
    consteval text_field(const char* const& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant)} {
        if (const auto rejected = rejection_of_constant(value_)) rejected();
    }

    template <class Takes = detail::a_constant_or_runtime_of_a_variable>
    consteval text_field(const std::string_view& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant)} {
        if (const auto rejected = rejection_of_constant(value_)) rejected();
    }
    /// @}

    /// Takes text that only the running program knows, and leaves its check to `validate`. The text counts as given
    /// even where it is empty or was a null pointer.
    constexpr text_field(runtime_text text SEEDANCE_IS_VIEWED)
        : value_{text.view.data() != nullptr ? text.view : std::string_view{""}} {}

    /// Refuses everything else, a `std::string` for one, and tells the compiler's reader what to write.
    template <class T>
        requires(!detail::text_source<T>)
    constexpr text_field(const T&) {
        static_assert(detail::never<T>, "a value that is known only at run time goes through seedance::runtime(value)");
    }

    /// Gives what was given, or a view without data where nothing was.
    constexpr std::string_view value() const noexcept { return value_; }

  private:
    static constexpr rejection rejection_of_constant(std::string_view constant) {
        rule broken{};
        Rule::check(constant, check::first_broken{broken});
        if constexpr (requires { Rule::refusal; }) return broken == rule::none ? nullptr : Rule::refusal;
        return rejection_of(broken);
    }

    std::string_view value_{};
};

/// The check of `prompt_of`.
template <model Model, mode Mode>
struct prompt_check {
    /// The rule that a request without a prompt breaks: none where the mode can do without.
    static constexpr rule absent =
        rules_of<Model, Mode>.prompt.required ? rule::this_request_needs_a_prompt : rule::none;

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::prompt(rules_of<Model, Mode>.prompt, text, broken);
    }
};

/// The check of `resolution_of`.
template <model Model, mode Mode>
struct resolution_check {
    /// It may be left out.
    static constexpr rule absent = rule::none;
    /// Names what is offered.
    static constexpr rejection refusal =
        rejected::this_model_does_not_offer_this_resolution<check::offer_of(rules_of<Model, Mode>.resolutions)>;

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::resolution(rules_of<Model, Mode>, text, broken);
    }
};

/// The check of `aspect_ratio_of`.
template <model Model, mode Mode>
struct aspect_ratio_check {
    /// It may be left out.
    static constexpr rule absent = rule::none;
    /// Names what is offered.
    static constexpr rejection refusal =
        rejected::this_model_does_not_offer_this_aspect_ratio<check::offer_of(rules_of<Model, Mode>.aspect_ratios)>;

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::aspect_ratio(rules_of<Model, Mode>, text, broken);
    }
};

/// The check of `first_frame_of`.
template <model Model>
struct first_frame_check {
    /// Every model that works from frames needs the first.
    static constexpr rule absent = rule::this_request_needs_a_first_frame;

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view url, const Sink& broken) {
        check::media_url(rules_of<Model, mode::image_to_video>.inputs.images, "first_frame", url, broken);
    }
};

/// The check of `last_frame_of`.
template <model Model>
struct last_frame_check {
    /// What the model takes as frames.
    static constexpr const media_rules& images = rules_of<Model, mode::image_to_video>.inputs.images;
    /// The rule that a request without a last frame breaks: none where one image will do.
    static constexpr rule absent = images.min_count > 1 ? rule::this_request_needs_a_last_frame : rule::none;

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view url, const Sink& broken) {
        if (images.max_count < 2)
            broken({rule::this_model_does_not_take_a_last_frame, "last_frame", {}, detail::shown_in_short(url)});
        check::media_url(images, "last_frame", url, broken);
    }
};

/// The check of `callback_field`.
struct callback_check {
    /// It may be left out.
    static constexpr rule absent = rule::none;

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view url, const Sink& broken) {
        check::callback_url(url, broken);
    }
};

/// The prompt: UTF-8 within the limits of `prompt_rules`. It must be given where the mode requires one.
template <model Model, mode Mode>
using prompt_of = text_field<prompt_check<Model, Mode>>;

/// The resolution, "480p" or "720p" for instance. Left out, it is the model's default.
template <model Model, mode Mode>
using resolution_of = text_field<resolution_check<Model, Mode>>;

/// The aspect ratio, "16:9" or "adaptive" (the same as "auto") for instance. Left out, it is the model's default.
template <model Model, mode Mode>
using aspect_ratio_of = text_field<aspect_ratio_check<Model, Mode>>;

/// The URL of the image that a video starts with. It must be given.
template <model Model>
using first_frame_of = text_field<first_frame_check<Model>>;

/// The URL of the image that a video ends with. Some models require it, and some refuse it.
template <model Model>
using last_frame_of = text_field<last_frame_check<Model>>;

/// Where the gateway shall post the finished task: a public https URL.
using callback_field = text_field<callback_check>;

/// The type of `as_source`, which is its only value that anybody needs.
struct as_source_t {};
/// "As long as the source video", where a model offers that: `.duration = as_source`.
inline constexpr as_source_t as_source{};

/// The length of the video that is made, in whole seconds: `5s` or `runtime(seconds)`. Left out, it is the model's
/// default.
template <model Model, mode Mode>
class duration_of {
  public:
    constexpr duration_of() = default;

    /// Takes a constant. One that the mode does not offer does not compile.
    template <class Takes = detail::a_constant_or_runtime_of_a_variable>
    consteval duration_of(const std::chrono::seconds& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant).count()} {
        rule broken{};
        check::duration(rules_of<Model, Mode>, value_, check::first_broken{broken});
        if (broken != rule::none) rejected::this_model_does_not_offer_this_duration<shortest, longest>();
    }

    /// Takes what only the running program knows, and leaves its check to `validate`.
    constexpr duration_of(runtime_seconds given) : value_{given.value.count()} {}

    /// Takes the length from the source video. It does not compile where the model does not offer that.
    consteval duration_of(as_source_t) : as_source_{true} {
        static_assert(rules_of<Model, Mode>.duration.as_source, "this_mode_has_no_source_to_take_the_duration_from");
    }

    /// Refuses everything else, a plain number for one, and tells the compiler's reader what to write.
    template <class T>
    constexpr duration_of(const T&) {
        static_assert(detail::never<T>,
                      "a duration is in whole seconds and carries its unit: 5s (using namespace std::chrono_literals), "
                      "or runtime(std::chrono::seconds{n})");
    }

    /// Gives the seconds, or 0 where the source video decides.
    constexpr std::int64_t value() const noexcept { return as_source_ ? 0 : value_; }
    /// Says whether the source video decides.
    constexpr bool from_source() const noexcept { return as_source_; }

  private:
    static constexpr int shortest = rules_of<Model, Mode>.duration.min_seconds;
    static constexpr int longest = rules_of<Model, Mode>.duration.max_seconds;

    std::int64_t value_ = rules_of<Model, Mode>.duration.default_seconds;
    bool as_source_ = false;
};

/// Yes or no, or nothing said. A bool has no wrong value, so variables need no `runtime`.
template <model Model, mode Mode, option Option>
class switch_of {
  public:
    /// Says nothing. It does not compile where the model requires the option.
    consteval switch_of() {
        static_assert(!rules_of<Model, Mode>.required_options.contains(Option), "this_model_requires_this_option");
    }

    /// Takes true or false. It does not compile for another type, or where the model does not take the option.
    template <class T>
    constexpr switch_of(T given) : value_{static_cast<bool>(given)} {
        static_assert(takes<Model, Mode, Option>, "this model does not take this option in this mode");
        static_assert(std::same_as<T, bool>, "this option is true or false");
    }

    /// Gives what was said, or nothing.
    constexpr std::optional<bool> value() const noexcept { return value_; }

  private:
    std::optional<bool> value_{};
};

/// A whole number, or nothing said: `42` or `runtime(number)`. `limits_of` has the usual values of each option.
template <model Model, mode Mode, option Option>
class number_of {
  public:
    /// Says nothing. It does not compile where the model requires the option.
    constexpr number_of() {
        // Not consteval: Clang 14 breaks down over two such constructors of one class that a function uses.
        static_assert(!rules_of<Model, Mode>.required_options.contains(Option), "this_model_requires_this_option");
    }

    /// Takes a constant. It does not compile where it has more than 64 bits, or where the model does not take the
    /// option.
    template <class T>
    consteval number_of(const T& constant) : is_given_{true} {
        static_assert(takes<Model, Mode, Option>, "this model does not take this option in this mode");
        static_assert(detail::whole_number<T>, "this option is a whole number");
        if constexpr (detail::whole_number<T>) {
            const auto number =
                detail::number_of(detail::what_is_known_only_at_run_time_goes_through_runtime(constant));
            if (const auto rejected = number.fits ? nullptr : rejection_of(limits_of(Option).broken)) rejected();
            value_ = number.value;
        }
    }

    /// Takes what only the running program knows, and leaves the check of its size to `validate`.
    constexpr number_of(runtime_number given) : value_{given.value}, is_given_{true}, fits_{given.fits} {
        static_assert(takes<Model, Mode, Option>, "this model does not take this option in this mode");
    }

    /// Gives what was said, or nothing.
    constexpr std::optional<std::int64_t> value() const noexcept {
        return is_given_ ? std::optional{value_} : std::nullopt;
    }

    /// Says whether 64 bits hold what was said.
    constexpr bool fits() const noexcept { return fits_; }

  private:
    std::int64_t value_ = 0;
    bool is_given_ = false;
    bool fits_ = true;
};

/// Whether the gateway also posts progress to the callback URL, and not the end alone: true or false, or nothing said.
template <model Model, mode Mode>
class callback_progress_of {
  public:
    /// Says nothing: the end alone.
    consteval callback_progress_of() {}  // no code where it is left out

    /// Takes true or false. It does not compile for another type, or where the gateway posts the end alone.
    template <class T>
    constexpr callback_progress_of(T given) : value_{static_cast<bool>(given)} {
        static_assert(rules_of<Model, Mode>.callback_progress, "this gateway posts the end alone to a callback URL");
        static_assert(std::same_as<T, bool>, "callback_progress is true or false");
    }

    /// Gives what was said, or nothing.
    constexpr std::optional<bool> value() const noexcept { return value_; }

  private:
    std::optional<bool> value_{};
};

}  // namespace seedance
