// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <optional>

#include <seedance/core/error.hpp>

namespace seedance {

/// Says what a gateway means by the HTTP status of a refusal, whatever it was asked for: 401 is `errc::rejected_key`,
/// 402 `rejected_balance`, 403 `rejected_access`, 404 and 410 `not_found`, 409 `conflict`, 425 and 429 `throttled`, any
/// redirect `redirect_refused`, and any other 4xx `rejected`.
///
/// Gives nothing for a status that is no refusal: a success, and 408 and 5xx, after which it depends on the request
/// whether it was acted on: `errc_of_status(status).value_or(errc::poll_failed)` is right where asking again does no
/// harm.
constexpr std::optional<errc> errc_of_status(int status) noexcept {
    switch (status) {
        case 401: return errc::rejected_key;
        case 402: return errc::rejected_balance;
        case 403: return errc::rejected_access;
        case 404:
        case 410: return errc::not_found;
        case 408: return std::nullopt;
        case 409: return errc::conflict;
        case 425:
        case 429: return errc::throttled;
        default: break;
    }
    if (status >= 300 && status < 400) return errc::redirect_refused;
    if (status >= 400 && status < 500) return errc::rejected;
    return std::nullopt;
}

}  // namespace seedance
