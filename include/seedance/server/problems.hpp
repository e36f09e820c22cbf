// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// Answers of a server in JSON, above all to what went wrong.

#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <seedance/core/error.hpp>
#include <seedance/server/answer.hpp>
#include <seedance/server/json_views.hpp>
#include <seedance/task/failure.hpp>
#include <seedance/transport/http.hpp>

namespace seedance {

/// Makes an answer of a JSON object.
inline server_answer json_answer(const boost::json::object& fields, int status = 200) {
    return {
        .status = status, .headers = {{"Content-Type", "application/json"}}, .body = boost::json::serialize(fields)};
}

/// Says what is wrong: `{"error":"no_order","message":"you have no order of this id"}`. The headers are what a status
/// asks for, as 405 does for Allow.
inline server_answer problem(int status, std::string_view code, std::string_view message,
                             std::vector<http_header> headers = {}) {
    auto made = json_answer({{"error", code}, {"message", message}}, status);
    for (auto& each : headers) made.headers.push_back(std::move(each));
    return made;
}

/// The same of what will do later: the answer says after how many seconds (Retry-After, RFC 9110, 10.2.3).
inline server_answer problem_for_now(int status, std::string_view code, std::string_view message) {
    return problem(status, code, message, {{"Retry-After", "10"}});
}

/// Says why the library did not do what a server's own caller asks for, in words for that caller: nothing of a
/// gateway's words, of the account or of the journal is told. A request that breaks rules: 422, with every one by its
/// field (`json_of`), and one that its gateway refuses. 402: over a limit of money. 409: the idempotency key is another
/// request's, the task is not to be cancelled, or it has failed. 404: there is no such intent or task. 410: its video
/// is gone. Everything else: 503, which calls for the same request later; nothing is paid twice for it.
inline server_answer problem_of(const failure& why) {
    if (!why.broken_rules.empty())
        return json_answer({{"error", "invalid_request"},
                            {"message", "the request breaks rules of its model"},
                            {"fields", json_of(why.broken_rules)}},
                           422);
    if (why.code.category() == error_category()) switch (static_cast<errc>(why.code.value())) {
            case errc::invalid_request: return problem(422, "invalid_request", why.detail);
            case errc::price_unknown:
                return problem(422, "price_unknown", "what it costs is not known: choose another model");
            case errc::rejected: return problem(422, "rejected", "its gateway refuses this request: change it");
            case errc::over_limit: return problem(402, "over_limit", "it costs more than is left of your limit");
            case errc::intent_mismatch: return problem(409, "mismatch", "this key belongs to another request");
            case errc::unsupported: return problem(409, "unsupported", "its gateway cannot do that");
            case errc::task_failed: return problem(409, "failed", "its gateway could not make the video");
            case errc::intent_not_found:
            case errc::task_not_found: return problem(404, "not_found", "there is none of this name");
            case errc::result_expired: return problem(410, "expired", "its gateway has the video no more");
            default: break;  // what the server's owner mends, or time does
        }
    return problem_for_now(503, "not_now", "this cannot be answered now; ask again, nothing is paid twice");
}

}  // namespace seedance
