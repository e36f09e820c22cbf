// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/engine/event.hpp>
#include <seedance/engine/impl/engine.hpp>
#include <seedance/engine/impl/failures.hpp>
#include <seedance/engine/impl/leg_rests.hpp>
#include <seedance/provider/prepared.hpp>
#include <seedance/provider/prepared_route.hpp>
#include <seedance/request/route_options.hpp>
#include <seedance/request/violation.hpp>
#include <seedance/retry/next_leg.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/task.hpp>

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
inline std::vector<leg_figures> figures_of(engine& of_client, const std::vector<prepared_request>& legs) {
    std::vector<leg_figures> figures;
    for (const auto& leg : legs)
        figures.push_back({.price = leg.price().known() ? std::optional{leg.price().amount()} : std::nullopt,
                           .p50 = of_client.times().p50(leg.provider(), leg.model())});
    return figures;
}

/// Gives the first leg of a route. One that breaks a rule may have none: it is a request that is refused for that.
inline prepared_request first_leg_of(const prepared_route& route) {
    return route.legs().empty() ? prepare_refused(nullptr, {}, route.broken_rules().front()) : route.legs().front();
}

/// Says that a request breaks rules of some leg.
inline failure invalid_route(violations broken) {
    auto why = failure_of(errc::invalid_request, step::check, {}, {});
    why.broken_rules = std::move(broken);
    return why;
}

/// Gives the reason why nothing of a route begins, where it breaks rules.
inline std::shared_ptr<const failure> refusal_of(violations broken) {
    return broken.empty() ? nullptr : std::make_shared<const failure>(invalid_route(std::move(broken)));
}

/// Notes what the failure of a leg says about it. That its task has failed, or that its answer was lost, is noted by
/// whoever sees it; a refusal of the request says nothing about other requests.
inline void note_in(leg_rest& rest, leg_end end, const failure& why, std::chrono::steady_clock::time_point now) {
    if (end == leg_end::failed && why.code != errc::task_failed && !refuses_request(why))
        rest.on_refused(now, why.code);
    else
        rest.on_given_up(now);
}

/// Says whether a task, or a failure, is a leg's.
template <class What>
bool is_of(const prepared_request& leg, const What& what) {
    return what.provider == leg.provider() && what.model == leg.model();
}

/// Calls a function when the order of legs can be decided: how fast they are the journal may have to say first.
inline void when_order_is_known(engine& of_client, route_order wanted, std::function<void()> go_on) {
    if (wanted == route_order::fastest) return of_client.when_times_are_known(std::move(go_on));
    go_on();
}

/// Tells of a leg that has ended; `next` is the one that is tried now, null where none is. Texts live no longer than
/// what they are given of.
inline events::leg_ended end_of(const failure& why, std::string_view account, std::string_view intent,
                                std::string_view budget, const prepared_request* next) {
    events::leg_ended what{why, {}, {}, {why.provider, account, why.model, intent, budget, nullptr}};
    if (why.task) what.about.task = &*why.task;
    if (next != nullptr) what.next_provider = next->provider(), what.next_model = next->model();
    return what;
}

/// Says that a leg is passed over because it rests, with what it failed last. Nothing was sent to it: it has neither a
/// task that has failed nor one that nobody knows of.
inline failure resting(const prepared_request& leg, const leg_rest& rest, std::chrono::steady_clock::time_point now) {
    const bool has_refused = rest.last() != errc::task_failed && rest.last() != errc::outcome_unknown;
    const auto code = has_refused ? static_cast<errc>(rest.last().value()) : errc::not_sent;
    auto why = failure_of(code, step::submit, leg.provider(), leg.model());
    const auto left = rest.rests_until() - now;
    why.retry_after = std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds{0});
    why.retry = retry::call_again;
    why.detail = "it has failed several times in a row, the last time with \"" + rest.last().message() +
                 "\", and rests: it may be tried again in " + std::to_string(why.retry_after->count()) + " s";
    return why;
}

}  // namespace seedance::detail
