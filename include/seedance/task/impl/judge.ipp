// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <charconv>

#include <seedance/core/text.hpp>
#include <seedance/task/judge.hpp>

namespace seedance::detail {

inline bool is_success(int status) noexcept { return status >= 200 && status < 300; }
inline bool is_redirect(int status) noexcept { return status >= 300 && status < 400; }

/// Errors that another attempt meets again.
inline bool is_hopeless(const error_code& error) noexcept {
    return error == make_error_code(transport_errc::bad_url) || error == make_error_code(transport_errc::bad_header);
}

/// The meaning of a refusal, the same for every operation.
inline errc code_of_refusal(int status) noexcept {
    switch (status) {
        case 401: return errc::rejected_key;
        case 402: return errc::rejected_balance;
        case 403: return errc::rejected_access;
        case 404:
        case 410: return errc::not_found;
        case 409: return errc::conflict;
        case 429: return errc::throttled;
        default: return errc::rejected;
    }
}

SEEDANCE_DECL std::optional<std::chrono::seconds> retry_after(const http_reply& reply) {
    const auto text = text::trim(reply.header("Retry-After"));
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
    return std::chrono::seconds{seconds};
}

inline judgement judge_unanswered_submit(const http_reply& reply) {
    if (reply.sent == delivery::complete) return {verdict::uncertain, errc::outcome_unknown};
    if (reply.error == make_error_code(transport_errc::untrusted)) return {verdict::give_up, errc::tls_untrusted};
    if (is_hopeless(reply.error)) return {verdict::give_up, errc::not_sent};
    return {verdict::again, errc::not_sent};
}

inline judgement judge_throttled(const http_reply& reply) {
    const auto wait = retry_after(reply);
    if (wait && *wait > longest_retry_after) return {verdict::give_up, errc::throttled, wait};
    return {verdict::again, errc::throttled, wait};
}

SEEDANCE_DECL judgement judge_submit(const http_reply& reply, const submit_answer& answer) {
    if (!answer.task_id.empty()) return {};
    if (reply.error) return judge_unanswered_submit(reply);
    const int status = answer.status;
    if (status == 303) return {verdict::uncertain, errc::outcome_unknown};  // "see the thing that you made"
    if (is_redirect(status)) return {verdict::give_up, errc::redirect_refused};
    if (status == 429) return judge_throttled(reply);
    if (status == 425) return {verdict::again, errc::throttled};  // refused before it was looked at
    if (status == 503 && retry_after(reply)) return judge_throttled(reply);
    if (status == 408) return {verdict::uncertain, errc::outcome_unknown};
    if (status >= 400 && status < 500) return {verdict::give_up, code_of_refusal(status)};
    return {verdict::uncertain, errc::outcome_unknown};  // 2xx without an id, 5xx, anything unheard of
}

SEEDANCE_DECL judgement judge_poll(const http_reply& reply, const status_answer& answer, std::chrono::milliseconds since_accepted) {
    if (reply.error) {
        if (reply.error == make_error_code(transport_errc::untrusted)) return {verdict::give_up, errc::tls_untrusted};
        if (is_hopeless(reply.error)) return {verdict::give_up, errc::poll_failed};
        return {verdict::again, errc::poll_failed};
    }
    if (answer.understood) {
        const bool unusable = answer.state == task_state::succeeded && answer.urls.empty();
        return unusable ? judgement{verdict::again, errc::result_malformed} : judgement{};
    }
    const int status = answer.status;
    if (is_redirect(status)) return {verdict::give_up, errc::redirect_refused};
    if (status == 404 || status == 410) {
        const bool may_appear = since_accepted < visibility_grace;
        return {may_appear ? verdict::again : verdict::give_up, errc::task_not_found};
    }
    if (status == 401 || status == 402 || status == 403) return {verdict::give_up, code_of_refusal(status)};
    if (status == 400 || status == 413 || status == 415 || status == 422) return {verdict::give_up, errc::poll_failed};
    return {verdict::again, status == 429 ? errc::throttled : errc::poll_failed, retry_after(reply)};
}

SEEDANCE_DECL judgement judge_download(const http_reply& reply) {
    if (reply.error) {
        if (reply.error == make_error_code(transport_errc::untrusted)) return {verdict::give_up, errc::tls_untrusted};
        if (reply.error == make_error_code(transport_errc::reply_too_large)) return {verdict::give_up, errc::too_large};
        if (reply.error.category() == error_category()) return {verdict::give_up, static_cast<errc>(reply.error.value())};
        if (is_hopeless(reply.error)) return {verdict::give_up, errc::download_failed};
        return {verdict::again, errc::download_failed};
    }
    if (is_success(reply.status)) return {};
    if (reply.status == 401 || reply.status == 403 || reply.status == 404 || reply.status == 410)
        return {verdict::give_up, errc::result_expired};
    if (reply.status == 408 || reply.status == 425 || reply.status == 429 || reply.status >= 500)
        return {verdict::again, errc::download_failed, retry_after(reply)};
    return {verdict::give_up, errc::download_failed};
}

}  // namespace seedance::detail
