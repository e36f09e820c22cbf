// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

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

inline std::string advice_of(const failure& f) {
    switch (f.retry) {
        case retry::never: return {};
        case retry::call_again:
            return f.retry_after ? "call again after " + std::to_string(f.retry_after->count()) + " s"
                                 : std::string{"the call may be made again"};
        case retry::resume: return "do not submit again: resume the task";
        case retry::ask_first:
            return "not sent again: look at the gateway's dashboard or balance before submitting again";
    }
    return {};
}

}  // namespace detail

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
    return line;
}

}  // namespace seedance
