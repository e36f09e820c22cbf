// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/leg_rests.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// How long a leg may ask its caller to wait for its turn, unless the caller says so: another gateway may take the
/// request at once.
inline constexpr std::chrono::seconds throttle_patience_of_legs{30};

inline std::shared_ptr<const std::vector<std::string>> digests_of(const std::vector<prepared_request>& legs) {
    auto digests = std::make_shared<std::vector<std::string>>();
    for (const auto& leg : legs) digests->push_back(leg.digest());
    return digests;
}

/// Gives what the order of legs depends on.
inline std::vector<leg_figures> figures_of(const engine&, const std::vector<prepared_request>& legs) {
    std::vector<leg_figures> figures;
    for (const auto& leg : legs)
        figures.push_back({.price = leg.price().known() ? std::optional{leg.price().amount()} : std::nullopt});
    return figures;
}

/// Gives the rules that a request breaks at any leg.
inline std::optional<failure> broken_rules_of(const std::vector<prepared_request>& legs) {
    auto why = failure_of(errc::invalid_request, step::check, {}, {});
    for (const auto& leg : legs)
        why.broken_rules.insert(why.broken_rules.end(), leg.broken_rules().begin(), leg.broken_rules().end());
    if (legs.empty()) why.detail = "the route has no legs: name at least one model";
    if (legs.empty() || !why.broken_rules.empty()) return why;
    return std::nullopt;
}

/// Notes what the end of a leg says about it.
inline void note_in(leg_rests::state& rest, leg_end end, const failure& why,
                    std::chrono::steady_clock::time_point now) {
    if (end == leg_end::failed) {
        rest.breaker.on_failure(now);
        rest.last = why.code;
    } else {
        rest.breaker.on_given_up(now);
    }
}

}  // namespace seedance::detail
