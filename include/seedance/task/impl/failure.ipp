// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <string>

#include <seedance/core/quoted.hpp>
#include <seedance/task/failure.hpp>

namespace seedance {

namespace detail {

inline std::string_view words_of(billed value) noexcept {
    switch (value) {
        case billed::no: return "not billed";
        case billed::yes: return "billed";
        case billed::unknown: return "may be billed";
    }
    return "?";
}

/// What was refused before anything was sent has its advice in `detail`.
inline std::string advice_of(const failure& f) {
    const bool has_advice = f.step != step::check && f.code.category() == error_category();
    switch (f.retry) {
        case retry::never:
            return has_advice ? std::string{advice_on(static_cast<errc>(f.code.value()))} : std::string{};
        case retry::call_again:
            return f.retry_after ? "call again after " + std::to_string(f.retry_after->count()) + " s"
                                 : std::string{"the call may be made again"};
        case retry::resume: return "do not submit again: resume the task";
        case retry::ask_first:
            return "not sent again: look at the gateway's dashboard or balance before submitting again";
    }
    return {};
}

/// Says of a leg of a route who it is, and how it has ended: short, because another line says what to do.
inline std::string words_of_leg(const failure& leg) {
    std::string line = leg.provider + (leg.model.empty() ? "" : "/" + leg.model) + ": " + leg.code.message();
    if (leg.http_status != 0) line += " [HTTP " + std::to_string(leg.http_status) + "]";
    if (!leg.gateway_message.empty()) line += " [gateway says " + detail::quoted(leg.gateway_message) + "]";
    line += "; ";
    line += words_of(leg.billed);
    if (leg.task) line += "; task " + detail::quoted(leg.task->id);
    return line;
}

}  // namespace detail

SEEDANCE_DECL billed billed_of(errc value) noexcept {
    switch (value) {
        case errc::invalid_request:
        case errc::no_account:
        case errc::bad_key:
        case errc::bad_account_name:
        case errc::bad_base_url:
        case errc::journal_unavailable:
        case errc::over_limit:
        case errc::no_budget:
        case errc::price_unknown:
        case errc::intent_mismatch:
        case errc::intent_not_found:
        case errc::not_sent:
        case errc::tls_untrusted:
        case errc::rejected:
        case errc::rejected_key:
        case errc::rejected_balance:
        case errc::rejected_access:
        case errc::not_found:
        case errc::conflict:
        case errc::throttled:
        case errc::redirect_refused:
        case errc::unsupported: return billed::no;
        case errc::cancelled:
        case errc::intent_taken:
        case errc::outcome_unknown:
        case errc::poll_failed:
        case errc::deadline_reached:
        case errc::task_failed:
        case errc::task_not_found:
        case errc::result_malformed:
        case errc::client_closed: return billed::unknown;
        case errc::download_failed:
        case errc::result_expired:
        case errc::address_refused:
        case errc::too_large:
        case errc::integrity:
        case errc::file_error: return billed::yes;
    }
    return billed::unknown;
}

SEEDANCE_DECL std::string to_string(const failure& f) {
    std::string line{to_string(f.step)};
    if (!f.provider.empty()) line += " " + f.provider + (f.model.empty() ? "" : "/" + f.model);
    line += ": " + f.code.message();
    if (!f.detail.empty()) line += ": " + f.detail;
    for (const auto& v : f.broken_rules) line += "; " + to_string(v);
    if (f.http_status != 0) line += " [HTTP " + std::to_string(f.http_status) + "]";
    if (!f.gateway_code.empty()) line += " [gateway code " + detail::quoted(f.gateway_code) + "]";
    if (!f.gateway_message.empty()) line += " [gateway says " + detail::quoted(f.gateway_message) + "]";
    if (!f.gateway_reference.empty()) line += " [gateway reference " + detail::quoted(f.gateway_reference) + "]";
    line += "; ";
    line += detail::words_of(f.billed);
    if (f.task) line += "; task " + detail::quoted(f.task->id);
    if (f.candidate) line += "; perhaps task " + detail::quoted(f.candidate->id);
    if (const auto advice = detail::advice_of(f); !advice.empty()) line += "; " + advice;
    for (std::size_t i = 0; i != f.legs.size(); ++i)
        line += "\nleg " + std::to_string(i + 1) + ": " + detail::words_of_leg(f.legs[i]);
    return line;
}

}  // namespace seedance
