// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string_view>
#include <type_traits>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/error_condition.hpp>

#include <seedance/core/config.hpp>

namespace seedance {

/// The error code of Boost.System, as Asio uses it.
using error_code = boost::system::error_code;

/// What went wrong, for programs. What to do about it, for people, is in `failure` and in `advice_on`.
enum class errc {
    // Before anything was sent.
    invalid_request = 1,  ///< the request breaks a rule; `failure::broken_rules` lists every one
    no_account,           ///< the client has no account for the request's gateway
    bad_key,              ///< the key is missing or holds bytes that a header cannot hold
    bad_account_name,     ///< the account's name is empty, too long or holds other bytes than visible ASCII
    bad_base_url,         ///< the account's base URL is not https or holds bytes that a URL cannot hold
    cancelled,            ///< the caller cancelled; nothing was sent, or the task goes on (see `failure::task`)
    journal_unavailable,  ///< the journal could not be read or written; nothing was sent

    /// The price exceeds `call_options::price_limit`, or what is left of the call's budget; nothing was sent.
    over_limit,

    no_budget,      ///< the journal has no budget of the name that was given; nothing was sent
    price_unknown,  ///< there is a limit, and the price is not known; nothing was sent
    intent_taken,   ///< an intent of this name is under way already; nothing was sent again

    intent_mismatch,   ///< the name belongs to an intent of another request; nothing was sent
    intent_not_found,  ///< the journal has no intent of this name

    // Submit: nothing was accepted.
    not_sent,          ///< the gateway could not be reached; no complete request left this machine
    tls_untrusted,     ///< the gateway's certificate was refused; nothing was sent
    rejected,          ///< the gateway refused the request as invalid (HTTP 400, 422, any 4xx not named below but 408)
    rejected_key,      ///< the gateway refused the key (HTTP 401)
    rejected_balance,  ///< balance or quota are used up (HTTP 402)
    rejected_access,   ///< the key may not use this model (HTTP 403)
    not_found,         ///< the gateway does not know the model, path or task (HTTP 404, 410)
    conflict,          ///< the request conflicts with another one or with the resource's state (HTTP 409)
    throttled,         ///< too many requests, or too early (HTTP 429, 425)
    redirect_refused,  ///< the gateway answered with a redirect, which a request with a key does not follow

    // Submit: it may have been accepted.
    outcome_unknown,  ///< the request left, and no answer tells whether it was accepted; never sent again by us

    // Waiting: the task is known and can be resumed.
    poll_failed,       ///< the gateway's answers to polls cannot be used; the task goes on
    deadline_reached,  ///< the caller's deadline came first; the task goes on
    task_failed,       ///< the gateway says that the task failed
    task_not_found,    ///< the gateway does not know the task (any more)
    result_malformed,  ///< the task succeeded but its answer holds no usable URL

    // Download: the video can be fetched again while its URL lives.
    download_failed,  ///< the file could not be fetched
    result_expired,   ///< the gateway no longer serves the file

    /// The file's address is not a public one (a private network, this machine); nothing was sent there.
    address_refused,

    too_large,   ///< the file is larger than the limit
    integrity,   ///< what was served is not the whole file, or not a video
    file_error,  ///< the file system refused

    // Any call.
    client_closed,  ///< the client was closed or destroyed, begins no submits any more, or was moved from
    unsupported,    ///< the gateway does not offer what was asked for; nothing was sent
};

/// Groups of codes: `ec == failure_group::throttled`.
enum class failure_group {
    request = 1,  ///< the request must change: invalid_request, intent_mismatch, rejected, unsupported
    limit,        ///< a limit of yours refused it: over_limit, no_budget, price_unknown

    /// Key, balance or access: no_account, bad_key, bad_account_name, rejected_key, rejected_balance, rejected_access.
    account,

    connection,  ///< the network: not_sent, tls_untrusted, download_failed

    /// The same call may be made again without paying twice: not_sent, throttled, journal_unavailable, download_failed.
    retryable,

    /// The gateway goes on with the task, or may: outcome_unknown, intent_taken, poll_failed, deadline_reached.
    task_alive,
};

/// Gives the name of a code as it stands in this header: "task_failed". It is for logs, metrics and other programs, and
/// stays what it is from one version to the next; words for people are in `error_code::message`. The name of a value
/// that is no enumerator is "?".
SEEDANCE_DECL std::string_view name_of(errc value) noexcept;

/// Says what a person can do about a code, as a part of a sentence: "top up the account at the gateway, or use
/// another". It is for people, and may change from one version to the next. Of a value that is no enumerator it says
/// nothing.
SEEDANCE_DECL std::string_view advice_on(errc value) noexcept;

/// Gives the name of a group, in the same way: "task_alive".
SEEDANCE_DECL std::string_view name_of(failure_group value) noexcept;

/// Gives the category of `errc`, "seedance".
SEEDANCE_DECL const boost::system::error_category& error_category() noexcept;

/// Gives the category of `failure_group`, which decides what codes a group holds.
SEEDANCE_DECL const boost::system::error_category& failure_group_category() noexcept;

/// Makes an error code; `error_code` calls it when it is given an `errc`.
inline error_code make_error_code(errc value) noexcept { return {static_cast<int>(value), error_category()}; }

/// Makes an error condition; a comparison of an `error_code` with a `failure_group` calls it.
inline boost::system::error_condition make_error_condition(failure_group value) noexcept {
    return {static_cast<int>(value), failure_group_category()};
}

}  // namespace seedance

template <>
struct boost::system::is_error_code_enum<seedance::errc> : std::true_type {};
template <>
struct boost::system::is_error_condition_enum<seedance::failure_group> : std::true_type {};

#if !defined(SEEDANCE_SEPARATE_COMPILATION)
#include <seedance/core/impl/error.ipp>
#endif
