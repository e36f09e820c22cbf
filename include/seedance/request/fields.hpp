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
#include <seedance/core/impl/shown_url.hpp>
#include <seedance/core/runtime.hpp>
#include <seedance/model/concepts.hpp>
#include <seedance/model/descriptor.hpp>
#include <seedance/model/model.hpp>
#include <seedance/model/terms.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/impl/constant.hpp>
#include <seedance/request/rule.hpp>

namespace seedance {

/// A text field. A `Rule` holds the check of a model, and of a route there is one for each leg: a constant that fails
/// it does not compile. `Rule::absent` is the rule that leaving the field out breaks. `Rule::refusal`, where there is
/// one, says more to the compiler than the rule's name, and `Rule::refusal_of_leg` does that for a leg, which is
/// `Rule::model_type`.
template <class... Rules>
class text_field {
  public:
    /// Leaves the field out. It does not compile where the rules require the field.
    consteval text_field() {
        if (const auto rejected = rejection_of_none()) rejected();
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
    static constexpr bool is_of_route = sizeof...(Rules) > 1;

    static constexpr rejection rejection_of_none() {
        rejection found = nullptr;
        ((found = found != nullptr ? found : rejection_by<Rules>(Rules::absent)), ...);
        return found;
    }

    static constexpr rejection rejection_of_constant(std::string_view constant) {
        rejection found = nullptr;
        ((found = found != nullptr ? found : rejection_by<Rules>(constant)), ...);
        return found;
    }

    template <class Rule>
    static constexpr rejection rejection_by(rule broken) {
        if constexpr (is_of_route) return detail::rejection_by<typename Rule::model_type>(broken);
        return rejection_of(broken);
    }

    template <class Rule>
    static constexpr rejection rejection_by(std::string_view constant) {
        rule broken{};
        Rule::check(constant, check::first_broken{broken});
        if (broken == rule::none) return nullptr;
        if constexpr (is_of_route && requires { Rule::refusal_of_leg(); }) return Rule::refusal_of_leg();
        if constexpr (!is_of_route && requires { Rule::refusal(); }) return Rule::refusal();
        return rejection_by<Rule>(broken);
    }

    std::string_view value_{};
};

/// The check of `prompt_of`.
template <model Model, mode Mode>
struct prompt_check {
    using model_type = Model;
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
    using model_type = Model;
    /// It may be left out.
    static constexpr rule absent = rule::none;
    /// What the mode offers, in words.
    static constexpr check::allowed offered = check::allowed_of(rules_of<Model, Mode>.resolutions);
    /// Names what is offered.
    static consteval rejection refusal() { return rejected::this_model_does_not_offer_this_resolution<offered>; }
    /// Names the leg of a route as well.
    static consteval rejection refusal_of_leg() {
        return rejected::this_leg_of_the_route_refuses<Model, rule::this_model_does_not_offer_this_resolution, offered>;
    }

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::resolution(rules_of<Model, Mode>, text, broken);
    }
};

/// The check of `aspect_ratio_of`.
template <model Model, mode Mode>
struct aspect_ratio_check {
    using model_type = Model;
    /// It may be left out.
    static constexpr rule absent = rule::none;
    /// What the mode offers, in words.
    static constexpr check::allowed offered = check::allowed_of(rules_of<Model, Mode>.aspect_ratios);
    /// Names what is offered.
    static consteval rejection refusal() { return rejected::this_model_does_not_offer_this_aspect_ratio<offered>; }
    /// Names the leg of a route as well.
    static consteval rejection refusal_of_leg() {
        return rejected::this_leg_of_the_route_refuses<Model, rule::this_model_does_not_offer_this_aspect_ratio,
                                                       offered>;
    }

