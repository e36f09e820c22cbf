// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include <seedance/core/error.hpp>
#include <seedance/core/money.hpp>
#include <seedance/core/quoted.hpp>
#include <seedance/journal/budget.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/task/intent.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Makes a failure before or at the gateway, with what is known of the request.
inline failure failure_of(errc code, step at, std::string_view provider, std::string_view model) {
    failure why;
    why.code = code;
    why.step = at;
    why.provider = provider;
    why.model = model;
    return why;
}

/// Gives the words of an exception; for one of the library's own, only the detail.
inline std::string words_of(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const error& own) {
        return own.why().detail.empty() ? own.what() : own.why().detail;
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "something that is no std::exception was thrown";
    }
}

/// Says that the journal could not do what it was asked: nothing was sent, and the call may be made again.
inline failure journal_unavailable(const std::exception_ptr& thrown, std::string_view provider,
                                   std::string_view model) {
    auto why = failure_of(errc::journal_unavailable, step::check, provider, model);
    why.detail = words_of(thrown);
    why.retry = retry::call_again;
    return why;
}

/// How the note of an intent begins to whose submit an answer came.
inline constexpr std::string_view answer_came = "an answer came but cannot be used";

/// Says why there is no task to go on with of an intent that the journal has.
inline failure without_task(const intent& known) {
    auto why = failure_of(errc::not_sent, step::check, known.provider, known.model);
    why.detail = "intent " + detail::quoted(known.name);
    switch (known.state) {
        case intent_state::planned:
        case intent_state::sending:
            why.code = errc::intent_taken;
            why.billed = billed::unknown;
            why.retry = retry::call_again;
            why.detail += known.queued
                              ? " is in the queue of another client, or of one that is gone, which recover() sends"
                              : " is being submitted by another client";
            why.detail += ": call again with this name, and you get its task";
            break;
        case intent_state::dropped:
        case intent_state::not_sent:
            why.retry = retry::call_again;
            why.detail += " was not sent: submit it";
            if (!known.note.empty()) why.detail += "; it was given up: " + known.note;
            break;
        case intent_state::unknown:
        case intent_state::accepted:
        case intent_state::succeeded:
        case intent_state::failed:
        case intent_state::fetched:
        case intent_state::expired:
            why.code = errc::outcome_unknown;
            why.billed = billed::unknown;
            why.retry = retry::ask_first;
            why.detail += known.note.starts_with(answer_came) ? " was sent before, and " + std::string{answer_came}
                                                              : " was sent before and its answer was lost";
            why.detail += ": client.resolve(...) says what became of it";
            why.candidate = known.candidate;
    }
    return why;
}

/// Adds to a failure what the reply says.
inline void add_reply(failure& why, const http_reply& reply, const gateway_error& said) {
    why.http_status = reply.status;
    why.gateway_code = said.code;
    why.gateway_message = said.message;
    if (!reply.error) return;
    why.detail = reply.error.message();
    if (!reply.detail.empty()) why.detail += " (" + reply.detail + ")";
    why.detail.append(" while ").append(describe(reply.phase));
}

/// The journal has no budget of a name.
inline failure no_budget(std::string_view name) {
    auto why = failure_of(errc::no_budget, step::check, {}, {});
    why.detail =
        "the journal has no budget " + detail::quoted(name) + ": make it with client::set_budget, or name another";
    return why;
}

/// The journal has refused to begin an attempt: its budget is not there, or has not enough left.
inline failure refused_by_budget(const budget_refusal& refused, const intent& attempt) {
    const auto name = "the budget " + detail::quoted(refused.name);
    auto why = failure_of(errc::over_limit, step::check, attempt.provider, attempt.model);
    if (!refused.damage.empty()) {
        why.code = errc::journal_unavailable;
        why.detail = name + " is damaged in the journal: " + refused.damage + "; correct its row, then call again";
        return why;
    }
    if (!refused.now) {
        why = no_budget(refused.name);
        why.provider = attempt.provider;
        why.model = attempt.model;
        return why;
    }
    why.detail = "the request costs " + to_string(attempt.held) + ", " + name + " has " +
                 to_string(refused.now->left()) + " left of " + to_string(refused.now->limit) +
                 "; raise its limit with client::set_budget";
    if (refused.now->period.is_repeated()) why.detail += ", or wait for its next period";
    return why;
}

}  // namespace seedance::detail
