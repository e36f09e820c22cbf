// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// When a route moves on from a leg, and in which order its legs are tried: pure functions. Who moves on pays for
/// another task, so that it takes a proof that the leg before is not paid for.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <seedance/core/error.hpp>
#include <seedance/core/money.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/request/estimate.hpp>
#include <seedance/request/route_options.hpp>
#include <seedance/task/failure.hpp>

namespace seedance::detail {

/// What the end of a leg means for its route.
enum class leg_end : std::uint8_t {
    final,    ///< the next one is not tried: the leg may be paid for, or the next would end as this one
    skipped,  ///< the next one is tried; it says nothing about the leg, which was not asked
    failed,   ///< the next one is tried: the leg does not take requests now, or makes nothing of them
};

inline bool is_content(fail_reason reason) noexcept {
    return reason == fail_reason::moderation || reason == fail_reason::prompt;
}

/// Puts what a gateway says about a failure into one text, as the journal keeps it: its code, and its words.
inline std::string joined(const gateway_error& said) {
    return said.code + (said.code.empty() || said.message.empty() ? "" : ": ") + said.message;
}

/// Says whether such a text speaks of the content: by its code, or by its words, whatever the code is.
inline bool speaks_of_content(std::string_view said) {
    const auto end_of_code = said.find(": ");
    const auto code = std::string{said.substr(0, end_of_code)};
    const auto words = std::string{end_of_code == said.npos ? said : said.substr(end_of_code + 2)};
    return is_content(reason_of_failure({.code = code, .message = words})) ||
           is_content(reason_of_failure({.code = {}, .message = std::string{said}}));
}

/// Says whether a content check has refused, be it the request or its task: another gateway of the same models would
/// too. It reads what the journal keeps, so that a call and the queue decide alike.
inline bool is_about_content(const failure& why) {
    const bool is_reason = why.code == errc::task_failed && is_content(why.reason);
    return is_reason || speaks_of_content(joined({.code = why.gateway_code, .message = why.gateway_message}));
}

/// Says whether the text of a failure, as the journal keeps it, says that somebody has ended the task.
inline bool speaks_of_cancelling(std::string_view said) {
    return reason_of_code(said.substr(0, said.find(": "))) == fail_reason::cancelled;
}

/// Says whether the end of a task says nothing about its leg: its content was refused, or somebody has ended it.
inline bool says_nothing_of_leg(const failure& why) {
    return is_about_content(why) || why.reason == fail_reason::cancelled;
}

/// Says whether a gateway has refused the request itself, and would again.
inline bool refuses_request(const failure& why) { return why.code == errc::rejected || is_about_content(why); }

/// Decides what the failure of a leg means. `despite_content` is its caller's word that another gateway may be asked
/// what one has refused.
inline leg_end end_of_leg(const failure& why, bool despite_content) {
    if (why.billed != billed::no) return leg_end::final;
    if (!despite_content && is_about_content(why)) return leg_end::final;
    if (why.code == errc::task_failed && why.reason == fail_reason::cancelled) return leg_end::final;
    if (why.code == errc::task_failed) return leg_end::failed;
    if (why.task || why.candidate || why.step > step::submit) return leg_end::final;
    if (why.code.category() != error_category()) return leg_end::final;
    switch (static_cast<errc>(why.code.value())) {
        case errc::no_account:
        case errc::over_limit:
        case errc::price_unknown: return leg_end::skipped;
        case errc::deadline_reached:  // its video takes longer than there is time
            return why.step == step::check ? leg_end::skipped : leg_end::final;
        case errc::not_sent:
        case errc::tls_untrusted:
        case errc::rejected_key:
        case errc::rejected_balance:
        case errc::rejected_access:
        case errc::not_found:
        case errc::throttled:
        case errc::redirect_refused: return leg_end::failed;
        case errc::rejected: return despite_content ? leg_end::failed : leg_end::final;
        case errc::invalid_request:
        case errc::bad_key:
        case errc::bad_account_name:
        case errc::bad_base_url:
        case errc::cancelled:
        case errc::journal_unavailable:
        case errc::no_budget:
        case errc::intent_taken:
        case errc::intent_mismatch:
        case errc::intent_not_found:
        case errc::conflict:
        case errc::outcome_unknown:
        case errc::poll_failed:
        case errc::task_failed:
        case errc::task_not_found:
        case errc::result_malformed:
        case errc::download_failed:
        case errc::result_expired:
        case errc::address_refused:
        case errc::too_large:
        case errc::integrity:
        case errc::file_error:
        case errc::client_closed:
        case errc::unsupported: break;
    }
    return leg_end::final;
}

/// What the order of legs depends on.
struct leg_figures {
    std::optional<money> price{};                    ///< as it is estimated; nothing: not known
    std::optional<std::chrono::milliseconds> p50{};  ///< as it was measured; nothing: not often enough
};

/// Gives the positions of legs in the order in which they are tried. What is not known comes last, as it was written.
inline std::vector<std::size_t> order_of(route_order wanted, std::span<const leg_figures> legs) {
    std::vector<std::size_t> order(legs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto by = [&](auto figure) {
        const auto rank = [&](std::size_t leg) {
            const auto known = figure(legs[leg]);
            return std::tuple{!known.has_value(), known.value_or(typename decltype(known)::value_type{})};
        };
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
    };
    if (wanted == route_order::cheapest) by([](const leg_figures& leg) { return leg.price; });
    if (wanted == route_order::fastest) by([](const leg_figures& leg) { return leg.p50; });
    return order;
}

}  // namespace seedance::detail