    /// Hands every rule that a given value breaks to `broken`.
    template <class Sink>
    static constexpr void check(std::string_view text, const Sink& broken) {
        check::aspect_ratio(rules_of<Model, Mode>, text, broken);
    }
};

/// The check of `first_frame_of`.
template <model Model>
struct first_frame_check {
    using model_type = Model;
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
    using model_type = Model;
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

namespace detail {

template <class Legs, mode Mode>
struct text_fields;
template <class... Legs, mode Mode>
struct text_fields<leg_list<Legs...>, Mode> {
    using prompt = text_field<prompt_check<Legs, Mode>...>;
    using resolution = text_field<resolution_check<Legs, Mode>...>;
    using aspect_ratio = text_field<aspect_ratio_check<Legs, Mode>...>;
};

template <class Legs>
struct frame_fields;
template <class... Legs>
struct frame_fields<leg_list<Legs...>> {
    using first = text_field<first_frame_check<Legs>...>;
    using last = text_field<last_frame_check<Legs>...>;
};

}  // namespace detail

/// The prompt: UTF-8 within the limits of `prompt_rules`. It must be given where the mode requires one.
template <class Model, mode Mode>
using prompt_of = typename detail::text_fields<detail::legs_of<Model>, Mode>::prompt;

/// The resolution, "480p" or "720p" for instance. Left out, it is the model's default.
template <class Model, mode Mode>
using resolution_of = typename detail::text_fields<detail::legs_of<Model>, Mode>::resolution;

/// The aspect ratio, "16:9" or "adaptive" (the same as "auto") for instance. Left out, it is the model's default.
template <class Model, mode Mode>
using aspect_ratio_of = typename detail::text_fields<detail::legs_of<Model>, Mode>::aspect_ratio;

/// The URL of the image that a video starts with. It must be given.
template <class Model>
using first_frame_of = typename detail::frame_fields<detail::legs_of<Model>>::first;

/// The URL of the image that a video ends with. Some models require it, and some refuse it.
template <class Model>
using last_frame_of = typename detail::frame_fields<detail::legs_of<Model>>::last;

/// Where the gateway shall post the finished task: a public https URL.
using callback_field = text_field<callback_check>;

/// The type of `as_source`, which is its only value that anybody needs.
struct as_source_t {};
/// "As long as the source video", where a model offers that: `.duration = as_source`.
inline constexpr as_source_t as_source{};

namespace detail {

template <mode Mode>
struct takes_length_of_source {
    template <class Leg>
    static constexpr bool of = rules_of<Leg, Mode>.duration.as_source;
};

}  // namespace detail

/// The length of the video that is made, in whole seconds: `5s` or `runtime(seconds)`. Left out, it is the model's
/// default.
template <class Model, mode Mode>
class duration_of {
  public:
    constexpr duration_of() = default;

    /// Takes a constant. One that the mode does not offer does not compile.
    template <class Takes = detail::a_constant_or_runtime_of_a_variable>
    consteval duration_of(const std::chrono::seconds& constant)
        : value_{detail::what_is_known_only_at_run_time_goes_through_runtime(constant).count()}, is_given_{true} {
        if (const auto rejected = rejection_of_constant(value_, detail::legs_of<Model>{})) rejected();
    }

    /// Takes what only the running program knows, and leaves its check to `validate`.
    constexpr duration_of(runtime_seconds given) : value_{given.value.count()}, is_given_{true} {}

    /// Takes the length from the source video. It does not compile where the model does not offer that.
    template <class Leg = detail::leg_that_fails<Model, detail::takes_length_of_source<Mode>>>
    consteval duration_of(as_source_t) : as_source_{true} {
        static_assert(rules_of<Leg, Mode>.duration.as_source, "this_mode_has_no_source_to_take_the_duration_from");
    }

    /// Refuses everything else, a plain number for one, and tells the compiler's reader what to write.
    template <class T>
    constexpr duration_of(const T&) {
        static_assert(detail::never<T>,
                      "a duration is in whole seconds and carries its unit: 5s (using namespace std::chrono_literals), "
                      "or runtime(std::chrono::seconds{n})");
    }

    /// Gives the seconds, or 0 where the source video decides. Where nothing was said they are the default of `rules`,
    /// which for a route are those of a leg.
    constexpr std::int64_t value(const duration_rules& rules = rules_of<Model, Mode>.duration) const noexcept {
        return is_given_ || as_source_ ? value_ : rules.default_seconds;
    }
    /// Says whether the source video decides.
    constexpr bool from_source() const noexcept { return as_source_; }

  private:
    template <class... Legs>
    static constexpr rejection rejection_of_constant(std::int64_t constant, detail::leg_list<Legs...>) {
        rejection found = nullptr;
        ((found = found != nullptr ? found : rejection_by<Legs>(constant)), ...);
        return found;
    }

    template <class Leg>
    static constexpr rejection rejection_by(std::int64_t constant) {
        constexpr int shortest = rules_of<Leg, Mode>.duration.min_seconds;
        constexpr int longest = rules_of<Leg, Mode>.duration.max_seconds;
        rule broken{};
        check::duration(rules_of<Leg, Mode>, constant, check::first_broken{broken});
        if (broken == rule::none) return nullptr;
        if constexpr (std::same_as<Leg, Model>)
            return rejected::this_model_does_not_offer_this_duration<shortest, longest>;
        else
            return rejected::this_leg_of_the_route_refuses<Leg, rule::this_model_does_not_offer_this_duration, shortest,
                                                           longest>;
    }

