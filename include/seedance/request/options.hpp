// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The one place that says which field of a request holds which option. Whatever treats all options alike goes through
/// it: the rules, the views of requests, the sandbox, the command line.
///
/// An option's name is in model/terms.hpp; the field that holds it is in requests.hpp, any_request.hpp and view.hpp.

#include <cstdint>

#include <seedance/model/terms.hpp>
#include <seedance/request/rule.hpp>

namespace seedance {

/// Calls `f(option, field...)` for every option, in the order of the enumeration, with its field in each of the
/// requests. A request is a `request_view`, an `any_request` or a typed request; each names the field as the option is
/// named.
template <class F, class... Requests>
constexpr void for_each_option(const F& f, Requests&... requests) {
    f(option::sound, requests.sound...);
    f(option::web_search, requests.web_search...);
    f(option::camera_fixed, requests.camera_fixed...);
    f(option::watermark, requests.watermark...);
    f(option::seed, requests.seed...);
    f(option::frames_per_second, requests.frames_per_second...);
    f(option::return_last_frame, requests.return_last_frame...);
    f(option::content_check, requests.content_check...);
}

/// The usual values of an option that is a number. Any other is taken, with a `warning`.
struct number_limits {
    std::int64_t min = 0;      ///< inclusive
    std::int64_t max = 0;      ///< inclusive
    rule broken = rule::none;  ///< by a number of more than 64 bits; `none`: the option is true or false
};

/// Gives the usual values of an option. They are the library's own and the same for every model, because no gateway's
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

}  // namespace seedance
