// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Any bytes as a gateway's answer to a poll, or as the body of a callback. Compiled once for each GATEWAY.
#include "fuzz.hpp"

#include <seedance/provider/apixo.hpp>
#include <seedance/provider/pixazo.hpp>
#include <seedance/provider/xenodia.hpp>
#include <seedance/retry/classify.hpp>

using namespace seedance;
using namespace fuzzing;
using traits = provider_traits<GATEWAY::gateway>;

namespace {

/// Everything that a person may see fits a screen, and nothing is longer than the answer it came in. A mark of damage
/// takes three bytes where one was.
void check_texts(const status_answer& answer, std::string_view body) {
    PROPERTY(is_text_for_people(answer.error.code));
    PROPERTY(is_utf8(answer.error.message) && answer.error.message.size() <= 2048);
    PROPERTY(is_text_for_people(answer.raw_state));
    PROPERTY(is_utf8(answer.task_id) && answer.task_id.size() <= 3 * body.size());
    PROPERTY(is_utf8(answer.last_frame_url) && answer.last_frame_url.size() <= body.size());
    std::size_t all = 0;
    for (const auto& url : answer.urls) {
        PROPERTY(!url.empty() && is_utf8(url));
        all += url.size();
    }
    PROPERTY(all <= body.size());
}

void check_numbers(const status_answer& answer) {
    PROPERTY(!answer.progress || (*answer.progress >= 0 && *answer.progress <= 100));
    PROPERTY(!answer.tokens || *answer.tokens >= 0);
    PROPERTY(!answer.cost || answer.cost->micro_usd >= 0);
    PROPERTY(!answer.poll_hint || (answer.poll_hint->count() > 0 && *answer.poll_hint <= std::chrono::hours{1}));
    PROPERTY(!answer.created_at || answer.created_at->time_since_epoch().count() >= 0);
    PROPERTY(!answer.completed_at || answer.completed_at->time_since_epoch().count() >= 0);
}

/// What is not said is not guessed.
void check_meaning(const status_answer& answer, int http_status) {
    PROPERTY(answer.status == http_status || (answer.status > 0 && answer.status < 1000));
    PROPERTY(answer.understood == !answer.raw_state.empty());
    PROPERTY(answer.understood || (answer.state == task_state::unknown && answer.urls.empty()));
    const bool is_success = answer.status >= 200 && answer.status < 300;
    PROPERTY(!answer.understood || is_success || (is_terminal(answer.state) && !answer.task_id.empty()));
    PROPERTY(!answer.understood || (http_status != 0 && http_status != 404 && http_status != 429));
    PROPERTY(answer.urls.empty() || answer.state == task_state::succeeded);
    PROPERTY(answer.charged != billed::yes || answer.state == task_state::succeeded);
}

void check_decision(const status_answer& answer, int http_status) {
    http_reply reply;
    reply.status = http_status;
    reply.sent = delivery::complete;
    if (http_status == 0) reply.error = make_error_code(transport_errc::cut_reply);
    const auto decided = detail::classify_poll(reply, answer, {});
    PROPERTY(decided.kind != detail::decision_kind::uncertain && decided.kind != detail::decision_kind::refresh);
    PROPERTY(decided.kind != detail::decision_kind::done || answer.understood);
}

/// An amount is read from a success only, and is none that no bill could have.
template <class Gateway>
void check_balance(std::string_view body, int http_status) {
    if constexpr (tells_balance<Gateway>) {
        const auto answer = provider_traits<Gateway>::decode_balance(http_status, body);
        PROPERTY(is_text_for_people(answer.error.code));
        PROPERTY(is_utf8(answer.error.message) && answer.error.message.size() <= 2048);
        PROPERTY(!answer.left || (http_status == 200 && answer.status == 200));
        PROPERTY(!answer.left || (*answer.left <= usd(1'000'000'000'000) && *answer.left >= usd(-1'000'000'000'000)));
    }
}

}  // namespace

void fuzz(std::string_view body) noexcept {
    for (const int http_status : {200, 0, 404, 429, 500}) {
        const auto answer = traits::decode_status(http_status, body);
        check_texts(answer, body);
        check_numbers(answer);
        check_meaning(answer, http_status);
        check_decision(answer, http_status);
        check_balance<GATEWAY::gateway>(body, http_status);
    }
}
