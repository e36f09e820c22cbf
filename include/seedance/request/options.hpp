// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The one place that says which field of a request holds which option. Whatever treats all options alike goes through
/// it: the rules, the views of requests, the sandbox, the command line.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <seedance/model/terms.hpp>
#include <seedance/request/rule.hpp>
#include <seedance/request/view.hpp>

namespace seedance {

namespace detail {

/// Calls `f(option, field...)` for every option, with its field in each of the requests.
template <class F, class... Requests>
constexpr void visit_options(const F& f, Requests&... requests) {
    f(option::sound, requests.sound...);
    f(option::web_search, requests.web_search...);
    f(option::camera_fixed, requests.camera_fixed...);
    f(option::watermark, requests.watermark...);
    f(option::seed, requests.seed...);
    f(option::frames_per_second, requests.frames_per_second...);
    f(option::return_last_frame, requests.return_last_frame...);
    f(option::content_check, requests.content_check...);
}

}  // namespace detail

/// Calls `f(option, field)` for every option, in the order of the enumeration. A request is a `request_view`, an
/// `any_request` or a typed request; each names the field as the option is named.
template <class Request, class F>
constexpr void for_each_option(Request& request, const F& f) {
    detail::visit_options(f, request);
}

/// Calls `f(option, field of to, field of from)` for every option, in the order of the enumeration.
template <class To, class From, class F>
constexpr void for_each_option(To& to, const From& from, const F& f) {
    detail::visit_options(f, to, from);
}

/// The values of an option that is a number, and the rule that any other number breaks.
struct number_limits {
    std::int64_t min = 0;      ///< inclusive
    std::int64_t max = 0;      ///< inclusive
    rule broken = rule::none;  ///< `none`: the option is true or false
};

/// Gives the limits of an option. They are the library's own and the same for every model, because no gateway's
/// document gives any: a seed has 32 bits, and a second has 1 to 60 frames.
constexpr number_limits limits_of(option which) noexcept {
    switch (which) {
        case option::seed: return {.min = 0, .max = 4'294'967'295, .broken = rule::this_seed_is_out_of_range};
        case option::frames_per_second: return {.min = 1, .max = 60, .broken = rule::this_frame_rate_is_out_of_range};
        case option::sound:
        case option::web_search:
        case option::camera_fixed:
        case option::watermark:
        case option::return_last_frame:
        case option::content_check: return {};
    }
    return {};
}

namespace detail {

constexpr bool every_option_is_visited() {
    const request_view view;
    std::size_t visited = 0;
    bool in_order = true;
    for_each_option(view, [&](option which, const auto&) {
        in_order = in_order && visited < option_count && which == all_options[visited];
        ++visited;
    });
    return in_order && visited == option_count;
}

constexpr bool every_number_has_limits() {
    const request_view view;
    bool good = true;
    for_each_option(view, [&]<class T>(option which, const std::optional<T>&) {
        const bool has_limits = limits_of(which).broken != rule::none;
        good = good && has_limits != std::same_as<T, bool>;
    });
    return good;
}

static_assert(every_option_is_visited(), "an option of all_options is not visited by detail::visit_options");
static_assert(every_number_has_limits(), "an option that is a number has no limits, or one that is true or false has");

}  // namespace detail

}  // namespace seedance