    std::int64_t value_ = 0;
    bool is_given_ = false;
    bool as_source_ = false;
};

namespace detail {

/// What a leg does not take may be said all the same where another leg requires it.
template <class Model, mode Mode, option Option>
struct takes_or_ignores {
    template <class Leg>
    static constexpr bool of = takes<Leg, Mode, Option> || requires_option<Model, Mode, Option>;
};

template <class Model, mode Mode, option Option>
using leg_that_needs = leg_that_fails<Model, needs_no_option<Mode, Option>>;

template <class Model, mode Mode, option Option>
using leg_that_refuses = leg_that_fails<Model, takes_or_ignores<Model, Mode, Option>>;

}  // namespace detail

/// Yes or no, or nothing said. A bool has no wrong value, so variables need no `runtime`.
template <class Model, mode Mode, option Option>
class switch_of {
  public:
    /// Says nothing. It does not compile where the model requires the option.
    template <class Leg = detail::leg_that_needs<Model, Mode, Option>>
    consteval switch_of() {
        static_assert(!rules_of<Leg, Mode>.required_options.contains(Option), "this_model_requires_this_option");
    }

    /// Takes true or false. It does not compile for another type, or where the model does not take the option.
    template <class T, class Leg = detail::leg_that_refuses<Model, Mode, Option>>
    constexpr switch_of(T given) : value_{static_cast<bool>(given)} {
        static_assert(detail::takes_or_ignores<Model, Mode, Option>::template of<Leg>,
                      "this model does not take this option in this mode");
        static_assert(std::same_as<T, bool>, "this option is true or false");
    }

    /// Gives what was said, or nothing.
    constexpr std::optional<bool> value() const noexcept { return value_; }

  private:
    std::optional<bool> value_{};
};

/// A whole number, or nothing said: `42` or `runtime(number)`. `limits_of` has the usual values of each option.
template <class Model, mode Mode, option Option>
class number_of {
  public:
    /// Says nothing. It does not compile where the model requires the option.
    template <class Leg = detail::leg_that_needs<Model, Mode, Option>>
    constexpr number_of() {
        // Not consteval: Clang 14 breaks down over two such constructors of one class that a function uses.
        static_assert(!rules_of<Leg, Mode>.required_options.contains(Option), "this_model_requires_this_option");
    }

    /// Takes a constant. It does not compile where it has more than 64 bits, or where the model does not take the
    /// option.
    template <class T, class Leg = detail::leg_that_refuses<Model, Mode, Option>>
    consteval number_of(const T& constant) : is_given_{true} {
        static_assert(detail::takes_or_ignores<Model, Mode, Option>::template of<Leg>,
                      "this model does not take this option in this mode");
        static_assert(detail::whole_number<T>, "this option is a whole number");
        if constexpr (detail::whole_number<T>) {
            const auto number =
                detail::number_of(detail::what_is_known_only_at_run_time_goes_through_runtime(constant));
            if (const auto rejected = number.fits ? nullptr : rejection_of(limits_of(Option).broken)) rejected();
            value_ = number.value;
        }
    }

    /// Takes what only the running program knows, and leaves the check of its size to `validate`.
    template <class Leg = detail::leg_that_refuses<Model, Mode, Option>>
    constexpr number_of(runtime_number given) : value_{given.value}, is_given_{true}, fits_{given.fits} {
        static_assert(detail::takes_or_ignores<Model, Mode, Option>::template of<Leg>,
                      "this model does not take this option in this mode");
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

namespace detail {

template <mode Mode>
struct posts_progress {
    template <class Leg>
    static constexpr bool of = rules_of<Leg, Mode>.callback_progress;
};

}  // namespace detail

/// Says whether the gateway also posts progress to the callback URL, and not the end alone: true or false, or nothing
/// said.
template <class Model, mode Mode>
class callback_progress_of {
  public:
    /// Says nothing: the end alone.
    consteval callback_progress_of() {}  // no code where it is left out

    /// Takes true or false. It does not compile for another type, or where the gateway posts the end alone.
    template <class T, class Leg = detail::leg_that_fails<Model, detail::posts_progress<Mode>>>
    constexpr callback_progress_of(T given) : value_{static_cast<bool>(given)} {
        static_assert(rules_of<Leg, Mode>.callback_progress, "this gateway posts the end alone to a callback URL");
        static_assert(std::same_as<T, bool>, "callback_progress is true or false");
    }

    /// Gives what was said, or nothing.
    constexpr std::optional<bool> value() const noexcept { return value_; }

  private:
    std::optional<bool> value_{};
};

}  // namespace seedance
