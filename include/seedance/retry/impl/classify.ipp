// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <algorithm>
#include <string_view>

#include <seedance/core/number.hpp>
#include <seedance/core/text.hpp>
#include <seedance/download/content_kind.hpp>
#include <seedance/provider/errc_of_status.hpp>
#include <seedance/provider/gateway_words.hpp>
#include <seedance/retry/classify.hpp>
#include <seedance/retry/retry_quota.hpp>
#include <seedance/transport/http_date.hpp>

namespace seedance::detail {

/// Says whether another attempt would meet the same error again.
inline bool is_hopeless(const error_code& error) noexcept {
    return error == make_error_code(transport_errc::bad_url) || error == make_error_code(transport_errc::bad_header) ||
           error == make_error_code(transport_errc::private_address);
}

/// Says whether the request did not get through to the other side's program: then nobody can have acted on it.
inline bool was_not_delivered(const http_reply& reply) noexcept {
    return reply.sent != delivery::complete &&
           (reply.phase == exchange_phase::write || reply.phase == exchange_phase::read);
}

/// Says whether the connection had been idle for too long: the other side closed it before it saw the request.
inline bool met_a_closed_connection(const http_reply& reply) noexcept {
    return reply.reused_connection && reply.status == 0 && reply.phase == exchange_phase::read &&
           reply.error != make_error_code(transport_errc::timed_out);
}

inline decision again_later(errc code, std::optional<std::chrono::seconds> wait = {}) {
    return {decision_kind::retry, code, wait, retry_quota::transient_cost};
}
inline decision again_when_allowed(errc code, std::optional<std::chrono::seconds> wait) {
    return {decision_kind::retry, code, wait, retry_quota::throttled_cost};
}
inline decision again_at_once(errc code) {
    return {decision_kind::retry, code, std::nullopt, retry_quota::transient_cost, true};
}

/// Says whether a redirect leads to a place where gateways show tasks: then there is one now.
inline bool leads_to_a_task(const http_reply& reply) {
    const auto location = reply.header("Location");
    for (const std::string_view place : {"taskid=", "task_id=", "request_id=", "/tasks/", "/status/"})
        if (text::contains_ignoring_case(location, place)) return true;
    return false;
}

SEEDANCE_DECL std::optional<std::chrono::seconds> retry_after(const http_reply& reply,
                                                              std::chrono::system_clock::time_point now) {
    using std::chrono::seconds;
    static constexpr seconds longest{365 * 24 * 3600};
    const auto text = text::trim(reply.header("Retry-After"));
    if (text.empty()) return std::nullopt;
    const auto whole = text.substr(0, text.find('.'));
    const auto fraction = text.substr(std::min(whole.size() + 1, text.size()));
    const auto are_digits = [](std::string_view part) { return std::all_of(part.begin(), part.end(), text::is_digit); };
    if (!whole.empty() && are_digits(whole) && are_digits(fraction)) {
        const auto value = text::parse_number<seconds::rep>(whole);
        const bool has_more = fraction.find_first_not_of('0') != fraction.npos;  // rounded up: not before its time
        return value ? std::min(seconds{*value} + seconds{has_more}, longest) : longest;
    }
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    const auto its_now = parse_http_date(text::trim(reply.header("Date"))).value_or(std::chrono::floor<seconds>(now));
    return std::clamp<seconds>(*date - its_now, seconds{0}, longest);
}

/// Says whether the gateway asks for a longer wait than the caller, or the library, has patience for.
inline bool is_too_long(const std::optional<std::chrono::seconds>& wait, const reply_context& context) {
    return wait && (*wait > longest_retry_after || *wait > context.time_left);
}

// ---- submit

inline decision classify_unanswered_submit(const http_reply& reply) {
    if (reply.sent == delivery::complete) return {decision_kind::uncertain, errc::outcome_unknown};
    if (reply.error == make_error_code(transport_errc::untrusted)) return {decision_kind::give_up, errc::tls_untrusted};
    if (is_hopeless(reply.error)) return {decision_kind::give_up, errc::not_sent};
    if (was_not_delivered(reply)) return again_at_once(errc::not_sent);
    return again_later(errc::not_sent);
}

/// Says whether the head of an answer came before all of the request was taken, and decides alone: it refuses, or says
/// success. What it says of other times (429, 5xx) is nothing without the rest.
inline bool is_answered_early(const http_reply& reply, int status) {
    const bool decides = status >= 200 && status < 500 && status != 429;
    return reply.sent == delivery::partial && decides &&
           reply.error != make_error_code(transport_errc::expectation_refused);
}

/// Says whether a server refuses to be asked whether a large body may follow: it has accepted nothing, although the
/// body may have left by then, and is not asked again.
inline bool is_unasked(const http_reply& reply) noexcept {
    return reply.error == make_error_code(transport_errc::expectation_refused) && reply.status == 417;
}

/// The gateway asks for fewer requests: it has not accepted. Only its status counts, no word in its body.
inline decision classify_throttled_submit(const http_reply& reply, const reply_context& context) {
    const auto wait = retry_after(reply, context.now);
    const bool in_vain = wait && *wait > context.time_left;
    return {in_vain ? decision_kind::give_up : decision_kind::queue, errc::throttled, wait};
}

SEEDANCE_DECL decision classify_submit(const http_reply& reply, const submit_answer& answer,
                                       const reply_context& context) {
    if (answer.strength == evidence::task) return {};
    if (answer.strength == evidence::candidate) return {decision_kind::uncertain, errc::outcome_unknown};
    const int status = answer.status;
    if (is_unasked(reply)) return again_at_once(errc::not_sent);
    if (reply.error && !is_answered_early(reply, status)) return classify_unanswered_submit(reply);
    const bool shows_what_was_made = status == 303 || (is_redirect_status(status) && leads_to_a_task(reply));
    if (shows_what_was_made) return {decision_kind::uncertain, errc::outcome_unknown};
    if (is_redirect_status(status)) return {decision_kind::give_up, errc::redirect_refused};
    if (status == 425) return again_at_once(errc::throttled);  // refused before it was looked at
    if (status == 429 || context.refused_before_acting) return classify_throttled_submit(reply, context);
    if (status == 408 && reply.sent != delivery::complete) return again_at_once(errc::not_sent);
    if (status == 408) return {decision_kind::uncertain, errc::outcome_unknown};
    if (const auto refusal = errc_of_status(status)) return {decision_kind::give_up, *refusal};
    if (status >= 500 && reply.sent != delivery::complete) return again_later(errc::not_sent);  // it lacks some of it
    return {decision_kind::uncertain, errc::outcome_unknown};  // 2xx without an id, 5xx, anything unheard of
}

// ---- poll

inline decision classify_unanswered_poll(const http_reply& reply) {
    if (reply.error == make_error_code(transport_errc::untrusted)) return {decision_kind::give_up, errc::tls_untrusted};
    if (is_hopeless(reply.error)) return {decision_kind::give_up, errc::poll_failed};
    if (was_not_delivered(reply) || met_a_closed_connection(reply)) return again_at_once(errc::poll_failed);
    return again_later(errc::poll_failed);
}

/// Says whether a gateway that checks first, and looks then, does not find the task: "422, task not found yet". A model
/// that is not found is no matter of time.
inline bool says_not_yet(const status_answer& answer) {
    if (answer.status != 400 && answer.status != 422) return false;
    const auto code = folded_word(answer.error.code), words = folded_word(answer.error.message);
    if (code.find("model") != code.npos || words.find("model") != words.npos) return false;
    for (const std::string_view said :
         {"notfound", "notexist", "doesntexist", "dontexist", "nosuchtask", "nosuchrequest", "unknowntask",
          "unknownrequestid", "notyetexist", "notyetfound", "notyetavailable"})
        if (code.find(said) != code.npos || words.find(said) != words.npos) return true;
    return false;
}

SEEDANCE_DECL decision classify_poll(const http_reply& reply, const status_answer& answer,
                                     const reply_context& context) {
    if (reply.error) return classify_unanswered_poll(reply);
    if (answer.understood) {
        const bool unusable = answer.state == task_state::succeeded && answer.urls.empty();
        return unusable ? again_later(errc::result_malformed) : decision{};
    }
    const int status = answer.status;
    if (is_redirect_status(status)) return {decision_kind::give_up, errc::redirect_refused};
    if (status == 404 || status == 410 || says_not_yet(answer))
        return context.polled_for < visibility_grace ? again_later(errc::task_not_found)
                                                     : decision{decision_kind::give_up, errc::task_not_found};
    if (status == 401) return {decision_kind::give_up, errc::rejected_key};
    if (status == 402 || status == 403) return {decision_kind::pause, *errc_of_status(status)};
    if (status == 400 || status == 413 || status == 415 || status == 422)
        return {decision_kind::give_up, errc::poll_failed};
    if (status == 425) return again_at_once(errc::poll_failed);
    const auto wait = retry_after(reply, context.now);
    if (status == 429) return again_when_allowed(errc::throttled, wait);
    if (status == 503 && wait) return again_when_allowed(errc::poll_failed, wait);
    return again_later(errc::poll_failed, wait);
}

SEEDANCE_DECL bool is_gone(const http_reply& reply, const status_answer& answer) {
    const bool is_gateways = !answer.error.code.empty();
    return !reply.error && !answer.understood && (answer.status == 404 || answer.status == 410) && is_gateways;
}

// ---- download

/// There is no file at this URL, or not yet. A server that says when to ask again is heeded within reason.
inline decision absent_file(const http_reply& reply, const reply_context& context) {
    auto wait = retry_after(reply, context.now);
    if (wait) wait = std::min(*wait, longest_retry_after);
    return {decision_kind::refresh, errc::result_expired, wait};
}

/// Says whether what came coded is not the file, which may only not be there yet: by the status, by its bytes as far as
/// they could be read, or by its type.
inline bool is_coded_page(const http_reply& reply) {
    if (reply.status == 202 || reply.status == 205 || is_no_file(content_kind_of(reply.body, true))) return true;
    const auto type = text::trim(reply.header("Content-Type"));
    return text::contains_ignoring_case(type, "html") || text::contains_ignoring_case(type, "json") ||
           text::contains_ignoring_case(type, "xml");
}

inline decision classify_unfinished_download(const http_reply& reply, const reply_context& context) {
    if (reply.error == make_error_code(transport_errc::untrusted)) return {decision_kind::give_up, errc::tls_untrusted};
    if (reply.error == make_error_code(transport_errc::private_address))
        return {decision_kind::give_up, errc::address_refused};
    if (reply.error == make_error_code(transport_errc::reply_too_large))
        return {decision_kind::give_up, errc::too_large};
    if (reply.error == make_error_code(transport_errc::coded_reply))  // else its host compresses all that it sends
        return is_coded_page(reply) ? absent_file(reply, context)
                                    : decision{decision_kind::give_up, errc::download_failed};
    if (reply.error == make_error_code(errc::result_expired))  // the sink's word: what came is no file
        return absent_file(reply, context);
    if (reply.error.category() == error_category())
        return {decision_kind::give_up, static_cast<errc>(reply.error.value())};
    if (is_hopeless(reply.error)) return {decision_kind::give_up, errc::download_failed};
    if (was_not_delivered(reply) || met_a_closed_connection(reply)) return again_at_once(errc::download_failed);
    return again_later(errc::download_failed);
}

SEEDANCE_DECL decision classify_download(const http_reply& reply, const reply_context& context) {
    const int status = reply.status;
    const bool is_about_page =
        reply.error == make_error_code(transport_errc::coded_reply) && !is_success_status(status);
    if (reply.error && !is_about_page) return classify_unfinished_download(reply, context);
    if (reply.is_success()) return {};
    const auto wait = retry_after(reply, context.now);
    switch (status) {
        case 400:
        case 413:
        case 415:
        case 422: return {decision_kind::refresh, errc::download_failed};
        case 401: return {decision_kind::refresh, errc::result_expired};
        case 403:
        case 404:
        case 410: return absent_file(reply, context);
        case 425: return again_at_once(errc::download_failed);
        case 408:
        case 409: return again_later(errc::download_failed, wait);
        default: break;
    }
    const bool says_when = status == 429 || (status == 503 && wait);
    if (says_when && is_too_long(wait, context)) return {decision_kind::give_up, errc::throttled, wait};
    if (says_when) return again_when_allowed(errc::download_failed, wait);
    if (status >= 500) return again_later(errc::download_failed, wait);
    return {decision_kind::give_up, errc::download_failed};
}

}  // namespace seedance::detail
