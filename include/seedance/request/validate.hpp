// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// The rules at run time, all of them at once. No rule is here: what it checks belongs into check.hpp, its name and its
/// words into rule.hpp, and fields.hpp applies it to constants while they compile.

#include <seedance/core/array_view.hpp>
#include <seedance/core/config.hpp>
#include <seedance/request/check.hpp>
#include <seedance/request/requests.hpp>
#include <seedance/request/view.hpp>
#include <seedance/request/violation.hpp>

namespace seedance {

/// Lists every rule that the request breaks, in the order of its fields. The list is empty for a request that may be
/// sent. `generate` runs this before anything is sent; a constant request can be checked with
/// `static_assert(validate(r).empty())`. Of a request to a route it lists them leg by leg, and a violation names its
/// leg, where there are several. A view must have its model and rules, as one from `view_of` has. @{
SEEDANCE_CONSTEXPR_VECTOR violations validate(const request_view& request) {
    violations found;
    check::everything(request, check::collect{found});
    return found;
}

template <typed_request Request>
SEEDANCE_CONSTEXPR_VECTOR violations validate(const Request& request) {
    return validate(view_of(request));
}

SEEDANCE_CONSTEXPR_VECTOR violations validate(array_view<request_view> legs) {
    violations found;
    for (const auto& view : legs) {
        const auto before = found.size();
        check::everything(view, check::collect{found});
        for (auto i = before; i != found.size() && legs.size() > 1; ++i) found[i].leg = name_of(*view.model);
    }
    return found;
}

template <routed_request Request>
SEEDANCE_CONSTEXPR_VECTOR violations validate(const Request& request) {
    return validate(array_view<request_view>{views_of_legs(request)});
}
/// @}

}  // namespace seedance
