// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <seedance/core/error.hpp>
#include <seedance/core/text.hpp>
#include <seedance/provider/answer.hpp>
#include <seedance/provider/json.hpp>
#include <seedance/transport/http.hpp>

namespace seedance::detail {

/// Says whether an answer's JSON is whole, whatever the connection, the length or the coding that was announced say of
/// it. Inside it may be damaged; behind it stands nothing, which might be the beginning of more.
inline bool has_whole_json(const http_reply& reply) {
    const auto body = text::trim(reply.body);
    if (reply.status == 0 || !body.ends_with('}')) return false;
    json_memory memory;
    return memory.parse(body).is_object() && !memory.was_cut();
}

/// Drops the error of a reply whose JSON is whole: it says nothing of the answer. That the server will not be asked
/// whether a large body may follow is an answer of its own.
inline void forget_cut(http_reply& reply) {
    const bool may_be_cut = reply.error && reply.error != make_error_code(transport_errc::expectation_refused);
    if (may_be_cut && has_whole_json(reply)) reply.error = {};
}

/// Says how much of the answer to a submit has come, and drops its error where that is all.
inline arrival take_arrival(http_reply& reply) {
    forget_cut(reply);
    const bool is_whole = !reply.error || reply.error == make_error_code(transport_errc::expectation_refused);
    return is_whole ? arrival::whole : arrival::cut;
}

}  // namespace seedance::detail
